import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '#src/database/dialect.js';

/** What the columns of tables meant when they were last imported. */
export class ImportMappings implements MigrationInterface {
  name = '0065-import-mappings';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'import_mappings',
      columns: {
        unitId: { kind: 'reference', table: 'units' },
        kind: { kind: 'code', length: 20 },
        fingerprint: { kind: 'digest' },
        mapping: { kind: 'json' },
        savedAt: { kind: 'instant' },
        savedBy: { kind: 'reference', table: 'accounts' },
      },
      primaryKey: ['unitId', 'kind', 'fingerprint'],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('import_mappings');
  }
}
