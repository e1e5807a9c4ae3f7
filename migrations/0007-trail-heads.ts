import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '#src/database/dialect.js';

/** The running end of every chain of the trail. */
export class TrailHeads implements MigrationInterface {
  name = '0007-trail-heads';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'trail_heads',
      columns: {
        chain: { kind: 'code', length: 40 },
        sequence: { kind: 'count' },
        hash: { kind: 'digest' },
      },
      primaryKey: ['chain'],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('trail_heads');
  }
}
