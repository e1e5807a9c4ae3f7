import mysql from 'mysql2/promise';
import Sqlite from 'better-sqlite3';
import { DataSource } from 'typeorm';
import { ConfigurationError, readConfig } from '#src/config.js';
import {
  mysqlMistakes,
  settingsMistakes,
  sqliteMistakes,
  type MysqlFacts,
  type SqliteFacts,
} from '#src/database/settings.js';
import { prepareDatabase } from '#src/database/start.js';
import { freshConfig, freshDatabase, onMysql, testKeys } from '../support/database.js';
import { testEntities, testMigrations } from './support/entities.js';
import { goodMysql } from '../support/server-facts.js';

const mysqlTest = onMysql ? test : test.skip;
const sqliteTest = onMysql ? test.skip : test;
const preparation = { migrations: testMigrations, entities: testEntities };

const mistakesOf = async (start: Promise<unknown>): Promise<readonly string[]> => {
  const error = await start.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ConfigurationError);
  return (error as ConfigurationError).mistakes;
};

const goodSqlite: SqliteFacts = { journal_mode: 'wal', synchronous: 2, foreign_keys: 1, recursive_triggers: 1 };
const badSqlite: [keyof SqliteFacts, unknown][] = [
  ['journal_mode', 'delete'],
  ['synchronous', 1],
  ['foreign_keys', 0],
  ['recursive_triggers', 0],
];
const badMysql: [keyof MysqlFacts, string | number][] = [
  ['version', '5.7.44-log'],
  ['version', '8.0.16'],
  ['version', '11.4.2-MariaDB'],
  ['sql_mode', 'ONLY_FULL_GROUP_BY'],
  ['sql_mode', `${goodMysql.sql_mode},NO_BACKSLASH_ESCAPES`],
  ['character_set_connection', 'latin1'],
  ['collation_connection', 'utf8mb4_0900_ai_ci'],
  ['transaction_isolation', 'REPEATABLE-READ'],
  ['time_zone', 'SYSTEM'],
  ['innodb_lock_wait_timeout', 50],
  ['innodb_flush_log_at_trx_commit', 2],
  ['innodb_doublewrite', 'OFF'],
  ['sync_binlog', 0],
  ['foreign_key_checks', 0],
];

test('right settings have no mistakes', () => {
  expect(sqliteMistakes(goodSqlite)).toEqual([]);
  expect(mysqlMistakes(goodMysql)).toEqual([]);
  expect(mysqlMistakes({ ...goodMysql, version: '8.0.17', innodb_doublewrite: 'DETECT_AND_RECOVER' })).toEqual([]);
  expect(mysqlMistakes({ ...goodMysql, version: '9.7.4-2', log_bin: 0, sync_binlog: 0 })).toEqual([]);
});
test.each(badSqlite)('SQLite with %s = %s has one mistake', (name, value) => {
  expect(sqliteMistakes({ ...goodSqlite, [name]: value })).toHaveLength(1);
});
test.each(badMysql)('MySQL with %s = %s has one mistake', (name, value) => {
  expect(mysqlMistakes({ ...goodMysql, [name]: value })).toHaveLength(1);
});
test('all mistakes are told at once', () => {
  expect(sqliteMistakes(Object.fromEntries(badSqlite) as unknown as SqliteFacts)).toHaveLength(badSqlite.length);
  const all = mysqlMistakes({ ...goodMysql, ...Object.fromEntries(badMysql.filter(([name]) => name !== 'version')) });
  expect(all).toHaveLength(new Set(badMysql.map(([name]) => name)).size - 1);
});

test('the settings are read from the connection, not believed: a plain one is refused, ours is not', async () => {
  const { config, database, close } = await freshDatabase(preparation);
  expect(await database.settingsMistakes()).toEqual([]);
  const plain =
    config.database.kind === 'mysql'
      ? new DataSource({ type: 'mysql', url: config.database.url })
      : new DataSource({ type: 'better-sqlite3', database: config.database.file });
  await plain.initialize();
  const runner = plain.createQueryRunner();
  if (!onMysql) await runner.query('PRAGMA foreign_keys = OFF');
  const found = (await settingsMistakes(runner)).join('\n');
  for (const word of onMysql
    ? ['PIPES_AS_CONCAT', 'utf8mb4_0900_bin', 'READ-COMMITTED', 'UTC', 'innodb_lock_wait_timeout']
    : ['synchronous', 'foreign_keys', 'recursive_triggers'])
    expect(found).toContain(word);
  await runner.release();
  await plain.destroy();
  await close();
});

sqliteTest('a file with rows whose parent is missing is refused', async () => {
  const { config, drop } = freshConfig();
  await (await prepareDatabase(config, undefined, preparation)).close();
  const file = new Sqlite((config.database as { file: string }).file);
  file.pragma('foreign_keys = OFF');
  file.exec("INSERT INTO entry (accountId, mark) VALUES (99, 'orphan'), (98, 'another')");
  file.close();
  expect(await mistakesOf(prepareDatabase(config, undefined, preparation))).toEqual([
    'SQLite: entry has rows whose parent row is missing.',
  ]);
  await drop();
});

mysqlTest('tables that compare otherwise or have no transactions are refused, all at once', async () => {
  const { config, drop } = freshConfig();
  await (await prepareDatabase(config, undefined, preparation)).close();
  const connection = await mysql.createConnection((config.database as { url: string }).url);
  await connection.query('CREATE TABLE soft (name varchar(10) COLLATE utf8mb4_0900_ai_ci) ENGINE=MyISAM');
  await connection.end();
  expect(await mistakesOf(prepareDatabase(config, undefined, preparation))).toEqual([
    'MySQL: soft.name compares with utf8mb4_0900_ai_ci, not utf8mb4_0900_bin.',
    'MySQL: soft is kept by MyISAM, which has no transactions; it must be InnoDB.',
  ]);
  await drop();
});

mysqlTest('a database made by somebody else with another collation still gets ours in every table', async () => {
  const { config, drop } = freshConfig();
  const { url } = config.database as { url: string };
  const server = await mysql.createConnection(url.replace(/\/[^/]*$/, '/'));
  await server.query(`CREATE DATABASE ${new URL(url).pathname.slice(1)} COLLATE utf8mb4_general_ci`);
  await server.end();
  const database = await prepareDatabase(config, undefined, preparation);
  await database.close();
  await drop();
});

test('a database of a newer version is refused by the names it knows', async () => {
  const { config, drop } = freshConfig();
  const database = await prepareDatabase(config, undefined, preparation);
  await database.write(() =>
    database.change('INSERT INTO migration (name, ranAt) VALUES (?, ?)', ['9999-later', '2026-11-20T00:00:00.000Z']),
  );
  await database.close();
  expect((await mistakesOf(prepareDatabase(config, undefined, preparation)))[0]).toContain('9999-later');
  await drop();
});

test('migrations that were not built are a plain sentence', async () => {
  const { config, drop } = freshConfig();
  const [mistake] = await mistakesOf(prepareDatabase(config, undefined, { ...preparation, migrations: '/nowhere' }));
  expect(mistake).toContain('There are no migrations in /nowhere');
  await drop();
});

describe('the environment', () => {
  test('empty, it is an office with one file', () => {
    expect(readConfig({})).toMatchObject({
      database: { kind: 'sqlite', file: expect.stringMatching(/\/data\/pointbook\.sqlite$/) as string },
      host: '127.0.0.1',
      port: 3000,
      timeZone: 'Asia/Shanghai',
      publicOrigin: null,
      secureCookie: false,
    });
  });
  test('cookies are secure as soon as people come by https', () => {
    expect(readConfig({ PUBLIC_ORIGIN: 'https://points.example.cn/' })).toMatchObject({
      publicOrigin: 'https://points.example.cn',
      secureCookie: true,
    });
    expect(readConfig({ PUBLIC_ORIGIN: 'https://points.example.cn', SECURE_COOKIE: 'off' }).secureCookie).toBe(false);
  });
  test('all mistakes are told at once, and none repeats a password', () => {
    const env = {
      DATABASE_URL: 'postgres://u:geheim@host/db',
      DATABASE_POOL_SIZE: '0',
      PORT: '70000',
      TIME_ZONE: 'Asia/Peking-ish',
      PUBLIC_ORIGIN: 'points.example.cn/x',
      SECURE_COOKIE: 'yes',
      LOG_LEVEL: 'loud',
      ENCRYPTION_KEYS: 'first:Z2VoZWlt',
    };
    let error: unknown;
    try {
      readConfig(env);
    } catch (thrown) {
      error = thrown;
    }
    expect((error as ConfigurationError).mistakes).toHaveLength(Object.keys(env).length);
    for (const name of Object.keys(env)) expect((error as Error).message).toContain(name);
    expect((error as Error).message).not.toContain('geheim');
  });
  test('the way to a database on another machine is protected, or is said not to be', () => {
    const at = (DATABASE_URL: string) => () => readConfig({ DATABASE_URL, ENCRYPTION_KEYS: testKeys });
    expect(at('mysql://u:p@db.example.cn/pointbook')).toThrow(/another machine/);
    expect(at('mysql://u:p@db.example.cn/pointbook?ssl=perhaps')).toThrow(/another machine/);
    for (const right of ['db.example.cn/pointbook?ssl=on', 'db/pointbook?ssl=off', '127.0.0.1/pointbook', '[::1]/p'])
      expect(at(`mysql://u:p@${right}`)).not.toThrow();
  });
  test.each(['sqlite::memory:', 'mysql://host', 'mysql://host/a-b', 'mysql://host/', 'x'])(
    'DATABASE_URL=%s is refused',
    (DATABASE_URL) => {
      expect(() => readConfig({ DATABASE_URL })).toThrow(ConfigurationError);
    },
  );
});
