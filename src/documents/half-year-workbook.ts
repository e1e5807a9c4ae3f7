import { displayWidth, writeWorkbook, type SheetCell, type SheetRow } from '../spreadsheets/write-workbook.js';
import { documentFooter, notScoredWords, type Stamp } from './document-words.js';

/** The half-year summary as the API hands it out, as far as the document needs it. */
export interface HalfYearView {
  unit: { name: string; kind: string };
  period: string;
  resultIsMean: boolean;
  months: string[];
  rankingEnabled: boolean;
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
}

/** Document 9, 半年积分汇总表: one row a member, A4 landscape, ready to be signed. */
export function halfYearWorkbook(view: HalfYearView, stamp: Stamp): Promise<Buffer> {
  const severalBranches = view.unit.kind !== 'branch';
  const columns = columnsOf(view, severalBranches);
  const width = columns.length;
  const across = (style: 'title' | 'line' | 'lineRight' | 'lineBold', text: string): SheetRow => ({
    cells: [{ style, text, columns: width }],
  });
  const title = `${view.unit.name}${periodName(view.period)}党员积分汇总表`;

  const opening: SheetRow[] = [
    { ...across('title', title), heightPoints: title.length * 18 > 700 ? 56 : 34 },
    across('lineRight', '单位：分'),
    ...(view.blockedBy.length > 0 ? [across('lineBold', unfinishedLine(view))] : []),
  ];
  const head = headRows(columns);
  const firstHeadRow = opening.length + 1;
  const rows = view.rows.map((row) => ({ cells: columns.map(({ cell }) => cell(row)) }));
  return writeWorkbook({
    sheets: [
      {
        name: sheetName(view.period),
        columns: columns.map(({ widthCharacters }) => ({ widthCharacters })),
        rows: [...opening, ...head, ...rows, totals(columns), ...closing(view, across)],
        frozen: {
          rows: opening.length + head.length,
          columns: columns.findIndex(({ title: name }) => name === '姓名') + 1,
        },
        repeatedRows: { first: firstHeadRow, last: firstHeadRow + 1 },
        page: { orientation: 'landscape', ...documentFooter(stamp) },
      },
    ],
  });
}

interface Column {
  title: string;
  /** The title of the months together stands above theirs. */
  above?: string;
  widthCharacters: number;
  cell: (row: HalfYearRowView) => SheetCell;
  total?: SheetCell;
}

function columnsOf(view: HalfYearView, severalBranches: boolean): Column[] {
  const deductions = view.rows.reduce((total, row) => total + row.deductionHundredths, 0);
  const contributions = view.rows.reduce((total, row) => total + row.contributionHundredths, 0);
  const widthOf = (hundredths: number) => Math.max(8, pointsText(hundredths).length + 2);
  const longestWord = Math.max(
    0,
    ...view.rows
      .flatMap(({ months }) => months)
      .filter(({ outcome }) => outcome !== 'counted')
      .map((month) => displayWidth(monthWord(month))),
  );
  const monthWidth = Math.max(7.5, longestWord + 2);
  return [
    { title: '序号', widthCharacters: 5, cell: ({ position }) => ({ style: 'centre', integer: position }) },
    ...(severalBranches
      ? [
          {
            title: '支部',
            widthCharacters: Math.min(
              26,
              Math.max(12, ...view.rows.map(({ branch }) => displayWidth(branch.name) + 2)),
            ),
            cell: ({ branch }: HalfYearRowView): SheetCell => ({ style: 'left', text: branch.name }),
          },
        ]
      : []),
    { title: '姓名', widthCharacters: 18, cell: ({ name }) => ({ style: 'centre', text: name }) },
    ...view.months.map((month, index) => ({
      title: monthName(month),
      above: '各月得分',
      widthCharacters: monthWidth,
      cell: (row: HalfYearRowView) => monthCell(row.months.find((each) => each.month === month) ?? row.months[index]),
    })),
    {
      title: '计分\n月数',
      widthCharacters: 6,
      cell: ({ countedMonths }) => ({ style: 'centre', integer: countedMonths }),
    },
    {
      title: '平均分',
      widthCharacters: 9.5,
      cell: (row) =>
        row.meanHundredths === null
          ? { style: 'centre', text: wentToAnother(row) ? '—' : '无计分月' }
          : { style: 'centre', hundredths: row.meanHundredths },
      ...(view.resultIsMean ? meanOfResults(view) : {}),
    },
    ...(view.resultIsMean
      ? []
      : [
          {
            title: '总得分',
            widthCharacters: 9.5,
            cell: ({ resultHundredths }: HalfYearRowView): SheetCell =>
              resultHundredths === null
                ? { style: 'centre', text: '—' }
                : { style: 'centre', hundredths: resultHundredths },
            ...meanOfResults(view),
          },
        ]),
    {
      title: '扣分\n合计',
      widthCharacters: widthOf(deductions),
      cell: ({ deductionHundredths }) => ({ style: 'centre', hundredths: deductionHundredths }),
      total: { style: 'bold', hundredths: deductions },
    },
    {
      title: '贡献\n合计',
      widthCharacters: widthOf(contributions),
      cell: ({ contributionHundredths }) => ({ style: 'centre', hundredths: contributionHundredths }),
      total: { style: 'bold', hundredths: contributions },
    },
    {
      title: '一票\n否决',
      widthCharacters: Math.max(6, ...view.rows.map(({ veto }) => (veto ? displayWidth(veto.name.zh) + 2 : 0))),
      cell: ({ veto }) => ({ style: 'centre', text: veto?.name.zh ?? '无' }),
    },
    { title: '建议等次', widthCharacters: 10, cell: (row) => ({ style: 'centre', text: bandWords(row) }) },
    ...(view.rankingEnabled
      ? [
          {
            title: '名次',
            widthCharacters: 6,
            cell: ({ rank }: HalfYearRowView): SheetCell =>
              rank === null ? { style: 'centre', text: '不排名' } : { style: 'centre', integer: rank },
          },
        ]
      : []),
    { title: '本人确认', widthCharacters: 11, cell: () => ({ style: 'centre', text: '' }) },
    {
      title: '备注',
      widthCharacters: 20,
      cell: (row) => ({ style: 'left', text: row.remarks.map(remarkWords).filter(Boolean).join('\n') }),
    },
  ];
}

function headRows(columns: readonly Column[]): SheetRow[] {
  const firstMonth = columns.findIndex(({ above }) => above);
  const months = columns.filter(({ above }) => above).length;
  return [
    {
      heightPoints: 21,
      cells: columns.map(({ title, above }, index) => {
        if (!above) return { style: 'head', text: title, rows: 2 };
        return index === firstMonth ? { style: 'head', text: above, columns: months } : null;
      }),
    },
    { heightPoints: 21, cells: columns.map(({ title, above }) => (above ? { style: 'head', text: title } : null)) },
  ];
}

/** A month without a score says why in a word; the line below the table explains the words. */
function monthCell(month: HalfYearRowView['months'][number] | undefined): SheetCell {
  if (month?.outcome === 'counted' && month.scoreHundredths !== null)
    return { style: 'centre', hundredths: month.scoreHundredths };
  return { style: 'centre', text: monthWord(month) };
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
function wentToAnother({ remarks }: HalfYearRowView): boolean {
  return remarks.some(({ code, params }) => code === 'transferredOut' && params?.branch !== undefined);
}

function bandWords(row: HalfYearRowView): string {
  if (row.band) return row.band.name.zh;
  if (wentToAnother(row)) return '—';
  return row.remarks.some(({ code }) => code === 'tooFewMonths') ? '不列等次' : '待定';
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
    default:
      return '';
  }
}

/** Under a column of results: their mean, where there is one. */
function meanOfResults({ statistics }: HalfYearView): Pick<Column, 'total'> {
  if (statistics.meanHundredths === null) return {};
  return { total: { style: 'bold', hundredths: statistics.meanHundredths } };
}

function totals(columns: readonly Column[]): SheetRow {
  const name = columns.findIndex(({ title }) => title === '姓名');
  return {
    cells: columns.map((column, index): SheetCell | null => {
      if (index === 0) return { style: 'bold', text: '合计', columns: name + 1 };
      if (index <= name) return null;
      return column.total ?? { style: 'bold', text: '—' };
    }),
  };
}

function closing(view: HalfYearView, across: (style: 'line' | 'lineRight', text: string) => SheetRow): SheetRow[] {
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
    `说明：平均分为各计分月得分的平均，保留两位小数；${view.resultIsMean ? '' : '总得分按积分办法的周期规定合成，等次按总得分建议；'}不计分的月份不计为零。${explained.length > 0 ? `${explained.join('，')}。` : ''}`,
  ];
  const sign = isBranch
    ? '支部书记（签字）：＿＿＿＿＿＿＿　　审核人（签字）：＿＿＿＿＿＿＿　　日期：　　　　年　　月　　日'
    : '填报人（签字）：＿＿＿＿＿＿＿　　审核人（签字）：＿＿＿＿＿＿＿　　负责人（签字）：＿＿＿＿＿＿＿　　日期：　　　　年　　月　　日';
  return [...lines.filter(Boolean).map((text) => across('line', text)), { ...across('line', sign), heightPoints: 44 }];
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
function periodName(period: string): string {
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

function monthName(month: string): string {
  return `${Number(month.slice(5, 7))}月`;
}
