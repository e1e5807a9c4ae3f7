import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '#src/database/dialect.js';

/** What members asked about what is stored of them. Nobody answers his own: the database refuses it. */
export class DataRequests implements MigrationInterface {
  name = '0089-data-requests';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'data_requests',
      columns: {
        id: { kind: 'id' },
        requestId: { kind: 'code', length: 36 },
        memberId: { kind: 'reference', table: 'members' },
        branchId: { kind: 'reference', table: 'units' },
        kind: { kind: 'code', length: 20 },
        fact: { kind: 'code', length: 20 },
        state: { kind: 'code', length: 20 },
        wish: { kind: 'text' },
        askedDay: { kind: 'day' },
        askedAt: { kind: 'instant' },
        askedBy: { kind: 'reference', table: 'accounts' },
        answer: { kind: 'text', nullable: true },
        answeredAt: { kind: 'instant', nullable: true },
        answeredBy: { kind: 'reference', table: 'accounts', nullable: true },
        answeredByMemberId: { kind: 'reference', table: 'members', nullable: true },
        deed: { kind: 'text', nullable: true },
        doneAt: { kind: 'instant', nullable: true },
        doneBy: { kind: 'reference', table: 'accounts', nullable: true },
        readAt: { kind: 'instant', nullable: true },
        version: { kind: 'count' },
      },
      uniques: [['requestId']],
      indices: [['branchId', 'state']],
      checks: {
        notOwnCase: 'answeredByMemberId IS NULL OR answeredByMemberId <> memberId',
        answered: "state NOT IN ('accepted', 'refused', 'done') OR (answeredAt IS NOT NULL AND answer IS NOT NULL)",
      },
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('data_requests');
  }
}
