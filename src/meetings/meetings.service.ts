import { Injectable } from '@nestjs/common';
import type { BranchMonth } from '../assessments/branch-month.entity.js';
import { isPublished } from '../assessments/states.js';
import { Clock, type Day } from '../calendar.js';
import { Database, marks } from '../database/database.js';
import type { Actor, Role } from '../http/allow.js';
import { Refusal } from '../http/refusal.js';
import { may } from '../identity/rights.js';
import { grouped } from '../organisation/grouped.js';
import type { UnitKind } from '../organisation/unit.entity.js';
import { minutedChanges, unminutedSheets } from './meeting-records.service.js';
import { type MinutedChange, quorumOf, voteResult } from './meeting-rules.js';
import type { Meeting, MeetingAttendance, MeetingDecision, MeetingVote } from './meeting.entity.js';
import type { MeetingSheetView, MeetingsView, MeetingView, MinutedSheetView, SeatView } from './meeting.view.js';

type MonthRow = BranchMonth & { branchName: string; branchKind: UnitKind; branchPath: string };
type MeetingRow = Meeting & { openedByName: string; closedByName: string | null };
type AttendantRow = MeetingAttendance & { name: string };
type VoteRow = MeetingVote & { memberId: number; memberName: string; itemCode: string | null };
type DecisionRow = Omit<MeetingDecision, 'meetingId' | 'decidedAt' | 'changes'> & {
  meetingId: number | null;
  memberId: number;
  memberName: string;
  changes: string | null;
};
interface OfficeRow {
  memberId: number;
  name: string;
  role: Role;
}

/** The offices that make up a branch's committee; a witness sits with the secretary where there is none. */
const committeeRoles = [
  'secretary',
  'deputySecretary',
  'organisationCommissioner',
  'disciplineCommissioner',
  'witness',
] as const;

/** A month's review meetings, as somebody who reads its sheets by office sees them. */
@Injectable()
export class Meetings {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** All meetings of a month, the first one first, with what a further one begins from. */
  of(branchMonthId: number, actor: Actor): Promise<MeetingsView> {
    const today = this.clock.today();
    return this.database.read(async () => {
      const month = await this.month(branchMonthId);
      const offices = await this.offices(month.branchId, today);
      return {
        branchMonthId,
        branch: { id: month.branchId, name: month.branchName, kind: month.branchKind },
        month: month.month,
        schemeVersionId: month.schemeVersionId,
        items: await this.meetings(month, offices, actor),
        committee: seatsOf(offices),
        members: await this.members(month.branchId, today),
        sheets: await this.sheets(month, actor),
        mayKeep: month.state === 'review' && may('meeting.keep', actor, { unitPath: month.branchPath, memberId: null }),
      };
    });
  }

  async one(branchMonthId: number, number: number, actor: Actor): Promise<MeetingView> {
    const meeting = (await this.of(branchMonthId, actor)).items.find((each) => each.number === number);
    if (!meeting) throw new Refusal('notFound');
    return meeting;
  }

  private async month(branchMonthId: number): Promise<MonthRow> {
    const month = await this.database.row<MonthRow>(
      `SELECT branch_months.*, units.name AS branchName, units.kind AS branchKind, units.path AS branchPath
         FROM branch_months JOIN units ON units.id = branch_months.branchId WHERE branch_months.id = ?`,
      [branchMonthId],
    );
    if (!month) throw new Refusal('notFound');
    return month;
  }

  private async meetings(month: MonthRow, offices: readonly OfficeRow[], actor: Actor): Promise<MeetingView[]> {
    const meetings = await this.database.rows<MeetingRow>(
      `SELECT meetings.*, openers.displayName AS openedByName, closers.displayName AS closedByName
         FROM meetings
         JOIN accounts openers ON openers.id = meetings.openedBy
         LEFT JOIN accounts closers ON closers.id = meetings.closedBy
        WHERE meetings.branchMonthId = ? ORDER BY meetings.number`,
      [month.id],
    );
    const ids = meetings.map(({ id }) => id);
    const hidden = isPublished(month.state) ? null : actor.memberId;
    const attendance = grouped(await this.attendance(ids), ({ meetingId }) => meetingId);
    const votes = grouped(await this.votes(ids), ({ meetingId }) => meetingId);
    const decisions = grouped(await this.decisions(month.id, ids), ({ meetingId }) => meetingId);
    return meetings.map((meeting) =>
      meetingView(meeting, {
        offices,
        attendance: attendance.get(meeting.id) ?? [],
        votes: (votes.get(meeting.id) ?? []).filter(({ memberId }) => memberId !== hidden),
        decisions: (decisions.get(meeting.state === 'open' ? null : meeting.id) ?? []).filter(
          ({ memberId }) => memberId !== hidden,
        ),
      }),
    );
  }

  private attendance(meetingIds: readonly number[]): Promise<AttendantRow[]> {
    return this.database.rows<AttendantRow>(
      `SELECT meeting_attendance.*, members.name
         FROM meeting_attendance JOIN members ON members.id = meeting_attendance.memberId
        WHERE meeting_attendance.meetingId IN ${marks(meetingIds)} ORDER BY meeting_attendance.memberId`,
      meetingIds,
    );
  }

  private votes(meetingIds: readonly number[]): Promise<VoteRow[]> {
    return this.database.rows<VoteRow>(
      `SELECT meeting_votes.*, sheets.memberId, members.name AS memberName, sheet_lines.itemCode
         FROM meeting_votes
         JOIN sheets ON sheets.id = meeting_votes.sheetId
         JOIN members ON members.id = sheets.memberId
         LEFT JOIN sheet_lines ON sheet_lines.sheetId = meeting_votes.sheetId
                              AND sheet_lines.number = meeting_votes.lineNumber
        WHERE meeting_votes.meetingId IN ${marks(meetingIds)} ORDER BY meeting_votes.meetingId, meeting_votes.number`,
      meetingIds,
    );
  }

  /** What closed meetings minuted and, under null, what was decided since the last one of them. */
  private async decisions(branchMonthId: number, meetingIds: readonly number[]): Promise<DecisionRow[]> {
    const minuted = await this.database.rows<DecisionRow>(
      `SELECT meeting_decisions.meetingId, meeting_decisions.sheetId, meeting_decisions.notScored,
              meeting_decisions.selfScoreHundredths, meeting_decisions.scoreHundredths, meeting_decisions.changes,
              sheets.memberId, members.name AS memberName
         FROM meeting_decisions
         JOIN sheets ON sheets.id = meeting_decisions.sheetId
         JOIN members ON members.id = sheets.memberId
        WHERE meeting_decisions.meetingId IN ${marks(meetingIds)}
        ORDER BY sheets.rosterOrder, sheets.id`,
      meetingIds,
    );
    const since = await this.database.rows<DecisionRow>(
      `SELECT NULL AS meetingId, sheets.id AS sheetId, CASE WHEN sheets.notScoredReason IS NULL THEN 0 ELSE 1 END AS notScored,
              sheets.selfScoreHundredths, sheets.scoreHundredths, NULL AS changes, sheets.memberId,
              (SELECT name FROM members WHERE members.id = sheets.memberId) AS memberName
         ${unminutedSheets} ORDER BY sheets.rosterOrder, sheets.id`,
      [branchMonthId],
    );
    const changes = await minutedChanges(this.database, branchMonthId);
    return [...minuted, ...since.map((row) => ({ ...row, changes: JSON.stringify(changes.get(row.sheetId) ?? []) }))];
  }

  private offices(branchId: number, today: Day): Promise<OfficeRow[]> {
    return this.database.rows<OfficeRow>(
      `SELECT members.id AS memberId, members.name, role_assignments.role
         FROM role_assignments
         JOIN accounts ON accounts.id = role_assignments.accountId
         JOIN members ON members.id = accounts.memberId
        WHERE role_assignments.unitId = ? AND role_assignments.role IN ${marks(committeeRoles)}
          AND role_assignments.fromDay <= ? AND (role_assignments.untilDay IS NULL OR role_assignments.untilDay > ?)
        ORDER BY role_assignments.fromDay, role_assignments.id`,
      [branchId, ...committeeRoles, today, today],
    );
  }

  private members(branchId: number, today: Day): Promise<MeetingsView['members']> {
    return this.database.rows(
      `SELECT members.id AS memberId, members.name
         FROM memberships JOIN members ON members.id = memberships.memberId
        WHERE memberships.branchId = ? AND memberships.fromDay <= ?
          AND (memberships.untilDay IS NULL OR memberships.untilDay > ?)
        ORDER BY memberships.rosterOrder, members.id`,
      [branchId, today, today],
    );
  }

  private async sheets({ id, state }: MonthRow, actor: Actor): Promise<MeetingSheetView[]> {
    if (state === 'selfAssessment') return [];
    const sheets = await this.database.rows<Omit<MeetingSheetView, 'lines'>>(
      `SELECT sheets.id AS sheetId, sheets.memberId, members.name AS memberName
         FROM sheets JOIN members ON members.id = sheets.memberId
        WHERE sheets.branchMonthId = ? AND sheets.notScoredReason IS NULL AND sheets.memberId <> ?
        ORDER BY sheets.rosterOrder, sheets.id`,
      [id, actor.memberId ?? 0],
    );
    const lines = await this.database.rows<MeetingSheetView['lines'][number] & { sheetId: number }>(
      `SELECT sheet_lines.sheetId, sheet_lines.number, sheet_lines.itemCode, sheet_lines.description
         FROM sheet_lines JOIN sheets ON sheets.id = sheet_lines.sheetId
        WHERE sheets.branchMonthId = ? ORDER BY sheet_lines.number`,
      [id],
    );
    const linesOf = grouped(lines, ({ sheetId }) => sheetId);
    return sheets.map((sheet) => ({
      ...sheet,
      lines: (linesOf.get(sheet.sheetId) ?? []).map(({ number, itemCode, description }) => ({
        number,
        itemCode,
        description,
      })),
    }));
  }
}

function seatsOf(offices: readonly OfficeRow[]): SeatView[] {
  return [...grouped(offices, ({ memberId }) => memberId)].map(([memberId, held]) => ({
    memberId,
    name: held[0]?.name ?? '',
    offices: held.map(({ role }) => role),
    seat: 'voting',
    presence: 'present',
    reason: '',
  }));
}

function meetingView(
  meeting: MeetingRow,
  given: { offices: readonly OfficeRow[]; attendance: AttendantRow[]; votes: VoteRow[]; decisions: DecisionRow[] },
): MeetingView {
  const { number, version, state, heldOn, time, place, topic, notes, chairMemberId, recorderMemberId } = meeting;
  const rolesOf = grouped(given.offices, ({ memberId }) => memberId);
  return {
    number,
    version,
    state,
    heldOn,
    time,
    place,
    topic,
    notes,
    chairMemberId,
    recorderMemberId,
    attendance: given.attendance.map(({ memberId, name, seat, presence, reason }) => {
      const offices = (rolesOf.get(memberId) ?? []).map(({ role }) => role);
      return { memberId, name, offices, seat, presence, reason };
    }),
    quorum: quorumOf(given.attendance),
    votes: given.votes.map((vote) => {
      const { sheetId, memberName, lineNumber, itemCode, question, inFavour, against, abstaining } = vote;
      const counts = { inFavour, against, abstaining };
      const result = voteResult(given.attendance, vote.memberId, vote);
      return { sheetId, memberName, lineNumber, itemCode, question, ...counts, ...result };
    }),
    decisions: given.decisions.map(minutedSheet),
    openedAt: meeting.openedAt,
    openedBy: meeting.openedByName,
    closedAt: meeting.closedAt,
    closedBy: meeting.closedByName,
  };
}

function minutedSheet(row: DecisionRow): MinutedSheetView {
  const { sheetId, memberName, notScored, selfScoreHundredths, scoreHundredths, changes } = row;
  return {
    sheetId,
    memberName,
    notScored: Boolean(notScored),
    selfScoreHundredths,
    scoreHundredths,
    changes: JSON.parse(changes ?? '[]') as MinutedChange[],
  };
}
