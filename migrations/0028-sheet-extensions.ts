import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumns } from '#src/database/dialect.js';

/** More time for one member: until when, why, and who gave it. */
export class SheetExtensions implements MigrationInterface {
  name = '0028-sheet-extensions';

  async up(runner: QueryRunner): Promise<void> {
    await addColumns(runner, {
      table: 'sheets',
      columns: {
        extendedUntil: { kind: 'day' },
        extensionReason: { kind: 'text' },
        extendedBy: { kind: 'reference', table: 'accounts' },
      },
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumns('sheets', ['extendedUntil', 'extensionReason', 'extendedBy']);
  }
}
