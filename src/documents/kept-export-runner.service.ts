import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { Metrics } from '../observation/metrics.js';
import { KeptExportMaker } from './kept-export-maker.service.js';

const secondsBetweenTicks = 60;

/**
 * Makes kept exports, one at a time in each instance: at once when somebody asks, and once a minute what another instance
 * left behind. The minutes run only where `start` is called (serve.ts).
 */
@Injectable()
export class KeptExportRunner implements BeforeApplicationShutdown {
  private readonly log = new Logger('Exports');
  private readonly stopping = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private working: Promise<void> = Promise.resolve();

  constructor(
    private readonly maker: KeptExportMaker,
    private readonly metrics: Metrics,
  ) {}

  /** Makes everything that waits, after what is being made now. Nobody needs to wait for it. */
  wake(): Promise<void> {
    this.working = this.working.then(() => this.makeAll());
    return this.working;
  }

  start(): void {
    void this.wake();
    this.timer = setTimeout(() => this.start(), secondsBetweenTicks * 1000);
    this.timer.unref();
  }

  /** What is being made is given back, so that another instance makes it. */
  async beforeApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    this.stopping.abort();
    await this.working;
  }

  private async makeAll(): Promise<void> {
    if (this.stopping.signal.aborted) return;
    try {
      await this.maker.purge();
      const waiting = await this.maker.waiting();
      this.metrics.exportsWait(waiting.length);
      for (const id of waiting) {
        if (this.stopping.signal.aborted) return;
        await this.maker.make(id, this.stopping.signal);
      }
    } catch (error) {
      // The database is away: the next minute does what this one could not.
      this.log.warn({ error }, 'What waits could not be looked for.');
    }
  }
}
