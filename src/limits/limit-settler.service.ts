import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { Database } from '../database/database.js';
import { Limits } from './limits.service.js';

const secondsBetween = 2;
const settlementsBetweenPurges = 300;

/**
 * Settles the counts of this instance with those of the others every two seconds. Runs only where `start` is called (serve.ts).
 * An SQLite file is one process's: there is nobody to settle with, and only old rows are removed.
 */
@Injectable()
export class LimitSettler implements BeforeApplicationShutdown {
  private readonly log = new Logger('Limits');
  private timer: NodeJS.Timeout | undefined;
  private settling: Promise<void> = Promise.resolve();
  private round = 0;
  private stopped = false;

  constructor(
    private readonly limits: Limits,
    private readonly database: Database,
  ) {}

  start(): void {
    this.settling = this.settle();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.settling;
  }

  private async settle(): Promise<void> {
    try {
      if (this.database.dialect.kind === 'mysql') await this.limits.settle();
      if (this.round % settlementsBetweenPurges === 0) await this.limits.purge();
      this.round += 1;
    } catch (error) {
      // Each instance counts alone until the database is back.
      this.log.warn({ error }, 'The counts could not be settled.');
    }
    if (this.stopped) return;
    this.timer = setTimeout(() => this.start(), secondsBetween * 1000);
    this.timer.unref();
  }
}
