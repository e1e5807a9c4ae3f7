import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '#src/database/dialect.js';

/** A member's sheet of a branch's month. The database itself refuses that anybody decides his own. */
export class Sheets implements MigrationInterface {
  name = '0012-sheets';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'sheets',
      columns: {
        id: { kind: 'id' },
        branchMonthId: { kind: 'reference', table: 'branch_months' },
        memberId: { kind: 'reference', table: 'members' },
        groupId: { kind: 'reference', table: 'units', nullable: true },
        rosterOrder: { kind: 'count' },
        standing: { kind: 'code', length: 20 },
        profileCode: { kind: 'code', length: 20 },
        state: { kind: 'code', length: 20 },
        notScoredReason: { kind: 'code', length: 30, nullable: true },
        notScoredNote: { kind: 'text', nullable: true },
        submittedAt: { kind: 'instant', nullable: true },
        late: { kind: 'flag' },
        fromRecords: { kind: 'flag' },
        returnedReason: { kind: 'text', nullable: true },
        selfScoreHundredths: { kind: 'hundredths', nullable: true },
        decidedAt: { kind: 'instant', nullable: true },
        decidedBy: { kind: 'reference', table: 'accounts', nullable: true },
        decidedByMemberId: { kind: 'reference', table: 'members', nullable: true },
        baseHundredths: { kind: 'hundredths', nullable: true },
        deductionHundredths: { kind: 'hundredths', nullable: true },
        contributionHundredths: { kind: 'hundredths', nullable: true },
        scoreHundredths: { kind: 'hundredths', nullable: true },
        categoryPoints: { kind: 'json', nullable: true },
        version: { kind: 'count' },
      },
      uniques: [['branchMonthId', 'memberId']],
      checks: { notOwnCase: 'decidedByMemberId IS NULL OR decidedByMemberId <> memberId' },
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('sheets');
  }
}
