import type { Summary } from '../scoring/summary.js';

/** What members may be ranked by. `fewerDeductions`: who lost fewer points stands higher; of the others more is better. */
export const memberRankingKeys = [
  'result',
  'mean',
  'lowestMonth',
  'contributions',
  'fewerDeductions',
  'countedMonths',
] as const;
export type MemberRankingKey = (typeof memberRankingKeys)[number];

/** What branches may be ranked by. `onTime`: the share of due months that were published in time. */
export const branchRankingKeys = [
  'mean',
  'median',
  'lowestMonth',
  'contributions',
  'fewerDeductions',
  'onTime',
] as const;
export type BranchRankingKey = (typeof branchRankingKeys)[number];

/** By what a unit's lists are ranked, where it ranks: the first key decides, the next one among those who are equal in it. */
export interface RankingKeys {
  memberKeys: readonly MemberRankingKey[];
  branchKeys: readonly BranchRankingKey[];
}

export const defaultRankingKeys: RankingKeys = {
  memberKeys: ['result', 'lowestMonth', 'contributions'],
  branchKeys: ['mean', 'median', 'lowestMonth'],
};

/**
 * Dense ranks: who is equal in every key has the same rank, and the next one has the rank after it (1, 2, 2, 3). The higher
 * figure stands first; null, for who has nothing to rank, has no rank.
 */
export function denseRanks(figures: readonly (readonly number[] | null)[]): (number | null)[] {
  const distinct = figures.filter((each) => each !== null).sort(byKeys);
  const rankOf = new Map<readonly number[], number>();
  let rank = 0;
  distinct.forEach((each, index) => {
    const before = distinct[index - 1];
    if (!before || byKeys(before, each) !== 0) rank += 1;
    rankOf.set(each, rank);
  });
  return figures.map((each) => (each === null ? null : (rankOf.get(each) ?? null)));
}

function byKeys(one: readonly number[], other: readonly number[]): number {
  const differs = one.findIndex((value, index) => value !== other[index]);
  return differs < 0 ? 0 : (other[differs] ?? 0) - (one[differs] ?? 0);
}

const memberFigures: Record<MemberRankingKey, (summary: Summary) => number> = {
  result: ({ resultHundredths }) => resultHundredths ?? 0,
  mean: ({ meanHundredths }) => meanHundredths ?? 0,
  lowestMonth: ({ lowestHundredths }) => lowestHundredths ?? 0,
  contributions: ({ contributionHundredths }) => contributionHundredths,
  // What is taken off is written below zero, so the higher figure is the smaller loss.
  fewerDeductions: ({ deductionHundredths }) => deductionHundredths,
  countedMonths: ({ countedMonths }) => countedMonths,
};

/** Dense ranks of members by these keys; null for who has no counted month. */
export function ranksOf(
  summaries: readonly Summary[],
  keys: readonly MemberRankingKey[] = defaultRankingKeys.memberKeys,
): (number | null)[] {
  return denseRanks(
    summaries.map((summary) => (summary.countedMonths > 0 ? keys.map((key) => memberFigures[key](summary)) : null)),
  );
}
