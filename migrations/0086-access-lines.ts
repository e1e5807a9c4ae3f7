import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, createTable } from '#src/database/dialect.js';

/** Who looked at whose record by office, a line a day. It is never changed, and goes when it is old enough. */
export class AccessLines implements MigrationInterface {
  name = '0086-access-lines';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'access_lines',
      columns: {
        id: { kind: 'id' },
        day: { kind: 'day' },
        at: { kind: 'instant' },
        accountId: { kind: 'reference', table: 'accounts' },
        role: { kind: 'code', length: 30 },
        officeUnitId: { kind: 'reference', table: 'units' },
        kind: { kind: 'code', length: 20 },
        form: { kind: 'code', length: 10 },
        about: { kind: 'code', length: 30 },
        memberId: { kind: 'reference', table: 'members', nullable: true },
        unitId: { kind: 'reference', table: 'units' },
      },
      uniques: [['accountId', 'day', 'about', 'kind', 'form']],
      indices: [['memberId', 'day'], ['unitId', 'day'], ['day']],
    });
    await appendOnly(runner, 'access_lines', ['UPDATE']);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('access_lines');
  }
}
