import { Entity, Index } from 'typeorm';
import { CodeColumn, CountColumn, DigestColumn, InstantColumn, JsonColumn } from '../database/columns.js';

/** The running end of a chain. Its row is the last one that a transaction locks. */
@Entity('trail_heads')
export class TrailHead {
  /** 'unit:17', or 'organisation' for what belongs to no branch. */
  @CodeColumn(40, { primary: true }) chain: string;
  @CountColumn() sequence: number;
  @DigestColumn() hash: string;
}

/** One decision, for ever. Only ever inserted. */
@Entity('trail_records')
@Index(['at'])
export class TrailRecord {
  @CodeColumn(40, { primary: true }) chain: string;
  @CountColumn({ primary: true }) sequence: number;
  @InstantColumn() at: string;
  @CodeColumn(60) action: string;
  /** What was decided, as canonical JSON of text, whole numbers and truth values. */
  @JsonColumn() body: string;
  @DigestColumn() previousHash: string;
  @DigestColumn() hash: string;
}

/** Whom a record is about, so that everybody finds the lines of his own record. Only ever inserted, with the record. */
@Entity('trail_subjects')
@Index(['memberId', 'chain', 'sequence'])
export class TrailSubject {
  @CodeColumn(40, { primary: true }) chain: string;
  @CountColumn({ primary: true }) sequence: number;
  @CountColumn({ primary: true }) memberId: number;
}

/** A member's salt: personal values stand in the trail only as salted digests, and deleting the salt erases them for good. */
@Entity('trail_salts')
export class TrailSalt {
  @CountColumn({ primary: true }) memberId: number;
  @DigestColumn() salt: string;
}
