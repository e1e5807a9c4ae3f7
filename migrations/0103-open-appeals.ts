import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addPlainIndex } from '#src/database/dialect.js';

/** The appeals that wait for an answer are few of all objections that there ever were. */
export class OpenAppeals implements MigrationInterface {
  name = '0103-open-appeals';

  async up(runner: QueryRunner): Promise<void> {
    await addPlainIndex(runner, 'objections', ['appealState']);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('objections', 'key_objections_appealState');
  }
}
