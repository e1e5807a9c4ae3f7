import { setImmediate as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { BranchMonth } from '../assessments/branch-month.entity.js';
import type { BranchMonthState } from '../assessments/states.js';
import { BranchSettingsService } from '../assessments/branch-settings.service.js';
import { MonthStepRecords } from '../assessments/month-step-records.service.js';
import { byItself, Openings } from '../assessments/openings.service.js';
import { type OpeningRule, type PlannedMonth, planOf } from '../assessments/theme-day.js';
import { addMonths, Clock, type Day, type Month, monthOf } from '../calendar.js';
import { Calendars } from '../calendars/calendars.service.js';
import { Database } from '../database/database.js';
import { Refusal } from '../http/refusal.js';
import { grouped } from '../organisation/grouped.js';
import { Schemes } from '../schemes/schemes.service.js';
import { endsPeriod } from '../scoring/periods.js';
import { lastDayOfPreReview, openingOn, selfAssessmentIsOver } from './due.js';
import type { Job } from './job-run.entity.js';
import { JobRuns, type Run } from './job-runs.service.js';

type RuleRow = OpeningRule & { branchId: number };
type MonthRow = BranchMonth;
type DueOpening = Run & { plan: PlannedMonth };

/** So many branches open in one transaction: few enough that nobody waits long for the organisation's lock. */
const branchesAtOnce = 50;

/** What has come due and is done by nobody: months open, and self-assessment and pre-review end. */
@Injectable()
export class Jobs {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly runs: JobRuns,
    private readonly openings: Openings,
    private readonly settings: BranchSettingsService,
    private readonly steps: MonthStepRecords,
    private readonly schemes: Schemes,
    private readonly calendars: Calendars,
  ) {}

  /**
   * Does everything that is due now, also what was missed while nothing ran. Any number of instances may do so at once: each
   * thing is done once. What fails in one branch keeps no other from its turn. Answers how many things were done.
   * @throws DatabaseAway
   */
  async tick(): Promise<number> {
    const opened = await this.openMonths();
    // One after the other, so that what has just left self-assessment is looked at once more.
    const ended = await this.endSelfAssessments();
    return opened + ended + (await this.endPreReviews());
  }

  private async openMonths(): Promise<number> {
    const today = this.clock.today();
    const due = await this.openingsDue(today);
    for (const opening of due.filter(({ plan }) => openingOn(plan, today) === 'missed'))
      await this.runs.fail(opening, missed(opening.plan));
    const now = due.filter(({ plan }) => openingOn(plan, today) === 'now');
    let done = 0;
    for (let from = 0; from < now.length; from += branchesAtOnce) {
      done += await this.runs.onceEach(now.slice(from, from + branchesAtOnce), async (left) => {
        const wishes = left.map(({ branchId, plan }) => ({ ...plan, branchId }));
        await this.openings.openEach(wishes, byItself);
      });
      // On SQLite nothing waits for anything: without a pause nobody else would be answered until all are open.
      await pause();
    }
    return done;
  }

  /** Whose month opens today or should have opened, and isn't open. Branches without members have none to open. */
  private openingsDue(today: Day): Promise<DueOpening[]> {
    const months = [monthOf(today), addMonths(monthOf(today), 1)];
    return this.database.read(async () => {
      const calendar = await this.calendars.current();
      const rules = await this.database.rows<RuleRow>(
        `SELECT branchId, themeDayRule, openingDaysBefore, selfAssessmentDaysBefore
           FROM branch_settings
          WHERE automaticOpening = 1 AND themeDayRule IS NOT NULL
            AND EXISTS (SELECT 1 FROM memberships
                         WHERE memberships.branchId = branch_settings.branchId
                           AND (memberships.untilDay IS NULL OR memberships.untilDay > ?))
          ORDER BY branchId`,
        [today],
      );
      const opened = await this.database.rows<{ branchId: number; month: string }>(
        'SELECT branchId, month FROM branch_months WHERE month IN (?, ?)',
        months,
      );
      const open = new Set(opened.map(({ branchId, month }) => `${branchId} ${month}`));
      const due = months.flatMap((month) =>
        rules
          .filter(({ branchId }) => !open.has(`${branchId} ${month}`))
          .map((rule) => dueOpening(rule.branchId, planOf(rule, month, calendar)))
          .filter(({ plan }) => openingOn(plan, today) !== 'no'),
      );
      return this.withSheets(await this.notResting(due));
    });
  }

  private async notResting(due: readonly DueOpening[]): Promise<DueOpening[]> {
    const resting = await this.runs.resting(due.map(({ subject }) => subject));
    return due.filter(({ job, subject }) => !resting.has(`${job} ${subject}`));
  }

  /** A sheet of a quarter is opened in the quarter's last month. That no rule is in force at all is found when opening. */
  private async withSheets(due: readonly DueOpening[]): Promise<DueOpening[]> {
    const kept: DueOpening[] = [];
    for (const [month, openings] of grouped(due, (opening) => opening.month)) {
      const schemes = await this.schemesInForce(month, openings);
      const opens = ({ branchId }: DueOpening) => {
        if (!schemes) return true;
        const { definition } = schemes.ofBranches.get(branchId) ?? schemes.ofOrganisation;
        return endsPeriod(definition.period, month, definition.yearStartsMonth);
      };
      kept.push(...openings.filter(opens));
    }
    return kept;
  }

  private async schemesInForce(month: Month, openings: readonly DueOpening[]) {
    try {
      return await this.schemes.inForceEach(
        month,
        openings.map(({ branchId }) => branchId),
      );
    } catch (error) {
      if (error instanceof Refusal) return null;
      throw error;
    }
  }

  private async endSelfAssessments(): Promise<number> {
    const today = this.clock.today();
    const rows = await this.running('selfAssessment');
    const over = rows.filter((row) =>
      selfAssessmentIsOver({ ...row, openedOn: this.clock.dayOf(row.openedAt) }, today),
    );
    return this.endEach('endSelfAssessment', over, async ({ id, version, branchId }) => {
      const { preReview } = await this.settings.of(branchId);
      if (preReview) await this.openings.startPreReview(id, version, byItself);
      else await this.openings.startReview(id, version, byItself);
    });
  }

  private async endPreReviews(): Promise<number> {
    const today = this.clock.today();
    const rows = await this.running('preReview');
    const begun = await this.database.read(() => this.steps.ofMonths(rows.map(({ id }) => id)));
    const begunAt = new Map(begun.filter(({ step }) => step === 'preReview').map((row) => [row.branchMonthId, row.at]));
    const over = rows.filter((row) => {
      const at = begunAt.get(row.id);
      return today > lastDayOfPreReview(row, at === undefined ? row.selfAssessmentUntil : this.clock.dayOf(at));
    });
    return this.endEach('endPreReview', over, ({ id, version }) => this.openings.startReview(id, version, byItself));
  }

  private running(state: BranchMonthState): Promise<MonthRow[]> {
    return this.database.read(() =>
      this.database.rows<MonthRow>('SELECT * FROM branch_months WHERE state = ? ORDER BY id', [state]),
    );
  }

  private async endEach(job: Job, rows: readonly MonthRow[], end: (row: MonthRow) => Promise<void>): Promise<number> {
    const resting = await this.database.read(() => this.runs.resting(rows.map(({ id }) => `month:${id}`)));
    let done = 0;
    for (const { id, branchId, month } of rows) {
      const run: Run = { job, subject: `month:${id}`, branchId, month };
      if (resting.has(`${job} ${run.subject}`)) continue;
      // The version is read under the lock: what people did with the month a moment ago is no reason to fail.
      const ended = await this.runs.once(run, async () => {
        const row = await this.database.lock<MonthRow>('branch_months', id);
        if (row) await end(row);
      });
      if (ended) done += 1;
    }
    return done;
  }
}

function dueOpening(branchId: number, plan: PlannedMonth): DueOpening {
  const { month } = plan;
  return { job: 'openMonth', subject: `branch:${branchId}:${month}`, branchId, month, plan };
}

function missed({ month, opensOn, selfAssessmentUntil }: PlannedMonth): Refusal {
  const params = { month, opensOn, selfAssessmentUntil };
  return new Refusal('conflict', { errors: [{ path: 'month', code: 'openingMissed', params }] });
}
