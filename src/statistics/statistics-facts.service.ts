import { Injectable } from '@nestjs/common';
import { Clock, type Day, type Instant, type Month } from '../calendar.js';
import { Calendars } from '../calendars/calendars.service.js';
import type { WorkingCalendar } from '../calendars/working-calendar.js';
import { Database } from '../database/database.js';
import { grouped } from '../organisation/grouped.js';
import { publishedReason } from '../publication/published-reason.js';
import { notScoredReasons } from '../assessments/states.js';
import type { BranchMonthFacts } from './branch-month-facts.js';
import type { Span } from './span.js';
import { below, isBelow } from '../identity/scope.js';

type MonthRow = Pick<
  BranchMonthFacts,
  'branchId' | 'month' | 'themeDay' | 'selfAssessmentUntil' | 'members' | 'toScore' | 'proxies' | 'fromRecords'
> & { branchMonthId: number; state: BranchMonthFacts['state']; handedIn: number } & Record<
    (typeof notScoredReasons)[number],
    number
  >;

interface ScoreRow {
  branchMonthId: number;
  scoreHundredths: number;
  sheets: number;
  deductionSheets: number;
  contributionSheets: number;
  deductionHundredths: number;
  contributionHundredths: number;
}

export interface StatisticsFacts {
  months: BranchMonthFacts[];
  today: Day;
  calendar: WorkingCalendar;
}

/** A condition for statements over `branch_months` and its branch: what lies below a path, in a span. */
export const inSpan = `${isBelow('units.path')} AND branch_months.month BETWEEN ? AND ?`;

/**
 * The months of all branches below a path, in figures. The same few statements however many there are: the database counts how
 * often each score was given in each month, and sends no sheet.
 */
@Injectable()
export class StatisticsFactsReader {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly calendars: Calendars,
  ) {}

  /** Only inside `read`. */
  async of(path: string, span: Span): Promise<StatisticsFacts> {
    const given = [below(path), span.fromMonth, span.untilMonth];
    const months = await this.months(given);
    const scores = grouped(await this.scores(given), ({ branchMonthId }) => branchMonthId);
    const published = await this.publishedAt(given);
    const disputes = await this.disputes(given);
    const opened = months.map((row) => this.factsOf(row, scores.get(row.branchMonthId) ?? [], published, disputes));
    const today = this.clock.today();
    const missing = await this.notStarted(path, span, new Set(opened.map(keyOf)), today);
    return { months: [...opened, ...missing], today, calendar: await this.calendars.current() };
  }

  private factsOf(
    row: MonthRow,
    scores: readonly ScoreRow[],
    published: ReadonlyMap<number, Instant>,
    disputes: ReadonlyMap<number, DisputeRow>,
  ): BranchMonthFacts {
    const { branchId, month, branchMonthId, state, themeDay, selfAssessmentUntil } = row;
    const { members, toScore, handedIn, proxies, fromRecords } = row;
    const publishedAt = published.get(branchMonthId);
    const { raised = 0, upheld = 0, corrections = 0 } = disputes.get(branchMonthId) ?? {};
    const notScored = { approved: 0, regulation: 0, transferredIn: 0 };
    for (const reason of notScoredReasons) notScored[publishedReason(reason)] += row[reason];
    const sum = (figure: keyof ScoreRow) => scores.reduce((total, each) => total + Number(each[figure]), 0);
    return {
      ...{
        branchId,
        month,
        branchMonthId,
        state,
        themeDay,
        selfAssessmentUntil,
        members,
        toScore,
        proxies,
        fromRecords,
      },
      publishedDay: publishedAt === undefined ? null : this.clock.dayOf(publishedAt),
      selfAssessed: handedIn - proxies,
      notScored,
      scores: new Map(scores.map(({ scoreHundredths, sheets }) => [scoreHundredths, Number(sheets)])),
      deductionSheets: sum('deductionSheets'),
      contributionSheets: sum('contributionSheets'),
      deductionHundredths: sum('deductionHundredths'),
      contributionHundredths: sum('contributionHundredths'),
      objections: Number(raised),
      objectionsUpheld: Number(upheld),
      corrections: Number(corrections),
    };
  }

  private async months(given: readonly string[]): Promise<MonthRow[]> {
    const scored = 'sheets.notScoredReason IS NULL';
    const rows = await this.database.rows<MonthRow>(
      `SELECT branch_months.id AS branchMonthId, branch_months.branchId, branch_months.month, branch_months.state,
              branch_months.themeDay, branch_months.selfAssessmentUntil,
              COUNT(sheets.id) AS members,
              COUNT(CASE WHEN ${scored} THEN sheets.id END) AS toScore,
              COUNT(CASE WHEN ${scored} AND sheets.submittedAt IS NOT NULL THEN sheets.id END) AS handedIn,
              COUNT(CASE WHEN ${scored} AND sheets.submittedAt IS NOT NULL THEN proxy_entries.sheetId END) AS proxies,
              COUNT(CASE WHEN ${scored} AND sheets.fromRecords = 1 THEN sheets.id END) AS fromRecords,
              ${notScoredReasons
                .map((reason) => `COUNT(CASE WHEN sheets.notScoredReason = '${reason}' THEN 1 END) AS ${reason}`)
                .join(', ')}
         FROM branch_months
         JOIN units ON units.id = branch_months.branchId
         LEFT JOIN sheets ON sheets.branchMonthId = branch_months.id
         LEFT JOIN proxy_entries ON proxy_entries.sheetId = sheets.id
        WHERE ${inSpan}
        GROUP BY branch_months.id, branch_months.branchId, branch_months.month, branch_months.state,
                 branch_months.themeDay, branch_months.selfAssessmentUntil`,
      given,
    );
    return rows;
  }

  private scores(given: readonly string[]): Promise<ScoreRow[]> {
    return this.database.rows<ScoreRow>(
      `SELECT sheets.branchMonthId, finals.scoreHundredths, COUNT(*) AS sheets,
              COUNT(CASE WHEN finals.deductionHundredths < 0 THEN 1 END) AS deductionSheets,
              COUNT(CASE WHEN finals.contributionHundredths > 0 THEN 1 END) AS contributionSheets,
              SUM(finals.deductionHundredths) AS deductionHundredths,
              SUM(finals.contributionHundredths) AS contributionHundredths
         FROM branch_months
         JOIN units ON units.id = branch_months.branchId
         JOIN sheets ON sheets.branchMonthId = branch_months.id
         JOIN published_sheets finals ON finals.publicationId = sheets.publicationId AND finals.sheetId = sheets.id
        WHERE ${inSpan} AND finals.scoreHundredths IS NOT NULL
        GROUP BY sheets.branchMonthId, finals.scoreHundredths`,
      given,
    );
  }

  /** When each month was first published in full; what was withdrawn does not count. */
  private async publishedAt(given: readonly string[]): Promise<Map<number, Instant>> {
    const rows = await this.database.rows<{ branchMonthId: number; publishedAt: Instant }>(
      `SELECT publications.branchMonthId, MIN(publications.publishedAt) AS publishedAt
         FROM branch_months
         JOIN units ON units.id = branch_months.branchId
         JOIN publications ON publications.branchMonthId = branch_months.id
        WHERE ${inSpan} AND publications.kind = 'full'
          AND NOT EXISTS (SELECT 1 FROM publication_withdrawals WHERE publication_withdrawals.publicationId = publications.id)
        GROUP BY publications.branchMonthId`,
      given,
    );
    return new Map(rows.map(({ branchMonthId, publishedAt }) => [branchMonthId, publishedAt]));
  }

  /**
   * Objections that were raised, those that were upheld in the end (an appeal of the member whose row was changed undoes it), and
   * correction slips that were issued.
   */
  private async disputes(given: readonly string[]): Promise<Map<number, DisputeRow>> {
    const raised = await this.database.rows<DisputeRow>(
      `SELECT objections.branchMonthId, COUNT(*) AS raised, 0 AS corrections,
              COUNT(CASE WHEN objections.appealState = 'upheld' THEN CASE WHEN objections.appealedByAuthor = 1 THEN 1 END
                         WHEN objections.state = 'upheld' THEN 1 END) AS upheld
         FROM branch_months
         JOIN units ON units.id = branch_months.branchId
         JOIN objections ON objections.branchMonthId = branch_months.id
        WHERE ${inSpan}
        GROUP BY objections.branchMonthId`,
      given,
    );
    const slips = await this.database.rows<DisputeRow>(
      `SELECT sheets.branchMonthId, 0 AS raised, 0 AS upheld, COUNT(*) AS corrections
         FROM branch_months
         JOIN units ON units.id = branch_months.branchId
         JOIN sheets ON sheets.branchMonthId = branch_months.id
         JOIN corrections ON corrections.sheetId = sheets.id
        WHERE ${inSpan} AND corrections.state = 'issued'
        GROUP BY sheets.branchMonthId`,
      given,
    );
    const found = new Map(raised.map((row) => [row.branchMonthId, row]));
    for (const { corrections, ...slip } of slips)
      found.set(slip.branchMonthId, { ...(found.get(slip.branchMonthId) ?? slip), corrections });
    return found;
  }

  /** Months that have begun, and that a branch with members never opened. */
  private async notStarted(
    path: string,
    { months }: Span,
    opened: ReadonlySet<string>,
    today: Day,
  ): Promise<BranchMonthFacts[]> {
    const begun = months.filter((month) => `${month}-01` <= today);
    const stays = await this.database.rows<{ branchId: number; fromDay: Day; untilDay: Day }>(
      `SELECT memberships.branchId, MIN(memberships.fromDay) AS fromDay,
              MAX(COALESCE(memberships.untilDay, '9999-12-31')) AS untilDay
         FROM memberships JOIN units ON units.id = memberships.branchId
        WHERE ${isBelow('units.path')}
        GROUP BY memberships.branchId`,
      [below(path)],
    );
    return stays.flatMap(({ branchId, fromDay, untilDay }) =>
      begun
        .filter((month) => fromDay.slice(0, 7) <= month && untilDay > `${month}-01`)
        .map((month) => ({ ...nothingYet, branchId, month }))
        .filter((facts) => !opened.has(keyOf(facts))),
    );
  }
}

interface DisputeRow {
  branchMonthId: number;
  raised: number;
  upheld: number;
  corrections: number;
}

const keyOf = ({ branchId, month }: { branchId: number; month: Month }): string => `${branchId} ${month}`;

const nothingYet: Omit<BranchMonthFacts, 'branchId' | 'month'> = {
  ...{ branchMonthId: null, state: 'notStarted', themeDay: null, selfAssessmentUntil: null, publishedDay: null },
  ...{ members: 0, toScore: 0, selfAssessed: 0, proxies: 0, fromRecords: 0 },
  notScored: { approved: 0, regulation: 0, transferredIn: 0 },
  scores: new Map(),
  ...{ deductionSheets: 0, contributionSheets: 0, deductionHundredths: 0, contributionHundredths: 0 },
  ...{ objections: 0, objectionsUpheld: 0, corrections: 0 },
};
