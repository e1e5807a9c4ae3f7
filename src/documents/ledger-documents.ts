import type { Month } from '../calendar.js';
import type { Stamp } from './document-words.js';
import { ledgerColumns, ledgerItems, ledgerPlan, type LedgerPlan, ledgerRow } from './ledger.js';
import type { LedgerLineFact, LedgerRowFact, LedgerScope } from './ledger.facts.js';
import {
  type DetailKey,
  detailColumns,
  detailRow,
  details,
  isDetail,
  remarkColumns,
  remarkRow,
} from './ledger-lines.js';
import { monthName, type StreamedDocument } from './streamed-document.js';
import type { DocumentPart, DocumentRow } from './description.js';

/** Where the rows come from: each is read once for a sheet, page by page. */
export interface LedgerSource {
  rows: () => AsyncIterable<LedgerRowFact[]>;
  lines: () => AsyncIterable<LedgerLineFact[]>;
}

export const ledgerDocumentKinds = ['ledger', 'deductions', 'contributions'] as const;
export type LedgerDocumentKind = (typeof ledgerDocumentKinds)[number];

/** The ledger or one of the details, ready to be written row by row. */
export function ledgerDocument(
  kind: LedgerDocumentKind,
  scope: LedgerScope,
  source: LedgerSource,
  stamp: Stamp,
): StreamedDocument {
  const plan = ledgerPlan(scope);
  const when = scope.isOneMonth ? monthName(scope.fromMonth) : rangeName(scope.fromMonth, scope.untilMonth);
  const what = kind === 'ledger' ? (scope.isOneMonth ? '月度积分台账' : '积分台账') : details[kind].title;
  const months = scope.isOneMonth ? scope.fromMonth : `${scope.fromMonth}-${scope.untilMonth}`;
  const about = {
    fileName: `${scope.unit.name}${months}${what}`,
    plainName: `${kind}-${scope.unit.id}-${months}`,
    stamp,
    version: `办法 ${[...new Set(scope.versions.map(({ scheme }) => withoutBranch(scheme.version)))].join('、') || '无'}`,
  };
  const title = `${scope.unit.name}${when}${what}`;
  const lines = [scopeLine(scope), ...(kind === 'ledger' ? versionLines(scope) : [])];
  return {
    ...about,
    sections:
      kind === 'ledger' ? ledgerSections(plan, source, title, lines) : detailSections(plan, source, title, lines, kind),
  };
}

const asParts = (lines: string[]): DocumentPart[] => lines.map((text) => ({ kind: 'line', text }));
const signatures: DocumentPart[] = [{ kind: 'signatures', places: ['填表人', '审核人'] }];

function ledgerSections(
  plan: LedgerPlan,
  source: LedgerSource,
  title: string,
  lines: string[],
): StreamedDocument['sections'] {
  const many = plan.items.length > 12;
  return [
    {
      name: '积分台账',
      orientation: 'landscape',
      paper: many ? 'A3' : 'A4',
      title,
      before: asParts(lines),
      columns: ledgerColumns(plan),
      keyColumns: plan.isOneMonth ? 2 : 4,
      pages: () => numbered(source.rows(), (fact, position) => ledgerRow(plan, fact, position)),
      after: signatures,
    },
    {
      name: '备注',
      orientation: 'landscape',
      paper: 'A4',
      title: `${title}　备注`,
      before: [],
      columns: remarkColumns(plan),
      keyColumns: plan.isOneMonth ? 2 : 4,
      pages: () => numbered(source.lines(), (fact, position) => remarkRow(plan, fact, position)),
      after: [],
    },
  ];
}

function detailSections(
  plan: LedgerPlan,
  source: LedgerSource,
  title: string,
  lines: string[],
  kind: DetailKey,
): StreamedDocument['sections'] {
  const wanted = (fact: LedgerLineFact) => isDetail(plan, fact, kind);
  return [
    {
      name: details[kind].title,
      orientation: 'landscape',
      paper: 'A4',
      title,
      before: asParts(lines),
      columns: detailColumns(plan),
      keyColumns: 1,
      pages: () => numbered(source.lines(), (fact, position) => detailRow(plan, fact, position), wanted),
      after: signatures,
    },
  ];
}

/** Rows of all pages are numbered through. */
async function* numbered<Fact>(
  pages: AsyncIterable<Fact[]>,
  rowOf: (fact: Fact, position: number) => DocumentRow,
  wanted: (fact: Fact) => boolean = () => true,
): AsyncGenerator<DocumentRow[]> {
  let position = 0;
  for await (const page of pages) yield page.filter(wanted).map((fact) => rowOf(fact, (position += 1)));
}

function scopeLine({ isOneMonth, months, rowCount, unpublishedCount, fromMonth, untilMonth }: LedgerScope): string {
  const unit = '单位：分';
  if (isOneMonth) return `考核月份：${monthName(fromMonth)}　在册 ${rowCount} 人　${unit}`;
  const branches = new Set(months.map(({ branchId }) => branchId)).size;
  const left = unpublishedCount === 0 ? '' : `；另有 ${unpublishedCount} 个支部月份尚未公示，未列入`;
  return `期间：${rangeName(fromMonth, untilMonth)}　支部 ${branches} 个，已公示 ${months.length} 个支部月份，${rowCount} 人次${left}　${unit}`;
}

/** Where months of the range were counted by several versions, a reader must know which, and what a dash means. */
function versionLines({ versions, months, isOneMonth }: LedgerScope): string[] {
  const name = versions[0]?.scheme.name.zh ?? '';
  if (versions.length === 1)
    return [
      `积分办法：${name} ${versions[0]?.scheme.version ?? ''}。空白：无此情形。“上下限调整”是总分封顶、保底所增减的分。`,
    ];
  if (versions.length === 0) return [];
  // A branch's version is the organisation's with items of its own (schemes/own-items.ts): its columns say so by themselves.
  const names = [...new Set(versions.map(({ scheme }) => withoutBranch(scheme.version)))];
  const used = names.map((version) => {
    const ids = versions.filter(({ scheme }) => withoutBranch(scheme.version) === version).map(({ id }) => id);
    const own = months.filter(({ schemeVersionId }) => ids.includes(schemeVersionId)).map(({ month }) => month);
    return `${version}（${rangeName(own.reduce(earlier), own.reduce(later))}）`;
  });
  const partial = ledgerItems(versions).filter(({ versionIds }) => versionIds.length < versions.length).length;
  const dashes = isOneMonth || partial === 0 ? '' : `其中 ${partial} 项不是每个版本都有，该月办法无此项的记“—”。`;
  return [`积分办法：${name} ${used.join('、')}。${dashes}空白：无此情形。“上下限调整”是总分封顶、保底所增减的分。`];
}

/** '1.0+b12.3' → 1.0, see ownVersion in schemes/own-items.ts. */
const withoutBranch = (version: string) => version.replace(/\+b\d+\.\d+$/, '');

const earlier = (one: Month, other: Month) => (one < other ? one : other);
const later = (one: Month, other: Month) => (one > other ? one : other);

function rangeName(from: Month, until: Month): string {
  return from === until ? monthName(from) : `${monthName(from)}至${monthName(until)}`;
}
