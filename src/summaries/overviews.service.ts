import { Injectable } from '@nestjs/common';
import { defaultSettings } from '../assessments/branch-settings.js';
import { decidedSheetStatesInSql } from '../assessments/states.js';
import { Clock, type Day, lastDayOf, type Month } from '../calendar.js';
import { Calendars } from '../calendars/calendars.service.js';
import type { Flag } from '../database/columns.js';
import { Database, marks } from '../database/database.js';
import { overviewOf, type OverviewFacts, type OverviewMonth } from './overview.js';
import type { OverviewView } from './overview.view.js';
import { UnitBranches } from './unit-branches.js';

/** A branch with its month; without one, `id` is null and of the rest only what is the branch's counts. */
type BranchRow = Omit<OverviewMonth, 'id' | 'publishedScores'> & {
  id: number | null;
  preReview: Flag | null;
  /** Members on the day, where the month is not opened. */
  onRoster: number | null;
  scores: string;
};

/** How the branches of a unit stand in a month. */
@Injectable()
export class Overviews {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly calendars: Calendars,
    private readonly units: UnitBranches,
  ) {}

  async of(unitId: number, month: Month): Promise<OverviewView> {
    return overviewOf(await this.database.read(() => this.factsOf(unitId, month)));
  }

  /** Four statements, however many branches there are. */
  private async factsOf(unitId: number, month: Month): Promise<OverviewFacts> {
    const today = this.clock.today();
    const { unit, branches } = await this.units.of(unitId);
    const asOf = today < lastDayOf(month) ? today : lastDayOf(month);
    const rows = await this.rowsOf(
      branches.map(({ id }) => id),
      month,
      asOf,
    );
    return {
      unit,
      month,
      today,
      calendar: await this.calendars.current(),
      branches,
      months: rows.flatMap(({ id, scores, ...row }) =>
        id === null ? [] : [{ ...row, id, publishedScores: scored(scores) }],
      ),
      preReviewing: new Set(
        rows.filter(({ preReview }) => preReview ?? defaultSettings.preReview).map(({ branchId }) => branchId),
      ),
      memberCounts: new Map(rows.map(({ branchId, onRoster }) => [branchId, onRoster ?? 0])),
    };
  }

  /**
   * Counts and published scores come from one walk over the sheets: there are tens of thousands of them. Who is in a branch is
   * counted where it has not opened the month: the others' sheets say it.
   */
  private rowsOf(branchIds: readonly number[], month: Month, asOf: Day): Promise<BranchRow[]> {
    const toScore = 'sheets.notScoredReason IS NULL';
    return this.database.rows<BranchRow>(
      `SELECT units.id AS branchId, branch_settings.preReview, branch_months.id, branch_months.state, branch_months.themeDay,
              branch_months.selfAssessmentUntil,
              (SELECT publications.untilDay FROM publications WHERE publications.branchMonthId = branch_months.id
                  AND publications.kind = 'full' ORDER BY publications.revision DESC LIMIT 1) AS publishedUntil,
              CASE WHEN branch_months.id IS NULL THEN
                (SELECT COUNT(*) FROM memberships
                  WHERE memberships.branchId = units.id AND memberships.fromDay <= ?
                    AND (memberships.untilDay IS NULL OR memberships.untilDay > ?)) END AS onRoster,
              COUNT(sheets.id) AS members,
              COUNT(CASE WHEN ${toScore} THEN sheets.id END) AS toScore,
              COUNT(CASE WHEN ${toScore} AND sheets.submittedAt IS NOT NULL THEN sheets.id END) AS submitted,
              COUNT(CASE WHEN ${toScore} AND sheets.state IN ${decidedSheetStatesInSql} THEN sheets.id END) AS decided,
              COUNT(CASE WHEN ${toScore} AND sheets.fromRecords = 1 THEN sheets.id END) AS fromRecords,
              ${this.database.dialect.listOf('finals.scoreHundredths')} AS scores
         FROM units
         LEFT JOIN branch_settings ON branch_settings.branchId = units.id
         LEFT JOIN branch_months ON branch_months.branchId = units.id AND branch_months.month = ?
         LEFT JOIN sheets ON sheets.branchMonthId = branch_months.id
         LEFT JOIN published_sheets finals ON finals.publicationId = sheets.publicationId AND finals.sheetId = sheets.id
        WHERE units.id IN ${marks(branchIds)}
        GROUP BY units.id, branch_settings.preReview, branch_months.id, branch_months.state, branch_months.themeDay,
                 branch_months.selfAssessmentUntil`,
      [asOf, asOf, month, ...branchIds],
    );
  }
}

function scored(scores: string): number[] {
  return (JSON.parse(scores) as (number | null)[]).filter((score) => score !== null);
}
