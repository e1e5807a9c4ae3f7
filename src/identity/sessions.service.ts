import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { addMinutes, Clock, type Instant } from '../calendar.js';
import { Database } from '../database/database.js';
import { Refusal } from '../http/refusal.js';
import type { Visit } from './device.js';
import { Policies, policiesIn } from './policies.service.js';
import { Session } from './session.entity.js';
import { isOver, seenMinutes } from './session-times.js';
import { accountOf, type SignedInAccount, standingOf, type StandingRow } from './signed-in.js';

interface SessionRow extends StandingRow {
  createdAt: Instant;
  lastSeenAt: Instant;
  expiresAt: Instant;
  provenAt: Instant | null;
  secondFactorElsewhere: 0 | 1 | null;
}

export const digestOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** A secret for a cookie: 32 random bytes. */
export const newToken = (): string => randomBytes(32).toString('base64url');

/** Browsers that are signed in. The database has only the digest of a session's secret: reading it signs nobody in. */
@Injectable()
export class Sessions {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly policies: Policies,
  ) {}

  /**
   * The account behind a session's secret with what it holds today; undefined when there is no such session, it is over,
   * or the account is suspended. Everything is read anew, in one statement, so that what ended is gone at the next request.
   */
  async find(token: string): Promise<SignedInAccount | undefined> {
    const now = this.clock.now();
    const tokenDigest = digestOf(token);
    const [first, ...rest] = await this.rowsOf(tokenDigest);
    if (!first) return undefined;
    const values = policiesIn(first.policyChanges);
    if (isOver(first, values, now)) return undefined;
    if (now >= addMinutes(first.lastSeenAt, seenMinutes)) await this.seen(tokenDigest, now);
    const account = accountOf([first, ...rest], values);
    const mustEnrol = account.mustEnrol && first.secondFactorElsewhere !== 1;
    return { ...account, mustEnrol, provenAt: first.provenAt ?? first.createdAt };
  }

  /** Begins a session, always with a new secret. Call it inside the `write` that decided to; answers what the cookie holds. */
  async begin(accountId: number, visit: Visit & { secondFactorElsewhere?: boolean }, now: Instant): Promise<string> {
    const token = newToken();
    const { sessionIdleMinutes, sessionLifeMinutes } = await this.policies.read();
    await this.database.change('DELETE FROM sessions WHERE accountId = ? AND (expiresAt <= ? OR lastSeenAt <= ?)', [
      accountId,
      now,
      addMinutes(now, -sessionIdleMinutes),
    ]);
    const expiresAt = addMinutes(now, sessionLifeMinutes);
    await this.database.insert(Session, [
      { tokenDigest: digestOf(token), accountId, createdAt: now, lastSeenAt: now, expiresAt, provenAt: now, ...visit },
    ]);
    return token;
  }

  /**
   * Gives a session another secret: whatever it may do from now on, a secret that somebody saw before may not.
   * Call it inside a `write`. @throws signInRequired when the session has ended meanwhile
   */
  async renew(token: string, provenAt?: Instant): Promise<string> {
    const next = newToken();
    const changed = await this.database.change(
      'UPDATE sessions SET tokenDigest = ?, provenAt = COALESCE(?, provenAt) WHERE tokenDigest = ?',
      [digestOf(next), provenAt ?? null, digestOf(token)],
    );
    if (changed !== 1) throw new Refusal('signInRequired');
    return next;
  }

  async end(token: string): Promise<void> {
    await this.database.write(() =>
      this.database.change('DELETE FROM sessions WHERE tokenDigest = ?', [digestOf(token)]),
    );
  }

  /**
   * Ends all sessions of an account, but for the one that is named, and every sign-in that waits for its second step.
   * Call it inside a `write`. Answers how many sessions ended.
   */
  async endAll(accountId: number, exceptToken?: string): Promise<number> {
    await this.database.change('DELETE FROM half_sign_ins WHERE accountId = ?', [accountId]);
    return this.database.change('DELETE FROM sessions WHERE accountId = ? AND tokenDigest <> ?', [
      accountId,
      exceptToken === undefined ? '' : digestOf(exceptToken),
    ]);
  }

  private rowsOf(tokenDigest: string): Promise<SessionRow[]> {
    const columns =
      'sessions.createdAt, sessions.lastSeenAt, sessions.expiresAt, sessions.provenAt, sessions.secondFactorElsewhere';
    const { dialect } = this.database;
    const { sql, parameters } = standingOf({ table: 'sessions', columns, dialect }, tokenDigest, this.clock.today());
    return this.database.select<SessionRow>(sql, parameters);
  }

  private async seen(tokenDigest: string, now: Instant): Promise<void> {
    await this.database.write(() =>
      this.database.change('UPDATE sessions SET lastSeenAt = ? WHERE tokenDigest = ? AND lastSeenAt < ?', [
        now,
        tokenDigest,
        now,
      ]),
    );
  }
}
