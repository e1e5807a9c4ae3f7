import { Injectable } from '@nestjs/common';
import type { Day } from '../calendar.js';
import { Database, marks } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { grouped } from '../organisation/grouped.js';
import { Schemes } from '../schemes/schemes.service.js';
import type { BranchMonth } from './branch-month.entity.js';
import type { Blocking } from './branch-month.view.js';
import { missingBeforePublication, type MonthStepName } from './month-steps.js';
import { extensionRuns } from './extension.js';
import { preReviewUntil } from './pre-reviewers.js';
import { Readiness } from './readiness.service.js';
import { openItems } from './review.js';
import type { SheetLine } from './sheet-line.entity.js';
import { readsSheets } from './sight.js';
import { type SheetState, undecidedSheetStatesInSql } from './states.js';

export type StandingMonth = BranchMonth & {
  branchPath: string;
  committee: boolean;
  /** Last day of the publication's window; null before publication. */
  untilDay: Day | null;
  steps: readonly { step: MonthStepName }[];
};

interface OpenSheet {
  sheetId: number;
  branchMonthId: number;
  memberId: number;
  memberName: string;
  profileCode: string;
  state: SheetState;
  returnedReason: string | null;
  extendedUntil: Day | null;
}

type OpenLine = Pick<SheetLine, 'sheetId' | 'itemCode' | 'outcome' | 'origin'>;

/** Why the next step of months can't be taken, as far as somebody may know it. */
@Injectable()
export class MonthBlocking {
  constructor(
    private readonly database: Database,
    private readonly schemes: Schemes,
    private readonly readiness: Readiness,
  ) {}

  /** By month, in a constant number of statements and one more for each branch without a committee that is in review. */
  async of(months: readonly StandingMonth[], actor: Actor, today: Day): Promise<Map<number, Blocking[]>> {
    const blocking = new Map(months.map((month) => [month.id, openWindow(month, today)]));
    const read = months.filter(({ branchPath }) => readsSheets(actor, branchPath));
    const inReview = read.filter(({ state }) => state === 'review');
    const inPreReview = read.filter((month) => month.state === 'preReview' && today <= preReviewUntil(month));
    const { sheets, lines } = await this.undecided([...inReview, ...inPreReview].map(({ id }) => id));
    const extended = sheets.filter((sheet) => extensionRuns(sheet, today));
    for (const { branchMonthId, sheetId, memberName, extendedUntil } of extended)
      blocking.get(branchMonthId)?.push({ code: 'extended', sheetId, memberName, day: extendedUntil! });
    const open = sheets.filter((sheet) => !extended.includes(sheet));
    await this.addUndecided(blocking, inReview, open, lines, actor);
    for (const { id } of inPreReview)
      for (const { sheetId, memberName } of sheets.filter(
        (one) => one.branchMonthId === id && one.state === 'submitted',
      ))
        blocking.get(id)?.push({ code: 'notPreReviewed', sheetId, memberName });
    for (const month of inReview.filter(({ committee }) => !committee)) {
      for (const { params } of await this.readiness.decidedWrongly(month, today))
        blocking
          .get(month.id)
          ?.push({ code: 'bureauDecides', sheetId: Number(params?.sheetId), memberName: String(params?.memberName) });
      if (!month.steps.some(({ step }) => step === 'witness')) blocking.get(month.id)?.push({ code: 'noWitness' });
    }
    for (const { id, steps } of months.filter(({ state }) => state === 'ready'))
      blocking.get(id)?.push(...missingBeforePublication(steps).map((code) => ({ code })));
    return blocking;
  }

  private async addUndecided(
    blocking: Map<number, Blocking[]>,
    inReview: readonly StandingMonth[],
    sheets: readonly OpenSheet[],
    lines: readonly OpenLine[],
    actor: Actor,
  ): Promise<void> {
    const monthOf = new Map(inReview.map((month) => [month.id, month]));
    const schemeOf = new Map<number, Awaited<ReturnType<Schemes['byId']>>>();
    for (const { id, schemeVersionId } of inReview) schemeOf.set(id, await this.schemes.byId(schemeVersionId));
    const linesOf = grouped(lines, ({ sheetId }) => sheetId);
    for (const { branchMonthId, sheetId, memberId, memberName, profileCode, state, returnedReason } of sheets) {
      const month = monthOf.get(branchMonthId);
      if (!month) continue;
      const { definition } = schemeOf.get(branchMonthId)!;
      // Nobody decides what the member has to hand in first.
      if (state === 'draft' && returnedReason !== null) {
        blocking.get(branchMonthId)?.push({ code: 'returned', sheetId, memberName });
        continue;
      }
      const itemCodes = openItems(definition, profileCode, linesOf.get(sheetId) ?? [], true, month.month);
      const code = memberId === actor.memberId ? 'ownCase' : 'undecided';
      blocking.get(branchMonthId)?.push({ code, sheetId, memberName, itemCodes });
    }
  }

  private async undecided(branchMonthIds: readonly number[]): Promise<{ sheets: OpenSheet[]; lines: OpenLine[] }> {
    if (branchMonthIds.length === 0) return { sheets: [], lines: [] };
    const open = `sheets.branchMonthId IN ${marks(branchMonthIds)} AND sheets.state IN ${undecidedSheetStatesInSql}`;
    const sheets = await this.database.rows<OpenSheet>(
      `SELECT sheets.id AS sheetId, sheets.branchMonthId, sheets.memberId, members.name AS memberName,
              sheets.profileCode, sheets.state, sheets.returnedReason, sheets.extendedUntil
         FROM sheets JOIN members ON members.id = sheets.memberId
        WHERE ${open} ORDER BY sheets.rosterOrder, sheets.id`,
      branchMonthIds,
    );
    const lines = await this.database.rows<OpenLine>(
      `SELECT sheet_lines.sheetId, sheet_lines.itemCode, sheet_lines.outcome, sheet_lines.origin
         FROM sheet_lines JOIN sheets ON sheets.id = sheet_lines.sheetId WHERE ${open}`,
      branchMonthIds,
    );
    return { sheets, lines };
  }
}

function openWindow({ state, untilDay }: StandingMonth, today: Day): Blocking[] {
  return state === 'published' && untilDay !== null && today <= untilDay ? [{ code: 'windowOpen', day: untilDay }] : [];
}
