import { Injectable } from '@nestjs/common';
import { Clock } from '../calendar.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { Refusal } from '../http/refusal.js';
import { scopeOf, touches } from '../identity/scope.js';
import { Schemes } from '../schemes/schemes.service.js';
import { itemOf, type ItemKind, type Scheme } from '../scoring/scheme.js';
import type { BranchMonth } from './branch-month.entity.js';
import { whoDecides } from './deciders.js';
import { Deciders } from './deciders.service.js';
import { grouped } from '../organisation/grouped.js';
import { extensionRuns } from './extension.js';
import { lastMonthScores } from './last-month.js';
import { openItems } from './review.js';
import type { SheetLine } from './sheet-line.entity.js';
import type { Sheet } from './sheet.entity.js';
import type { SheetSummary } from './sheet.view.js';
import { isFromRecords, memberOfSheet } from './sheets.service.js';
import { PreReviewRecords } from './pre-review-records.service.js';
import { type PreReviewCase, preReviewerOf, whyNotPreReview } from './pre-reviewers.js';
import { sampleOf } from './sample.js';
import { readsSheets, sightOf } from './sight.js';
import { mayStep } from './states.js';

type DeskRow = Sheet & {
  memberName: string;
  memberNumber: string;
  groupName: string | null;
  groupPath: string | null;
  preReviewScoreHundredths: number | null;
  proxy: 0 | 1;
};
type DeskMonth = BranchMonth & { branchPath: string };
type DeskLine = Pick<SheetLine, 'sheetId' | 'itemCode' | 'origin' | 'outcome'>;

/** The review desk: a branch's sheets with what is worth a look, in a constant number of statements however many they are. */
@Injectable()
export class ReviewDesk {
  constructor(
    private readonly database: Database,
    private readonly schemes: Schemes,
    private readonly deciders: Deciders,
    private readonly preReviews: PreReviewRecords,
    private readonly clock: Clock,
  ) {}

  /**
   * The sheets of a branch-month that the actor may read, in roster order: all of them by an office of the branch or above,
   * those of his group for a group leader. Refuses whoever reads none but his own.
   */
  list(branchMonthId: number, actor: Actor): Promise<SheetSummary[]> {
    const today = this.clock.today();
    return this.database.read(async () => {
      const branchMonth = await this.database.row<DeskMonth>(
        `SELECT branch_months.*, units.path AS branchPath
           FROM branch_months JOIN units ON units.id = branch_months.branchId WHERE branch_months.id = ?`,
        [branchMonthId],
      );
      if (!branchMonth) throw new Refusal('notFound');
      const { definition } = await this.schemes.byId(branchMonth.schemeVersionId);
      const { branchPath, branchId } = branchMonth;
      refuseMembers(actor, branchPath);
      const sheets = (await this.sheets(branchMonthId)).filter(({ groupPath }) =>
        readsSheets(actor, groupPath ?? branchPath),
      );
      const lines = grouped(await this.lines(branchMonthId), ({ sheetId }) => sheetId);
      const memberIds = sheets.map(({ memberId }) => memberId);
      const lastMonth = await lastMonthScores(this.database, branchMonth.month, memberIds);
      const standings = await this.deciders.standingsIn(branchId, today);
      const cases = await this.preReviews.casesOf([branchMonthId], today);
      return sheets.map((sheet) => ({
        ...summaryOf(
          { ...sheet, extended: extensionRuns(sheet, today) },
          branchMonth,
          definition,
          lines.get(sheet.id) ?? [],
          actor,
        ),
        ...preReviewOf(cases.get(sheet.id)!, sheet, branchMonth, actor),
        whoDecides: whoDecides(standings.get(sheet.memberId) ?? { decides: false, bureauOnly: false }),
        lastMonthScoreHundredths: lastMonth.get(sheet.memberId) ?? null,
      }));
    });
  }

  /** The sheets with a score that the bureau looks at before it accepts a month. */
  async sample(branchMonthId: number, actor: Actor): Promise<SheetSummary[]> {
    const sheets = await this.list(branchMonthId, actor);
    return sampleOf(
      branchMonthId,
      sheets.filter(({ notScoredReason }) => notScoredReason === null),
    );
  }

  private sheets(branchMonthId: number): Promise<DeskRow[]> {
    return this.database.rows<DeskRow>(
      `SELECT sheets.*, members.name AS memberName, members.memberNumber, teams.name AS groupName,
              teams.path AS groupPath, pre_reviews.scoreHundredths AS preReviewScoreHundredths,
              CASE WHEN proxy_entries.sheetId IS NULL THEN 0 ELSE 1 END AS proxy
         FROM sheets
         LEFT JOIN pre_reviews ON pre_reviews.sheetId = sheets.id
         JOIN members ON members.id = sheets.memberId
         LEFT JOIN units teams ON teams.id = sheets.groupId
         LEFT JOIN proxy_entries ON proxy_entries.sheetId = sheets.id
        WHERE sheets.branchMonthId = ?
        ORDER BY sheets.rosterOrder, sheets.id`,
      [branchMonthId],
    );
  }

  private lines(branchMonthId: number): Promise<DeskLine[]> {
    return this.database.rows<DeskLine>(
      `SELECT sheet_lines.sheetId, sheet_lines.itemCode, sheet_lines.origin, sheet_lines.outcome
         FROM sheet_lines JOIN sheets ON sheets.id = sheet_lines.sheetId
        WHERE sheets.branchMonthId = ?`,
      [branchMonthId],
    );
  }
}

function refuseMembers(actor: Actor, branchPath: string): void {
  if (!touches(scopeOf(actor, 'sheet.read'), branchPath)) throw new Refusal('forbidden');
}

function preReviewOf(
  about: PreReviewCase,
  sheet: DeskRow,
  { state }: DeskMonth,
  actor: Actor,
): Pick<SheetSummary, 'preReviewer' | 'mayPreReview'> {
  const mayPreReview = mayStep('preReview', sheet, state) && whyNotPreReview(actor, about) === null;
  return { preReviewer: preReviewerOf(about), mayPreReview };
}

/** A line as it looks to whoever may not know yet what was decided about it. */
function undecided(line: DeskLine): DeskLine {
  return { ...line, outcome: null };
}

function summaryOf(
  row: DeskRow & { extended: boolean },
  { month, state: monthState, branchPath }: DeskMonth,
  scheme: Scheme,
  lines: readonly DeskLine[],
  actor: Actor,
): Omit<SheetSummary, 'lastMonthScoreHundredths' | 'whoDecides' | 'preReviewer' | 'mayPreReview'> {
  const sight = sightOf(actor, { ...row, monthState, branchPath });
  const visible = lines.filter(({ origin }) => (origin === 'review' ? sight.decisions : sight.claims));
  const ofKind = (kind: ItemKind) => visible.filter(({ itemCode }) => itemOf(scheme, itemCode)?.kind === kind).length;
  const { id, version, state, profileCode, notScoredReason, submittedAt, selfScoreHundredths } = row;
  return {
    id,
    version,
    state,
    member: memberOfSheet(row),
    profileCode,
    notScoredReason,
    submittedAt,
    late: Boolean(row.late),
    fromRecords: isFromRecords({ ...row, monthState }),
    selfScoreHundredths,
    preReviewScoreHundredths: sight.preReview ? row.preReviewScoreHundredths : null,
    decidedScoreHundredths: sight.decisions ? row.scoreHundredths : null,
    changedLines: ofKind('base'),
    claims: ofKind('contribution'),
    deductions: ofKind('deduction'),
    undecidedItems:
      notScoredReason === null
        ? openItems(scheme, profileCode, sight.decisions ? visible : visible.map(undecided), true, month)
        : [],
    ownCase: sight.own,
    returned: row.state === 'draft' && row.returnedReason !== null,
    extendedUntil: row.extended ? row.extendedUntil : null,
    proxy: row.proxy === 1,
  };
}
