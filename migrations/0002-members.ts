import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '#src/database/dialect.js';

/** Members. There is no column for an identity number, a telephone or an address. */
export class Members implements MigrationInterface {
  name = '0002-members';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'members',
      columns: {
        id: { kind: 'id' },
        memberNumber: { kind: 'code', length: 40 },
        name: { kind: 'name', length: 80 },
        standing: { kind: 'code', length: 20 },
        situation: { kind: 'code', length: 20 },
        birthYear: { kind: 'count', nullable: true },
        requestId: { kind: 'code', length: 36, nullable: true },
        version: { kind: 'count' },
      },
      uniques: [['memberNumber'], ['requestId']],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('members');
  }
}
