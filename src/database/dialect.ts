import { createHash } from 'node:crypto';
import { createConnection } from 'mysql2';
import { Logger as NestLogger } from '@nestjs/common';
import {
  DataSource,
  DefaultNamingStrategy,
  type DataSourceOptions,
  type Logger,
  type QueryRunner,
  type Table,
  type View,
} from 'typeorm';
import type { DatabaseConfig } from '../config.js';
import { columnType, type ColumnKind, type EntityClass } from './columns.js';
import { DatabaseAway } from './errors.js';

/**
 * Everything that differs between SQLite and MySQL is in this file.
 *
 * Portable SQL for the rest of the house: `?` for values, '…' for text, `||` joins text, backticks around a name if it
 * needs any; LIKE with `ESCAPE '!'`, told apart by case; ids with `insert()`; no REPLACE, no ON DUPLICATE KEY, no IGNORE.
 */
export interface Dialect {
  readonly kind: 'sqlite' | 'mysql';
  /** Goes at the end of a SELECT whose rows shall be locked. SQLite has one writer at a time and needs none. */
  readonly forUpdate: '' | ' FOR UPDATE';
  /** Whole-number division, towards zero. */
  quotient(dividend: string, divisor: string): string;
  /** The values of a group as the text of a JSON list, NULLs among them, in no order. However many: nothing is cut off. */
  listOf(expression: string): string;
  /** SELECTs about the tables themselves: what a backup has to know. None needs more rights than reading. */
  readonly catalogue: Catalogue;
  /** How a transaction of each kind begins. */
  readonly begin: Readonly<Record<'write' | 'read' | 'migration', readonly string[]>>;
}

export interface Catalogue {
  /** The names of all tables: `tableName`. */
  tableNames: string;
  /** Every table: `tableName`, and `nextId` where it counts its ids (NULL elsewhere). */
  tables: string;
  /** Every column in its order: `tableName`, `columnName`, `keyPlace` (from 1 in the primary key, otherwise 0). */
  columns: string;
  /** Every foreign key, a row for each column: `keyName`, `tableName`, `columnName`, `toTable`, `toColumn`. */
  foreignKeys: string;
}

const catalogues: Readonly<Record<'sqlite' | 'mysql', Catalogue>> = {
  sqlite: {
    tableNames: `SELECT name AS tableName FROM sqlite_schema
                  WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY name`,
    tables: `SELECT t.name AS tableName,
                    CASE WHEN t.sql LIKE '%AUTOINCREMENT%' THEN
                      COALESCE((SELECT seq FROM sqlite_sequence WHERE sqlite_sequence.name = t.name), 0) + 1 END AS nextId
               FROM sqlite_schema AS t
              WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY t.name`,
    columns: `SELECT t.name AS tableName, c.name AS columnName, c.pk AS keyPlace
                FROM sqlite_schema AS t JOIN pragma_table_info(t.name) AS c
               WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY t.name, c.cid`,
    foreignKeys: `SELECT t.name || '-' || k.id AS keyName, t.name AS tableName, k.\`from\` AS columnName,
                         k.\`table\` AS toTable, k.\`to\` AS toColumn
                    FROM sqlite_schema AS t JOIN pragma_foreign_key_list(t.name) AS k
                   WHERE t.type = 'table' ORDER BY 1, k.seq`,
  },
  mysql: {
    tableNames: `SELECT table_name AS tableName FROM information_schema.tables
                  WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' ORDER BY 1`,
    tables: `SELECT t.table_name AS tableName, t.auto_increment AS nextId
               FROM information_schema.tables t
              WHERE t.table_schema = DATABASE() AND t.table_type = 'BASE TABLE' ORDER BY 1`,
    columns: `SELECT c.table_name AS tableName, c.column_name AS columnName, COALESCE(k.ordinal_position, 0) AS keyPlace
                FROM information_schema.columns c
                LEFT JOIN information_schema.key_column_usage k
                  ON k.table_schema = c.table_schema AND k.table_name = c.table_name
                 AND k.column_name = c.column_name AND k.constraint_name = 'PRIMARY'
               WHERE c.table_schema = DATABASE() ORDER BY c.table_name, c.ordinal_position`,
    foreignKeys: `SELECT k.constraint_name AS keyName, k.table_name AS tableName, k.column_name AS columnName,
                         k.referenced_table_name AS toTable, k.referenced_column_name AS toColumn
                    FROM information_schema.key_column_usage k
                   WHERE k.table_schema = DATABASE() AND k.referenced_table_name IS NOT NULL
                   ORDER BY k.table_name, k.constraint_name, k.ordinal_position`,
  },
};

export const dialects: Readonly<Record<Dialect['kind'], Dialect>> = {
  sqlite: {
    kind: 'sqlite',
    forUpdate: '',
    quotient: (dividend, divisor) => `((${dividend}) / (${divisor}))`,
    listOf: (expression) => `json_group_array(${expression})`,
    catalogue: catalogues.sqlite,
    begin: { write: ['BEGIN IMMEDIATE'], read: ['BEGIN'], migration: ['BEGIN IMMEDIATE'] },
  },
  mysql: {
    kind: 'mysql',
    forUpdate: ' FOR UPDATE',
    quotient: (dividend, divisor) => `((${dividend}) DIV (${divisor}))`,
    listOf: (expression) => `CAST(JSON_ARRAYAGG(${expression}) AS CHAR)`,
    catalogue: catalogues.mysql,
    begin: {
      write: ['START TRANSACTION'], // READ COMMITTED, by the session
      read: [
        'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ',
        'START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY',
      ],
      // DDL commits and ends the transaction. This way, rows changed after it wait for the COMMIT that also says the migration ran.
      migration: ['SET autocommit = 0'],
    },
  },
};

export function dialectOf(runner: QueryRunner): Dialect {
  return dialects[runner.dataSource.options.type === 'mysql' ? 'mysql' : 'sqlite'];
}

// ---------------------------------------------------------------------------------------------------- data sources

const safeguards = {
  synchronize: false,
  migrationsRun: false,
  invalidWhereValuesBehavior: { null: 'throw', undefined: 'throw' },
  maxQueryExecutionTime: 2000,
} as const;

/** While SQLite waits for a foreign program to let go of the file, the whole process stands still. The door tries again anyway. */
const busyMilliseconds = 250;

/** At most this many callers wait for a connection; the next one is told at once that the database is away. */
const queueLimit = 1000;

/** The data source that writes. MySQL reads through it too, on connections of its own. */
export function writingSource(config: DatabaseConfig, entities: readonly EntityClass[]): DataSource {
  const shared = {
    ...safeguards,
    entities: [...entities],
    namingStrategy: new HouseNames(),
    logger: new SlowQueryLogger(),
  };
  if (config.kind === 'sqlite')
    return new DataSource({
      ...shared,
      type: 'better-sqlite3',
      database: config.file,
      timeout: busyMilliseconds,
      prepareDatabase: (connection: SqliteConnection) => {
        connection.pragma('journal_mode = WAL');
        setSqliteSession(connection);
      },
    });
  const source = new DataSource({ ...shared, ...mysqlOptions(config), database: databaseName(config) });
  // The entities say 'clob' and 'character', which MySQL spells differently.
  const { driver } = source;
  const normalize = driver.normalizeType.bind(driver);
  driver.normalizeType = (column) =>
    column.type === 'clob' ? 'mediumtext' : column.type === 'character' ? 'char' : normalize(column);
  return source;
}

/** SQLite's second connection, which can't write. */
export function readingSource(config: DatabaseConfig & { kind: 'sqlite' }): DataSource {
  return new DataSource({
    ...safeguards,
    logger: new SlowQueryLogger(),
    type: 'better-sqlite3',
    database: config.file,
    timeout: busyMilliseconds,
    readonly: true,
    fileMustExist: true,
    prepareDatabase: (connection: SqliteConnection) => {
      setSqliteSession(connection);
      connection.pragma('query_only = ON');
    },
  });
}

/** A connection to the MySQL server without a database, to create the database. */
export function serverSource(config: DatabaseConfig & { kind: 'mysql' }): DataSource {
  return new DataSource({ ...safeguards, ...mysqlOptions({ ...config, poolSize: 1 }), logger: new SlowQueryLogger() });
}

/**
 * Whether the MySQL server says anything at all to somebody new, within this many milliseconds. That it refuses him (too many
 * connections, a wrong password) is an answer, too.
 */
export function serverAnswers(config: DatabaseConfig & { kind: 'mysql' }, milliseconds: number): Promise<boolean> {
  const { host, port, username, password, ...options } = mysqlOptions(config);
  const connection = createConnection({
    host,
    port,
    user: username,
    password,
    connectTimeout: milliseconds,
    ...('ssl' in options ? { ssl: options.ssl } : {}),
  });
  return new Promise((resolve) => {
    const say = (answers: boolean): void => {
      clearTimeout(timer);
      connection.destroy();
      resolve(answers);
    };
    const timer = setTimeout(() => say(false), milliseconds);
    connection.once('connect', () => say(true));
    connection.on('error', (error: { sqlState?: unknown }) => say(typeof error.sqlState === 'string'));
  });
}

export function databaseName(config: DatabaseConfig & { kind: 'mysql' }): string {
  return decodeURIComponent(new URL(config.url).pathname.slice(1));
}

export interface SqliteConnection {
  readonly inTransaction: boolean;
  pragma(text: string, options?: { simple: boolean }): unknown;
}

function setSqliteSession(connection: SqliteConnection): void {
  connection.pragma('synchronous = FULL'); // a reopened WAL file runs at NORMAL: a power cut could take acknowledged commits
  connection.pragma('recursive_triggers = ON'); // otherwise REPLACE deletes rows without asking the append-only triggers
  connection.pragma('foreign_keys = ON');
  connection.pragma('secure_delete = ON'); // what is erased is overwritten, and does not lie on in a free page of the file
  connection.pragma('trusted_schema = OFF');
  connection.pragma('case_sensitive_like = ON'); // as MySQL's LIKE is on our collation
}

function mysqlOptions(config: DatabaseConfig & { kind: 'mysql' }) {
  const url = new URL(config.url);
  return {
    type: 'mysql' as const,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? 3306 : Number(url.port),
    username: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    ...(url.searchParams.get('ssl') === 'on' ? { ssl: { rejectUnauthorized: true } } : {}),
    charset: 'utf8mb4',
    timezone: 'Z',
    dateStrings: ['DATE'],
    supportBigNumbers: true,
    bigNumberStrings: false,
    multipleStatements: false,
    connectTimeout: 5000,
    poolSize: config.poolSize ?? 15,
    // SUM() of whole numbers is a DECIMAL in MySQL; as a number it means the same as in SQLite.
    extra: { queueLimit, decimalNumbers: true },
  } satisfies DataSourceOptions;
}

export const collation = 'utf8mb4_0900_bin';

const sqlModes = [
  'ONLY_FULL_GROUP_BY',
  'STRICT_TRANS_TABLES',
  'STRICT_ALL_TABLES',
  'NO_ZERO_IN_DATE',
  'NO_ZERO_DATE',
  'ERROR_FOR_DIVISION_BY_ZERO',
  'NO_ENGINE_SUBSTITUTION',
  'PIPES_AS_CONCAT',
];

/** What every MySQL connection is told before its first use. */
export const mysqlSession: readonly string[] = [
  `SET NAMES utf8mb4 COLLATE ${collation}`,
  `SET SESSION sql_mode = '${sqlModes.join(',')}', time_zone = '+00:00', innodb_lock_wait_timeout = 5, ` +
    `lock_wait_timeout = 60, transaction_isolation = 'READ-COMMITTED', autocommit = 1, foreign_key_checks = 1, unique_checks = 1, ` +
    // A backup asks for the next id of each table, and must not be told yesterday's.
    `information_schema_stats_expiry = 0`,
];

/** Says slow statements to the log, without the values in them: they're people's data. */
class SlowQueryLogger implements Logger {
  private readonly log_ = new NestLogger('Database');
  logQuerySlow(milliseconds: number, query: string): void {
    this.log_.warn(`A statement took ${milliseconds} ms: ${query.slice(0, 300)}`);
  }
  logQuery(): void {}
  logQueryError(): void {}
  logSchemaBuild(): void {}
  logMigration(): void {}
  log(level: 'log' | 'info' | 'warn', message: unknown): void {
    if (level === 'warn') this.log_.warn(String(message));
  }
}

// ----------------------------------------------------------------------------------------------------------- names

/** Names of keys and constraints, at most 64 characters as MySQL has it. */
export function constraintName(prefix: 'pk' | 'fk' | 'key' | 'ck', table: string, parts: readonly string[]): string {
  const name = [prefix, table, ...parts].join('_');
  return name.length <= 64
    ? name
    : `${name.slice(0, 55)}_${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
}

/** Lets TypeORM call keys what `createTable` calls them. */
class HouseNames extends DefaultNamingStrategy {
  override primaryKeyName(table: Table | string, columns: string[]): string {
    return constraintName('pk', plain(table), columns);
  }
  override uniqueConstraintName(table: Table | string, columns: string[]): string {
    return constraintName('key', plain(table), columns);
  }
  override foreignKeyName(table: Table | string, columns: string[]): string {
    return constraintName('fk', plain(table), columns);
  }
  override indexName(table: Table | View | string, columns: string[]): string {
    return constraintName('key', plain(table), columns);
  }
}

const plain = (table: Table | View | string): string =>
  (typeof table === 'string' ? table : table.name).split('.').at(-1)!;

const quoted = (name: string): string => {
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(name))
    throw new TypeError(`${name} can't be the name of a table or column.`);
  return `\`${name}\``;
};

/** A table or column name, ready to stand in SQL on both databases. Throws on anything that isn't a plain name. */
export const identifier = quoted;

// ---------------------------------------------------------------------------------------------------------- tables

export type ColumnDescription = ColumnKind & { nullable?: true };

export interface TableDescription {
  name: string;
  columns: Record<string, ColumnDescription>;
  /** Only for a table without a generated id. */
  primaryKey?: readonly string[];
  uniques?: readonly (readonly string[])[];
  /** References have an index of their own unless a unique key, the primary key or an index listed here begins with them. */
  indices?: readonly (readonly string[])[];
  /** References over several columns; the other side needs a unique key on exactly these. */
  foreignKeys?: readonly { columns: readonly string[]; table: string; references: readonly string[] }[];
  /** Conditions by name, in SQL that means the same on both databases. */
  checks?: Record<string, string>;
}

/**
 * Creates a table with all its keys and conditions; does nothing if it is there already (so that a migration killed half-way
 * can run again: MySQL commits each DDL statement by itself, which is why everything is inside the one statement).
 */
export async function createTable(runner: QueryRunner, table: TableDescription): Promise<void> {
  for (const statement of createTableStatements(dialectOf(runner).kind, table)) await runner.query(statement);
}

/** The statements of `createTable`, for people to read and tests to compare. */
export function createTableStatements(kind: Dialect['kind'], table: TableDescription): string[] {
  const mysql = kind === 'mysql';
  const columns = Object.entries(table.columns);
  const generated = columns.find(([, column]) => column.kind === 'id')?.[0];
  const primaryKey = generated === undefined ? table.primaryKey : [generated];
  if (!primaryKey || (generated !== undefined && table.primaryKey))
    throw new TypeError(`${table.name} needs one primary key.`);

  // TypeORM finds SQLite's keys by reading the text of the statement, and only between double quotes.
  const name = (text: string): string => (mysql ? quoted(text) : quoted(text).replaceAll('`', '"'));
  const list = (names: readonly string[]): string => names.map(name).join(', ');

  const lines = columns.map(([column, description]) => {
    if (column === generated && !mysql) return `${name(column)} integer PRIMARY KEY AUTOINCREMENT NOT NULL`;
    const nullness = description.nullable ? 'NULL' : 'NOT NULL';
    return `${name(column)} ${typeName(kind, description)} ${nullness}${column === generated ? ' AUTO_INCREMENT' : ''}`;
  });
  if (mysql) lines.push(`PRIMARY KEY (${list(primaryKey)})`);
  else if (generated === undefined)
    lines.push(`CONSTRAINT ${name(constraintName('pk', table.name, primaryKey))} PRIMARY KEY (${list(primaryKey)})`);
  for (const unique of table.uniques ?? [])
    lines.push(
      mysql
        ? `UNIQUE INDEX ${name(constraintName('key', table.name, unique))} (${list(unique)})`
        : `CONSTRAINT ${name(constraintName('key', table.name, unique))} UNIQUE (${list(unique)})`,
    );

  const indices = [...(table.indices ?? [])];
  const leading = [primaryKey, ...(table.uniques ?? []), ...indices].map((key) => key[0]);
  for (const [column, description] of columns)
    if (description.kind === 'reference' && !leading.includes(column)) indices.push([column]);
  if (mysql)
    for (const index of indices) lines.push(`INDEX ${name(constraintName('key', table.name, index))} (${list(index)})`);

  const foreignKeys = columns.flatMap(([column, description]) =>
    description.kind === 'reference' ? [{ columns: [column], table: description.table, references: ['id'] }] : [],
  );
  for (const key of [...foreignKeys, ...(table.foreignKeys ?? [])])
    lines.push(
      `CONSTRAINT ${name(constraintName('fk', table.name, key.columns))} FOREIGN KEY (${list(key.columns)}) ` +
        `REFERENCES ${name(key.table)} (${list(key.references)}) ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );

  // In backticks on purpose: TypeORM's schema builder doesn't know CHECKs on MySQL, so it shall not see them on SQLite either.
  const check = (what: string, condition: string): string =>
    `CONSTRAINT ${quoted(constraintName('ck', table.name, [what]))} CHECK (${condition})`;
  for (const [column, description] of columns) {
    const condition = columnCheck(kind, description, quoted(column));
    if (condition)
      lines.push(check(column, description.nullable ? `${quoted(column)} IS NULL OR (${condition})` : condition));
  }
  for (const [what, condition] of Object.entries(table.checks ?? {})) lines.push(check(what, condition));

  const create = `CREATE TABLE IF NOT EXISTS ${name(table.name)} (${lines.join(', ')})`;
  if (mysql) return [`${create} ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation}`];
  return [
    create,
    ...indices.map(
      (index) =>
        `CREATE INDEX IF NOT EXISTS ${name(constraintName('key', table.name, index))} ON ${name(table.name)} (${list(index)})`,
    ),
  ];
}

export interface AddedColumns {
  table: string;
  /** Rows that are there already have nothing in them. */
  columns: Record<string, ColumnKind>;
  uniques?: readonly (readonly string[])[];
  indices?: readonly (readonly string[])[];
}

/**
 * Adds columns to a table that a released migration made; does nothing about those that are there already, so that a
 * migration killed half-way can run again. A reference gets its index, as in `createTable`.
 */
export async function addColumns(runner: QueryRunner, added: AddedColumns): Promise<void> {
  const { kind } = dialectOf(runner);
  const there = (await runner.query(
    kind === 'mysql'
      ? 'SELECT column_name AS name FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ?'
      : 'SELECT name FROM pragma_table_info(?)',
    [added.table],
  )) as { name: string }[];
  for (const [column, description] of Object.entries(added.columns))
    if (!there.some(({ name }) => name === column))
      await runner.query(addColumnStatement(kind, added.table, column, description));
  const indices = Object.keys(added.columns).filter((column) => added.columns[column]?.kind === 'reference');
  for (const index of indices) await addIndex(runner, added.table, [index], '');
  for (const index of added.indices ?? []) await addIndex(runner, added.table, index, '');
  for (const unique of added.uniques ?? []) await addIndex(runner, added.table, unique, 'UNIQUE ');
}

/** Adds an index to a table that a released migration made; does nothing if it is there already. */
export async function addPlainIndex(runner: QueryRunner, table: string, columns: readonly string[]): Promise<void> {
  await addIndex(runner, table, columns, '');
}

function addColumnStatement(kind: Dialect['kind'], table: string, column: string, description: ColumnKind): string {
  const mysql = kind === 'mysql';
  const condition = columnCheck(kind, description, quoted(column));
  const check =
    condition &&
    `CONSTRAINT ${quoted(constraintName('ck', table, [column]))} CHECK (${quoted(column)} IS NULL OR (${condition}))`;
  const key = quoted(constraintName('fk', table, [column])).replaceAll('`', mysql ? '`' : '"');
  const to = description.kind === 'reference' ? description.table : undefined;
  const actions = 'ON DELETE NO ACTION ON UPDATE NO ACTION';
  const begin = `ALTER TABLE ${quoted(table)} ADD COLUMN ${quoted(column)} ${typeName(kind, description)} NULL`;
  if (mysql)
    return [
      begin,
      ...(check ? [`ADD ${check}`] : []),
      ...(to
        ? [`ADD CONSTRAINT ${key} FOREIGN KEY (${quoted(column)}) REFERENCES ${quoted(to)} (\`id\`) ${actions}`]
        : []),
    ].join(', ');
  return [
    begin.replaceAll('`', '"'),
    ...(check ? [check] : []),
    ...(to
      ? [
          `CONSTRAINT ${key} REFERENCES "${to}" ("id") ${actions}`,
          // SQLite adds a key only with its column, and TypeORM knows keys only as tables write them.
          `/* CONSTRAINT ${key} FOREIGN KEY ("${column}") REFERENCES "${to}" ("id") */`,
        ]
      : []),
  ].join(' ');
}

/**
 * Lets a column be empty that a released migration made NOT NULL; does nothing if it may be already. SQLite has no statement for
 * that: a table's text is edited as its manual describes for changes that leave the rows alone ("Making Other Kinds Of Table
 * Schema Changes"), within the migration's transaction.
 */
export async function allowEmpty(
  runner: QueryRunner,
  table: string,
  column: string,
  description: ColumnKind,
): Promise<void> {
  const { kind } = dialectOf(runner);
  const type = typeName(kind, description);
  if (kind === 'mysql') {
    await runner.query(`ALTER TABLE ${quoted(table)} MODIFY COLUMN ${quoted(column)} ${type} NULL`);
    return;
  }
  const [{ sql }] = (await runner.query("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?", [
    table,
  ])) as [{ sql: string }];
  const condition = columnCheck(kind, description, quoted(column));
  const edits = [
    [`"${column}" ${type} NOT NULL`, `"${column}" ${type} NULL`],
    ...(condition ? [[`CHECK (${condition})`, `CHECK (${quoted(column)} IS NULL OR (${condition}))`]] : []),
  ] as const;
  if (sql.includes(edits[0]![1]!)) return;
  const edited = edits.reduce((text, [before, after]) => {
    if (!text.includes(before!)) throw new Error(`The table ${table} does not say ${before}.`);
    return text.replace(before!, after!);
  }, sql);
  const connection = (await runner.connect()) as SqliteConnection & { unsafeMode(on: boolean): void };
  const version = Number(connection.pragma('schema_version', { simple: true }));
  connection.unsafeMode(true);
  try {
    connection.pragma('writable_schema = ON');
    await runner.query("UPDATE sqlite_schema SET sql = ? WHERE type = 'table' AND name = ?", [edited, table]);
    connection.pragma(`schema_version = ${version + 1}`);
  } finally {
    connection.pragma('writable_schema = OFF');
    connection.unsafeMode(false);
  }
}

async function addIndex(
  runner: QueryRunner,
  table: string,
  columns: readonly string[],
  unique: '' | 'UNIQUE ',
): Promise<void> {
  const name = constraintName('key', table, columns);
  const list = columns.map(quoted).join(', ');
  if (dialectOf(runner).kind !== 'mysql') {
    await runner.query(`CREATE ${unique}INDEX IF NOT EXISTS ${quoted(name)} ON ${quoted(table)} (${list})`);
    return;
  }
  const [found] = (await runner.query(
    'SELECT COUNT(*) AS count FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = ? AND index_name = ?',
    [table, name],
  )) as { count: number }[];
  if (found?.count === 0) await runner.query(`CREATE ${unique}INDEX ${quoted(name)} ON ${quoted(table)} (${list})`);
}

function typeName(kind: Dialect['kind'], column: ColumnKind): string {
  const { type, length } = columnType(column);
  const spelled =
    kind === 'sqlite'
      ? type
      : ({ integer: 'int', clob: 'mediumtext', character: 'char' } as Record<string, string>)[type];
  return (spelled ?? type) + (length === undefined ? '' : `(${length})`);
}

/** What the column's type alone doesn't hold: SQLite knows neither lengths nor ranges, and neither knows what a day looks like. */
function columnCheck(kind: Dialect['kind'], column: ColumnKind, name: string): string | undefined {
  const sqlite = kind === 'sqlite';
  const shape = (glob: string, expression: string): string =>
    sqlite ? `typeof(${name}) = 'text' AND ${name} GLOB '${glob}'` : `REGEXP_LIKE(${name}, '^${expression}$', 'c')`;
  const year = '[0-9][0-9][0-9][0-9]';
  const two = '[0-9][0-9]';
  switch (column.kind) {
    case 'id':
      return undefined;
    case 'reference':
    case 'hundredths':
    case 'count':
      return sqlite ? `typeof(${name}) = 'integer' AND ${name} BETWEEN -2147483648 AND 2147483647` : undefined;
    case 'code':
    case 'name':
      return sqlite ? `typeof(${name}) = 'text' AND length(${name}) <= ${column.length}` : undefined;
    case 'day':
      return shape(`${year}-${two}-${two}`, '[0-9]{4}-[0-9]{2}-[0-9]{2}');
    case 'month':
      return shape(`${year}-${two}`, '[0-9]{4}-[0-9]{2}');
    case 'instant':
      return shape(
        `${year}-${two}-${two}T${two}:${two}:${two}.${two}[0-9]Z`,
        '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{3}Z',
      );
    case 'digest':
      return sqlite
        ? `typeof(${name}) = 'text' AND length(${name}) = 64 AND ${name} NOT GLOB '*[^0-9a-f]*'`
        : `REGEXP_LIKE(${name}, '^[0-9a-f]{64}$', 'c')`;
    case 'flag':
      return sqlite ? `typeof(${name}) = 'integer' AND ${name} IN (0, 1)` : `${name} IN (0, 1)`;
    case 'text':
    case 'file':
    case 'json': {
      const bytes = { text: 60_000, file: 1_000_000, json: 4_000_000 }[column.kind];
      const valid = column.kind === 'json' ? ` AND json_valid(${name})` : '';
      return sqlite
        ? `typeof(${name}) = 'text' AND length(CAST(${name} AS BLOB)) <= ${bytes}${valid}`
        : `octet_length(${name}) <= ${bytes}${valid}`;
    }
  }
}

/**
 * From now on rows of this table are only ever inserted: UPDATE, DELETE, REPLACE and ON DUPLICATE KEY fail. Restartable.
 * TRUNCATE and DROP pass triggers on MySQL; the grants in the operating manual keep the service's account from those.
 */
export async function appendOnly(
  runner: QueryRunner,
  table: string,
  refused: readonly ('UPDATE' | 'DELETE')[] = ['UPDATE', 'DELETE'],
): Promise<void> {
  const mysql = dialectOf(runner).kind === 'mysql';
  for (const event of refused) {
    const trigger = `${table}_no_${event.toLowerCase()}`;
    const message = `${table} is append-only`;
    if (!mysql) {
      await runner.query(
        `CREATE TRIGGER IF NOT EXISTS ${quoted(trigger)} BEFORE ${event} ON ${quoted(table)} BEGIN SELECT RAISE(ABORT, '${message}'); END`,
      );
      continue;
    }
    const [found] = (await runner.query(
      'SELECT COUNT(*) AS count FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = ?',
      [trigger],
    )) as { count: number }[];
    if (found?.count === 0)
      await runner.query(
        `CREATE TRIGGER ${quoted(trigger)} BEFORE ${event} ON ${quoted(table)} FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = '${message}'`,
      );
  }
}

/**
 * Loosens an append-only table: these columns may become a sealed text, because they are sealed anew with another key, or one of the
 * `others`. What they say is held by digests in the trail. Everything else stays as it was inserted. Restartable.
 */
export async function appendOnlyBut(
  runner: QueryRunner,
  table: string,
  columns: readonly string[],
  others: readonly string[],
): Promise<void> {
  const mysql = dialectOf(runner).kind === 'mysql';
  const all = (await runner.query(
    mysql
      ? 'SELECT column_name AS name FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ?'
      : 'SELECT name FROM pragma_table_info(?)',
    [table],
  )) as { name: string }[];
  const listed = others.map((text) => `'${text.replaceAll("'", "''")}'`).join(', ');
  const same = all
    .map(({ name }) => {
      const unchanged = `OLD.${quoted(name)} ${mysql ? '<=>' : 'IS'} NEW.${quoted(name)}`;
      if (!columns.includes(name)) return unchanged;
      return `(${unchanged} OR NEW.${quoted(name)} LIKE 'sealed:%' OR NEW.${quoted(name)} IN (${listed}))`;
    })
    .join(' AND ');
  const trigger = `${table}_no_update`;
  const message = `${table} is append-only`;
  await runner.query(`DROP TRIGGER IF EXISTS ${quoted(trigger)}`);
  await runner.query(
    mysql
      ? `CREATE TRIGGER ${quoted(trigger)} BEFORE UPDATE ON ${quoted(table)} FOR EACH ROW BEGIN IF NOT (${same}) THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = '${message}'; END IF; END`
      : `CREATE TRIGGER ${quoted(trigger)} BEFORE UPDATE ON ${quoted(table)} WHEN NOT (${same}) BEGIN SELECT RAISE(ABORT, '${message}'); END`,
  );
}

// ---------------------------------------------------------------------------------------------------------- errors

export type ErrorClass =
  /** A unique key has this value already. */
  | 'duplicate'
  /** A foreign key, a condition, a length, a range or an append-only table refused the row. */
  | 'constraint'
  /** Deadlock, lock wait, certification: the same work may well succeed now. */
  | 'retry'
  /** The database can't be reached, is stopping, is read-only after a fail-over, or is full. */
  | 'away'
  | 'unknown';

const mysqlClasses: Readonly<Record<number, ErrorClass>> = {
  1062: 'duplicate',
  1169: 'duplicate',
  1586: 'duplicate',
  1048: 'constraint',
  1216: 'constraint',
  1217: 'constraint',
  1264: 'constraint',
  1265: 'constraint',
  1292: 'constraint',
  1364: 'constraint',
  1366: 'constraint',
  1406: 'constraint',
  1451: 'constraint',
  1452: 'constraint',
  1644: 'constraint', // SIGNAL of an append-only trigger
  1690: 'constraint',
  3819: 'constraint',
  1180: 'retry', // error during COMMIT: certification failed on some engines
  1205: 'retry',
  1213: 'retry',
  1412: 'retry', // the table's definition changed under the snapshot
  1615: 'retry',
  3101: 'retry', // group replication rolled the transaction back at COMMIT
  3572: 'retry',
  1021: 'away', // disk full
  1040: 'away', // too many connections
  1053: 'away',
  1077: 'away',
  1114: 'away', // table full
  1203: 'away',
  1290: 'away', // --read-only, --super-read-only: this node is no longer the primary
  1836: 'away',
  1927: 'away',
  2002: 'away',
  2003: 'away',
  2006: 'away',
  2013: 'away',
  3100: 'away', // group replication can't certify: no majority
  3169: 'away', // the session was killed
  4031: 'away',
};

const awayCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_SEQUENCE_TIMEOUT',
]);

/** What kind of failure a driver's error is, wrapped by TypeORM or not. Errors of ours are 'unknown', but for DatabaseAway. */
export function classify(error: unknown): ErrorClass {
  if (typeof error !== 'object' || error === null) return 'unknown';
  if (error instanceof DatabaseAway) return 'away';
  const driver = (error as { driverError?: unknown }).driverError ?? error;
  const { code, errno, sqlState, message } = driver as {
    code?: unknown;
    errno?: unknown;
    sqlState?: unknown;
    message?: unknown;
  };
  if (typeof code === 'string' && code.startsWith('SQLITE_')) {
    if (/^SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY|ROWID)$/.test(code)) return 'duplicate';
    if (/^SQLITE_(CONSTRAINT|TOOBIG|MISMATCH)/.test(code)) return 'constraint';
    if (/^SQLITE_(BUSY|LOCKED)/.test(code)) return 'retry';
    if (/^SQLITE_(FULL|IOERR|CANTOPEN|READONLY_|NOMEM|PROTOCOL)/.test(code)) return 'away';
    return 'unknown';
  }
  if (typeof sqlState === 'string' && typeof errno === 'number') return mysqlClasses[errno] ?? 'unknown';
  if (typeof code === 'string' && awayCodes.has(code)) return 'away';
  if (typeof message === 'string' && /closed state|Connection lost|Pool is closed|Queue limit reached/.test(message))
    return 'away';
  return 'unknown';
}

/**
 * The name of the constraint that refused a row, as `constraintName` made it, if the driver tells.
 * SQLite tells a unique key by its columns, which gives the same name; it doesn't tell which foreign key it was.
 */
export function refusingConstraint(error: unknown): string | undefined {
  const driver = ((error as { driverError?: unknown } | null)?.driverError ?? error) as { message?: unknown } | null;
  const message = typeof driver?.message === 'string' ? driver.message : '';
  const unique = /^UNIQUE constraint failed: (.+)$/.exec(message)?.[1]?.split(', ');
  if (unique)
    return constraintName(
      'key',
      unique[0]!.split('.')[0]!,
      unique.map((column) => column.split('.').at(-1)!),
    );
  return (
    /for key '(?:[^'.]+\.)?([^'.]+)'$/.exec(message)?.[1] ??
    /^CHECK constraint failed: (\w+)$/.exec(message)?.[1] ??
    /Check constraint '(\w+)' is violated/.exec(message)?.[1] ??
    /CONSTRAINT `(\w+)` FOREIGN KEY/.exec(message)?.[1]
  );
}

// -------------------------------------------------------------------------------------------------------- settings

/** Settings of an SQLite connection that a member's data depends on. */
export interface SqliteFacts {
  journal_mode: unknown;
  synchronous: unknown;
  foreign_keys: unknown;
  recursive_triggers: unknown;
}

export function sqliteMistakes(facts: SqliteFacts): string[] {
  return [
    ...(facts.journal_mode === 'wal' ? [] : ['SQLite: journal_mode must be WAL (is the file on a network share?).']),
    ...(facts.synchronous === 2
      ? []
      : ['SQLite: synchronous must be FULL, or a power cut can take acknowledged work.']),
    ...(facts.foreign_keys === 1 ? [] : ['SQLite: foreign_keys must be ON.']),
    ...(facts.recursive_triggers === 1
      ? []
      : ['SQLite: recursive_triggers must be ON, or REPLACE passes append-only tables.']),
  ];
}

/** Settings of a MySQL server and of a session on it that a member's data depends on. */
export interface MysqlFacts {
  version: string;
  sql_mode: string;
  character_set_connection: string;
  collation_connection: string;
  transaction_isolation: string;
  time_zone: string;
  innodb_lock_wait_timeout: number;
  innodb_flush_log_at_trx_commit: number;
  innodb_doublewrite: string;
  log_bin: number;
  sync_binlog: number;
  foreign_key_checks: number;
}

export function mysqlMistakes(facts: MysqlFacts): string[] {
  const modes = facts.sql_mode.split(',');
  const missing = sqlModes.filter((mode) => !modes.includes(mode));
  const [major = 0, minor = 0, patch = 0] = facts.version.split(/[.-]/).map(Number);
  const old = major < 8 || (major === 8 && minor === 0 && patch < 17);
  return [
    ...(old ? [`MySQL: version ${facts.version} is too old; 8.0.17 is the least.`] : []),
    ...(/mariadb/i.test(facts.version) ? [`MySQL: ${facts.version} lacks the collation ${collation}; use MySQL.`] : []),
    ...(missing.length === 0 ? [] : [`MySQL: sql_mode lacks ${missing.join(', ')}.`]),
    ...(modes.includes('NO_BACKSLASH_ESCAPES') ? ['MySQL: sql_mode must not have NO_BACKSLASH_ESCAPES.'] : []),
    ...(facts.character_set_connection === 'utf8mb4' ? [] : ['MySQL: the connection must speak utf8mb4.']),
    ...(facts.collation_connection === collation ? [] : [`MySQL: the connection must compare with ${collation}.`]),
    ...(facts.transaction_isolation === 'READ-COMMITTED'
      ? []
      : ['MySQL: transaction_isolation must be READ-COMMITTED.']),
    ...(facts.time_zone === '+00:00' ? [] : ['MySQL: the session must be in UTC.']),
    ...(facts.innodb_lock_wait_timeout <= 5 ? [] : ['MySQL: innodb_lock_wait_timeout must be 5 s or less.']),
    ...(facts.foreign_key_checks === 1 ? [] : ['MySQL: foreign_key_checks must be on.']),
    ...(facts.innodb_flush_log_at_trx_commit === 1
      ? []
      : ['MySQL: innodb_flush_log_at_trx_commit must be 1, or a crash can take acknowledged work.']),
    ...(facts.innodb_doublewrite === 'OFF'
      ? ['MySQL: innodb_doublewrite must be on, or a crash can tear a page.']
      : []),
    ...(facts.log_bin === 1 && facts.sync_binlog !== 1
      ? ['MySQL: sync_binlog must be 1 while the binary log is on, or a crash can take acknowledged work.']
      : []),
  ];
}

/** What is wrong with the settings of this connection, one sentence each. */
export async function settingsMistakes(runner: QueryRunner): Promise<string[]> {
  if (dialectOf(runner).kind === 'sqlite') {
    const names = ['journal_mode', 'synchronous', 'foreign_keys', 'recursive_triggers'] as const;
    const connection = (await runner.connect()) as SqliteConnection;
    return sqliteMistakes(
      Object.fromEntries(
        names.map((name) => [name, connection.pragma(name, { simple: true })]),
      ) as unknown as SqliteFacts,
    );
  }
  const names: readonly (keyof MysqlFacts)[] = [
    'version',
    'sql_mode',
    'character_set_connection',
    'collation_connection',
    'transaction_isolation',
    'time_zone',
    'innodb_lock_wait_timeout',
    'innodb_flush_log_at_trx_commit',
    'innodb_doublewrite',
    'log_bin',
    'sync_binlog',
    'foreign_key_checks',
  ];
  const [facts] = (await runner.query(`SELECT ${names.map((name) => `@@${name} AS \`${name}\``).join(', ')}`)) as [
    MysqlFacts,
  ];
  return mysqlMistakes(facts);
}

/** What is wrong with the tables, after migrations: rows without parents, foreign collations, engines without transactions. */
export async function tableMistakes(runner: QueryRunner): Promise<string[]> {
  if (dialectOf(runner).kind === 'sqlite') {
    const connection = (await runner.connect()) as SqliteConnection;
    const orphans = connection.pragma('foreign_key_check') as { table: string }[];
    const integrity = connection.pragma('quick_check', { simple: true });
    return [
      ...[...new Set(orphans.map(({ table }) => table))].map(
        (table) => `SQLite: ${table} has rows whose parent row is missing.`,
      ),
      ...(integrity === 'ok' ? [] : [`SQLite: the file is damaged (${String(integrity)}); restore a backup.`]),
    ];
  }
  const foreign = (await runner.query(
    `SELECT c.table_name AS tableName, c.column_name AS columnName, c.collation_name AS collationName FROM information_schema.columns c
     JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name AND t.table_type = 'BASE TABLE'
     WHERE c.table_schema = DATABASE() AND c.collation_name IS NOT NULL AND c.collation_name <> ? ORDER BY 1, 2`,
    [collation],
  )) as { tableName: string; columnName: string; collationName: string }[];
  const engines = (await runner.query(
    `SELECT table_name AS tableName, engine AS engineName FROM information_schema.tables
     WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' AND engine <> 'InnoDB' ORDER BY 1`,
  )) as { tableName: string; engineName: string }[];
  return [
    ...foreign.map(
      (column) =>
        `MySQL: ${column.tableName}.${column.columnName} compares with ${column.collationName}, not ${collation}.`,
    ),
    ...engines.map(
      (table) =>
        `MySQL: ${table.tableName} is kept by ${table.engineName}, which has no transactions; it must be InnoDB.`,
    ),
  ];
}
