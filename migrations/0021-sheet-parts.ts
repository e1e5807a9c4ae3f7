import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumns } from '#src/database/dialect.js';

/** What a decided sheet hands on to longer periods, beside its score. Sheets decided before have nothing there. */
export class SheetParts implements MigrationInterface {
  name = '0021-sheet-parts';

  async up(runner: QueryRunner): Promise<void> {
    await addColumns(runner, { table: 'sheets', columns: { parts: { kind: 'json' } } });
    await addColumns(runner, { table: 'published_sheets', columns: { parts: { kind: 'json' } } });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumns('published_sheets', ['parts']);
    await runner.dropColumns('sheets', ['parts']);
  }
}
