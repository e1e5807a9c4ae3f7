import { marks, type Database, type SqlValue } from '#src/database/database.js';
import { classify, refusingConstraint } from '#src/database/dialect.js';
import { DatabaseMisuse, TransactionTooLong } from '#src/database/errors.js';
import { freshDatabase } from '../support/database.js';
import { Account, Entry, Sample, testEntities, testMigrations } from './support/entities.js';

let database: Database;
let close: () => Promise<void>;

beforeEach(async () => {
  ({ database, close } = await freshDatabase({
    migrations: testMigrations,
    entities: testEntities,
    limits: { write: 800, read: 800 },
  }));
});
afterEach(() => close());

const count = async (): Promise<number> =>
  (await database.read(() => database.row<{ n: number }>('SELECT COUNT(*) AS n FROM account')))!.n;
const insert = (...balances: number[]): Promise<number[]> =>
  database.insert(
    Account,
    balances.map((balance) => ({ balance })),
  );
const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
const failure = async (work: Promise<unknown>): Promise<Error> => {
  try {
    await work;
  } catch (error) {
    return error as Error;
  }
  throw new Error('This should have failed.');
};

const sample = {
  code: 'a',
  name: '王',
  day: '2026-11-20',
  month: '2026-11',
  at: '2026-11-20T01:02:03.004Z',
  points: -150,
  version: 1,
  active: true,
};

test('what a write did is there after it, and not before', async () => {
  await database.write(async () => {
    await insert(1, 2, 3);
    expect(await count()).toBe(3); // a read in a write sees the write
  });
  expect(await count()).toBe(3);
});

test('a write that throws leaves nothing', async () => {
  const error = await failure(
    database.write(async () => {
      await insert(1);
      throw new RangeError('no');
    }),
  );
  expect(error).toBeInstanceOf(RangeError);
  expect(await count()).toBe(0);
});

test('a statement outside write and read is refused', async () => {
  expect(await failure(database.rows('SELECT 1'))).toBeInstanceOf(DatabaseMisuse);
  expect(await failure(insert(1))).toBeInstanceOf(DatabaseMisuse);
  expect(await failure(database.read(() => insert(1)))).toBeInstanceOf(DatabaseMisuse);
  expect(await failure(database.read(() => database.write(() => insert(1))))).toBeInstanceOf(DatabaseMisuse);
  expect(
    await failure(database.read(() => database.rows('WITH x AS (SELECT 1 AS a) UPDATE account SET balance = 1'))),
  ).toBeInstanceOf(Error);
});

test('a SELECT alone needs no transaction, sees what is committed, and within one sees what that one did', async () => {
  const all = () => database.select<{ balance: number }>('SELECT balance FROM account ORDER BY id');
  await database.write(async () => {
    await insert(1, 2);
    expect(await all()).toEqual([{ balance: 1 }, { balance: 2 }]);
  });
  expect(await Promise.all(Array.from({ length: 40 }, all))).toEqual(
    Array.from({ length: 40 }, () => [{ balance: 1 }, { balance: 2 }]),
  );
});

test('what is sent alone can change nothing, and one that fails leaves the next in peace', async () => {
  await database.write(() => insert(1));
  for (const sql of [
    'UPDATE account SET balance = 2',
    'WITH x AS (SELECT 1 AS a) UPDATE account SET balance = 2',
    'SELECT balance FROM account; UPDATE account SET balance = 2',
    'SELECT nothing FROM account',
  ])
    expect([sql, await failure(database.select(sql))]).toEqual([sql, expect.any(Error)]);
  expect(await database.select('SELECT balance FROM account')).toEqual([{ balance: 1 }]);
});

test('a statement that failed can not be committed, though the work caught it', async () => {
  const error = await failure(
    database.write(async () => {
      await insert(1);
      await database.change('INSERT INTO entry (accountId, mark) VALUES (999, ?)', ['x']).catch(() => undefined);
    }),
  );
  expect(classify(error)).toBe('constraint');
  expect(await count()).toBe(0);
});

test('no statement goes out after one that failed', async () => {
  const [first, second] = await database
    .write(async () => {
      const results = await Promise.allSettled([
        database.change('INSERT INTO account (balance) VALUES (NULL)'),
        insert(1),
      ]);
      return results;
    })
    .catch(async () => [await count(), 'refused']);
  expect([first, second]).toEqual([0, 'refused']);
});

test('a nested write that failed can not be committed, though the outer one caught it', async () => {
  const error = await failure(
    database.write(async () => {
      await insert(1);
      await database
        .write(async () => {
          await insert(2);
          throw new RangeError('half');
        })
        .catch(() => undefined);
    }),
  );
  expect(error).toBeInstanceOf(RangeError);
  expect(await count()).toBe(0);
});

test('a nested read that failed may be caught: it changed nothing', async () => {
  await database.write(async () => {
    await insert(1);
    await database.read(() => Promise.reject(new RangeError('not found'))).catch(() => undefined);
  });
  expect(await count()).toBe(1);
});

test('a forgotten await is refused, not half kept', async () => {
  const error = await failure(
    database.write(async () => {
      await insert(1);
      void insert(2).catch(() => undefined);
    }),
  );
  expect(error).toBeInstanceOf(DatabaseMisuse);
  let stray: Promise<unknown> | undefined;
  await database.write(async () => {
    await insert(3);
    stray = sleep(20).then(() => insert(4));
    stray.catch(() => undefined);
  });
  expect(await failure(stray!)).toBeInstanceOf(DatabaseMisuse);
  let second: Promise<unknown> | undefined;
  await failure(
    database.write(async () => {
      second = sleep(20).then(() => database.write(() => insert(5)));
      second.catch(() => undefined);
      throw new RangeError('the sibling failed');
    }),
  );
  expect(await failure(second!)).toBeInstanceOf(DatabaseMisuse); // not a transaction of its own, which would keep one half
  expect(await count()).toBe(1);
});

test('a transaction that takes too long is rolled back, and the next one goes on', async () => {
  let late = 0;
  const refused = (): void => void (late += 1);
  const error = await failure(
    database.write(async () => {
      await insert(1);
      await sleep(1200);
      await insert(2).catch(refused);
      await database.write(() => insert(3)).catch(refused);
    }),
  );
  expect(error).toBeInstanceOf(TransactionTooLong);
  await database.write(() => insert(9));
  await sleep(600);
  expect(late).toBe(2);
  expect(await count()).toBe(1);
});

test('a read sees one moment, whatever is written meanwhile', async () => {
  await database.write(() => insert(1));
  await database.read(async () => {
    const before = await database.rows('SELECT * FROM account');
    await new Promise<void>((resolve, reject) => {
      // from outside this read
      outside(() => void database.write(() => insert(2)).then(() => resolve(), reject));
    });
    expect(await database.rows('SELECT * FROM account')).toEqual(before);
  });
  expect(await count()).toBe(2);
});

test('change() counts rows that matched, and refuses what hides a conflict', async () => {
  const [id] = await database.write(() => insert(7));
  expect(await database.write(() => database.change('UPDATE account SET balance = 7 WHERE id = ?', [id!]))).toBe(1);
  for (const sql of [
    'REPLACE INTO account (id, balance) VALUES (1, 1)',
    'INSERT IGNORE INTO account (balance) VALUES (1)',
    'INSERT OR REPLACE INTO account (balance) VALUES (1)',
    'INSERT INTO account (id, balance) VALUES (1, 1) ON DUPLICATE KEY UPDATE balance = 2',
    'COMMIT',
  ])
    expect(await failure(database.write(() => database.change(sql)))).toBeInstanceOf(DatabaseMisuse);
});

test('values that the two databases would understand differently are refused', async () => {
  const values = [0.5, NaN, Infinity, 2 ** 53, '\ud842', 'a\0b', undefined, {}, [1], 1n] as unknown as SqlValue[];
  for (const value of values)
    expect(await failure(database.read(() => database.row('SELECT ? AS v', [value])))).toBeInstanceOf(DatabaseMisuse);
  expect(await database.read(() => database.row('SELECT ? AS a, ? AS b, ? AS c', [5, true, null]))).toEqual({
    a: 5,
    b: 1,
    c: null,
  });
});

test('sums, counts, joined text and whole division come back alike', async () => {
  await database.write(() => insert(1, 2, 4));
  expect(
    await database.read(() =>
      database.row(
        `SELECT SUM(balance) AS s, COUNT(*) AS n, MAX(balance) AS m, '<' || ? || '>' AS t, ${database.dialect.quotient('SUM(balance)', '2')} AS q,
          ${database.dialect.quotient('0 - SUM(balance)', '2')} AS r, 'a' LIKE 'A' AS l, 'a_b' LIKE 'a!_b' ESCAPE '!' AS e, 'A' = 'a' AS c FROM account`,
        [5],
      ),
    ),
  ).toEqual({ s: 7, n: 3, m: 4, t: '<5>', q: 3, r: -3, l: 0, e: 1, c: 0 });
  expect(
    await database.read(() =>
      database.rows(`SELECT id FROM account WHERE balance IN ${marks([1, 4])} ORDER BY id`, [1, 4]),
    ),
  ).toHaveLength(2);
  expect(await database.read(() => database.rows(`SELECT id FROM account WHERE balance IN ${marks([])}`))).toEqual([]);
});

test('a row of every kind comes back as it went in', async () => {
  const [id] = await database.write(() =>
    database.insert(Sample, [{ ...sample, detail: '{"a":[1,null,"x"]}', digest: 'a'.repeat(64) }]),
  );
  expect(await database.write(() => database.lock<Sample>('sample', id!))).toEqual({
    ...sample,
    id,
    accountId: null,
    note: null,
    active: 1,
    detail: '{"a":[1,null,"x"]}',
    digest: 'a'.repeat(64),
  });
});

test.each([
  ['a code too long', { code: 'x'.repeat(21) }],
  ['21 letters outside the first plane', { code: '𠮷'.repeat(21) }],
  ['a text too long', { note: '积'.repeat(20_001) }],
  ['no day', { day: '2026-1-1' }],
  ['full-width digits', { month: '２０２６-11' }],
  ['an instant without milliseconds', { at: '2026-11-20T01:02:03Z' }],
  ['a flag of 2', { active: 2 }],
  ['a digest in capitals', { digest: 'A'.repeat(64) }],
  ['text where a number belongs', { points: '1abc' }],
  ['a number too large', { version: 2 ** 31 }],
  ['broken JSON', { detail: '{' }],
  ['points out of range', { points: 10_001 }],
  ['no such parent', { accountId: 12_345 }],
])('%s is refused by the table itself', async (_, wrong) => {
  const error = await failure(database.write(() => database.insert(Sample, [{ ...sample, ...(wrong as object) }])));
  expect(classify(error)).toBe('constraint');
});

test('exactly as much as fits is kept', async () => {
  const full = { code: '𠮷'.repeat(20), note: '积'.repeat(20_000), version: 2 ** 31 - 1, points: -10_000 };
  await database.write(() => database.insert(Sample, [{ ...sample, ...full }]));
  expect(await database.read(() => database.row('SELECT code, note, version, points FROM sample'))).toEqual(full);
});

test('the constraint that refused a row has the same name everywhere', async () => {
  await database.write(() => database.insert(Sample, [sample]));
  const again = await failure(database.write(() => database.insert(Sample, [{ ...sample, code: 'b' }])));
  expect([classify(again), refusingConstraint(again)]).toEqual(['duplicate', 'key_sample_name_month']);
  const out = await failure(
    database.write(() => database.insert(Sample, [{ ...sample, code: 'b', month: '2026-12', points: 99_999 }])),
  );
  expect(refusingConstraint(out)).toBe('ck_sample_points_in_range');
});

test('insert() refuses columns that do not exist and misses those that must', async () => {
  const insertAny = (row: object): Promise<unknown> => database.write(() => database.insert(Entry, [row as never]));
  expect(String(await failure(insertAny({ accountId: 1, mark: 'm', state: 'x' })))).toContain('no column state');
  expect(String(await failure(insertAny({ accountId: 1 })))).toContain('entry.mark is missing');
});

const outside = ((): ((work: () => void) => void) => {
  // A timer made before any transaction runs outside of all of them.
  const queue: (() => void)[] = [];
  const timer = setInterval(() => queue.splice(0).forEach((work) => work()), 5);
  afterAll(() => clearInterval(timer));
  return (work) => queue.push(work);
})();
