import { Injectable } from '@nestjs/common';
import { organisationChain, Trail } from '../audit/trail.service.js';
import { addMinutes, Clock, type Instant } from '../calendar.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { invalid, Refusal } from '../http/refusal.js';
import { newToken, tokenDigestOf } from './bearer.js';
import { PersonalToken } from './personal-token.entity.js';
import type {
  NewPersonalTokenBody,
  PersonalTokenList,
  PersonalTokenView,
  PersonalTokenWithSecret,
} from './personal-tokens.dto.js';
import { tokenDaysMost } from './personal-tokens.dto.js';
import { Policies } from './policies.service.js';
import { type TokenScope, tokenScopeNames } from './token-scopes.js';

interface TokenRow extends Omit<PersonalTokenView, 'scopes'> {
  scopes: string;
}

const columns = 'id, name, scopes, createdAt, expiresAt, lastUsedAt';
const minutesOfDay = 24 * 60;
/** Who needs more has lost sight of them. */
const tokensMost = 20;

/** A person's tokens: made and revoked by himself, seen and revoked by the administrator of accounts. Nobody sees a secret twice. */
@Injectable()
export class PersonalTokens {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly trail: Trail,
    private readonly policies: Policies,
  ) {}

  /** The newest first. What is over stays in the list until another one is made. */
  async of(accountId: number): Promise<PersonalTokenList> {
    const { personalTokens: allowed, personalTokenDaysMax } = await this.policies.read();
    const rows = await this.database.read(() =>
      this.database.rows<TokenRow>(`SELECT ${columns} FROM personal_tokens WHERE accountId = ? ORDER BY id DESC`, [
        accountId,
      ]),
    );
    return { items: rows.map(viewOf), allowed, daysMax: Math.min(personalTokenDaysMax, tokenDaysMost) };
  }

  /** @throws invalid, conflict when the organisation has no tokens or the account has too many */
  async create(actor: Actor, body: NewPersonalTokenBody): Promise<PersonalTokenWithSecret> {
    const now = this.clock.now();
    const { personalTokens, personalTokenDaysMax } = await this.policies.read();
    if (!personalTokens) throw conflict('tokensOff');
    if (body.days > personalTokenDaysMax) throw invalid('days', 'tooMany', { max: personalTokenDaysMax });
    const secret = newToken();
    return this.database.write(async () => {
      await this.database.lock('accounts', actor.accountId);
      const repeated = await this.repeated(actor.accountId, body);
      if (repeated) return { token: viewOf(repeated), secret: null };
      await this.database.change('DELETE FROM personal_tokens WHERE accountId = ? AND expiresAt <= ?', [
        actor.accountId,
        now,
      ]);
      await this.requireRoom(actor.accountId);
      const token = await this.insert(actor, body, secret, now);
      return { token, secret };
    });
  }

  /** @throws notFound when the account has no such token */
  async revoke(actor: Actor, accountId: number, id: number): Promise<void> {
    const at = this.clock.now();
    await this.database.write(async () => {
      const revoked = await this.database.change('DELETE FROM personal_tokens WHERE id = ? AND accountId = ?', [
        id,
        accountId,
      ]);
      if (revoked !== 1) throw new Refusal('notFound');
      await this.record('account.revokeToken', actor, at, { accountId, tokenId: id });
    });
  }

  /** Ends all tokens of an account. Call it inside the `write` whose line says why. */
  async endAll(accountId: number): Promise<void> {
    await this.database.change('DELETE FROM personal_tokens WHERE accountId = ?', [accountId]);
  }

  private async insert(
    actor: Actor,
    { requestId, name, scopes, days }: NewPersonalTokenBody,
    secret: string,
    now: Instant,
  ): Promise<PersonalTokenView> {
    const { accountId } = actor;
    const row = {
      name,
      scopes: inOrder(scopes),
      createdAt: now,
      expiresAt: addMinutes(now, days * minutesOfDay),
      lastUsedAt: null,
    };
    const [id] = await this.database.insert(PersonalToken, [
      { ...row, accountId, requestId, tokenDigest: tokenDigestOf(secret) },
    ]);
    const { expiresAt } = row;
    await this.record('account.createToken', actor, now, { accountId, tokenId: id!, scopes: row.scopes, expiresAt });
    return viewOf({ ...row, id: id! });
  }

  private async requireRoom(accountId: number): Promise<void> {
    const held = await this.database.row<{ count: number }>(
      'SELECT COUNT(*) AS count FROM personal_tokens WHERE accountId = ?',
      [accountId],
    );
    if ((held?.count ?? 0) >= tokensMost) throw conflict('tooManyTokens', { max: tokensMost });
  }

  /** The token that this very request has made before. @throws invalid if the key was used for another one */
  private async repeated(accountId: number, { requestId, name, scopes }: NewPersonalTokenBody) {
    const found = await this.database.row<TokenRow & { accountId: number }>(
      `SELECT ${columns}, accountId FROM personal_tokens WHERE requestId = ?`,
      [requestId],
    );
    if (!found) return undefined;
    const same = found.accountId === accountId && found.name === name && found.scopes === inOrder(scopes);
    if (!same) throw invalid('requestId', 'usedForSomethingElse');
    return found;
  }

  private async record(action: string, actor: Actor, at: Instant, about: Record<string, string | number>) {
    const { accountId: actorAccountId } = actor;
    await this.trail.append({ chain: organisationChain, at, action, actorAccountId, about });
  }
}

const inOrder = (scopes: readonly TokenScope[]): string =>
  tokenScopeNames.filter((name) => scopes.includes(name)).join(' ');

function viewOf({ id, name, scopes, createdAt, expiresAt, lastUsedAt }: TokenRow): PersonalTokenView {
  return { id, name, scopes: scopes.split(' ') as TokenScope[], createdAt, expiresAt, lastUsedAt };
}

function conflict(code: string, params?: Record<string, number>): Refusal {
  return new Refusal('conflict', { errors: [{ path: '', code, ...(params && { params }) }] });
}
