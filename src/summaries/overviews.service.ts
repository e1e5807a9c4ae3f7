import { Injectable } from '@nestjs/common';
import { defaultSettings } from '../assessments/branch-settings.js';
import { decidedSheetStatesInSql } from '../assessments/states.js';
import { Clock, type Day, lastDayOf, type Month } from '../calendar.js';
import { Calendars } from '../calendars/calendars.service.js';
import type { Flag } from '../database/columns.js';
import { Database } from '../database/database.js';
import { below, isBelow } from '../identity/scope.js';
import { overviewOf, type OverviewFacts, type OverviewMonth, type SheetCounts } from './overview.js';
import type { OverviewView } from './overview.view.js';
import { UnitBranches } from './unit-branches.js';

/** A branch with its month; without one, `id` is null and of the rest only what is the branch's counts. */
type BranchRow = Omit<OverviewMonth, 'id' | 'publishedScores'> & {
  id: number | null;
  preReview: Flag | null;
  /** Members on the day, where the month is not opened. */
  onRoster: number | null;
  /** Null, as the counts are, where the month has no sheets. */
  scores: string | null;
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
    const rows = await this.rowsOf(unit.path, month, asOf);
    return {
      unit,
      month,
      today,
      calendar: await this.calendars.current(),
      branches,
      months: rows.flatMap(({ id, scores, ...row }) =>
        id === null ? [] : [{ ...row, ...(scores === null && noSheets), id, publishedScores: scored(scores) }],
      ),
      preReviewing: new Set(
        rows.filter(({ preReview }) => preReview ?? defaultSettings.preReview).map(({ branchId }) => branchId),
      ),
      memberCounts: new Map(rows.map(({ branchId, onRoster }) => [branchId, onRoster ?? 0])),
    };
  }

  /**
   * Counts and published scores come from one walk over the sheets: there are tens of thousands of them. They are counted by
   * themselves, so that what is said once a month is looked up once a month, and not beside each sheet. Who is in a branch is
   * counted where it has not opened the month: the others' sheets say it.
   */
  private rowsOf(path: string, month: Month, asOf: Day): Promise<BranchRow[]> {
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
              counted.members, counted.toScore, counted.submitted, counted.decided, counted.fromRecords, counted.scores
         FROM units
         LEFT JOIN branch_settings ON branch_settings.branchId = units.id
         LEFT JOIN branch_months ON branch_months.branchId = units.id AND branch_months.month = ?
         LEFT JOIN (SELECT sheets.branchMonthId, COUNT(*) AS members,
                           COUNT(CASE WHEN ${toScore} THEN 1 END) AS toScore,
                           COUNT(CASE WHEN ${toScore} THEN sheets.submittedAt END) AS submitted,
                           COUNT(CASE WHEN ${toScore} AND sheets.state IN ${decidedSheetStatesInSql} THEN 1 END) AS decided,
                           COUNT(CASE WHEN ${toScore} AND sheets.fromRecords = 1 THEN 1 END) AS fromRecords,
                           ${this.database.dialect.listOf('finals.scoreHundredths')} AS scores
                      FROM units
                      JOIN branch_months ON branch_months.branchId = units.id AND branch_months.month = ?
                      JOIN sheets ON sheets.branchMonthId = branch_months.id
                      LEFT JOIN published_sheets finals
                             ON finals.publicationId = sheets.publicationId AND finals.sheetId = sheets.id
                     WHERE ${isBelow('units.path')}
                     GROUP BY sheets.branchMonthId) counted ON counted.branchMonthId = branch_months.id
        WHERE ${isBelow('units.path')} AND units.kind = 'branch'`,
      [asOf, asOf, month, month, below(path), below(path)],
    );
  }
}

const noSheets: SheetCounts = { members: 0, toScore: 0, submitted: 0, decided: 0, fromRecords: 0 };

function scored(scores: string | null): number[] {
  return scores === null ? [] : (JSON.parse(scores) as (number | null)[]).filter((score) => score !== null);
}
