import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '#src/database/dialect.js';

/** What each instance has counted against an allowance of requests or guesses. */
export class LimitUses implements MigrationInterface {
  name = '0092-limit-uses';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'limit_uses',
      columns: {
        id: { kind: 'id' },
        keyDigest: { kind: 'digest' },
        endsAt: { kind: 'instant' },
        used: { kind: 'count' },
      },
      indices: [['keyDigest', 'endsAt'], ['endsAt']],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('limit_uses');
  }
}
