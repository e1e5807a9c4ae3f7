import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '#src/database/dialect.js';

/** Files handed in as evidence. The bytes lie in the store, under a random name. */
export class EvidenceFiles implements MigrationInterface {
  name = '0029-evidence-files';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'evidence_files',
      columns: {
        id: { kind: 'id' },
        sheetId: { kind: 'reference', table: 'sheets' },
        requestId: { kind: 'code', length: 36 },
        storageName: { kind: 'code', length: 64 },
        kind: { kind: 'code', length: 10 },
        byteCount: { kind: 'count' },
        digest: { kind: 'digest' },
        originalDigest: { kind: 'digest' },
        fileName: { kind: 'name', length: 100 },
        uploadedBy: { kind: 'reference', table: 'accounts' },
        uploadedAt: { kind: 'instant' },
      },
      uniques: [['requestId'], ['storageName']],
      indices: [['digest'], ['originalDigest']],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('evidence_files');
  }
}
