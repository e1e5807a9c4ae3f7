import { existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DataSource, QueryRunner } from 'typeorm';
import { ConfigurationError, type DatabaseConfig } from '../config.js';
import { writingSource } from './connecting.js';
import { classify, createTable, dialectOf, identifier, type SqliteConnection } from './dialect.js';
import { settingsMistakes, tableMistakes } from './settings.js';
import { DatabaseAway } from './errors.js';
import { PooledLane, QueuedLane, type Lane, type Lease } from './lanes.js';
import {
  builtMigrations,
  createDatabase,
  loadMigrations,
  lockFile,
  lockRow,
  migrate,
  refuse,
  restoreMark,
  type Migration,
} from './start.js';
import { type Ask, type Cell, describeTables, pagesOf, type TableShape, tablesWithOrphans } from './tables.js';

/**
 * An empty database that is being filled with rows of another one. Nothing starts on it before `finish`: an SQLite file has
 * another name until then, and in MySQL a table stands that every start and every reader looks for. Whoever is killed
 * half-way leaves something that the next `beginRestoring` clears away.
 */
export class Restoring {
  private constructor(
    private readonly config: DatabaseConfig,
    private readonly source: DataSource,
    private readonly runner: QueryRunner,
    private readonly migrations: readonly Migration[],
    private readonly releases: (() => Promise<void>)[],
    /** The tables as they were when the backup was made, all of them empty. */
    readonly tables: readonly TableShape[],
  ) {}

  /**
   * Makes the tables as these migrations leave them, in a database that has none.
   * @throws ConfigurationError when something is there already, or somebody else is at it; DatabaseAway
   */
  static async begin(config: DatabaseConfig, names: readonly string[]): Promise<Restoring> {
    const releases: (() => Promise<void>)[] = [];
    const letGo = async (): Promise<void> => {
      for (const release of releases.toReversed()) await release();
    };
    try {
      const { source, runner } = await (config.kind === 'mysql'
        ? emptyMysql(config, releases)
        : emptySqlite(config, releases));
      refuse(await settingsMistakes(runner));
      const migrations = await loadMigrations(builtMigrations);
      const known = migrations.filter(({ name }) => names.includes(name));
      await migrate(runner, known, async () => undefined);
      await checkForeignKeys(runner, false);
      const tables = await describeTables(askOf(runner), dialectOf(runner).catalogue);
      return new Restoring(config, source, runner, migrations, releases, tables);
    } catch (error) {
      await letGo();
      if (classify(error) === 'away' && !(error instanceof DatabaseAway))
        throw new DatabaseAway('The database does not answer.', { cause: error });
      throw error;
    }
  }

  /** Rows as they stand in a backup: all columns, in the table's order. */
  async insert({ name, columns }: TableShape, rows: readonly (readonly Cell[])[]): Promise<void> {
    if (rows.length === 0) return;
    const sqlite = this.config.kind === 'sqlite';
    const head = `INSERT INTO ${identifier(name)} (${columns.map(identifier).join(', ')}) VALUES `;
    const marks = `(${columns.map(() => '?').join(', ')})`;
    const most = Math.max(1, Math.min(500, Math.floor(30_000 / columns.length)));
    await this.runner.query(sqlite ? 'BEGIN IMMEDIATE' : 'START TRANSACTION');
    try {
      for (let from = 0; from < rows.length; from += most) {
        const some = rows.slice(from, from + most);
        const cells = some.flat().map((cell) => (sqlite && typeof cell === 'number' ? BigInt(cell) : cell));
        await this.runner.query(head + some.map(() => marks).join(', '), cells);
      }
      await this.runner.query('COMMIT');
    } catch (error) {
      await this.runner.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
  }

  /** Ids that were given to rows which are gone are not given again: the trail still speaks of them. */
  async countFrom({ name }: TableShape, nextId: number): Promise<void> {
    if (this.config.kind === 'mysql') {
      await this.runner.query(`ALTER TABLE ${identifier(name)} AUTO_INCREMENT = ${Math.trunc(nextId)}`);
      return;
    }
    await this.runner.query('DELETE FROM sqlite_sequence WHERE name = ?', [name]);
    await this.runner.query('INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)', [name, BigInt(nextId - 1)]);
  }

  /** The rows as they are in the database now. */
  pages(table: TableShape): AsyncGenerator<Cell[][]> {
    return pagesOf(askOf(this.runner), table);
  }

  /** Migrates to the present, looks at everything once more, and lets the service start on it. @throws ConfigurationError */
  async finish(): Promise<void> {
    const lonely = await tablesWithOrphans(askOf(this.runner), dialectOf(this.runner).catalogue);
    refuse(lonely.map((table) => `${table} has rows whose parent row is missing.`));
    await checkForeignKeys(this.runner, true);
    await migrate(this.runner, this.migrations, async () => undefined);
    refuse(await tableMistakes(this.runner));
    if (this.config.kind === 'mysql') {
      await this.runner.query(`DROP TABLE ${identifier(restoreMark)}`);
      return this.close();
    }
    const connection = (await this.runner.connect()) as unknown as SqliteConnection;
    connection.pragma('wal_checkpoint(TRUNCATE)');
    await this.source.destroy();
    await sync(unfinishedFile(this.config.file));
    await rename(unfinishedFile(this.config.file), this.config.file);
    await sync(dirname(this.config.file));
    await this.close();
  }

  /** Takes back what was done. After a kill nobody calls this, and the next `begin` does it. */
  async abandon(): Promise<void> {
    try {
      if (this.config.kind === 'mysql') await dropEverything(this.runner);
      else {
        if (this.source.isInitialized) await this.source.destroy();
        await removeUnfinished(this.config.file);
      }
    } finally {
      await this.close();
    }
  }

  private async close(): Promise<void> {
    for (const release of this.releases.toReversed()) await release();
  }
}

const askOf =
  (runner: QueryRunner): Ask =>
  async <T>(sql: string, parameters: readonly (string | number)[] = []) => {
    const sqlite = dialectOf(runner).kind === 'sqlite';
    const bound = parameters.map((value) => (sqlite && typeof value === 'number' ? BigInt(value) : value));
    return (await runner.query(sql, bound)) as T[];
  };

/** Rows come table by table, and some tables name one another in a ring. They are looked through at the end. */
async function checkForeignKeys(runner: QueryRunner, on: boolean): Promise<void> {
  if (dialectOf(runner).kind === 'mysql') {
    await runner.query(`SET SESSION foreign_key_checks = ${on ? 1 : 0}`);
    return;
  }
  const connection = (await runner.connect()) as unknown as SqliteConnection;
  connection.pragma(`foreign_keys = ${on ? 'ON' : 'OFF'}`);
}

// ---------------------------------------------------------------------------------------------------------- SQLite

const unfinishedFile = (file: string): string => `${file}.restoring`;

async function removeUnfinished(file: string): Promise<void> {
  for (const ending of ['', '-wal', '-shm', '-journal']) await rm(unfinishedFile(file) + ending, { force: true });
}

async function emptySqlite(config: DatabaseConfig & { kind: 'sqlite' }, releases: (() => Promise<void>)[]) {
  if (existsSync(config.file))
    throw new ConfigurationError([
      `There is a file ${config.file} already. A restore makes a new one: name another in DATABASE_URL, or move that away.`,
    ]);
  const lock = lockFile(config.file);
  releases.push(async () => void lock.close());
  await removeUnfinished(config.file);
  const source = writingSource({ kind: 'sqlite', file: unfinishedFile(config.file) }, []);
  await source.initialize();
  releases.push(async () => (source.isInitialized ? source.destroy() : undefined));
  const { runner } = await new QueuedLane(source).acquire(1000);
  return { source, runner };
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

// ----------------------------------------------------------------------------------------------------------- MySQL

async function emptyMysql(config: DatabaseConfig & { kind: 'mysql' }, releases: (() => Promise<void>)[]) {
  await createDatabase(config);
  const source = writingSource({ ...config, poolSize: 2 }, []);
  await source.initialize();
  releases.push(async () => source.destroy());
  const lane: Lane = new PooledLane(source);
  const worker = await lane.acquire(10_000);
  releases.push(async () => worker.release(false));
  const { runner } = worker;
  const lock = await lockedAlone(runner, lane);
  releases.push(async () => lock.release(false)); // closing the connection frees the row
  const names = await tableNames(runner);
  if (names.includes(restoreMark)) await dropEverything(runner);
  else if (names.some((name) => name !== 'start_lock'))
    throw new ConfigurationError([
      'The database that DATABASE_URL names has tables already. A restore goes into an empty one only: name another.',
    ]);
  await createTable(runner, { name: restoreMark, columns: { id: { kind: 'count' } }, primaryKey: ['id'] });
  return { source, runner };
}

async function lockedAlone(runner: QueryRunner, lane: Lane): Promise<Lease> {
  try {
    return await lockRow(runner, lane, 0);
  } catch (error) {
    if (classify(error) !== 'retry') throw error;
    throw new ConfigurationError(['A service is starting on this database just now, or another restore is at work.']);
  }
}

async function tableNames(runner: QueryRunner): Promise<string[]> {
  const tables = (await runner.query(dialectOf(runner).catalogue.tableNames)) as { tableName: string }[];
  return tables.map(({ tableName }) => tableName);
}

/** Only ever called while the mark stands, which says that all of this came from a restore. The mark goes last. */
async function dropEverything(runner: QueryRunner): Promise<void> {
  await checkForeignKeys(runner, false);
  const kept = ['start_lock', restoreMark];
  for (const name of (await tableNames(runner)).filter((each) => !kept.includes(each)))
    await runner.query(`DROP TABLE ${identifier(name)}`);
  await runner.query(`DROP TABLE ${identifier(restoreMark)}`);
  await checkForeignKeys(runner, true);
}
