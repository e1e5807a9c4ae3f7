import { organisationChain, Trail } from '../audit/trail.service.js';
import type { Instant } from '../calendar.js';
import type { Database } from '../database/database.js';
import { hashPassword, oneTimePassword } from './passwords.js';

/**
 * For the operator at the machine, when nobody can sign in any more: a new first password for an account, which is unlocked,
 * no longer suspended, signed out everywhere, and without its tokens. Answers the password, or null when there is no such account.
 */
export async function resetPassword(database: Database, signInName: string, now: Instant): Promise<string | null> {
  const password = oneTimePassword();
  const passwordHash = await hashPassword(password);
  return database.write(async () => {
    const account = await database.row<{ id: number }>('SELECT id FROM accounts WHERE signInName = ?', [signInName]);
    if (!account) return null;
    await database.lock('accounts', account.id);
    await database.change(
      `UPDATE accounts SET passwordHash = ?, mustChangePassword = 1, failedSignIns = 0, lockedUntil = NULL,
              suspendedAt = NULL, version = version + 1 WHERE id = ?`,
      [passwordHash, account.id],
    );
    await database.change('DELETE FROM sessions WHERE accountId = ?', [account.id]);
    await database.change('DELETE FROM personal_tokens WHERE accountId = ?', [account.id]);
    const about = { accountId: account.id, byOperator: true };
    const action = 'account.resetPassword';
    await new Trail(database).append({ chain: organisationChain, at: now, action, actorAccountId: null, about });
    return password;
  });
}
