import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { grouped } from '../organisation/grouped.js';
import { divideHalfUp } from '../scoring/points.js';
import { statistics } from '../scoring/summary.js';
import { UnitBranches } from '../summaries/unit-branches.js';
import {
  fairnessThresholds,
  meanDifference,
  type OrganisationFigures,
  radarOf,
  type ReviewedMonth,
} from './fairness-rules.js';
import type { FairnessView } from './fairness.view.js';
import type { Span } from './span.js';
import { type SpanWish, Spans } from './spans.service.js';
import { inSpan } from './statistics-facts.service.js';
import { below } from '../identity/scope.js';

type MonthRow = Omit<ReviewedMonth, 'top'> & { branchId: number };

/** What a reviewer may want to look at again, in the branches of a unit. */
@Injectable()
export class FairnessRadar {
  constructor(
    private readonly database: Database,
    private readonly units: UnitBranches,
    private readonly spans: Spans,
  ) {}

  /** The same few statements however many branches there are. */
  of(unitId: number, wish: SpanWish): Promise<FairnessView> {
    return this.database.read(async () => {
      const { unit, branches } = await this.units.of(unitId);
      const span = await this.spans.ofWish(wish);
      const rows = await this.months(span);
      const tops = await this.tops(unit.path, span);
      const byBranch = grouped(
        rows.map(({ branchId, ...month }) => ({ branchId, ...month, top: tops.get(month.branchMonthId) ?? null })),
        ({ branchId }) => branchId,
      );
      const organisation = organisationOf([...byBranch.values()]);
      const radars = branches.map((branch) => ({
        branch,
        months: byBranch.get(branch.id) ?? [],
        ...radarOf({ branchId: branch.id, months: byBranch.get(branch.id) ?? [] }, organisation),
      }));
      return {
        unit: { id: unit.id, name: unit.name, kind: unit.kind },
        span,
        thresholds: { ...fairnessThresholds },
        organisation,
        branches: branches.length,
        months: radars.reduce((total, { months }) => total + months.length, 0),
        findings: radars.flatMap(({ branch, findings }) => findings.map((finding) => ({ ...finding, branch }))),
        tooFew: radars
          .filter(({ tooFew }) => tooFew.length > 0)
          .map(({ branch, tooFew }) => ({ branch, rules: tooFew })),
      };
    });
  }

  /** Every branch of the organisation: its figures stand beside each finding. */
  private async months({ fromMonth, untilMonth }: Span): Promise<MonthRow[]> {
    const self = 'sheets.selfScoreHundredths IS NOT NULL AND finals.fromRecords = 0';
    const rows = await this.database.rows<MonthRow>(
      `SELECT branch_months.branchId, branch_months.month, branch_months.id AS branchMonthId, COUNT(*) AS sheets,
              COUNT(CASE WHEN ${self} THEN 1 END) AS selfAssessed,
              COUNT(CASE WHEN ${self} AND sheets.selfScoreHundredths = finals.scoreHundredths THEN 1 END) AS unchanged,
              COALESCE(SUM(CASE WHEN ${self} THEN finals.scoreHundredths - sheets.selfScoreHundredths END), 0)
                AS differenceHundredths,
              MIN(finals.scoreHundredths) AS lowestHundredths, MAX(finals.scoreHundredths) AS highestHundredths,
              SUM(finals.scoreHundredths) AS sumHundredths,
              COUNT(CASE WHEN finals.deductionHundredths < 0 THEN 1 END) AS deductionSheets,
              COUNT(CASE WHEN sheets.late = 1 THEN 1 END) AS lateSheets
         FROM branch_months
         JOIN sheets ON sheets.branchMonthId = branch_months.id
         JOIN published_sheets finals ON finals.publicationId = sheets.publicationId AND finals.sheetId = sheets.id
        WHERE branch_months.month BETWEEN ? AND ? AND finals.scoreHundredths IS NOT NULL
        GROUP BY branch_months.branchId, branch_months.month, branch_months.id`,
      [fromMonth, untilMonth],
    );
    return rows.map(({ differenceHundredths, sumHundredths, ...row }) => ({
      ...row,
      differenceHundredths: Number(differenceHundredths),
      sumHundredths: Number(sumHundredths),
    }));
  }

  /** Whose score alone was the highest of his month. */
  private async tops(
    path: string,
    { fromMonth, untilMonth }: Span,
  ): Promise<Map<number, { memberId: number; sheetId: number }>> {
    const published = `FROM branch_months
           JOIN units ON units.id = branch_months.branchId
           JOIN sheets ON sheets.branchMonthId = branch_months.id
           JOIN published_sheets finals ON finals.publicationId = sheets.publicationId AND finals.sheetId = sheets.id`;
    const rows = await this.database.rows<{ branchMonthId: number; memberId: number; sheetId: number }>(
      `SELECT branch_months.id AS branchMonthId, MIN(finals.memberId) AS memberId, MIN(finals.sheetId) AS sheetId
         ${published}
         JOIN (SELECT branch_months.id, MAX(finals.scoreHundredths) AS highest ${published}
                WHERE ${inSpan} GROUP BY branch_months.id) tops
              ON tops.id = branch_months.id AND tops.highest = finals.scoreHundredths
        WHERE ${inSpan}
        GROUP BY branch_months.id
       HAVING COUNT(*) = 1`,
      [below(path), fromMonth, untilMonth, below(path), fromMonth, untilMonth],
    );
    return new Map(rows.map(({ branchMonthId, ...top }) => [branchMonthId, top]));
  }
}

/** What all branches come to; nothing where a single one could be told from it. */
export function organisationOf(branches: readonly (readonly ReviewedMonth[])[]): OrganisationFigures {
  const months = branches.flat();
  const sum = (figure: (month: ReviewedMonth) => number) => months.reduce((total, each) => total + figure(each), 0);
  const differences = branches.map(meanDifference).filter((difference) => difference !== null);
  const [sheets, selfAssessed] = [sum((month) => month.sheets), sum((month) => month.selfAssessed)];
  const enough = branches.length >= fairnessThresholds.branchesLeast;
  const share = (part: number, of: number) => (enough && of > 0 ? divideHalfUp(part * 10_000, of) : null);
  return {
    branches: branches.length,
    unchangedTenThousandths: share(
      sum((month) => month.unchanged),
      selfAssessed,
    ),
    deductionTenThousandths: share(
      sum((month) => month.deductionSheets),
      sheets,
    ),
    medianDifferenceHundredths:
      differences.length >= fairnessThresholds.branchesLeast ? statistics(differences).medianHundredths : null,
  };
}
