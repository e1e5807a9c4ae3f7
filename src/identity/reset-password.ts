import { organisationChain, Trail } from '../audit/trail.service.js';
import { addMinutes, type Instant } from '../calendar.js';
import type { Database } from '../database/database.js';
import { hashPassword, inGroups, nobodysPassword, oneTimePassword } from './passwords.js';
import { removeSecondFactor } from './second-factors.service.js';

const codeMinutes = 60;

/**
 * For the operator at the machine, when nobody can sign in any more: a one-time code for an account, good for an hour. The account is
 * unlocked, no longer suspended, signed out everywhere, and without its tokens; its second factor goes only if that is asked for.
 * Answers the code, or null when there is no such account.
 */
export async function resetPassword(
  database: Database,
  signInName: string,
  { now, withoutSecondFactor }: { now: Instant; withoutSecondFactor: boolean },
): Promise<string | null> {
  const code = oneTimePassword();
  const codeHash = await hashPassword(code);
  return database.write(async () => {
    const account = await database.row<{ id: number }>('SELECT id FROM accounts WHERE signInName = ?', [signInName]);
    if (!account) return null;
    await database.lock('accounts', account.id);
    await database.change(
      `UPDATE accounts SET passwordHash = ?, oneTimeCodeHash = ?, oneTimeCodeUntil = ?, mustChangePassword = 0,
              failedSignIns = 0, lockedUntil = NULL, suspendedAt = NULL, version = version + 1 WHERE id = ?`,
      [nobodysPassword, codeHash, addMinutes(now, codeMinutes), account.id],
    );
    if (withoutSecondFactor) await removeSecondFactor(database, account.id);
    await database.change('DELETE FROM half_sign_ins WHERE accountId = ?', [account.id]);
    await database.change('DELETE FROM sessions WHERE accountId = ?', [account.id]);
    await database.change('DELETE FROM personal_tokens WHERE accountId = ?', [account.id]);
    const about = { accountId: account.id, byOperator: true, withoutSecondFactor };
    const action = 'account.resetPassword';
    await new Trail(database).append({ chain: organisationChain, at: now, action, actorAccountId: null, about });
    return inGroups(code);
  });
}
