import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '#src/database/dialect.js';

/** Vetoes. The database itself refuses that one person has both hands, or a hand in his own, and a document used twice. */
export class Vetoes implements MigrationInterface {
  name = '0069-vetoes';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'vetoes',
      columns: {
        id: { kind: 'id' },
        requestId: { kind: 'code', length: 36 },
        branchId: { kind: 'reference', table: 'units' },
        memberId: { kind: 'reference', table: 'members' },
        vetoCode: { kind: 'code', length: 40 },
        factDay: { kind: 'day' },
        documentNumber: { kind: 'name', length: 80 },
        takenNumber: { kind: 'name', length: 80, nullable: true },
        documentDay: { kind: 'day' },
        reason: { kind: 'text' },
        state: { kind: 'code', length: 20 },
        proposedBy: { kind: 'reference', table: 'accounts' },
        proposedByMemberId: { kind: 'reference', table: 'members', nullable: true },
        proposedAt: { kind: 'instant' },
        confirmedBy: { kind: 'reference', table: 'accounts', nullable: true },
        confirmedByMemberId: { kind: 'reference', table: 'members', nullable: true },
        confirmedAt: { kind: 'instant', nullable: true },
        liftNumber: { kind: 'name', length: 80, nullable: true },
        liftDay: { kind: 'day', nullable: true },
        liftReason: { kind: 'text', nullable: true },
        liftProposedBy: { kind: 'reference', table: 'accounts', nullable: true },
        liftProposedByMemberId: { kind: 'reference', table: 'members', nullable: true },
        liftProposedAt: { kind: 'instant', nullable: true },
        liftedBy: { kind: 'reference', table: 'accounts', nullable: true },
        liftedByMemberId: { kind: 'reference', table: 'members', nullable: true },
        liftedAt: { kind: 'instant', nullable: true },
        refusalReason: { kind: 'text', nullable: true },
        version: { kind: 'count' },
      },
      uniques: [['requestId'], ['memberId', 'takenNumber']],
      indices: [['branchId', 'state'], ['factDay']],
      checks: {
        secondPerson: 'confirmedBy IS NULL OR confirmedBy <> proposedBy',
        notOwnProposal: 'proposedByMemberId IS NULL OR proposedByMemberId <> memberId',
        notOwnCase: 'confirmedByMemberId IS NULL OR confirmedByMemberId <> memberId',
        secondLifting: 'liftedBy IS NULL OR (liftProposedBy IS NOT NULL AND liftedBy <> liftProposedBy)',
        notOwnLifting:
          '(liftProposedByMemberId IS NULL OR liftProposedByMemberId <> memberId) AND (liftedByMemberId IS NULL OR liftedByMemberId <> memberId)',
      },
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('vetoes');
  }
}
