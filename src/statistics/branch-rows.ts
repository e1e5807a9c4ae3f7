import type { Day } from '../calendar.js';
import type { WorkingCalendar } from '../calendars/working-calendar.js';
import { type BranchRankingKey, denseRanks } from '../summaries/ranks.js';
import { type BranchMonthFacts, completionOf, sizeOf } from './branch-month-facts.js';
import { type Spread, spreadOf, together } from './spread.js';

/**
 * One branch's months in one row (domain/documents.md, document 11). Sheets are counted by person and month; mean, median,
 * highest and lowest are of the published scores, each month of each member by itself, half up to a hundredth.
 */
export interface BranchFiguresRow {
  branch: { id: number; name: string };
  /** 应评: on the lists of opened months, and to be scored. */
  toScore: number;
  /** 实评: with a published score. */
  scored: number;
  /** 不计分 */
  notScored: number;
  /** 代录 */
  proxies: number;
  /** 按期完成: of the months that were due, so many were published by the third working day after the theme day. */
  monthsOnTime: number;
  monthsDue: number;
  /** 平均, 中位, 最高, 最低; null where nothing is published. */
  meanHundredths: number | null;
  medianHundredths: number | null;
  highestHundredths: number | null;
  lowestHundredths: number | null;
  /** 扣分人次, 贡献人次: published sheets in which a deduction, or a contribution, counted. */
  deductionSheets: number;
  contributionSheets: number;
  /** 异议, 更正 */
  objections: number;
  corrections: number;
  /** Only where the unit's ranking is on; null for a branch without a published score. */
  rank?: number | null;
}

export interface BranchRowsFacts {
  branches: readonly { id: number; name: string }[];
  /** Of these branches, by branch. */
  months: ReadonlyMap<number, readonly BranchMonthFacts[]>;
  today: Day;
  calendar: WorkingCalendar;
  /** Null where the unit's ranking is off. */
  rankingKeys: readonly BranchRankingKey[] | null;
}

/** One row a branch, in the order of the tree. */
export function branchRowsOf({ branches, months, rankingKeys, ...at }: BranchRowsFacts): BranchFiguresRow[] {
  const rows = branches.map((branch) => rowOf(branch, months.get(branch.id) ?? [], at));
  if (rankingKeys === null) return rows;
  const ranks = denseRanks(
    rows.map((row) => (row.scored > 0 ? rankingFigures(rankingKeys, row, months.get(row.branch.id) ?? []) : null)),
  );
  return rows.map((row, index) => ({ ...row, rank: ranks[index] ?? null }));
}

function rowOf(
  { id, name }: { id: number; name: string },
  months: readonly BranchMonthFacts[],
  at: { today: Day; calendar: WorkingCalendar },
): BranchFiguresRow {
  const spread = spreadOf(together(months.map(({ scores }) => scores)));
  const { toScore, scored, notScored, proxies, monthsOnTime, monthsDue, objections, corrections } = completionOf(
    months,
    at,
  );
  const sum = (figure: (each: BranchMonthFacts) => number) => months.reduce((total, each) => total + figure(each), 0);
  return {
    ...{ branch: { id, name }, toScore, scored, notScored, proxies, monthsOnTime, monthsDue },
    meanHundredths: spread?.meanHundredths ?? null,
    medianHundredths: spread?.medianHundredths ?? null,
    highestHundredths: spread?.highestHundredths ?? null,
    lowestHundredths: spread?.lowestHundredths ?? null,
    deductionSheets: sum(({ deductionSheets }) => deductionSheets),
    contributionSheets: sum(({ contributionSheets }) => contributionSheets),
    objections,
    corrections,
  };
}

/**
 * A branch's figures by these keys, the higher the better. What adds up with people and months is taken per score, to a
 * millionth of a point rounded down, so that a large branch isn't ahead for its size.
 */
function rankingFigures(
  keys: readonly BranchRankingKey[],
  row: BranchFiguresRow,
  months: readonly BranchMonthFacts[],
): number[] {
  const perScore = (total: number) => Math.floor((total * 10_000) / row.scored);
  const figures: Record<BranchRankingKey, () => number> = {
    mean: () => row.meanHundredths ?? 0,
    median: () => row.medianHundredths ?? 0,
    lowestMonth: () => lowestMonthlyMean(months),
    contributions: () => perScore(months.reduce((sum, { contributionHundredths: each }) => sum + each, 0)),
    fewerDeductions: () => perScore(months.reduce((sum, { deductionHundredths: each }) => sum + each, 0)),
    onTime: () => (row.monthsDue === 0 ? 0 : Math.floor((row.monthsOnTime * 10_000) / row.monthsDue)),
  };
  return keys.map((key) => figures[key]());
}

function lowestMonthlyMean(months: readonly BranchMonthFacts[]): number {
  const means = months
    .filter(({ scores }) => sizeOf(scores) > 0)
    .map(({ scores }) => (spreadOf(scores) as Spread).meanHundredths);
  return means.length === 0 ? 0 : Math.min(...means);
}
