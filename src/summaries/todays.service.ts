import { Injectable } from '@nestjs/common';
import { BranchMonths } from '../assessments/branch-months.service.js';
import { BranchSettingsService } from '../assessments/branch-settings.service.js';
import { type BranchSettings, defaultSettings } from '../assessments/branch-settings.js';
import { bureauRoles, decidingRoles, whyNotDecide } from '../assessments/deciders.js';
import { MonthStepRecords, type StepRow } from '../assessments/month-step-records.service.js';
import { checkerOf, type InOffice, isSamePerson } from '../assessments/month-steps.js';
import { Offices } from '../assessments/offices.service.js';
import { PreReviewRecords } from '../assessments/pre-review-records.service.js';
import { whyNotPreReview } from '../assessments/pre-reviewers.js';
import { finalStatesInSql, undecidedSheetStatesInSql } from '../assessments/states.js';
import { addMonths, Clock, type Day, monthOf } from '../calendar.js';
import { Calendars } from '../calendars/calendars.service.js';
import { Database, marks } from '../database/database.js';
import type { Action, Actor } from '../http/allow.js';
import { may } from '../identity/rights.js';
import { scopeOf, within } from '../identity/scope.js';
import { JobRuns } from '../jobs/job-runs.service.js';
import { grouped } from '../organisation/grouped.js';
import { DisputeTasks } from './dispute-tasks.service.js';
import { TaskSources } from './task-sources.js';
import type { UnitFact } from './half-year.facts.js';
import { missingPaper } from './missing-paper.js';
import { type BranchToday, type OwnSheet, type RunningMonth, tasksOf } from './today.js';
import { VetoTasks } from './veto-tasks.service.js';
import type { LastScoreView, MySheetView, TodayView } from './today.view.js';

type BranchRow = UnitFact & { path: string };
type Counts = Pick<RunningMonth, 'notSubmitted' | 'undecided' | 'waiting' | 'notPreReviewed'>;
type MonthRow = Omit<RunningMonth, keyof Counts | 'toPreReview' | 'steps' | 'paperMissing'> & { branchId: number };
type OwnSheetRow = Omit<OwnSheet, 'branch'> & { branchId: number; branchName: string };

interface OpenCounts {
  branchMonthId: number;
  notSubmitted: number;
  undecided: number;
  notPreReviewed: number;
  /** Of the undecided, other people's: all; of those who decide in the branch themselves; what only the bureau decides. */
  ofOthers: number;
  ofOtherDeciders: number;
  ofBureauOnly: number;
}

/** What is known of branches and their months beside what they are. */
interface Around {
  actor: Actor;
  counts: ReadonlyMap<number, OpenCounts>;
  turns: ReadonlyMap<number, number>;
  steps: ReadonlyMap<number, StepRow[]>;
  settings: ReadonlyMap<number, BranchSettings>;
  offices: ReadonlyMap<number, InOffice>;
  paper: ReadonlyMap<number, number>;
}

/** Confirmed months of so many months back are looked through for what is still to be reported. */
const monthsToReport = 12;

/** The own sheets of so many months are looked through for what is still open. */
const ownSheetsMost = 12;

/** What somebody has to do today, and where his branches stand. */
@Injectable()
export class Todays {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly calendars: Calendars,
    private readonly jobRuns: JobRuns,
    private readonly branchMonths: BranchMonths,
    private readonly preReviews: PreReviewRecords,
    private readonly steps: MonthStepRecords,
    private readonly settings: BranchSettingsService,
    private readonly offices: Offices,
    private readonly disputes: DisputeTasks,
    private readonly others: TaskSources,
    private readonly vetoes: VetoTasks,
  ) {}

  of(actor: Actor): Promise<TodayView> {
    const today = this.clock.today();
    return this.database.read(async () => {
      const branches = await this.branchesOf(actor);
      const months = await this.monthsOf(branches, actor, today);
      const around = await this.around(branches, months, actor, today);
      const ownSheets = await this.ownSheets(actor);
      const standings = branches.map((branch) => standingOf(branch, months, around));
      const inOffice = new Set(branches.filter(({ path }) => isHeld(actor, path)).map(({ id }) => id));
      const shown = latestOf(months).filter(({ branchId }) => inOffice.has(branchId));
      return {
        today,
        tasks: tasksOf({
          today,
          calendar: await this.calendars.current(),
          ownSheets,
          branches: standings,
          disputes: [
            ...(await this.disputes.of(actor, today)),
            ...(await this.vetoes.of(actor)),
            ...(await this.others.of(actor, today)),
          ],
        }),
        troubles: await this.jobRuns.problemsOf(
          standings.filter(({ mayOpen }) => mayOpen).map(({ branch }) => branch.id),
        ),
        branchMonths: await this.branchMonths.byIds(
          shown.map(({ id }) => id),
          actor,
        ),
        lastScore: await this.lastScore(actor),
        mySheet: mySheetOf(ownSheets),
      };
    });
  }

  /** The own branch, those with an office in them, and those below in which he may have to step in and decide. */
  private branchesOf(actor: Actor): Promise<BranchRow[]> {
    const held = actor.holdings.map(({ unitPath }) => unitPath);
    const below = within(scopeOf(actor, 'sheet.decide'), 'path');
    return this.database.rows<BranchRow>(
      `SELECT id, name, kind, path FROM units WHERE kind = 'branch' AND (path IN ${marks(held)} OR ${below.sql})
        ORDER BY rosterOrder, id`,
      [...held, ...below.parameters],
    );
  }

  /** What is not archived (of what is final, the last year's), and the latest month of each branch. */
  private monthsOf(branches: readonly BranchRow[], { memberId }: Actor, today: Day): Promise<MonthRow[]> {
    const branchIds = branches.map(({ id }) => id);
    return this.database.rows<MonthRow>(
      `SELECT branch_months.id, branch_months.branchId, branch_months.month, branch_months.state, branch_months.themeDay,
              branch_months.selfAssessmentUntil,
              (SELECT publications.untilDay FROM publications WHERE publications.branchMonthId = branch_months.id
                  AND publications.kind = 'full' ORDER BY publications.revision DESC LIMIT 1) AS publishedUntil,
              (SELECT COUNT(*) FROM sheets
                 JOIN publication_receipts ON publication_receipts.publicationId = sheets.publicationId
                      AND publication_receipts.memberId = sheets.memberId
                WHERE sheets.branchMonthId = branch_months.id AND sheets.memberId = ?) AS boardsSeen
         FROM branch_months
        WHERE branch_months.branchId IN ${marks(branchIds)}
          AND (branch_months.state NOT IN ${finalStatesInSql}
               OR (branch_months.state NOT IN ('archived', 'takenBack') AND branch_months.month >= ?)
               OR branch_months.month = (SELECT MAX(latest.month) FROM branch_months latest
                                          WHERE latest.branchId = branch_months.branchId))
        ORDER BY branch_months.month DESC`,
      [memberId ?? 0, ...branchIds, addMonths(monthOf(today), -monthsToReport)],
    );
  }

  private async around(
    branches: readonly BranchRow[],
    months: readonly MonthRow[],
    actor: Actor,
    today: Day,
  ): Promise<Around> {
    const branchIds = branches.map(({ id }) => id);
    const inReady = months.filter(({ state }) => state === 'review' || state === 'ready').map(({ id }) => id);
    const inPreReview = months.filter(({ state }) => state === 'preReview').map(({ id }) => id);
    const cases = [...(await this.preReviews.casesOf(inPreReview, today)).values()];
    const mine = cases.filter((about) => about.state === 'submitted' && whyNotPreReview(actor, about) === null);
    const turns = grouped(mine, ({ branchMonthId }) => branchMonthId);
    return {
      actor,
      counts: await this.openCounts(months, actor, today),
      turns: new Map([...turns].map(([id, sheets]) => [id, sheets.length])),
      steps: grouped(await this.steps.ofMonths(inReady), ({ branchMonthId }) => branchMonthId),
      settings: await this.settings.ofEach(branchIds),
      offices: await this.offices.ofEach(branchIds, today),
      paper: await missingPaper(
        this.database,
        months.map(({ id }) => id),
        actor,
      ),
    };
  }

  private async openCounts(
    months: readonly MonthRow[],
    actor: Actor,
    today: Day,
  ): Promise<ReadonlyMap<number, OpenCounts>> {
    const ids = months.map(({ id }) => id);
    const me = actor.memberId ?? 0;
    const rows = await this.database.rows<OpenCounts>(
      `SELECT branchMonthId, COUNT(CASE WHEN state = 'draft' THEN 1 END) AS notSubmitted, COUNT(*) AS undecided,
              COUNT(CASE WHEN state = 'submitted' THEN 1 END) AS notPreReviewed,
              COUNT(CASE WHEN memberId <> ? THEN 1 END) AS ofOthers,
              COUNT(CASE WHEN memberId <> ? AND (decides = 1 OR bureauOnly = 1) THEN 1 END) AS ofOtherDeciders,
              COUNT(CASE WHEN memberId <> ? AND bureauOnly = 1 THEN 1 END) AS ofBureauOnly
         FROM (SELECT sheets.branchMonthId, sheets.memberId, sheets.state,
                      CASE WHEN ${holdsOne(decidingRoles)} THEN 1 ELSE 0 END AS decides,
                      CASE WHEN units.hasCommittee = 0 AND ${holdsOne(bureauRoles)} THEN 1 ELSE 0 END AS bureauOnly
                 FROM sheets JOIN branch_months ON branch_months.id = sheets.branchMonthId
                 JOIN units ON units.id = branch_months.branchId
                WHERE sheets.branchMonthId IN ${marks(ids)} AND sheets.state IN ${undecidedSheetStatesInSql}) open_sheets
        GROUP BY branchMonthId`,
      [me, me, me, ...decidingRoles, today, today, ...bureauRoles, today, today, ...ids],
    );
    return new Map(rows.map((row) => [row.branchMonthId, row]));
  }

  /** The latest month first; where two branches list him in a month, the one that scores him. */
  private async ownSheets(actor: Actor): Promise<OwnSheet[]> {
    const rows = await this.database.rows<OwnSheetRow>(
      `SELECT sheets.id AS sheetId, sheets.branchMonthId, sheets.state, sheets.returnedReason, sheets.extendedUntil, branch_months.month,
              branch_months.schemeVersionId, branch_months.state AS monthState, branch_months.selfAssessmentUntil, units.id AS branchId,
              units.name AS branchName
         FROM sheets
         JOIN branch_months ON branch_months.id = sheets.branchMonthId
         JOIN units ON units.id = branch_months.branchId
        WHERE sheets.memberId = ?
        ORDER BY branch_months.month DESC, CASE WHEN sheets.notScoredReason = 'transferredIn' THEN 1 ELSE 0 END, sheets.id
        LIMIT ${ownSheetsMost}`,
      [actor.memberId ?? 0],
    );
    return rows.map(({ branchId, branchName, ...sheet }) => ({
      ...sheet,
      branch: { id: branchId, name: branchName, kind: 'branch' },
    }));
  }

  private async lastScore(actor: Actor): Promise<LastScoreView | null> {
    const score = await this.database.row<LastScoreView>(
      `SELECT branch_months.month, published_sheets.scoreHundredths, published_sheets.baseHundredths,
              published_sheets.deductionHundredths, published_sheets.contributionHundredths, published_sheets.sheetId
         FROM sheets
         JOIN published_sheets ON published_sheets.publicationId = sheets.publicationId
              AND published_sheets.sheetId = sheets.id
         JOIN branch_months ON branch_months.id = sheets.branchMonthId
        WHERE sheets.memberId = ? AND published_sheets.scoreHundredths IS NOT NULL
        ORDER BY branch_months.month DESC LIMIT 1`,
      [actor.memberId ?? 0],
    );
    return score ?? null;
  }
}

function isHeld({ holdings }: Actor, path: string): boolean {
  return holdings.some(({ unitPath }) => unitPath === path);
}

function latestOf(months: readonly MonthRow[]): MonthRow[] {
  const latest = new Map<number, MonthRow>();
  for (const month of months) if (!latest.has(month.branchId)) latest.set(month.branchId, month);
  return [...latest.values()];
}

function standingOf({ path, ...branch }: BranchRow, months: readonly MonthRow[], around: Around): BranchToday {
  const { actor, counts, turns, steps, paper } = around;
  const mayHere = (action: Action) => may(action, actor, { unitPath: path, memberId: null });
  const own = months.filter(({ branchId }) => branchId === branch.id);
  const { preReview, committee } = around.settings.get(branch.id) ?? defaultSettings;
  const office = around.offices.get(branch.id);
  const checker = office && checkerOf(office);
  return {
    branch,
    isOwn: actor.holdings.some(({ role, unitPath }) => role === 'member' && unitPath === path),
    mayOpen: mayHere('month.open'),
    mayStartReview: mayHere('month.review'),
    mayPublish: mayHere('month.publish'),
    mayConfirm: mayHere('month.confirm'),
    mayWitness: mayHere('month.witness'),
    mayApprove: mayHere('month.approve'),
    mayReport: mayHere('month.report'),
    mayAccept: mayHere('month.accept'),
    holdsCheck: actor.holdings.some(({ role, unitPath }) => role === checker && unitPath === path),
    preReview,
    committee,
    latest: own[0] ?? null,
    running: own
      .filter(({ state }) => state !== 'archived')
      .map((month) => ({
        ...month,
        ...openOf(counts.get(month.id), path, actor),
        paperMissing: paper.get(month.id) ?? 0,
        toPreReview: turns.get(month.id) ?? 0,
        steps: (steps.get(month.id) ?? []).map((step) => ({ step: step.step, isHis: isSamePerson(step, actor) })),
      })),
  };
}

/** Whether a sheet's member holds one of these roles in the branch today. */
function holdsOne(roles: readonly string[]): string {
  return `EXISTS (SELECT 1 FROM role_assignments JOIN accounts ON accounts.id = role_assignments.accountId
                         WHERE accounts.memberId = sheets.memberId AND role_assignments.unitId = branch_months.branchId
                           AND role_assignments.role IN ${marks(roles)} AND role_assignments.fromDay <= ?
                           AND (role_assignments.untilDay IS NULL OR role_assignments.untilDay > ?))`;
}

/** How many sheets wait for anybody, and how many for this person: the bureau steps in for those who decide in a branch. */
function openOf(counts: OpenCounts | undefined, branchPath: string, actor: Actor): Counts {
  const { notSubmitted = 0, undecided = 0, notPreReviewed = 0 } = counts ?? {};
  const { ofOthers = 0, ofOtherDeciders = 0, ofBureauOnly = 0 } = counts ?? {};
  const mayDecide = (decides: boolean) =>
    whyNotDecide(actor, { memberId: 0, branchPath, decides, bureauOnly: false }) === null;
  const waiting = mayDecide(false) ? ofOthers - ofBureauOnly : mayDecide(true) ? ofOtherDeciders : 0;
  return { notSubmitted, undecided, notPreReviewed, waiting };
}

function mySheetOf([latest]: readonly OwnSheet[]): MySheetView | null {
  if (!latest) return null;
  const { sheetId, branchMonthId, schemeVersionId, month, state } = latest;
  return { sheetId, branchMonthId, schemeVersionId, month, state };
}
