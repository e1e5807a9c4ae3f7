import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addPlainIndex, appendOnly, createTable } from '#src/database/dialect.js';

/** What the trail is read by: whom a line is about, and when it was written. */
export class TrailSubjects implements MigrationInterface {
  name = '0043-trail-subjects';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'trail_subjects',
      columns: {
        chain: { kind: 'code', length: 40 },
        sequence: { kind: 'count' },
        memberId: { kind: 'count' },
      },
      primaryKey: ['chain', 'sequence', 'memberId'],
      indices: [['memberId', 'chain', 'sequence']],
    });
    await appendOnly(runner, 'trail_subjects');
    await addPlainIndex(runner, 'trail_records', ['at']);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('trail_subjects');
  }
}
