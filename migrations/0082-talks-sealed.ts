import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, appendOnlyBut } from '#src/database/dialect.js';

/** What was said in a talk is sealed with a key that may change, and erased when its time has come; its digest stays in the trail. */
export class TalksSealed implements MigrationInterface {
  name = '0082-talks-sealed';

  async up(runner: QueryRunner): Promise<void> {
    await appendOnlyBut(runner, 'talk_records', ['place', 'topic', 'response', 'measures'], ['已清除']);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER IF EXISTS talk_records_no_update');
    await appendOnly(runner, 'talk_records');
  }
}
