import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '#src/database/dialect.js';

/** The bureau's examination of a closing: what was drawn, what must be looked at, and what was found. */
export class ClosingExaminations implements MigrationInterface {
  name = '0053-closing-examinations';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'closing_examinations',
      columns: {
        closingId: { kind: 'reference', table: 'closings' },
        round: { kind: 'count' },
        revision: { kind: 'count' },
        seed: { kind: 'code', length: 32 },
        drawnAt: { kind: 'instant' },
        conclusion: { kind: 'code', length: 20, nullable: true },
        note: { kind: 'text', nullable: true },
        concludedAt: { kind: 'instant', nullable: true },
        concludedBy: { kind: 'reference', table: 'accounts', nullable: true },
      },
      primaryKey: ['closingId', 'round'],
    });
    await createTable(runner, {
      name: 'closing_examined_rows',
      columns: {
        closingId: { kind: 'reference', table: 'closings' },
        round: { kind: 'count' },
        memberId: { kind: 'reference', table: 'members' },
        sampled: { kind: 'flag' },
        reasons: { kind: 'json' },
        finding: { kind: 'code', length: 10, nullable: true },
        text: { kind: 'text', nullable: true },
        foundAt: { kind: 'instant', nullable: true },
        foundBy: { kind: 'reference', table: 'accounts', nullable: true },
      },
      primaryKey: ['closingId', 'round', 'memberId'],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('closing_examined_rows');
    await runner.dropTable('closing_examinations');
  }
}
