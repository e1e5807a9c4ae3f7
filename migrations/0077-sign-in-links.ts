import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '#src/database/dialect.js';

/** Who people are at a provider of sign-ins: one subject there is one account here. */
export class SignInLinks implements MigrationInterface {
  name = '0077-sign-in-links';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'sign_in_links',
      columns: {
        id: { kind: 'id' },
        accountId: { kind: 'reference', table: 'accounts' },
        issuer: { kind: 'code', length: 255 },
        subject: { kind: 'code', length: 255 },
        linkedAt: { kind: 'instant' },
        linkedBy: { kind: 'reference', table: 'accounts' },
      },
      uniques: [
        ['issuer', 'subject'],
        ['accountId', 'issuer'],
      ],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('sign_in_links');
  }
}
