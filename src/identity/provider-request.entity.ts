import { Entity, Index } from 'typeorm';
import { CodeColumn, DigestColumn, InstantColumn, NameColumn, ReferenceColumn } from '../database/columns.js';
import { Account } from './account.entity.js';

/** Somebody is on the way to the provider. Found by the digest of what his browser keeps, used once, forgotten in ten minutes. */
@Entity('provider_requests')
@Index(['expiresAt'])
export class ProviderRequest {
  @DigestColumn({ primary: true }) secretDigest: string;
  @CodeColumn(64) state: string;
  @CodeColumn(64) nonce: string;
  /** Of PKCE: whoever has the code alone gets nothing for it. */
  @CodeColumn(128) verifier: string;
  /** Who links his account; null for who signs in. */
  @ReferenceColumn(() => Account, { nullable: true }) accountId: number | null;
  /** Where in our own client he goes afterwards. */
  @NameColumn(500) returnPath: string;
  @InstantColumn() expiresAt: string;
}
