import type { Month } from '../calendar.js';
import type { ExemptionKind, ExemptionReasonClass, ExemptionState } from '../records/exemption.js';
import type { TalkOccasion } from '../records/talk.js';

/** '2026-H1' → 2026年上半年. */
export function periodWords(period: string): string {
  const [, year, part] = /^(\d{4})(?:-([HQ]\d))?$/.exec(period) ?? [];
  if (!part) return `${year ?? period}年度`;
  if (part.startsWith('H')) return `${year}年${part === 'H1' ? '上' : '下'}半年`;
  return `${year}年第${'一二三四'[Number(part[1]) - 1]}季度`;
}

/** '2026-05' → 2026年5月. */
export function monthWords(month: Month): string {
  return `${Number(month.slice(0, 4))}年${Number(month.slice(5, 7))}月`;
}

/** Months of one year share its name: 2026年4月、5月. */
export function monthsWords(months: readonly Month[]): string {
  return months
    .map((month, index) => {
      const sameYear = months[index - 1]?.slice(0, 4) === month.slice(0, 4);
      return sameYear ? `${Number(month.slice(5, 7))}月` : monthWords(month);
    })
    .join('、');
}

export function pointsWords(hundredths: number | null): string {
  return hundredths === null ? '—' : (hundredths / 100).toFixed(2);
}

/** A share in ten-thousandths as people read it: 98.5, 100. */
export function percentWords(tenThousandths: number): string {
  return String(tenThousandths / 100);
}

/** A name as it stands in a list: two characters are set as wide as three. */
export function listedName(name: string): string {
  return [...name].length === 2 ? [...name].join('　') : name;
}

export const standingWords: Record<string, string> = {
  full: '正式党员',
  probationary: '预备党员',
};

export const exemptionKindWords: Record<ExemptionKind, string> = {
  exempt: '免于考核',
  light: '减免考核（简项考核）',
};

export const reasonClassWords: Record<ExemptionReasonClass, string> = {
  illness: '因病不能正常参加组织活动',
  age: '年老体弱',
  mobile: '流动外出',
  secondment: '借调、外派或脱产学习',
  other: '其他情形',
};

export const exemptionStateWords: Record<ExemptionState, string> = {
  applied: '待机关党委审批',
  approved: '同意',
  refused: '未予同意',
  withdrawn: '已撤回',
  ended: '同意（已提前结束）',
};

export const occasionWords: Record<TalkOccasion, string> = {
  lowMonth: '月度得分偏低',
  lowResult: '半年汇总得分偏低',
  deduction: '违规扣分',
  veto: '一票否决',
  measure: '受组织处理',
  other: '其他事由',
};
