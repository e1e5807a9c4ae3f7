import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '#src/database/dialect.js';

/** The bytes of files that are about to be imported. */
export class ImportDraftParts implements MigrationInterface {
  name = '0064-import-draft-parts';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'import_draft_parts',
      columns: {
        draftId: { kind: 'reference', table: 'import_drafts' },
        number: { kind: 'count' },
        content: { kind: 'file' },
      },
      primaryKey: ['draftId', 'number'],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('import_draft_parts');
  }
}
