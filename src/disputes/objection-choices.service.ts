import { Injectable } from '@nestjs/common';
import { Clock, type Day } from '../calendar.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { may } from '../identity/rights.js';
import { ObjectionRecords } from './objection-records.service.js';
import { ObjectionViews } from './objection-views.service.js';
import type { ObjectionChoiceView, OpenRowView } from './objection.view.js';
import { Objections } from './objections.service.js';

/** What a member may do about a board that he reads. */
@Injectable()
export class ObjectionChoices {
  constructor(
    private readonly database: Database,
    private readonly objections: Objections,
    private readonly records: ObjectionRecords,
    private readonly views: ObjectionViews,
    private readonly clock: Clock,
  ) {}

  of(branchMonthId: number, actor: Actor): Promise<ObjectionChoiceView> {
    const today = this.clock.today();
    return this.database.read(async () => {
      const { branchId, path, schemeVersionId } = await this.records.branchOf(branchMonthId);
      const open = await this.openRows(branchMonthId, today);
      const inBranch = may('objection.raise', actor, { unitPath: path, memberId: null });
      const mine = await this.views.mine(actor);
      return {
        mayObject: inBranch && open.length > 0,
        // Rows that were published again have windows of their own: the latest is the last day for any of them.
        untilDay:
          open
            .map((row) => row.untilDay)
            .sort()
            .at(-1) ?? null,
        anonymousOffered: await this.objections.mayBeAnonymous(branchId),
        schemeVersionId,
        rows: inBranch ? open.map(openRow) : [],
        items: mine.filter((objection) => objection.branchMonthId === branchMonthId),
      };
    });
  }

  private openRows(branchMonthId: number, today: Day): Promise<Row[]> {
    return this.database.rows<Row>(
      `SELECT sheets.id AS sheetId, sheets.memberId, members.name, sheets.profileCode, sheets.notScoredReason,
              publications.untilDay
         FROM sheets
         JOIN publications ON publications.id = sheets.publicationId
         JOIN members ON members.id = sheets.memberId
        WHERE sheets.branchMonthId = ? AND sheets.state = 'published' AND publications.untilDay >= ?
        ORDER BY sheets.rosterOrder, sheets.id`,
      [branchMonthId, today],
    );
  }
}

interface Row {
  sheetId: number;
  memberId: number;
  name: string;
  profileCode: string;
  notScoredReason: string | null;
  untilDay: Day;
}

function openRow({ sheetId, memberId: id, name, profileCode, notScoredReason, untilDay }: Row): OpenRowView {
  return { sheetId, member: { id, name }, profileCode, isScored: notScoredReason === null, untilDay };
}
