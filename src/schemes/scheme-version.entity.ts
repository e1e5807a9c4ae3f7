import { Entity, Index, Unique } from 'typeorm';
import {
  CodeColumn,
  CountColumn,
  DigestColumn,
  FileColumn,
  IdColumn,
  InstantColumn,
  JsonColumn,
  MonthColumn,
  NameColumn,
  ReferenceColumn,
} from '../database/columns.js';
import { Account } from '../identity/account.entity.js';
import { Unit } from '../organisation/unit.entity.js';

/**
 * A version of a scheme as data: the organisation's, or that of one branch with items of its own. What is published never
 * changes, the database refuses it: a month keeps the version it was opened with.
 */
@Entity('scheme_versions')
@Unique(['schemeCode', 'version'])
@Index(['draftId'], { unique: true })
@Index(['requestId'], { unique: true })
export class SchemeVersion {
  @IdColumn() id: number;
  @CodeColumn(60) schemeCode: string;
  @CodeColumn(40) version: string;
  @MonthColumn() effectiveFromMonth: string;
  @InstantColumn() publishedAt: string;
  /** The scheme as canonical JSON, see src/scoring/scheme.ts. */
  @JsonColumn() definition: string;
  @DigestColumn() digest: string;
  @NameColumn(500, { nullable: true }) note: string | null;
  /** The file as it was published. A branch's version has none of its own: its file is its base's with its items. */
  @FileColumn({ nullable: true }) source: string | null;
  /** Null: the service itself did, when it was first started. */
  @ReferenceColumn(() => Account, { nullable: true }) publishedBy: number | null;
  /** The draft that became this version and is gone since: whoever publishes it again learns that it is done. */
  @CountColumn({ nullable: true }) draftId: number | null;
  /** Null: the organisation's. */
  @ReferenceColumn(() => Unit, { nullable: true }) branchId: number | null;
  /** The organisation's version that a branch's items were added to. */
  @ReferenceColumn(() => SchemeVersion, { nullable: true }) basedOnId: number | null;
  /** A branch's own items as canonical JSON; an empty list where it has taken them away. */
  @JsonColumn({ nullable: true }) ownItems: string | null;
  /** The key that the client gave a change of own items, so that a repeated request publishes nothing twice. */
  @CodeColumn(36, { nullable: true }) requestId: string | null;
}
