import { Injectable } from '@nestjs/common';
import { Clock, type Day } from '../calendar.js';
import { Calendars } from '../calendars/calendars.service.js';
import type { WorkingCalendar } from '../calendars/working-calendar.js';
import { Database, marks } from '../database/database.js';
import type { Action, Actor } from '../http/allow.js';
import { Refusal } from '../http/refusal.js';
import { may } from '../identity/rights.js';
import { holdsIn, scopeOf, touches } from '../identity/scope.js';
import type { UnitKind } from '../organisation/unit.entity.js';
import type { BranchMonth } from './branch-month.entity.js';
import { BranchSettingsService } from './branch-settings.service.js';
import { type BranchSettings, defaultSettings } from './branch-settings.js';
import { MonthBlocking } from './month-blocking.service.js';
import { MonthStepRecords, type StepRow } from './month-step-records.service.js';
import { checkerOf, type InOffice, isSamePerson } from './month-steps.js';
import { Offices } from './offices.service.js';
import { PreReviewRecords } from './pre-review-records.service.js';
import { preReviewUntil, whyNotPreReview } from './pre-reviewers.js';
import { readsSheets } from './sight.js';
import type { Blocking, BranchMonthCounts, BranchMonthView } from './branch-month.view.js';
import { grouped } from '../organisation/grouped.js';
import {
  type PublicationRow,
  publicationColumns,
  publicationJoin,
  importedSummary,
  publicationSummary,
  withdrawalSummary,
} from './publication-summary.js';
import { decidedSheetStatesInSql } from './states.js';

type MonthRow = BranchMonth &
  PublicationRow & { branchName: string; branchKind: UnitKind; branchPath: string; openedByName: string | null };

/** Months of branches as an account sees them, in a constant number of statements however many they are. */
@Injectable()
export class BranchMonths {
  constructor(
    private readonly database: Database,
    private readonly calendars: Calendars,
    private readonly blocking: MonthBlocking,
    private readonly steps: MonthStepRecords,
    private readonly settings: BranchSettingsService,
    private readonly offices: Offices,
    private readonly preReviews: PreReviewRecords,
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
           LEFT JOIN accounts openers ON openers.id = branch_months.openedBy
           ${publicationJoin}
          WHERE ${condition}
          ORDER BY branch_months.month DESC, units.rosterOrder, branch_months.id`,
        parameters,
      );
      const counts = await this.countsOf(months, actor);
      const ids = months.map(({ id }) => id);
      const steps = grouped(await this.steps.ofMonths(ids), ({ branchMonthId }) => branchMonthId);
      const branchIds = [...new Set(months.map(({ branchId }) => branchId))];
      const settings = await this.settings.ofEach(branchIds);
      const offices = await this.offices.ofEach(branchIds, today);
      const standing = months.map((month) => ({
        ...month,
        untilDay: month.publicationId === null ? null : month.untilDay,
        steps: steps.get(month.id) ?? [],
        committee: settings.get(month.branchId)?.committee ?? true,
      }));
      const blocking = await this.blocking.of(standing, actor, today);
      const turns = await this.turnsOf(months, actor, today);
      const published = months.some(({ publicationId }) => publicationId !== null);
      const calendar = published ? await this.calendars.current() : null;
      return months.map((month) =>
        viewOf(month, {
          counts: { ...(counts.get(month.id) ?? none), toPreReview: turns.get(month.id) ?? 0 },
          blockedBy: blocking.get(month.id) ?? [],
          steps: steps.get(month.id) ?? [],
          settings: settings.get(month.branchId) ?? defaultSettings,
          office: offices.get(month.branchId) ?? defaultOffice,
          actor,
          today,
          calendar,
        }),
      );
    });
  }

  /** How many sheets wait for this person's pre-review, by month. */
  private async turnsOf(months: readonly MonthRow[], actor: Actor, today: Day): Promise<Map<number, number>> {
    const scope = scopeOf(actor, 'sheet.preReview');
    const mine = months.filter(({ state, branchPath }) => state === 'preReview' && touches(scope, branchPath));
    const turns = new Map<number, number>();
    for (const about of (
      await this.preReviews.casesOf(
        mine.map(({ id }) => id),
        today,
      )
    ).values())
      if (about.state === 'submitted' && whyNotPreReview(actor, about) === null)
        turns.set(about.branchMonthId, (turns.get(about.branchMonthId) ?? 0) + 1);
    return turns;
  }

  /** One's own sheet is never among the unchanged: accepting all of those does not take it, somebody else looks at it. */
  private async countsOf(
    months: readonly MonthRow[],
    actor: Actor,
  ): Promise<Map<number, Omit<BranchMonthCounts, 'toPreReview'>>> {
    const ids = months.map(({ id }) => id);
    const rows = await this.database.rows<BranchMonthCounts & { branchMonthId: number }>(
      `SELECT branchMonthId, COUNT(*) AS members, SUM(scored) AS toScore, SUM(1 - scored) AS notScored,
              SUM(CASE WHEN state = 'draft' THEN 1 ELSE 0 END) AS notSubmitted,
              SUM(CASE WHEN state IN ('submitted', 'preReviewed') THEN 1 ELSE 0 END) AS submitted,
              SUM(CASE WHEN state = 'preReviewed' THEN 1 ELSE 0 END) AS preReviewed,
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
}

const none: BranchMonthCounts = {
  members: 0,
  toScore: 0,
  notSubmitted: 0,
  submitted: 0,
  preReviewed: 0,
  toPreReview: 0,
  decided: 0,
  notScored: 0,
  unchanged: 0,
  toLookAt: 0,
};

const defaultOffice: InOffice = { committee: true, disciplineCommissioner: false, witness: false };

interface Around {
  counts: BranchMonthCounts;
  blockedBy: Blocking[];
  steps: readonly StepRow[];
  settings: BranchSettings;
  office: InOffice;
  actor: Actor;
  today: Day;
  /** Null where nothing is published that it would be asked about. */
  calendar: WorkingCalendar | null;
}

function viewOf(row: MonthRow, around: Around): BranchMonthView {
  const { counts, blockedBy, steps, settings, office, actor, today, calendar } = around;
  const { id, version, branchId, month, state, schemeVersionId, themeDay, selfAssessmentUntil, openedAt } = row;
  const wentThrough = steps.some(({ step }) => step === 'preReview');
  const preReview = state === 'selfAssessment' ? settings.preReview : wentThrough || state === 'preReview';
  const checker = checkerOf(office);
  return {
    id,
    version,
    branch: { id: branchId, name: row.branchName, kind: row.branchKind },
    month,
    state,
    schemeVersionId,
    themeDay,
    selfAssessmentUntil,
    preReview,
    preReviewUntil: preReview ? preReviewUntil(row) : null,
    committee: settings.committee,
    checker,
    openedAt,
    openedBy: row.openedByName,
    counts,
    reviewStartedAt: row.reviewStartedAt,
    publication: calendar && publicationSummary(row, today, calendar),
    withdrawal: withdrawalSummary(row),
    imported: importedSummary(row),
    confirmedAt: row.confirmedAt,
    // Notes and reasons are between those who work on the month.
    steps: readsSheets(actor, row.branchPath)
      ? steps.map(({ step, at, byName, note }) => ({ step, at, by: byName, note }))
      : [],
    ...stepsOpenTo(actor, row.branchPath, {
      state,
      preReview,
      blockedBy,
      steps,
      committee: settings.committee,
      checker,
    }),
    mayTakeBack:
      state === 'archived' &&
      row.importedAt !== null &&
      may('month.import', actor, { unitPath: row.branchPath, memberId: null }),
    mayWithdraw: state === 'published' && may('month.withdraw', actor, { unitPath: row.branchPath, memberId: null }),
    blockedBy,
  };
}

type MayTake = Pick<
  BranchMonthView,
  | 'mayStartPreReview'
  | 'mayReview'
  | 'mayWitness'
  | 'mayMakeReady'
  | 'mayReviewAgain'
  | 'mayCheck'
  | 'mayApprove'
  | 'mayPublish'
  | 'mayConfirm'
  | 'mayReport'
  | 'mayAccept'
>;

/** Which steps this account may take now; where something is in the way, `blockedBy` says what. */
function stepsOpenTo(
  actor: Actor,
  branchPath: string,
  about: Pick<BranchMonthView, 'state' | 'preReview' | 'blockedBy' | 'committee' | 'checker'> & {
    steps: readonly StepRow[];
  },
): MayTake {
  const { state, preReview, blockedBy, steps, committee, checker } = about;
  const mayDo = (action: Action) => may(action, actor, { unitPath: branchPath, memberId: null });
  const taken = (name: StepRow['step']) => steps.find(({ step }) => step === name);
  const isOther = (name: StepRow['step']) => {
    const step = taken(name);
    return !step || !isSamePerson(step, actor);
  };
  const holdsCheck = holdsIn(actor, [checker], branchPath);
  return {
    mayStartPreReview: state === 'selfAssessment' && preReview && mayDo('month.review'),
    mayReview:
      (((state === 'selfAssessment' && !preReview) || state === 'preReview') && mayDo('month.review')) ||
      (state === 'review' && mayDo('sheet.decide')),
    mayWitness: state === 'review' && !committee && !taken('witness') && mayDo('month.witness'),
    mayMakeReady: state === 'review' && mayDo('month.review'),
    mayReviewAgain: state === 'ready' && mayDo('month.review'),
    mayCheck: state === 'ready' && !taken('confidentialityCheck') && holdsCheck && isOther('approval'),
    mayApprove:
      state === 'ready' &&
      Boolean(taken('confidentialityCheck')) &&
      !taken('approval') &&
      isOther('confidentialityCheck') &&
      mayDo('month.approve'),
    mayPublish: state === 'ready' && mayDo('month.publish'),
    mayConfirm: state === 'published' && blockedBy.length === 0 && mayDo('month.confirm'),
    mayReport: state === 'confirmed' && mayDo('month.report'),
    mayAccept: state === 'reported' && mayDo('month.accept'),
  };
}
