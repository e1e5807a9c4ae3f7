import { dayOf } from '../calendar.js';
import { noteWords } from '../scoring/explain.js';
import type { Note } from '../scoring/problem.js';
import type { Item, Scheme } from '../scoring/scheme.js';
import type { DocumentColumn, DocumentRow } from './description.js';
import type { LedgerLineFact, LedgerMonth } from './ledger.facts.js';
import type { LedgerPlan } from './ledger.js';

/** The lines behind the figures: the ledger's sheet of remarks, and the details of deductions and contributions (document 4). */
export const details = {
  deductions: { kind: 'deduction', title: '扣分明细' },
  contributions: { kind: 'contribution', title: '贡献明细' },
} as const;
export type DetailKey = keyof typeof details;

export function remarkColumns({ isOneMonth }: LedgerPlan): DocumentColumn[] {
  return [
    ...place(isOneMonth),
    { title: '编码', widthCharacters: 9 },
    { title: '考核内容', widthCharacters: 26, align: 'left' },
    { title: '情形', widthCharacters: 18, align: 'left' },
    { title: '计分', widthCharacters: 8 },
    { title: '说明', widthCharacters: 48, align: 'left' },
  ];
}

/** Every line that something was entered or decided about, refused ones too: they say why nothing counts. */
export function remarkRow(plan: LedgerPlan, fact: LedgerLineFact, position: number): DocumentRow {
  const { item, scheme } = itemOf(plan, fact);
  const words = [fact.description, fact.reason, fact.decisionReason].map((text) => (text ?? '').trim());
  return [
    ...placeCells(plan, fact, position),
    { text: fact.itemCode },
    { text: item?.name.zh ?? '' },
    { text: caseOf(item, fact) },
    { hundredths: fact.countedHundredths },
    { text: [...new Set([...words.filter(Boolean), ...notesOf(scheme, fact)])].join('；') },
  ];
}

export function detailColumns({ isOneMonth }: LedgerPlan): DocumentColumn[] {
  const [number, ...where] = place(isOneMonth);
  return [
    number as DocumentColumn,
    { title: '日期', widthCharacters: 12 },
    ...where,
    { title: '事由', widthCharacters: 44, align: 'left' },
    { title: '编码', widthCharacters: 9 },
    { title: '分值', widthCharacters: 8 },
    { title: '佐证号', widthCharacters: 22, align: 'left' },
    { title: '审定', widthCharacters: 26, align: 'left' },
  ];
}

/** Whether a line is one of the details: of this kind, and not refused. */
export function isDetail(plan: LedgerPlan, fact: LedgerLineFact, key: DetailKey): boolean {
  return fact.outcome !== 'refused' && itemOf(plan, fact).item?.kind === details[key].kind;
}

export function detailRow(plan: LedgerPlan, fact: LedgerLineFact, position: number): DocumentRow {
  const { item, scheme } = itemOf(plan, fact);
  const [number, ...where] = placeCells(plan, fact, position);
  const words = [fact.description, fact.reason].map((text) => (text ?? '').trim()).filter(Boolean);
  const what = [item?.name.zh ?? fact.itemCode, caseOf(item, fact)].filter(Boolean).join('，');
  return [
    number as DocumentRow[number],
    { text: fact.occurredOn ?? '' },
    ...where,
    { text: [what, ...new Set(words)].join('；') },
    { text: fact.itemCode },
    { hundredths: fact.countedHundredths },
    { text: evidenceOf(fact) },
    { text: [outcomeOf(fact), ...notesOf(scheme, fact), decisionOf(fact)].filter(Boolean).join('；') },
  ];
}

function place(isOneMonth: boolean): DocumentColumn[] {
  return [
    { title: '序号', widthCharacters: isOneMonth ? 5 : 8 },
    ...(isOneMonth
      ? []
      : ([
          { title: '支部', widthCharacters: 20, align: 'left' },
          { title: '月份', widthCharacters: 9 },
        ] as const)),
    { title: '姓名', widthCharacters: 10 },
  ];
}

function placeCells({ isOneMonth, months }: LedgerPlan, fact: LedgerLineFact, position: number): DocumentRow {
  const { branchName, month } = months.get(fact.branchMonthId) as LedgerMonth;
  return [{ integer: position }, ...(isOneMonth ? [] : [{ text: branchName }, { text: month }]), { text: fact.name }];
}

function itemOf(
  plan: LedgerPlan,
  { branchMonthId, itemCode }: LedgerLineFact,
): { item: Item | undefined; scheme: Scheme } {
  const { schemeVersionId } = plan.months.get(branchMonthId) as LedgerMonth;
  const { scheme } = plan.versions.get(schemeVersionId) as { scheme: Scheme };
  return { item: scheme.items.find(({ code }) => code === itemCode), scheme };
}

/** The option that was decided on, or how often. */
function caseOf(item: Item | undefined, { optionCode, count }: LedgerLineFact): string {
  if (optionCode !== null) return item?.options?.find(({ code }) => code === optionCode)?.name.zh ?? optionCode;
  const unit = (item?.each ?? item?.levels)?.unit.zh;
  return count === null ? '' : `${count} ${unit ?? '次'}`;
}

function notesOf(scheme: Scheme, { notes, itemCode }: LedgerLineFact): string[] {
  return (JSON.parse(notes) as Note[]).map((note) => noteWords(scheme, note, 'zh', { itemCode }));
}

function outcomeOf({ outcome }: LedgerLineFact): string {
  return outcome === null ? '按记录计' : outcome === 'changed' ? '核改后认定' : '认定';
}

function decisionOf({ decidedByName, decidedAt }: LedgerLineFact): string {
  return [decidedByName, decidedAt === null ? null : dayOf(decidedAt)].filter(Boolean).join(' ');
}

/** What the evidence names, and the numbers of the files that were handed in. */
function evidenceOf({ evidence, evidenceFileIds }: LedgerLineFact): string {
  const files = evidenceFileIds === null ? [] : (JSON.parse(evidenceFileIds) as number[]);
  return [(evidence ?? '').trim(), files.length === 0 ? '' : `附件 ${files.join('、')}`].filter(Boolean).join('；');
}
