import type { Socket } from 'node:net';
import { createConnection } from 'mysql2';
import { Logger as NestLogger } from '@nestjs/common';
import { DataSource, DefaultNamingStrategy, type DataSourceOptions, type Logger, type Table, type View } from 'typeorm';
import { type DatabaseConfig, mysqlAddresses } from '../config.js';
import type { EntityClass } from './columns.js';
import { collation, constraintName, type SqliteConnection } from './dialect.js';
import { hostAndPort, Primary } from './primary.js';

/** A statement that takes longer is told to the log. */
export const slowMilliseconds = 2000;

const safeguards = {
  synchronize: false,
  migrationsRun: false,
  invalidWhereValuesBehavior: { null: 'throw', undefined: 'throw' },
  maxQueryExecutionTime: slowMilliseconds,
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
 * Whether the MySQL server at the other end of a connection says anything at all to somebody new, within this many milliseconds. That
 * it refuses him (too many connections, a wrong password) is an answer, too.
 */
export function serverAnswers(
  config: DatabaseConfig & { kind: 'mysql' },
  { remoteAddress: host, remotePort: port }: Socket,
  milliseconds: number,
): Promise<boolean> {
  if (host === undefined || port === undefined) return Promise.resolve(false); // closed at our end
  const connection = createConnection({ ...access(config), host, port, connectTimeout: milliseconds });
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
  return decodeURIComponent(mysqlAddresses(config.url)[0]!.pathname.slice(1));
}

function setSqliteSession(connection: SqliteConnection): void {
  connection.pragma('synchronous = FULL'); // a reopened WAL file runs at NORMAL: a power cut could take acknowledged commits
  connection.pragma('recursive_triggers = ON'); // otherwise REPLACE deletes rows without asking the append-only triggers
  connection.pragma('foreign_keys = ON');
  connection.pragma('secure_delete = ON'); // what is erased is overwritten, and does not lie on in a free page of the file
  connection.pragma('trusted_schema = OFF');
  connection.pragma('case_sensitive_like = ON'); // as MySQL's LIKE is on our collation
}

/** With what every host of an address lets us in. */
function access(config: DatabaseConfig & { kind: 'mysql' }) {
  const [{ username, password, searchParams }] = mysqlAddresses(config.url) as [URL];
  return {
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    ...(searchParams.get('ssl') === 'on' ? { ssl: { rejectUnauthorized: true } } : {}),
  };
}

function mysqlOptions(config: DatabaseConfig & { kind: 'mysql' }) {
  const hosts = mysqlAddresses(config.url);
  const { user, ...options } = access(config);
  const primary = hosts.length > 1 ? new Primary(hosts, access(config)) : undefined;
  return {
    type: 'mysql' as const,
    ...hostAndPort(hosts[0]!),
    username: user,
    ...options,
    charset: 'utf8mb4',
    timezone: 'Z',
    dateStrings: ['DATE'],
    supportBigNumbers: true,
    bigNumberStrings: false,
    multipleStatements: false,
    connectTimeout: 5000,
    poolSize: config.poolSize ?? 15,
    // SUM() of whole numbers is a DECIMAL in MySQL; as a number it means the same as in SQLite.
    extra: { queueLimit, decimalNumbers: true, ...(primary && { stream: () => primary.socket() }) },
  } satisfies DataSourceOptions;
}

export const sqlModes = [
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

const log = new NestLogger('Database');

/** Says a slow statement to the log, without the values in it: they're people's data. */
export function saySlow(milliseconds: number, sql: string): void {
  log.warn(`A statement took ${Math.round(milliseconds)} ms: ${sql.slice(0, 300)}`);
}

/** What TypeORM sends by itself (migrations, the start) is told alike. */
class SlowQueryLogger implements Logger {
  logQuerySlow = saySlow;
  logQuery(): void {}
  logQueryError(): void {}
  logSchemaBuild(): void {}
  logMigration(): void {}
  log(level: 'log' | 'info' | 'warn', message: unknown): void {
    if (level === 'warn') log.warn(String(message));
  }
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
