import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addPlainIndex } from '#src/database/dialect.js';

/** Once a minute the service looks for months in which something is due: few of all that there ever were. */
export class BranchMonthsByState implements MigrationInterface {
  name = '0102-branch-months-by-state';

  async up(runner: QueryRunner): Promise<void> {
    await addPlainIndex(runner, 'branch_months', ['state']);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('branch_months', 'key_branch_months_state');
  }
}
