import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '#src/database/dialect.js';

/** A branch's month. */
export class BranchMonths implements MigrationInterface {
  name = '0011-branch-months';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'branch_months',
      columns: {
        id: { kind: 'id' },
        branchId: { kind: 'reference', table: 'units' },
        month: { kind: 'month' },
        state: { kind: 'code', length: 20 },
        schemeVersionId: { kind: 'reference', table: 'scheme_versions' },
        themeDay: { kind: 'day' },
        selfAssessmentUntil: { kind: 'day' },
        openedAt: { kind: 'instant' },
        openedBy: { kind: 'reference', table: 'accounts' },
        reviewStartedAt: { kind: 'instant', nullable: true },
        confirmedAt: { kind: 'instant', nullable: true },
        confirmedBy: { kind: 'reference', table: 'accounts', nullable: true },
        version: { kind: 'count' },
      },
      uniques: [['branchId', 'month']],
      indices: [['month']],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('branch_months');
  }
}
