import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, createTable } from '#src/database/dialect.js';

/** That a publication was withdrawn, by whom and why. Its own row stays as it was. */
export class PublicationWithdrawals implements MigrationInterface {
  name = '0034-publication-withdrawals';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'publication_withdrawals',
      columns: {
        publicationId: { kind: 'reference', table: 'publications' },
        reason: { kind: 'text' },
        withdrawnAt: { kind: 'instant' },
        withdrawnBy: { kind: 'reference', table: 'accounts' },
      },
      primaryKey: ['publicationId'],
    });
    await appendOnly(runner, 'publication_withdrawals');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('publication_withdrawals');
  }
}
