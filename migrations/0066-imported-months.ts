import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '#src/database/dialect.js';

/** Where the figures of imported months came from. */
export class ImportedMonths implements MigrationInterface {
  name = '0066-imported-months';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'imported_months',
      columns: {
        publicationId: { kind: 'reference', table: 'publications' },
        branchMonthId: { kind: 'reference', table: 'branch_months' },
        fileName: { kind: 'name', length: 255 },
        fileDigest: { kind: 'digest' },
        importedAt: { kind: 'instant' },
        importedBy: { kind: 'reference', table: 'accounts' },
        schemeAssumed: { kind: 'flag' },
        datedBack: { kind: 'json' },
      },
      primaryKey: ['publicationId'],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('imported_months');
  }
}
