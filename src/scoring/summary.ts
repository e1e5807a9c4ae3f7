import { firstBand, proposeBands, type BandProposal, type BranchSummary } from './bands.js';
import { divideHalfUp, isPoints, rootOverHalfUp, sum } from './points.js';
import { ScoringError, type Note, type Problem } from './problem.js';
import { type PeriodFacts, type Part, PeriodTree } from './period-tree.js';
import { comparePeriods } from './periods.js';
import type { Period, Scheme, Veto } from './scheme.js';

export { proposeBands, type BandProposal, type BranchSummary, type Part };

/**
 * What became of one month ('YYYY-MM') of a member, or of the longer period whose sheet carries that month's name: a score;
 * not scored, for a recorded reason; not finished yet; or absent (he was not a member there).
 */
export type MonthOutcome =
  | {
      month: string;
      outcome: 'counted';
      scoreHundredths: number;
      deductionHundredths: number;
      contributionHundredths: number;
      /** Items that occurred and that a band may ask about. */
      itemCodes: string[];
      /** As the score answered them; left out where the scheme's total needs nothing but the scores. */
      parts?: Record<string, number> | null;
      /** On what the member was scored; left out: the scheme's first profile that is scored. */
      profileCode?: string | null;
    }
  | { month: string; outcome: 'notScored'; reason: string }
  | { month: string; outcome: 'unfinished' | 'absent' };

/** A veto, and the month of the fact that it is for. */
export interface VetoFact {
  veto: string;
  month: string;
}

/** What else a summary depends on. */
export interface SummaryFacts {
  /** What the months are of; a half-year where it is left out. */
  per?: Period;
  vetoes?: readonly VetoFact[];
  /** Last year's result, for a share that is carried over; null or left out: there is none. */
  previousResultHundredths?: number | null;
}

/** A member's half-year, or another period. Figures are in hundredths; where no month counts, mean, result, lowest and highest are null. */
export interface Summary {
  per: Period;
  countedMonths: number;
  /** Of the counted sheets' scores, half up; a veto doesn't change it. */
  meanHundredths: number | null;
  /** What the scheme's total comes to, or less under a veto. This is what bands go by. */
  resultHundredths: number | null;
  sumHundredths: number;
  lowestHundredths: number | null;
  highestHundredths: number | null;
  /** ≤ 0 */
  deductionHundredths: number;
  contributionHundredths: number;
  /** Items that occurred in a counted month, sorted, each once. */
  itemCodes: string[];
  /** Months that may still change the figures, sorted. */
  unfinishedMonths: string[];
  /** The profile of the last counted month: whose thresholds and figures hold. */
  profileCode: string;
  /** The heaviest veto of the period. */
  veto: string | null;
  /** How the result came about, from the inside out: what longer periods made of the sheets. */
  parts: Part[];
  /** By code: what bands ask about. */
  partsAsked: Record<string, number>;
  /** Null: listed without a band. A proposal; people decide. */
  bandCode: string | null;
  /** Codes: see `BAND_NOTES`. */
  bandReasons: Note[];
}

/**
 * Puts a member's months together (domain/scheme.md, half-year; docs/scheme.md, periods): by default the mean of the counted
 * months to 2 decimals, half up; fewer counted than the scheme asks for: no band. Missing is never zero. The order of
 * months doesn't matter. A period that is shorter than the scheme's total is answered as far as it goes. Without regard to
 * the quota, which only a whole branch has: see `proposeBands`.
 * Throws `ScoringError` on a month given twice or a figure that is no exact integer.
 */
export function summarise(scheme: Scheme, months: readonly MonthOutcome[], facts: SummaryFacts = {}): Summary {
  checkMonths(months);
  const { per = 'halfYear', previousResultHundredths = null } = facts;
  const applying = vetoesWithin(scheme, per, facts.vetoes ?? []);
  const counted = months
    .filter((month) => month.outcome === 'counted')
    .map((month) => (applying.length === 0 ? month : { ...month, scoreHundredths: underVeto(scheme, month, applying) }))
    .sort((a, b) => (a.month < b.month ? -1 : 1));
  const scores = counted.map((month) => month.scoreHundredths);
  const tree = new PeriodTree(scheme, counted as PeriodFacts[], { per, previousResultHundredths });
  const cap = Math.min(
    ...applying.filter(({ rule }) => rule.per === per).map(({ rule }) => rule.capHundredths),
    Infinity,
  );
  const result = tree.result(applying);
  const figures = {
    per,
    countedMonths: counted.length,
    meanHundredths: counted.length === 0 ? null : divideHalfUp(sum(scores), counted.length),
    resultHundredths: result === null ? null : Math.min(result, cap),
    sumHundredths: sum(scores),
    lowestHundredths: counted.length === 0 ? null : Math.min(...scores),
    highestHundredths: counted.length === 0 ? null : Math.max(...scores),
    deductionHundredths: sum(counted.map((month) => month.deductionHundredths)),
    contributionHundredths: sum(counted.map((month) => month.contributionHundredths)),
    itemCodes: [...new Set(counted.flatMap((month) => month.itemCodes))].sort(),
    unfinishedMonths: months.flatMap((month) => (month.outcome === 'unfinished' ? [month.month] : [])).sort(),
    profileCode: tree.profileCode,
    veto: heaviest(applying),
    parts: tree.parts,
    partsAsked: tree.partsAsked(),
  };
  return { ...figures, ...firstBand(scheme, figures) };
}

/** A veto that holds, with its rule. */
export interface HoldingVeto extends VetoFact {
  rule: Veto;
}

/** A veto of a longer period than the summary's waits for that period's summary. */
function vetoesWithin(scheme: Scheme, per: Period, vetoes: readonly VetoFact[]): HoldingVeto[] {
  return vetoes.flatMap((fact) => {
    const rule = scheme.vetoes.find(({ code }) => code === fact.veto);
    return rule && comparePeriods(rule.per, per) <= 0 ? [{ ...fact, rule }] : [];
  });
}

function heaviest(vetoes: readonly HoldingVeto[]): string | null {
  const [first] = vetoes.toSorted((a, b) => a.rule.capHundredths - b.rule.capHundredths);
  return first?.veto ?? null;
}

/** A veto on the sheet's own period caps that sheet. */
function underVeto(
  scheme: Scheme,
  month: { month: string; scoreHundredths: number },
  vetoes: readonly HoldingVeto[],
): number {
  const caps = vetoes
    .filter((veto) => veto.rule.per === scheme.period && veto.month === month.month)
    .map(({ rule }) => rule.capHundredths);
  return Math.min(month.scoreHundredths, ...caps);
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
