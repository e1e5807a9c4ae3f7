import { Injectable } from '@nestjs/common';
import { organisationChain, Trail } from '../audit/trail.service.js';
import { Clock } from '../calendar.js';
import { Database } from '../database/database.js';
import { Refusal } from '../http/refusal.js';
import { NewPasswords } from './new-passwords.service.js';
import { hashPassword } from './passwords.js';
import type { PasswordBody } from './session.dto.js';
import { Sessions } from './sessions.service.js';
import { SignIn } from './sign-in.service.js';

/** Somebody replaces his own password. */
@Injectable()
export class PasswordChange {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly trail: Trail,
    private readonly signIn: SignIn,
    private readonly sessions: Sessions,
    private readonly newPasswords: NewPasswords,
  ) {}

  /**
   * Answers the session's new secret. The current password is asked for and its tries are counted as at sign-in: a browser left open must not be enough.
   * @throws invalid, invalidCredentials, tooManyRequests, or conflict if the password was replaced meanwhile
   */
  async change(
    accountId: number,
    { currentPassword, newPassword }: PasswordBody,
    { sessionToken, address }: { sessionToken: string; address: string },
  ): Promise<string> {
    const name = await this.signInName(accountId);
    await this.newPasswords.requireGood(newPassword, { signInName: name, currentPassword });
    const proven = await this.signIn.prove({ name, password: currentPassword, address });
    const passwordHash = await hashPassword(newPassword);
    const at = this.clock.now();
    return this.database.write(async () => {
      const changed = await this.database.change(
        `UPDATE accounts
            SET passwordHash = ?, oneTimeCodeHash = NULL, oneTimeCodeUntil = NULL, mustChangePassword = 0,
                failedSignIns = 0, lockedUntil = NULL, version = version + 1
          WHERE id = ? AND passwordHash = ? AND suspendedAt IS NULL`,
        [passwordHash, accountId, proven.passwordHash],
      );
      if (changed !== 1) throw new Refusal('conflict');
      await this.sessions.endAll(accountId, sessionToken);
      const token = await this.sessions.renew(sessionToken, at);
      await this.trail.append({
        chain: organisationChain,
        at,
        action: 'account.changePassword',
        actorAccountId: accountId,
        about: { accountId },
      });
      return token;
    });
  }

  /**
   * Proves the password again within a session, whose new secret is answered; fresh-sign-in.ts says what it is good for.
   * @throws invalidCredentials, tooManyRequests
   */
  async prove(
    accountId: number,
    password: string,
    { sessionToken, address }: { sessionToken: string; address: string },
  ): Promise<string> {
    const name = await this.signInName(accountId);
    const proven = await this.signIn.prove({ name, password, address });
    return this.database.write(async () => {
      await this.signIn.settle(proven);
      return this.sessions.renew(sessionToken, this.clock.now());
    });
  }

  private async signInName(accountId: number): Promise<string> {
    const row = await this.database.read(() =>
      this.database.row<{ signInName: string }>('SELECT signInName FROM accounts WHERE id = ?', [accountId]),
    );
    if (!row) throw new Refusal('signInRequired');
    return row.signInName;
  }
}
