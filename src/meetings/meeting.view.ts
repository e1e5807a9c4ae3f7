import { DecisionOutcome, LineOrigin } from '../assessments/sheet-line.entity.js';
import type { Day, Instant, Month } from '../calendar.js';
import type { Role } from '../http/allow.js';
import { UnitReference } from '../identity/session.dto.js';
import type { MeetingState, Presence, Seat } from './meeting-rules.js';

export class SeatView {
  memberId: number;
  name: string;
  /** The offices held in the branch on the meeting's day. */
  offices: Role[];
  seat: Seat;
  presence: Presence;
  reason: string;
}

export class QuorumView {
  /** Those with a vote: all, and those who came. */
  expected: number;
  present: number;
  reached: boolean;
}

export class VoteView {
  sheetId: number;
  memberName: string;
  lineNumber: number | null;
  itemCode: string | null;
  question: string;
  inFavour: number;
  against: number;
  abstaining: number;
  voters: number;
  /** The sheet's member was present with a vote, and withdrew. */
  withdrew: boolean;
  carried: boolean;
}

export class MinutedChangeView {
  itemCode: string;
  origin: LineOrigin;
  outcome: DecisionOutcome;
  claimedHundredths: number | null;
  countedHundredths: number | null;
  reason: string;
}

export class MinutedSheetView {
  sheetId: number;
  memberName: string;
  notScored: boolean;
  selfScoreHundredths: number | null;
  scoreHundredths: number | null;
  changes: MinutedChangeView[];
}

export class MeetingView {
  number: number;
  version: number;
  state: MeetingState;
  heldOn: Day;
  time: string | null;
  place: string;
  topic: string;
  notes: string;
  chairMemberId: number;
  recorderMemberId: number;
  attendance: SeatView[];
  quorum: QuorumView;
  votes: VoteView[];
  /** Sheets decided since the meeting before; once it is closed, what its minutes say. The reader's own is left out until publication. */
  decisions: MinutedSheetView[];
  openedAt: Instant;
  openedBy: string;
  closedAt: Instant | null;
  closedBy: string | null;
}

/** A sheet that may be talked about. */
export class MeetingSheetView {
  sheetId: number;
  memberId: number;
  memberName: string;
  /** Numbers and items of its lines. */
  lines: MeetingLineView[];
}

export class MeetingLineView {
  number: number;
  itemCode: string;
  description: string;
}

export class MeetingsView {
  branchMonthId: number;
  branch: UnitReference;
  month: Month;
  schemeVersionId: number;
  items: MeetingView[];
  /** Who sits in the branch's committee today, to begin a record with. */
  committee: SeatView[];
  /** The branch's members today, for guests and for who takes the minutes. */
  members: MeetingMemberView[];
  /** The month's sheets, except the reader's own. */
  sheets: MeetingSheetView[];
  mayKeep: boolean;
}

export class MeetingMemberView {
  memberId: number;
  name: string;
}
