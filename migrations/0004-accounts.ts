import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '#src/database/dialect.js';

/** Those who may sign in. */
export class Accounts implements MigrationInterface {
  name = '0004-accounts';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'accounts',
      columns: {
        id: { kind: 'id' },
        signInName: { kind: 'code', length: 64 },
        displayName: { kind: 'name', length: 80 },
        memberId: { kind: 'reference', table: 'members', nullable: true },
        passwordHash: { kind: 'code', length: 200 },
        mustChangePassword: { kind: 'flag' },
        suspendedAt: { kind: 'instant', nullable: true },
        failedSignIns: { kind: 'count' },
        lockedUntil: { kind: 'instant', nullable: true },
        createdAt: { kind: 'instant' },
        requestId: { kind: 'code', length: 36, nullable: true },
        version: { kind: 'count' },
      },
      uniques: [['signInName'], ['memberId'], ['requestId']],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('accounts');
  }
}
