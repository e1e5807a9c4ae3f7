import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { addMinutes, Clock, type Instant } from '../calendar.js';
import { Database } from '../database/database.js';
import type { Holding, Role } from '../http/allow.js';
import { Refusal } from '../http/refusal.js';
import type { Visit } from './device.js';
import { Policies } from './policies.service.js';
import { nowhere } from './rights.js';
import { mustEnrol } from './second-factor.js';
import { Session } from './session.entity.js';
import { isOver, seenMinutes } from './session-times.js';

/** Whose session it is, and what the account holds at this moment. */
export interface SignedInAccount {
  accountId: number;
  memberId: number | null;
  displayName: string;
  mustChangePassword: boolean;
  /** A policy asks for a second factor that isn't set up yet. */
  mustEnrol: boolean;
  /** When the password was last proven in this session. */
  provenAt: Instant;
  holdings: Holding[];
}

interface SessionRow {
  accountId: number;
  memberId: number | null;
  displayName: string;
  mustChangePassword: 0 | 1;
  enrolledAt: Instant | null;
  createdAt: Instant;
  lastSeenAt: Instant;
  expiresAt: Instant;
  provenAt: Instant | null;
  role: Role | null;
  unitPath: string | null;
  branchPath: string | null;
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
    const { rows, values } = await this.database.read(async () => ({
      rows: await this.rowsOf(tokenDigest),
      values: await this.policies.read(),
    }));
    const [first] = rows;
    if (!first || isOver(first, values, now)) return undefined;
    if (now >= addMinutes(first.lastSeenAt, seenMinutes)) await this.seen(tokenDigest, now);
    const { accountId, memberId, displayName, mustChangePassword } = first;
    const holdings = holdingsOf(rows);
    return {
      accountId,
      memberId,
      displayName,
      mustChangePassword: mustChangePassword === 1,
      mustEnrol: mustEnrol(holdings, first.enrolledAt !== null, values),
      provenAt: first.provenAt ?? first.createdAt,
      holdings,
    };
  }

  /** Begins a session, always with a new secret. Call it inside the `write` that decided to; answers what the cookie holds. */
  async begin(accountId: number, visit: Visit, now: Instant): Promise<string> {
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
    const today = this.clock.today();
    return this.database.rows<SessionRow>(
      `SELECT sessions.accountId, accounts.memberId, accounts.displayName, accounts.mustChangePassword,
              sessions.createdAt, sessions.lastSeenAt, sessions.expiresAt, sessions.provenAt,
              second_factors.confirmedAt AS enrolledAt,
              role_assignments.role, held.path AS unitPath, branches.path AS branchPath
         FROM sessions
         JOIN accounts ON accounts.id = sessions.accountId AND accounts.suspendedAt IS NULL
         LEFT JOIN second_factors ON second_factors.accountId = accounts.id AND second_factors.confirmedAt IS NOT NULL
         LEFT JOIN memberships ON memberships.memberId = accounts.memberId
              AND memberships.fromDay <= ? AND (memberships.untilDay IS NULL OR memberships.untilDay > ?)
         LEFT JOIN units branches ON branches.id = memberships.branchId
         LEFT JOIN role_assignments ON role_assignments.accountId = accounts.id
              AND role_assignments.fromDay <= ? AND (role_assignments.untilDay IS NULL OR role_assignments.untilDay > ?)
         LEFT JOIN units held ON held.id = role_assignments.unitId
        WHERE sessions.tokenDigest = ?`,
      [today, today, today, today, tokenDigest],
    );
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

/** One row for each role; whoever's account belongs to a member is a member too, of today's branch or of none. */
function holdingsOf(rows: readonly SessionRow[]): Holding[] {
  const assigned = rows.flatMap(({ role, unitPath }) => (role && unitPath ? [{ role, unitPath }] : []));
  const [first] = rows;
  if (!first || first.memberId === null) return assigned;
  return [...assigned, { role: 'member', unitPath: first.branchPath ?? nowhere }];
}
