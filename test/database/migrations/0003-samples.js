import { createTable } from '#src/database/dialect.js';

export class Samples {
  async up(runner) {
    await createTable(runner, {
      name: 'sample',
      columns: {
        id: { kind: 'id' },
        accountId: { kind: 'reference', table: 'account', nullable: true },
        code: { kind: 'code', length: 20 },
        name: { kind: 'name', length: 40 },
        note: { kind: 'text', nullable: true },
        day: { kind: 'day' },
        month: { kind: 'month' },
        at: { kind: 'instant' },
        points: { kind: 'hundredths' },
        version: { kind: 'count' },
        active: { kind: 'flag' },
        digest: { kind: 'digest', nullable: true },
        detail: { kind: 'json', nullable: true },
      },
      uniques: [['code'], ['name', 'month']],
      indices: [['month', 'points']],
      checks: { points_in_range: 'points BETWEEN -10000 AND 10000' },
    });
    await createTable(runner, {
      name: 'sample_line',
      columns: {
        sampleId: { kind: 'reference', table: 'sample' },
        place: { kind: 'count' },
        sampleName: { kind: 'name', length: 40 },
        sampleMonth: { kind: 'month' },
      },
      primaryKey: ['sampleId', 'place'],
      foreignKeys: [{ columns: ['sampleName', 'sampleMonth'], table: 'sample', references: ['name', 'month'] }],
      indices: [['sampleName', 'sampleMonth']],
    });
  }
}
