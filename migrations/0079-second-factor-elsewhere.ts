import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumns } from '#src/database/dialect.js';

/** Sessions of people whom the provider of sign-ins asked for a second factor. */
export class SecondFactorElsewhere implements MigrationInterface {
  name = '0079-second-factor-elsewhere';

  async up(runner: QueryRunner): Promise<void> {
    await addColumns(runner, { table: 'sessions', columns: { secondFactorElsewhere: { kind: 'flag' } } });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumns('sessions', ['secondFactorElsewhere']);
  }
}
