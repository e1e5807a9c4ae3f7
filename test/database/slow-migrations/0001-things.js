import { createTable } from '#src/database/dialect.js';

export class Things {
  async up(runner) {
    console.log('migrating 1');
    await createTable(runner, { name: 'thing', columns: { id: { kind: 'id' }, name: { kind: 'code', length: 40 } } });
  }
}
