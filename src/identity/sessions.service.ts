import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { addMinutes, Clock, type Instant } from '../calendar.js';
import { Database } from '../database/database.js';
import { Session } from './session.entity.js';
import { accountOf, type SignedInAccount, standingOf, type StandingRow } from './signed-in.js';

/** A session ends 12 hours after it began, and earlier when nobody used it for half an hour. */
const lifeMinutes = 12 * 60;
const idleMinutes = 30;
/** That it is in use is written down once a minute at most, so the half hour may be up to a minute short. */
const seenMinutes = 1;

interface SessionRow extends StandingRow {
  lastSeenAt: Instant;
  expiresAt: Instant;
}

export const digestOf = (token: string): string => createHash('sha256').update(token).digest('hex');

export function isOver({ lastSeenAt, expiresAt }: Pick<SessionRow, 'lastSeenAt' | 'expiresAt'>, now: Instant): boolean {
  return now >= expiresAt || now >= addMinutes(lastSeenAt, idleMinutes);
}

/** Browsers that are signed in. The database has only the digest of a session's secret: reading it signs nobody in. */
@Injectable()
export class Sessions {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * The account behind a session's secret with what it holds today; undefined when there is no such session, it is over,
   * or the account is suspended. Everything is read anew, in one statement, so that what ended is gone at the next request.
   */
  async find(token: string): Promise<SignedInAccount | undefined> {
    const now = this.clock.now();
    const tokenDigest = digestOf(token);
    const rows = await this.database.read(() => this.rowsOf(tokenDigest));
    const [first, ...rest] = rows;
    if (!first || isOver(first, now)) return undefined;
    if (now >= addMinutes(first.lastSeenAt, seenMinutes)) await this.seen(tokenDigest, now);
    return accountOf([first, ...rest]);
  }

  /** Begins a session, always with a new secret. Call it inside the `write` that decided to; answers what the cookie holds. */
  async begin(accountId: number, now: Instant): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    await this.database.change('DELETE FROM sessions WHERE accountId = ? AND (expiresAt <= ? OR lastSeenAt <= ?)', [
      accountId,
      now,
      addMinutes(now, -idleMinutes),
    ]);
    await this.database.insert(Session, [
      {
        tokenDigest: digestOf(token),
        accountId,
        createdAt: now,
        lastSeenAt: now,
        expiresAt: addMinutes(now, lifeMinutes),
      },
    ]);
    return token;
  }

  async end(token: string): Promise<void> {
    await this.database.write(() =>
      this.database.change('DELETE FROM sessions WHERE tokenDigest = ?', [digestOf(token)]),
    );
  }

  /** Ends all sessions of an account, but for the one that is named. Call it inside a `write`. */
  async endAll(accountId: number, exceptToken?: string): Promise<void> {
    await this.database.change('DELETE FROM sessions WHERE accountId = ? AND tokenDigest <> ?', [
      accountId,
      exceptToken === undefined ? '' : digestOf(exceptToken),
    ]);
  }

  private rowsOf(tokenDigest: string): Promise<SessionRow[]> {
    const columns = 'sessions.lastSeenAt, sessions.expiresAt';
    const { sql, parameters } = standingOf({ table: 'sessions', columns }, tokenDigest, this.clock.today());
    return this.database.rows<SessionRow>(sql, parameters);
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
