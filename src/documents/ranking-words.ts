import type { MemberRankingKey } from '../summaries/ranks.js';

const words: Record<MemberRankingKey, string> = {
  result: '总得分',
  mean: '平均分',
  lowestMonth: '最低一月得分',
  contributions: '贡献积分',
  fewerDeductions: '扣分少者',
  countedMonths: '计分月数',
};

/** By what members are ranked and what becomes of equals, as it stands below a table with ranks. */
export function rankingLine(keys: readonly MemberRankingKey[]): string {
  return `名次：依次按${keys.map((key) => words[key]).join('、')}排列；各项都相同的并列，后一名次连续（1、2、2、3）。`;
}
