import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { Metrics } from '../observation/metrics.js';
import { Jobs } from './jobs.service.js';

const secondsBetweenTicks = 60;

/**
 * Lets the jobs run once a minute, beginning at once: so what was missed while the service was down is done when it is up. Every
 * instance has one. It runs only where `start` is called (serve.ts): not in tests, not while a demo is laid out.
 */
@Injectable()
export class JobRunner implements BeforeApplicationShutdown {
  private readonly log = new Logger('Jobs');
  private timer: NodeJS.Timeout | undefined;
  private ticking: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly jobs: Jobs,
    private readonly metrics: Metrics,
  ) {}

  start(): void {
    this.ticking = this.tick();
  }

  /** What is running is finished; nothing more begins. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.ticking;
  }

  private async tick(): Promise<void> {
    try {
      await this.jobs.tick();
      this.metrics.ticked();
    } catch (error) {
      // The database is away: the next tick does what this one could not.
      this.log.warn({ error }, 'What is due could not be done.');
    }
    if (this.stopped) return;
    this.timer = setTimeout(() => this.start(), secondsBetweenTicks * 1000);
    this.timer.unref();
  }
}
