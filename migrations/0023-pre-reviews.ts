import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '#src/database/dialect.js';

/** A sheet that somebody pre-reviewed. The database itself refuses that anybody pre-reviews his own. */
export class PreReviews implements MigrationInterface {
  name = '0023-pre-reviews';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'pre_reviews',
      columns: {
        sheetId: { kind: 'reference', table: 'sheets' },
        memberId: { kind: 'reference', table: 'members' },
        at: { kind: 'instant' },
        accountId: { kind: 'reference', table: 'accounts' },
        byMemberId: { kind: 'reference', table: 'members', nullable: true },
        scoreHundredths: { kind: 'hundredths' },
      },
      primaryKey: ['sheetId'],
      checks: { notOwnCase: 'byMemberId IS NULL OR byMemberId <> memberId' },
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('pre_reviews');
  }
}
