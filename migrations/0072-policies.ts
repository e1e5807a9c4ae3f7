import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '#src/database/dialect.js';

/** What the organisation decides about its own safety: every value that was ever set, by whom and when. */
export class Policies implements MigrationInterface {
  name = '0072-policies';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'policy_changes',
      columns: {
        id: { kind: 'id' },
        version: { kind: 'count' },
        name: { kind: 'code', length: 60 },
        value: { kind: 'text' },
        changedBy: { kind: 'reference', table: 'accounts', nullable: true },
        changedAt: { kind: 'instant' },
      },
      uniques: [['version', 'name']],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('policy_changes');
  }
}
