import { Injectable } from '@nestjs/common';
import { Clock, type Day, type Instant, type Month } from '../calendar.js';
import { Calendars } from '../calendars/calendars.service.js';
import type { WorkingCalendar } from '../calendars/working-calendar.js';
import { Database } from '../database/database.js';
import { publishedReason } from '../publication/published-reason.js';
import { notScoredReasons } from '../assessments/states.js';
import type { BranchMonthFacts } from './branch-month-facts.js';
import type { Span } from './span.js';
import { below, isBelow } from '../identity/scope.js';

type Counted = Pick<
  BranchMonthFacts,
  | 'members'
  | 'toScore'
  | 'proxies'
  | 'fromRecords'
  | 'deductionSheets'
  | 'contributionSheets'
  | 'deductionHundredths'
  | 'contributionHundredths'
> & { handedIn: number } & Record<(typeof notScoredReasons)[number], number>;

type MonthRow = Pick<BranchMonthFacts, 'branchId' | 'month' | 'state' | 'themeDay' | 'selfAssessmentUntil'> & {
  branchMonthId: number;
  publishedAt: Instant | null;
  /** What was published, as the text of a list; null, as all that is counted, where a month has no sheets. */
  scores: string | null;
} & { [figure in keyof Counted | 'objections' | 'objectionsUpheld' | 'corrections']: number | null };

export interface StatisticsFacts {
  months: BranchMonthFacts[];
  today: Day;
  calendar: WorkingCalendar;
}

/** A condition for statements over `branch_months` and its branch: what lies below a path, in a span. */
export const inSpan = `${isBelow('units.path')} AND branch_months.month BETWEEN ? AND ?`;

/**
 * The months of all branches below a path, in figures. The same few statements however many there are: the database counts the sheets
 * of each month, and sends of each published one the score alone.
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
    const opened = (await this.months([below(path), span.fromMonth, span.untilMonth])).map((row) => this.factsOf(row));
    const today = this.clock.today();
    const missing = await this.notStarted(path, span, new Set(opened.map(keyOf)), today);
    return { months: [...opened, ...missing], today, calendar: await this.calendars.current() };
  }

  private factsOf(row: MonthRow): BranchMonthFacts {
    const { branchId, month, branchMonthId, state, themeDay, selfAssessmentUntil, publishedAt } = row;
    const counted = (figure: keyof Counted) => Number(row[figure] ?? 0);
    const notScored = { approved: 0, regulation: 0, transferredIn: 0 };
    for (const reason of notScoredReasons) notScored[publishedReason(reason)] += counted(reason);
    const proxies = counted('proxies');
    // Written out: begun with a spread, so wide an object takes five times as long to make.
    return {
      branchId,
      month,
      branchMonthId,
      state,
      themeDay,
      selfAssessmentUntil,
      publishedDay: publishedAt === null ? null : this.clock.dayOf(publishedAt),
      members: counted('members'),
      toScore: counted('toScore'),
      selfAssessed: counted('handedIn') - proxies,
      proxies,
      fromRecords: counted('fromRecords'),
      notScored,
      scores: countsOf(row.scores),
      deductionSheets: counted('deductionSheets'),
      contributionSheets: counted('contributionSheets'),
      deductionHundredths: counted('deductionHundredths'),
      contributionHundredths: counted('contributionHundredths'),
      objections: row.objections ?? 0,
      objectionsUpheld: row.objectionsUpheld ?? 0,
      corrections: row.corrections ?? 0,
    };
  }

  /**
   * With one walk over the sheets and their published rows, counted by month before anything else is looked up beside a month: when
   * each was first published in full (what was withdrawn does not count); objections that were raised, and those that were
   * upheld in the end (an appeal of the member whose row was changed undoes it); and correction slips that were issued.
   */
  private async months(given: readonly string[]): Promise<MonthRow[]> {
    const toScore = 'sheets.notScoredReason IS NULL';
    const ofSpan = `FROM branch_months JOIN units ON units.id = branch_months.branchId`;
    return this.database.rows<MonthRow>(
      `SELECT branch_months.id AS branchMonthId, branch_months.branchId, branch_months.month, branch_months.state,
              branch_months.themeDay, branch_months.selfAssessmentUntil, counted.*,
              (SELECT MIN(publications.publishedAt) FROM publications
                WHERE publications.branchMonthId = branch_months.id AND publications.kind = 'full'
                  AND NOT EXISTS (SELECT 1 FROM publication_withdrawals
                                   WHERE publication_withdrawals.publicationId = publications.id)) AS publishedAt,
              raised.objections, raised.objectionsUpheld, slips.corrections
         ${ofSpan}
         LEFT JOIN (SELECT sheets.branchMonthId AS countedId, COUNT(*) AS members,
                           COUNT(CASE WHEN ${toScore} THEN 1 END) AS toScore,
                           COUNT(CASE WHEN ${toScore} THEN sheets.submittedAt END) AS handedIn,
                           COUNT(CASE WHEN ${toScore} AND sheets.submittedAt IS NOT NULL THEN proxy_entries.sheetId END) AS proxies,
                           COUNT(CASE WHEN ${toScore} AND sheets.fromRecords = 1 THEN 1 END) AS fromRecords,
                           ${notScoredReasons
                             .map(
                               (reason) =>
                                 `COUNT(CASE WHEN sheets.notScoredReason = '${reason}' THEN 1 END) AS ${reason}`,
                             )
                             .join(', ')},
                           COUNT(CASE WHEN finals.deductionHundredths < 0 THEN 1 END) AS deductionSheets,
                           COUNT(CASE WHEN finals.contributionHundredths > 0 THEN 1 END) AS contributionSheets,
                           SUM(finals.deductionHundredths) AS deductionHundredths,
                           SUM(finals.contributionHundredths) AS contributionHundredths,
                           ${this.database.dialect.listOf('finals.scoreHundredths')} AS scores
                      ${ofSpan} JOIN sheets ON sheets.branchMonthId = branch_months.id
                      LEFT JOIN proxy_entries ON proxy_entries.sheetId = sheets.id
                      LEFT JOIN published_sheets finals
                             ON finals.publicationId = sheets.publicationId AND finals.sheetId = sheets.id
                            AND finals.scoreHundredths IS NOT NULL
                     WHERE ${inSpan}
                     GROUP BY sheets.branchMonthId) counted ON counted.countedId = branch_months.id
         LEFT JOIN (SELECT objections.branchMonthId, COUNT(*) AS objections,
                           COUNT(CASE WHEN objections.appealState = 'upheld'
                                      THEN CASE WHEN objections.appealedByAuthor = 1 THEN 1 END
                                      WHEN objections.state = 'upheld' THEN 1 END) AS objectionsUpheld
                      ${ofSpan} JOIN objections ON objections.branchMonthId = branch_months.id
                     WHERE ${inSpan}
                     GROUP BY objections.branchMonthId) raised ON raised.branchMonthId = branch_months.id
         LEFT JOIN (SELECT sheets.branchMonthId, COUNT(*) AS corrections
                      ${ofSpan} JOIN sheets ON sheets.branchMonthId = branch_months.id
                      JOIN corrections ON corrections.sheetId = sheets.id
                     WHERE ${inSpan} AND corrections.state = 'issued'
                     GROUP BY sheets.branchMonthId) slips ON slips.branchMonthId = branch_months.id
        WHERE ${inSpan}`,
      [...given, ...given, ...given, ...given],
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

/** How often each score is in the text of a list. */
function countsOf(list: string | null): Map<number, number> {
  const counts = new Map<number, number>();
  if (list === null) return counts;
  for (const score of JSON.parse(list) as (number | null)[])
    if (score !== null) counts.set(score, (counts.get(score) ?? 0) + 1);
  return counts;
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
