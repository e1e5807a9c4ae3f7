import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '#src/database/dialect.js';

/** Correction slips. The database itself refuses that one person has two of the hands, or a hand in his own. */
export class Corrections implements MigrationInterface {
  name = '0040-corrections';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'corrections',
      columns: {
        id: { kind: 'id' },
        requestId: { kind: 'code', length: 36 },
        branchId: { kind: 'reference', table: 'units' },
        year: { kind: 'count', nullable: true },
        number: { kind: 'count', nullable: true },
        sheetId: { kind: 'reference', table: 'sheets' },
        subjectMemberId: { kind: 'reference', table: 'members' },
        basePublicationId: { kind: 'reference', table: 'publications' },
        state: { kind: 'code', length: 20 },
        reason: { kind: 'text' },
        evidence: { kind: 'text' },
        changes: { kind: 'json' },
        askedBy: { kind: 'reference', table: 'accounts' },
        askedByMemberId: { kind: 'reference', table: 'members', nullable: true },
        askedAt: { kind: 'instant' },
        proposedAt: { kind: 'instant', nullable: true },
        decidedBy: { kind: 'reference', table: 'accounts', nullable: true },
        decidedByMemberId: { kind: 'reference', table: 'members', nullable: true },
        decidedAt: { kind: 'instant', nullable: true },
        countersignedBy: { kind: 'reference', table: 'accounts', nullable: true },
        countersignedAt: { kind: 'instant', nullable: true },
        issuedBy: { kind: 'reference', table: 'accounts', nullable: true },
        issuedAt: { kind: 'instant', nullable: true },
        effects: { kind: 'json', nullable: true },
        endedBy: { kind: 'reference', table: 'accounts', nullable: true },
        endedAt: { kind: 'instant', nullable: true },
        endReason: { kind: 'text', nullable: true },
        version: { kind: 'count' },
      },
      uniques: [['requestId'], ['branchId', 'year', 'number']],
      indices: [['branchId', 'state']],
      checks: {
        secondPerson: 'decidedBy IS NULL OR decidedBy <> askedBy',
        notOwnCase: 'decidedByMemberId IS NULL OR decidedByMemberId <> subjectMemberId',
        thirdPerson:
          'countersignedBy IS NULL OR (countersignedBy <> askedBy AND decidedBy IS NOT NULL AND countersignedBy <> decidedBy)',
      },
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('corrections');
  }
}
