import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '#src/database/dialect.js';

/** With what programs act for people. */
export class PersonalTokens implements MigrationInterface {
  name = '0076-personal-tokens';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'personal_tokens',
      columns: {
        id: { kind: 'id' },
        accountId: { kind: 'reference', table: 'accounts' },
        requestId: { kind: 'code', length: 36 },
        tokenDigest: { kind: 'digest' },
        name: { kind: 'name', length: 60 },
        scopes: { kind: 'code', length: 200 },
        createdAt: { kind: 'instant' },
        expiresAt: { kind: 'instant' },
        lastUsedAt: { kind: 'instant', nullable: true },
      },
      uniques: [['tokenDigest'], ['requestId']],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('personal_tokens');
  }
}
