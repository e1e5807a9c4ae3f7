import { Injectable } from '@nestjs/common';
import { organisationChain, Trail } from '../audit/trail.service.js';
import { Clock, type Instant } from '../calendar.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { Refusal } from '../http/refusal.js';
import { KeyRing } from '../key-ring.js';
import { Policies } from './policies.service.js';
import { newRecoverySet, type RecoverySet } from './recovery-codes.js';
import { isAsked, secretContext } from './second-factor.js';
import type { EnrolmentView, SecondFactorView } from './second-factors.dto.js';
import { RecoveryCode, SecondFactor } from './second-factor.entity.js';
import { SecondFactorCodes } from './second-factor-codes.service.js';
import { Sessions } from './sessions.service.js';
import { SignIn } from './sign-in.service.js';
import { acceptedStep, enrolmentUri, newSecret } from './totp.js';

interface BegunRow {
  sealedSecret: string;
  confirmedAt: Instant | null;
}

/** Somebody sets up, renews or switches off a second factor of his own. */
@Injectable()
export class SecondFactors {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly keyRing: KeyRing,
    private readonly trail: Trail,
    private readonly policies: Policies,
    private readonly sessions: Sessions,
    private readonly signIn: SignIn,
    private readonly codes: SecondFactorCodes,
  ) {}

  async view({ accountId, holdings }: Actor): Promise<SecondFactorView> {
    const { begun, codes } = await this.database.read(async () => ({
      begun: await this.begun(accountId),
      codes: await this.database.rows<{ usedAt: Instant | null }>(
        'SELECT usedAt FROM recovery_codes WHERE accountId = ?',
        [accountId],
      ),
    }));
    return {
      enrolledAt: begun?.confirmedAt ?? null,
      isAskedFor: isAsked(holdings, await this.policies.read()),
      recoveryCodesLeft: codes.filter(({ usedAt }) => usedAt === null).length,
    };
  }

  /**
   * Hands out a new secret for the app. Nothing changes at sign-in before a code of it was shown; who begins again, in another
   * window too, makes the secret before worthless. @throws wrongState when a second factor is set up already
   */
  async begin(accountId: number): Promise<EnrolmentView> {
    const secret = newSecret();
    const at = this.clock.now();
    const sealedSecret = this.keyRing.seal(secret, secretContext(accountId));
    return this.database.write(async () => {
      const { signInName } = await this.lockAccount(accountId);
      const before = await this.begun(accountId);
      if (before?.confirmedAt) throw new Refusal('wrongState');
      if (before)
        await this.database.change('UPDATE second_factors SET sealedSecret = ?, begunAt = ? WHERE accountId = ?', [
          sealedSecret,
          at,
          accountId,
        ]);
      else
        await this.database.insert(SecondFactor, [
          { accountId, sealedSecret, begunAt: at, lastStep: 0, failedTries: 0, recoverySalt: '' },
        ]);
      await this.record('account.beginSecondFactor', accountId, at);
      return { secret, uri: enrolmentUri(secret, signInName) };
    });
  }

  /**
   * From now on the account signs in with a code. The session gets another secret, all others end.
   * @throws invalidCode, or wrongState when nothing was begun or it is set up already
   */
  async confirm(accountId: number, code: string, sessionToken: string): Promise<{ codes: string[]; token: string }> {
    const set = await newRecoverySet();
    const at = this.clock.now();
    return this.database.write(async () => {
      await this.lockAccount(accountId);
      const begun = await this.begun(accountId);
      if (!begun || begun.confirmedAt) throw new Refusal('wrongState');
      const secret = this.keyRing.open(begun.sealedSecret, secretContext(accountId));
      const step = acceptedStep(secret, { code, now: at, lastStep: 0 });
      if (step === undefined) throw new Refusal('invalidCode');
      await this.database.change(
        'UPDATE second_factors SET confirmedAt = ?, lastStep = ?, failedTries = 0, lockedUntil = NULL WHERE accountId = ?',
        [at, step, accountId],
      );
      await this.replaceCodes(accountId, set);
      await this.sessions.endAll(accountId, sessionToken);
      const token = await this.sessions.renew(sessionToken);
      await this.record('account.enrolSecondFactor', accountId, at);
      return { codes: set.codes, token };
    });
  }

  /** Ten new recovery codes; those before are worth nothing any more. @throws wrongState without a second factor */
  async renewCodes(accountId: number): Promise<string[]> {
    const set = await newRecoverySet();
    const at = this.clock.now();
    return this.database.write(async () => {
      await this.lockAccount(accountId);
      if (!(await this.codes.isEnrolled(accountId))) throw new Refusal('wrongState');
      await this.replaceCodes(accountId, set);
      await this.record('account.renewRecoveryCodes', accountId, at);
      return set.codes;
    });
  }

  /**
   * Takes the password and a code, whatever was proven before. Answers the session's new secret; all other sessions end.
   * @throws invalidCredentials, invalidCode, tooManyRequests, or wrongState without a second factor
   */
  async switchOff(
    accountId: number,
    { password, code }: { password: string; code: string },
    { sessionToken, address }: { sessionToken: string; address: string },
  ): Promise<string> {
    const { signInName: name } = await this.account(accountId);
    const proven = await this.signIn.prove({ name, password, address });
    const right = await this.codes.check(accountId, code);
    const at = this.clock.now();
    return this.database.write(async () => {
      await this.signIn.settle(proven);
      await this.codes.use(accountId, right, at);
      await removeSecondFactor(this.database, accountId);
      await this.sessions.endAll(accountId, sessionToken);
      const token = await this.sessions.renew(sessionToken, at);
      await this.record('account.switchOffSecondFactor', accountId, at);
      return token;
    });
  }

  private async begun(accountId: number): Promise<BegunRow | undefined> {
    return this.database.row<BegunRow>('SELECT sealedSecret, confirmedAt FROM second_factors WHERE accountId = ?', [
      accountId,
    ]);
  }

  /** All that changes a second factor begins with its account's row: two at once come one after the other. */
  private async lockAccount(accountId: number): Promise<{ signInName: string }> {
    await this.database.lock('accounts', accountId);
    return this.account(accountId);
  }

  private async account(accountId: number): Promise<{ signInName: string }> {
    const row = await this.database.read(() =>
      this.database.row<{ signInName: string }>('SELECT signInName FROM accounts WHERE id = ?', [accountId]),
    );
    if (!row) throw new Refusal('signInRequired');
    return row;
  }

  private async replaceCodes(accountId: number, { salt, hashes }: RecoverySet): Promise<void> {
    await this.database.change('DELETE FROM recovery_codes WHERE accountId = ?', [accountId]);
    await this.database.change('UPDATE second_factors SET recoverySalt = ? WHERE accountId = ?', [salt, accountId]);
    await this.database.insert(
      RecoveryCode,
      hashes.map((codeHash) => ({ accountId, codeHash })),
    );
  }

  private async record(action: string, accountId: number, at: Instant): Promise<void> {
    await this.trail.append({ chain: organisationChain, at, action, actorAccountId: accountId, about: { accountId } });
  }
}

/** Nothing of it stays. Call it inside a `write`; answers whether there was one that was set up. */
export async function removeSecondFactor(database: Database, accountId: number): Promise<boolean> {
  await database.change('DELETE FROM recovery_codes WHERE accountId = ?', [accountId]);
  const removed = await database.change('DELETE FROM second_factors WHERE accountId = ? AND confirmedAt IS NOT NULL', [
    accountId,
  ]);
  return removed === 1;
}
