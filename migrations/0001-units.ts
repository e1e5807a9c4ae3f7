import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '#src/database/dialect.js';

/** The tree of the organisation. */
export class Units implements MigrationInterface {
  name = '0001-units';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'units',
      columns: {
        id: { kind: 'id' },
        parentId: { kind: 'reference', table: 'units', nullable: true },
        kind: { kind: 'code', length: 20 },
        name: { kind: 'name', length: 120 },
        code: { kind: 'code', length: 40 },
        path: { kind: 'code', length: 255 },
        rosterOrder: { kind: 'count' },
        hasCommittee: { kind: 'flag' },
        rankingEnabled: { kind: 'flag' },
        requestId: { kind: 'code', length: 36, nullable: true },
        version: { kind: 'count' },
      },
      uniques: [['parentId', 'name'], ['path'], ['requestId']],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('units');
  }
}
