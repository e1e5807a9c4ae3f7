import { Entity } from 'typeorm';
import { CodeColumn, CountColumn, DigestColumn, InstantColumn, ReferenceColumn } from '../database/columns.js';
import { Account } from './account.entity.js';

/** An account's authenticator app: set up when a code of it was shown, and until then no more than begun. */
@Entity('second_factors')
export class SecondFactor {
  @ReferenceColumn(() => Account, { primary: true, indexed: false }) accountId: number;
  /** Sealed with the ring of keys; its context is secretContext(accountId). */
  @CodeColumn(200) sealedSecret: string;
  @InstantColumn() begunAt: string;
  @InstantColumn({ nullable: true }) confirmedAt: string | null;
  /** The half minute (since 1970) of the last code that was taken: neither it nor an earlier one is taken again. */
  @CountColumn() lastStep: number;
  @CountColumn() failedTries: number;
  @InstantColumn({ nullable: true }) lockedUntil: string | null;
  /** 32 hexadecimal digits; the ten recovery codes are hashed with it. */
  @CodeColumn(32) recoverySalt: string;
}

/** A code that stands in for a lost telephone, once. Only its argon2id hash is stored. */
@Entity('recovery_codes')
export class RecoveryCode {
  @ReferenceColumn(() => Account, { primary: true, indexed: false }) accountId: number;
  @DigestColumn({ primary: true }) codeHash: string;
  @InstantColumn({ nullable: true }) usedAt: string | null;
}

/** A browser whose password was right and whose code is still to come. It opens nothing but the second step. */
@Entity('half_sign_ins')
export class HalfSignIn {
  @DigestColumn({ primary: true }) tokenDigest: string;
  @ReferenceColumn(() => Account) accountId: number;
  @InstantColumn() expiresAt: string;
  @CountColumn() tries: number;
}
