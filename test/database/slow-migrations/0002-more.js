import { setTimeout as pause } from 'node:timers/promises';
import { appendOnly, createTable } from '#src/database/dialect.js';

/** Several steps on purpose: MySQL keeps those before the kill, so each must bear being done twice. */
export class More {
  async up(runner) {
    console.log('migrating 2');
    await createTable(runner, {
      name: 'earlier',
      columns: { id: { kind: 'id' }, name: { kind: 'code', length: 40 } },
      uniques: [['name']],
    });
    await appendOnly(runner, 'earlier');
    console.log('half');
    if (process.env.HOLD === 'migration') await pause(60_000);
    await pause(150);
    await createTable(runner, {
      name: 'later',
      columns: { id: { kind: 'id' }, earlierId: { kind: 'reference', table: 'earlier' } },
    });
    await appendOnly(runner, 'later');
    await runner.query("INSERT INTO thing (name) VALUES ('migrated')");
    if (process.env.HOLD === 'end') {
      console.log('done but not said');
      await pause(60_000);
    }
  }
}
