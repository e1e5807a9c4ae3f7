import { divideHalfUp, rootOverHalfUp } from '../scoring/points.js';

/** How often each score was given: hundredths → how many sheets. Figures of thousands of sheets are made from these few. */
export type Counts = ReadonlyMap<number, number>;

export interface Spread {
  count: number;
  sumHundredths: number;
  meanHundredths: number;
  medianHundredths: number;
  /** A quarter of the scores are at or below the first, a quarter at or above the third. */
  firstQuartileHundredths: number;
  thirdQuartileHundredths: number;
  lowestHundredths: number;
  highestHundredths: number;
  /** Standard deviation of the population. */
  deviationHundredths: number;
}

/**
 * Figures of many scores in exact integer arithmetic, each rounded half up to a hundredth; null where there is no score. Median
 * and quartiles lie between two neighbours in proportion, as QUARTILE.INC of office software does, so that a clerk who checks
 * them there finds the same.
 */
export function spreadOf(counts: Counts): Spread | null {
  const sorted = [...counts].filter(([, count]) => count > 0).sort(([one], [other]) => one - other);
  const count = sorted.reduce((sum, [, each]) => sum + each, 0);
  if (count === 0) return null;
  const sum = sorted.reduce((total, [value, each]) => total + value * each, 0);
  const squares = sorted.reduce((total, [value, each]) => total + BigInt(value) * BigInt(value) * BigInt(each), 0n);
  const quarter = (quarters: number): number => {
    const place = (count - 1) * quarters;
    const [low, high] = [at(sorted, Math.floor(place / 4)), at(sorted, Math.ceil(place / 4))];
    return divideHalfUp(4 * low + (place % 4) * (high - low), 4);
  };
  return {
    count,
    sumHundredths: sum,
    meanHundredths: divideHalfUp(sum, count),
    medianHundredths: quarter(2),
    firstQuartileHundredths: quarter(1),
    thirdQuartileHundredths: quarter(3),
    lowestHundredths: at(sorted, 0),
    highestHundredths: at(sorted, count - 1),
    deviationHundredths: rootOverHalfUp(BigInt(count) * squares - BigInt(sum) * BigInt(sum), count),
  };
}

/** The mean alone, as `spreadOf` has it: a tenth of the work, for who shows nothing else of ten thousand months. */
export function meanOf(counts: Counts): number | null {
  let [count, sum] = [0, 0];
  for (const [value, each] of counts) {
    count += each;
    sum += value * each;
  }
  return count === 0 ? null : divideHalfUp(sum, count);
}

/** The score in this place of the sorted list, from 0. */
function at(sorted: readonly (readonly [number, number])[], place: number): number {
  let before = 0;
  for (const [value, count] of sorted) {
    before += count;
    if (place < before) return value;
  }
  throw new Error(`There is no place ${place} among ${before} scores.`);
}

/** All scores of these together. */
export function together(all: Iterable<Counts>): Map<number, number> {
  const sums = new Map<number, number>();
  for (const counts of all) for (const [value, count] of counts) sums.set(value, (sums.get(value) ?? 0) + count);
  return sums;
}
