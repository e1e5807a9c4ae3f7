import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, createTable } from '#src/database/dialect.js';

/** What the organisation itself says of how it processes data, version by version. */
export class PrivacyNotices implements MigrationInterface {
  name = '0087-privacy-notices';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'privacy_notices',
      columns: {
        version: { kind: 'count' },
        fromDay: { kind: 'day' },
        office: { kind: 'name', length: 120 },
        contact: { kind: 'name', length: 200 },
        basis: { kind: 'name', length: 200 },
        remark: { kind: 'text' },
        writtenAt: { kind: 'instant' },
        writtenBy: { kind: 'reference', table: 'accounts' },
      },
      primaryKey: ['version'],
    });
    await appendOnly(runner, 'privacy_notices');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('privacy_notices');
  }
}
