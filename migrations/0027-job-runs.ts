import type { MigrationInterface, QueryRunner } from 'typeorm';
import { allowEmpty, createTable } from '#src/database/dialect.js';

/** What the service does by itself, each thing once; a month that it opened was opened by nobody. */
export class JobRuns implements MigrationInterface {
  name = '0027-job-runs';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'job_runs',
      columns: {
        job: { kind: 'code', length: 30 },
        subject: { kind: 'code', length: 60 },
        branchId: { kind: 'reference', table: 'units' },
        month: { kind: 'month' },
        outcome: { kind: 'code', length: 10 },
        triedAt: { kind: 'instant' },
        problem: { kind: 'json', nullable: true },
      },
      primaryKey: ['job', 'subject'],
      checks: { outcomes: "outcome IN ('done', 'failed')" },
    });
    await allowEmpty(runner, 'branch_months', 'openedBy', { kind: 'reference', table: 'accounts' });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('job_runs');
  }
}
