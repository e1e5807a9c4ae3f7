import Sqlite from 'better-sqlite3';
import mysql from 'mysql2/promise';
import type { Config } from '#src/config.js';
import { mysqlSession } from '#src/database/connecting.js';

export type Value = string | number | null;

/** A floor's own way to the database: the driver alone, as durable as ours, without our door and without TypeORM. */
export interface Connection {
  readonly kind: 'sqlite' | 'mysql';
  /** Which database it is, with its version: 'mysql 8.4.6'. */
  readonly version: string;
  rows<T>(sql: string, values?: readonly Value[]): Promise<T[]>;
  /** Answers how many rows were changed, and the id of the first row that an INSERT … VALUES made. */
  change(sql: string, values?: readonly Value[]): Promise<{ affected: number; firstId: number }>;
  transaction(work: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

export function connectByHand(config: Config['database']): Promise<Connection> {
  return config.kind === 'mysql' ? toMysql(config.url) : toSqlite(config.file);
}

async function toMysql(url: string): Promise<Connection> {
  const { hostname, port, username, password, pathname } = new URL(url);
  const connection = await mysql.createConnection({
    ...{ host: hostname, port: Number(port || 3306), user: username, password, database: pathname.slice(1) },
    ...{ timezone: 'Z', supportBigNumbers: true, decimalNumbers: true },
  });
  for (const statement of mysqlSession) await connection.query(statement);
  const [[row]] = (await connection.query('SELECT VERSION() AS version')) as unknown as [[{ version: string }]];
  return {
    kind: 'mysql',
    version: `mysql ${row.version}`,
    rows: async <T>(sql: string, values: readonly Value[] = []) =>
      (await connection.query(sql, values as Value[]))[0] as T[],
    change: async (sql, values = []) => {
      const [result] = (await connection.query(sql, values as Value[])) as unknown as [mysql.ResultSetHeader];
      return { affected: result.affectedRows, firstId: result.insertId };
    },
    transaction: async (work) => {
      await connection.query('START TRANSACTION');
      await work();
      await connection.query('COMMIT');
    },
    close: () => connection.end(),
  };
}

async function toSqlite(file: string): Promise<Connection> {
  const connection = new Sqlite(file);
  for (const setting of ['synchronous = FULL', 'foreign_keys = ON', 'recursive_triggers = ON', 'secure_delete = ON'])
    connection.pragma(setting);
  connection.pragma('case_sensitive_like = ON');
  const prepared = new Map<string, Sqlite.Statement>();
  const prepare = (sql: string): Sqlite.Statement => {
    const known = prepared.get(sql) ?? connection.prepare(sql);
    prepared.set(sql, known);
    return known;
  };
  const bound = (values: readonly Value[]) =>
    values.map((value) => (typeof value === 'number' ? BigInt(value) : value));
  const { version } = connection.prepare('SELECT sqlite_version() AS version').get() as { version: string };
  return {
    kind: 'sqlite',
    version: `sqlite ${version}`,
    rows: async <T>(sql: string, values: readonly Value[] = []) => prepare(sql).all(...bound(values)) as T[],
    change: async (sql, values = []) => {
      const { changes, lastInsertRowid } = prepare(sql).run(...bound(values));
      return { affected: changes, firstId: Number(lastInsertRowid) - changes + 1 };
    },
    transaction: async (work) => {
      connection.exec('BEGIN IMMEDIATE');
      await work();
      connection.exec('COMMIT');
    },
    close: async () => void connection.close(),
  };
}

/** `(?, ?), (?, ?)`: places for rows of so many columns each. */
export const places = (rows: number, columns: number): string =>
  Array.from({ length: rows }, () => `(${'?, '.repeat(columns).slice(0, -2)})`).join(', ');

/** Rows in as few statements as both databases take. */
export async function insertByHand(connection: Connection, into: string, rows: readonly Value[][]): Promise<void> {
  for (let from = 0; from < rows.length; from += 500) {
    const some = rows.slice(from, from + 500);
    const sql = `INSERT INTO ${into} VALUES ${places(some.length, (some[0] as Value[]).length)}`;
    await connection.change(sql, some.flat());
  }
}

export const list = (values: readonly unknown[]): string => `(${'?, '.repeat(values.length).slice(0, -2)})`;
