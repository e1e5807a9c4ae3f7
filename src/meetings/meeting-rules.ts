import type { DecisionOutcome, LineOrigin } from '../assessments/sheet-line.entity.js';
import type { Day } from '../calendar.js';
import type { FieldProblem } from '../http/refusal.js';

/** The rules of a review meeting (domain/process.md, step "T … T+3"; domain/documents.md, document 6). */

export const meetingStates = ['open', 'closed'] as const;
export type MeetingState = (typeof meetingStates)[number];

/** A seat with a vote, or a guest who listens (列席). */
export const seats = ['voting', 'guest'] as const;
export type Seat = (typeof seats)[number];

export const presences = ['present', 'leave', 'absent'] as const;
export type Presence = (typeof presences)[number];

export interface Attendant {
  memberId: number;
  seat: Seat;
  presence: Presence;
  reason: string;
}

export interface Vote {
  sheetId: number;
  lineNumber: number | null;
  question: string;
  inFavour: number;
  against: number;
  abstaining: number;
}

export interface MeetingRecord {
  heldOn: Day;
  time: string | null;
  place: string;
  topic: string;
  notes: string;
  chairMemberId: number;
  recorderMemberId: number;
  attendance: Attendant[];
  votes: Vote[];
}

export interface Quorum {
  expected: number;
  present: number;
  reached: boolean;
}

/** More than half of those with a vote must be there (应到 / 实到, 超过半数). Guests don't count. */
export function quorumOf(attendance: readonly Pick<Attendant, 'seat' | 'presence'>[]): Quorum {
  const voting = attendance.filter(({ seat }) => seat === 'voting');
  const present = voting.filter(({ presence }) => presence === 'present').length;
  return { expected: voting.length, present, reached: present * 2 > voting.length };
}

export interface VoteResult {
  /** Those present who may vote on this sheet. */
  voters: number;
  /** The sheet's member sat among the voters and withdrew: nobody votes on his own case. */
  withdrew: boolean;
  /** More than half of all who may vote on it, present or not, were in favour. */
  carried: boolean;
}

export function voteResult(
  attendance: readonly Attendant[],
  subjectMemberId: number,
  { inFavour }: Pick<Vote, 'inFavour'>,
): VoteResult {
  const entitled = attendance.filter(({ seat, memberId }) => seat === 'voting' && memberId !== subjectMemberId);
  const withdrew = attendance.some(
    ({ seat, memberId, presence }) => seat === 'voting' && presence === 'present' && memberId === subjectMemberId,
  );
  const voters = entitled.filter(({ presence }) => presence === 'present').length;
  return { voters, withdrew, carried: inFavour * 2 > entitled.length };
}

/** What a record is held against: the month it is about, and whose sheets and seats there are. */
export interface MeetingFrame {
  today: Day;
  openedOn: Day;
  /** Members of the branch on the meeting's day. */
  memberIds: ReadonlySet<number>;
  /** The month's sheets, and whose they are. */
  memberOfSheet: ReadonlyMap<number, number>;
  /** The numbers of each sheet's lines. */
  linesOfSheet: ReadonlyMap<number, ReadonlySet<number>>;
}

/** Everything that is wrong with a record, by the field of the request. */
export function meetingProblems(record: MeetingRecord, frame: MeetingFrame): FieldProblem[] {
  return [...dayProblems(record, frame), ...seatProblems(record, frame), ...voteProblems(record, frame)];
}

function dayProblems({ heldOn }: MeetingRecord, { today, openedOn }: MeetingFrame): FieldProblem[] {
  if (heldOn > today) return [{ path: 'heldOn', code: 'inFuture', params: { latest: today } }];
  return heldOn < openedOn ? [{ path: 'heldOn', code: 'beforeOpening', params: { from: openedOn } }] : [];
}

function seatProblems(
  { attendance, chairMemberId, recorderMemberId }: MeetingRecord,
  { memberIds }: MeetingFrame,
): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const seen = new Set<number>();
  for (const [index, { memberId, presence, reason }] of attendance.entries()) {
    const path = `attendance[${index}]`;
    if (!memberIds.has(memberId)) problems.push({ path: `${path}.memberId`, code: 'notInBranch' });
    if (seen.has(memberId)) problems.push({ path: `${path}.memberId`, code: 'duplicateMember' });
    if (presence === 'leave' && reason === '') problems.push({ path: `${path}.reason`, code: 'reasonMissing' });
    seen.add(memberId);
  }
  const present = new Map(
    attendance.filter(({ presence }) => presence === 'present').map((one) => [one.memberId, one]),
  );
  if (present.get(chairMemberId)?.seat !== 'voting') problems.push({ path: 'chairMemberId', code: 'notPresent' });
  if (!present.has(recorderMemberId)) problems.push({ path: 'recorderMemberId', code: 'notPresent' });
  return problems;
}

function voteProblems({ votes, attendance }: MeetingRecord, frame: MeetingFrame): FieldProblem[] {
  return votes.flatMap((vote, index) => {
    const path = `votes[${index}]`;
    const subject = frame.memberOfSheet.get(vote.sheetId);
    if (subject === undefined) return [{ path: `${path}.sheetId`, code: 'unknownSheet' }];
    const { sheetId, lineNumber } = vote;
    if (lineNumber !== null && !frame.linesOfSheet.get(sheetId)?.has(lineNumber))
      return [{ path: `${path}.lineNumber`, code: 'unknownLine' }];
    const { voters } = voteResult(attendance, subject, vote);
    const cast = vote.inFavour + vote.against + vote.abstaining;
    return cast === voters ? [] : [{ path, code: 'votesDontAddUp', params: { cast, voters } }];
  });
}

/** What the minutes say of one line: what was claimed or found, and what counted. Points in hundredths. */
export interface MinutedChange {
  itemCode: string;
  origin: LineOrigin;
  outcome: DecisionOutcome;
  claimedHundredths: number | null;
  countedHundredths: number | null;
  reason: string;
}
