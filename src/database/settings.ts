import type { QueryRunner } from 'typeorm';
import { sqlModes } from './connecting.js';
import { collation, dialectOf, type SqliteConnection } from './dialect.js';

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
  /** ON or OFF; on a server that can't be a member of a group there is none. */
  group_replication_single_primary_mode?: string;
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
    ...(facts.group_replication_single_primary_mode === 'OFF'
      ? ['MySQL: group_replication_single_primary_mode must be ON: rows are locked on one primary alone.']
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
  const [mode] = (await runner.query("SHOW VARIABLES LIKE 'group_replication_single_primary_mode'")) as {
    Value: string;
  }[];
  return mysqlMistakes({ ...facts, ...(mode && { group_replication_single_primary_mode: mode.Value }) });
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
