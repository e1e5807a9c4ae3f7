import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '#src/database/dialect.js';

/** What hides personal values in the trail, and erases them when it is deleted. */
export class TrailSalts implements MigrationInterface {
  name = '0009-trail-salts';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'trail_salts',
      columns: {
        memberId: { kind: 'count' },
        salt: { kind: 'digest' },
      },
      primaryKey: ['memberId'],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('trail_salts');
  }
}
