import { Injectable } from '@nestjs/common';
import { BranchSettingsService } from '../assessments/branch-settings.service.js';
import { defaultSettings } from '../assessments/branch-settings.js';
import { decidedSheetStatesInSql } from '../assessments/states.js';
import { Clock, type Day, lastDayOf, type Month } from '../calendar.js';
import { Calendars } from '../calendars/calendars.service.js';
import { Database, marks } from '../database/database.js';
import { grouped } from '../organisation/grouped.js';
import { overviewOf, type OverviewFacts, type OverviewMonth } from './overview.js';
import type { OverviewView } from './overview.view.js';
import { UnitBranches } from './unit-branches.js';

/** How the branches of a unit stand in a month. */
@Injectable()
export class Overviews {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly calendars: Calendars,
    private readonly units: UnitBranches,
    private readonly settings: BranchSettingsService,
  ) {}

  async of(unitId: number, month: Month): Promise<OverviewView> {
    return overviewOf(await this.database.read(() => this.factsOf(unitId, month)));
  }

  private async factsOf(unitId: number, month: Month): Promise<OverviewFacts> {
    const today = this.clock.today();
    const { unit, branches } = await this.units.of(unitId);
    const branchIds = branches.map(({ id }) => id);
    const asOf = today < lastDayOf(month) ? today : lastDayOf(month);
    return {
      unit,
      month,
      today,
      calendar: await this.calendars.current(),
      branches,
      months: await this.monthsOf(branchIds, month),
      preReviewing: await this.preReviewing(branchIds),
      memberCounts: await this.memberCounts(branchIds, asOf),
      publishedScores: await this.publishedScores(branchIds, month),
    };
  }

  private async preReviewing(branchIds: readonly number[]): Promise<Set<number>> {
    const settings = await this.settings.ofEach(branchIds);
    return new Set(branchIds.filter((id) => (settings.get(id) ?? defaultSettings).preReview));
  }

  private monthsOf(branchIds: readonly number[], month: Month): Promise<OverviewMonth[]> {
    return this.database.rows<OverviewMonth>(
      `SELECT branch_months.id, branch_months.branchId, branch_months.state, branch_months.themeDay,
              branch_months.selfAssessmentUntil,
              (SELECT publications.untilDay FROM publications WHERE publications.branchMonthId = branch_months.id
                  AND publications.kind = 'full' ORDER BY publications.revision DESC LIMIT 1) AS publishedUntil,
              COUNT(sheets.id) AS members,
              COUNT(CASE WHEN sheets.notScoredReason IS NULL THEN sheets.id END) AS toScore,
              COUNT(CASE WHEN sheets.notScoredReason IS NULL AND sheets.submittedAt IS NOT NULL THEN sheets.id END)
                AS submitted,
              COUNT(CASE WHEN sheets.notScoredReason IS NULL AND sheets.state IN ${decidedSheetStatesInSql}
                         THEN sheets.id END) AS decided,
              COUNT(CASE WHEN sheets.notScoredReason IS NULL AND sheets.fromRecords = 1 THEN sheets.id END) AS fromRecords
         FROM branch_months LEFT JOIN sheets ON sheets.branchMonthId = branch_months.id
        WHERE branch_months.branchId IN ${marks(branchIds)} AND branch_months.month = ?
        GROUP BY branch_months.id, branch_months.branchId, branch_months.state, branch_months.themeDay,
                 branch_months.selfAssessmentUntil`,
      [...branchIds, month],
    );
  }

  private async memberCounts(branchIds: readonly number[], day: Day): Promise<Map<number, number>> {
    const rows = await this.database.rows<{ branchId: number; members: number }>(
      `SELECT branchId, COUNT(*) AS members FROM memberships
        WHERE branchId IN ${marks(branchIds)} AND fromDay <= ? AND (untilDay IS NULL OR untilDay > ?)
        GROUP BY branchId`,
      [...branchIds, day, day],
    );
    return new Map(rows.map(({ branchId, members }) => [branchId, members]));
  }

  private async publishedScores(branchIds: readonly number[], month: Month): Promise<Map<number, number[]>> {
    const rows = await this.database.rows<{ branchMonthId: number; scoreHundredths: number }>(
      `SELECT sheets.branchMonthId, published_sheets.scoreHundredths
         FROM branch_months
         JOIN sheets ON sheets.branchMonthId = branch_months.id
         JOIN published_sheets ON published_sheets.publicationId = sheets.publicationId
              AND published_sheets.sheetId = sheets.id
        WHERE branch_months.branchId IN ${marks(branchIds)} AND branch_months.month = ?
          AND published_sheets.scoreHundredths IS NOT NULL`,
      [...branchIds, month],
    );
    const byMonth = grouped(rows, ({ branchMonthId }) => branchMonthId);
    return new Map([...byMonth].map(([id, scores]) => [id, scores.map(({ scoreHundredths }) => scoreHundredths)]));
  }
}
