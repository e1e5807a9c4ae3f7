import { Injectable } from '@nestjs/common';
import { type Day, lastDayOf, type Month } from '../calendar.js';
import { Database, marks, type SqlValue } from '../database/database.js';
import { grouped } from '../organisation/grouped.js';
import { Schemes } from '../schemes/schemes.service.js';
import type { Scheme } from '../scoring/scheme.js';
import { type BranchCounts, type LineGroup, type ScoredGroup, shareOf } from './report-counts.js';
import { duesItem, themeDayItem } from './scheme-signs.js';
import { below, isBelow } from '../identity/scope.js';

export interface CountsOf {
  path: string;
  branchIds: readonly number[];
  period: string;
  months: readonly Month[];
  /** Nothing after this day has happened yet. */
  asOf: Day;
}

/** Rows that stand published, of branches below a path, in some months. Parameters: path, first and last month. */
const standingRows = `
  FROM sheets
  JOIN branch_months ON branch_months.id = sheets.branchMonthId
  JOIN units ON units.id = branch_months.branchId
  JOIN publications ON publications.id = sheets.publicationId
  JOIN published_sheets finals ON finals.publicationId = sheets.publicationId AND finals.sheetId = sheets.id`;
const ofSpan = `
 WHERE ${isBelow('units.path')} AND branch_months.month BETWEEN ? AND ?
   AND branch_months.state IN ('published', 'confirmed', 'reported', 'archived')`;
const standing = `${standingRows} ${ofSpan}`;

/** Counts what the data of a unit's branches says about a period: a fixed number of statements, however many branches. */
@Injectable()
export class ReportCounts {
  constructor(
    private readonly database: Database,
    private readonly schemes: Schemes,
  ) {}

  /** One for each branch, in the order given. Call it inside `read`. */
  async of({ path, branchIds, period, months, asOf }: CountsOf): Promise<BranchCounts[]> {
    const span = [below(path), months[0] as Month, months.at(-1) as Month] as const;
    const byState = await this.counts(
      `SELECT branch_months.branchId,
              SUM(CASE WHEN branch_months.state IN ('published', 'confirmed', 'reported', 'archived') THEN 1 ELSE 0 END) AS assessments,
              SUM(CASE WHEN branch_months.themeDay <= ? THEN 1 ELSE 0 END) AS themeDays
         FROM branch_months JOIN units ON units.id = branch_months.branchId
        WHERE ${isBelow('units.path')} AND branch_months.month BETWEEN ? AND ? GROUP BY branch_months.branchId`,
      [asOf, ...span],
    );
    const publications = await this.counts(
      `SELECT publications.branchId, COUNT(*) AS monthPublications
         FROM publications
         JOIN branch_months ON branch_months.id = publications.branchMonthId
         JOIN units ON units.id = publications.branchId
         LEFT JOIN publication_withdrawals ON publication_withdrawals.publicationId = publications.id
        WHERE ${isBelow('units.path')} AND branch_months.month BETWEEN ? AND ?
          AND publications.kind NOT IN ('objection', 'correction') AND publication_withdrawals.publicationId IS NULL
        GROUP BY publications.branchId`,
      span,
    );
    const rows = await this.counts(
      `SELECT branch_months.branchId,
              SUM(CASE WHEN finals.notScoredReason IS NULL THEN 1 ELSE 0 END) AS scored,
              SUM(CASE WHEN finals.notScoredReason IS NULL THEN 0 ELSE 1 END) AS notScored,
              SUM(CASE WHEN finals.notScoredReason IS NULL AND sheets.submittedAt IS NOT NULL THEN 1 ELSE 0 END) AS handedIn,
              SUM(CASE WHEN EXISTS (SELECT 1 FROM proxy_entries WHERE proxy_entries.sheetId = sheets.id) THEN 1 ELSE 0 END) AS proxies
         ${standing} GROUP BY branch_months.branchId`,
      span,
    );
    const closings = await this.counts(
      `SELECT closings.branchId, COUNT(*) AS periodPublications
         FROM closing_publications
         JOIN closings ON closings.id = closing_publications.closingId
         JOIN units ON units.id = closings.branchId
         LEFT JOIN closing_withdrawals ON closing_withdrawals.publicationId = closing_publications.id
        WHERE ${isBelow('units.path')} AND closings.period = ? AND closing_publications.kind = 'full'
          AND closing_withdrawals.publicationId IS NULL
        GROUP BY closings.branchId`,
      [span[0], period],
    );
    const others = await this.others(span, [`${span[1]}-01`, lastDayOf(span[2])]);
    const shares = await this.shares(span);
    return branchIds.map((branchId) => ({
      ...nothing,
      ...byState.get(branchId),
      ...publications.get(branchId),
      ...closings.get(branchId),
      ...rows.get(branchId),
      ...others.get(branchId),
      ...shares.get(branchId),
      branchId,
    }));
  }

  /** Different members, which branches' figures don't add up to: scored in some month, and with a contribution or a deduction. */
  async members({
    path,
    months,
  }: Pick<CountsOf, 'path' | 'months'>): Promise<{ scored: number; contributors: number; deducted: number }> {
    const span = [below(path), months[0] as Month, months.at(-1) as Month];
    const row = await this.database.row<{ scored: number; contributors: number | null; deducted: number | null }>(
      `SELECT COUNT(*) AS scored, SUM(contributed) AS contributors, SUM(lost) AS deducted
         FROM (SELECT finals.memberId,
                      MAX(CASE WHEN finals.contributionHundredths > 0 THEN 1 ELSE 0 END) AS contributed,
                      MAX(CASE WHEN finals.deductionHundredths < 0 THEN 1 ELSE 0 END) AS lost
                 ${standing} AND finals.notScoredReason IS NULL GROUP BY finals.memberId) people`,
      span,
    );
    return {
      scored: row?.scored ?? 0,
      contributors: Number(row?.contributors ?? 0),
      deducted: Number(row?.deducted ?? 0),
    };
  }

  private async others(span: readonly [string, Month, Month], days: readonly [Day, Day]) {
    const lines = await this.lineCounts(span);
    const objections = await this.counts(
      `SELECT branch_months.branchId, COUNT(*) AS objections,
              SUM(CASE WHEN objections.answeredAt IS NOT NULL THEN 1 ELSE 0 END) AS objectionsAnswered,
              SUM(CASE WHEN objections.state = 'upheld' THEN 1 ELSE 0 END) AS objectionsUpheld
         FROM objections
         JOIN branch_months ON branch_months.id = objections.branchMonthId
         JOIN units ON units.id = branch_months.branchId
        WHERE ${isBelow('units.path')} AND branch_months.month BETWEEN ? AND ? AND objections.state NOT IN ('withdrawn', 'closed')
        GROUP BY branch_months.branchId`,
      span,
    );
    const corrections = await this.counts(
      `SELECT corrections.branchId, COUNT(*) AS corrections
         FROM corrections
         JOIN sheets ON sheets.id = corrections.sheetId
         JOIN branch_months ON branch_months.id = sheets.branchMonthId
         JOIN units ON units.id = corrections.branchId
        WHERE ${isBelow('units.path')} AND branch_months.month BETWEEN ? AND ? AND corrections.state = 'issued'
        GROUP BY corrections.branchId`,
      span,
    );
    const talks = await this.counts(
      `SELECT talk_records.branchId, COUNT(*) AS talks
         FROM talk_records JOIN units ON units.id = talk_records.branchId
        WHERE ${isBelow('units.path')} AND talk_records.heldOn BETWEEN ? AND ? AND talk_records.amendsId IS NULL
        GROUP BY talk_records.branchId`,
      [span[0], ...days],
    );
    const exemptions = await this.counts(
      `SELECT exemptions.branchId, COUNT(DISTINCT exemptions.memberId) AS exemptions
         FROM exemptions JOIN units ON units.id = exemptions.branchId
        WHERE ${isBelow('units.path')} AND exemptions.state IN ('approved', 'ended')
          AND COALESCE(exemptions.lastMonth, exemptions.untilMonth) >= ? AND exemptions.fromMonth <= ?
        GROUP BY exemptions.branchId`,
      span,
    );
    const ids = [lines, objections, corrections, talks, exemptions].flatMap((each) => [...each.keys()]);
    return new Map(
      ids.map((id) => [
        id,
        {
          ...lines.get(id),
          ...objections.get(id),
          ...corrections.get(id),
          ...talks.get(id),
          ...exemptions.get(id),
        },
      ]),
    );
  }

  /** Contributions that counted something, and deductions that took something. */
  private async lineCounts(span: readonly [string, Month, Month]) {
    const schemes = await this.schemesOf(span);
    const codes = (kind: 'contribution' | 'deduction') => [
      ...new Set(
        [...schemes.values()].flatMap(({ items }) =>
          items.filter((item) => item.kind === kind).map(({ code }) => code),
        ),
      ),
    ];
    const [contributions, deductions] = [codes('contribution'), codes('deduction')];
    return this.counts(
      `SELECT branch_months.branchId,
              SUM(CASE WHEN lines_of.itemCode IN ${marks(contributions)} AND lines_of.countedHundredths > 0 THEN 1 ELSE 0 END) AS contributions,
              SUM(CASE WHEN lines_of.itemCode IN ${marks(deductions)} AND lines_of.countedHundredths < 0 THEN 1 ELSE 0 END) AS deductions
         FROM sheets
         JOIN branch_months ON branch_months.id = sheets.branchMonthId
         JOIN units ON units.id = branch_months.branchId
         JOIN published_lines lines_of ON lines_of.publicationId = sheets.publicationId AND lines_of.sheetId = sheets.id
        ${ofSpan}
        GROUP BY branch_months.branchId`,
      [...contributions, ...deductions, ...span],
    );
  }

  private async shares(span: readonly [string, Month, Month]) {
    const schemes = await this.schemesOf(span);
    const items = [...schemes.values()].flatMap((scheme) => [duesItem(scheme), themeDayItem(scheme)]);
    const codes = [...new Set(items.flatMap((item) => item?.code ?? []))];
    const scored = await this.database.rows<ScoredGroup>(
      `SELECT branch_months.branchId, publications.schemeVersionId, finals.profileCode, COUNT(*) AS \`rows\`
         ${standing} AND finals.notScoredReason IS NULL
        GROUP BY branch_months.branchId, publications.schemeVersionId, finals.profileCode`,
      span,
    );
    const lines = await this.database.rows<LineGroup>(
      `SELECT branch_months.branchId, publications.schemeVersionId, finals.profileCode, said.itemCode,
              COALESCE(said.decidedOptionCode, said.optionCode) AS optionCode, said.countedHundredths,
              COUNT(DISTINCT sheets.id) AS \`rows\`
         ${standingRows}
         JOIN published_lines said ON said.publicationId = sheets.publicationId AND said.sheetId = sheets.id
         ${ofSpan}
          AND finals.notScoredReason IS NULL AND said.itemCode IN ${marks(codes)}
          AND (said.outcome IS NULL OR said.outcome <> 'refused')
        GROUP BY branch_months.branchId, publications.schemeVersionId, finals.profileCode, said.itemCode,
                 COALESCE(said.decidedOptionCode, said.optionCode), said.countedHundredths`,
      [...span, ...codes],
    );
    const linesOf = grouped(lines, ({ branchId }) => branchId);
    return new Map(
      [...grouped(scored, ({ branchId }) => branchId)].map(([branchId, groups]) => {
        const given = { scored: groups, lines: linesOf.get(branchId) ?? [] };
        const dues = shareOf('dues', schemes, given);
        return [branchId, { dues, themeDayAttendance: shareOf('themeDay', schemes, given) }];
      }),
    );
  }

  private async schemesOf(span: readonly [string, Month, Month]): Promise<Map<number, Scheme>> {
    const versions = await this.database.rows<{ id: number }>(
      `SELECT DISTINCT publications.schemeVersionId AS id
         FROM publications
         JOIN branch_months ON branch_months.id = publications.branchMonthId
         JOIN units ON units.id = branch_months.branchId
        WHERE ${isBelow('units.path')} AND branch_months.month BETWEEN ? AND ?`,
      span,
    );
    const schemes = new Map<number, Scheme>();
    for (const { id } of versions) schemes.set(id, (await this.schemes.byId(id)).definition);
    return schemes;
  }

  /** Sums come back as text from one of the databases. */
  private async counts(sql: string, parameters: readonly SqlValue[]): Promise<Map<number, Partial<BranchCounts>>> {
    const rows = await this.database.rows<Record<string, number | string | null>>(sql, parameters);
    return new Map(
      rows.map(({ branchId, ...counted }) => [
        Number(branchId),
        Object.fromEntries(Object.entries(counted).map(([name, value]) => [name, Number(value ?? 0)])),
      ]),
    );
  }
}

const nothing: Omit<BranchCounts, 'branchId'> = {
  assessments: 0,
  monthPublications: 0,
  periodPublications: 0,
  themeDays: 0,
  scored: 0,
  notScored: 0,
  handedIn: 0,
  proxies: 0,
  contributions: 0,
  deductions: 0,
  objections: 0,
  objectionsAnswered: 0,
  objectionsUpheld: 0,
  corrections: 0,
  talks: 0,
  exemptions: 0,
  dues: { of: 0, full: 0 },
  themeDayAttendance: { of: 0, full: 0 },
};
