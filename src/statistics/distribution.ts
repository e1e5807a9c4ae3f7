import type { Counts } from './spread.js';

/** Scores from `fromHundredths` up to, and without, `belowHundredths`; null: without an end. */
export interface ScoreClass {
  fromHundredths: number | null;
  belowHundredths: number | null;
}

/** Below 60, then five points each, then 100 and more. Always the same, so that two pictures can be held side by side. */
const bounds = [6000, 6500, 7000, 7500, 8000, 8500, 9000, 9500, 10_000];
export const scoreClasses: readonly ScoreClass[] = [null, ...bounds].map((fromHundredths, index) => ({
  fromHundredths,
  belowHundredths: bounds[index] ?? null,
}));

/** How many scores lie in each class, in their order. Every score is in exactly one. */
export function distributionOf(counts: Counts): (ScoreClass & { count: number })[] {
  return scoreClasses.map(({ fromHundredths, belowHundredths }) => {
    let count = 0;
    for (const [value, each] of counts)
      if (value >= (fromHundredths ?? -Infinity) && value < (belowHundredths ?? Infinity)) count += each;
    return { fromHundredths, belowHundredths, count };
  });
}
