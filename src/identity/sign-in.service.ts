import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { Clock, type Instant } from '../calendar.js';
import { Database } from '../database/database.js';
import { Refusal } from '../http/refusal.js';
import type { Visit } from './device.js';
import { passwordFits } from './passwords.js';
import { Sessions } from './sessions.service.js';
import { signInNameOf } from './sign-in-name.js';
import { type AddressTries, countAddressTry, countTry, networkOf, Remembered, type Tries } from './tries.js';

/**
 * No try is answered with "wrong" before this time is over. Counting a try of a known name is written to the database and of
 * an unknown one isn't: 3 to 8 milliseconds that would tell who has an account.
 */
const refusalMilliseconds = 100;

/** Somebody who has just proved to know the account's password, and the hash it was proved against. */
export interface Proven {
  accountId: number;
  signInName: string;
  passwordHash: string;
}

interface Candidate extends Proven {
  suspendedAt: Instant | null;
}

interface AccountRow extends Omit<Candidate, 'accountId'>, Tries {
  id: number;
}

/**
 * Checks passwords. An unknown name, a wrong password and a suspended account get the same answer after the same work,
 * and unknown names are locked like known ones, so that no answer tells who has an account.
 */
@Injectable()
export class SignIn {
  private readonly log = new Logger('SignIn');
  private readonly unknownNames = new Remembered<Tries>(20_000);
  private readonly addresses = new Remembered<AddressTries>(20_000);

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly sessions: Sessions,
  ) {}

  /** @throws invalidCredentials, or tooManyRequests with the time to wait, in which case the password was not looked at */
  async prove({ name, password, address }: { name: string; password: string; address: string }): Promise<Proven> {
    const now = this.clock.now();
    const earliestRefusal = pause(refusalMilliseconds, undefined, { ref: false });
    this.countAddress(networkOf(address), now);
    const account = await this.countName(signInNameOf(name), now);
    const fits = await passwordFits(account?.passwordHash, password);
    if (!fits || !account || account.suspendedAt !== null) {
      await earliestRefusal;
      throw new Refusal('invalidCredentials');
    }
    this.uncountAddress(networkOf(address));
    return account;
  }

  /**
   * Begins a session for somebody who has proved to know the password, and forgets the failed tries.
   * @throws invalidCredentials if the password was replaced or the account suspended meanwhile
   */
  async begin({ accountId, passwordHash }: Proven, visit: Visit): Promise<string> {
    const now = this.clock.now();
    return this.database.write(async () => {
      const still = await this.database.change(
        `UPDATE accounts SET failedSignIns = 0, lockedUntil = NULL
          WHERE id = ? AND passwordHash = ? AND suspendedAt IS NULL`,
        [accountId, passwordHash],
      );
      if (still !== 1) throw new Refusal('invalidCredentials');
      return this.sessions.begin(accountId, visit, now);
    });
  }

  private countAddress(network: string, now: Instant): void {
    const verdict = countAddressTry(this.addresses.get(network), now);
    if (!verdict.allowed) throw tooMany(verdict.until, now);
    this.addresses.set(network, verdict.next);
  }

  private uncountAddress(network: string): void {
    const tries = this.addresses.get(network);
    if (tries) this.addresses.set(network, { ...tries, failures: tries.failures - 1 });
  }

  /** Counts the try in the account's row, under its lock: the count holds for all instances and all tries at once. */
  private async countName(signInName: string, now: Instant): Promise<Candidate | undefined> {
    const outcome = await this.database.write(async () => {
      const row = await this.database.row<AccountRow>(
        `SELECT id, signInName, passwordHash, suspendedAt, failedSignIns, lockedUntil
           FROM accounts WHERE signInName = ?${this.database.dialect.forUpdate}`,
        [signInName],
      );
      if (!row) return undefined;
      const verdict = countTry(row, now);
      if (verdict.allowed)
        await this.database.change('UPDATE accounts SET failedSignIns = ?, lockedUntil = ? WHERE id = ?', [
          verdict.next.failedSignIns,
          verdict.next.lockedUntil,
          row.id,
        ]);
      return { row, verdict };
    });
    if (!outcome) return this.countUnknownName(signInName, now);
    const { row, verdict } = outcome;
    if (!verdict.allowed) throw tooMany(verdict.until, now);
    if (verdict.next.lockedUntil !== null)
      this.log.warn(
        `Account ${row.id} takes no further try until ${verdict.next.lockedUntil}, unless this one is right.`,
      );
    const { id: accountId, passwordHash, suspendedAt } = row;
    return { accountId, signInName, passwordHash, suspendedAt };
  }

  private countUnknownName(signInName: string, now: Instant): undefined {
    const verdict = countTry(this.unknownNames.get(signInName) ?? { failedSignIns: 0, lockedUntil: null }, now);
    if (!verdict.allowed) throw tooMany(verdict.until, now);
    this.unknownNames.set(signInName, verdict.next);
  }
}

function tooMany(until: Instant, now: Instant): Refusal {
  const retryAfterSeconds = Math.max(1, Math.ceil((Date.parse(until) - Date.parse(now)) / 1000));
  return new Refusal('tooManyRequests', { retryAfterSeconds, params: { seconds: retryAfterSeconds } });
}
