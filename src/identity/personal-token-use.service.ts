import { Injectable } from '@nestjs/common';
import { addMinutes, Clock, type Instant } from '../calendar.js';
import { Database } from '../database/database.js';
import { looksLikeToken, tokenDigestOf } from './bearer.js';
import { policiesIn } from './policies.service.js';
import { accountOf, type SignedInAccount, standingOf, type StandingRow } from './signed-in.js';
import type { TokenScope } from './token-scopes.js';

/** That it is in use is written down once a minute at most. */
const usedMinutes = 1;

interface TokenRow extends StandingRow {
  scopes: string;
  expiresAt: Instant;
  lastUsedAt: Instant | null;
}

/** Who is behind the secret of a personal token. */
@Injectable()
export class PersonalTokenUse {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * The token's account with what it holds today, read anew for each request as for a session; undefined when there is no such
   * token, it is over, its holder is suspended, or the organisation has no personal tokens (any more).
   */
  async find(token: string): Promise<SignedInAccount | undefined> {
    if (!looksLikeToken(token)) return undefined;
    const now = this.clock.now();
    const digest = tokenDigestOf(token);
    const columns = 'personal_tokens.scopes, personal_tokens.expiresAt, personal_tokens.lastUsedAt';
    const { dialect } = this.database;
    const { sql, parameters } = standingOf({ table: 'personal_tokens', columns, dialect }, digest, this.clock.today());
    const [first, ...rest] = await this.database.select<TokenRow>(sql, parameters);
    if (!first) return undefined;
    const values = policiesIn(first.policyChanges);
    if (now >= first.expiresAt || !values.personalTokens) return undefined;
    if (first.lastUsedAt === null || now >= addMinutes(first.lastUsedAt, usedMinutes)) await this.used(digest, now);
    return { ...accountOf([first, ...rest], values), scopes: first.scopes.split(' ') as TokenScope[] };
  }

  private async used(digest: string, now: Instant): Promise<void> {
    await this.database.write(() =>
      this.database.change(
        'UPDATE personal_tokens SET lastUsedAt = ? WHERE tokenDigest = ? AND (lastUsedAt IS NULL OR lastUsedAt < ?)',
        [now, digest, now],
      ),
    );
  }
}
