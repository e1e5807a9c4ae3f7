import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '#src/database/dialect.js';

/** Where the bytes of a kept export lie in the store, piece by piece. */
export class KeptExportParts implements MigrationInterface {
  name = '0068-kept-export-parts';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'kept_export_parts',
      columns: {
        exportId: { kind: 'reference', table: 'kept_exports' },
        number: { kind: 'count' },
        storageName: { kind: 'code', length: 64 },
        byteCount: { kind: 'count' },
      },
      primaryKey: ['exportId', 'number'],
      uniques: [['storageName']],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('kept_export_parts');
  }
}
