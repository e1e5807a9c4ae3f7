import { Entity, Unique } from 'typeorm';
import { CodeColumn, DigestColumn, IdColumn, InstantColumn, NameColumn, ReferenceColumn } from '../database/columns.js';
import { Account } from './account.entity.js';

/** With what a program acts for its holder. Only the digest of the secret is stored. */
@Entity('personal_tokens')
@Unique(['tokenDigest'])
@Unique(['requestId'])
export class PersonalToken {
  @IdColumn() id: number;
  @ReferenceColumn(() => Account) accountId: number;
  @CodeColumn(36) requestId: string;
  @DigestColumn() tokenDigest: string;
  /** What its holder calls it. */
  @NameColumn(60) name: string;
  /** Names of token-scopes.ts, with a blank between them. */
  @CodeColumn(200) scopes: string;
  @InstantColumn() createdAt: string;
  @InstantColumn() expiresAt: string;
  /** To the minute. */
  @InstantColumn({ nullable: true }) lastUsedAt: string | null;
}
