import { QueryFailedError, type QueryResult, type QueryRunner } from 'typeorm';
import { saySlow, slowMilliseconds } from './connecting.js';

export interface StatementResult {
  /** The rows of a SELECT. */
  records?: unknown[] | undefined;
  /** How many rows a change matched. */
  affected?: number;
  /** The id that an INSERT tells of: MySQL the first one, SQLite the last. */
  insertId?: number;
}

/** Sends one statement. @throws QueryFailedError */
export type Send = (sql: string, parameters?: readonly unknown[]) => Promise<StatementResult>;

/** What statements need of mysql2's own connection. */
export interface MysqlSending {
  query(sql: string, parameters: readonly unknown[], done: (error: Error | null, raw: unknown) => void): void;
}

/**
 * Sends a connection's statements straight to the driver. TypeORM's own way to it passes listeners that nobody is and a promise for
 * each of them, and mysql2's promises write down the stack of every statement in case that it fails: together a third of what a
 * statement cost. What fails is told as TypeORM tells it, and what is slow goes to the log.
 */
export function mysqlSender(connection: MysqlSending): Send {
  return async (sql, parameters = []) => {
    const began = performance.now();
    try {
      const raw = await new Promise<unknown>((resolve, reject) =>
        connection.query(sql, parameters, (error, answered) => (error ? reject(error) : resolve(answered))),
      );
      if (Array.isArray(raw)) return { records: raw };
      const { affectedRows, insertId } = raw as { affectedRows: number; insertId: number };
      return { affected: affectedRows, insertId };
    } catch (error) {
      throw new QueryFailedError(sql, parameters as unknown[], error as Error);
    } finally {
      tellIfSlow(began, sql);
    }
  };
}

/**
 * SQLite's statements go through TypeORM, which keeps the prepared ones. They are done before anybody can forget to await them; the
 * turns that TypeORM takes for each let that mistake be noticed on SQLite as it is on MySQL.
 */
export function sqliteSender(runner: QueryRunner): Send {
  return async (sql, parameters = []) => {
    const { raw, records, affected } = (await runner.query(sql, parameters as unknown[], true)) as QueryResult;
    return affected === undefined ? { records } : { affected, insertId: Number(raw) };
  };
}

function tellIfSlow(began: number, sql: string): void {
  const milliseconds = performance.now() - began;
  if (milliseconds > slowMilliseconds) saySlow(milliseconds, sql);
}
