import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '#src/database/dialect.js';

/** How a branch runs its months. A branch without a row runs them as usual. */
export class BranchSettings implements MigrationInterface {
  name = '0022-branch-settings';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'branch_settings',
      columns: {
        branchId: { kind: 'reference', table: 'units' },
        preReview: { kind: 'flag' },
        themeDayRule: { kind: 'code', length: 20, nullable: true },
        automaticOpening: { kind: 'flag' },
        openingDaysBefore: { kind: 'count' },
        selfAssessmentDaysBefore: { kind: 'count' },
        publicationWorkingDays: { kind: 'count' },
        contact: { kind: 'name', length: 200 },
        objectionsAnonymous: { kind: 'flag' },
        shortBoard: { kind: 'flag' },
        version: { kind: 'count' },
      },
      primaryKey: ['branchId'],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('branch_settings');
  }
}
