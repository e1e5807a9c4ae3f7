import { formatPoints } from '../points.js';
import type { Decider, Fraction, ItemKind, Period, Text } from '../scheme.js';

export type Language = keyof Text;

/** What the sentences of every subject have in common: punctuation, periods, kinds, people, figures with their unit. */
const zh = {
  stop: '。',
  clause: '；',
  comma: '，',
  colon: '：',
  /** A head and its sentences. */
  line: (head: string, sentences: readonly string[]) => `${head}：${sentences.join('。')}。`,
  clauses: (parts: readonly string[]) => parts.join('；'),
  phrases: (parts: readonly string[]) => parts.join('，'),
  list: (parts: readonly string[]) => parts.join('、'),
  quoted: (name: string) => `“${name}”`,
  inBrackets: (words: string) => `（${words}）`,
  points: (hundredths: number) => `${formatPoints(hundredths)} 分`,
  countOf: (count: number, unit: string) => `${count} ${unit}`,
  /** How many sheets, by the period that each is of: "3 个月" */
  sheetCount: (count: number, per: Period) =>
    `${count} ${{ month: '个月', quarter: '个季度', halfYear: '个半年', year: '年' }[per]}`,
  share: fractionInWords,
  total: '总分',
  kinds: { base: '基础积分', deduction: '扣分', contribution: '贡献积分', factor: '系数' } satisfies Record<
    ItemKind,
    string
  >,
  period: { month: '月度', quarter: '季度', halfYear: '半年', year: '年度' } satisfies Record<Period, string>,
  /** "每月以 4 分为限" */
  every: { month: '每月', quarter: '每季度', halfYear: '每半年', year: '每年' } satisfies Record<Period, string>,
  /** One of them: "本月已计" */
  one: { month: '一个月', quarter: '一个季度', halfYear: '半年', year: '一年' } satisfies Record<Period, string>,
  scoreOf: { month: '当月得分', quarter: '当季得分', halfYear: '半年得分', year: '年度得分' } satisfies Record<
    Period,
    string
  >,
  people: {
    member: '党员本人',
    automatic: '系统自动',
    groupLeader: '党小组长',
    organisationCommissioner: '组织委员',
    disciplineCommissioner: '纪检委员',
    secretary: '支部书记',
    branch: '支部委员会',
    bureau: '机关党委',
  } satisfies Record<'member' | Decider, string>,
  monthName: (month: number) => `${month} 月`,
};

const en: typeof zh = {
  stop: '.',
  clause: '; ',
  comma: ', ',
  colon: ': ',
  line: (head, sentences) => `${head}: ${sentences.map(capitalised).join('. ')}.`,
  clauses: (parts) => parts.join('; '),
  phrases: (parts) => parts.join(', '),
  list: (parts) => parts.join(', '),
  quoted: (name) => `“${name}”`,
  inBrackets: (words) => ` (${words})`,
  points: (hundredths) => `${formatPoints(hundredths)} ${Math.abs(hundredths) === 100 ? 'point' : 'points'}`,
  countOf: (count, unit) => `${count} ${count === 1 || !hasPlural(unit) ? unit : `${unit}s`}`,
  sheetCount: (count, per) => en.countOf(count, en.period[per]),
  share: fractionInWords,
  total: 'the total',
  kinds: { base: 'base points', deduction: 'deductions', contribution: 'contributions', factor: 'factor' },
  period: { month: 'month', quarter: 'quarter', halfYear: 'half-year', year: 'year' },
  every: { month: 'a month', quarter: 'a quarter', halfYear: 'a half-year', year: 'a year' },
  one: { month: 'one month', quarter: 'one quarter', halfYear: 'one half-year', year: 'one year' },
  scoreOf: {
    month: 'Score of the month',
    quarter: 'Score of the quarter',
    halfYear: 'Score of the half-year',
    year: 'Score of the year',
  },
  people: {
    member: 'the member',
    automatic: 'the system',
    groupLeader: 'the group leader',
    organisationCommissioner: 'the organisation commissioner',
    disciplineCommissioner: 'the discipline commissioner',
    secretary: 'the secretary',
    branch: 'the branch committee',
    bureau: 'the bureau',
  },
  monthName: (month) => MONTHS[month - 1] ?? `month ${month}`,
};

export const common = { zh, en } satisfies Record<Language, typeof zh>;

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** "4 hours", but "400 ml" and "20 yuan". */
function hasPlural(unit: string): boolean {
  return /[a-rt-z][a-z]+[a-rt-z]$/i.test(unit) && !/(yuan|mu|jin)$/.test(unit);
}

/** 20/100 is "20%", 1/3 stays "1/3". */
function fractionInWords({ numerator, denominator }: Fraction): string {
  return denominator === 100 ? `${numerator}%` : `${numerator}/${denominator}`;
}

/** A sentence's first letter; what begins with a figure or a bracket stays. */
export function capitalised(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

/** In Chinese a figure or a code stands apart from the word before it. */
export function spaced(words: string): string {
  return /^[\dA-Za-z−]/.test(words) ? ` ${words}` : words;
}

/** What there is to say, in order. */
export function present(parts: readonly (string | null | undefined | false)[]): string[] {
  return parts.filter((part): part is string => typeof part === 'string' && part !== '');
}
