import { Injectable } from '@nestjs/common';
import { BranchSettingsService } from '../assessments/branch-settings.service.js';
import { planOf } from '../assessments/theme-day.js';
import { addMonths, Clock, monthOf } from '../calendar.js';
import { Calendars } from '../calendars/calendars.service.js';
import { Database } from '../database/database.js';
import { JobRuns } from './job-runs.service.js';
import type { OpeningPlanQuery } from './job.dto.js';
import type { OpeningPlanView } from './job.view.js';

/** So many months are shown: enough to see a holiday move a theme day. */
const monthsShown = 4;

/** When a branch's months will open and close by themselves. */
@Injectable()
export class OpeningPlans {
  constructor(
    private readonly database: Database,
    private readonly settings: BranchSettingsService,
    private readonly calendars: Calendars,
    private readonly runs: JobRuns,
    private readonly clock: Clock,
  ) {}

  /** This month and the next ones, by the branch's rule or the one that is tried out. */
  of(branchId: number, query: OpeningPlanQuery): Promise<OpeningPlanView> {
    const thisMonth = monthOf(this.clock.today());
    return this.database.read(async () => {
      const { automaticOpening, ...settings } = await this.settings.of(branchId);
      const themeDayRule = query.themeDayRule ?? settings.themeDayRule;
      const rule = {
        openingDaysBefore: query.openingDaysBefore ?? settings.openingDaysBefore,
        selfAssessmentDaysBefore: query.selfAssessmentDaysBefore ?? settings.selfAssessmentDaysBefore,
      };
      const calendar = await this.calendars.current();
      const opened = await this.database.rows<{ month: string }>(
        'SELECT month FROM branch_months WHERE branchId = ? AND month >= ?',
        [branchId, thisMonth],
      );
      const isOpened = new Set(opened.map(({ month }) => month));
      const months = Array.from({ length: monthsShown }, (_, index) => addMonths(thisMonth, index));
      return {
        automatic: automaticOpening && settings.themeDayRule !== null,
        months:
          themeDayRule === null
            ? []
            : months.map((month) => ({
                ...planOf({ ...rule, themeDayRule }, month, calendar),
                opened: isOpened.has(month),
              })),
        problems: await this.runs.problemsOf([branchId]),
      };
    });
  }
}
