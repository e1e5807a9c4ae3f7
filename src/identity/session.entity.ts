import { Entity, Index } from 'typeorm';
import { CodeColumn, DigestColumn, FlagColumn, InstantColumn, ReferenceColumn } from '../database/columns.js';
import { Account } from './account.entity.js';

/** A browser that is signed in. Only the digest of the cookie's random value is stored. */
@Entity('sessions')
@Index(['expiresAt'])
export class Session {
  @DigestColumn({ primary: true }) tokenDigest: string;
  @ReferenceColumn(() => Account) accountId: number;
  @InstantColumn() createdAt: string;
  @InstantColumn() lastSeenAt: string;
  @InstantColumn() expiresAt: string;
  /** When the password was last proven in it; null: not since it began. */
  @InstantColumn({ nullable: true }) provenAt: string | null;
  /** Began through a provider that asked for a second factor, so none of ours has to be set up for it. */
  @FlagColumn({ nullable: true }) secondFactorElsewhere: boolean | null;
  /** What is shown to its owner: which browser on which system, and from which network, roughly. */
  @CodeColumn(20, { nullable: true }) browser: string | null;
  @CodeColumn(20, { nullable: true }) operatingSystem: string | null;
  @CodeColumn(50, { nullable: true }) network: string | null;
}
