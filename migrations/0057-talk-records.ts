import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, createTable } from '#src/database/dialect.js';

/** Records of reminder talks: what was said stands as it was written; a further record amends it. */
export class TalkRecords implements MigrationInterface {
  name = '0057-talk-records';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'talk_records',
      columns: {
        id: { kind: 'id' },
        requestId: { kind: 'code', length: 36 },
        branchId: { kind: 'reference', table: 'units' },
        year: { kind: 'count' },
        number: { kind: 'count' },
        memberId: { kind: 'reference', table: 'members' },
        talkerMemberId: { kind: 'reference', table: 'members' },
        heldOn: { kind: 'day' },
        place: { kind: 'name', length: 80 },
        occasion: { kind: 'code', length: 20 },
        months: { kind: 'json' },
        topic: { kind: 'text' },
        response: { kind: 'text' },
        measures: { kind: 'text' },
        amendsId: { kind: 'reference', table: 'talk_records', nullable: true },
        recordedAt: { kind: 'instant' },
        recordedBy: { kind: 'reference', table: 'accounts' },
      },
      uniques: [['requestId'], ['branchId', 'year', 'number'], ['amendsId']],
    });
    await appendOnly(runner, 'talk_records');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('talk_records');
  }
}
