import { Injectable } from '@nestjs/common';
import { type Canonical, canonicalJson } from '../audit/canonical.js';
import { chainOf, sha256, Trail } from '../audit/trail.service.js';
import type { BranchMonth } from '../assessments/branch-month.entity.js';
import type { SheetLine } from '../assessments/sheet-line.entity.js';
import type { Sheet } from '../assessments/sheet.entity.js';
import { Clock, type Day, dayOf, type Instant } from '../calendar.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { Refusal } from '../http/refusal.js';
import { grouped } from '../organisation/grouped.js';
import {
  type MeetingFrame,
  meetingProblems,
  type MeetingRecord,
  type MinutedChange,
  quorumOf,
} from './meeting-rules.js';
import { Meeting, MeetingAttendance, MeetingDecision, MeetingVote } from './meeting.entity.js';

export interface MeetingOf {
  branchMonthId: number;
  number: number;
  version: number;
  actor: Actor;
}

type DecidedSheet = Pick<Sheet, 'id' | 'notScoredReason' | 'selfScoreHundredths' | 'scoreHundredths'> & {
  decidedAt: Instant;
};

/**
 * Sheets decided that stand in no closed meeting's minutes as they are now. Parameter: the branch-month. Who isn't scored
 * because of his profile or his transfer was not decided by anybody.
 */
export const unminutedSheets = `
  FROM sheets
 WHERE sheets.branchMonthId = ? AND sheets.decidedAt IS NOT NULL
   AND NOT EXISTS (SELECT 1 FROM meeting_decisions
                    WHERE meeting_decisions.sheetId = sheets.id AND meeting_decisions.decidedAt = sheets.decidedAt)`;

/** Writes the record of a review meeting while it is open, and closes it: from then on its minutes stand. */
@Injectable()
export class MeetingRecords {
  constructor(
    private readonly database: Database,
    private readonly trail: Trail,
    private readonly clock: Clock,
  ) {}

  /** Puts this record in the place of the one before; version 0 begins the meeting, whose number must be the next one. */
  async save({ branchMonthId, number, version, actor }: MeetingOf, record: MeetingRecord): Promise<void> {
    const { now, today } = this.clock.moment();
    await this.database.write(async () => {
      const branchMonth = await this.lockMonth(branchMonthId);
      const present = await this.find(branchMonthId, number);
      this.refuseStale(present, version);
      if (!present) await this.refuseOtherNumber(branchMonthId, number);
      const errors = meetingProblems(record, await this.frame(branchMonth, record.heldOn, today));
      if (errors.length > 0) throw new Refusal('invalid', { errors });
      const meetingId = present
        ? await this.update(present, record)
        : await this.begin(branchMonthId, number, record, actor, now);
      await this.replacePeople(meetingId, record);
      await this.append(branchMonth, present ? 'meeting.save' : 'meeting.open', actor, now, {
        meetingId,
        number,
        heldOn: record.heldOn,
        ...quorumOf(record.attendance),
        recordDigest: sha256(canonicalJson(inOrder(record) as unknown as Canonical)),
      });
    });
  }

  /** Throws an open record away: a meeting that was begun by mistake. */
  async discard({ branchMonthId, number, version, actor }: MeetingOf): Promise<void> {
    const now = this.clock.now();
    await this.database.write(async () => {
      const branchMonth = await this.lockMonth(branchMonthId);
      const meeting = await this.open(branchMonthId, number, version);
      for (const table of ['meeting_votes', 'meeting_attendance'])
        await this.database.change(`DELETE FROM ${table} WHERE meetingId = ?`, [meeting.id]);
      await this.database.change('DELETE FROM meetings WHERE id = ?', [meeting.id]);
      await this.append(branchMonth, 'meeting.discard', actor, now, { meetingId: meeting.id, number });
    });
  }

  /** Closes the meeting, for which more than half must have come. Its minutes are what was decided since the one before. */
  async close({ branchMonthId, number, version, actor }: MeetingOf): Promise<void> {
    const now = this.clock.now();
    await this.database.write(async () => {
      const branchMonth = await this.lockMonth(branchMonthId);
      const meeting = await this.open(branchMonthId, number, version);
      const attendance = await this.database.rows<MeetingAttendance>(
        'SELECT * FROM meeting_attendance WHERE meetingId = ?',
        [meeting.id],
      );
      const quorum = quorumOf(attendance);
      if (!quorum.reached) {
        const { expected, present } = quorum;
        throw new Refusal('wrongState', { params: { state: 'noQuorum', expected, present } });
      }
      const decisions = await this.decisions(meeting.id, branchMonthId);
      await this.database.insert(MeetingDecision, decisions);
      await this.change(meeting, { state: 'closed', closedAt: now, closedBy: actor.accountId });
      await this.append(branchMonth, 'meeting.close', actor, now, {
        meetingId: meeting.id,
        number,
        ...quorum,
        decisions: decisions.length,
        decisionsDigest: sha256(canonicalJson(decisions as unknown as Canonical)),
      });
    });
  }

  /** A month whose result is out has nothing left to decide in a meeting. */
  private async lockMonth(branchMonthId: number): Promise<BranchMonth> {
    const branchMonth = await this.database.lock<BranchMonth>('branch_months', branchMonthId);
    if (!branchMonth) throw new Refusal('notFound');
    const { state } = branchMonth;
    if (state !== 'review') throw new Refusal('wrongState', { params: { state } });
    return branchMonth;
  }

  private find(branchMonthId: number, number: number): Promise<Meeting | undefined> {
    return this.database.row<Meeting>('SELECT * FROM meetings WHERE branchMonthId = ? AND number = ?', [
      branchMonthId,
      number,
    ]);
  }

  private async open(branchMonthId: number, number: number, version: number): Promise<Meeting> {
    const meeting = await this.find(branchMonthId, number);
    if (!meeting) throw new Refusal('notFound');
    this.refuseStale(meeting, version);
    return meeting;
  }

  private refuseStale(present: Meeting | undefined, version: number): void {
    if (present?.state === 'closed') throw new Refusal('wrongState', { params: { state: 'closed' } });
    if ((present?.version ?? 0) !== version) throw new Refusal('stale', { params: { version: present?.version ?? 0 } });
  }

  /** One meeting at a time, numbered without gaps. */
  private async refuseOtherNumber(branchMonthId: number, number: number): Promise<void> {
    const last = await this.database.row<Pick<Meeting, 'number' | 'state'>>(
      'SELECT number, state FROM meetings WHERE branchMonthId = ? ORDER BY number DESC LIMIT 1',
      [branchMonthId],
    );
    const next = (last?.number ?? 0) + 1;
    if (last?.state === 'open') throw new Refusal('wrongState', { params: { state: 'open', number: last.number } });
    if (number !== next) throw new Refusal('conflict', { params: { number: next } });
  }

  private async frame({ id, branchId, openedAt }: BranchMonth, heldOn: Day, today: Day): Promise<MeetingFrame> {
    const members = await this.database.rows<{ memberId: number }>(
      'SELECT memberId FROM memberships WHERE branchId = ? AND fromDay <= ? AND (untilDay IS NULL OR untilDay > ?)',
      [branchId, heldOn, heldOn],
    );
    const sheets = await this.database.rows<{ id: number; memberId: number }>(
      'SELECT id, memberId FROM sheets WHERE branchMonthId = ?',
      [id],
    );
    const lines = await this.database.rows<{ sheetId: number; number: number }>(
      `SELECT sheet_lines.sheetId, sheet_lines.number
         FROM sheet_lines JOIN sheets ON sheets.id = sheet_lines.sheetId WHERE sheets.branchMonthId = ?`,
      [id],
    );
    const linesOf = grouped(lines, ({ sheetId }) => sheetId);
    return {
      today,
      openedOn: dayOf(openedAt),
      memberIds: new Set(members.map(({ memberId }) => memberId)),
      memberOfSheet: new Map(sheets.map((sheet) => [sheet.id, sheet.memberId])),
      linesOfSheet: new Map([...linesOf].map(([sheetId, own]) => [sheetId, new Set(own.map(({ number }) => number))])),
    };
  }

  private async begin(
    branchMonthId: number,
    number: number,
    { heldOn, time, place, topic, notes, chairMemberId, recorderMemberId }: MeetingRecord,
    actor: Actor,
    now: Instant,
  ): Promise<number> {
    const columns = { heldOn, time, place, topic, notes, chairMemberId, recorderMemberId };
    const [id] = (await this.database.insert(Meeting, [
      { branchMonthId, number, state: 'open', ...columns, openedAt: now, openedBy: actor.accountId, version: 1 },
    ])) as [number];
    return id;
  }

  private async update(meeting: Meeting, record: MeetingRecord): Promise<number> {
    const { heldOn, time, place, topic, notes, chairMemberId, recorderMemberId } = record;
    await this.change(meeting, { heldOn, time, place, topic, notes, chairMemberId, recorderMemberId });
    return meeting.id;
  }

  private async change(meeting: Meeting, columns: { [Column in keyof Meeting]?: string | number | null }) {
    const set = Object.keys(columns).map((name) => `${name} = ?`);
    const changed = await this.database.change(
      `UPDATE meetings SET ${set.join(', ')}, version = version + 1 WHERE id = ? AND state = 'open' AND version = ?`,
      [...Object.values(columns), meeting.id, meeting.version],
    );
    if (changed !== 1) throw new Refusal('stale');
  }

  private async replacePeople(meetingId: number, { attendance, votes }: MeetingRecord): Promise<void> {
    for (const table of ['meeting_votes', 'meeting_attendance'])
      await this.database.change(`DELETE FROM ${table} WHERE meetingId = ?`, [meetingId]);
    await this.database.insert(
      MeetingAttendance,
      attendance.map((one) => ({ meetingId, ...one })),
    );
    await this.database.insert(
      MeetingVote,
      votes.map((vote, index) => ({ meetingId, number: index + 1, ...vote })),
    );
  }

  private async decisions(meetingId: number, branchMonthId: number): Promise<MeetingDecision[]> {
    const sheets = await this.database.rows<DecidedSheet>(
      `SELECT sheets.id, sheets.notScoredReason, sheets.selfScoreHundredths, sheets.scoreHundredths, sheets.decidedAt
         ${unminutedSheets} ORDER BY sheets.id`,
      [branchMonthId],
    );
    const changes = await minutedChanges(this.database, branchMonthId);
    return sheets.map(({ id, notScoredReason, selfScoreHundredths, scoreHundredths, decidedAt }) => ({
      meetingId,
      sheetId: id,
      decidedAt,
      notScored: notScoredReason === null ? 0 : 1,
      selfScoreHundredths,
      scoreHundredths,
      changes: JSON.stringify(changes.get(id) ?? []),
    }));
  }

  private append(
    { id: branchMonthId, branchId }: BranchMonth,
    action: string,
    { accountId }: Actor,
    at: Instant,
    about: Record<string, Canonical>,
  ) {
    const line = { chain: chainOf(branchId), at, action, actorAccountId: accountId };
    return this.trail.append({ ...line, about: { branchMonthId, ...about } });
  }
}

/** In the order in which the rows can be read again: a digest of them is recomputed by who verifies (verification/kept-rows.ts). */
function inOrder(record: MeetingRecord): MeetingRecord {
  return { ...record, attendance: [...record.attendance].sort((one, other) => one.memberId - other.memberId) };
}

/** By sheet: every decided line of the month, in the words of the minutes. */
export async function minutedChanges(
  database: Database,
  branchMonthId: number,
): Promise<ReadonlyMap<number, MinutedChange[]>> {
  const rows = await database.rows<SheetLine & Pick<MinutedChange, 'outcome'>>(
    `SELECT sheet_lines.* FROM sheet_lines JOIN sheets ON sheets.id = sheet_lines.sheetId
      WHERE sheets.branchMonthId = ? AND sheets.decidedAt IS NOT NULL AND sheet_lines.outcome IS NOT NULL
        AND sheets.notScoredReason IS NULL
      ORDER BY sheet_lines.sheetId, sheet_lines.number`,
    [branchMonthId],
  );
  const changesOf = (lines: readonly (typeof rows)[number][]): MinutedChange[] =>
    lines.map(({ itemCode, origin, outcome, claimedHundredths, countedHundredths, decisionReason, reason }) => ({
      itemCode,
      origin,
      outcome,
      claimedHundredths,
      countedHundredths,
      reason: decisionReason || reason,
    }));
  return new Map([...grouped(rows, ({ sheetId }) => sheetId)].map(([sheetId, lines]) => [sheetId, changesOf(lines)]));
}
