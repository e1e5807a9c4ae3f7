import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, createTable } from '#src/database/dialect.js';

/** Which publication took the place of which for one sheet, for ever; each row is replaced once. */
export class Amendments implements MigrationInterface {
  name = '0042-amendments';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'amendments',
      columns: {
        publicationId: { kind: 'reference', table: 'publications' },
        sheetId: { kind: 'reference', table: 'sheets' },
        replacesPublicationId: { kind: 'reference', table: 'publications' },
        objectionId: { kind: 'reference', table: 'objections', nullable: true },
        onAppeal: { kind: 'flag' },
        correctionId: { kind: 'reference', table: 'corrections', nullable: true },
      },
      primaryKey: ['publicationId'],
      uniques: [['sheetId', 'replacesPublicationId'], ['correctionId'], ['objectionId', 'onAppeal']],
      checks: { oneCause: '(objectionId IS NULL) <> (correctionId IS NULL)' },
    });
    await appendOnly(runner, 'amendments');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('amendments');
  }
}
