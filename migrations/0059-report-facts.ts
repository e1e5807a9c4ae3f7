import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '#src/database/dialect.js';

/** What a branch did in a period and no other table knows: typed for the half-year work report, each figure with its source. */
export class ReportFacts implements MigrationInterface {
  name = '0059-report-facts';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'report_facts',
      columns: {
        id: { kind: 'id' },
        branchId: { kind: 'reference', table: 'units' },
        period: { kind: 'code', length: 7 },
        facts: { kind: 'json' },
        changedAt: { kind: 'instant' },
        changedBy: { kind: 'reference', table: 'accounts' },
        version: { kind: 'count' },
      },
      uniques: [['branchId', 'period']],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('report_facts');
  }
}
