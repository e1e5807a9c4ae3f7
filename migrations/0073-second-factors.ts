import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '#src/database/dialect.js';

/** Authenticator apps, the codes that stand in for a lost one, and sign-ins that wait for their second step. */
export class SecondFactors implements MigrationInterface {
  name = '0073-second-factors';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'second_factors',
      columns: {
        accountId: { kind: 'reference', table: 'accounts' },
        sealedSecret: { kind: 'code', length: 200 },
        begunAt: { kind: 'instant' },
        confirmedAt: { kind: 'instant', nullable: true },
        lastStep: { kind: 'count' },
        failedTries: { kind: 'count' },
        lockedUntil: { kind: 'instant', nullable: true },
        recoverySalt: { kind: 'code', length: 32 },
      },
      primaryKey: ['accountId'],
    });
    await createTable(runner, {
      name: 'recovery_codes',
      columns: {
        accountId: { kind: 'reference', table: 'accounts' },
        codeHash: { kind: 'digest' },
        usedAt: { kind: 'instant', nullable: true },
      },
      primaryKey: ['accountId', 'codeHash'],
    });
    await createTable(runner, {
      name: 'half_sign_ins',
      columns: {
        tokenDigest: { kind: 'digest' },
        accountId: { kind: 'reference', table: 'accounts' },
        expiresAt: { kind: 'instant' },
        tries: { kind: 'count' },
      },
      primaryKey: ['tokenDigest'],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('half_sign_ins');
    await runner.dropTable('recovery_codes');
    await runner.dropTable('second_factors');
  }
}
