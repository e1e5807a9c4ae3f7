import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, createTable } from '#src/database/dialect.js';

/** That a member has seen a publication; said once, and never taken back. */
export class PublicationReceipts implements MigrationInterface {
  name = '0035-publication-receipts';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'publication_receipts',
      columns: {
        publicationId: { kind: 'reference', table: 'publications' },
        memberId: { kind: 'reference', table: 'members' },
        seenAt: { kind: 'instant' },
      },
      primaryKey: ['publicationId', 'memberId'],
    });
    await appendOnly(runner, 'publication_receipts');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('publication_receipts');
  }
}
