import { Entity, Index } from 'typeorm';
import { DigestColumn, InstantColumn, ReferenceColumn } from '../database/columns.js';
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
}
