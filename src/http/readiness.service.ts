import { setTimeout as pause } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import { Database } from '../database/database.js';
import { Metrics } from '../observation/metrics.js';

/** Why the service can't do its work now. */
export type Unready = 'stopping' | 'database' | 'migrations';

/** Whoever asks is answered within this time, however long the database doesn't. */
const answerMilliseconds = 2000;

/** Whether the service can do its work: what balancers and orchestrators ask. */
@Injectable()
export class Readiness implements OnModuleDestroy, BeforeApplicationShutdown {
  private stopping = false;
  private looking: Promise<Unready | null> | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly metrics: Metrics,
  ) {}

  /** Looks, and answers why not; null: it can. However many ask at once, the database is asked once. */
  async problem(): Promise<Unready | null> {
    if (this.stopping) return 'stopping';
    this.looking ??= this.look().finally(() => (this.looking = undefined));
    const problem = await this.looking;
    this.metrics.readiness(problem === null);
    return problem;
  }

  /** The first thing at a stop: from now on the answer is no. */
  onModuleDestroy(): void {
    this.stopping = true;
    this.metrics.readiness(false);
  }

  /** Requests are still taken while balancers find out that they shall send no more. */
  async beforeApplicationShutdown(): Promise<void> {
    if (this.config.drainSeconds > 0) await pause(this.config.drainSeconds * 1000);
  }

  private async look(): Promise<Unready | null> {
    const tooLong = pause(answerMilliseconds, 'database' as const, { ref: false });
    const found = this.migrationsAreThere().then(
      (there) => (there ? null : ('migrations' as const)),
      () => 'database' as const,
    );
    return Promise.race([found, tooLong]);
  }

  /** That of an older backup, restored under a running service, some are missing is no reason to fail at every second request. */
  private async migrationsAreThere(): Promise<boolean> {
    const rows = await this.database.read(() => this.database.rows<{ name: string }>('SELECT name FROM migration'));
    const ran = new Set(rows.map(({ name }) => name));
    return this.database.migrations.every((name) => ran.has(name));
  }
}
