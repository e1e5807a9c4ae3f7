import { AsyncLocalStorage } from 'node:async_hooks';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { DataSource, ObjectLiteral, QueryRunner } from 'typeorm';
import type { Config } from '../config.js';
import type { EntityClass, Flag } from './columns.js';
import { readingSource, serverAnswers, writingSource } from './connecting.js';
import { classify, dialects, identifier, type Dialect } from './dialect.js';
import { settingsMistakes } from './settings.js';
import { entities as allEntities } from './entities.js';
import { DatabaseAway, DatabaseMisuse, TransactionTooLong } from './errors.js';
import { PooledLane, QueuedLane, type Lane, type Lease } from './lanes.js';
import type { StatementResult } from './sending.js';
import { Transaction } from './transaction.js';

/** Numbers are safe integers; a boolean becomes 1 or 0. */
export type SqlValue = string | number | boolean | null | Uint8Array;

type Nullable<E> = { [K in keyof E]-?: null extends E[K] ? K : never }[keyof E];
type Given<V> = [V] extends [Flag | null] ? V | boolean : V;

/** A row to insert: nullable columns may be left out, and so may the generated id. */
export type NewRow<E> = { [K in Exclude<keyof E, 'id' | Nullable<E>>]: Given<E[K]> } & {
  [K in Nullable<E>]?: Given<E[K]>;
} & ('id' extends keyof E ? { id?: number } : unknown);

type Row = Readonly<Record<string, SqlValue | undefined>>;

/** What an INSERT has to know of a table. */
interface Table {
  name: string;
  columns: readonly { property: string; name: string; isGenerated: boolean; isNullable: boolean }[];
  properties: ReadonlySet<string>;
  /** Whether the database gives each row its id. */
  isNumbered: boolean;
}

/** How long things may take, in milliseconds. */
export interface Limits {
  /** Waiting for a connection (SQLite: for one's turn). */
  acquire: number;
  write: number;
  read: number;
}

/** Whoever counts what happens at the door. */
export interface DatabaseObserver {
  waited(lane: 'write' | 'read', milliseconds: number): void;
  /** The work runs again. */
  retried(lane: 'write' | 'read'): void;
  failed(failure: string): void;
}
/** After so long without an answer somebody looks whether the server is still there, and waits so long for it, in milliseconds. */
const silenceMilliseconds = 3000;
const answerMilliseconds = 2000;

const attempts = 5;

/** A new attempt is not begun later than this after the first, in milliseconds. */
const lastAttempt = 10_000;

/** Both databases take this many values in a statement (SQLite: 32,766; MySQL: 65,535). */
const mostValues = 30_000;
const mostRows = 500;
const mostTextLength = 1_000_000;

/** The one door to the database. Rooms get nothing else: no data source, no repository, no transaction to hand around. */
@Injectable()
export class Database {
  readonly dialect: Dialect;
  private readonly running = new AsyncLocalStorage<Transaction>();
  private readonly lanes: Readonly<Record<'write' | 'read', Lane>>;
  private closing: Promise<void> | undefined;
  private readonly closers: (() => void)[] = [];
  private observer: DatabaseObserver | undefined;
  private readonly tables = new Map<EntityClass, Table>();
  /** The migrations that this program knows: without them its statements fail. */
  migrations: readonly string[] = [];

  private constructor(
    private readonly sources: Readonly<Record<'write' | 'read', DataSource>>,
    private readonly limits: Limits,
    private readonly readOnly = false,
    /** Whether the server of a connection is there; a file always is. */
    private readonly isThere: (runner: QueryRunner) => Promise<boolean> = async () => true,
  ) {
    this.dialect = dialects[sources.write === sources.read ? 'mysql' : 'sqlite'];
    if (sources.write === sources.read) {
      const pool = new PooledLane(sources.write);
      this.lanes = { write: pool, read: pool };
    } else this.lanes = { write: new QueuedLane(sources.write), read: new QueuedLane(sources.read) };
  }

  /** Opens the door as it is: `prepareDatabase` in start.ts also checks settings and runs migrations. Throws DatabaseAway. */
  static async open(
    config: Config['database'],
    { entities = allEntities, limits = {} }: { entities?: readonly EntityClass[]; limits?: Partial<Limits> } = {},
  ): Promise<Database> {
    const write = writingSource(config, entities);
    try {
      await write.initialize();
      const read = config.kind === 'mysql' ? write : readingSource(config);
      if (read !== write) await read.initialize();
      const acquire = config.kind === 'mysql' ? 5000 : 15_000;
      const isThere = async (runner: QueryRunner): Promise<boolean> => {
        const { stream } = (await runner.connect()) as { stream: Socket };
        return config.kind === 'sqlite' || serverAnswers(config, stream, answerMilliseconds);
      };
      return new Database({ write, read }, { acquire, write: 15_000, read: 60_000, ...limits }, false, isThere);
    } catch (error) {
      if (write.isInitialized) await write.destroy();
      if (classify(error) === 'away') throw new DatabaseAway('The database does not answer.', { cause: error });
      throw error;
    }
  }

  /**
   * Opens the door for reading alone, beside a service that may be running: SQLite's file is opened read-only, and on MySQL
   * reading is a READ ONLY transaction. Throws DatabaseAway.
   */
  static async openForReading(config: Config['database'], limits: Partial<Limits> = {}): Promise<Database> {
    if (config.kind === 'mysql') return Database.open(config, { limits });
    const [write, read] = [readingSource(config), readingSource(config)];
    await write.initialize();
    await read.initialize();
    return new Database({ write, read }, { acquire: 15_000, write: 15_000, read: 60_000, ...limits }, true);
  }

  /**
   * Runs the work in a transaction and returns after COMMIT; within another write it joins that one. If the work throws, or a
   * statement in it failed (caught or not), nothing is kept. After a deadlock, a lock wait, a failed certification or a lost
   * connection the whole work runs again, so it must do nothing but database work.
   * A connection lost at COMMIT leaves open whether the work was kept: unique keys must turn a second run into a duplicate, and
   * what refuses the second run is told as DatabaseAway.
   * @throws DatabaseAway, TransactionTooLong, or what the work threw.
   */
  write<T>(work: () => Promise<T>): Promise<T> {
    return this.transact('write', work);
  }

  /** Runs the work on one consistent snapshot of the database; within a write it sees that write's own changes. */
  read<T>(work: () => Promise<T>): Promise<T> {
    return this.transact('read', work);
  }

  /**
   * The rows of one SELECT, in a transaction or outside. A statement is a consistent snapshot by itself: outside it goes alone,
   * without the BEGIN and COMMIT that a `read` around it would cost. WITH is refused: on MySQL it may begin an UPDATE, which
   * nothing would keep from being committed.
   */
  async select<T>(sql: string, parameters: readonly SqlValue[] = []): Promise<T[]> {
    if (!/^\s*select\b/i.test(sql)) throw new DatabaseMisuse(`select() takes a SELECT, not: ${sql.slice(0, 60)}`);
    const work = (): Promise<T[]> => this.rows<T>(sql, parameters);
    if (this.running.getStore()) return work();
    return this.persist('read', async (transaction) => {
      const rows = await this.running.run(transaction, work);
      transaction.end();
      return rows;
    });
  }

  /** The rows of a SELECT. Only inside `write` or `read`. */
  async rows<T>(sql: string, parameters: readonly SqlValue[] = []): Promise<T[]> {
    if (!/^[\s(]*(select|with)\b/i.test(sql))
      throw new DatabaseMisuse(`rows() takes a SELECT, not: ${sql.slice(0, 60)}`);
    const result = await this.transaction('rows()').run(sql, this.bound(parameters));
    return (result.records ?? []) as T[];
  }

  /** The only row of a SELECT, or undefined. A second row is an error. */
  async row<T>(sql: string, parameters: readonly SqlValue[] = []): Promise<T | undefined> {
    const rows = await this.rows<T>(sql, parameters);
    if (rows.length > 1) throw new DatabaseMisuse(`${rows.length} rows where one was expected: ${sql.slice(0, 200)}`);
    return rows[0];
  }

  /** INSERT … SELECT, UPDATE or DELETE. Returns how many rows matched, also when they had these values already. */
  async change(sql: string, parameters: readonly SqlValue[] = []): Promise<number> {
    if (
      !/^\s*(insert|update|delete|with)\b/i.test(sql) ||
      /^\s*insert\s+(or|ignore)\b|\bon\s+duplicate\s+key\b|\bon\s+conflict\b/i.test(sql)
    )
      throw new DatabaseMisuse(`change() takes a plain INSERT, UPDATE or DELETE, not: ${sql.slice(0, 60)}`);
    return (await this.changing('change()').run(sql, this.bound(parameters))).affected ?? 0;
  }

  /**
   * Inserts rows with as few statements as possible and returns their ids in order (none for a table without an id).
   * What a row leaves out is NULL.
   */
  async insert<E extends ObjectLiteral>(entity: new () => E, rows: readonly NewRow<E>[]): Promise<number[]> {
    const transaction = this.changing('insert()');
    const table = this.tableOf(entity);
    const idGiven = rows.some((row) => (row as { id?: unknown }).id !== undefined);
    const columns = table.columns.filter(({ property, isGenerated, isNullable }) =>
      // A column that no row gives needs no NULL in each of them.
      isGenerated ? idGiven : !isNullable || rows.some((row) => ((row as Row)[property] ?? null) !== null),
    );
    const values = rows.map((row) => {
      for (const key in row)
        if (!table.properties.has(key)) throw new DatabaseMisuse(`${table.name} has no column ${key}.`);
      return columns.map(({ property, isNullable }): SqlValue => {
        const value = (row as Row)[property];
        if (value === undefined && !isNullable) throw new DatabaseMisuse(`${table.name}.${property} is missing.`);
        return value ?? null;
      });
    });

    const head = `INSERT INTO ${identifier(table.name)} (${columns.map(({ name }) => name).join(', ')}) VALUES `;
    const marks = `(${columns.map(() => '?').join(', ')})`;
    const ids: number[] = [];
    for (const chunk of chunks(values, Math.min(mostRows, Math.floor(mostValues / columns.length)))) {
      const sql = head + chunk.map(() => marks).join(', ');
      const result = await transaction.run(sql, this.bound(chunk.flat()));
      if (table.isNumbered && !idGiven) ids.push(...(await this.generated(transaction, result, chunk.length)));
    }
    return idGiven ? rows.map((row) => Number((row as { id?: number }).id)) : ids;
  }

  /** What TypeORM knows of a table, gathered once: a request inserts rows by the dozen. */
  private tableOf(entity: EntityClass): Table {
    const known = this.tables.get(entity);
    if (known) return known;
    const { tableName, columns, generatedColumns } = this.sources.write.getMetadata(entity);
    const table = {
      name: tableName,
      columns: columns.map(({ propertyName, databaseName, isGenerated, isNullable }) => {
        return { property: propertyName, name: identifier(databaseName), isGenerated, isNullable };
      }),
      properties: new Set(columns.map(({ propertyName }) => propertyName)),
      isNumbered: generatedColumns.length > 0,
    };
    this.tables.set(entity, table);
    return table;
  }

  /** Locks a row by its id until the transaction ends. Parents first, always in the same order. */
  async lock<T>(table: string, id: number): Promise<T | undefined> {
    const sql = `SELECT * FROM ${identifier(table)} WHERE id = ?${this.dialect.forUpdate}`;
    const result = await this.changing('lock()').run(sql, this.bound([id]));
    return result.records?.[0] as T | undefined;
  }

  /** What is wrong with the settings of the connection that writes, one sentence each. */
  async settingsMistakes(): Promise<string[]> {
    const lease = await this.lanes.write.acquire(this.limits.acquire);
    try {
      return await settingsMistakes(lease.runner);
    } finally {
      await lease.release(true);
    }
  }

  /** Takes what was erased out of SQLite's log as well, which keeps earlier pages until then. MySQL keeps its logs by its own settings. */
  async clearLog(): Promise<void> {
    if (this.dialect.kind === 'mysql') return;
    const lease = await this.lanes.write.acquire(this.limits.acquire);
    try {
      const connection = (await lease.runner.connect()) as { pragma(text: string): unknown };
      connection.pragma('wal_checkpoint(TRUNCATE)');
    } finally {
      await lease.release(true);
    }
  }

  /** Closes the connections. SQLite's file is whole by itself afterwards, without a log beside it. */
  close(): Promise<void> {
    this.closing ??= this.closeSources().finally(() => this.closers.forEach((closer) => closer()));
    return this.closing;
  }

  observe(observer: DatabaseObserver): void {
    this.observer = observer;
  }

  /** How many connections are in use, and how many callers wait for one. MySQL has one pool for both lanes. */
  load(): { lane: string; inUse: number; waiting: number }[] {
    const { write, read } = this.lanes;
    const lanes = write === read ? { pool: write } : { write, read };
    return Object.entries(lanes).map(([lane, { inUse, waiting }]) => ({ lane, inUse, waiting }));
  }

  /** Who waits to write or to read: how many, and for how long the first of them has been waiting, in milliseconds. */
  queue(kind: 'write' | 'read'): { waiting: number; waitedMilliseconds: number } {
    const { waiting, waitedMilliseconds } = this.lanes[kind];
    return { waiting, waitedMilliseconds };
  }

  /** What shall be let go when the connections are closed. */
  afterClose(closer: () => void): void {
    this.closers.push(closer);
  }

  private async closeSources(): Promise<void> {
    if (this.dialect.kind === 'mysql') return this.sources.write.destroy();
    const reading = await this.lanes.read.acquire(this.limits.read);
    const writing = await this.lanes.write.acquire(this.limits.write); // never released: nobody comes after us
    await reading.runner.dataSource.destroy();
    if (this.readOnly) return this.sources.write.destroy();
    const connection = (await writing.runner.connect()) as { pragma(text: string): unknown };
    connection.pragma('wal_checkpoint(TRUNCATE)');
    await this.sources.write.destroy();
  }

  private async transact<T>(kind: 'write' | 'read', work: () => Promise<T>): Promise<T> {
    const running = this.running.getStore();
    if (!running)
      return this.persist(kind, async (transaction) => {
        for (const statement of this.dialect.begin[kind]) await transaction.run(statement);
        const result = await this.running.run(transaction, async () => work());
        await transaction.commit();
        return result;
      });
    if (!running.isOpen)
      throw new DatabaseMisuse('Work outlived the transaction it began in: await it, or begin it afterwards.');
    if (kind === 'write' && running.kind === 'read') throw new DatabaseMisuse('A read can not turn into a write.');
    return running.join(kind, work);
  }

  /** Lets the work run on a connection, and again where that helps. It ends the transaction itself. */
  private async persist<T>(kind: 'write' | 'read', work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const began = performance.now();
    let lostAtCommit = false;
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await this.attempt(kind, work);
      if ('value' in outcome) return outcome.value;
      lostAtCommit ||= outcome.lostAtCommit;
      const failure = classify(outcome.cause);
      const again = failure === 'retry' || (failure === 'away' && !(outcome.cause instanceof DatabaseAway));
      if (failure !== undefined) this.observer?.failed(failure);
      if (again && attempt < attempts && performance.now() - began < lastAttempt) {
        this.observer?.retried(kind);
        await pause(10 * 2 ** attempt * (0.5 + Math.random()));
        continue;
      }
      if (outcome.error instanceof DatabaseAway) throw outcome.error;
      if (failure === 'away') throw new DatabaseAway('The database does not answer.', { cause: outcome.error });
      // The work may be refused now because it was kept the first time: no answer is better than a wrong no.
      if (lostAtCommit)
        throw new DatabaseAway('The connection was lost at COMMIT: nobody knows whether the work was kept.', {
          cause: outcome.error,
        });
      throw outcome.error;
    }
  }

  /** One attempt. `cause` is the database's failure, if there was one: only that decides whether to try again. */
  private async attempt<T>(
    kind: 'write' | 'read',
    work: (transaction: Transaction) => Promise<T>,
  ): Promise<{ value: T } | { error: unknown; cause: unknown; lostAtCommit: boolean }> {
    let lease: Lease;
    try {
      if (this.closing) throw new DatabaseAway('The service is stopping.');
      const asked = performance.now();
      lease = await this.lanes[kind].acquire(this.limits.acquire);
      this.observer?.waited(kind, performance.now() - asked);
    } catch (error) {
      return { error, cause: error, lostAtCommit: false };
    }
    const transaction = new Transaction(kind, lease);
    let sound = true;
    try {
      return { value: await this.withinLimit(transaction, work) };
    } catch (error) {
      sound = await this.rollBack(transaction, error);
      const failure = transaction.failure;
      const cause = failure?.byDatabase ? failure.error : undefined;
      return { error, cause, lostAtCommit: kind === 'write' && transaction.isCommitting && classify(cause) === 'away' };
    } finally {
      await lease.release(sound);
    }
  }

  /** Rolls back, and says whether the connection may be used again. */
  private async rollBack(transaction: Transaction, error: unknown): Promise<boolean> {
    transaction.abandon(error);
    // A statement that hangs can't be waited for. MySQL rolls back what a vanished connection left open.
    if (this.dialect.kind === 'mysql' && transaction.isBusy) return false;
    await transaction.settled();
    if (this.dialect.kind === 'sqlite') return true; // the lane rolls back whatever is open
    if (classify(transaction.failure?.error) === 'away') return false;
    try {
      await transaction.lease.send('ROLLBACK');
      return true;
    } catch {
      return false;
    }
  }

  /** The work, but no longer than it may take. When it is too late, nobody waits for it. */
  private withinLimit<T>(transaction: Transaction, work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const limit = this.limits[transaction.kind];
    return new Promise<T>((resolve, reject) => {
      const giveUp = (reason: Error): void => {
        if (transaction.isCommitting && this.dialect.kind === 'sqlite') return; // it either works or fails, but it never hangs
        const error = transaction.isCommitting
          ? new DatabaseAway('The database does not answer COMMIT: nobody knows yet whether the work was kept.')
          : reason;
        transaction.abandon(error);
        settle(() => reject(error));
      };
      const timer = setTimeout(() => giveUp(new TransactionTooLong(limit)), limit);
      // A cable that was pulled says nothing, for ever. A statement that takes long is another thing: the server is there.
      const look = async (): Promise<void> => {
        if (transaction.silence < silenceMilliseconds || (await this.isThere(transaction.lease.runner))) return;
        if (transaction.silence >= silenceMilliseconds) giveUp(new DatabaseAway('The database does not answer.'));
      };
      const watch = setInterval(() => void look(), silenceMilliseconds);
      const settle = (how: () => void): void => {
        clearTimeout(timer);
        clearInterval(watch);
        how();
      };
      work(transaction).then(
        (value) => settle(() => resolve(value)),
        (error: unknown) => settle(() => reject(error as Error)),
      );
    });
  }

  private transaction(caller: string): Transaction {
    const transaction = this.running.getStore();
    if (!transaction) throw new DatabaseMisuse(`${caller} was called outside write() and read().`);
    return transaction;
  }

  private changing(caller: string): Transaction {
    const transaction = this.transaction(caller);
    if (transaction.kind === 'read') throw new DatabaseMisuse(`${caller} was called inside read().`);
    return transaction;
  }

  /**
   * The ids of one INSERT … VALUES. Both databases tell one of them, and both give a statement whose number of rows is
   * known beforehand a gapless run of ids, whatever else is being inserted (MySQL: a "simple insert", any innodb_autoinc_lock_mode;
   * SQLite: AUTOINCREMENT with one writer). test/database/insert.spec.ts tries to break this.
   */
  private async generated(transaction: Transaction, result: StatementResult, count: number): Promise<number[]> {
    const { insertId = 0 } = result;
    const lane = this.lanes.write;
    if (lane instanceof PooledLane) {
      const increment = await lane.increment(transaction.lease.runner);
      return Array.from({ length: count }, (_, index) => insertId + index * increment);
    }
    return Array.from({ length: count }, (_, index) => insertId - count + 1 + index);
  }

  /** What the driver is given. Values that the two databases would understand differently are refused. */
  private bound(parameters: readonly SqlValue[]): unknown[] {
    return parameters.map((value) => {
      if (typeof value === 'boolean') value = value ? 1 : 0;
      if (typeof value === 'number') {
        if (!Number.isSafeInteger(value))
          throw new DatabaseMisuse(`${value} is not a whole number that can be stored exactly.`);
        return this.dialect.kind === 'sqlite' ? BigInt(value) : value; // better-sqlite3 binds a plain number as a fraction: 5 → '5.0'
      }
      if (typeof value === 'string') {
        if (!value.isWellFormed() || value.includes('\0'))
          throw new DatabaseMisuse('Text with NUL or half a surrogate pair can not be stored.');
        return value;
      }
      if (value === null) return null;
      if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
      throw new DatabaseMisuse(`A ${typeof value} can not be a value in SQL.`);
    });
  }
}

/** `(?, ?, ?)` for `IN`. An empty list gives `(NULL)`, which nothing is in. */
export function marks(values: readonly unknown[]): string {
  return values.length === 0 ? '(NULL)' : `(${values.map(() => '?').join(', ')})`;
}

function* chunks(rows: readonly SqlValue[][], most: number): Generator<SqlValue[][]> {
  let chunk: SqlValue[][] = [];
  let length = 0;
  for (const row of rows) {
    const rowLength = row.reduce<number>(
      (sum, value) => sum + (typeof value === 'string' || value instanceof Uint8Array ? value.length : 8),
      0,
    );
    if (chunk.length === most || (chunk.length > 0 && length + rowLength > mostTextLength)) {
      yield chunk;
      chunk = [];
      length = 0;
    }
    chunk.push(row);
    length += rowLength;
  }
  if (chunk.length > 0) yield chunk;
}
