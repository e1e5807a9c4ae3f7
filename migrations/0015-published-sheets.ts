import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, createTable } from '#src/database/dialect.js';

/** The rows of a publication, for ever. */
export class PublishedSheets implements MigrationInterface {
  name = '0015-published-sheets';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'published_sheets',
      columns: {
        publicationId: { kind: 'reference', table: 'publications' },
        sheetId: { kind: 'reference', table: 'sheets' },
        memberId: { kind: 'reference', table: 'members' },
        rosterOrder: { kind: 'count' },
        standing: { kind: 'code', length: 20 },
        profileCode: { kind: 'code', length: 20 },
        notScoredReason: { kind: 'code', length: 30, nullable: true },
        fromRecords: { kind: 'flag' },
        baseHundredths: { kind: 'hundredths', nullable: true },
        deductionHundredths: { kind: 'hundredths', nullable: true },
        contributionHundredths: { kind: 'hundredths', nullable: true },
        scoreHundredths: { kind: 'hundredths', nullable: true },
        categoryPoints: { kind: 'json', nullable: true },
      },
      primaryKey: ['publicationId', 'sheetId'],
    });
    await appendOnly(runner, 'published_sheets');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('published_sheets');
  }
}
