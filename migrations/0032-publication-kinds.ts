import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumns, appendOnly } from '#src/database/dialect.js';

/**
 * What kind of publication it is, and the version of its digest: from version 2 on a digest is also over what was entered and
 * decided, so that every score can be computed again from published rows alone. Publications from before were full ones.
 */
export class PublicationKinds implements MigrationInterface {
  name = '0032-publication-kinds';

  async up(runner: QueryRunner): Promise<void> {
    await addColumns(runner, {
      table: 'publications',
      columns: { kind: { kind: 'code', length: 20 }, digestVersion: { kind: 'count' } },
    });
    await addColumns(runner, {
      table: 'published_lines',
      columns: {
        origin: { kind: 'code', length: 10 },
        optionCode: { kind: 'code', length: 40 },
        count: { kind: 'count' },
        pointsHundredths: { kind: 'hundredths' },
        occurredOn: { kind: 'day' },
        deedKey: { kind: 'code', length: 64 },
        outcome: { kind: 'code', length: 10 },
        decidedOptionCode: { kind: 'code', length: 40 },
        decidedCount: { kind: 'count' },
        decidedPointsHundredths: { kind: 'hundredths' },
      },
    });
    // The only change that published rows ever see: what was true of all of them is written down. Their digests stay true.
    await runner.query('DROP TRIGGER IF EXISTS publications_no_update');
    await runner.query("UPDATE publications SET kind = 'full', digestVersion = 1 WHERE kind IS NULL");
    await appendOnly(runner, 'publications');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumns('publications', ['kind', 'digestVersion']);
  }
}
