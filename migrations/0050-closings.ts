import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '#src/database/dialect.js';

/** Half-years, quarters and years of branches on their way to the archive, and the days they take. */
export class Closings implements MigrationInterface {
  name = '0050-closings';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'closings',
      columns: {
        id: { kind: 'id' },
        branchId: { kind: 'reference', table: 'units' },
        period: { kind: 'code', length: 8 },
        state: { kind: 'code', length: 20 },
        revision: { kind: 'count' },
        acknowledgeUntil: { kind: 'day', nullable: true },
        minutesNumber: { kind: 'name', length: 60, nullable: true },
        round: { kind: 'count' },
        version: { kind: 'count' },
      },
      uniques: [['branchId', 'period']],
    });
    await createTable(runner, {
      name: 'closing_settings',
      columns: {
        unitId: { kind: 'reference', table: 'units' },
        acknowledgeWorkingDays: { kind: 'count' },
        publicationWorkingDays: { kind: 'count' },
        version: { kind: 'count' },
      },
      primaryKey: ['unitId'],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('closing_settings');
    await runner.dropTable('closings');
  }
}
