import { Injectable } from '@nestjs/common';
import { type Day, type Month, monthOf } from '../calendar.js';
import { standingStates } from '../closing/states.js';
import { Database, marks } from '../database/database.js';
import { Refusal } from '../http/refusal.js';
import { HalfYearReports } from '../records/half-year-reports.service.js';
import { warningLine } from '../records/scheme-signs.js';
import { Schemes } from '../schemes/schemes.service.js';
import { BranchFigures } from '../statistics/branch-rows.service.js';
import { UnitBranches } from '../summaries/unit-branches.js';
import { ClosedSummaries } from './closed-summaries.service.js';
import { circularOf } from './circular.js';
import type { CircularView } from './publication-notices.js';
import { below, isBelow } from '../identity/scope.js';

interface BandRow {
  branchId: number;
  memberId: number;
  bandCode: string | null;
}

/** Puts a bureau's circular about a half-year together. */
@Injectable()
export class Circulars {
  constructor(
    private readonly database: Database,
    private readonly summaries: ClosedSummaries,
    private readonly units: UnitBranches,
    private readonly reports: HalfYearReports,
    private readonly figures: BranchFigures,
    private readonly schemes: Schemes,
  ) {}

  /** A branch sends no circular: 404. */
  of(unitId: number, period: string, today: Day): Promise<CircularView> {
    return this.database.read(async () => {
      const { unit, branches } = await this.units.of(unitId);
      if (unit.kind === 'branch') throw new Refusal('notFound');
      const summary = await this.summaries.of(unitId, period);
      const [first, last] = [summary.months[0] as Month, summary.months.at(-1) as Month];
      const { definition } = await this.schemes.inForce(last > monthOf(today) ? monthOf(today) : last);
      const published = await this.publishedBands(unit.path, period);
      return circularOf({
        summary,
        branches,
        report: await this.reports.of(unitId, period),
        branchRows: (await this.figures.branchRows(unitId, period)).rows,
        fromRecords: await this.count(
          `SELECT COUNT(*) AS count
             FROM sheets
             JOIN branch_months ON branch_months.id = sheets.branchMonthId
             JOIN units ON units.id = branch_months.branchId
             JOIN published_sheets finals ON finals.publicationId = sheets.publicationId AND finals.sheetId = sheets.id
            WHERE ${isBelow('units.path')} AND branch_months.month BETWEEN ? AND ? AND finals.fromRecords = 1
              AND finals.notScoredReason IS NULL`,
          [below(unit.path), first, last],
        ),
        publishedBands: new Map(published.map(({ memberId, bandCode }) => [memberId, bandCode])),
        publishedBranchIds: new Set(published.map(({ branchId }) => branchId)),
        examinedProblems: await this.count(
          `SELECT COUNT(*) AS count
             FROM closing_examined_rows examined
             JOIN closings ON closings.id = examined.closingId
             JOIN units ON units.id = closings.branchId
            WHERE ${isBelow('units.path')} AND closings.period = ? AND examined.finding = 'problem'`,
          [below(unit.path), period],
        ),
        warningLineHundredths: warningLine(definition),
        bands: definition.bands.map(({ code, name }) => ({ code, name: name.zh })),
        day: today,
      });
    });
  }

  /** The bands as they stand on the branches' boards. */
  private publishedBands(path: string, period: string): Promise<BandRow[]> {
    return this.database.rows<BandRow>(
      `SELECT closings.branchId, closing_rows.memberId, closing_rows.bandCode
         FROM closings
         JOIN units ON units.id = closings.branchId
         JOIN closing_rows ON closing_rows.closingId = closings.id AND closing_rows.revision = closings.revision
        WHERE ${isBelow('units.path')} AND closings.period = ? AND closing_rows.home = 1
          AND closings.state IN ${marks(standingStates)}`,
      [below(path), period, ...standingStates],
    );
  }

  private async count(sql: string, parameters: readonly string[]): Promise<number> {
    return (await this.database.row<{ count: number }>(sql, parameters))?.count ?? 0;
  }
}
