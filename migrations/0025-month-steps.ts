import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '#src/database/dialect.js';

/**
 * The steps of a branch's month that stand: who took which, and when. The check and the approval are two people's: rows with
 * the same word in `apart` can't have the same account or the same member.
 */
export class MonthSteps implements MigrationInterface {
  name = '0025-month-steps';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'month_steps',
      columns: {
        branchMonthId: { kind: 'reference', table: 'branch_months' },
        step: { kind: 'code', length: 24 },
        at: { kind: 'instant' },
        accountId: { kind: 'reference', table: 'accounts', nullable: true },
        memberId: { kind: 'reference', table: 'members', nullable: true },
        note: { kind: 'text' },
        apart: { kind: 'code', length: 10, nullable: true },
      },
      primaryKey: ['branchMonthId', 'step'],
      uniques: [
        ['branchMonthId', 'apart', 'accountId'],
        ['branchMonthId', 'apart', 'memberId'],
      ],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('month_steps');
  }
}
