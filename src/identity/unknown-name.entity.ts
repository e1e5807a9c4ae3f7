import { Entity, Index } from 'typeorm';
import { CountColumn, DigestColumn, InstantColumn } from '../database/columns.js';

/** A sign-in name that was tried and that nobody has. Only a keyed digest of it: people type passwords there by mistake. */
@Entity('unknown_names')
@Index(['triedAt'])
export class UnknownName {
  @DigestColumn({ primary: true }) keyDigest: string;
  @CountColumn() failedSignIns: number;
  @InstantColumn({ nullable: true }) lockedUntil: string | null;
  @InstantColumn() triedAt: string;
}
