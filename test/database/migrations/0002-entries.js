import { appendOnly, createTable } from '#src/database/dialect.js';

export class Entries {
  async up(runner) {
    await createTable(runner, {
      name: 'entry',
      columns: {
        id: { kind: 'id' },
        accountId: { kind: 'reference', table: 'account' },
        mark: { kind: 'code', length: 40 },
        note: { kind: 'text', nullable: true },
      },
      uniques: [['mark']],
    });
    await createTable(runner, {
      name: 'published',
      columns: { id: { kind: 'id' }, mark: { kind: 'code', length: 40 } },
      uniques: [['mark']],
    });
    await appendOnly(runner, 'published');
  }
}
