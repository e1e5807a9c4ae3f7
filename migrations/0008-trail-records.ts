import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, createTable } from '#src/database/dialect.js';

/** The trail: one line for every decision, only ever inserted. */
export class TrailRecords implements MigrationInterface {
  name = '0008-trail-records';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'trail_records',
      columns: {
        chain: { kind: 'code', length: 40 },
        sequence: { kind: 'count' },
        at: { kind: 'instant' },
        action: { kind: 'code', length: 60 },
        body: { kind: 'json' },
        previousHash: { kind: 'digest' },
        hash: { kind: 'digest' },
      },
      primaryKey: ['chain', 'sequence'],
    });
    await appendOnly(runner, 'trail_records');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('trail_records');
  }
}
