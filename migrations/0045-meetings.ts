import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '#src/database/dialect.js';

/** The meetings in which a branch decides a month. */
export class Meetings implements MigrationInterface {
  name = '0045-meetings';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'meetings',
      columns: {
        id: { kind: 'id' },
        branchMonthId: { kind: 'reference', table: 'branch_months' },
        number: { kind: 'count' },
        state: { kind: 'code', length: 10 },
        heldOn: { kind: 'day' },
        time: { kind: 'code', length: 5, nullable: true },
        place: { kind: 'name', length: 80 },
        topic: { kind: 'text' },
        notes: { kind: 'text' },
        chairMemberId: { kind: 'reference', table: 'members' },
        recorderMemberId: { kind: 'reference', table: 'members' },
        openedAt: { kind: 'instant' },
        openedBy: { kind: 'reference', table: 'accounts' },
        closedAt: { kind: 'instant', nullable: true },
        closedBy: { kind: 'reference', table: 'accounts', nullable: true },
        version: { kind: 'count' },
      },
      uniques: [['branchMonthId', 'number']],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('meetings');
  }
}
