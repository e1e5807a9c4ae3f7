import { Injectable } from '@nestjs/common';
import { organisationChain, Trail } from '../audit/trail.service.js';
import { Clock, type Instant } from '../calendar.js';
import { Database } from '../database/database.js';
import { Refusal } from '../http/refusal.js';
import { KeyRing } from '../key-ring.js';
import { recoveryHash } from './recovery-codes.js';
import { secretContext } from './second-factor.js';
import { acceptedStep } from './totp.js';
import { countTry, tooMany } from './tries.js';

interface FactorRow {
  sealedSecret: string;
  lastStep: number;
  failedTries: number;
  lockedUntil: Instant | null;
  recoverySalt: string;
}

/** A code that was looked at and is right, and is still to be used up. */
export type RightCode = { kind: 'app'; step: number } | { kind: 'recovery'; codeHash: string };

/** Takes the codes of authenticator apps and recovery codes: each once, and few wrong ones. */
@Injectable()
export class SecondFactorCodes {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly keyRing: KeyRing,
    private readonly trail: Trail,
  ) {}

  /** Whether the account signs in with a second factor. Call it inside a `write` or `read`. */
  async isEnrolled(accountId: number): Promise<boolean> {
    const found = await this.database.rows(
      'SELECT accountId FROM second_factors WHERE accountId = ? AND confirmedAt IS NOT NULL',
      [accountId],
    );
    return found.length > 0;
  }

  /**
   * Looks at a code: six digits are the app's, everything else is a recovery code. The try is counted in the account's row before, and
   * only `use` takes the count back, so that guesses wait as they do at the password, however many sign-ins they are spread over.
   * @throws invalidCode, or tooManyRequests with the time to wait
   */
  async check(accountId: number, typed: string): Promise<RightCode> {
    const now = this.clock.now();
    const factor = await this.count(accountId, now);
    const code = typed.normalize('NFKC').replace(/\s/g, '');
    if (/^\d{6}$/.test(code)) {
      const secret = this.keyRing.open(factor.sealedSecret, secretContext(accountId));
      const step = acceptedStep(secret, { code, now, lastStep: factor.lastStep });
      if (step === undefined) throw new Refusal('invalidCode');
      return { kind: 'app', step };
    }
    const codeHash = await recoveryHash(typed, factor.recoverySalt);
    const known = await this.database.read(() =>
      this.database.rows(
        'SELECT codeHash FROM recovery_codes WHERE accountId = ? AND codeHash = ? AND usedAt IS NULL',
        [accountId, codeHash],
      ),
    );
    if (known.length === 0) throw new Refusal('invalidCode');
    return { kind: 'recovery', codeHash };
  }

  /**
   * Uses a right code up. Call it inside the `write` of what it is for, and `record` at its end; of two at once, one is refused.
   * @throws invalidCode when it was used meanwhile
   */
  async use(accountId: number, code: RightCode, now: Instant): Promise<void> {
    const step = code.kind === 'app' ? code.step : -1;
    const taken = await this.database.change(
      `UPDATE second_factors SET failedTries = 0, lockedUntil = NULL, lastStep = CASE WHEN ? > lastStep THEN ? ELSE lastStep END
        WHERE accountId = ? AND confirmedAt IS NOT NULL AND (? = -1 OR lastStep < ?)`,
      [step, step, accountId, step, step],
    );
    if (taken !== 1) throw new Refusal('invalidCode');
    if (code.kind === 'app') return;
    const used = await this.database.change(
      'UPDATE recovery_codes SET usedAt = ? WHERE accountId = ? AND codeHash = ? AND usedAt IS NULL',
      [now, accountId, code.codeHash],
    );
    if (used !== 1) throw new Refusal('invalidCode');
  }

  /** That a recovery code let somebody in is worth a line: it may have been somebody else who found the paper. */
  async record(accountId: number, code: RightCode, now: Instant): Promise<void> {
    if (code.kind === 'app') return;
    await this.trail.append({
      chain: organisationChain,
      at: now,
      action: 'account.useRecoveryCode',
      actorAccountId: accountId,
      about: { accountId },
    });
  }

  private async count(accountId: number, now: Instant): Promise<FactorRow> {
    const { row, verdict } = await this.database.write(async () => {
      const found = await this.database.row<FactorRow>(
        `SELECT sealedSecret, lastStep, failedTries, lockedUntil, recoverySalt FROM second_factors
          WHERE accountId = ? AND confirmedAt IS NOT NULL${this.database.dialect.forUpdate}`,
        [accountId],
      );
      if (!found) throw new Refusal('wrongState');
      const counted = countTry({ failedSignIns: found.failedTries, lockedUntil: found.lockedUntil }, now);
      if (counted.allowed)
        await this.database.change('UPDATE second_factors SET failedTries = ?, lockedUntil = ? WHERE accountId = ?', [
          counted.next.failedSignIns,
          counted.next.lockedUntil,
          accountId,
        ]);
      return { row: found, verdict: counted };
    });
    if (!verdict.allowed) throw tooMany(verdict.until, now);
    return row;
  }
}
