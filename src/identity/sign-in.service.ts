import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { Clock, type Instant } from '../calendar.js';
import { Database } from '../database/database.js';
import { networkOf } from '../http/network.js';
import { Refusal } from '../http/refusal.js';
import type { Visit } from './device.js';
import { HalfSignIns } from './half-sign-ins.service.js';
import { guesses } from '../limits/allowances.js';
import { Limits } from '../limits/limits.service.js';
import { passwordFits } from './passwords.js';
import { SecondFactorCodes } from './second-factor-codes.service.js';
import { Sessions } from './sessions.service.js';
import { signInNameOf } from './sign-in-name.js';
import { countTry, tooMany, type Tries } from './tries.js';
import { UnknownNames } from './unknown-names.service.js';

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

interface AccountRow extends Tries {
  id: number;
  signInName: string;
  passwordHash: string;
  oneTimeCodeHash: string | null;
  oneTimeCodeUntil: Instant | null;
  suspendedAt: Instant | null;
}

/** What somebody says to be: a name, and the password or one-time code that goes with it. */
export interface Attempt {
  name: string;
  secret: string;
  address: string;
}

/** Where a sign-in has come to, with what the browser's cookie is to hold. */
export type Step = { kind: 'signedIn' | 'half'; token: string };

/**
 * Checks passwords and one-time codes. An unknown name, a wrong password and a suspended account get the same answer after the same work,
 * and unknown names are locked like known ones, so that no answer tells who has an account.
 */
@Injectable()
export class SignIn {
  private readonly log = new Logger('SignIn');

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly sessions: Sessions,
    private readonly halfSignIns: HalfSignIns,
    private readonly codes: SecondFactorCodes,
    private readonly limits: Limits,
    private readonly unknownNames: UnknownNames,
  ) {}

  /** @throws invalidCredentials, or tooManyRequests with the time to wait, in which case the password was not looked at */
  async prove({ name, password, address }: { name: string; password: string; address: string }): Promise<Proven> {
    const account = await this.lookAt({ name, secret: password, address }, (row) => row.passwordHash);
    return { accountId: account.id, signInName: account.signInName, passwordHash: account.passwordHash };
  }

  /** The same for a one-time code, which is answered with its hash. @throws invalidCredentials, tooManyRequests */
  async proveOneTimeCode(attempt: Attempt): Promise<{ accountId: number; codeHash: string }> {
    const now = this.clock.now();
    const hashOf = (row: AccountRow) =>
      row.oneTimeCodeUntil !== null && now < row.oneTimeCodeUntil ? row.oneTimeCodeHash : null;
    const account = await this.lookAt(attempt, hashOf);
    return { accountId: account.id, codeHash: account.oneTimeCodeHash as string };
  }

  /**
   * The next step for somebody who has proved to know the password: a session, or the second step where one is set up.
   * @throws invalidCredentials if the password was replaced or the account suspended meanwhile
   */
  async proceed(proven: Proven, visit: Visit): Promise<Step> {
    const now = this.clock.now();
    const { accountId } = proven;
    return this.database.write(async () => {
      await this.settle(proven);
      if (await this.codes.isEnrolled(accountId))
        return { kind: 'half', token: await this.halfSignIns.begin(accountId, now) };
      return { kind: 'signedIn', token: await this.sessions.begin(accountId, visit, now) };
    });
  }

  /**
   * The second step. @throws signInRequired when the first was too long ago or tried too often, invalidCode, tooManyRequests
   */
  async finish(half: string | undefined, code: string, visit: Visit): Promise<{ accountId: number; token: string }> {
    const accountId = await this.halfSignIns.tryOn(half);
    const right = await this.codes.check(accountId, code);
    const now = this.clock.now();
    return this.database.write(async () => {
      await this.halfSignIns.finish(half as string);
      await this.codes.use(accountId, right, now);
      const token = await this.sessions.begin(accountId, visit, now);
      await this.codes.record(accountId, right, now);
      return { accountId, token };
    });
  }

  /** Forgets the failed tries of a password that is still the account's. Call it inside a `write`. @throws invalidCredentials */
  async settle({ accountId, passwordHash }: Proven): Promise<void> {
    const still = await this.database.change(
      `UPDATE accounts SET failedSignIns = 0, lockedUntil = NULL
        WHERE id = ? AND passwordHash = ? AND suspendedAt IS NULL`,
      [accountId, passwordHash],
    );
    if (still !== 1) throw new Refusal('invalidCredentials');
  }

  /** One verification, whoever it is, and the same answer after it unless all is right. */
  private async lookAt(attempt: Attempt, hashOf: (row: AccountRow) => string | null): Promise<AccountRow> {
    const now = this.clock.now();
    const earliestRefusal = pause(refusalMilliseconds, undefined, { ref: false });
    await this.limits.countAtOnce(guesses, networkOf(attempt.address));
    const account = await this.countName(signInNameOf(attempt.name), now);
    const fits = await passwordFits((account && hashOf(account)) ?? undefined, attempt.secret);
    if (!fits || !account || account.suspendedAt !== null) {
      await earliestRefusal;
      throw new Refusal('invalidCredentials');
    }
    await this.limits.giveBack(guesses, networkOf(attempt.address));
    return account;
  }

  /** Counts the try in the account's row, under its lock: the count holds for all instances and all tries at once. */
  private async countName(signInName: string, now: Instant): Promise<AccountRow | undefined> {
    const outcome = await this.database.write(async () => {
      const row = await this.database.row<AccountRow>(
        `SELECT id, signInName, passwordHash, oneTimeCodeHash, oneTimeCodeUntil, suspendedAt, failedSignIns, lockedUntil
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
    return row;
  }

  private async countUnknownName(signInName: string, now: Instant): Promise<undefined> {
    const verdict = await this.unknownNames.count(signInName, now);
    if (!verdict.allowed) throw tooMany(verdict.until, now);
  }
}
