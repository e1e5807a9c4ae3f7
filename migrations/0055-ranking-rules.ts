import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '#src/database/dialect.js';

/** By what a unit ranks its members and branches, where its ranking is on. A unit without a row ranks as usual. */
export class RankingRules implements MigrationInterface {
  name = '0055-ranking-rules';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'ranking_rules',
      columns: {
        unitId: { kind: 'reference', table: 'units' },
        memberKeys: { kind: 'code', length: 120 },
        branchKeys: { kind: 'code', length: 120 },
        version: { kind: 'count' },
      },
      primaryKey: ['unitId'],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('ranking_rules');
  }
}
