import { ownGroups } from '../schemes/own-items.js';
import type { Item, ItemKind, Scheme } from '../scoring/scheme.js';
import { scoreSheet } from '../scoring/score.js';
import type { DocumentCell, DocumentColumn, DocumentRow } from './description.js';
import { notScoredWords } from './document-words.js';
import type { LedgerMonth, LedgerRowFact, LedgerScope, LedgerVersion } from './ledger.facts.js';

/**
 * Document 3, 支部月度积分台账: a column for every item (domain/documents.md). A range of months may have been counted by several
 * versions of the scheme: then every item of any of them has its column, and a month whose version has no such item shows a dash.
 */
export interface LedgerPlan {
  isOneMonth: boolean;
  items: LedgerItem[];
  months: ReadonlyMap<number, LedgerMonth>;
  versions: ReadonlyMap<number, VersionPlan>;
}

/** An item with its column, in whichever versions it is. */
export interface LedgerItem {
  key: string;
  code: string;
  name: string;
  kind: ItemKind;
  /** What stands above it: its category, or the kind. */
  above: string;
  versionIds: number[];
}

interface VersionPlan {
  scheme: Scheme;
  /** By the item's code in this version, its column. */
  columnOf: ReadonlyMap<string, number>;
  /** By profile: the cells of a member about whom nobody entered anything. Most rows differ from it in a cell or two. */
  untouched: Map<string, UntouchedRow>;
}

interface UntouchedRow {
  cells: readonly DocumentCell[];
  baseHundredths: number;
}

const kindOrder: readonly ItemKind[] = ['base', 'deduction', 'contribution', 'factor'];
const kindWords: Record<ItemKind, string> = {
  base: '基础积分',
  deduction: '违规扣分',
  contribution: '贡献积分',
  factor: '系数',
};

export function ledgerPlan({ isOneMonth, months, versions }: LedgerScope): LedgerPlan {
  const items = ledgerItems(versions);
  return {
    isOneMonth,
    items,
    months: new Map(months.map((month) => [month.id, month])),
    versions: new Map(
      versions.map((version) => [
        version.id,
        {
          scheme: version.scheme,
          columnOf: new Map(
            items.flatMap(({ versionIds, code }, index) => (versionIds.includes(version.id) ? [[code, index]] : [])),
          ),
          untouched: new Map(),
        },
      ]),
    ),
  };
}

/** The union of the items of all versions, in the order of the latest; what only an older one has follows its kind's others. */
export function ledgerItems(versions: readonly LedgerVersion[]): LedgerItem[] {
  const found = new Map<string, LedgerItem>();
  for (const { id, scheme } of versions)
    for (const item of scheme.items) {
      const key = keyOf(item);
      const known = found.get(key);
      if (known) known.versionIds.push(id);
      else
        found.set(key, {
          key,
          code: item.code,
          name: item.name.zh,
          kind: item.kind,
          above: aboveOf(item, scheme),
          versionIds: [id],
        });
    }
  const place = (kind: ItemKind) => kindOrder.indexOf(kind);
  return inCategories([...found.values()].sort((one, other) => place(one.kind) - place(other.kind)));
}

/** Two branches may use one code for different things of their own; the organisation's code means the same everywhere. */
function keyOf({ code, kind, group, name }: Item): string {
  const isOwn = group !== null && Object.values(ownGroups).includes(group);
  return isOwn ? `${kind} ${code} ${name.zh}` : `${kind} ${code}`;
}

function aboveOf({ kind, category }: Item, { categories }: Scheme): string {
  if (kind !== 'base') return kindWords[kind];
  return categories.find(({ code }) => code === category)?.name.zh ?? kindWords.base;
}

/** Neighbours share what stands above them, so what an older version has stands with its category. */
function inCategories(items: readonly LedgerItem[]): LedgerItem[] {
  const order = [...new Set(items.map(({ above }) => above))];
  return [...items].sort((one, other) => order.indexOf(one.above) - order.indexOf(other.above));
}

export function ledgerColumns({ isOneMonth, items }: LedgerPlan): DocumentColumn[] {
  const result = '积分';
  return [
    { title: '序号', widthCharacters: isOneMonth ? 5 : 8 },
    ...(isOneMonth
      ? []
      : ([
          { title: '支部', widthCharacters: 20, align: 'left' },
          { title: '月份', widthCharacters: 9 },
        ] as const)),
    { title: '姓名', widthCharacters: 10 },
    ...items.map(({ code, name, above }) => ({ title: `${code}\n${name}`, above, widthCharacters: 7 })),
    { title: '基础积分', above: result, widthCharacters: 8 },
    { title: '违规扣分', above: result, widthCharacters: 8 },
    { title: '贡献积分', above: result, widthCharacters: 8 },
    { title: '上下限调整', above: result, widthCharacters: 8 },
    { title: '当月得分', above: result, widthCharacters: 8 },
    { title: '备注', widthCharacters: 16, align: 'left' },
  ];
}

const dash: DocumentCell = { text: '—' };

export function ledgerRow(plan: LedgerPlan, fact: LedgerRowFact, position: number): DocumentRow {
  const { branchName, month, schemeVersionId } = plan.months.get(fact.branchMonthId) as LedgerMonth;
  const version = plan.versions.get(schemeVersionId) as VersionPlan;
  const where: DocumentRow = plan.isOneMonth ? [] : [{ text: branchName }, { text: month }];
  const remarks: DocumentCell = { text: remarksOf(fact).join('；') };
  return [{ integer: position }, ...where, { text: fact.name }].concat(
    itemCells(plan, version, fact),
    resultCells(fact),
    remarks,
  );
}

/**
 * What each item counts. Where what stands behind a published figure is not kept line by line (a month taken over from before),
 * its items show a dash: never figures that don't add up to the one that was published.
 */
function itemCells({ items }: LedgerPlan, version: VersionPlan, fact: LedgerRowFact): DocumentCell[] {
  if (fact.notScoredReason !== null) return items.map(() => null);
  const untouched = untouchedRow(items, version, fact.profileCode);
  const cells = untouched.cells.slice();
  const sums: Record<ItemKind, number> = { base: untouched.baseHundredths, deduction: 0, contribution: 0, factor: 0 };
  for (const [code, hundredths] of fact.countedOf) {
    const column = version.columnOf.get(code);
    if (column === undefined) continue;
    const before = cells[column];
    sums[(items[column] as LedgerItem).kind] += hundredths - (before && 'hundredths' in before ? before.hundredths : 0);
    cells[column] = { hundredths };
  }
  hide(items, cells, 'base', sums.base === fact.baseHundredths);
  hide(items, cells, 'deduction', sums.deduction === fact.deductionHundredths);
  hide(items, cells, 'contribution', sums.contribution === fact.contributionHundredths);
  return cells;
}

function hide(items: readonly LedgerItem[], cells: DocumentCell[], kind: ItemKind, isKnown: boolean): void {
  if (isKnown) return;
  items.forEach((item, index) => {
    if (item.kind === kind) cells[index] = dash;
  });
}

function untouchedRow(items: readonly LedgerItem[], version: VersionPlan, profileCode: string): UntouchedRow {
  const known = version.untouched.get(profileCode);
  if (known) return known;
  const { scheme, columnOf, untouched } = version;
  const isScored = scheme.profiles.some(({ code, scored }) => code === profileCode && scored);
  const score = isScored ? scoreSheet(scheme, profileCode, []) : null;
  const cells: DocumentCell[] = items.map(() => dash);
  for (const column of columnOf.values()) cells[column] = null;
  for (const { itemCode, countedHundredths } of score?.lines ?? [])
    cells[columnOf.get(itemCode) as number] = { hundredths: countedHundredths };
  const made = { cells, baseHundredths: score?.baseHundredths ?? 0 };
  untouched.set(profileCode, made);
  return made;
}

function resultCells(fact: LedgerRowFact): DocumentCell[] {
  const { baseHundredths, deductionHundredths, contributionHundredths, scoreHundredths } = fact;
  if (scoreHundredths === null) return [null, null, null, null, null];
  const [base, deduction, contribution] = [baseHundredths ?? 0, deductionHundredths ?? 0, contributionHundredths ?? 0];
  return [
    { hundredths: base },
    { hundredths: deduction },
    { hundredths: contribution },
    { hundredths: scoreHundredths - base - deduction - contribution },
    { hundredths: scoreHundredths },
  ];
}

/** Why a month isn't scored is said no more exactly than the board says it. */
function remarksOf({ notScoredReason, standing, fromRecords, isCorrected }: LedgerRowFact): string[] {
  return [
    ...(notScoredReason === null ? [] : [notScoredWords(notScoredReason)]),
    ...(standing === 'probationary' ? ['预备党员'] : []),
    ...(fromRecords ? ['按记录评定'] : []),
    ...(isCorrected ? ['已更正'] : []),
  ];
}
