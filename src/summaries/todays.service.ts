import { Injectable } from '@nestjs/common';
import { BranchMonths } from '../assessments/branch-months.service.js';
import { decidingRoles, whyNotDecide } from '../assessments/deciders.js';
import { undecidedSheetStatesInSql } from '../assessments/states.js';
import { Clock, type Day } from '../calendar.js';
import { Database, marks } from '../database/database.js';
import type { Action, Actor } from '../http/allow.js';
import { may, unitPathsWith } from '../identity/rights.js';
import type { UnitFact } from './half-year.facts.js';
import { type BranchToday, type OwnSheet, type RunningMonth, tasksOf } from './today.js';
import type { LastScoreView, MySheetView, TodayView } from './today.view.js';

type BranchRow = UnitFact & { path: string };
type MonthRow = Omit<RunningMonth, 'notSubmitted' | 'undecided' | 'waiting'> & { branchId: number };
type OwnSheetRow = Omit<OwnSheet, 'branch'> & { branchId: number; branchName: string };

interface OpenCounts {
  branchMonthId: number;
  notSubmitted: number;
  undecided: number;
  /** Of the undecided: other people's, and those of them who decide in the branch themselves. */
  ofOthers: number;
  ofOtherDeciders: number;
}

/** The own sheets of so many months are looked through for what is still open. */
const ownSheetsMost = 12;

/** What somebody has to do today, and where his branches stand. */
@Injectable()
export class Todays {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly branchMonths: BranchMonths,
  ) {}

  of(actor: Actor): Promise<TodayView> {
    const today = this.clock.today();
    return this.database.read(async () => {
      const branches = await this.branchesOf(actor);
      const months = await this.monthsOf(branches);
      const counts = await this.openCounts(months, actor, today);
      const ownSheets = await this.ownSheets(actor);
      const standings = branches.map((branch) => standingOf(branch, months, counts, actor));
      const inOffice = new Set(branches.filter(({ path }) => isHeld(actor, path)).map(({ id }) => id));
      const shown = latestOf(months).filter(({ branchId }) => inOffice.has(branchId));
      return {
        today,
        tasks: tasksOf({ today, ownSheets, branches: standings }),
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
    const deciding = unitPathsWith('sheet.decide', actor);
    const below = deciding.map(() => ' OR path LIKE ?').join('');
    return this.database.rows<BranchRow>(
      `SELECT id, name, kind, path FROM units WHERE kind = 'branch' AND (path IN ${marks(held)}${below})
        ORDER BY rosterOrder, id`,
      [...held, ...deciding.map((path) => `${path}%`)],
    );
  }

  /** What is not archived, and the latest month of each branch. */
  private monthsOf(branches: readonly BranchRow[]): Promise<MonthRow[]> {
    const branchIds = branches.map(({ id }) => id);
    return this.database.rows<MonthRow>(
      `SELECT branch_months.id, branch_months.branchId, branch_months.month, branch_months.state, branch_months.themeDay,
              branch_months.selfAssessmentUntil,
              (SELECT publications.untilDay FROM publications WHERE publications.branchMonthId = branch_months.id
                  AND publications.kind = 'full' ORDER BY publications.revision DESC LIMIT 1) AS publishedUntil
         FROM branch_months
        WHERE branch_months.branchId IN ${marks(branchIds)}
          AND (branch_months.state <> 'archived'
               OR branch_months.month = (SELECT MAX(latest.month) FROM branch_months latest
                                          WHERE latest.branchId = branch_months.branchId))
        ORDER BY branch_months.month DESC`,
      branchIds,
    );
  }

  private async openCounts(
    months: readonly MonthRow[],
    actor: Actor,
    today: Day,
  ): Promise<ReadonlyMap<number, OpenCounts>> {
    const ids = months.map(({ id }) => id);
    const me = actor.memberId ?? 0;
    const rows = await this.database.rows<OpenCounts>(
      `SELECT branchMonthId, COUNT(CASE WHEN isDraft = 1 THEN 1 END) AS notSubmitted, COUNT(*) AS undecided,
              COUNT(CASE WHEN memberId <> ? THEN 1 END) AS ofOthers,
              COUNT(CASE WHEN memberId <> ? AND decides = 1 THEN 1 END) AS ofOtherDeciders
         FROM (SELECT sheets.branchMonthId, sheets.memberId, CASE WHEN sheets.state = 'draft' THEN 1 ELSE 0 END AS isDraft,
                      CASE WHEN EXISTS (
                        SELECT 1 FROM role_assignments JOIN accounts ON accounts.id = role_assignments.accountId
                         WHERE accounts.memberId = sheets.memberId AND role_assignments.unitId = branch_months.branchId
                           AND role_assignments.role IN ${marks(decidingRoles)} AND role_assignments.fromDay <= ?
                           AND (role_assignments.untilDay IS NULL OR role_assignments.untilDay > ?)
                      ) THEN 1 ELSE 0 END AS decides
                 FROM sheets JOIN branch_months ON branch_months.id = sheets.branchMonthId
                WHERE sheets.branchMonthId IN ${marks(ids)} AND sheets.state IN ${undecidedSheetStatesInSql}) open_sheets
        GROUP BY branchMonthId`,
      [me, me, ...decidingRoles, today, today, ...ids],
    );
    return new Map(rows.map((row) => [row.branchMonthId, row]));
  }

  /** The latest month first; where two branches list him in a month, the one that scores him. */
  private async ownSheets(actor: Actor): Promise<OwnSheet[]> {
    const rows = await this.database.rows<OwnSheetRow>(
      `SELECT sheets.id AS sheetId, sheets.branchMonthId, sheets.state, sheets.returnedReason, branch_months.month,
              branch_months.state AS monthState, branch_months.selfAssessmentUntil, units.id AS branchId,
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

function standingOf(
  { path, ...branch }: BranchRow,
  months: readonly MonthRow[],
  counts: ReadonlyMap<number, OpenCounts>,
  actor: Actor,
): BranchToday {
  const mayHere = (action: Action) => may(action, actor, { unitPath: path, memberId: null });
  const own = months.filter(({ branchId }) => branchId === branch.id);
  return {
    branch,
    isOwn: actor.holdings.some(({ role, unitPath }) => role === 'member' && unitPath === path),
    mayOpen: mayHere('month.open'),
    mayStartReview: mayHere('month.review'),
    mayPublish: mayHere('month.publish'),
    mayConfirm: mayHere('month.confirm'),
    latest: own[0] ?? null,
    running: own
      .filter(({ state }) => state !== 'archived')
      .map((month) => ({ ...month, ...openOf(counts.get(month.id), path, actor) })),
  };
}

/** How many sheets wait for anybody, and how many for this person: the bureau steps in for those who decide in a branch. */
function openOf(
  counts: OpenCounts | undefined,
  branchPath: string,
  actor: Actor,
): Pick<RunningMonth, 'notSubmitted' | 'undecided' | 'waiting'> {
  const { notSubmitted = 0, undecided = 0, ofOthers = 0, ofOtherDeciders = 0 } = counts ?? {};
  const mayDecide = (memberDecides: boolean) =>
    whyNotDecide(actor, { memberId: 0, branchPath, memberDecides }) === null;
  const waiting = mayDecide(false) ? ofOthers : mayDecide(true) ? ofOtherDeciders : 0;
  return { notSubmitted, undecided, waiting };
}

function mySheetOf([latest]: readonly OwnSheet[]): MySheetView | null {
  if (!latest) return null;
  const { sheetId, branchMonthId, month, state } = latest;
  return { sheetId, branchMonthId, month, state };
}
