import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumns } from '#src/database/dialect.js';

/** Where a version of the scheme comes from: its file, who published it and why, and the branch whose own items are in it. */
export class SchemeVersionOrigins implements MigrationInterface {
  name = '0017-scheme-version-origins';

  async up(runner: QueryRunner): Promise<void> {
    await addColumns(runner, {
      table: 'scheme_versions',
      columns: {
        note: { kind: 'name', length: 500 },
        source: { kind: 'file' },
        publishedBy: { kind: 'reference', table: 'accounts' },
        draftId: { kind: 'count' },
        branchId: { kind: 'reference', table: 'units' },
        basedOnId: { kind: 'reference', table: 'scheme_versions' },
        ownItems: { kind: 'json' },
        requestId: { kind: 'code', length: 36 },
      },
      uniques: [['draftId'], ['requestId']],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    const columns = ['requestId', 'ownItems', 'basedOnId', 'branchId', 'draftId', 'publishedBy', 'source', 'note'];
    await runner.dropColumns('scheme_versions', columns);
  }
}
