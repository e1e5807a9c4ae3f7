import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource, QueryRunner } from 'typeorm';
import { mysqlSession } from './connecting.js';
import { classify, type SqliteConnection } from './dialect.js';
import { DatabaseAway } from './errors.js';
import { type Connection, isOfGroup, provesToLead, takesWrites } from './primary.js';
import { mysqlSender, type MysqlSending, type Send, sqliteSender } from './sending.js';
import { within } from './within.js';

/** A connection for one transaction. */
export interface Lease {
  /** The connection as TypeORM knows it, for what belongs to no transaction. */
  runner: QueryRunner;
  send: Send;
  /** A connection that may still have a transaction open must not be used again. */
  release(connectionIsSound: boolean): Promise<void>;
}

/** Where connections come from. */
export interface Lane {
  readonly inUse: number;
  readonly waiting: number;
  /** For how long the first in the queue has been waiting, in milliseconds; 0 when nobody waits. */
  readonly waitedMilliseconds: number;
  acquire(waitMilliseconds: number): Promise<Lease>;
}

/** A connection that has rested longer is asked first whether it still leads anywhere, and so long is waited for it, in milliseconds. */
const restedMilliseconds = 2000;
const pingMilliseconds = 2000;

/**
 * So long a connection is trusted to lead to the primary of a group after that was proved, in milliseconds, if it takes writes.
 * A group waits five seconds for a silent member before it elects another primary.
 */
const provedMilliseconds = 2000;

/** The pause before a new connection when the last one led to no primary, in milliseconds. */
const electionMilliseconds = 200;

interface MysqlConnection extends MysqlSending {
  stream: Socket;
  promise(): { query(sql: string): Promise<[unknown, unknown]>; ping(): Promise<unknown> };
  destroy(): void;
}

/** What is known of a connection. */
interface Known {
  send: Send;
  /** By how much the ids of one statement differ (more than 1 in some replication groups). */
  increment: number;
  restingSince?: number;
  /** Of a group's member alone: the term in which the connection was made, and when it was proved to lead to the primary. */
  group?: { term: number; provedAt: number };
}

/** MySQL: the pool. Every connection is told the session's settings before its first use. */
export class PooledLane implements Lane {
  inUse = 0;
  /** Since when each caller waits, the longest first. */
  private readonly callers = new Set<{ since: number }>();
  private readonly known = new WeakMap<object, Known>();
  /** Counts how often a connection turned out not to lead to the primary any more: those made before are dropped unasked. */
  private term = 0;

  constructor(private readonly source: DataSource) {}

  get waiting(): number {
    return this.callers.size;
  }

  get waitedMilliseconds(): number {
    const [first] = this.callers;
    return first ? performance.now() - first.since : 0;
  }

  /** @throws DatabaseAway when none is free in time; what the driver says when none can be made */
  async acquire(waitMilliseconds: number): Promise<Lease> {
    const caller = { since: performance.now() };
    this.callers.add(caller);
    try {
      return await this.connectionWithin(waitMilliseconds);
    } finally {
      this.callers.delete(caller);
    }
  }

  /** By how much the ids of one statement differ. */
  async increment(runner: QueryRunner): Promise<number> {
    return this.known.get((await runner.connect()) as object)?.increment ?? 1;
  }

  private async connectionWithin(waitMilliseconds: number): Promise<Lease> {
    const until = performance.now() + waitMilliseconds;
    for (;;) {
      const { lease, connection } = await this.take(Math.max(1, until - performance.now()));
      const known = this.known.get(connection)!;
      if (wasJustUsed(known)) return lease;
      let leads = false;
      try {
        leads = await this.leadsSomewhere(connection, known);
        if (leads) return lease;
      } finally {
        if (!leads) await lease.release(false);
      }
    }
  }

  private async leadsSomewhere(connection: MysqlConnection, { group }: Known): Promise<boolean> {
    if (group) return this.leadsToPrimary(connection, group);
    // A proxy or a firewall that forgot a resting connection lets it hang for ever, and it would take a request with it.
    const ping = connection.promise().ping();
    return within(ping, pingMilliseconds, leadsNowhere).then(
      () => true,
      () => false,
    );
  }

  private async leadsToPrimary(connection: MysqlConnection, group: NonNullable<Known['group']>): Promise<boolean> {
    if (group.term < this.term) return false;
    const askedAt = performance.now();
    const isProved = askedAt - group.provedAt < provedMilliseconds;
    const question = (isProved ? takesWrites : provesToLead)(connection.promise());
    try {
      if (await within(question, pingMilliseconds, leadsNowhere)) {
        if (!isProved) group.provedAt = askedAt;
        return true;
      }
    } catch (error) {
      if (classify(error) !== 'away') throw error;
    }
    if (group.term === this.term) this.term += 1;
    await pause(electionMilliseconds);
    return false;
  }

  private async take(waitMilliseconds: number): Promise<{ lease: Lease; connection: MysqlConnection }> {
    const runner = this.source.createQueryRunner('master');
    let tooLate = false;
    const connecting = this.connect(runner).then((connection) => {
      if (tooLate) void runner.release();
      return connection;
    });
    const connection = await within(connecting, waitMilliseconds, () => {
      tooLate = true;
      return new DatabaseAway(`No connection became free within ${waitMilliseconds} ms.`);
    });
    this.inUse += 1;
    const known = this.known.get(connection)!;
    const release = async (sound: boolean): Promise<void> => {
      this.inUse -= 1;
      if (!sound) connection.destroy();
      known.restingSince = performance.now();
      await runner.release();
    };
    return { lease: { runner, send: known.send, release }, connection };
  }

  private async connect(runner: QueryRunner): Promise<MysqlConnection> {
    const connection = (await runner.connect()) as MysqlConnection;
    if (!this.known.has(connection)) {
      try {
        this.known.set(connection, { send: mysqlSender(connection), ...(await this.prepare(connection.promise())) });
      } catch (error) {
        connection.destroy();
        await runner.release();
        throw error;
      }
    }
    return connection;
  }

  private async prepare(connection: Connection): Promise<Omit<Known, 'send'>> {
    const { term } = this;
    for (const statement of mysqlSession) await connection.query(statement);
    const [rows] = await connection.query('SELECT @@session.auto_increment_increment AS increment');
    const [{ increment }] = rows as [{ increment: number }];
    return { increment, ...((await isOfGroup(connection)) && { group: { term, provedAt: -Infinity } }) };
  }
}

/** Whether it was made or used a moment ago, which says enough of a server that is alone. */
const wasJustUsed = ({ group, restingSince = Infinity }: Known): boolean =>
  !group && performance.now() - restingSince < restedMilliseconds;

const leadsNowhere = (): Error => new DatabaseAway('The connection leads nowhere.');

/**
 * SQLite: one connection, one transaction at a time, first come first served. TypeORM hands the same connection to everybody;
 * without the queue, a stranger's statements join whatever transaction happens to be open.
 */
export class QueuedLane implements Lane {
  private busy = false;
  private readonly queue: { go: () => void; since: number }[] = [];

  constructor(private readonly source: DataSource) {}

  get inUse(): number {
    return this.busy ? 1 : 0;
  }

  get waiting(): number {
    return this.queue.length;
  }

  get waitedMilliseconds(): number {
    const [first] = this.queue;
    return first ? performance.now() - first.since : 0;
  }

  async acquire(waitMilliseconds: number): Promise<Lease> {
    if (this.busy) await this.turn(waitMilliseconds);
    this.busy = true;
    const runner = this.source.createQueryRunner();
    return {
      runner,
      send: sqliteSender(runner),
      release: async () => {
        const connection = (await runner.connect()) as SqliteConnection;
        if (connection.inTransaction) await runner.query('ROLLBACK');
        this.busy = false;
        this.queue.shift()?.go();
      },
    };
  }

  private turn(waitMilliseconds: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.queue.splice(this.queue.indexOf(place), 1);
        reject(new DatabaseAway(`The database was busy for ${waitMilliseconds} ms.`));
      }, waitMilliseconds);
      const go = (): void => {
        clearTimeout(timer);
        this.busy = true; // at once, so that nobody slips in before the waiting promise runs on
        resolve();
      };
      const place = { go, since: performance.now() };
      this.queue.push(place);
    });
  }
}
