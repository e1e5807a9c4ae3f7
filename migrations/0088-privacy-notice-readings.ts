import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, createTable } from '#src/database/dialect.js';

/** Who has read the notice, and what it said then. It can go with its account, and is never changed. */
export class PrivacyNoticeReadings implements MigrationInterface {
  name = '0088-privacy-notice-readings';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'privacy_notice_readings',
      columns: {
        accountId: { kind: 'reference', table: 'accounts' },
        digest: { kind: 'digest' },
        version: { kind: 'count' },
        readAt: { kind: 'instant' },
      },
      primaryKey: ['accountId', 'digest'],
    });
    await appendOnly(runner, 'privacy_notice_readings', ['UPDATE']);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('privacy_notice_readings');
  }
}
