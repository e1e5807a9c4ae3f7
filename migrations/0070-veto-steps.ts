import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, createTable } from '#src/database/dialect.js';

/** Every step that was taken with a veto: only ever inserted, and without a word about why. */
export class VetoSteps implements MigrationInterface {
  name = '0070-veto-steps';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'veto_steps',
      columns: {
        vetoId: { kind: 'reference', table: 'vetoes' },
        number: { kind: 'count' },
        step: { kind: 'code', length: 20 },
        at: { kind: 'instant' },
        accountId: { kind: 'reference', table: 'accounts' },
        documentNumber: { kind: 'name', length: 80, nullable: true },
        documentDay: { kind: 'day', nullable: true },
      },
      primaryKey: ['vetoId', 'number'],
    });
    await appendOnly(runner, 'veto_steps');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('veto_steps');
  }
}
