import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '#src/database/dialect.js';

/** Who holds which role where, and when. */
export class RoleAssignments implements MigrationInterface {
  name = '0006-role-assignments';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'role_assignments',
      columns: {
        id: { kind: 'id' },
        accountId: { kind: 'reference', table: 'accounts' },
        role: { kind: 'code', length: 40 },
        unitId: { kind: 'reference', table: 'units' },
        fromDay: { kind: 'day' },
        untilDay: { kind: 'day', nullable: true },
        requestId: { kind: 'code', length: 36, nullable: true },
        version: { kind: 'count' },
      },
      uniques: [['requestId']],
      checks: { notBackwards: 'untilDay IS NULL OR untilDay >= fromDay' },
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('role_assignments');
  }
}
