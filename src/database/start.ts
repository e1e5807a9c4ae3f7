import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ConfigurationError, type Config, type DatabaseConfig } from '../config.js';
import type { EntityClass } from './columns.js';
import { databaseName, serverSource, writingSource } from './connecting.js';
import { classify, collation, createTable, dialectOf } from './dialect.js';
import { settingsMistakes, tableMistakes } from './settings.js';
import { Database, type Limits } from './database.js';
import { DatabaseAway } from './errors.js';
import { PooledLane, QueuedLane, type Lane, type Lease } from './lanes.js';

/** Fills an empty database, once in its life. Runs inside one `write`, so it happens completely or not at all. */
export type Seed = (database: Database) => Promise<void>;

export interface Preparation {
  /** Where the compiled migrations are; `dist/migrations` unless a test has its own. */
  migrations?: string;
  entities?: readonly EntityClass[];
  limits?: Partial<Limits>;
}

export const builtMigrations = join(dirname(fileURLToPath(import.meta.url)), '..', 'migrations');

/**
 * Makes the database ready and opens the door: creates it where it is missing, checks every setting our promises rest on, runs the
 * pending migrations and the first seeding. Any number of instances may start at once: one works, the others wait for it.
 * @throws ConfigurationError with all mistakes, DatabaseAway, or what a migration threw.
 */
export async function prepareDatabase(
  config: Pick<Config, 'database'>,
  seed?: Seed,
  preparation: Preparation = {},
): Promise<Database> {
  const exclusive = config.database.kind === 'sqlite' ? lockFile(config.database.file) : undefined;
  try {
    if (config.database.kind === 'mysql') await createDatabase(config.database);
    const database = await migrateAndOpen(config.database, seed, preparation);
    database.afterClose(() => exclusive?.close());
    return database;
  } catch (error) {
    exclusive?.close();
    throw error;
  }
}

/**
 * Like `prepareDatabase`, but waits for a MySQL server that doesn't answer yet: machines of one house are often started together.
 * `say` is told once that it waits. @throws DatabaseAway when the time is over, and whatever `prepareDatabase` throws
 */
export async function prepareWhenThere(
  config: Pick<Config, 'database' | 'databaseWaitSeconds'>,
  seed: Seed,
  preparation: Preparation,
  say: (sentence: string) => void,
): Promise<Database> {
  const until = performance.now() + config.databaseWaitSeconds * 1000;
  for (let told = false; ; told = true) {
    try {
      return await prepareDatabase(config, seed, preparation);
    } catch (error) {
      if (config.database.kind !== 'mysql' || classify(error) !== 'away') throw error;
      if (performance.now() >= until)
        throw new DatabaseAway(
          `The database did not answer for ${config.databaseWaitSeconds} s (DATABASE_WAIT_SECONDS). ` +
            'Is the server of DATABASE_URL running, and can this machine reach it? The service ends.',
          { cause: error },
        );
      if (!told) say(`The database does not answer yet. Waiting up to ${config.databaseWaitSeconds} s for it.`);
      await pause(500);
    }
  }
}

/**
 * Opens a database for reading alone, beside a service that may be running on it. Nothing is created and nothing migrated:
 * @throws ConfigurationError when there is no database, or one that this program's service has not migrated yet; DatabaseAway
 */
export async function openForReading(
  config: Pick<Config, 'database'>,
  limits: Partial<Limits> = {},
): Promise<Database> {
  if (config.database.kind === 'sqlite' && !existsSync(config.database.file))
    throw new ConfigurationError([`There is no database file ${config.database.file}.`]);
  const database = await Database.openForReading(config.database, limits);
  try {
    const known = await knownMigrations();
    const names = await database.read(() => ranMigrations(database));
    const missing = known.filter((name) => !names.includes(name));
    const unknown = names.filter((name) => !known.includes(name));
    refuse([
      ...(missing.length > 0
        ? [`The database lacks the migrations ${missing.join(', ')}: start the service on it once, then try again.`]
        : []),
      ...(unknown.length > 0
        ? [`The database was made by a newer version: it knows the migrations ${unknown.join(', ')}.`]
        : []),
    ]);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** The names of the migrations that ran, in their order. Empty for a database that the service was never started on. */
async function ranMigrations(database: Database): Promise<string[]> {
  const tables = await database.rows<{ tableName: string }>(database.dialect.catalogue.tableNames);
  const names = tables.map(({ tableName }) => tableName);
  if (names.includes(restoreMark))
    throw new ConfigurationError(['A restore into this database was broken off: run the restore again.']);
  if (!names.includes('migration')) throw new ConfigurationError(['There is nothing of Pointbook in this database.']);
  const ran = await database.rows<{ name: string }>('SELECT name FROM migration ORDER BY name');
  return ran.map(({ name }) => name);
}

function processMistakes(): string[] {
  const offsets = [new Date(2026, 0, 1), new Date(2026, 6, 1)].map((day) => day.getTimezoneOffset());
  return offsets.every((offset) => offset === 0)
    ? []
    : ['The process must run in UTC (TZ=UTC); the organisation’s zone is TIME_ZONE.'];
}

async function migrateAndOpen(
  config: DatabaseConfig,
  seed: Seed | undefined,
  preparation: Preparation,
): Promise<Database> {
  // Migrations have connections of their own, apart from the door's: on MySQL one holds the lock, the other works.
  // The door opens after them, because an SQLite connection that has seen the file empty keeps a lock on it.
  const source = writingSource(config.kind === 'mysql' ? { ...config, poolSize: 2 } : config, []);
  await source.initialize();
  try {
    const lane: Lane = config.kind === 'mysql' ? new PooledLane(source) : new QueuedLane(source);
    const worker = await lane.acquire(10_000);
    const { runner } = worker;
    refuse([...processMistakes(), ...(await settingsMistakes(runner))]);

    const lock = config.kind === 'mysql' ? await lockRow(runner, lane) : undefined;
    try {
      refuse(await unfinishedRestore(runner));
      await migrate(runner, await loadMigrations(preparation.migrations ?? builtMigrations), async () => {
        await lock?.runner.query('SELECT id FROM start_lock WHERE id = 1 FOR UPDATE'); // fails if the lock's connection is gone
      });
      refuse(await tableMistakes(runner));
      await worker.release(true);
      return await openAndSeed(config, seed, preparation);
    } finally {
      await lock?.release(false); // closing the connection frees the row
    }
  } finally {
    await source.destroy();
  }
}

/** The table that stands in a MySQL database as long as a restore into it has not come to its end. */
export const restoreMark = 'restore_unfinished';

export async function unfinishedRestore(runner: QueryRunner): Promise<string[]> {
  const tables = (await runner.query(dialectOf(runner).catalogue.tableNames)) as { tableName: string }[];
  return tables.some(({ tableName }) => tableName === restoreMark)
    ? ['A restore into this database was broken off. Run `npm run pointbook -- restore` again: it begins anew.']
    : [];
}

async function openAndSeed(
  config: DatabaseConfig,
  seed: Seed | undefined,
  { entities, limits, migrations }: Preparation,
): Promise<Database> {
  const database = await Database.open(config, { ...(entities && { entities }), ...(limits && { limits }) });
  try {
    database.migrations = (await loadMigrations(migrations ?? builtMigrations)).map(({ name }) => name);
    refuse(await database.settingsMistakes());
    if (seed) await seedOnce(database, seed);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

export function refuse(mistakes: readonly string[]): void {
  if (mistakes.length > 0) throw new ConfigurationError(mistakes);
}

/** Creates the database with our collation if it isn't there and the account may; somebody else may have created it before us. */
export async function createDatabase(config: DatabaseConfig & { kind: 'mysql' }): Promise<void> {
  const source = serverSource(config);
  try {
    await source.initialize();
    const name = databaseName(config);
    const found = (await source.query('SHOW DATABASES LIKE ?', [name.replaceAll('_', '\\_')])) as unknown[];
    if (found.length === 0)
      await source.query(`CREATE DATABASE IF NOT EXISTS \`${name}\` CHARACTER SET utf8mb4 COLLATE ${collation}`);
  } catch (error) {
    if (classify(error) === 'away') throw new DatabaseAway('The database server does not answer.', { cause: error });
    const { errno } = ((error as { driverError?: unknown }).driverError ?? error) as { errno?: number };
    if (errno === 1044 || errno === 1045)
      throw new ConfigurationError([
        `MySQL: the account in DATABASE_URL may not use or create ${databaseName(config)}.`,
      ]);
    throw error;
  } finally {
    if (source.isInitialized) await source.destroy();
  }
}

/**
 * One process per SQLite file: an exclusive lock on a small file beside it, which the operating system frees when the process ends,
 * however it ends. Two services on one file would each queue their own writes and nobody would queue them together.
 */
export function lockFile(file: string): Sqlite.Database {
  mkdirSync(dirname(file), { recursive: true });
  const lock = new Sqlite(`${file}.lock`, { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    if (classify(error) !== 'retry') throw error;
    throw new ConfigurationError([
      `SQLite: another process is using ${file}. Stop it first; one file can serve only one process.`,
    ]);
  }
}

const startMilliseconds = 10 * 60_000;

/** Waits until no other instance is starting. A killed process frees the row with its connection. */
export async function lockRow(runner: QueryRunner, lane: Lane, milliseconds = startMilliseconds): Promise<Lease> {
  await createTable(runner, { name: 'start_lock', columns: { id: { kind: 'count' } }, primaryKey: ['id'] });
  const lease = await lane.acquire(10_000);
  const deadline = performance.now() + milliseconds;
  for (;;) {
    try {
      const there = (await runner.query('SELECT id FROM start_lock')) as unknown[];
      if (there.length === 0) await runner.query('INSERT IGNORE INTO start_lock (id) VALUES (1)');
      await lease.runner.query('START TRANSACTION');
      await lease.runner.query('SELECT id FROM start_lock WHERE id = 1 FOR UPDATE');
      return lease;
    } catch (error) {
      if (classify(error) !== 'retry' || performance.now() > deadline) {
        await lease.release(false);
        throw error;
      }
      await lease.runner.query('ROLLBACK');
      await pause(100);
    }
  }
}

/** The names of all migrations of this program, in their order. */
export async function knownMigrations(): Promise<string[]> {
  return (await loadMigrations(builtMigrations)).map(({ name }) => name);
}

export interface Migration {
  name: string;
  up: MigrationInterface['up'];
}

/** Every `NNNN-name.js` of the folder in order of name. Each exports one class with `up`. */
export async function loadMigrations(folder: string): Promise<Migration[]> {
  if (!existsSync(folder))
    throw new ConfigurationError([`There are no migrations in ${folder}: build them first (npx tsc -p migrations).`]);
  const files = readdirSync(folder).filter((file) => /^\d{4}-[a-z0-9-]+\.js$/.test(file));
  const migrations: Migration[] = [];
  for (const file of files.sort()) {
    const exported = Object.values((await import(pathToFileURL(join(folder, file)).href)) as Record<string, unknown>);
    const classes = exported.filter(
      (item): item is new () => MigrationInterface => typeof item === 'function' && 'up' in (item.prototype ?? {}),
    );
    if (classes.length !== 1) throw new Error(`The migration ${file} must export one class with up().`);
    const migration = new classes[0]!();
    migrations.push({ name: file.slice(0, -'.js'.length), up: migration.up.bind(migration) });
  }
  return migrations;
}

/**
 * Runs what is pending, each migration in a transaction of its own together with the line that says it ran. MySQL commits at each
 * DDL statement, so a migration that is killed runs again: its tables must bear that (`createTable` does), and rows are changed last.
 */
export async function migrate(
  runner: QueryRunner,
  migrations: readonly Migration[],
  stillLocked: () => Promise<void>,
): Promise<void> {
  await createTable(runner, {
    name: 'migration',
    columns: { name: { kind: 'code', length: 100 }, ranAt: { kind: 'instant' } },
    primaryKey: ['name'],
  });
  await createTable(runner, {
    name: 'first_start',
    columns: { id: { kind: 'count' }, seededAt: { kind: 'instant' } },
    primaryKey: ['id'],
  });
  const ran = new Set(
    ((await runner.query('SELECT name FROM migration')) as { name: string }[]).map(({ name }) => name),
  );
  const unknown = [...ran].filter((name) => !migrations.some((migration) => migration.name === name));
  if (unknown.length > 0)
    throw new ConfigurationError([
      `The database was made by a newer version: it knows the migrations ${unknown.sort().join(', ')}, this program does not.`,
    ]);

  refuse(await formerForm(runner, migrations, ran));
  for (const { name, up } of migrations) {
    if (ran.has(name)) continue;
    await stillLocked();
    for (const statement of dialectOf(runner).begin.migration) await runner.query(statement);
    try {
      await up(runner);
      await runner.query('INSERT INTO migration (name, ranAt) VALUES (?, ?)', [name, new Date().toISOString()]);
      await runner.query('COMMIT');
    } catch (error) {
      await runner.query('ROLLBACK').catch(() => undefined);
      throw new Error(`The migration ${name} failed: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  }
}

/** With this migration the rule got the language that is read ever since. Nothing was handed out before. */
const firstRelease = '0017-scheme-version-origins';

/** What was written before the first release can't be computed any more, and shall not be found out in the middle of a month. */
async function formerForm(
  runner: QueryRunner,
  migrations: readonly Migration[],
  ran: ReadonlySet<string>,
): Promise<string[]> {
  const isFormer = migrations.some(({ name }) => name === firstRelease) && !ran.has(firstRelease);
  if (!isFormer || !ran.has('0010-scheme-versions')) return [];
  const versions = (await runner.query('SELECT id FROM scheme_versions LIMIT 1')) as unknown[];
  return versions.length > 0
    ? ['The database was made before the first release, with a rule in a form that this program does not read.']
    : [];
}

async function seedOnce(database: Database, seed: Seed): Promise<void> {
  await database.write(async () => {
    if (await database.row('SELECT id FROM first_start WHERE id = 1')) return;
    await seed(database);
    await database.change('INSERT INTO first_start (id, seededAt) VALUES (1, ?)', [new Date().toISOString()]);
  });
}
