import { Injectable } from '@nestjs/common';
import { chainOf, Trail } from '../audit/trail.service.js';
import { Clock } from '../calendar.js';
import { Database } from '../database/database.js';
import { BranchMonthRecords } from './branch-month-records.service.js';
import { MonthStepRecords } from './month-step-records.service.js';
import { type MonthStepName, takenDuring } from './month-steps.js';
import type { MonthStepBy } from './readiness.service.js';
import type { BranchMonthState } from './states.js';

type ReportStep = 'report' | 'reportReturn' | 'acceptance';

/** Where each step leads, and which other step it makes void: a month is either reported or returned. */
const leads: Record<ReportStep, { to: BranchMonthState; voids: readonly MonthStepName[]; action: string }> = {
  report: { to: 'reported', voids: ['reportReturn'], action: 'month.report' },
  reportReturn: { to: 'confirmed', voids: ['report'], action: 'month.reportReturn' },
  acceptance: { to: 'archived', voids: [], action: 'month.accept' },
};

/** What happens to a confirmed month: reported to the bureau, which accepts it or returns it with a reason. */
@Injectable()
export class Reports {
  constructor(
    private readonly database: Database,
    private readonly trail: Trail,
    private readonly records: BranchMonthRecords,
    private readonly steps: MonthStepRecords,
    private readonly clock: Clock,
  ) {}

  async take(step: ReportStep, { branchMonthId, version, actor }: MonthStepBy, note: string): Promise<void> {
    const now = this.clock.now();
    const { to, voids, action } = leads[step];
    await this.database.write(async () => {
      const branchMonth = await this.records.lock(branchMonthId, version, takenDuring[step]);
      if (voids.length > 0) await this.steps.clear(branchMonthId, ...voids);
      await this.steps.put(branchMonthId, step, { ...actor, at: now, note });
      await this.records.update(branchMonth, { state: to });
      await this.trail.append({
        chain: chainOf(branchMonth.branchId),
        at: now,
        action,
        actorAccountId: actor.accountId,
        about: { branchMonthId, note },
      });
    });
  }
}
