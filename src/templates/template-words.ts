import type { Day, Instant, Month } from '../calendar.js';

/** '2026-06' → 2026年6月. */
export function monthWords(month: Month): string {
  const [year, number] = month.split('-').map(Number);
  return `${year}年${number}月`;
}

/** '2026-06' → 6月. */
export function shortMonthWords(month: Month): string {
  return `${Number(month.slice(5, 7))}月`;
}

/** '2026-H1' → 2026年上半年, '2026-Q3' → 2026年第三季度, '2026' → 2026年度. */
export function periodWords(period: string): string {
  const [year, part] = period.split('-');
  if (!part) return `${year}年度`;
  if (part.startsWith('Q')) return `${year}年第${'一二三四'[Number(part[1]) - 1]}季度`;
  return `${year}年${part === 'H1' ? '上半年' : '下半年'}`;
}

export function dayWords(day: Day): string {
  const [year, month, date] = day.split('-').map(Number);
  return `${year}年${month}月${date}日`;
}

/** '2026-07-15 09:30' in the organisation's zone. */
export function instantWords(instant: Instant, timeZone: string): string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  return format.format(new Date(instant));
}

/** All that is ever published about a month without a score (domain/README.md), in a word. */
export function notScoredWord(reason: string | null): string {
  if (reason === 'transferredIn') return '转入不计分';
  return reason === 'regulation' || reason === 'byRegulation' ? '按规定处理' : '不计分';
}

export function standingWords(standing: string): string {
  return standing === 'probationary' ? '预备党员' : '正式党员';
}

export const kindWords = { base: '基础', deduction: '扣分', contribution: '贡献' } as const;

const boardRemarks: Record<string, string> = {
  probationary: '预备党员',
  light: '简项考核',
  fromRecords: '按组织记录评定',
};

export function boardRemark(remarks: readonly string[], amendedBy: number | null): string {
  const words = remarks.map((code) => boardRemarks[code] ?? '').filter(Boolean);
  return [...words, ...(amendedBy === null ? [] : [`更正 第${amendedBy}号`])].join('；');
}

export function summaryRemark(remarks: readonly { code: string; params?: Record<string, string> }[]): string {
  return remarks
    .map(({ code, params = {} }) => {
      const when = params['day'] ?? (params['month'] ? shortMonthWords(params['month']) : '');
      switch (code) {
        case 'transferredIn':
          return `${when}${params['branch'] ? `由${params['branch']}` : ''}转入`;
        case 'transferredOut':
          return `${when}转出${params['branch'] ? `至${params['branch']}` : ''}`;
        case 'probationary':
          return '预备党员';
        case 'tooFewMonths':
          return '计分月数不足';
        case 'overQuota':
          return '超出名额，待研究';
        case 'corrected':
          return `${when}积分已更正`;
        default:
          return '';
      }
    })
    .filter(Boolean)
    .join('；');
}
