import { Entity, Unique } from 'typeorm';
import { BranchMonth } from '../assessments/branch-month.entity.js';
import {
  CodeColumn,
  CountColumn,
  DayColumn,
  DigestColumn,
  IdColumn,
  InstantColumn,
  NameColumn,
  ReferenceColumn,
} from '../database/columns.js';
import { Account } from '../identity/account.entity.js';
import { Unit } from '../organisation/unit.entity.js';
import { SchemeVersion } from '../schemes/scheme-version.entity.js';

/**
 * full: the whole month. imported: a whole month from before the service, whose figures came from a table and were not computed
 * here. objection, correction: only the rows that an upheld objection or a correction slip changed; the
 * others stand as they were published before.
 */
export type PublicationKind = 'full' | 'imported' | 'objection' | 'correction';

/** A branch's month as it was published. Only ever inserted; the database refuses to change or delete it. */
@Entity('publications')
@Unique(['branchMonthId', 'revision'])
@Unique(['branchId', 'number'])
export class Publication {
  @IdColumn() id: number;
  @ReferenceColumn(() => BranchMonth, { indexed: false }) branchMonthId: number;
  // Both are always filled; the columns came later than the table.
  @CodeColumn(20, { nullable: true }) kind: PublicationKind;
  /** Which columns the digest is over, see publication/digest.ts. */
  @CountColumn({ nullable: true }) digestVersion: number;
  @CountColumn() revision: number;
  @ReferenceColumn(() => Unit, { indexed: false }) branchId: number;
  /** Running number of the branch's publications, from 1, without gaps. */
  @CountColumn() number: number;
  @ReferenceColumn(() => SchemeVersion) schemeVersionId: number;
  @InstantColumn() publishedAt: string;
  @ReferenceColumn(() => Account) publishedBy: number;
  /** First and last day of the window, both included. */
  @DayColumn() fromDay: string;
  @DayColumn() untilDay: string;
  @CountColumn() workingDays: number;
  /** Who takes objections and how, as printed. */
  @NameColumn(200) contact: string;
  /** SHA-256 over the published rows, see publication/digest.ts. */
  @DigestColumn() digest: string;
  /** The branch's trail as it stood when this was published; printed on the board, so that the head leaves the building. */
  @CountColumn() trailSequence: number;
  @DigestColumn() trailHash: string;
}
