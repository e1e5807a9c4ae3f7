import { Injectable } from '@nestjs/common';
import { organisationChain, Trail } from '../audit/trail.service.js';
import { Clock, type Instant } from '../calendar.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { Refusal } from '../http/refusal.js';
import type { Device } from './device.js';
import { Policies } from './policies.service.js';
import type { SessionView } from './sessions.dto.js';
import { endOf, isOver } from './session-times.js';
import { digestOf, Sessions } from './sessions.service.js';

interface SessionRow {
  tokenDigest: string;
  createdAt: Instant;
  lastSeenAt: Instant;
  expiresAt: Instant;
  browser: Device['browser'] | null;
  operatingSystem: Device['operatingSystem'] | null;
  network: string | null;
}

/** What a session is called in the list of its owner's: made of its digest, from which nobody finds the secret. */
const keyOf = (tokenDigest: string): string => digestOf(`key of ${tokenDigest}`).slice(0, 32);

/** Where an account is signed in, and how to end that. */
@Injectable()
export class SessionList {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly trail: Trail,
    private readonly policies: Policies,
    private readonly sessions: Sessions,
  ) {}

  /** The one that asks first, then those used last. */
  async list(accountId: number, token: string | undefined): Promise<SessionView[]> {
    const now = this.clock.now();
    const { rows, values } = await this.database.read(async () => ({
      rows: await this.rows(accountId),
      values: await this.policies.read(),
    }));
    const current = digestOf(token ?? '');
    return rows
      .filter((row) => !isOver(row, values, now))
      .sort((one, other) => Number(other.tokenDigest === current) - Number(one.tokenDigest === current))
      .map((row) => ({
        key: keyOf(row.tokenDigest),
        isCurrent: row.tokenDigest === current,
        beganAt: row.createdAt,
        lastSeenAt: row.lastSeenAt,
        endsAt: endOf(row, values),
        browser: row.browser ?? 'other',
        system: row.operatingSystem ?? 'other',
        network: row.network,
      }));
  }

  /** @throws notFound for one that is over, or another account's */
  async endOne(accountId: number, key: string): Promise<void> {
    await this.database.write(async () => {
      const found = (await this.rows(accountId)).find(({ tokenDigest }) => keyOf(tokenDigest) === key);
      if (!found) throw new Refusal('notFound');
      await this.database.change('DELETE FROM sessions WHERE tokenDigest = ?', [found.tokenDigest]);
    });
  }

  async endOthers(accountId: number, token: string | undefined): Promise<void> {
    await this.database.write(() => this.sessions.endAll(accountId, token));
  }

  async endEverywhere(accountId: number): Promise<void> {
    await this.database.write(() => this.sessions.endAll(accountId));
  }

  /** Whoever looks after safety puts an account out everywhere; it may sign in again. @throws notFound */
  async endByAdministrator(actor: Actor, accountId: number): Promise<void> {
    const at = this.clock.now();
    await this.database.write(async () => {
      const account = await this.database.lock('accounts', accountId);
      if (!account) throw new Refusal('notFound');
      const ended = await this.sessions.endAll(accountId);
      const about = { accountId, sessions: ended };
      const action = 'account.endSessions';
      await this.trail.append({ chain: organisationChain, at, action, actorAccountId: actor.accountId, about });
    });
  }

  private rows(accountId: number): Promise<SessionRow[]> {
    return this.database.rows<SessionRow>(
      `SELECT tokenDigest, createdAt, lastSeenAt, expiresAt, browser, operatingSystem, network FROM sessions
        WHERE accountId = ? ORDER BY lastSeenAt DESC, tokenDigest`,
      [accountId],
    );
  }
}
