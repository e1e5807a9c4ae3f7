import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '#src/database/dialect.js';

/** Who is on the way to the provider of sign-ins. */
export class ProviderRequests implements MigrationInterface {
  name = '0078-provider-requests';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'provider_requests',
      columns: {
        secretDigest: { kind: 'digest' },
        state: { kind: 'code', length: 64 },
        nonce: { kind: 'code', length: 64 },
        verifier: { kind: 'code', length: 128 },
        accountId: { kind: 'reference', table: 'accounts', nullable: true },
        returnPath: { kind: 'name', length: 500 },
        expiresAt: { kind: 'instant' },
      },
      primaryKey: ['secretDigest'],
      indices: [['expiresAt']],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('provider_requests');
  }
}
