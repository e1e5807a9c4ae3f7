import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumns } from '#src/database/dialect.js';

/** The veto that limited a sheet's score when it was published. Rows published before have none. */
export class VetoesOfSheets implements MigrationInterface {
  name = '0071-vetoes-of-sheets';

  async up(runner: QueryRunner): Promise<void> {
    await addColumns(runner, { table: 'sheets', columns: { vetoCode: { kind: 'code', length: 40 } } });
    await addColumns(runner, { table: 'published_sheets', columns: { vetoCode: { kind: 'code', length: 40 } } });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumns('published_sheets', ['vetoCode']);
    await runner.dropColumns('sheets', ['vetoCode']);
  }
}
