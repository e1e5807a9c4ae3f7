import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '#src/database/dialect.js';

/** Sign-in names that were tried and that nobody has: they wait like those of accounts. */
export class UnknownNames implements MigrationInterface {
  name = '0093-unknown-names';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'unknown_names',
      columns: {
        keyDigest: { kind: 'digest' },
        failedSignIns: { kind: 'count' },
        lockedUntil: { kind: 'instant', nullable: true },
        triedAt: { kind: 'instant' },
      },
      primaryKey: ['keyDigest'],
      indices: [['triedAt']],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('unknown_names');
  }
}
