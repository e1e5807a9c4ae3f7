import { Entity, Unique } from 'typeorm';
import {
  CodeColumn,
  CountColumn,
  DayColumn,
  FlagColumn,
  HundredthsColumn,
  IdColumn,
  InstantColumn,
  JsonColumn,
  ReferenceColumn,
  TextColumn,
} from '../database/columns.js';
import { Account } from '../identity/account.entity.js';
import { Member, type MemberStanding } from '../organisation/member.entity.js';
import { Unit } from '../organisation/unit.entity.js';
import { Publication } from '../publication/publication.entity.js';
import { BranchMonth } from './branch-month.entity.js';
import type { NotScoredReason, SheetState } from './states.js';

/** One member's sheet of one branch-month. Its lines exist only where something differs from the default or was claimed. */
@Entity('sheets')
@Unique(['branchMonthId', 'memberId'])
export class Sheet {
  @IdColumn() id: number;
  @ReferenceColumn(() => BranchMonth, { indexed: false }) branchMonthId: number;
  @ReferenceColumn(() => Member) memberId: number;
  /** As on the count day: group, place in the roster, standing and profile do not follow later changes. */
  @ReferenceColumn(() => Unit, { nullable: true }) groupId: number | null;
  @CountColumn() rosterOrder: number;
  @CodeColumn(20) standing: MemberStanding;
  @CodeColumn(20) profileCode: string;
  @CodeColumn(20) state: SheetState;
  @CodeColumn(30, { nullable: true }) notScoredReason: NotScoredReason | null;
  /** Why, in words, for the few who may read it; never published. */
  @TextColumn({ nullable: true }) notScoredNote: string | null;
  @InstantColumn({ nullable: true }) submittedAt: string | null;
  @FlagColumn() late: boolean;
  /** Decided from the organisation's records because no self-assessment came. */
  @FlagColumn() fromRecords: boolean;
  @TextColumn({ nullable: true }) returnedReason: string | null;
  /** More time for this member alone: the last day on which he is in time, whatever state the month is in by then. */
  @DayColumn({ nullable: true }) extendedUntil: string | null;
  @TextColumn({ nullable: true }) extensionReason: string | null;
  @ReferenceColumn(() => Account, { nullable: true }) extendedBy: number | null;
  @HundredthsColumn({ nullable: true }) selfScoreHundredths: number | null;
  @InstantColumn({ nullable: true }) decidedAt: string | null;
  @ReferenceColumn(() => Account, { nullable: true }) decidedBy: number | null;
  /** The decider as a member, so that the database itself refuses a decision in one's own case. */
  @ReferenceColumn(() => Member, { nullable: true }) decidedByMemberId: number | null;
  @HundredthsColumn({ nullable: true }) baseHundredths: number | null;
  @HundredthsColumn({ nullable: true }) deductionHundredths: number | null;
  @HundredthsColumn({ nullable: true }) contributionHundredths: number | null;
  @HundredthsColumn({ nullable: true }) scoreHundredths: number | null;
  /** Decided base points by category: {"B1":2000,…} in hundredths. */
  @JsonColumn({ nullable: true }) categoryPoints: string | null;
  /**
   * By code, in hundredths: what the decided sheet hands on to longer periods beside its score, and by `year:code` what earlier
   * sheets had used up of a longer cap when it was decided.
   */
  @JsonColumn({ nullable: true }) parts: string | null;
  /** The veto that limited the score when the sheet was published; null where none did. */
  @CodeColumn(40, { nullable: true }) vetoCode: string | null;
  /** The publication whose row stands for this sheet; null before publication, and again after it was withdrawn. */
  @ReferenceColumn(() => Publication, { nullable: true }) publicationId: number | null;
  @CountColumn() version: number;
}
