import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { Purges } from './purges.service.js';

const minutesBetweenTicks = 60;

/** Purges once a day: every instance asks once an hour whether today's is done. It runs only where `start` is called (serve.ts). */
@Injectable()
export class PurgeRunner implements BeforeApplicationShutdown {
  private readonly log = new Logger('Purge');
  private timer: NodeJS.Timeout | undefined;
  private working: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(private readonly purges: Purges) {}

  start(): void {
    this.working = this.tick();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.working;
  }

  private async tick(): Promise<void> {
    try {
      await this.purges.daily();
    } catch (error) {
      // The database is away: the next tick goes on with what is left.
      this.log.warn(error instanceof Error ? error.message : String(error));
    }
    if (this.stopped) return;
    this.timer = setTimeout(() => this.start(), minutesBetweenTicks * 60_000);
    this.timer.unref();
  }
}
