import type { Summary } from '../scoring/summary.js';

/** Dense ranks by result, then lowest month, then contributions; null for who has no counted month. */
export function ranksOf(summaries: readonly Summary[]): (number | null)[] {
  const ranked = summaries.filter(({ countedMonths }) => countedMonths > 0).sort(better);
  const rankOf = new Map<Summary, number>();
  let rank = 0;
  ranked.forEach((summary, index) => {
    const before = ranked[index - 1];
    if (!before || better(before, summary) !== 0) rank += 1;
    rankOf.set(summary, rank);
  });
  return summaries.map((summary) => rankOf.get(summary) ?? null);
}

function better(one: Summary, other: Summary): number {
  return (
    (other.resultHundredths ?? 0) - (one.resultHundredths ?? 0) ||
    (other.lowestHundredths ?? 0) - (one.lowestHundredths ?? 0) ||
    other.contributionHundredths - one.contributionHundredths
  );
}
