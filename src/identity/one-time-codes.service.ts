import { Injectable } from '@nestjs/common';
import { organisationChain, Trail } from '../audit/trail.service.js';
import { Clock } from '../calendar.js';
import { Database } from '../database/database.js';
import { Refusal } from '../http/refusal.js';
import { NewPasswords } from './new-passwords.service.js';
import { hashPassword } from './passwords.js';
import { plainCode } from './recovery-codes.js';
import type { OneTimeCodeBody } from './session.dto.js';
import { type Proven, SignIn } from './sign-in.service.js';
import { signInNameOf } from './sign-in-name.js';

/** Somebody chooses a password with the code that an administrator handed out. */
@Injectable()
export class OneTimeCodes {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly trail: Trail,
    private readonly signIn: SignIn,
    private readonly newPasswords: NewPasswords,
  ) {}

  /**
   * The password is looked at first, so that a poor one costs no code; tries count as at sign-in. A second factor stays what it was.
   * @throws invalid, invalidCredentials for a code that is wrong, over or used, tooManyRequests
   */
  async redeem({ signInName, code, newPassword }: OneTimeCodeBody, address: string): Promise<Proven> {
    const name = signInNameOf(signInName);
    await this.newPasswords.requireGood(newPassword, { signInName: name });
    const proven = await this.signIn.proveOneTimeCode({ name, secret: plainCode(code), address });
    const { accountId, codeHash } = proven;
    const passwordHash = await hashPassword(newPassword);
    const at = this.clock.now();
    return this.database.write(async () => {
      const changed = await this.database.change(
        `UPDATE accounts
            SET passwordHash = ?, oneTimeCodeHash = NULL, oneTimeCodeUntil = NULL, mustChangePassword = 0,
                failedSignIns = 0, lockedUntil = NULL, version = version + 1
          WHERE id = ? AND oneTimeCodeHash = ? AND suspendedAt IS NULL`,
        [passwordHash, accountId, codeHash],
      );
      if (changed !== 1) throw new Refusal('invalidCredentials');
      await this.trail.append({
        chain: organisationChain,
        at,
        action: 'account.useOneTimeCode',
        actorAccountId: accountId,
        about: { accountId },
      });
      return { accountId, signInName: name, passwordHash };
    });
  }
}
