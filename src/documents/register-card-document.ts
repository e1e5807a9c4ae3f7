import type { DocumentCell, DocumentColumn, DocumentDescription, DocumentSection } from './description.js';
import { notScoredWords, type Stamp } from './document-words.js';

/** One member's year, as far as the card needs it. */
export interface RegisterCardFacts {
  member: { name: string; memberNumber: string; standing: string };
  branch: { name: string };
  /** '2026' */
  year: string;
  /** The months that a sheet belongs to, in order. */
  months: string[];
  /** What stands published of them, in any order; a month may be missing. */
  published: RegisteredMonth[];
  /** Half-years and the year, as summarised; null where nothing is summarised for him. */
  summaries: { name: string; figures: RegisteredSummary | null }[];
}

export interface RegisteredMonth {
  month: string;
  branch: { name: string };
  state: 'unpublished' | 'published' | 'confirmed';
  baseHundredths: number | null;
  deductionHundredths: number | null;
  contributionHundredths: number | null;
  scoreHundredths: number | null;
  notScoredReason: string | null;
  fromRecords: boolean;
  isCorrected: boolean;
  originalScoreHundredths: number | null;
}

export interface RegisteredSummary {
  countedMonths: number;
  meanHundredths: number | null;
  resultHundredths: number | null;
  lowestHundredths: number | null;
  deductionHundredths: number;
  contributionHundredths: number;
}

/** Document 5, 党员个人积分登记卡: a page a member, twelve months, the half-years and the year, to be signed. */
export function registerCardsDescription(
  cards: readonly RegisterCardFacts[],
  names: { fileName: string; plainName: string },
  stamp: Stamp,
): DocumentDescription {
  return {
    ...names,
    stamp,
    version: '按已公示的月份登记，未确认的月份已注明',
    sections: cards.length > 0 ? cards.map(cardSection) : [nobody],
  };
}

const nobody: DocumentSection = {
  name: '登记卡',
  orientation: 'portrait',
  title: '党员个人积分登记卡',
  parts: [{ kind: 'line', text: '本年度没有在册的党员。' }],
};

function cardSection(card: RegisterCardFacts): DocumentSection {
  const { member, branch, year } = card;
  return {
    name: member.name,
    orientation: 'portrait',
    title: '党员个人积分登记卡',
    parts: [
      {
        kind: 'fields',
        fields: [
          { label: '姓名', cell: { text: member.name } },
          { label: '年度', cell: { text: `${year}年度` } },
          { label: '所在支部', cell: { text: branch.name } },
          { label: '党员类别', cell: { text: member.standing === 'probationary' ? '预备党员' : '正式党员' } },
        ],
      },
      { kind: 'line', text: '单位：分', align: 'right' },
      { kind: 'table', keyColumns: 1, columns: monthColumns, rows: card.months.map((month) => monthRow(month, card)) },
      {
        kind: 'table',
        columns: summaryColumns,
        rows: card.summaries.map(({ name, figures }) => [{ text: name }, ...summaryCells(figures)]),
      },
      {
        kind: 'line',
        text: '说明：不计分的月份不计为零，也不计入平均；平均分为各计分月得分的平均，只计已确认的月份。等次由党组织研究决定后填写。',
      },
      { kind: 'signatures', places: ['本人', '支部书记'] },
    ],
  };
}

const monthColumns: DocumentColumn[] = [
  { title: '月份', widthCharacters: 12 },
  { title: '基础积分', widthCharacters: 12 },
  { title: '违规扣分', widthCharacters: 12 },
  { title: '贡献积分', widthCharacters: 12 },
  { title: '当月得分', widthCharacters: 12, bold: true },
  { title: '备注', widthCharacters: 32, align: 'left' },
];

function monthRow(month: string, { published, branch }: RegisterCardFacts): DocumentCell[] {
  const name: DocumentCell = { text: `${Number(month.slice(0, 4))}年${Number(month.slice(5, 7))}月` };
  const ofMonth = published.filter((each) => each.month === month && each.state !== 'unpublished');
  // In the month of a transfer both branches list him, and one of them scores him.
  const found = ofMonth.find(({ scoreHundredths }) => scoreHundredths !== null) ?? ofMonth[0];
  if (!found) return [name, null, null, null, null, null];
  const where = found.branch.name === branch.name ? '' : found.branch.name;
  const unconfirmed = found.state === 'published' ? '公示中，未确认' : '';
  if (found.scoreHundredths === null) {
    const dash = { text: '—' };
    const remark = [notScoredWords(found.notScoredReason), where, unconfirmed].filter(Boolean).join('，');
    return [name, dash, dash, dash, dash, { text: remark }];
  }
  const remarks = [where, found.fromRecords ? '按组织记录评定' : '', correctionWords(found), unconfirmed];
  return [
    name,
    points(found.baseHundredths),
    points(found.deductionHundredths),
    points(found.contributionHundredths),
    points(found.scoreHundredths),
    { text: remarks.filter(Boolean).join('，') },
  ];
}

/** Both figures are kept: the row has the one that stands, the remark the one before. */
function correctionWords({ isCorrected, originalScoreHundredths: before }: RegisteredMonth): string {
  if (!isCorrected) return '';
  return before === null ? '已更正，原不计分' : `已更正，原得分${(before / 100).toFixed(2)}`;
}

const points = (hundredths: number | null): DocumentCell => (hundredths === null ? { text: '—' } : { hundredths });

const summaryColumns: DocumentColumn[] = [
  { title: '时段', widthCharacters: 12 },
  { title: '计分月数', widthCharacters: 11 },
  { title: '平均分', widthCharacters: 11 },
  { title: '最低月', widthCharacters: 11 },
  { title: '扣分合计', widthCharacters: 12 },
  { title: '贡献合计', widthCharacters: 12 },
  { title: '得分', widthCharacters: 11, bold: true },
  { title: '等次', widthCharacters: 12 },
];

function summaryCells(figures: RegisteredSummary | null): DocumentCell[] {
  if (figures === null || figures.countedMonths === 0) return [{ integer: 0 }, ...Array<DocumentCell>(6).fill(null)];
  return [
    { integer: figures.countedMonths },
    points(figures.meanHundredths),
    points(figures.lowestHundredths),
    { hundredths: figures.deductionHundredths },
    { hundredths: figures.contributionHundredths },
    points(figures.resultHundredths),
    null,
  ];
}
