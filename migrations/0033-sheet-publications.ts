import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumns } from '#src/database/dialect.js';

/** Points every sheet at the publication whose row stands for it: until now always the latest of its month. */
export class SheetPublications implements MigrationInterface {
  name = '0033-sheet-publications';

  async up(runner: QueryRunner): Promise<void> {
    await addColumns(runner, {
      table: 'sheets',
      columns: { publicationId: { kind: 'reference', table: 'publications' } },
    });
    await runner.query(
      `UPDATE sheets
          SET publicationId = (SELECT MAX(published_sheets.publicationId) FROM published_sheets
                                WHERE published_sheets.sheetId = sheets.id)
        WHERE publicationId IS NULL AND state IN ('published', 'confirmed')`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumns('sheets', ['publicationId']);
  }
}
