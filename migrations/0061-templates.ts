import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '#src/database/dialect.js';

/** Documents of a unit's own, filled with its figures. */
export class Templates implements MigrationInterface {
  name = '0061-templates';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'templates',
      columns: {
        id: { kind: 'id' },
        unitId: { kind: 'reference', table: 'units' },
        requestId: { kind: 'code', length: 36 },
        name: { kind: 'name', length: 80 },
        source: { kind: 'code', length: 20 },
        kind: { kind: 'code', length: 10 },
        currentNumber: { kind: 'count' },
        createdBy: { kind: 'reference', table: 'accounts' },
        createdAt: { kind: 'instant' },
        retiredBy: { kind: 'reference', table: 'accounts', nullable: true },
        retiredAt: { kind: 'instant', nullable: true },
        version: { kind: 'count' },
      },
      uniques: [['requestId']],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('templates');
  }
}
