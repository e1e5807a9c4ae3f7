import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumns } from '#src/database/dialect.js';

/** One-time codes in the place of first passwords, and what a session shows of the browser it is in. */
export class SignInCodesAndDevices implements MigrationInterface {
  name = '0074-sign-in-codes-and-devices';

  async up(runner: QueryRunner): Promise<void> {
    await addColumns(runner, {
      table: 'accounts',
      columns: { oneTimeCodeHash: { kind: 'code', length: 200 }, oneTimeCodeUntil: { kind: 'instant' } },
    });
    await addColumns(runner, {
      table: 'sessions',
      columns: {
        provenAt: { kind: 'instant' },
        browser: { kind: 'code', length: 20 },
        operatingSystem: { kind: 'code', length: 20 },
        network: { kind: 'code', length: 50 },
      },
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumns('sessions', ['provenAt', 'browser', 'operatingSystem', 'network']);
    await runner.dropColumns('accounts', ['oneTimeCodeHash', 'oneTimeCodeUntil']);
  }
}
