import type { BranchFiguresRow } from '../statistics/branch-rows.js';
import type { DocumentCell, DocumentColumn, DocumentDescription, DocumentRow } from './description.js';
import type { Stamp } from './document-words.js';
import { monthWords, periodWords } from './papers-words.js';

export interface BranchesTableView {
  unit: { id: number; name: string };
  period: string;
  months: readonly string[];
  rows: readonly BranchFiguresRow[];
  /** The unit as if it were one branch: what mean and median of all scores are, no branch's row tells. */
  whole: BranchFiguresRow | null;
  /** Null where the unit's ranking is off: there is no column of ranks then. */
  rankingKeys: readonly string[] | null;
}

interface Column extends DocumentColumn {
  cell: (row: BranchFiguresRow, place: number) => DocumentCell;
}

const integer = (value: number): DocumentCell => ({ integer: value });
const points = (hundredths: number | null): DocumentCell => (hundredths === null ? { text: '—' } : { hundredths });

/** Document 11, 各支部情况表: one row a branch in the order of the tree, with everything that was due and what came of it. */
export function branchesTable(view: BranchesTableView, stamp: Stamp): DocumentDescription {
  const columns = columnsOf(view);
  const { unit, period, months, rows, whole, rankingKeys } = view;
  const first = months[0];
  const last = months.at(-1);
  return {
    fileName: `${unit.name}${period}各支部积分考核情况表`,
    plainName: `branches-${unit.id}-${period}`,
    stamp,
    version: `按已公示结果统计，${periodWords(period)}`,
    sections: [
      {
        name: '各支部情况表',
        orientation: 'landscape',
        title: `${unit.name}${periodWords(period)}各支部积分考核情况表`,
        parts: [
          { kind: 'line', text: '单位：人次、分', align: 'right' },
          {
            kind: 'table',
            keyColumns: 2,
            columns: columns.map(({ cell: _, ...column }) => column),
            rows: rows.map((row, index): DocumentRow => columns.map(({ cell }) => cell(row, index + 1))),
            ...(whole && { totals: totalsOf(columns, whole) }),
          },
          ...(first && last
            ? [
                {
                  kind: 'line' as const,
                  text: `统计月份：${monthWords(first)}至${monthWords(last)}。应评、实评、不计分、代录、扣分、贡献均按人次计；平均、中位、最高、最低为已公示的每人每月得分。`,
                },
              ]
            : []),
          { kind: 'line', text: '按期完成：主题党日后第三个工作日内公示的月数／应完成月数。' },
          ...(rankingKeys
            ? [
                {
                  kind: 'line' as const,
                  text: `名次依据：${rankingKeys.map((key) => keyWords[key] ?? key).join('、')}，相同者并列。`,
                },
              ]
            : []),
        ],
      },
    ],
  };
}

const keyWords: Record<string, string> = {
  mean: '平均分',
  median: '中位数',
  lowestMonth: '最低月平均分',
  contributions: '人均贡献积分',
  fewerDeductions: '人均扣分（少者在前）',
  onTime: '按期完成率',
};

function columnsOf({ rankingKeys }: BranchesTableView): Column[] {
  return [
    { title: '序号', widthCharacters: 5, cell: (_, place) => integer(place) },
    { title: '支部', widthCharacters: 22, align: 'left', cell: ({ branch }) => ({ text: branch.name }) },
    { title: '应评', widthCharacters: 6.5, cell: ({ toScore }) => integer(toScore) },
    { title: '实评', widthCharacters: 6.5, cell: ({ scored }) => integer(scored) },
    { title: '不计分', widthCharacters: 7, cell: ({ notScored }) => integer(notScored) },
    { title: '代录', widthCharacters: 6, cell: ({ proxies }) => integer(proxies) },
    {
      title: '按期完成',
      widthCharacters: 9,
      cell: ({ monthsOnTime, monthsDue }) => ({ text: `${monthsOnTime}／${monthsDue}` }),
    },
    {
      title: '平均',
      above: '得分',
      widthCharacters: 7.5,
      bold: true,
      cell: ({ meanHundredths }) => points(meanHundredths),
    },
    { title: '中位', above: '得分', widthCharacters: 7.5, cell: ({ medianHundredths }) => points(medianHundredths) },
    { title: '最高', above: '得分', widthCharacters: 7.5, cell: ({ highestHundredths }) => points(highestHundredths) },
    { title: '最低', above: '得分', widthCharacters: 7.5, cell: ({ lowestHundredths }) => points(lowestHundredths) },
    { title: '扣分\n人次', widthCharacters: 6.5, cell: ({ deductionSheets }) => integer(deductionSheets) },
    { title: '贡献\n人次', widthCharacters: 6.5, cell: ({ contributionSheets }) => integer(contributionSheets) },
    { title: '异议', widthCharacters: 6, cell: ({ objections }) => integer(objections) },
    { title: '更正', widthCharacters: 6, cell: ({ corrections }) => integer(corrections) },
    ...(rankingKeys
      ? [
          {
            title: '名次',
            widthCharacters: 6,
            cell: ({ rank }: BranchFiguresRow): DocumentCell =>
              rank === null || rank === undefined ? { text: '—' } : integer(rank),
          },
        ]
      : []),
  ];
}

function totalsOf(columns: readonly Column[], whole: BranchFiguresRow): DocumentRow {
  return columns.map(({ title, cell }, index) => {
    if (index === 0) return { text: '合计' };
    if (index === 1 || title === '名次') return null;
    return cell(whole, 0);
  });
}
