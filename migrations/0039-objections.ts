import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '#src/database/dialect.js';

/** Objections to published rows. The database itself refuses that anybody answers his own, or one about himself. */
export class Objections implements MigrationInterface {
  name = '0039-objections';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'objections',
      columns: {
        id: { kind: 'id' },
        publicKey: { kind: 'code', length: 36 },
        requestId: { kind: 'code', length: 36 },
        branchMonthId: { kind: 'reference', table: 'branch_months' },
        sheetId: { kind: 'reference', table: 'sheets' },
        publicationId: { kind: 'reference', table: 'publications' },
        subjectMemberId: { kind: 'reference', table: 'members' },
        authorMemberId: { kind: 'reference', table: 'members' },
        anonymous: { kind: 'flag' },
        itemCode: { kind: 'code', length: 20, nullable: true },
        reason: { kind: 'text' },
        deciders: { kind: 'json' },
        state: { kind: 'code', length: 20 },
        receivedAt: { kind: 'instant', nullable: true },
        receivedDay: { kind: 'day' },
        acknowledgedAt: { kind: 'instant', nullable: true },
        acknowledgedBy: { kind: 'reference', table: 'accounts', nullable: true },
        answeredAt: { kind: 'instant', nullable: true },
        answeredDay: { kind: 'day', nullable: true },
        answeredBy: { kind: 'reference', table: 'accounts', nullable: true },
        answeredByMemberId: { kind: 'reference', table: 'members', nullable: true },
        answer: { kind: 'text', nullable: true },
        appealState: { kind: 'code', length: 20, nullable: true },
        appealedByAuthor: { kind: 'flag', nullable: true },
        appealedDay: { kind: 'day', nullable: true },
        appealReason: { kind: 'text', nullable: true },
        appealAnsweredAt: { kind: 'instant', nullable: true },
        appealAnsweredBy: { kind: 'reference', table: 'accounts', nullable: true },
        appealAnswer: { kind: 'text', nullable: true },
        closedNote: { kind: 'text', nullable: true },
        authorReadAt: { kind: 'instant', nullable: true },
        subjectReadAt: { kind: 'instant', nullable: true },
        version: { kind: 'count' },
      },
      uniques: [['publicKey'], ['requestId']],
      indices: [['branchMonthId', 'state']],
      checks: {
        notOwnCase:
          'answeredByMemberId IS NULL OR (answeredByMemberId <> authorMemberId AND answeredByMemberId <> subjectMemberId)',
      },
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('objections');
  }
}
