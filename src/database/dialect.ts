import { createHash } from 'node:crypto';
import type { QueryRunner } from 'typeorm';
import { columnType, type ColumnKind } from './columns.js';
import { DatabaseAway } from './errors.js';

/**
 * What differs between SQLite and MySQL is in three files: statements, tables and errors here, how one connects in connecting.ts,
 * and the settings that our promises rest on in settings.ts.
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

export interface SqliteConnection {
  readonly inTransaction: boolean;
  pragma(text: string, options?: { simple: boolean }): unknown;
}

/** How MySQL compares text: as SQLite does, byte by byte. */
export const collation = 'utf8mb4_0900_bin';

// ----------------------------------------------------------------------------------------------------------- names

/** Names of keys and constraints, at most 64 characters as MySQL has it. */
export function constraintName(prefix: 'pk' | 'fk' | 'key' | 'ck', table: string, parts: readonly string[]): string {
  const name = [prefix, table, ...parts].join('_');
  return name.length <= 64
    ? name
    : `${name.slice(0, 55)}_${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
}

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
  3032: 'away', // a member that left its group, in offline mode
  3100: 'away', // group replication can't certify: no majority
  3169: 'away', // the session was killed
  3796: 'away', // group replication: not in this state of the member
  3797: 'away', // the same: what went before can't be waited for
  3798: 'away',
  3799: 'away',
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
