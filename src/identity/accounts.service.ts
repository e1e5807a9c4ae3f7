import { Injectable } from '@nestjs/common';
import { organisationChain, Trail } from '../audit/trail.service.js';
import { addMinutes, Clock, type Instant } from '../calendar.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { decodeCursor, pageOf } from '../http/paging.js';
import { invalid, Refusal } from '../http/refusal.js';
import { Account } from './account.entity.js';
import type { AccountPage, AccountQuery, AccountView, AccountWithCode, NewAccountBody } from './accounts.dto.js';
import { Administrators } from './administrators.service.js';
import { hashPassword, inGroups, nobodysPassword, oneTimePassword } from './passwords.js';
import { PersonalTokens } from './personal-tokens.service.js';
import type { RemovalReason } from './second-factor.js';
import { removeSecondFactor } from './second-factors.service.js';
import { Sessions } from './sessions.service.js';

interface AccountRow {
  id: number;
  version: number;
  signInName: string;
  displayName: string;
  memberId: number | null;
  suspendedAt: Instant | null;
  mustChangePassword: 0 | 1;
  lockedUntil: Instant | null;
  oneTimeCodeUntil: Instant | null;
  secondFactorAt: Instant | null;
  requestId: string | null;
}

const columns = `id, version, signInName, displayName, memberId, suspendedAt, mustChangePassword, lockedUntil, oneTimeCodeUntil,
  (SELECT confirmedAt FROM second_factors WHERE second_factors.accountId = accounts.id) AS secondFactorAt, requestId`;

/** A day: long enough to hand it over at the next meeting, too short to lie about. */
const codeMinutes = 24 * 60;

/** What the system administrator does with accounts. He never learns a password that is in use. */
@Injectable()
export class Accounts {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly trail: Trail,
    private readonly sessions: Sessions,
    private readonly administrators: Administrators,
    private readonly tokens: PersonalTokens,
  ) {}

  /** By sign-in name. */
  async list({ after, limit, q = '' }: AccountQuery): Promise<AccountPage> {
    const [from] = after === undefined ? [''] : decodeCursor(after, ['string']);
    const rows = await this.database.read(() =>
      this.database.rows<AccountRow>(
        `SELECT ${columns} FROM accounts
          WHERE signInName > ? AND (? = '' OR INSTR(signInName, ?) > 0 OR INSTR(displayName, ?) > 0)
          ORDER BY signInName LIMIT ?`,
        [from as string, q, q.toLowerCase(), q, limit + 1],
      ),
    );
    const now = this.clock.now();
    return pageOf(rows, limit, { item: (row) => viewOf(row, now), key: (row) => [row.signInName] });
  }

  /** Creates an account with a one-time code: whoever gets it chooses the password, within a day. */
  async create(actor: Actor, body: NewAccountBody): Promise<AccountWithCode> {
    const { oneTimeCode, oneTimeCodeHash } = await newOneTimeCode();
    const now = this.clock.now();
    return this.database.write(async () => {
      await this.administrators.lockOrganisation();
      const repeated = await this.repeated(body);
      if (repeated) return { account: viewOf(repeated, now), oneTimeCode: null };
      await this.requireFree(body);
      const { requestId, signInName, displayName, memberId = null } = body;
      const [id] = await this.database.insert(Account, [
        {
          signInName,
          displayName,
          memberId,
          passwordHash: nobodysPassword,
          mustChangePassword: false,
          oneTimeCodeHash,
          oneTimeCodeUntil: addMinutes(now, codeMinutes),
          failedSignIns: 0,
          createdAt: now,
          requestId,
          version: 1,
        },
      ]);
      const account = viewOf(await this.row(id as number), now);
      await this.record('account.create', actor, now, { accountId: account.id, memberId });
      return { account, oneTimeCode };
    });
  }

  /**
   * Takes an account's password away, hands out a one-time code, signs it out everywhere and ends its tokens. One's own password is
   * changed, not reset; a second factor stays.
   */
  async resetPassword(actor: Actor, accountId: number, version: number): Promise<AccountWithCode> {
    if (accountId === actor.accountId) throw new Refusal('forbidden');
    const { oneTimeCode, oneTimeCodeHash } = await newOneTimeCode();
    const now = this.clock.now();
    const account = await this.database.write(async () => {
      await this.administrators.lockOrganisation();
      await this.change(
        accountId,
        version,
        `passwordHash = ?, oneTimeCodeHash = ?, oneTimeCodeUntil = ?, mustChangePassword = 0, failedSignIns = 0,
         lockedUntil = NULL`,
        [nobodysPassword, oneTimeCodeHash, addMinutes(now, codeMinutes)],
      );
      await this.endEverywhere(accountId);
      const changed = viewOf(await this.row(accountId), now);
      await this.record('account.resetPassword', actor, now, { accountId });
      return changed;
    });
    return { account, oneTimeCode };
  }

  /**
   * For a telephone that is lost, with its recovery codes: the account signs in with its password alone again, and is signed out
   * everywhere. Nobody does it for himself. @throws forbidden, notFound, stale, wrongState when there is none
   */
  async removeSecondFactor(
    actor: Actor,
    accountId: number,
    { version, reason }: { version: number; reason: RemovalReason },
  ): Promise<AccountView> {
    if (accountId === actor.accountId) throw new Refusal('forbidden');
    const now = this.clock.now();
    return this.database.write(async () => {
      await this.administrators.lockOrganisation();
      await this.change(accountId, version, 'failedSignIns = 0, lockedUntil = NULL', []);
      if (!(await removeSecondFactor(this.database, accountId))) throw new Refusal('wrongState');
      await this.sessions.endAll(accountId);
      await this.record('account.removeSecondFactor', actor, now, { accountId, reason });
      return viewOf(await this.row(accountId), now);
    });
  }

  /** The account is signed out everywhere at once, its tokens end, and it can't sign in again until the suspension is taken back. */
  suspend(actor: Actor, accountId: number, version: number): Promise<AccountView> {
    return this.setSuspension(actor, accountId, version, true);
  }

  takeBackSuspension(actor: Actor, accountId: number, version: number): Promise<AccountView> {
    return this.setSuspension(actor, accountId, version, false);
  }

  /** @throws notFound */
  async requireThere(accountId: number): Promise<void> {
    await this.database.read(() => this.row(accountId));
  }

  private async endEverywhere(accountId: number): Promise<void> {
    await this.sessions.endAll(accountId);
    await this.tokens.endAll(accountId);
  }

  private async setSuspension(
    actor: Actor,
    accountId: number,
    version: number,
    suspend: boolean,
  ): Promise<AccountView> {
    const now = this.clock.now();
    return this.database.write(async () => {
      await this.administrators.lockOrganisation();
      const change = () => this.change(accountId, version, 'suspendedAt = ?', [suspend ? now : null]);
      await (suspend ? this.administrators.keepEach(change) : change());
      if (suspend) await this.endEverywhere(accountId);
      const changed = viewOf(await this.row(accountId), now);
      await this.record(suspend ? 'account.suspend' : 'account.unsuspend', actor, now, { accountId });
      return changed;
    });
  }

  private async row(id: number): Promise<AccountRow> {
    const found = await this.database.row<AccountRow>(`SELECT ${columns} FROM accounts WHERE id = ?`, [id]);
    if (!found) throw new Refusal('notFound');
    return found;
  }

  /** Sets columns (a text of our own) of the version that the client saw. @throws notFound, stale */
  private async change(id: number, version: number, set: string, values: readonly (string | null)[]): Promise<void> {
    const changed = await this.database.change(
      `UPDATE accounts SET ${set}, version = version + 1 WHERE id = ? AND version = ?`,
      [...values, id, version],
    );
    if (changed === 1) return;
    const { version: current } = await this.row(id);
    throw new Refusal('stale', { params: { version: current } });
  }

  /** The account that this very request has created before. @throws invalid if the key was used for another one */
  private async repeated({ requestId, signInName, displayName, memberId = null }: NewAccountBody) {
    const found = await this.database.row<AccountRow>(`SELECT ${columns} FROM accounts WHERE requestId = ?`, [
      requestId,
    ]);
    if (!found) return undefined;
    const same = found.signInName === signInName && found.displayName === displayName && found.memberId === memberId;
    if (!same) throw invalid('requestId', 'usedForSomethingElse');
    return found;
  }

  private async requireFree({ signInName, memberId = null }: NewAccountBody): Promise<void> {
    const taken = await this.database.rows<AccountRow>(
      `SELECT ${columns} FROM accounts WHERE signInName = ? OR memberId = ?`,
      [signInName, memberId],
    );
    if (taken.length > 0) {
      const path = taken.some((row) => row.signInName === signInName) ? 'signInName' : 'memberId';
      throw new Refusal('duplicate', { errors: [{ path, code: 'taken' }] });
    }
    if (memberId === null) return;
    const member = await this.database.row('SELECT id FROM members WHERE id = ?', [memberId]);
    if (!member) throw invalid('memberId', 'unknown');
  }

  private async record(
    action: string,
    actor: Actor,
    at: Instant,
    about: Record<string, string | number | null>,
  ): Promise<void> {
    await this.trail.append({ chain: organisationChain, at, action, actorAccountId: actor.accountId, about });
  }
}

async function newOneTimeCode(): Promise<{ oneTimeCode: string; oneTimeCodeHash: string }> {
  const code = oneTimePassword();
  return { oneTimeCode: inGroups(code), oneTimeCodeHash: await hashPassword(code) };
}

function viewOf(row: AccountRow, now: Instant): AccountView {
  const { id, version, signInName, displayName, memberId, suspendedAt, mustChangePassword } = row;
  const future = (instant: Instant | null) => (instant !== null && instant > now ? instant : null);
  return {
    id,
    version,
    signInName,
    displayName,
    memberId,
    suspended: suspendedAt !== null,
    mustChangePassword: mustChangePassword === 1,
    lockedUntil: future(row.lockedUntil),
    oneTimeCodeUntil: future(row.oneTimeCodeUntil),
    hasSecondFactor: row.secondFactorAt !== null,
  };
}
