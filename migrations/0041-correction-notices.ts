import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '#src/database/dialect.js';

/** Who is told of a correction, and when he read it. */
export class CorrectionNotices implements MigrationInterface {
  name = '0041-correction-notices';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'correction_notices',
      columns: {
        correctionId: { kind: 'reference', table: 'corrections' },
        memberId: { kind: 'reference', table: 'members' },
        readAt: { kind: 'instant', nullable: true },
      },
      primaryKey: ['correctionId', 'memberId'],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('correction_notices');
  }
}
