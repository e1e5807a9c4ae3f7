import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, createTable } from '#src/database/dialect.js';

/** Published closings, those that were taken back, and objections to them. */
export class ClosingPublications implements MigrationInterface {
  name = '0054-closing-publications';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'closing_publications',
      columns: {
        id: { kind: 'id' },
        closingId: { kind: 'reference', table: 'closings' },
        branchId: { kind: 'reference', table: 'units' },
        number: { kind: 'count' },
        kind: { kind: 'code', length: 10 },
        revision: { kind: 'count' },
        fromDay: { kind: 'day' },
        untilDay: { kind: 'day' },
        workingDays: { kind: 'count' },
        contact: { kind: 'name', length: 200 },
        publishedAt: { kind: 'instant' },
        publishedBy: { kind: 'reference', table: 'accounts', nullable: true },
        digest: { kind: 'digest' },
        trailSequence: { kind: 'count' },
        trailHash: { kind: 'digest' },
      },
      uniques: [['branchId', 'number']],
      indices: [['closingId']],
    });
    await createTable(runner, {
      name: 'closing_withdrawals',
      columns: {
        publicationId: { kind: 'reference', table: 'closing_publications' },
        reason: { kind: 'text' },
        withdrawnAt: { kind: 'instant' },
        withdrawnBy: { kind: 'reference', table: 'accounts' },
      },
      primaryKey: ['publicationId'],
    });
    await createTable(runner, {
      name: 'closing_objections',
      columns: {
        id: { kind: 'id' },
        requestId: { kind: 'code', length: 36 },
        closingId: { kind: 'reference', table: 'closings' },
        publicationId: { kind: 'reference', table: 'closing_publications' },
        subjectMemberId: { kind: 'reference', table: 'members' },
        authorMemberId: { kind: 'reference', table: 'members' },
        reason: { kind: 'text' },
        state: { kind: 'code', length: 10 },
        raisedAt: { kind: 'instant' },
        raisedDay: { kind: 'day' },
        answer: { kind: 'text', nullable: true },
        answeredAt: { kind: 'instant', nullable: true },
        answeredBy: { kind: 'reference', table: 'accounts', nullable: true },
        answeredByMemberId: { kind: 'reference', table: 'members', nullable: true },
        version: { kind: 'count' },
      },
      uniques: [['requestId']],
      indices: [['closingId', 'state']],
      checks: {
        notOwnCase:
          'answeredByMemberId IS NULL OR (answeredByMemberId <> authorMemberId AND answeredByMemberId <> subjectMemberId)',
      },
    });
    await appendOnly(runner, 'closing_publications');
    await appendOnly(runner, 'closing_withdrawals');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('closing_objections');
    await runner.dropTable('closing_withdrawals');
    await runner.dropTable('closing_publications');
  }
}
