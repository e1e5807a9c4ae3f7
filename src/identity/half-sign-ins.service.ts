import { Injectable } from '@nestjs/common';
import { addMinutes, Clock, type Instant } from '../calendar.js';
import { Database } from '../database/database.js';
import { Refusal } from '../http/refusal.js';
import { HalfSignIn } from './second-factor.entity.js';
import { digestOf, newToken } from './sessions.service.js';

const lifeMinutes = 5;
const triesMax = 5;

/**
 * Sign-ins between their two steps. A cookie of its own holds the secret; it opens the second step for five minutes and five tries, and
 * nothing else. It ends with whatever ends the account's sessions (Sessions.endAll).
 */
@Injectable()
export class HalfSignIns {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Call it inside the `write` that found the password right; answers what the cookie holds. */
  async begin(accountId: number, now: Instant): Promise<string> {
    const token = newToken();
    await this.database.change('DELETE FROM half_sign_ins WHERE accountId = ? AND expiresAt <= ?', [accountId, now]);
    await this.database.insert(HalfSignIn, [
      { tokenDigest: digestOf(token), accountId, expiresAt: addMinutes(now, lifeMinutes), tries: 0 },
    ]);
    return token;
  }

  /** Counts a try, before the code is looked at, and answers whose it is. @throws signInRequired: begin with the password again */
  async tryOn(token: string | undefined): Promise<number> {
    const tokenDigest = digestOf(token ?? '');
    return this.database.write(async () => {
      const counted = await this.database.change(
        'UPDATE half_sign_ins SET tries = tries + 1 WHERE tokenDigest = ? AND expiresAt > ? AND tries < ?',
        [tokenDigest, this.clock.now(), triesMax],
      );
      const row = await this.database.row<{ accountId: number }>(
        'SELECT accountId FROM half_sign_ins WHERE tokenDigest = ?',
        [tokenDigest],
      );
      if (counted !== 1 || !row) throw new Refusal('signInRequired');
      return row.accountId;
    });
  }

  /** Call it inside the `write` that begins the session. @throws signInRequired when it ended meanwhile */
  async finish(token: string): Promise<void> {
    const ended = await this.database.change('DELETE FROM half_sign_ins WHERE tokenDigest = ?', [digestOf(token)]);
    if (ended !== 1) throw new Refusal('signInRequired');
  }
}
