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
> & { [figure in 'objections' | 'objectionsUpheld' | 'corrections']: number | null } & {
  branchMonthId: number;
  state: BranchMonthFacts['state'];
  handedIn: number;
  publishedAt: Instant | null;
} & Record<(typeof notScoredReasons)[number], number>;

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
    const opened = months.map((row) => this.factsOf(row, scores.get(row.branchMonthId) ?? []));
    const today = this.clock.today();
    const missing = await this.notStarted(path, span, new Set(opened.map(keyOf)), today);
    return { months: [...opened, ...missing], today, calendar: await this.calendars.current() };
  }

  private factsOf(row: MonthRow, scores: readonly ScoreRow[]): BranchMonthFacts {
    const { branchId, month, branchMonthId, state, themeDay, selfAssessmentUntil } = row;
    const { members, toScore, handedIn, proxies, fromRecords, publishedAt } = row;
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
      publishedDay: publishedAt === null ? null : this.clock.dayOf(publishedAt),
      selfAssessed: handedIn - proxies,
      notScored,
      scores: new Map(scores.map(({ scoreHundredths, sheets }) => [scoreHundredths, Number(sheets)])),
      deductionSheets: sum('deductionSheets'),
      contributionSheets: sum('contributionSheets'),
      deductionHundredths: sum('deductionHundredths'),
      contributionHundredths: sum('contributionHundredths'),
      objections: row.objections ?? 0,
      objectionsUpheld: row.objectionsUpheld ?? 0,
      corrections: row.corrections ?? 0,
    };
  }

  /**
   * With when each was first published in full (what was withdrawn does not count); objections that were raised, and those that were
   * upheld in the end (an appeal of the member whose row was changed undoes it); and correction slips that were issued.
   */
  private async months(given: readonly string[]): Promise<MonthRow[]> {
    const scored = 'sheets.notScoredReason IS NULL';
    const ofSpan = `FROM branch_months JOIN units ON units.id = branch_months.branchId`;
    return this.database.rows<MonthRow>(
      `SELECT counted.*, published.publishedAt, raised.objections, raised.objectionsUpheld, slips.corrections
         FROM (SELECT branch_months.id AS branchMonthId, branch_months.branchId, branch_months.month, branch_months.state,
                      branch_months.themeDay, branch_months.selfAssessmentUntil,
                      COUNT(sheets.id) AS members,
                      COUNT(CASE WHEN ${scored} THEN sheets.id END) AS toScore,
                      COUNT(CASE WHEN ${scored} AND sheets.submittedAt IS NOT NULL THEN sheets.id END) AS handedIn,
                      COUNT(CASE WHEN ${scored} AND sheets.submittedAt IS NOT NULL THEN proxy_entries.sheetId END) AS proxies,
                      COUNT(CASE WHEN ${scored} AND sheets.fromRecords = 1 THEN sheets.id END) AS fromRecords,
                      ${notScoredReasons
                        .map(
                          (reason) => `COUNT(CASE WHEN sheets.notScoredReason = '${reason}' THEN 1 END) AS ${reason}`,
                        )
                        .join(', ')}
                 ${ofSpan}
                 LEFT JOIN sheets ON sheets.branchMonthId = branch_months.id
                 LEFT JOIN proxy_entries ON proxy_entries.sheetId = sheets.id
                WHERE ${inSpan}
                GROUP BY branch_months.id, branch_months.branchId, branch_months.month, branch_months.state,
                         branch_months.themeDay, branch_months.selfAssessmentUntil) counted
         LEFT JOIN (SELECT publications.branchMonthId, MIN(publications.publishedAt) AS publishedAt
                      ${ofSpan} JOIN publications ON publications.branchMonthId = branch_months.id
                     WHERE ${inSpan} AND publications.kind = 'full'
                       AND NOT EXISTS (SELECT 1 FROM publication_withdrawals
                                        WHERE publication_withdrawals.publicationId = publications.id)
                     GROUP BY publications.branchMonthId) published ON published.branchMonthId = counted.branchMonthId
         LEFT JOIN (SELECT objections.branchMonthId, COUNT(*) AS objections,
                           COUNT(CASE WHEN objections.appealState = 'upheld'
                                      THEN CASE WHEN objections.appealedByAuthor = 1 THEN 1 END
                                      WHEN objections.state = 'upheld' THEN 1 END) AS objectionsUpheld
                      ${ofSpan} JOIN objections ON objections.branchMonthId = branch_months.id
                     WHERE ${inSpan}
                     GROUP BY objections.branchMonthId) raised ON raised.branchMonthId = counted.branchMonthId
         LEFT JOIN (SELECT sheets.branchMonthId, COUNT(*) AS corrections
                      ${ofSpan} JOIN sheets ON sheets.branchMonthId = branch_months.id
                      JOIN corrections ON corrections.sheetId = sheets.id
                     WHERE ${inSpan} AND corrections.state = 'issued'
                     GROUP BY sheets.branchMonthId) slips ON slips.branchMonthId = counted.branchMonthId`,
      [...given, ...given, ...given, ...given],
    );
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

const keyOf = ({ branchId, month }: { branchId: number; month: Month }): string => `${branchId} ${month}`;

const nothingYet: Omit<BranchMonthFacts, 'branchId' | 'month'> = {
  ...{ branchMonthId: null, state: 'notStarted', themeDay: null, selfAssessmentUntil: null, publishedDay: null },
  ...{ members: 0, toScore: 0, selfAssessed: 0, proxies: 0, fromRecords: 0 },
  notScored: { approved: 0, regulation: 0, transferredIn: 0 },
  scores: new Map(),
  ...{ deductionSheets: 0, contributionSheets: 0, deductionHundredths: 0, contributionHundredths: 0 },
  ...{ objections: 0, objectionsUpheld: 0, corrections: 0 },
};
