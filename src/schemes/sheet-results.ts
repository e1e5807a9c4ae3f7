import { undecidedItems } from '../scoring/gaps.js';
import { comparePeriods, periodKey } from '../scoring/periods.js';
import type { Period, Scheme } from '../scoring/scheme.js';
import { earlierSheets, scoreSheet, type Entry, type Score } from '../scoring/score.js';
import { proposeBands, summarise, type MonthOutcome, type Summary } from '../scoring/summary.js';
import type { ReadSheets, SheetMember } from './sheet-file.js';

/*
 * The results of a sheet file: every sheet scored in the order of the months, then every summary that the scheme draws up.
 * The same functions score the sheets of the service.
 */

export type SheetResult =
  | { month: string; outcome: 'notScored'; reason: string }
  | {
      month: string | null;
      outcome: 'scored';
      profileCode: string;
      entries: Entry[];
      score: Score;
      /** Codes of required items without an entry: the sheet couldn't be published, and no summary counts it. */
      undecided: string[];
    };

export interface SummaryResult {
  /** The period's name: 2026-Q1, 2026-H1, 2026; null for a sheet without a month. */
  period: string | null;
  summary: Summary;
  months: MonthOutcome[];
}

export interface MemberResult {
  name: string | null;
  sheets: SheetResult[];
  summaries: SummaryResult[];
}

export function resultsOf(
  scheme: Scheme,
  { members, isBranch }: Pick<ReadSheets, 'members' | 'isBranch'>,
): MemberResult[] {
  const results = (members ?? []).map((member) => memberResult(scheme, member));
  if (isBranch) for (const per of PERIODS_LONG) applyQuotas(scheme, results, per);
  return results;
}

const PERIODS_LONG = ['month', 'quarter', 'halfYear', 'year'] as const;

function memberResult(scheme: Scheme, member: SheetMember): MemberResult {
  const earlier: { month: string; parts: Record<string, number> }[] = [];
  const sheets = member.sheets.map((sheet): SheetResult => {
    if (sheet.outcome === 'notScored') return sheet;
    const { month, profileCode, entries } = sheet;
    const used = month === null ? {} : earlierSheets(scheme, profileCode, month, earlier);
    const score = scoreSheet(scheme, profileCode, entries, used);
    if (month !== null) earlier.push({ month, parts: score.parts });
    const undecided = undecidedOf(scheme, profileCode, entries, month);
    return { month, outcome: 'scored', profileCode, entries, score, undecided };
  });
  return { name: member.name, sheets, summaries: summariesOf(scheme, member, sheets) };
}

/** What is decided on paper was decided; only what must be entered and isn't is still open. */
function undecidedOf(scheme: Scheme, profileCode: string, entries: readonly Entry[], month: string | null): string[] {
  const decisions = entries.map(({ itemCode }) => ({ itemCode, decided: true }));
  return undecidedItems(scheme, profileCode, decisions, true, month ?? lastMonthOfYear(scheme));
}

/** For a sheet without a month: every item can be asked for in the last one. */
function lastMonthOfYear({ yearStartsMonth }: Scheme): string {
  return `2000-${String(yearStartsMonth === 1 ? 12 : yearStartsMonth - 1).padStart(2, '0')}`;
}

function summariesOf(scheme: Scheme, member: SheetMember, sheets: readonly SheetResult[]): SummaryResult[] {
  const outcomes = sheets.map((sheet) => outcomeOf(scheme, sheet));
  const isDated = sheets.every(({ month }) => month !== null);
  // A single sheet without a month is a result by itself, and a part of nothing longer.
  const rules = scheme.summaries.filter(({ per }) => isDated || per === scheme.period);
  const years = new Map<string, number | null>();
  const keyOf = (per: Period, { month }: { month: string }) => periodKey(per, month, scheme.yearStartsMonth);
  const summaryOf = (per: Period, period: string): SummaryResult => {
    const months = outcomes.filter((outcome) => keyOf(per, outcome) === period);
    const vetoes = member.vetoes.filter((veto) => keyOf(per, veto) === period);
    const year = keyOf('year', months[0]!);
    const before = String(Number(year) - 1).padStart(4, '0');
    const previousResultHundredths = years.get(before) ?? member.lastYearHundredths;
    return {
      period: isDated ? period : null,
      months,
      summary: summarise(scheme, months, { per, vetoes, previousResultHundredths }),
    };
  };
  const periodsOf = (per: Period) => [...new Set(outcomes.map((outcome) => keyOf(per, outcome)))];
  // One year's result is what the next one carries over.
  for (const year of periodsOf('year')) years.set(year, summaryOf('year', year).summary.resultHundredths);
  return rules
    .toSorted((a, b) => comparePeriods(a.per, b.per))
    .flatMap(({ per }) => periodsOf(per).map((period) => summaryOf(per, period)));
}

function outcomeOf(scheme: Scheme, sheet: SheetResult): MonthOutcome {
  if (sheet.outcome === 'notScored') return sheet;
  const month = sheet.month ?? lastMonthOfYear(scheme);
  if (sheet.undecided.length > 0) return { month, outcome: 'unfinished' };
  const { scoreHundredths, deductionHundredths, contributionHundredths, parts } = sheet.score;
  const figures = { scoreHundredths, deductionHundredths, contributionHundredths, parts };
  const itemCodes = sheet.entries.filter(({ refused }) => !refused).map(({ itemCode }) => itemCode);
  return { month, outcome: 'counted', ...figures, itemCodes, profileCode: sheet.profileCode };
}

/** The bands of a branch, whose quotas hold over all of it. */
function applyQuotas(scheme: Scheme, results: readonly MemberResult[], per: Period): void {
  const all = results.flatMap(({ summaries }) => summaries.filter(({ summary }) => summary.per === per));
  for (const period of new Set(all.map((result) => result.period))) {
    const branch = all.filter((result) => result.period === period);
    const listed = branch.map(({ summary }, index) => ({ key: String(index), summary }));
    proposeBands(scheme, listed).forEach(({ bandCode, bandReasons }, index) => {
      const result = branch[index]!;
      result.summary = { ...result.summary, bandCode, bandReasons };
    });
  }
}
