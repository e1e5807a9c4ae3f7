import { createTable } from '#src/database/dialect.js';

export class Accounts {
  async up(runner) {
    await createTable(runner, { name: 'account', columns: { id: { kind: 'id' }, balance: { kind: 'count' } } });
  }
}
