import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, createTable } from '#src/database/dialect.js';

/** Versions of the scheme: once published, they never change. */
export class SchemeVersions implements MigrationInterface {
  name = '0010-scheme-versions';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'scheme_versions',
      columns: {
        id: { kind: 'id' },
        schemeCode: { kind: 'code', length: 60 },
        version: { kind: 'code', length: 40 },
        effectiveFromMonth: { kind: 'month' },
        publishedAt: { kind: 'instant' },
        definition: { kind: 'json' },
        digest: { kind: 'digest' },
      },
      uniques: [['schemeCode', 'version']],
    });
    await appendOnly(runner, 'scheme_versions');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('scheme_versions');
  }
}
