import { Entity, Unique } from 'typeorm';
import { BranchMonth } from '../assessments/branch-month.entity.js';
import { Sheet } from '../assessments/sheet.entity.js';
import {
  CodeColumn,
  CountColumn,
  DayColumn,
  type Flag,
  FlagColumn,
  HundredthsColumn,
  IdColumn,
  InstantColumn,
  JsonColumn,
  NameColumn,
  ReferenceColumn,
  TextColumn,
} from '../database/columns.js';
import { Account } from '../identity/account.entity.js';
import { Member } from '../organisation/member.entity.js';
import type { MeetingState, Presence, Seat } from './meeting-rules.js';

/** A meeting in which a branch decides a month's sheets. While it is open it is written; closed, it stands. */
@Entity('meetings')
@Unique(['branchMonthId', 'number'])
export class Meeting {
  @IdColumn() id: number;
  @ReferenceColumn(() => BranchMonth, { indexed: false }) branchMonthId: number;
  /** Of this month's meetings, from 1. */
  @CountColumn() number: number;
  @CodeColumn(10) state: MeetingState;
  @DayColumn() heldOn: string;
  /** 'HH:MM' where the meeting was held. */
  @CodeColumn(5, { nullable: true }) time: string | null;
  @NameColumn(80) place: string;
  @TextColumn() topic: string;
  @TextColumn() notes: string;
  @ReferenceColumn(() => Member) chairMemberId: number;
  @ReferenceColumn(() => Member) recorderMemberId: number;
  @InstantColumn() openedAt: string;
  @ReferenceColumn(() => Account) openedBy: number;
  @InstantColumn({ nullable: true }) closedAt: string | null;
  @ReferenceColumn(() => Account, { nullable: true }) closedBy: number | null;
  @CountColumn() version: number;
}

/** One person at a meeting. */
@Entity('meeting_attendance')
export class MeetingAttendance {
  @ReferenceColumn(() => Meeting, { primary: true, indexed: false }) meetingId: number;
  @ReferenceColumn(() => Member, { primary: true }) memberId: number;
  @CodeColumn(10) seat: Seat;
  @CodeColumn(10) presence: Presence;
  @TextColumn() reason: string;
}

/** One question that was put to the vote, about a sheet or one of its lines. */
@Entity('meeting_votes')
export class MeetingVote {
  @ReferenceColumn(() => Meeting, { primary: true, indexed: false }) meetingId: number;
  @CountColumn({ primary: true }) number: number;
  @ReferenceColumn(() => Sheet) sheetId: number;
  @CountColumn({ nullable: true }) lineNumber: number | null;
  @TextColumn() question: string;
  @CountColumn() inFavour: number;
  @CountColumn() against: number;
  @CountColumn() abstaining: number;
}

/** What a closed meeting decided about a sheet. Only ever inserted. */
@Entity('meeting_decisions')
export class MeetingDecision {
  @ReferenceColumn(() => Meeting, { primary: true, indexed: false }) meetingId: number;
  @ReferenceColumn(() => Sheet, { primary: true }) sheetId: number;
  /** When the sheet was decided: decided anew after the meeting, it belongs to the next one's minutes. */
  @InstantColumn() decidedAt: string;
  @FlagColumn() notScored: Flag;
  @HundredthsColumn({ nullable: true }) selfScoreHundredths: number | null;
  @HundredthsColumn({ nullable: true }) scoreHundredths: number | null;
  /** MinutedChange[] of meeting-rules.ts. */
  @JsonColumn() changes: string;
}
