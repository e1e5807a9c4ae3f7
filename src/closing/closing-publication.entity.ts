import { Entity, Index, Unique } from 'typeorm';
import {
  CodeColumn,
  CountColumn,
  DayColumn,
  DigestColumn,
  IdColumn,
  InstantColumn,
  NameColumn,
  ReferenceColumn,
  TextColumn,
} from '../database/columns.js';
import { Account } from '../identity/account.entity.js';
import { Member } from '../organisation/member.entity.js';
import { Unit } from '../organisation/unit.entity.js';
import { Closing } from './closing.entity.js';

/** full: by the branch. changed: again by itself, after a correction slip or an upheld objection. */
export type ClosingPublicationKind = 'full' | 'changed';

/** A closing as it was published: the rows of one revision, for some working days. Only ever inserted. */
@Entity('closing_publications')
@Unique(['branchId', 'number'])
@Index(['closingId'])
export class ClosingPublication {
  @IdColumn() id: number;
  @ReferenceColumn(() => Closing, { indexed: false }) closingId: number;
  @ReferenceColumn(() => Unit, { indexed: false }) branchId: number;
  /** Running number of the branch's published closings, from 1, without gaps. */
  @CountColumn() number: number;
  @CodeColumn(10) kind: ClosingPublicationKind;
  @CountColumn() revision: number;
  /** First and last day of the window, both included. */
  @DayColumn() fromDay: string;
  @DayColumn() untilDay: string;
  @CountColumn() workingDays: number;
  @NameColumn(200) contact: string;
  @InstantColumn() publishedAt: string;
  @ReferenceColumn(() => Account, { nullable: true }) publishedBy: number | null;
  /** SHA-256 over the publication's facts and the digest of its revision, see closing/rows.ts. */
  @DigestColumn() digest: string;
  /** The branch's trail as it stood when this was published; printed, so that the head leaves the building. */
  @CountColumn() trailSequence: number;
  @DigestColumn() trailHash: string;
}

/** A publication that was taken back, with the reason for everybody to read. Only ever inserted. */
@Entity('closing_withdrawals')
export class ClosingWithdrawal {
  @ReferenceColumn(() => ClosingPublication, { primary: true, indexed: false }) publicationId: number;
  @TextColumn() reason: string;
  @InstantColumn() withdrawnAt: string;
  @ReferenceColumn(() => Account) withdrawnBy: number;
}

/** An objection, with its author's name, to one row of a published closing. */
@Entity('closing_objections')
@Unique(['requestId'])
@Index(['closingId', 'state'])
export class ClosingObjection {
  @IdColumn() id: number;
  @CodeColumn(36) requestId: string;
  @ReferenceColumn(() => Closing, { indexed: false }) closingId: number;
  @ReferenceColumn(() => ClosingPublication) publicationId: number;
  @ReferenceColumn(() => Member) subjectMemberId: number;
  @ReferenceColumn(() => Member) authorMemberId: number;
  @TextColumn() reason: string;
  @CodeColumn(10) state: 'open' | 'upheld' | 'rejected' | 'withdrawn' | 'closed';
  @InstantColumn() raisedAt: string;
  @DayColumn() raisedDay: string;
  @TextColumn({ nullable: true }) answer: string | null;
  @InstantColumn({ nullable: true }) answeredAt: string | null;
  @ReferenceColumn(() => Account, { nullable: true }) answeredBy: number | null;
  @ReferenceColumn(() => Member, { nullable: true }) answeredByMemberId: number | null;
  @CountColumn() version: number;
}
