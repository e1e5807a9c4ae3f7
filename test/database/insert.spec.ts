import type { Database } from '#src/database/database.js';
import { freshDatabase } from '../support/database.js';
import { Account, Entry, Sample, SampleLine, testEntities, testMigrations } from './support/entities.js';

let database: Database;
let close: () => Promise<void>;
beforeAll(async () => {
  const limits = { acquire: 40_000 };
  ({ database, close } = await freshDatabase({ migrations: testMigrations, entities: testEntities, limits }));
});
afterAll(() => close());

const rowsFor = (owner: number, count: number, tag: string): { accountId: number; mark: string }[] =>
  Array.from({ length: count }, (_, index) => ({ accountId: owner, mark: `${tag}-${index}` }));

test('ids come back in the order of the rows, over many statements', async () => {
  const [owner] = (await database.write(() => database.insert(Account, [{ balance: 0 }]))) as [number];
  const ids = await database.write(() => database.insert(Entry, rowsFor(owner, 1234, 'long')));
  expect(new Set(ids).size).toBe(1234);
  const kept = await database.read(() =>
    database.rows<{ id: number; mark: string }>("SELECT id, mark FROM entry WHERE mark LIKE 'long-%'"),
  );
  const byMark = new Map(kept.map(({ id, mark }) => [mark, id]));
  expect(ids.every((id, index) => byMark.get(`long-${index}`) === id)).toBe(true);
});

test('every id is right while others insert into the same table, one by one, many at once and from a SELECT', async () => {
  const owners = (await database.write(() =>
    database.insert(
      Account,
      Array.from({ length: 12 }, () => ({ balance: 0 })),
    ),
  )) as number[];
  const claimed: [number, string][] = [];
  const many = async (owner: number, round: number): Promise<void> => {
    const rows = rowsFor(owner, 1 + ((owner * 7 + round * 13) % 60), `many-${owner}-${round}`);
    const ids = await database.write(() => database.insert(Entry, rows));
    ids.forEach((id, index) => claimed.push([id, rows[index]!.mark]));
  };
  const fromSelect = (owner: number, round: number): Promise<number> =>
    database.write(() =>
      database.change(`INSERT INTO entry (accountId, mark) SELECT ?, ? || id FROM entry WHERE mark LIKE 'long-1%'`, [
        owner,
        `copy-${owner}-${round}-`,
      ]),
    );
  await Promise.all(
    owners.map(async (owner, number) => {
      for (let round = 0; round < 6; round += 1)
        await (number % 3 === 2 ? fromSelect(owner, round) : many(owner, round));
    }),
  );
  const kept = await database.read(() =>
    database.rows<{ id: number; mark: string }>("SELECT id, mark FROM entry WHERE mark LIKE 'many-%'"),
  );
  const byMark = new Map(kept.map(({ id, mark }) => [mark, id]));
  expect(claimed.length).toBe(kept.length);
  expect(claimed.filter(([id, mark]) => byMark.get(mark) !== id)).toEqual([]);
});

test('given ids stay as given, and a table without a generated id gives none', async () => {
  const sample = {
    code: 'a',
    name: '王',
    day: '2026-11-20',
    month: '2026-11',
    at: '2026-11-20T01:02:03.004Z',
    points: 0,
    version: 1,
    active: 0 as const,
  };
  await database.write(async () => {
    expect(await database.insert(Sample, [{ ...sample, id: 4711 }])).toEqual([4711]);
    const line = { sampleId: 4711, place: 1, sampleName: '王', sampleMonth: '2026-11' };
    expect(await database.insert(SampleLine, [line, { ...line, place: 2 }])).toEqual([]);
    expect(await database.insert(SampleLine, [])).toEqual([]);
  });
});

test('a statement never gets longer than a server takes', async () => {
  const [owner] = (await database.write(() => database.insert(Account, [{ balance: 0 }]))) as [number];
  const rows = rowsFor(owner, 300, 'wide').map((row) => ({ ...row, note: '积'.repeat(20_000) })); // 18 MB
  expect(await database.write(() => database.insert(Entry, rows))).toHaveLength(300);
});
