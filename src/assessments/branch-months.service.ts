import { Injectable } from '@nestjs/common';
import { Clock, type Day } from '../calendar.js';
import { Database, marks } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { Refusal } from '../http/refusal.js';
import { may } from '../identity/rights.js';
import type { UnitKind } from '../organisation/unit.entity.js';
import { Schemes } from '../schemes/schemes.service.js';
import type { BranchMonth } from './branch-month.entity.js';
import type { Blocking, BranchMonthCounts, BranchMonthView } from './branch-month.view.js';
import { grouped } from '../organisation/grouped.js';
import { type PublicationRow, publicationColumns, publicationJoin, publicationSummary } from './publication-summary.js';
import { openItems } from './review.js';
import type { SheetLine } from './sheet-line.entity.js';
import { decidedSheetStatesInSql, undecidedSheetStatesInSql } from './states.js';

type MonthRow = BranchMonth &
  PublicationRow & { branchName: string; branchKind: UnitKind; branchPath: string; openedByName: string };

interface OpenSheet {
  sheetId: number;
  branchMonthId: number;
  memberId: number;
  memberName: string;
  profileCode: string;
}

type OpenLine = Pick<SheetLine, 'sheetId' | 'itemCode' | 'outcome' | 'origin'>;

/** Months of branches as an account sees them, in a constant number of statements however many they are. */
@Injectable()
export class BranchMonths {
  constructor(
    private readonly database: Database,
    private readonly schemes: Schemes,
    private readonly clock: Clock,
  ) {}

  /** All months of a branch, the latest first. */
  ofBranch(branchId: number, actor: Actor): Promise<BranchMonthView[]> {
    return this.views('branch_months.branchId = ?', [branchId], actor);
  }

  async one(id: number, actor: Actor): Promise<BranchMonthView> {
    const [view] = await this.views('branch_months.id = ?', [id], actor);
    if (!view) throw new Refusal('notFound');
    return view;
  }

  /** These months, the latest first; whether the actor may read them is for the caller to ask. */
  async byIds(ids: readonly number[], actor: Actor): Promise<BranchMonthView[]> {
    return this.views(`branch_months.id IN ${marks(ids)}`, ids, actor);
  }

  private views(condition: string, parameters: readonly number[], actor: Actor): Promise<BranchMonthView[]> {
    const today = this.clock.today();
    return this.database.read(async () => {
      const months = await this.database.rows<MonthRow>(
        `SELECT branch_months.*, units.name AS branchName, units.kind AS branchKind, units.path AS branchPath,
                openers.displayName AS openedByName, ${publicationColumns}
           FROM branch_months
           JOIN units ON units.id = branch_months.branchId
           JOIN accounts openers ON openers.id = branch_months.openedBy
           ${publicationJoin}
          WHERE ${condition}
          ORDER BY branch_months.month DESC, units.rosterOrder, branch_months.id`,
        parameters,
      );
      const counts = await this.countsOf(months, actor);
      const blocking = await this.blockingOf(months, actor, today);
      return months.map((month) =>
        viewOf(month, counts.get(month.id) ?? none, blocking.get(month.id) ?? [], actor, today),
      );
    });
  }

  /** One's own sheet is never among the unchanged: accepting all of those does not take it, somebody else looks at it. */
  private async countsOf(months: readonly MonthRow[], actor: Actor): Promise<Map<number, BranchMonthCounts>> {
    const ids = months.map(({ id }) => id);
    const rows = await this.database.rows<BranchMonthCounts & { branchMonthId: number }>(
      `SELECT branchMonthId, COUNT(*) AS members, SUM(scored) AS toScore, SUM(1 - scored) AS notScored,
              SUM(CASE WHEN state = 'draft' THEN 1 ELSE 0 END) AS notSubmitted,
              SUM(CASE WHEN state IN ('submitted', 'preReviewed') THEN 1 ELSE 0 END) AS submitted,
              SUM(CASE WHEN scored = 1 AND state IN ${decidedSheetStatesInSql} THEN 1 ELSE 0 END) AS decided,
              SUM(CASE WHEN state IN ('submitted', 'preReviewed') AND differs = 0 THEN 1 ELSE 0 END) AS unchanged,
              SUM(CASE WHEN state IN ('submitted', 'preReviewed') AND differs = 1 THEN 1
                       WHEN state = 'draft' AND monthState = 'review' THEN 1 ELSE 0 END) AS toLookAt
         FROM (SELECT sheets.branchMonthId, sheets.state, branch_months.state AS monthState,
                      CASE WHEN sheets.notScoredReason IS NULL THEN 1 ELSE 0 END AS scored,
                      CASE WHEN sheets.late = 1 OR sheets.memberId = ?
                             OR EXISTS (SELECT 1 FROM sheet_lines WHERE sheet_lines.sheetId = sheets.id)
                           THEN 1 ELSE 0 END AS differs
                 FROM sheets JOIN branch_months ON branch_months.id = sheets.branchMonthId
                WHERE sheets.branchMonthId IN ${marks(ids)}) listed
        GROUP BY branchMonthId`,
      [actor.memberId, ...ids],
    );
    return new Map(rows.map(({ branchMonthId, ...counts }) => [branchMonthId, counts]));
  }

  private async blockingOf(months: readonly MonthRow[], actor: Actor, today: Day): Promise<Map<number, Blocking[]>> {
    const inReview = months.filter(
      ({ state, branchPath }) =>
        state === 'review' && may('sheet.read', actor, { unitPath: branchPath, memberId: null }),
    );
    const blocking = new Map(months.map((month) => [month.id, openWindow(month, today)]));
    const { sheets, lines } = await this.undecided(inReview.map(({ id }) => id));
    const monthOfId = new Map(inReview.map(({ id, month }) => [id, month]));
    const schemeOf = new Map<number, Awaited<ReturnType<Schemes['byId']>>>();
    for (const { id, schemeVersionId } of inReview) schemeOf.set(id, await this.schemes.byId(schemeVersionId));
    const linesOf = grouped(lines, ({ sheetId }) => sheetId);
    for (const { branchMonthId, sheetId, memberId, memberName, profileCode } of sheets) {
      const { definition } = schemeOf.get(branchMonthId)!;
      const itemCodes = openItems(
        definition,
        profileCode,
        linesOf.get(sheetId) ?? [],
        true,
        monthOfId.get(branchMonthId)!,
      );
      const code = memberId === actor.memberId ? 'ownCase' : 'undecided';
      blocking.get(branchMonthId)?.push({ code, sheetId, memberName, itemCodes });
    }
    return blocking;
  }

  private async undecided(branchMonthIds: readonly number[]): Promise<{ sheets: OpenSheet[]; lines: OpenLine[] }> {
    if (branchMonthIds.length === 0) return { sheets: [], lines: [] };
    const open = `sheets.branchMonthId IN ${marks(branchMonthIds)} AND sheets.state IN ${undecidedSheetStatesInSql}`;
    const sheets = await this.database.rows<OpenSheet>(
      `SELECT sheets.id AS sheetId, sheets.branchMonthId, sheets.memberId, members.name AS memberName, sheets.profileCode
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

const none: BranchMonthCounts = {
  members: 0,
  toScore: 0,
  notSubmitted: 0,
  submitted: 0,
  decided: 0,
  notScored: 0,
  unchanged: 0,
  toLookAt: 0,
};

function openWindow({ state, untilDay }: MonthRow, today: Day): Blocking[] {
  return state === 'published' && today <= untilDay ? [{ code: 'windowOpen', day: untilDay }] : [];
}

function viewOf(
  row: MonthRow,
  counts: BranchMonthCounts,
  blockedBy: Blocking[],
  actor: Actor,
  today: Day,
): BranchMonthView {
  const target = { unitPath: row.branchPath, memberId: null };
  const { id, version, branchId, month, state, schemeVersionId, themeDay, selfAssessmentUntil, openedAt } = row;
  return {
    id,
    version,
    branch: { id: branchId, name: row.branchName, kind: row.branchKind },
    month,
    state,
    schemeVersionId,
    themeDay,
    selfAssessmentUntil,
    openedAt,
    openedBy: row.openedByName,
    counts,
    reviewStartedAt: row.reviewStartedAt,
    publication: publicationSummary(row, branchId, today),
    confirmedAt: row.confirmedAt,
    mayReview:
      (state === 'selfAssessment' && may('month.review', actor, target)) ||
      (state === 'review' && may('sheet.decide', actor, target)),
    mayPublish: state === 'review' && may('month.publish', actor, target),
    mayConfirm: state === 'published' && blockedBy.length === 0 && may('month.confirm', actor, target),
    blockedBy,
  };
}
