import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumns } from '#src/database/dialect.js';

/** Lines name the files that bear them out, and the document that they speak of. Lines written before name neither. */
export class LineEvidence implements MigrationInterface {
  name = '0030-line-evidence';

  async up(runner: QueryRunner): Promise<void> {
    await addColumns(runner, {
      table: 'sheet_lines',
      columns: { evidenceFileIds: { kind: 'json' }, documentDigest: { kind: 'digest' } },
      indices: [['documentDigest']],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumns('sheet_lines', ['evidenceFileIds', 'documentDigest']);
  }
}
