import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, createTable } from '#src/database/dialect.js';

/** What was done to a closing, months that are left out of it, and bands that its branch proposes. */
export class ClosingSteps implements MigrationInterface {
  name = '0052-closing-steps';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'closing_steps',
      columns: {
        id: { kind: 'id' },
        closingId: { kind: 'reference', table: 'closings' },
        step: { kind: 'code', length: 20 },
        fromState: { kind: 'code', length: 20 },
        toState: { kind: 'code', length: 20 },
        revision: { kind: 'count' },
        note: { kind: 'text', nullable: true },
        doneAt: { kind: 'instant' },
        doneBy: { kind: 'reference', table: 'accounts', nullable: true },
      },
      indices: [['closingId', 'step']],
    });
    await createTable(runner, {
      name: 'closing_explanations',
      columns: {
        closingId: { kind: 'reference', table: 'closings' },
        branchId: { kind: 'reference', table: 'units' },
        month: { kind: 'month' },
        reason: { kind: 'text' },
        explainedAt: { kind: 'instant' },
        explainedBy: { kind: 'reference', table: 'accounts' },
      },
      primaryKey: ['closingId', 'branchId', 'month'],
    });
    await createTable(runner, {
      name: 'closing_proposals',
      columns: {
        closingId: { kind: 'reference', table: 'closings' },
        memberId: { kind: 'reference', table: 'members' },
        bandCode: { kind: 'code', length: 20 },
        reason: { kind: 'text' },
        proposedAt: { kind: 'instant' },
        proposedBy: { kind: 'reference', table: 'accounts' },
      },
      primaryKey: ['closingId', 'memberId'],
    });
    await appendOnly(runner, 'closing_steps');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('closing_proposals');
    await runner.dropTable('closing_explanations');
    await runner.dropTable('closing_steps');
  }
}
