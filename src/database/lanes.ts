import type { DataSource, QueryRunner } from 'typeorm';
import { mysqlSession } from './connecting.js';
import { type SqliteConnection } from './dialect.js';
import { DatabaseAway } from './errors.js';

/** A connection for one transaction. */
export interface Lease {
  runner: QueryRunner;
  /** A connection that may still have a transaction open must not be used again. */
  release(connectionIsSound: boolean): Promise<void>;
}

/** Where connections come from. */
export interface Lane {
  readonly inUse: number;
  readonly waiting: number;
  acquire(waitMilliseconds: number): Promise<Lease>;
}

/** A connection that has rested longer is asked first whether it still leads anywhere, and so long is waited for it, in milliseconds. */
const restedMilliseconds = 2000;
const pingMilliseconds = 2000;

interface MysqlConnection {
  promise(): { query(sql: string): Promise<[unknown, unknown]>; ping(): Promise<unknown> };
  destroy(): void;
}

/** MySQL: the pool. Every connection is told the session's settings before its first use. */
export class PooledLane implements Lane {
  inUse = 0;
  waiting = 0;
  private readonly prepared = new WeakMap<object, { increment: number }>();
  private readonly restingSince = new WeakMap<object, number>();

  constructor(private readonly source: DataSource) {}

  /** @throws DatabaseAway when none is free in time; what the driver says when none can be made */
  async acquire(waitMilliseconds: number): Promise<Lease> {
    this.waiting += 1;
    try {
      return await this.connectionWithin(waitMilliseconds);
    } finally {
      this.waiting -= 1;
    }
  }

  private async connectionWithin(waitMilliseconds: number): Promise<Lease> {
    const until = performance.now() + waitMilliseconds;
    for (;;) {
      const lease = await this.take(Math.max(1, until - performance.now()));
      if (await this.leadsSomewhere(lease)) return lease;
      await lease.release(false);
    }
  }

  /** A proxy or a firewall that forgot a resting connection lets it hang for ever, and it would take a request with it. */
  private async leadsSomewhere({ runner }: Lease): Promise<boolean> {
    const connection = (await runner.connect()) as MysqlConnection;
    const since = this.restingSince.get(connection);
    if (since === undefined || performance.now() - since < restedMilliseconds) return true;
    const late = (): Error => new DatabaseAway('The connection leads nowhere.');
    return within(connection.promise().ping(), pingMilliseconds, late).then(
      () => true,
      () => false,
    );
  }

  private async take(waitMilliseconds: number): Promise<Lease> {
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
    return {
      runner,
      release: async (sound) => {
        this.inUse -= 1;
        if (!sound) connection.destroy();
        this.restingSince.set(connection, performance.now());
        await runner.release();
      },
    };
  }

  /** By how much the ids of one statement differ (more than 1 in some replication groups). */
  async increment(runner: QueryRunner): Promise<number> {
    return this.prepared.get((await runner.connect()) as object)?.increment ?? 1;
  }

  private async connect(runner: QueryRunner): Promise<MysqlConnection> {
    const connection = (await runner.connect()) as MysqlConnection;
    if (!this.prepared.has(connection)) {
      try {
        for (const statement of mysqlSession) await connection.promise().query(statement);
        const [rows] = await connection.promise().query('SELECT @@session.auto_increment_increment AS increment');
        this.prepared.set(connection, (rows as [{ increment: number }])[0]);
      } catch (error) {
        connection.destroy();
        await runner.release();
        throw error;
      }
    }
    return connection;
  }
}

/**
 * SQLite: one connection, one transaction at a time, first come first served. TypeORM hands the same connection to everybody;
 * without the queue, a stranger's statements join whatever transaction happens to be open.
 */
export class QueuedLane implements Lane {
  private busy = false;
  private readonly queue: (() => void)[] = [];

  constructor(private readonly source: DataSource) {}

  get inUse(): number {
    return this.busy ? 1 : 0;
  }

  get waiting(): number {
    return this.queue.length;
  }

  async acquire(waitMilliseconds: number): Promise<Lease> {
    if (this.busy) await this.turn(waitMilliseconds);
    this.busy = true;
    const runner = this.source.createQueryRunner();
    return {
      runner,
      release: async () => {
        const connection = (await runner.connect()) as SqliteConnection;
        if (connection.inTransaction) await runner.query('ROLLBACK');
        this.busy = false;
        this.queue.shift()?.();
      },
    };
  }

  private turn(waitMilliseconds: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.queue.splice(this.queue.indexOf(go), 1);
        reject(new DatabaseAway(`The database was busy for ${waitMilliseconds} ms.`));
      }, waitMilliseconds);
      const go = (): void => {
        clearTimeout(timer);
        this.busy = true; // at once, so that nobody slips in before the waiting promise runs on
        resolve();
      };
      this.queue.push(go);
    });
  }
}

async function within<T>(work: Promise<T>, milliseconds: number, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), milliseconds);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
}
