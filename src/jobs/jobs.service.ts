import { Injectable } from '@nestjs/common';
import type { BranchMonth } from '../assessments/branch-month.entity.js';
import { Openings } from '../assessments/openings.service.js';
import { type OpeningRule, type PlannedMonth, planOf } from '../assessments/theme-day.js';
import { addMonths, Clock, type Day, monthOf } from '../calendar.js';
import { Calendars } from '../calendars/calendars.service.js';
import { Database } from '../database/database.js';
import { Refusal } from '../http/refusal.js';
import { Schemes } from '../schemes/schemes.service.js';
import { endsPeriod } from '../scoring/periods.js';
import { openingOn, preReviewUntil, selfAssessmentIsOver } from './due.js';
import { JobRuns, type Run } from './job-runs.service.js';

type RuleRow = OpeningRule & { branchId: number };
type MonthRow = Pick<
  BranchMonth,
  'id' | 'branchId' | 'month' | 'state' | 'themeDay' | 'selfAssessmentUntil' | 'openedAt' | 'preReviewStartedAt'
>;

/** What has come due and is done by nobody: months open, and self-assessment and pre-review end. */
@Injectable()
export class Jobs {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly runs: JobRuns,
    private readonly openings: Openings,
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
    // One after the other: what has left self-assessment now may already be past its pre-review.
    const ended = await this.endSelfAssessments();
    return opened + ended + (await this.endPreReviews());
  }

  private async openMonths(): Promise<number> {
    const today = this.clock.today();
    let done = 0;
    for (const { branchId, plan } of await this.plansDue(today)) {
      const { month, themeDay, selfAssessmentUntil } = plan;
      const run: Run = { job: 'openMonth', subject: `branch:${branchId}:${month}`, branchId, month };
      if (openingOn(plan, today) === 'missed') {
        await this.runs.fail(run, missed(plan));
        continue;
      }
      const opened = await this.runs.once(run, async () => {
        await this.openings.openUnderLock(branchId, { month, themeDay, selfAssessmentUntil }, null);
      });
      if (opened) done += 1;
    }
    return done;
  }

  /** Whose month opens today or should have opened, and isn't open. Branches without members have none to open. */
  private plansDue(today: Day): Promise<{ branchId: number; plan: PlannedMonth }[]> {
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
          .map((rule) => ({ branchId: rule.branchId, plan: planOf(rule, month, calendar) }))
          .filter(({ plan }) => openingOn(plan, today) !== 'no'),
      );
      return this.untilTried(due);
    });
  }

  private async untilTried(due: { branchId: number; plan: PlannedMonth }[]) {
    const subjectOf = ({ branchId, plan }: (typeof due)[number]) => `branch:${branchId}:${plan.month}`;
    const resting = await this.runs.resting(due.map(subjectOf));
    const kept: typeof due = [];
    for (const one of due)
      if (!resting.has(`openMonth ${subjectOf(one)}`) && (await this.hasSheets(one.branchId, one.plan.month)))
        kept.push(one);
    return kept;
  }

  /** A sheet of a quarter is opened in the quarter's last month. That no rule is in force at all is found when opening. */
  private async hasSheets(branchId: number, month: string): Promise<boolean> {
    try {
      const { definition } = await this.schemes.inForce(month, branchId);
      return endsPeriod(definition.period, month, definition.yearStartsMonth);
    } catch (error) {
      if (error instanceof Refusal) return true;
      throw error;
    }
  }

  private async endSelfAssessments(): Promise<number> {
    const today = this.clock.today();
    const over = (await this.running('selfAssessment')).filter((row) =>
      selfAssessmentIsOver({ ...row, openedOn: this.clock.dayOf(row.openedAt) }, today),
    );
    return this.endEach('endSelfAssessment', over, (row) => this.openings.endSelfAssessmentUnderLock(row.id, today));
  }

  private async endPreReviews(): Promise<number> {
    const today = this.clock.today();
    const over = (await this.running('preReview')).filter((row) => {
      const begunOn = row.preReviewStartedAt === null ? row.selfAssessmentUntil : this.clock.dayOf(row.preReviewStartedAt);
      return today > preReviewUntil(row, begunOn);
    });
    return this.endEach('endPreReview', over, (row) => this.openings.endPreReviewUnderLock(row.id));
  }

  private running(state: 'selfAssessment' | 'preReview'): Promise<MonthRow[]> {
    return this.database.read(() =>
      this.database.rows<MonthRow>(
        `SELECT id, branchId, month, state, themeDay, selfAssessmentUntil, openedAt, preReviewStartedAt
           FROM branch_months WHERE state = ? ORDER BY id`,
        [state],
      ),
    );
  }

  private async endEach(
    job: 'endSelfAssessment' | 'endPreReview',
    rows: readonly MonthRow[],
    end: (row: MonthRow) => Promise<void>,
  ): Promise<number> {
    const resting = await this.database.read(() => this.runs.resting(rows.map(({ id }) => `month:${id}`)));
    let done = 0;
    for (const row of rows) {
      const run: Run = { job, subject: `month:${row.id}`, branchId: row.branchId, month: row.month };
      if (resting.has(`${job} ${run.subject}`)) continue;
      if (await this.runs.once(run, () => end(row))) done += 1;
    }
    return done;
  }
}

function missed({ month, opensOn, selfAssessmentUntil }: PlannedMonth): Refusal {
  const params = { month, opensOn, selfAssessmentUntil };
  return new Refusal('conflict', { errors: [{ path: 'month', code: 'openingMissed', params }] });
}

