import type { SheetLineView, SheetView } from '../assessments/sheet.view.js';
import { dayOf } from '../calendar.js';
import { planOf } from '../scoring/plan.js';
import { itemOf, type Item, type Scheme } from '../scoring/scheme.js';
import type {
  DocumentCell,
  DocumentColumn,
  DocumentDescription,
  DocumentPart,
  DocumentSection,
} from './description.js';
import { dayName, notScoredWords, type Stamp, stampedAt } from './document-words.js';

/** A sheet as its reader may see it, with the rule it is scored by. */
export interface FilledSheet {
  sheet: SheetView;
  scheme: Scheme;
}

/**
 * Document 1, filled: what a member wrote, what was said in the pre-review and what was decided, item by item. Whatever its reader
 * may not see yet stays empty, to be written by hand.
 */
export function filledSheetsDescription(
  filled: readonly FilledSheet[],
  names: { fileName: string; plainName: string },
  stamp: Stamp,
): DocumentDescription {
  const first = filled[0];
  return {
    ...names,
    stamp,
    version: `办法第 ${first?.scheme.version ?? '—'} 版，截至 ${stampedAt(stamp)} 的记录`,
    sections: filled.map(sheetSection),
  };
}

const columns: DocumentColumn[] = [
  { title: '编码', widthCharacters: 8 },
  { title: '考核内容', widthCharacters: 44, align: 'left' },
  { title: '标准分', widthCharacters: 8 },
  { title: '自评', widthCharacters: 8 },
  { title: '初审', widthCharacters: 10 },
  { title: '评定', widthCharacters: 8, bold: true },
  { title: '说明／佐证', widthCharacters: 26, align: 'left' },
];

/** Their edges are edges of the columns above, so that both tables stand in one grid of a worksheet. */
const otherColumns: DocumentColumn[] = [
  { title: '编码', widthCharacters: 8 },
  { title: '事由', widthCharacters: 44, align: 'left' },
  { title: '日期', widthCharacters: 16 },
  { title: '自报', widthCharacters: 10 },
  { title: '评定', widthCharacters: 8, bold: true },
  { title: '说明／佐证', widthCharacters: 26, align: 'left' },
];

function sheetSection({ sheet, scheme }: FilledSheet): DocumentSection {
  const { member, branchMonth, notScoredReason } = sheet;
  const [year, month] = branchMonth.month.split('-').map(Number);
  const head: DocumentPart = {
    kind: 'fields',
    fields: [
      { label: '姓名', cell: { text: member.name } },
      { label: '支部', cell: { text: branchMonth.branch.name } },
      { label: '党小组', cell: { text: member.groupName ?? '—' } },
      { label: '考核月份', cell: { text: `${year}年${month}月` } },
    ],
  };
  return {
    name: member.name,
    orientation: 'portrait',
    title: '党员月度积分自评表',
    parts: [
      head,
      { kind: 'line', text: `办法：《${scheme.name.zh}》第 ${scheme.version} 版　单位：分`, align: 'right' },
      ...(notScoredReason === null
        ? scored({ sheet, scheme })
        : [{ kind: 'paragraph' as const, text: `本月${notScoredWords(notScoredReason)}。` }]),
      ...proxyParts(sheet),
      { kind: 'signatures', places: ['本人', '党小组长', '支部书记'] },
    ],
  };
}

function scored({ sheet, scheme }: FilledSheet): DocumentPart[] {
  const base = scheme.items.filter(({ kind }) => kind === 'base');
  const plan = planOf(scheme, sheet.profileCode);
  const linesOf = (kind: Item['kind']) => sheet.lines.filter(({ itemCode }) => itemOf(scheme, itemCode)?.kind === kind);
  const [deductions, contributions] = [linesOf('deduction'), linesOf('contribution')];
  const others: DocumentPart[] =
    deductions.length + contributions.length === 0
      ? [{ kind: 'line', text: '违规扣分、贡献申报：本月没有。' }]
      : [
          ...otherParts('违规扣分', '没有违规扣分。', deductions, sheet, scheme),
          ...otherParts('贡献申报', '没有申报贡献。', contributions, sheet, scheme),
        ];
  return [
    {
      kind: 'table',
      keyColumns: 2,
      columns,
      rows: base.map((item) => {
        const node = plan?.byCode.get(item.code);
        if (node?.notApplicable)
          return [{ text: item.code }, { text: item.name.zh }, { text: '不适用' }, null, null, null, null];
        return [
          { text: item.code },
          { text: item.name.zh },
          { hundredths: node?.standardHundredths ?? item.standardHundredths },
          counted(sheet.selfScore, item.code),
          preReviewed(sheet, item.code),
          counted(sheet.decidedScore, item.code),
          {
            text: sheet.lines
              .filter(({ itemCode }) => itemCode === item.code)
              .map(proofWords)
              .filter(Boolean)
              .join('\n'),
          },
        ];
      }),
    },
    ...others,
    {
      kind: 'table',
      columns: ['', '基础积分', '违规扣分', '贡献积分', '当月得分'].map((title) => ({ title, widthCharacters: 19 })),
      rows: [
        [{ text: '自评' }, ...totalCells(sheet.selfScore)],
        [{ text: '评定' }, ...totalCells(sheet.decidedScore)],
      ],
    },
  ];
}

type Score = SheetView['selfScore'];

/** What an item came to, over all its entries. */
function counted(score: Score, itemCode: string): DocumentCell {
  const lines = score?.lines.filter((line) => line.itemCode === itemCode) ?? [];
  if (lines.length === 0) return null;
  return { hundredths: lines.reduce((sum, { countedHundredths }) => sum + countedHundredths, 0) };
}

/** What one entry came to. */
function countedOf(score: Score, number: number): DocumentCell {
  const line = score?.lines.find(({ entryNumber }) => entryNumber === number);
  return line ? { hundredths: line.countedHundredths } : null;
}

function totalCells(score: Score): DocumentCell[] {
  if (!score) return [null, null, null, null];
  const { baseHundredths, deductionHundredths, contributionHundredths, scoreHundredths } = score;
  return [baseHundredths, deductionHundredths, contributionHundredths, scoreHundredths].map((hundredths) => ({
    hundredths,
  }));
}

const preReviewWords = { changed: '调整', refused: '不予认定', found: '另有发现' } as const;

/** Whatever a pre-review says nothing about it agreed with. */
function preReviewed({ preReview }: SheetView, itemCode: string): DocumentCell {
  if (!preReview) return null;
  const opinions = preReview.opinions.filter((opinion) => opinion.itemCode === itemCode);
  if (opinions.length === 0) return { text: '同意' };
  return { text: opinions.map(({ outcome }) => preReviewWords[outcome]).join('、') };
}

function otherParts(
  heading: string,
  nothing: string,
  lines: readonly SheetLineView[],
  sheet: SheetView,
  scheme: Scheme,
): DocumentPart[] {
  if (lines.length === 0) return [{ kind: 'line', text: `${heading}：${nothing}` }];
  return [
    { kind: 'line', text: heading, bold: true },
    {
      kind: 'table',
      columns: otherColumns,
      rows: lines.map((line) => [
        { text: line.itemCode },
        { text: [itemOf(scheme, line.itemCode)?.name.zh, line.description].filter(Boolean).join('：') },
        line.occurredOn === null ? null : { text: line.occurredOn },
        line.origin === 'self' ? countedOf(sheet.selfScore, line.number) : { text: '—' },
        countedOf(sheet.decidedScore, line.number),
        { text: proofWords(line) },
      ]),
    },
  ];
}

const outcomeWords = { accepted: '', changed: '评定调整', refused: '不予认定' } as const;

/** Why, by what it is shown, and why it was decided otherwise. */
function proofWords({ reason, evidence, witness, evidenceFiles, decision, origin }: SheetLineView): string {
  const decided = decision ? [outcomeWords[decision.outcome], decision.reason].filter(Boolean).join('：') : '';
  return [
    origin === 'automatic' ? '按记录' : '',
    reason,
    evidence,
    witness === '' ? '' : `证明人：${witness}`,
    evidenceFiles.length > 0 ? `附件 ${evidenceFiles.length} 份` : '',
    decided,
  ]
    .filter(Boolean)
    .join('；');
}

const consentWords = { signedPaper: '本人签字的纸质表', byPhone: '电话确认', inPerson: '当面确认' } as const;

function proxyParts({ proxy }: SheetView): DocumentPart[] {
  if (!proxy) return [];
  const { enteredBy, enteredAt, receivedOn, reason, consent, consentNote } = proxy;
  const agreed = [consentWords[consent], consentNote].filter(Boolean).join('，');
  const text = `代录人：${enteredBy}，${dayName(dayOf(enteredAt))}代录；纸质表${dayName(receivedOn)}收到。代录原因：${reason}。本人同意：${agreed}。`;
  return [{ kind: 'line', text }];
}
