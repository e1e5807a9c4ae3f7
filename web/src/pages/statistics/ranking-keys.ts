import type { RankingRule } from '../../api-types';

/** What members and branches may be ranked by; the service knows the same (src/summaries/ranks.ts). */
export const memberRankingKeys = [
  'result',
  'mean',
  'lowestMonth',
  'contributions',
  'fewerDeductions',
  'countedMonths',
] as const satisfies RankingRule['memberKeys'];
export const branchRankingKeys = [
  'mean',
  'median',
  'lowestMonth',
  'contributions',
  'fewerDeductions',
  'onTime',
] as const satisfies RankingRule['branchKeys'];
