import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsIn, IsInt, IsUUID, Max, Min } from 'class-validator';
import type { Instant } from '../calendar.js';
import { IsText } from '../http/validation.js';
import { type TokenScope, tokenScopeNames } from './token-scopes.js';

export const tokenDaysMost = 365;

export class NewPersonalTokenBody {
  @IsUUID()
  requestId: string;

  /** What its holder calls it. */
  @IsText(60)
  name: string;

  /** What it is good for, within what its holder may do at that time. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(tokenScopeNames.length)
  @ArrayUnique()
  @IsIn(tokenScopeNames, { each: true })
  scopes: TokenScope[];

  /** For how many days it holds; the organisation may allow fewer (policy personalTokenDaysMax). */
  @IsInt()
  @Min(1)
  @Max(tokenDaysMost)
  days: number;
}

export class PersonalTokenView {
  id: number;
  name: string;
  scopes: TokenScope[];
  createdAt: Instant;
  expiresAt: Instant;
  /** To the minute; null when it was never used. */
  lastUsedAt: Instant | null;
}

export class PersonalTokenList {
  items: PersonalTokenView[];
  /** Whether the organisation has personal tokens; when it has none, those there are do not hold. */
  allowed: boolean;
  /** For how many days one may be made. */
  daysMax: number;
}

export class PersonalTokenWithSecret {
  token: PersonalTokenView;
  /** Shown this once; null when a creation is repeated, because nobody knows it any more. */
  secret: string | null;
}
