import { Entity, Index, Unique } from 'typeorm';
import { BranchMonth } from '../assessments/branch-month.entity.js';
import { Sheet } from '../assessments/sheet.entity.js';
import {
  CodeColumn,
  CountColumn,
  DayColumn,
  FlagColumn,
  IdColumn,
  InstantColumn,
  JsonColumn,
  ReferenceColumn,
  TextColumn,
} from '../database/columns.js';
import { Account } from '../identity/account.entity.js';
import { Member } from '../organisation/member.entity.js';
import type { AppealState, ObjectionState } from './objection.js';
import { Publication } from './publication.entity.js';

/**
 * An objection to one published row, with its answer and the one appeal there may be. Outside the database it is known by its
 * random key alone: a running number would tell when it came, and so perhaps from whom.
 */
@Entity('objections')
@Unique(['publicKey'])
@Unique(['requestId'])
@Index(['branchMonthId', 'state'])
@Index(['appealState'])
export class Objection {
  @IdColumn() id: number;
  @CodeColumn(36) publicKey: string;
  @CodeColumn(36) requestId: string;
  @ReferenceColumn(() => BranchMonth, { indexed: false }) branchMonthId: number;
  @ReferenceColumn(() => Sheet) sheetId: number;
  /** Whose publication of the row it objects to. */
  @ReferenceColumn(() => Publication) publicationId: number;
  @ReferenceColumn(() => Member) subjectMemberId: number;
  @ReferenceColumn(() => Member) authorMemberId: number;
  /** The author is shown to the discipline commissioner only. */
  @FlagColumn() anonymous: boolean;
  /** Null: the whole row. */
  @CodeColumn(20, { nullable: true }) itemCode: string | null;
  @TextColumn() reason: string;
  /** The accounts that had decided the row or a line of it: [12,15]. */
  @JsonColumn() deciders: string;
  @CodeColumn(20) state: ObjectionState;
  /** Null for an anonymous one: nobody can learn from it who was at work just then. */
  @InstantColumn({ nullable: true }) receivedAt: string | null;
  @DayColumn() receivedDay: string;
  @InstantColumn({ nullable: true }) acknowledgedAt: string | null;
  @ReferenceColumn(() => Account, { nullable: true }) acknowledgedBy: number | null;
  @InstantColumn({ nullable: true }) answeredAt: string | null;
  @DayColumn({ nullable: true }) answeredDay: string | null;
  @ReferenceColumn(() => Account, { nullable: true }) answeredBy: number | null;
  @ReferenceColumn(() => Member, { nullable: true }) answeredByMemberId: number | null;
  @TextColumn({ nullable: true }) answer: string | null;
  @CodeColumn(20, { nullable: true }) appealState: AppealState | null;
  /** Whether the objector appealed, or the member whose row was changed. */
  @FlagColumn({ nullable: true }) appealedByAuthor: boolean | null;
  @DayColumn({ nullable: true }) appealedDay: string | null;
  @TextColumn({ nullable: true }) appealReason: string | null;
  @InstantColumn({ nullable: true }) appealAnsweredAt: string | null;
  @ReferenceColumn(() => Account, { nullable: true }) appealAnsweredBy: number | null;
  @TextColumn({ nullable: true }) appealAnswer: string | null;
  @TextColumn({ nullable: true }) closedNote: string | null;
  /** When the author, and the member whose row it is, read the latest answer. */
  @InstantColumn({ nullable: true }) authorReadAt: string | null;
  @InstantColumn({ nullable: true }) subjectReadAt: string | null;
  @CountColumn() version: number;
}
