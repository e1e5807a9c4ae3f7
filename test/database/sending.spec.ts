import { Logger } from '@nestjs/common';
import { QueryFailedError } from 'typeorm';
import type { Database } from '#src/database/database.js';
import { cleanError } from '#src/observation/clean-error.js';
import { freshDatabase, onMysql } from '../support/database.js';
import { Account, testEntities, testMigrations } from './support/entities.js';

const mysqlTest = onMysql ? test : test.skip;
let database: Database;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ database, close } = await freshDatabase({ migrations: testMigrations, entities: testEntities }));
});
afterAll(() => close());

test('a statement that fails says which it was, and not with what values', async () => {
  const ask = database.read(() => database.rows('SELECT nothing FROM account WHERE id = ?', [4711]));
  const error = await ask.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(QueryFailedError);
  const said = cleanError(error);
  expect(said.statement).toBe('SELECT nothing FROM account WHERE id = ?');
  expect(JSON.stringify(said)).not.toContain('4711');
});

test('a change tells how many rows matched, also when they had these values already', async () => {
  const [id] = await database.write(() => database.insert(Account, [{ balance: 5 }, { balance: 5 }]));
  const change = () => database.write(() => database.change('UPDATE account SET balance = 5 WHERE id >= ?', [id!]));
  expect(await change()).toBe(2);
  expect(await change()).toBe(2);
});

mysqlTest('a statement that takes long is told to the log, without the values in it', async () => {
  const told: unknown[] = [];
  const { warn } = Logger.prototype;
  Logger.prototype.warn = (message: unknown) => void told.push(message);
  try {
    await database.select('SELECT SLEEP(2.1), ? AS name', ['王芳']);
    await database.select('SELECT SLEEP(0.1)');
  } finally {
    Logger.prototype.warn = warn;
  }
  expect(told).toEqual([expect.stringMatching(/^A statement took 2\d{3} ms: SELECT SLEEP\(2\.1\), \? AS name$/)]);
});
