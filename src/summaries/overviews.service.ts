import { Injectable } from '@nestjs/common';
import { BranchSettingsService } from '../assessments/branch-settings.service.js';
import { defaultSettings } from '../assessments/branch-settings.js';
import { decidedSheetStatesInSql } from '../assessments/states.js';
import { Clock, type Day, lastDayOf, type Month } from '../calendar.js';
import { Calendars } from '../calendars/calendars.service.js';
import { Database, marks } from '../database/database.js';
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
    const months = await this.monthsOf(branchIds, month);
    const opened = new Set(months.map(({ branchId }) => branchId));
    return {
      unit,
      month,
      today,
      calendar: await this.calendars.current(),
      branches,
      months,
      preReviewing: await this.preReviewing(branchIds),
      memberCounts: await this.memberCounts(
        branchIds.filter((id) => !opened.has(id)),
        asOf,
      ),
    };
  }

  private async preReviewing(branchIds: readonly number[]): Promise<Set<number>> {
    const settings = await this.settings.ofEach(branchIds);
    return new Set(branchIds.filter((id) => (settings.get(id) ?? defaultSettings).preReview));
  }

  /** Counts and published scores come from one walk over the sheets: there are tens of thousands of them. */
  private async monthsOf(branchIds: readonly number[], month: Month): Promise<OverviewMonth[]> {
    const months = await this.database.rows<Omit<OverviewMonth, 'publishedScores'> & { scores: string }>(
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
              COUNT(CASE WHEN sheets.notScoredReason IS NULL AND sheets.fromRecords = 1 THEN sheets.id END) AS fromRecords,
              ${this.database.dialect.listOf('finals.scoreHundredths')} AS scores
         FROM branch_months
         LEFT JOIN sheets ON sheets.branchMonthId = branch_months.id
         LEFT JOIN published_sheets finals ON finals.publicationId = sheets.publicationId AND finals.sheetId = sheets.id
        WHERE branch_months.branchId IN ${marks(branchIds)} AND branch_months.month = ?
        GROUP BY branch_months.id, branch_months.branchId, branch_months.state, branch_months.themeDay,
                 branch_months.selfAssessmentUntil`,
      [...branchIds, month],
    );
    return months.map(({ scores, ...branchMonth }) => ({
      ...branchMonth,
      publishedScores: (JSON.parse(scores) as (number | null)[]).filter((score) => score !== null),
    }));
  }

  /** Of branches that have not opened the month: the others' months say who is in them. */
  private async memberCounts(branchIds: readonly number[], day: Day): Promise<Map<number, number>> {
    const rows = await this.database.rows<{ branchId: number; members: number }>(
      `SELECT branchId, COUNT(*) AS members FROM memberships
        WHERE branchId IN ${marks(branchIds)} AND fromDay <= ? AND (untilDay IS NULL OR untilDay > ?)
        GROUP BY branchId`,
      [...branchIds, day, day],
    );
    return new Map(rows.map(({ branchId, members }) => [branchId, members]));
  }
}
