import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '#src/database/dialect.js';

/** Applications to be exempt from assessment, or assessed on less, for some months: made by the branch, decided by the bureau. */
export class ExemptionApplications implements MigrationInterface {
  name = '0058-exemptions';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'exemptions',
      columns: {
        id: { kind: 'id' },
        requestId: { kind: 'code', length: 36 },
        branchId: { kind: 'reference', table: 'units' },
        memberId: { kind: 'reference', table: 'members' },
        kind: { kind: 'code', length: 10 },
        reasonClass: { kind: 'code', length: 20 },
        reason: { kind: 'text' },
        fromMonth: { kind: 'month' },
        untilMonth: { kind: 'month' },
        state: { kind: 'code', length: 10 },
        branchOpinion: { kind: 'text' },
        appliedAt: { kind: 'instant' },
        appliedBy: { kind: 'reference', table: 'accounts' },
        appliedByMemberId: { kind: 'reference', table: 'members', nullable: true },
        bureauOpinion: { kind: 'text', nullable: true },
        decidedAt: { kind: 'instant', nullable: true },
        decidedBy: { kind: 'reference', table: 'accounts', nullable: true },
        lastMonth: { kind: 'month', nullable: true },
        endReason: { kind: 'text', nullable: true },
        endedAt: { kind: 'instant', nullable: true },
        endedBy: { kind: 'reference', table: 'accounts', nullable: true },
        version: { kind: 'count' },
      },
      uniques: [['requestId']],
      indices: [['memberId', 'fromMonth']],
      checks: { secondPerson: 'decidedBy IS NULL OR decidedBy <> appliedBy' },
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('exemptions');
  }
}
