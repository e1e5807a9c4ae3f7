import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '#src/database/dialect.js';

/** Who entered a member's paper sheet for him, why, and how he agreed. Nobody is his own proxy: the database refuses it. */
export class ProxyEntries implements MigrationInterface {
  name = '0037-proxy-entries';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'proxy_entries',
      columns: {
        sheetId: { kind: 'reference', table: 'sheets' },
        memberId: { kind: 'reference', table: 'members' },
        enteredAt: { kind: 'instant' },
        enteredBy: { kind: 'reference', table: 'accounts' },
        enteredByMemberId: { kind: 'reference', table: 'members', nullable: true },
        receivedOn: { kind: 'day' },
        reason: { kind: 'name', length: 200 },
        consent: { kind: 'code', length: 20 },
        consentNote: { kind: 'text' },
        contentDigest: { kind: 'digest' },
      },
      primaryKey: ['sheetId'],
      checks: { notForOneself: 'enteredByMemberId IS NULL OR enteredByMemberId <> memberId' },
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('proxy_entries');
  }
}
