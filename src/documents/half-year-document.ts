import { displayWidth } from '../spreadsheets/display-width.js';
import type { DocumentCell, DocumentColumn, DocumentDescription, DocumentPart } from './description.js';
import type { MemberRankingKey } from '../summaries/ranks.js';
import { nameWidth, notScoredWords, type Stamp, widthOf } from './document-words.js';
import { rankingLine } from './ranking-words.js';

/** The half-year summary as the API hands it out, as far as the document needs it. */
export interface HalfYearView {
  unit: { id: number; name: string; kind: string };
  period: string;
  resultIsMean: boolean;
  months: string[];
  rankingEnabled: boolean;
  /** By what the ranks go; null or left out where there are none. */
  rankingKeys?: readonly MemberRankingKey[] | null;
  quota: { limit: number; proposed: number } | null;
  blockedBy: { branch: { name: string }; month: string }[];
  statistics: {
    count: number;
    meanHundredths: number | null;
    medianHundredths: number | null;
    lowestHundredths: number | null;
    highestHundredths: number | null;
  };
  bands: { code: string | null; name: { zh: string } | null; count: number }[];
  rows: HalfYearRowView[];
  /** How far the half-years of the branches are; left out or empty where none was generated. */
  closings?: { state: string; revision: number }[];
  branches?: number;
}

export interface HalfYearRowView {
  position: number;
  rank: number | null;
  name: string;
  branch: { name: string };
  months: {
    month: string;
    outcome: 'counted' | 'notScored' | 'unfinished' | 'absent';
    scoreHundredths: number | null;
    reason: string | null;
  }[];
  countedMonths: number;
  meanHundredths: number | null;
  resultHundredths: number | null;
  deductionHundredths: number;
  contributionHundredths: number;
  veto: { name: { zh: string } } | null;
  band: { name: { zh: string } } | null;
  remarks: { code: string; params?: Record<string, string> }[];
  /** The day on which he noted that he has read it. */
  acknowledgedOn?: string | null;
}

/** Document 9, 半年积分汇总表: one row a member, A4 landscape, ready to be signed. */
export function halfYearDescription(given: HalfYearView, stamp: Stamp): DocumentDescription {
  // Under a veto the result is less than the mean of the months: then both have their column, and the totals stand below the results.
  const isMean = given.rows.every((row) => row.resultHundredths === row.meanHundredths);
  const view = { ...given, resultIsMean: given.resultIsMean && isMean };
  const columns = columnsOf(view, view.unit.kind !== 'branch');
  return {
    fileName: `${view.unit.name}${view.period}党员积分汇总表`,
    plainName: `summary-${view.unit.id}-${view.period}`,
    stamp,
    version: versionWords(view),
    sections: [
      {
        name: sheetName(view.period),
        orientation: 'landscape',
        title: `${view.unit.name}${periodName(view.period)}党员积分汇总表`,
        parts: [
          { kind: 'line', text: '单位：分', align: 'right' },
          ...(view.blockedBy.length > 0 ? [{ kind: 'line' as const, text: unfinishedLine(view), bold: true }] : []),
          {
            kind: 'table',
            keyColumns: columns.findIndex(({ title }) => title === '姓名') + 1,
            columns: columns.map(({ cell: _cell, total: _total, ...column }) => column),
            rows: view.rows.map((row) => columns.map(({ cell }) => cell(row))),
            totals: totals(columns),
          },
          ...closing(view),
        ],
      },
    ],
  };
}

const stateWords: Record<string, string> = {
  generated: '已生成，待本人确认',
  branchExamined: '支部已审核',
  bureauExamined: '上级党组织已审核',
  published: '公示中',
  confirmed: '已确认',
  archived: '已归档',
};

/** Of a branch its state and revision; of several, how many stand where. */
function versionWords({ closings = [], branches = 1, blockedBy }: HalfYearView): string {
  const [only] = closings;
  if (!only) return blockedBy.length > 0 ? '草表，有月份尚未公示确认' : '按已公示确认的月份汇总';
  if (branches === 1) return `汇总第 ${only.revision} 版，${stateWords[only.state] ?? only.state}`;
  const states = [...new Set(closings.map(({ state }) => state))].map(
    (state) => `${stateWords[state] ?? state} ${closings.filter((each) => each.state === state).length} 个`,
  );
  const rest = branches - closings.length;
  return `各支部汇总：${[...states, ...(rest > 0 ? [`未生成 ${rest} 个`] : [])].join('，')}`;
}

interface Column extends DocumentColumn {
  cell: (row: HalfYearRowView) => DocumentCell;
  total?: DocumentCell;
}

function columnsOf(view: HalfYearView, severalBranches: boolean): Column[] {
  const deductions = view.rows.reduce((total, row) => total + row.deductionHundredths, 0);
  const contributions = view.rows.reduce((total, row) => total + row.contributionHundredths, 0);
  const pointsWidth = (hundredths: number) => Math.max(8, pointsText(hundredths).length + 2);
  const longestWord = Math.max(
    0,
    ...view.rows
      .flatMap(({ months }) => months)
      .filter(({ outcome }) => outcome !== 'counted')
      .map((month) => displayWidth(monthWord(month))),
  );
  const monthWidth = Math.max(8, longestWord + 2);
  return [
    { title: '序号', widthCharacters: 5, cell: ({ position }) => ({ integer: position }) },
    ...(severalBranches
      ? [
          {
            title: '支部',
            widthCharacters: widthOf(
              view.rows.map(({ branch }) => branch.name),
              { least: 12, most: 26 },
            ),
            align: 'left' as const,
            cell: ({ branch }: HalfYearRowView): DocumentCell => ({ text: branch.name }),
          },
        ]
      : []),
    { title: '姓名', widthCharacters: nameWidth(view.rows), cell: ({ name }) => ({ text: name }) },
    ...view.months.map((month, index) => ({
      title: monthName(month),
      above: '各月得分',
      widthCharacters: monthWidth,
      cell: (row: HalfYearRowView) => monthCell(row.months.find((each) => each.month === month) ?? row.months[index]),
    })),
    {
      title: '计分\n月数',
      widthCharacters: 6,
      cell: ({ countedMonths }) => ({ integer: countedMonths }),
    },
    {
      title: '平均分',
      widthCharacters: 9,
      cell: (row) =>
        row.meanHundredths === null
          ? { text: wentToAnother(row) ? '—' : '无计分月' }
          : { hundredths: row.meanHundredths },
      ...(view.resultIsMean ? meanOfResults(view) : {}),
    },
    ...(view.resultIsMean
      ? []
      : [
          {
            title: '总得分',
            widthCharacters: 9,
            cell: ({ resultHundredths }: HalfYearRowView): DocumentCell =>
              resultHundredths === null ? { text: '—' } : { hundredths: resultHundredths },
            ...meanOfResults(view),
          },
        ]),
    {
      title: '扣分\n合计',
      widthCharacters: pointsWidth(deductions),
      cell: ({ deductionHundredths }) => ({ hundredths: deductionHundredths }),
      total: { hundredths: deductions },
    },
    {
      title: '贡献\n合计',
      widthCharacters: pointsWidth(contributions),
      cell: ({ contributionHundredths }) => ({ hundredths: contributionHundredths }),
      total: { hundredths: contributions },
    },
    {
      title: '一票\n否决',
      widthCharacters: Math.max(6, ...view.rows.map(({ veto }) => (veto ? displayWidth(veto.name.zh) + 2 : 0))),
      cell: ({ veto }) => ({ text: veto?.name.zh ?? '无' }),
    },
    { title: '建议等次', widthCharacters: 10, cell: (row) => ({ text: bandWords(row) }) },
    ...(view.rankingEnabled
      ? [
          {
            title: '名次',
            widthCharacters: 6,
            cell: ({ rank }: HalfYearRowView): DocumentCell => (rank === null ? { text: '不排名' } : { integer: rank }),
          },
        ]
      : []),
    {
      title: '本人确认',
      widthCharacters: 14,
      cell: ({ acknowledgedOn }) => ({ text: acknowledgedOn ? `${shortDay(acknowledgedOn)}已阅` : '' }),
    },
    {
      title: '备注',
      widthCharacters: widthOf(view.rows.map(remarksOf), { least: 12, most: 22 }),
      align: 'left',
      cell: (row) => ({ text: remarksOf(row) }),
    },
  ];
}

/** A month without a score says why in a word; the line below the table explains the words. */
function monthCell(month: HalfYearRowView['months'][number] | undefined): DocumentCell {
  if (month?.outcome === 'counted' && month.scoreHundredths !== null) return { hundredths: month.scoreHundredths };
  return { text: monthWord(month) };
}

function monthWord(month: HalfYearRowView['months'][number] | undefined): string {
  if (!month || month.outcome === 'absent') return '不在册';
  if (month.outcome !== 'notScored') return '未完成';
  return { 经批准不计分: '不计分', 按规定处理: '按规定处理', 本月转入不计分: '转入' }[notScoredWords(month.reason)];
}

const MONTH_WORDS: readonly (readonly [string, string])[] = [
  ['不计分', '“不计分”为经批准不计分'],
  ['转入', '“转入”为本月转入不计分'],
  ['按规定处理', '“按规定处理”的月份不计分'],
  ['未完成', '“未完成”为支部当月尚未公示确认'],
  ['不在册', '“不在册”为当月不属于本单位'],
];

/** Who was transferred to another branch is listed after the branch's own people; mean and band stand in the other list. */
export function wentToAnother({ remarks }: Pick<HalfYearRowView, 'remarks'>): boolean {
  return remarks.some(({ code, params }) => code === 'transferredOut' && params?.branch !== undefined);
}

function bandWords(row: HalfYearRowView): string {
  if (row.band) return row.band.name.zh;
  if (wentToAnother(row)) return '—';
  return row.remarks.some(({ code }) => code === 'tooFewMonths') ? '不列等次' : '待定';
}

function remarksOf({ remarks }: HalfYearRowView): string {
  return remarks.map(remarkWords).filter(Boolean).join('\n');
}

function remarkWords({ code, params = {} }: HalfYearRowView['remarks'][number]): string {
  const when = params.day ?? (params.month ? monthName(params.month) : '');
  switch (code) {
    case 'transferredIn':
      return `${when}${params.branch ? `由${params.branch}` : ''}转入`;
    case 'transferredOut':
      return `${when}转出${params.branch ? `至${params.branch}` : ''}`;
    case 'probationary':
      return '预备党员';
    case 'tooFewMonths':
      return '计分月数不足';
    case 'overQuota':
      return '超出名额，待研究';
    case 'corrected':
      return `${when}积分已更正`;
    case 'monthVetoed':
      return `${when}公示${Number(params.published) / 100}分，一票否决后按规定计`;
    case 'imported':
      return `${(params.months ?? '').split(' ').map(monthName).join('、')}为导入`;
    default:
      return '';
  }
}

/** Under a column of results: their mean, where there is one. */
function meanOfResults({ statistics }: HalfYearView): Pick<Column, 'total'> {
  if (statistics.meanHundredths === null) return {};
  return { total: { hundredths: statistics.meanHundredths } };
}

function totals(columns: readonly Column[]): DocumentCell[] {
  const name = columns.findIndex(({ title }) => title === '姓名');
  return columns.map((column, index) => {
    if (index === 0) return { text: '合计' };
    return index <= name ? null : (column.total ?? { text: '—' });
  });
}

function closing(view: HalfYearView): DocumentPart[] {
  const { statistics: figures, rows } = view;
  const points = (hundredths: number | null) => (hundredths === null ? '—' : pointsText(hundredths));
  const used = new Set(
    rows.flatMap(({ months }) => months.filter(({ outcome }) => outcome !== 'counted').map(monthWord)),
  );
  const explained = MONTH_WORDS.filter(([word]) => used.has(word)).map(([, text]) => text);
  const bands = view.bands
    .filter(({ count }) => count > 0)
    .map(({ name, count }) => `${name?.zh ?? '未列等次'} ${count} 人`);
  const isBranch = view.unit.kind === 'branch';
  const gone = rows.filter(wentToAnother).length;
  const lines = [
    `统计：应列 ${rows.length - gone} 人，${gone > 0 ? `另列转出 ${gone} 人，` : ''}有计分月的 ${figures.count} 人；平均 ${points(figures.meanHundredths)}，中位 ${points(figures.medianHundredths)}，最高 ${points(figures.highestHundredths)}，最低 ${points(figures.lowestHundredths)}。合计行为各人${view.resultIsMean ? '平均分' : '总得分'}的平均。`,
    bands.length > 0
      ? `建议等次：${bands.join('，')}${view.quota ? `；名额上限 ${view.quota.limit} 人，建议 ${view.quota.proposed} 人` : ''}。等次仅为建议，由党组织研究决定。`
      : '',
    view.rankingEnabled && view.rankingKeys ? rankingLine(view.rankingKeys) : '',
    `说明：平均分为各计分月得分的平均，保留两位小数；${view.resultIsMean ? '' : '总得分按积分办法的周期规定合成，一票否决的不超过规定的上限，等次按总得分建议；'}不计分的月份不计为零。${explained.length > 0 ? `${explained.join('，')}。` : ''}`,
  ];
  return [
    ...lines.filter(Boolean).map((text): DocumentPart => ({ kind: 'line', text })),
    { kind: 'signatures', places: isBranch ? ['支部书记', '审核人'] : ['填报人', '审核人', '负责人'] },
  ];
}

function unfinishedLine({ blockedBy }: HalfYearView): string {
  const named = blockedBy.slice(0, 6).map(({ branch, month }) => `${branch.name}${monthName(month)}`);
  const more = blockedBy.length > named.length ? `等 ${blockedBy.length} 项` : '';
  return `草表：${named.join('、')}${more}尚未公示确认，本表不作上报依据。`;
}

/** 8790 → '87.90', as the cells show it. */
function pointsText(hundredths: number): string {
  return (hundredths / 100).toFixed(2);
}

/** '2026-H1' → 2026年上半年, '2026-Q3' → 2026年第三季度, '2026' → 2026年度. */
export function periodName(period: string): string {
  const [year, part] = period.split('-');
  if (!part) return `${year}年度`;
  return part.startsWith('Q')
    ? `${year}年第${'一二三四'[Number(part[1]) - 1]}季度`
    : `${year}年${part === 'H1' ? '上半年' : '下半年'}`;
}

function sheetName(period: string): string {
  if (!period.includes('-')) return '年度积分汇总表';
  return period.includes('Q') ? '季度积分汇总表' : '半年积分汇总表';
}

/** The year stands in the title. */
function shortDay(day: string): string {
  return `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`;
}

function monthName(month: string): string {
  return `${Number(month.slice(5, 7))}月`;
}
