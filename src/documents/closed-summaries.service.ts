import { Injectable } from '@nestjs/common';
import { dayOf } from '../calendar.js';
import type { ClosingState } from '../closing/states.js';
import { Database, marks } from '../database/database.js';
import { statistics } from '../scoring/summary.js';
import { HalfYears } from '../summaries/half-years.service.js';
import type {
  BandView,
  HalfYearMonthView,
  HalfYearRowView,
  HalfYearView,
  RemarkView,
} from '../summaries/half-year.view.js';
import { UnitBranches } from '../summaries/unit-branches.js';

export interface ClosedSummary extends HalfYearView {
  rows: (HalfYearRowView & { acknowledgedOn: string | null })[];
  /** Of each branch that has one: how far its half-year is. */
  closings: { branchId: number; state: ClosingState; revision: number }[];
  /** How many branches there are. */
  branches: number;
}

interface ClosedRow {
  branchId: number;
  memberId: number;
  months: string;
  countedMonths: number;
  meanHundredths: number | null;
  resultHundredths: number | null;
  sumHundredths: number;
  lowestHundredths: number | null;
  deductionHundredths: number;
  contributionHundredths: number;
  bandCode: string | null;
  vetoCode: string | null;
  remarks: string;
  acknowledgedAt: string | null;
}

/**
 * The summary as it is calculated now; where a branch has generated its half-year, with the rows, the proposed bands and the
 * readings (已阅) of the revision that stands, and the statistics of these rows: what is signed says the same from its first line to
 * its last. Who was transferred out has no result there and stays as calculated.
 */
@Injectable()
export class ClosedSummaries {
  constructor(
    private readonly database: Database,
    private readonly halfYears: HalfYears,
    private readonly units: UnitBranches,
  ) {}

  async of(unitId: number, period: string): Promise<ClosedSummary> {
    const view = await this.halfYears.of(unitId, period);
    const { rule } = await this.halfYears.periodOf(period);
    const bands = new Map<string, BandView>(rule.definition.bands.map(({ code, name }) => [code, { code, name }]));
    const vetoes = new Map<string, BandView>(rule.definition.vetoes.map(({ code, name }) => [code, { code, name }]));
    return this.database.read(async () => {
      const { branches } = await this.units.of(unitId);
      const closings = await this.closingsOf(
        branches.map(({ id }) => id),
        period,
      );
      const closed = await this.rowsOf(closings.map(({ id }) => id));
      const rowOf = new Map(closed.map((row) => [`${row.branchId} ${row.memberId}`, row]));
      const rows = view.rows.map((row) =>
        withClosed(row, rowOf.get(`${row.branch.id} ${row.memberId}`), { bands, vetoes }),
      );
      const generated = new Set(closings.map(({ branchId }) => branchId));
      return {
        ...view,
        rows,
        statistics: statistics(rows.flatMap(({ resultHundredths }) => resultHundredths ?? [])),
        bands: closed.length > 0 ? countedBands(view, rows) : view.bands,
        quota:
          closed.length > 0 && rows.some((row, at) => row.band?.code !== view.rows[at]?.band?.code) ? null : view.quota,
        // What was missing when it was generated has been explained.
        blockedBy: view.blockedBy.filter(({ branch }) => !generated.has(branch.id)),
        closings: closings.map(({ branchId, state, revision }) => ({ branchId, state, revision })),
        branches: branches.length,
      };
    });
  }

  private closingsOf(
    branchIds: readonly number[],
    period: string,
  ): Promise<{ id: number; branchId: number; state: ClosingState; revision: number }[]> {
    return this.database.rows(
      `SELECT id, branchId, state, revision FROM closings
        WHERE period = ? AND revision > 0 AND state <> 'notGenerated' AND branchId IN ${marks(branchIds)} ORDER BY branchId`,
      [period, ...branchIds],
    );
  }

  private rowsOf(closingIds: readonly number[]): Promise<ClosedRow[]> {
    return this.database.rows<ClosedRow>(
      `SELECT closings.branchId, closing_rows.memberId, closing_rows.months, closing_rows.countedMonths,
              closing_rows.meanHundredths, closing_rows.resultHundredths, closing_rows.sumHundredths,
              closing_rows.lowestHundredths, closing_rows.deductionHundredths, closing_rows.contributionHundredths,
              closing_rows.bandCode, closing_rows.vetoCode, closing_rows.remarks, closing_acknowledgements.acknowledgedAt
         FROM closings
         JOIN closing_rows ON closing_rows.closingId = closings.id AND closing_rows.revision = closings.revision
         LEFT JOIN closing_acknowledgements ON closing_acknowledgements.closingId = closing_rows.closingId
              AND closing_acknowledgements.memberId = closing_rows.memberId
              AND closing_acknowledgements.figuresDigest = closing_rows.figuresDigest
        WHERE closings.id IN ${marks(closingIds)} AND closing_rows.home = 1`,
      closingIds,
    );
  }
}

function withClosed(
  row: HalfYearRowView,
  closed: ClosedRow | undefined,
  { bands, vetoes }: Record<'bands' | 'vetoes', ReadonlyMap<string, BandView>>,
): ClosedSummary['rows'][number] {
  if (!closed) return { ...row, acknowledgedOn: null };
  const {
    months,
    remarks,
    bandCode,
    vetoCode,
    acknowledgedAt,
    branchId: _branch,
    memberId: _member,
    ...figures
  } = closed;
  return {
    ...row,
    ...figures,
    months: JSON.parse(months) as HalfYearMonthView[],
    remarks: JSON.parse(remarks) as RemarkView[],
    veto: vetoCode === null ? null : (vetoes.get(vetoCode) ?? null),
    band: bandCode === null ? null : (bands.get(bandCode) ?? null),
    acknowledgedOn: acknowledgedAt === null ? null : dayOf(acknowledgedAt),
  };
}

/** The bands as they stand in the rows; who was transferred out counts where he went to. */
function countedBands(view: HalfYearView, rows: readonly HalfYearRowView[]): HalfYearView['bands'] {
  const elsewhere = ({ remarks }: HalfYearRowView) =>
    remarks.some(({ code, params }) => code === 'transferredOut' && params?.branch !== undefined);
  const home = rows.filter((row) => !elsewhere(row));
  const named = new Map([...view.bands.map((band) => [band.code, band.name] as const)]);
  for (const { band } of home) if (band) named.set(band.code, band.name);
  return [...named].map(([code, name]) => ({
    code,
    name,
    count: home.filter(({ band }) => (band?.code ?? null) === code).length,
  }));
}
