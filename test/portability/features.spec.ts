import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import mysql from 'mysql2/promise';
import { mysqlSession } from '#src/database/connecting.js';
import { mysqlMistakes, type MysqlFacts } from '#src/database/settings.js';
import { freshDatabase, onMysql } from '../support/database.js';
import { goodMysql } from '../support/server-facts.js';

/**
 * What the service asks of MySQL beyond the SQL that every engine has (docs/scale.md says what Group Replication, Vitess and TiDB
 * make of it). A feature is used in the database room alone, or by nobody. A use in another place fails, and so does a line here
 * that is no longer true.
 */
const databaseRoom = join('src', 'database');
const features: Record<string, { found: RegExp; inDatabaseRoom?: true }> = {
  // Not had by one of the three, and kept to one room.
  Triggers: { found: /CREATE TRIGGER/, inDatabaseRoom: true },
  'READ ONLY snapshot': { found: /START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY/, inDatabaseRoom: true },
  'Isolation of the next transaction': { found: /SET TRANSACTION ISOLATION/, inDatabaseRoom: true },
  'Ids of a statement in a row': { found: /\binsertId\b/, inDatabaseRoom: true },
  'FOREIGN KEY': { found: /FOREIGN KEY/, inDatabaseRoom: true },
  CHECK: { found: /\bCHECK \(/, inDatabaseRoom: true },
  // Had by all three.
  information_schema: { found: /information_schema\./, inDatabaseRoom: true },
  JSON_ARRAYAGG: { found: /JSON_ARRAYAGG/, inDatabaseRoom: true },
  REGEXP_LIKE: { found: /REGEXP_LIKE/, inDatabaseRoom: true },
  utf8mb4_0900_bin: { found: /utf8mb4_0900_bin/, inDatabaseRoom: true },
  PIPES_AS_CONCAT: { found: /PIPES_AS_CONCAT/, inDatabaseRoom: true },
  // Nobody needs them, and each would close a door.
  'Window functions': { found: /\bOVER\s*\(/ },
  'Common table expressions': { found: /\bWITH (RECURSIVE )?\w+ AS \(/ },
  JSON_TABLE: { found: /JSON_TABLE/i },
  LATERAL: { found: /\bLATERAL\b/ },
  GET_LOCK: { found: /GET_LOCK|RELEASE_LOCK/ },
  'LOCK TABLES': { found: /\bLOCK TABLES\b/ },
  SAVEPOINT: { found: /\bSAVEPOINT\b/ },
  'SKIP LOCKED': { found: /\bSKIP LOCKED\b|\bNOWAIT\b/ },
  'Shared locks': { found: /\bFOR SHARE\b|LOCK IN SHARE MODE/ },
  'Stored procedures and events': { found: /CREATE (PROCEDURE|FUNCTION|EVENT)\b/ },
  Views: { found: /CREATE (OR REPLACE )?VIEW/ },
  'Temporary tables': { found: /TEMPORARY TABLE/ },
  'Full text and places': { found: /FULLTEXT|SPATIAL|MATCH\s*\(.*AGAINST/ },
  Partitions: { found: /PARTITION BY/ },
  'Variables of a session': { found: /SELECT .*@\w+\s*:=/ },
  'UPDATE and DELETE of several tables': {
    found: /\b(UPDATE|DELETE)\s+\w+(\s*,\s*\w+|\s+(INNER |LEFT )?JOIN)\b/,
  },
  'LOAD DATA': { found: /LOAD DATA|INTO OUTFILE/ },
};

/** Comments say these words too. */
const withoutComments = (source: string): string => source.replace(/\/\*[^]*?\*\/|(^|\s)\/\/.*$/gm, '$1');

const sources = ['src', 'migrations'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name))
    .map((file) => ({ file, source: withoutComments(readFileSync(file, 'utf8')) })),
);

const usersOf = (found: RegExp, all = sources): string[] =>
  all
    .filter(({ source }) => found.test(source))
    .map(({ file }) => file)
    .sort();

test.each(Object.entries(features))('%s: used in the database room or by nobody, as listed', (_, one) => {
  const users = usersOf(one.found);
  expect(users.filter((file) => !one.inDatabaseRoom || !file.startsWith(databaseRoom))).toEqual([]);
  expect(users.length > 0).toBe(one.inDatabaseRoom === true);
});

test('canary: a window function in a room is found, and one in a comment is not', () => {
  const code = { file: 'src/x.ts', source: withoutComments('rows(`SELECT RANK() OVER (ORDER BY score) FROM sheets`)') };
  const comment = { file: 'src/y.ts', source: withoutComments('/* RANK() OVER (…) */ // OVER (') };
  expect(usersOf(features['Window functions']!.found, [code, comment])).toEqual(['src/x.ts']);
});

test('the manual says of every feature what the three engines make of it', () => {
  const manual = readFileSync(join('docs', 'scale.md'), 'utf8');
  expect(Object.keys(features).filter((feature) => !manual.includes(feature))).toEqual([]);
});

test('the isolation of writes is a setting of the session, which all three know', () => {
  expect(mysqlSession.join()).toContain("transaction_isolation = 'READ-COMMITTED'");
});

const server = (version: string): MysqlFacts => ({ ...goodMysql, version });

test('TiDB, as it calls itself, is refused at the start, before a migration fails half way', () => {
  expect(mysqlMistakes(server('8.4.6'))).toEqual([]);
  expect(mysqlMistakes(server('8.0.11-TiDB-v8.5.0'))).toEqual([expect.stringContaining('too old')]);
});

const mysqlTest = onMysql ? test : test.skip;

mysqlTest('Group Replication: every table is InnoDB with a primary key, and no foreign key cascades', async () => {
  const { config, database, close } = await freshDatabase();
  const namesOf = async (sql: string) =>
    (await database.read(() => database.rows<{ name: string }>(sql))).map(({ name }) => name);
  const unfit = `SELECT t.table_name AS name FROM information_schema.tables t
     WHERE t.table_schema = DATABASE() AND t.table_type = 'BASE TABLE' AND (t.engine <> 'InnoDB' OR NOT EXISTS
       (SELECT 1 FROM information_schema.table_constraints c
         WHERE c.table_schema = t.table_schema AND c.table_name = t.table_name AND c.constraint_type = 'PRIMARY KEY'))`;
  const cascading = `SELECT constraint_name AS name FROM information_schema.referential_constraints
     WHERE constraint_schema = DATABASE()
       AND (delete_rule NOT IN ('NO ACTION', 'RESTRICT') OR update_rule NOT IN ('NO ACTION', 'RESTRICT'))`;
  try {
    expect(await namesOf(unfit)).toEqual([]);
    expect(await namesOf(cascading)).toEqual([]);
    // Canary: what doesn't fit is found.
    const connection = await mysql.createConnection({ uri: (config.database as { url: string }).url });
    await connection.query(
      'CREATE TABLE keyless (unitId INT, CONSTRAINT cascades FOREIGN KEY (unitId) REFERENCES units (id) ON DELETE CASCADE)',
    );
    await connection.end();
    expect(await namesOf(unfit)).toEqual(['keyless']);
    expect(await namesOf(cascading)).toEqual(['cascades']);
  } finally {
    await close();
  }
});
