import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '#src/database/dialect.js';

/** Drafts of the scheme, as text. */
export class SchemeDrafts implements MigrationInterface {
  name = '0018-scheme-drafts';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'scheme_drafts',
      columns: {
        id: { kind: 'id' },
        basedOnId: { kind: 'reference', table: 'scheme_versions', nullable: true },
        source: { kind: 'file' },
        /** Of what the draft began with: a repeated request is known by it even after the first changes. */
        firstDigest: { kind: 'digest' },
        updatedAt: { kind: 'instant' },
        updatedBy: { kind: 'reference', table: 'accounts' },
        requestId: { kind: 'code', length: 36 },
        version: { kind: 'count' },
      },
      uniques: [['requestId']],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('scheme_drafts');
  }
}
