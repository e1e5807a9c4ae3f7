import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '#src/database/dialect.js';

/** Browsers that are signed in. */
export class Sessions implements MigrationInterface {
  name = '0005-sessions';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'sessions',
      columns: {
        tokenDigest: { kind: 'digest' },
        accountId: { kind: 'reference', table: 'accounts' },
        createdAt: { kind: 'instant' },
        lastSeenAt: { kind: 'instant' },
        expiresAt: { kind: 'instant' },
      },
      primaryKey: ['tokenDigest'],
      indices: [['expiresAt']],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('sessions');
  }
}
