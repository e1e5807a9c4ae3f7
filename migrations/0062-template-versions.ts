import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, createTable } from '#src/database/dialect.js';

/** The files that a template was, one after the other, and their bytes in pieces: kept for ever. */
export class TemplateVersions implements MigrationInterface {
  name = '0062-template-versions';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'template_versions',
      columns: {
        templateId: { kind: 'reference', table: 'templates' },
        number: { kind: 'count' },
        digest: { kind: 'digest' },
        fileName: { kind: 'name', length: 100 },
        byteCount: { kind: 'count' },
        addedBy: { kind: 'reference', table: 'accounts' },
        addedAt: { kind: 'instant' },
      },
      primaryKey: ['templateId', 'number'],
      indices: [['digest']],
    });
    await createTable(runner, {
      name: 'template_pieces',
      columns: {
        templateId: { kind: 'reference', table: 'templates' },
        number: { kind: 'count' },
        place: { kind: 'count' },
        content: { kind: 'file' },
      },
      primaryKey: ['templateId', 'number', 'place'],
    });
    await appendOnly(runner, 'template_versions');
    await appendOnly(runner, 'template_pieces');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('template_pieces');
    await runner.dropTable('template_versions');
  }
}
