import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '#src/database/dialect.js';

/** Runs of the purge: one a day, however many instances there are, and each that somebody started. */
export class PurgeRuns implements MigrationInterface {
  name = '0085-purge-runs';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'purge_runs',
      columns: {
        id: { kind: 'id' },
        name: { kind: 'code', length: 24 },
        startedAt: { kind: 'instant' },
        finishedAt: { kind: 'instant', nullable: true },
        counts: { kind: 'json' },
      },
      uniques: [['name']],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('purge_runs');
  }
}
