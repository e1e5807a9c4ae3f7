import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumns } from '#src/database/dialect.js';

/** When a file's bytes were erased because their time was over; its row stays, so that the trail still finds it. */
export class EvidenceErased implements MigrationInterface {
  name = '0083-evidence-erased';

  async up(runner: QueryRunner): Promise<void> {
    await addColumns(runner, { table: 'evidence_files', columns: { erasedAt: { kind: 'instant' } } });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumns('evidence_files', ['erasedAt']);
  }
}
