import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '#src/database/dialect.js';

/** A member's times in branches. */
export class Memberships implements MigrationInterface {
  name = '0003-memberships';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'memberships',
      columns: {
        id: { kind: 'id' },
        memberId: { kind: 'reference', table: 'members' },
        branchId: { kind: 'reference', table: 'units' },
        groupId: { kind: 'reference', table: 'units', nullable: true },
        fromDay: { kind: 'day' },
        untilDay: { kind: 'day', nullable: true },
        rosterOrder: { kind: 'count' },
        profileCode: { kind: 'code', length: 20 },
        requestId: { kind: 'code', length: 36, nullable: true },
      },
      uniques: [['memberId', 'fromDay'], ['requestId']],
      indices: [['branchId', 'fromDay']],
      checks: { notBackwards: 'untilDay IS NULL OR untilDay >= fromDay' },
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('memberships');
  }
}
