import { Entity, Index } from 'typeorm';
import { CountColumn, DigestColumn, IdColumn, InstantColumn } from '../database/columns.js';

/**
 * What one instance has counted against an allowance; the sum over all rows of a key is what is used. Rows are only added, so
 * that no instance waits for another. Who it was is a keyed digest: the table tells nobody's address.
 */
@Entity('limit_uses')
@Index(['keyDigest', 'endsAt'])
@Index(['endsAt'])
export class LimitUse {
  @IdColumn() id: number;
  @DigestColumn() keyDigest: string;
  /** When the window ends; the row means nothing afterwards. */
  @InstantColumn() endsAt: string;
  /** Negative where a guess turned out right and is given back. */
  @CountColumn() used: number;
}
