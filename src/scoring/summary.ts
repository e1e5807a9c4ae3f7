import { firstBand, proposeBands, type BandProposal, type BranchSummary } from './bands.js';
import { divideHalfUp, isPoints, rootOverHalfUp, sum } from './points.js';
import { ScoringError, type Note, type Problem } from './problem.js';
import type { Scheme, VetoKind } from './scheme.js';

export { proposeBands, type BandProposal, type BranchSummary };

/**
 * What became of one month ('YYYY-MM') of a member: a score; not scored, for a recorded reason; not finished yet; or
 * absent (he was not a member there).
 */
export type MonthOutcome =
  | {
      month: string;
      outcome: 'counted';
      scoreHundredths: number;
      deductionHundredths: number;
      contributionHundredths: number;
      /** Deduction items that occurred. */
      itemCodes: string[];
    }
  | { month: string; outcome: 'notScored'; reason: string }
  | { month: string; outcome: 'unfinished' | 'absent' };

/** A member's half-year. Figures are in hundredths; where no month counts, mean, result, lowest and highest are null. */
export interface Summary {
  countedMonths: number;
  /** Of the counted months, half up; a veto doesn't change it. */
  meanHundredths: number | null;
  /** The half-year: the mean, or less under a veto. This is what bands go by. */
  resultHundredths: number | null;
  sumHundredths: number;
  lowestHundredths: number | null;
  highestHundredths: number | null;
  /** ≤ 0 */
  deductionHundredths: number;
  contributionHundredths: number;
  /** Deduction items that occurred in a counted month, sorted, each once. */
  itemCodes: string[];
  /** Months that may still change the figures, sorted. */
  unfinishedMonths: string[];
  veto: VetoKind | null;
  /** Null: listed without a band. A proposal; people decide. */
  bandCode: string | null;
  /** Codes: see `BAND_NOTES`. */
  bandReasons: Note[];
}

/**
 * Puts a member's months together (domain/scheme.md, half-year): mean of the counted months to 2 decimals, half up;
 * fewer than `countedMonthsMin` counted: no band. Missing is never zero. The order of months doesn't matter. Without
 * regard to the quota, which only a whole branch has: see `proposeBands`.
 * Throws `ScoringError` on a month given twice or a figure that is no exact integer.
 */
export function summarise(scheme: Scheme, months: readonly MonthOutcome[], veto: VetoKind | null = null): Summary {
  checkMonths(months);
  const counted = months.filter((month) => month.outcome === 'counted');
  const scores = counted.map((month) => month.scoreHundredths);
  const sumHundredths = sum(scores);
  const meanHundredths = counted.length === 0 ? null : divideHalfUp(sumHundredths, counted.length);
  const cap = veto ? scheme.vetoes[veto].capHundredths : null;
  const figures = {
    countedMonths: counted.length,
    meanHundredths,
    resultHundredths: meanHundredths === null || cap === null ? meanHundredths : Math.min(meanHundredths, cap),
    sumHundredths,
    lowestHundredths: counted.length === 0 ? null : Math.min(...scores),
    highestHundredths: counted.length === 0 ? null : Math.max(...scores),
    deductionHundredths: sum(counted.map((month) => month.deductionHundredths)),
    contributionHundredths: sum(counted.map((month) => month.contributionHundredths)),
    itemCodes: [...new Set(counted.flatMap((month) => month.itemCodes))].sort(),
    unfinishedMonths: months.flatMap((month) => (month.outcome === 'unfinished' ? [month.month] : [])).sort(),
    veto,
  };
  return { ...figures, ...firstBand(scheme, figures) };
}

function checkMonths(months: readonly MonthOutcome[]): void {
  const problems: Problem[] = [];
  const seen = new Set<string>();
  months.forEach((month, index) => {
    if (seen.has(month.month)) problems.push({ path: `months[${index}].month`, code: 'duplicateMonth' });
    seen.add(month.month);
    if (month.outcome !== 'counted') return;
    for (const name of ['scoreHundredths', 'deductionHundredths', 'contributionHundredths'] as const) {
      if (!isPoints(month[name])) problems.push({ path: `months[${index}].${name}`, code: 'notAnInteger' });
    }
    if (month.deductionHundredths > 0)
      problems.push({ path: `months[${index}].deductionHundredths`, code: 'wrongSign' });
  });
  if (problems.length > 0) throw new ScoringError(problems);
}

/** Figures of many results, in hundredths; null where there is none. */
export interface Statistics {
  count: number;
  meanHundredths: number | null;
  medianHundredths: number | null;
  lowestHundredths: number | null;
  highestHundredths: number | null;
  spreadHundredths: number | null;
}

/**
 * Count, mean, median, ends and spread (population standard deviation) of results, in exact integer arithmetic, each
 * rounded half up to a hundredth. Missing results are left out by the caller: missing is not zero.
 * Throws `ScoringError` on a value that is no exact integer.
 */
export function statistics(valuesHundredths: readonly number[]): Statistics {
  const bad = valuesHundredths.findIndex((value) => !isPoints(value));
  if (bad >= 0) throw new ScoringError([{ path: `values[${bad}]`, code: 'notAnInteger' }]);
  const sorted = valuesHundredths.map((value) => value + 0).sort((a, b) => a - b);
  const count = sorted.length;
  const [lowestHundredths, highestHundredths] = [sorted.at(0) ?? null, sorted.at(-1) ?? null];
  if (count === 0) {
    return {
      count,
      meanHundredths: null,
      medianHundredths: null,
      lowestHundredths,
      highestHundredths,
      spreadHundredths: null,
    };
  }
  const total = sum(sorted);
  return {
    count,
    meanHundredths: divideHalfUp(total, count),
    medianHundredths: divideHalfUp((sorted.at((count - 1) >> 1) ?? 0) + (sorted.at(count >> 1) ?? 0), 2),
    lowestHundredths,
    highestHundredths,
    spreadHundredths: rootOverHalfUp(squaredSpread(sorted, total), count),
  };
}

/** n·Σx² − (Σx)², which is n² times the variance. In BigInt: squares of a county's sums pass 2^53. */
function squaredSpread(valuesHundredths: readonly number[], total: number): bigint {
  const squares = valuesHundredths.reduce((squared, value) => squared + BigInt(value) * BigInt(value), 0n);
  return BigInt(valuesHundredths.length) * squares - BigInt(total) * BigInt(total);
}
