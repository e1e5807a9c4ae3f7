import { Injectable } from '@nestjs/common';
import { organisationChain, Trail } from '../audit/trail.service.js';
import { Clock, type Instant } from '../calendar.js';
import { Database } from '../database/database.js';
import { Refusal } from '../http/refusal.js';
import type { Visit } from './device.js';
import { HalfSignIns } from './half-sign-ins.service.js';
import { nobodysPassword } from './passwords.js';
import type { Identity } from './provider.service.js';
import { SecondFactorCodes } from './second-factor-codes.service.js';
import { Sessions } from './sessions.service.js';
import type { Step } from './sign-in.service.js';

interface LinkedAccount {
  id: number;
  mustChangePassword: 0 | 1;
}

/** Lets in whom the provider has proved, if an account is linked with who he is there. */
@Injectable()
export class ProviderSignIn {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly trail: Trail,
    private readonly sessions: Sessions,
    private readonly halfSignIns: HalfSignIns,
    private readonly codes: SecondFactorCodes,
  ) {}

  /**
   * The next step, and for whom: an ordinary session, or our own second step where one is set up and the provider has not asked
   * for one. @throws notLinked, also for a suspended account: no answer tells who has one
   */
  async proceed({ issuer, subject, secondFactor }: Identity, visit: Visit): Promise<Step & { accountId: number }> {
    const now = this.clock.now();
    return this.database.write(async () => {
      const account = await this.database.row<LinkedAccount>(
        `SELECT accounts.id, accounts.mustChangePassword
           FROM accounts JOIN sign_in_links ON sign_in_links.accountId = accounts.id
          WHERE sign_in_links.issuer = ? AND sign_in_links.subject = ? AND accounts.suspendedAt IS NULL
          ${this.database.dialect.forUpdate}`,
        [issuer, subject],
      );
      if (!account) throw new Refusal('notLinked');
      const step = await this.step(account.id, secondFactor, visit, now);
      if (account.mustChangePassword === 1) await this.voidFirstPassword(account.id, now);
      return { ...step, accountId: account.id };
    });
  }

  private async step(accountId: number, secondFactor: boolean, visit: Visit, now: Instant): Promise<Step> {
    if (!secondFactor && (await this.codes.isEnrolled(accountId)))
      return { kind: 'half', token: await this.halfSignIns.begin(accountId, now) };
    const visitThere = { ...visit, secondFactorElsewhere: secondFactor };
    return { kind: 'signedIn', token: await this.sessions.begin(accountId, visitThere, now) };
  }

  /**
   * A first password that was never used, on a slip of paper somewhere, must not stay good for ever because its owner comes in
   * by the other door; and he can't be asked to replace what he may never have been given.
   */
  private async voidFirstPassword(accountId: number, at: Instant): Promise<void> {
    await this.database.change(
      `UPDATE accounts SET passwordHash = ?, mustChangePassword = 0, version = version + 1 WHERE id = ?`,
      [nobodysPassword, accountId],
    );
    const action = 'account.voidFirstPassword';
    await this.trail.append({ chain: organisationChain, at, action, actorAccountId: accountId, about: { accountId } });
  }
}
