import mysql from 'mysql2/promise';
import type { Config } from '#src/config.js';
import { Database } from '#src/database/database.js';
import { classify } from '#src/database/dialect.js';
import { DatabaseAway } from '#src/database/errors.js';
import { freshDatabase, onMysql } from '../support/database.js';
import { Account, testEntities, testMigrations } from './support/entities.js';

const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
const mysqlTest = onMysql ? test : test.skip;

let config: Config;
let database: Database;
let close: () => Promise<void>;
let first: number;
let second: number;

beforeEach(async () => {
  ({ config, database, close } = await freshDatabase({ migrations: testMigrations, entities: testEntities }));
  [first, second] = (await database.write(() => database.insert(Account, [{ balance: 0 }, { balance: 0 }]))) as [
    number,
    number,
  ];
});
afterEach(async () => {
  await database.close();
  await close();
});

const balances = async (): Promise<number[]> =>
  (await database.read(() => database.rows<{ balance: number }>('SELECT balance FROM account ORDER BY id'))).map(
    (row) => row.balance,
  );
const entries = async (): Promise<number> =>
  (await database.read(() => database.row<{ n: number }>('SELECT COUNT(*) AS n FROM entry')))!.n;
const add = (account: number): Promise<number> =>
  database.change('UPDATE account SET balance = balance + 1 WHERE id = ?', [account]);
const note = (mark: string): Promise<number> =>
  database.change('INSERT INTO entry (accountId, mark) VALUES (?, ?)', [first, mark]);
const address = (): string => (config.database as { url: string }).url;

test('two that lock in opposite order both finish, and each counts once', async () => {
  let runs = 0;
  let arrived = 0;
  const cross = (from: number, to: number): Promise<void> =>
    database.write(async () => {
      runs += 1;
      await add(from);
      arrived += 1;
      for (let turn = 0; turn < 20 && arrived < 2; turn += 1) await sleep(10); // MySQL: until both hold one
      await add(to);
    });
  await Promise.all([cross(first, second), cross(second, first)]);
  expect(await balances()).toEqual([2, 2]);
  expect(runs).toBe(onMysql ? 3 : 2); // the loser of the deadlock ran twice
});

test('twenty that lock in random order all finish, and each counts once', async () => {
  const ids = await database.write(() =>
    database.insert(
      Account,
      Array.from({ length: 6 }, () => ({ balance: 0 })),
    ),
  );
  await Promise.all(
    Array.from({ length: 20 }, (_, number) =>
      database.write(async () => {
        await add(ids[number % 3]!);
        await add(ids[3 + (number % 3)]!);
      }),
    ),
  );
  expect((await balances()).reduce((sum, balance) => sum + balance)).toBe(40);
});

mysqlTest(
  'a lock wait that times out never keeps the half before it, though the work caught the error',
  async () => {
    const holder = await mysql.createConnection(address());
    await holder.query('START TRANSACTION');
    await holder.query('SELECT id FROM account WHERE id = ? FOR UPDATE', [first]);
    const letGo = sleep(6500).then(() => holder.end());
    let runs = 0;
    let caught = 0;
    await database.write(async () => {
      runs += 1;
      await database.change('INSERT INTO entry (accountId, mark) VALUES (?, ?)', [second, 'half']);
      await add(first).catch(() => (caught += 1));
    });
    await letGo;
    expect({ runs, caught, entries: await entries(), balances: await balances() }).toEqual({
      runs: 2,
      caught: 1,
      entries: 1,
      balances: [1, 0],
    });
  },
  30_000,
);

mysqlTest('canary: without the door the same time-out keeps one half', async () => {
  const holder = await mysql.createConnection(address());
  const plain = await mysql.createConnection(address());
  await holder.query('START TRANSACTION');
  await holder.query('SELECT id FROM account WHERE id = ? FOR UPDATE', [first]);
  await plain.query('SET SESSION innodb_lock_wait_timeout = 1');
  await plain.query('START TRANSACTION');
  await plain.query('INSERT INTO entry (accountId, mark) VALUES (?, ?)', [second, 'half']);
  await plain.query('UPDATE account SET balance = balance + 1 WHERE id = ?', [first]).catch(() => undefined);
  await plain.query('COMMIT');
  await Promise.all([holder.end(), plain.end()]);
  expect({ entries: await entries(), balances: await balances() }).toEqual({ entries: 1, balances: [0, 0] });
});

mysqlTest('a work whose connection is cut runs again from its beginning', async () => {
  const operator = await mysql.createConnection(address());
  let runs = 0;
  await database.write(async () => {
    runs += 1;
    await note('once');
    const me = await database.row<{ id: number }>('SELECT CONNECTION_ID() AS id');
    if (runs <= 2) await operator.query('KILL ?', [me!.id]);
    await add(first);
  });
  await operator.end();
  expect({ runs, entries: await entries(), balances: await balances() }).toEqual({
    runs: 3,
    entries: 1,
    balances: [1, 0],
  });
});

mysqlTest('a snapshot whose connection is cut is read again', async () => {
  const operator = await mysql.createConnection(address());
  let runs = 0;
  const seen = await database.read(async () => {
    runs += 1;
    const me = await database.row<{ id: number }>('SELECT CONNECTION_ID() AS id');
    if (runs === 1) await operator.query('KILL ?', [me!.id]);
    return database.rows('SELECT id FROM account');
  });
  await operator.end();
  expect([runs, seen.length]).toEqual([2, 2]);
});

test('an error of the work itself is never taken for a failure of the database', async () => {
  let runs = 0;
  const foreign = Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:25'), { code: 'ECONNREFUSED' });
  const work = database.write(async () => {
    runs += 1;
    await add(first);
    throw foreign;
  });
  await expect(work).rejects.toBeDefined();
  expect([runs, ...(await balances())]).toEqual([1, 0, 0]);
});

test('a duplicate is told as such, once, and not tried again', async () => {
  await database.write(() => note('same'));
  let runs = 0;
  const error = await database
    .write(async () => {
      runs += 1;
      await note('same');
    })
    .catch((thrown: unknown) => thrown);
  expect([classify(error), runs]).toEqual(['duplicate', 1]);
});

describe('when every connection is taken', () => {
  let small: Database;
  const size = onMysql ? 2 : 1;

  beforeEach(async () => {
    const shape = config.database.kind === 'mysql' ? { ...config.database, poolSize: size } : config.database;
    await database.close();
    small = await Database.open(shape, { entities: testEntities, limits: { acquire: 300 } });
    database = small;
  });

  test('the next one hears within bounded time that the database is away, and it recovers', async () => {
    let letGo: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (letGo = resolve));
    const holders = Array.from({ length: size }, () => small.write(() => gate));
    await sleep(20);
    const began = performance.now();
    const late = await Promise.allSettled(Array.from({ length: 30 }, () => small.write(() => Promise.resolve())));
    expect(late.every((outcome) => outcome.status === 'rejected' && outcome.reason instanceof DatabaseAway)).toBe(true);
    expect(performance.now() - began).toBeLessThan(2000);
    letGo();
    await Promise.all(holders);
    await small.write(() => add(first));
    expect((await balances())[0]).toBe(1);
  });

  test('a read in a write needs no second connection', async () => {
    let inside = 0;
    const both = Array.from({ length: size }, (_, number) =>
      small.write(async () => {
        inside += 1;
        for (let turn = 0; turn < 20 && inside < size; turn += 1) await sleep(5);
        await note(`full ${number}`);
        return small.read(() => small.rows('SELECT id FROM entry WHERE mark = ?', [`full ${number}`]));
      }),
    );
    expect((await Promise.all(both)).map((rows) => rows.length)).toEqual(Array.from({ length: size }, () => 1));
  });
});

mysqlTest('a server that does not answer is DatabaseAway, soon', async () => {
  const nobody = { kind: 'mysql', url: 'mysql://root@127.0.0.1:1/pointbook' } as const;
  const began = performance.now();
  await expect(Database.open(nobody)).rejects.toBeInstanceOf(DatabaseAway);
  expect(performance.now() - began).toBeLessThan(6000);
});
