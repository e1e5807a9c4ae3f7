import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, createTable } from '#src/database/dialect.js';

/** The lines behind the rows of a publication, for ever. */
export class PublishedLines implements MigrationInterface {
  name = '0016-published-lines';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'published_lines',
      columns: {
        publicationId: { kind: 'reference', table: 'publications' },
        sheetId: { kind: 'reference', table: 'sheets' },
        number: { kind: 'count' },
        itemCode: { kind: 'code', length: 20 },
        claimedHundredths: { kind: 'hundredths' },
        countedHundredths: { kind: 'hundredths' },
        notes: { kind: 'json' },
      },
      primaryKey: ['publicationId', 'sheetId', 'number'],
    });
    await appendOnly(runner, 'published_lines');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('published_lines');
  }
}
