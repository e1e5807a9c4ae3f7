const everyMilliseconds = 50;
const looks = 4;

/**
 * How late the event loop comes to what is ready: the least of the last few looks. One long computation makes one look late and
 * is over; only a loop that always has more to do is late at all of them.
 */
export class LoopDelay {
  private readonly late: number[] = Array<number>(looks).fill(0);
  private due = 0;
  private timer: NodeJS.Timeout | undefined;

  get milliseconds(): number {
    return Math.min(...this.late);
  }

  start(): void {
    this.due = performance.now() + everyMilliseconds;
    this.timer = setInterval(() => this.look(performance.now()), everyMilliseconds);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private look(now: number): void {
    this.late.shift();
    this.late.push(Math.max(0, now - this.due));
    this.due = now + everyMilliseconds;
  }
}
