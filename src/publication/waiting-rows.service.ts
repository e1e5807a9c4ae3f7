import { Injectable } from '@nestjs/common';
import type { Day } from '../calendar.js';
import { Calendars } from '../calendars/calendars.service.js';
import { Database, marks } from '../database/database.js';
import { grouped } from '../organisation/grouped.js';
import type { ObjectionDays } from './objection.js';
import { type Waiting, waitingOf } from './waiting-rows.js';

/** A published row that nobody has confirmed yet. */
export interface UnconfirmedRow {
  sheetId: number;
  branchMonthId: number;
  memberId: number;
  memberName: string;
  waiting: Waiting | null;
}

/** Which rows of published months wait, and for what; and the end of the objections when a publication is withdrawn. */
@Injectable()
export class WaitingRows {
  constructor(
    private readonly database: Database,
    private readonly calendars: Calendars,
  ) {}

  /** The unconfirmed rows of these months, those that wait for nothing among them. Call it inside `read` or `write`. */
  async of(branchMonthIds: readonly number[], today: Day): Promise<UnconfirmedRow[]> {
    const rows = await this.database.rows<Omit<UnconfirmedRow, 'waiting'> & { untilDay: Day }>(
      `SELECT sheets.id AS sheetId, sheets.branchMonthId, sheets.memberId, members.name AS memberName, publications.untilDay
         FROM sheets
         JOIN publications ON publications.id = sheets.publicationId
         JOIN members ON members.id = sheets.memberId
        WHERE sheets.branchMonthId IN ${marks(branchMonthIds)} AND sheets.state = 'published'
        ORDER BY sheets.rosterOrder, sheets.id`,
      branchMonthIds,
    );
    const objections = await this.database.rows<ObjectionDays & { sheetId: number }>(
      `SELECT sheetId, state, appealState, receivedDay, answeredDay, appealedDay
         FROM objections WHERE branchMonthId IN ${marks(branchMonthIds)}`,
      branchMonthIds,
    );
    const calendar = await this.calendars.current();
    const ofSheet = grouped(objections, ({ sheetId }) => sheetId);
    return rows.map(({ untilDay, ...row }) => ({
      ...row,
      waiting: waitingOf(untilDay, ofSheet.get(row.sheetId) ?? [], calendar, today),
    }));
  }

  /** Confirms the rows of a month that wait for nothing. Answers the sheets that stay as they are. Call it inside `write`. */
  async confirmOthers(branchMonthId: number, today: Day): Promise<number[]> {
    const rows = await this.of([branchMonthId], today);
    const settled = rows.filter(({ waiting }) => waiting === null).map(({ sheetId }) => sheetId);
    await this.database.change(
      `UPDATE sheets SET state = 'confirmed', version = version + 1
        WHERE branchMonthId = ? AND state = 'published' AND id IN ${marks(settled)}`,
      [branchMonthId, ...settled],
    );
    return rows.filter(({ waiting }) => waiting !== null).map(({ sheetId }) => sheetId);
  }

  /**
   * Closes what is open about a month's rows, with a note for those who objected: the publication they objected to no longer
   * stands. Call it inside the write that withdraws it.
   */
  async closeObjections(branchMonthId: number, note: string): Promise<void> {
    await this.database.change(
      `UPDATE objections SET state = 'closed', closedNote = ?, authorReadAt = NULL, version = version + 1
        WHERE branchMonthId = ? AND state IN ('received', 'acknowledged')`,
      [note, branchMonthId],
    );
    await this.database.change(
      `UPDATE objections SET appealState = 'closed', closedNote = ?, authorReadAt = NULL, version = version + 1
        WHERE branchMonthId = ? AND state IN ('upheld', 'rejected') AND (appealState IS NULL OR appealState = 'open')`,
      [note, branchMonthId],
    );
  }
}
