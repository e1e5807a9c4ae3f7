import { DatabaseMisuse } from './errors.js';
import type { Lease } from './lanes.js';
import type { StatementResult } from './sending.js';

/**
 * One open transaction. Its statements go one after the other, and nothing goes after a failed one: MySQL has rolled back
 * the whole transaction after a deadlock, so that the next statement would commit by itself, but only the one statement
 * after a lock wait, so that COMMIT would keep one half of the work.
 */
export class Transaction {
  /** Why this transaction can't be committed any more. */
  failure: { error: unknown; byDatabase: boolean } | undefined;
  private open = true;
  private committing = false;
  private inFlight = 0;
  private lastHeard = performance.now();
  private joined = 0;
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    readonly kind: 'write' | 'read',
    readonly lease: Lease,
  ) {}

  get isOpen(): boolean {
    return this.open;
  }

  get isCommitting(): boolean {
    return this.committing;
  }

  get isBusy(): boolean {
    return this.inFlight > 0;
  }

  /** For how many milliseconds the database has owed an answer; 0 when it owes none. */
  get silence(): number {
    return this.isBusy ? performance.now() - this.lastHeard : 0;
  }

  run(sql: string, parameters?: readonly unknown[]): Promise<StatementResult> {
    if (!this.open) throw new DatabaseMisuse('A statement came after the end of its transaction: an await is missing.');
    this.inFlight += 1;
    const send = (): Promise<StatementResult> => this.send(sql, parameters);
    const turn = this.inFlight === 1 ? send() : this.last.then(send);
    this.last = turn.catch(() => undefined);
    return turn;
  }

  private async send(sql: string, parameters?: readonly unknown[]): Promise<StatementResult> {
    try {
      if (this.failure) throw this.failure.error;
      this.lastHeard = performance.now();
      return await this.lease.send(sql, parameters);
    } catch (error) {
      this.doom(error, true);
      throw error;
    } finally {
      this.inFlight -= 1;
    }
  }

  /** Work that asked for a transaction while this one was open. If it fails, the whole fails: its half must not be kept. */
  async join<T>(kind: 'write' | 'read', work: () => Promise<T>): Promise<T> {
    this.joined += 1;
    try {
      return await work();
    } catch (error) {
      if (kind === 'write') this.doom(error, false);
      throw error;
    } finally {
      this.joined -= 1;
    }
  }

  doom(error: unknown, byDatabase: boolean): void {
    this.failure ??= { error, byDatabase };
  }

  /** No statement may come after this. Throws if the work left something running, or if anything in it failed. */
  end(): void {
    this.open = false;
    if (this.inFlight > 0 || this.joined > 0)
      this.doom(new DatabaseMisuse('The work ended while a part of it was still running: an await is missing.'), false);
    if (this.failure) throw this.failure.error;
  }

  async commit(): Promise<void> {
    this.end();
    this.inFlight += 1;
    this.committing = true;
    const turn = this.send('COMMIT');
    this.last = turn.catch(() => undefined);
    await turn;
  }

  abandon(error: unknown): void {
    this.open = false;
    this.doom(error, false);
  }

  /** Waits for a statement that is still running. */
  async settled(): Promise<void> {
    await this.last;
  }
}
