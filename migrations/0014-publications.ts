import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, createTable } from '#src/database/dialect.js';

/** What was published, for ever. */
export class Publications implements MigrationInterface {
  name = '0014-publications';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'publications',
      columns: {
        id: { kind: 'id' },
        branchMonthId: { kind: 'reference', table: 'branch_months' },
        revision: { kind: 'count' },
        branchId: { kind: 'reference', table: 'units' },
        number: { kind: 'count' },
        schemeVersionId: { kind: 'reference', table: 'scheme_versions' },
        publishedAt: { kind: 'instant' },
        publishedBy: { kind: 'reference', table: 'accounts' },
        fromDay: { kind: 'day' },
        untilDay: { kind: 'day' },
        workingDays: { kind: 'count' },
        contact: { kind: 'name', length: 200 },
        digest: { kind: 'digest' },
        trailSequence: { kind: 'count' },
        trailHash: { kind: 'digest' },
      },
      uniques: [
        ['branchMonthId', 'revision'],
        ['branchId', 'number'],
      ],
    });
    await appendOnly(runner, 'publications');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('publications');
  }
}
