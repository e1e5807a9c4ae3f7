import { ConfigurationError, mysqlAddresses, readConfig } from '#src/config.js';
import { configCommand } from '#src/config-command.js';
import { DatabaseAway } from '#src/database/errors.js';
import { prepareDatabase } from '#src/database/start.js';
import { mysqlMistakes, type MysqlFacts } from '#src/database/settings.js';
import { freshDatabase, onMysql, testKeys } from '../support/database.js';

/* What can be tried of several hosts without a group; test/faults/group.spec.ts has one. */

const mysqlTest = onMysql ? test : test.skip;

const mistakesOf = (DATABASE_URL: string): readonly string[] => {
  try {
    readConfig({ DATABASE_URL, ENCRYPTION_KEYS: testKeys });
    return [];
  } catch (error) {
    return (error as ConfigurationError).mistakes;
  }
};

test('an address names several hosts, each with a port of its own', () => {
  const hosts = (url: string): string[] => mysqlAddresses(url).map(({ host }) => host);
  expect(hosts('mysql://u:p@db1:3306,db2:3307,[::1]/pointbook?ssl=on')).toEqual(['db1:3306', 'db2:3307', '[::1]']);
  expect(hosts('mysql://u:a,b%40c@db1/pointbook')).toEqual(['db1']);
  const [first, second] = mysqlAddresses('mysql://u:a,b%40c@db1,db2/pointbook?ssl=on') as [URL, URL];
  expect([second.username, second.password, second.pathname, second.search]).toEqual([
    ...[first.username, first.password, '/pointbook', '?ssl=on'],
  ]);
  for (const none of ['mysql://u@db1,/x', 'mysql://u@db1,db2:many/x', 'postgres://db1,db2/x', 'mysql:///x', 'x'])
    expect(hosts(none)).toEqual([]);
});

test('what is wrong with an address of several hosts is said all at once', () => {
  expect(mistakesOf('mysql://u@127.0.0.1:3306,127.0.0.1:3307/pointbook')).toEqual([]);
  expect(mistakesOf('mysql://u@db1,db2,db3/pointbook?ssl=on')).toEqual([]);
  expect(mistakesOf('mysql://u@127.0.0.1,db2/pointbook')).toEqual([
    'DATABASE_URL names another machine: add ?ssl=on, or ?ssl=off where the way there belongs to nobody else.',
  ]);
  expect(mistakesOf('mysql://u@db1,db1:3306/a-b')).toEqual([
    'DATABASE_URL must name a database of letters, digits and _, as in mysql://host/pointbook.',
    'DATABASE_URL names a host twice.',
    'DATABASE_URL names another machine: add ?ssl=on, or ?ssl=off where the way there belongs to nobody else.',
  ]);
});

test('a group in which every member takes writes is refused', () => {
  const refused = (group_replication_single_primary_mode: string): string[] =>
    mysqlMistakes({ sql_mode: '', version: '8.4.0', group_replication_single_primary_mode } as MysqlFacts).filter(
      (mistake) => mistake.includes('single_primary_mode'),
    );
  expect(refused('ON')).toEqual([]);
  expect(refused('OFF')).toHaveLength(1);
});

test('the command that prints the settings names all hosts, and not what lets one in', () => {
  const { text } = configCommand({ DATABASE_URL: 'mysql://u:tiger7@db1,db2:3307/pointbook?ssl=on' });
  expect(text).toMatch(/^DATABASE_URL +mysql:\/\/••••:••••@db1,db2:3307\/pointbook$/m);
});

mysqlTest('every table has a primary key, without which a group takes no row', async () => {
  const { database, close } = await freshDatabase();
  try {
    const without = await database.read(() =>
      database.rows(
        `SELECT t.table_name FROM information_schema.tables t
          WHERE t.table_schema = DATABASE() AND t.table_type = 'BASE TABLE' AND NOT EXISTS
                (SELECT * FROM information_schema.table_constraints c WHERE c.table_schema = t.table_schema
                    AND c.table_name = t.table_name AND c.constraint_type = 'PRIMARY KEY')`,
      ),
    );
    expect(without).toEqual([]);
  } finally {
    await close();
  }
});

mysqlTest(
  'hosts that are no members of a group are not written to: after five seconds the database counts as away',
  async () => {
    const url = new URL(process.env.DATABASE_URL!);
    const there = `${url.username && `${url.username}:${url.password}@`}${url.host}`;
    // The port of nobody, beside a server that is in no group.
    const config = readConfig({
      DATABASE_URL: `mysql://${there},127.0.0.1:1/pointbook?ssl=off`,
      ENCRYPTION_KEYS: testKeys,
    });
    const error = (await prepareDatabase(config).catch((thrown: unknown) => thrown)) as Error;
    expect(error).toBeInstanceOf(DatabaseAway);
  },
);
