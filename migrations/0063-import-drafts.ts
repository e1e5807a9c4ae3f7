import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '#src/database/dialect.js';

/** Files that are about to be imported, each its owner’s alone. */
export class ImportDrafts implements MigrationInterface {
  name = '0063-import-drafts';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'import_drafts',
      columns: {
        id: { kind: 'id' },
        unitId: { kind: 'reference', table: 'units' },
        accountId: { kind: 'reference', table: 'accounts' },
        kind: { kind: 'code', length: 20 },
        fileName: { kind: 'name', length: 255 },
        fileDigest: { kind: 'digest' },
        byteCount: { kind: 'count' },
        createdAt: { kind: 'instant' },
        expiresAt: { kind: 'instant' },
        mapping: { kind: 'json', nullable: true },
        doneAt: { kind: 'instant', nullable: true },
        result: { kind: 'json', nullable: true },
        version: { kind: 'count' },
      },
      indices: [['accountId', 'unitId']],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('import_drafts');
  }
}
