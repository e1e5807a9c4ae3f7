import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { addMinutes, Clock, type Instant } from '../calendar.js';
import { Database } from '../database/database.js';
import type { Holding, Role } from '../http/allow.js';
import { nowhere } from './rights.js';
import { Session } from './session.entity.js';

/** A session ends 12 hours after it began, and earlier when nobody used it for half an hour. */
const lifeMinutes = 12 * 60;
const idleMinutes = 30;
/** That it is in use is written down once a minute at most, so the half hour may be up to a minute short. */
const seenMinutes = 1;

/** Whose session it is, and what the account holds at this moment. */
export interface SignedInAccount {
  accountId: number;
  memberId: number | null;
  displayName: string;
  mustChangePassword: boolean;
  holdings: Holding[];
}

interface SessionRow {
  accountId: number;
  memberId: number | null;
  displayName: string;
  mustChangePassword: 0 | 1;
  lastSeenAt: Instant;
  expiresAt: Instant;
  role: Role | null;
  unitPath: string | null;
  branchPath: string | null;
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
    const [first] = rows;
    if (!first || isOver(first, now)) return undefined;
    if (now >= addMinutes(first.lastSeenAt, seenMinutes)) await this.seen(tokenDigest, now);
    const { accountId, memberId, displayName, mustChangePassword } = first;
    return {
      accountId,
      memberId,
      displayName,
      mustChangePassword: mustChangePassword === 1,
      holdings: holdingsOf(rows),
    };
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
    const today = this.clock.today();
    return this.database.rows<SessionRow>(
      `SELECT sessions.accountId, accounts.memberId, accounts.displayName, accounts.mustChangePassword,
              sessions.lastSeenAt, sessions.expiresAt,
              role_assignments.role, held.path AS unitPath, branches.path AS branchPath
         FROM sessions
         JOIN accounts ON accounts.id = sessions.accountId AND accounts.suspendedAt IS NULL
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
