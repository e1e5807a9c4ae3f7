import type { Day, Month } from '../calendar.js';
import type { SheetLine } from '../assessments/sheet-line.entity.js';
import type { SheetState } from '../assessments/states.js';
import { type LineDecision, type Review, reviewProblems } from '../assessments/review.js';
import { withAutomaticLines, written, type WrittenLine, writtenLine } from '../assessments/lines.js';
import { isOnce, valueProperty } from '../scoring/entry.js';
import { type Item, itemOf, type Scheme } from '../scoring/scheme.js';
import { dayIn, plain } from './cell-values.js';
import { type FactValue, factIn } from './fact-values.js';
import type { GridCell, GridRow } from './grid.js';
import type { Meaning, ValueMeaning } from './mapping.js';
import type { CellProblem } from './past-months.js';
import { type KnownMember, People } from './people.js';

/** A member's sheet of the month with what was entered on it so far. */
export interface KnownSheet {
  id: number;
  version: number;
  memberId: number;
  profileCode: string;
  state: SheetState;
  notScored: boolean;
  submittedAt: string | null;
  late: boolean | 0 | 1;
  lines: SheetLine[];
  /** Why this person may not decide it; null: he may. */
  refusal: string | null;
}

export interface FactsTable {
  rows: readonly GridRow[];
  columns: readonly (Meaning | null)[];
  values: readonly ValueMeaning[];
  /** Why, for rows without a word of their own. */
  reason: string;
}

/** What the table says about one item of a member, and what stands there. */
export interface FactChange {
  /** 'sheetId:itemCode' */
  key: string;
  rowNumber: number;
  cell: string;
  itemCode: string;
  /** set: nothing stood there. unchanged: it stands already. conflict: somebody entered something else, which is kept. */
  outcome: 'set' | 'unchanged' | 'conflict' | 'overwrite';
  before: FactValue | null;
  /** null: nothing out of the ordinary. */
  after: FactValue | null;
}

export interface FactsPlan {
  sheets: { sheet: KnownSheet; member: KnownMember; rowNumber: number; changes: FactChange[]; review: Review | null }[];
  problems: CellProblem[];
  /** Words in the columns that nobody has explained yet, each once. */
  unknownValues: { itemCode: string; text: string; count: number }[];
}

/**
 * What a table of facts would enter on the month's sheets, as reviewers enter it by hand: by the same rules, nobody on his own
 * sheet, and never over what somebody entered otherwise, unless that one is named in `overwrite`.
 */
export function planFacts(
  table: FactsTable,
  people: People,
  sheets: ReadonlyMap<number, KnownSheet>,
  { scheme, month, today, overwrite }: { scheme: Scheme; month: Month; today: Day; overwrite: ReadonlySet<string> },
): FactsPlan {
  const problems: CellProblem[] = [];
  const unknownValues = new Map<string, FactsPlan['unknownValues'][number]>();
  const items = table.columns.flatMap((meaning, column) => {
    const item = meaning?.startsWith('item:') ? itemOf(scheme, meaning.slice(5)) : undefined;
    return item ? [{ item, column }] : [];
  });
  if (items.length === 0) problems.push({ rowNumber: 0, cell: '', code: 'noItemColumn' });
  const seen = new Map<number, number>();
  const planned = table.rows.flatMap((row): FactsPlan['sheets'] => {
    const { rowNumber, cells } = row;
    const found = people.find(row, table.columns);
    if (!('member' in found)) {
      problems.push({ rowNumber, cell: found.cell, ...found.problem, suggestions: found.suggestions });
      return [];
    }
    const { member } = found;
    const nameCell =
      cells[Math.max(table.columns.indexOf('name'), table.columns.indexOf('memberNumber'), 0)]?.address ?? '';
    const problem = (cell: string, code: string, params: CellProblem['params'] = {}) =>
      problems.push({ rowNumber, cell, code, params });
    const before = seen.get(member.memberId);
    if (before !== undefined) {
      problem(nameCell, 'twiceInFile', { name: member.name, row: before });
      return [];
    }
    seen.set(member.memberId, rowNumber);
    const sheet = sheets.get(member.memberId);
    const dayCell = cells[table.columns.indexOf('occurredOn')];
    const day = dayCell ? dayIn(dayCell) : { day: null };
    if ('code' in day) problem(dayCell!.address, day.code, day.params);
    const remark = cells[table.columns.indexOf('remark')]?.text.trim() ?? '';
    const words = { reason: remark || table.reason, occurredOn: 'day' in day ? day.day : null };
    const read = items.flatMap(({ item, column }) => {
      const cell = cells[column] as GridCell;
      const value = factIn(cell, item, scheme, table.values);
      if (value === 'nothing') return [];
      if (value !== 'default' && 'code' in value) {
        if (value.code === 'unknownValue') note(unknownValues, item, cell);
        problem(cell.address, value.code, value.params);
        return [];
      }
      return [{ item, cell, after: value === 'default' ? null : value.value }];
    });
    if (!sheet) {
      if (read.some(({ after }) => after !== null)) problem(nameCell, 'noSheet', { name: member.name });
      return [];
    }
    const changes = read.map(({ item, cell, after }) => changeOf(sheet, item, cell, rowNumber, after, overwrite));
    const isTouched = changes.some(({ outcome }) => outcome === 'set' || outcome === 'overwrite');
    if (!isTouched) return [{ sheet, member, rowNumber, changes, review: null }];
    const closed = whyClosed(sheet);
    if (closed) problem(nameCell, closed, { name: member.name });
    const { review, cellOf } = reviewOf(sheet, changes, words, scheme);
    if (closed) return [{ sheet, member, rowNumber, changes, review: null }];
    const frame = { scheme, profileCode: sheet.profileCode, month, today };
    for (const { path, code, params } of reviewProblems(
      frame,
      withAutomaticLines(scheme, sheet, sheet.lines),
      review,
    )) {
      const own = cellOf(path);
      if (own !== null) problem(own, code, params);
    }
    return [{ sheet, member, rowNumber, changes, review }];
  });
  return { sheets: planned, problems, unknownValues: [...unknownValues.values()] };
}

function whyClosed({ refusal, notScored, state }: KnownSheet): string | null {
  if (notScored) return 'notScoredMonth';
  if (state !== 'draft' && state !== 'submitted' && state !== 'preReviewed') return 'sheetDecided';
  return refusal;
}

function note(unknownValues: Map<string, FactsPlan['unknownValues'][number]>, { code }: Item, cell: GridCell): void {
  const text = plain(cell.text).replace(/^['‘’]/, '');
  const known = unknownValues.get(`${code} ${text}`) ?? { itemCode: code, text, count: 0 };
  unknownValues.set(`${code} ${text}`, { ...known, count: known.count + 1 });
}

/** What was entered about an item: the reviewers' own line or, without one, the member's as it was decided or claimed. */
function standing({ lines }: KnownSheet, { code }: Item): SheetLine[] {
  return lines.filter(({ itemCode, origin }) => itemCode === code && origin !== 'automatic');
}

function valueOf(line: SheetLine): FactValue {
  const { outcome } = line;
  if (outcome !== 'changed')
    return { optionCode: line.optionCode, count: line.count, pointsHundredths: line.pointsHundredths };
  return {
    optionCode: line.decidedOptionCode,
    count: line.decidedCount,
    pointsHundredths: line.decidedPointsHundredths,
  };
}

const same = (item: Item, one: FactValue, other: FactValue): boolean => {
  const property = valueProperty(item);
  return one[property] === other[property];
};

function changeOf(
  sheet: KnownSheet,
  item: Item,
  { address }: GridCell,
  rowNumber: number,
  after: FactValue | null,
  overwrite: ReadonlySet<string>,
): FactChange {
  const lines = standing(sheet, item);
  const key = `${sheet.id}:${item.code}`;
  const change = { key, rowNumber, cell: address, itemCode: item.code, after };
  const stands = lines.filter(({ outcome }) => outcome !== 'refused');
  if (after === null ? stands.length === 0 : stands.some((line) => same(item, valueOf(line), after)))
    return { ...change, outcome: 'unchanged', before: after };
  // A table that says nothing of a claim doesn't speak against it.
  if (after === null && item.kind !== 'base') return { ...change, outcome: 'unchanged', before: null };
  const [first] = lines;
  if (!first) return { ...change, outcome: 'set', before: null };
  return { ...change, outcome: overwrite.has(key) ? 'overwrite' : 'conflict', before: valueOf(stands[0] ?? first) };
}

/** The review with the table's facts put in, and which cell a problem of it is about. */
function reviewOf(
  sheet: KnownSheet,
  changes: readonly FactChange[],
  words: { reason: string; occurredOn: Day | null },
  scheme: Scheme,
) {
  const touched = changes.filter(({ outcome }) => outcome === 'set' || outcome === 'overwrite');
  const decisions = new Map<number, LineDecision>();
  for (const line of sheet.lines)
    if (line.origin !== 'review' && line.outcome !== null)
      decisions.set(line.number, {
        number: line.number,
        outcome: line.outcome,
        optionCode: line.decidedOptionCode,
        count: line.decidedCount,
        pointsHundredths: line.decidedPointsHundredths,
        reason: line.decisionReason ?? '',
      });
  let additions: { line: WrittenLine; cell: string | null }[] = sheet.lines
    .filter(({ origin }) => origin === 'review')
    .map((line) => ({ line: writtenLine(line), cell: null }));
  const decisionCells = new Map<number, string>();
  for (const { itemCode, after, cell } of touched) {
    const item = itemOf(scheme, itemCode) as Item;
    const own = standing(sheet, item).filter(({ origin }) => origin === 'self');
    const [claimed] = own;
    additions = additions.filter(({ line }) => line.itemCode !== itemCode);
    if (claimed && isOnce(item)) {
      decisions.set(claimed.number, decisionOn(claimed, after, words.reason));
      decisionCells.set(claimed.number, cell);
    } else if (after !== null) {
      // What the member claimed and the table contradicts is refused; what the table says stands instead.
      for (const line of own) {
        decisions.set(line.number, {
          number: line.number,
          outcome: 'refused',
          optionCode: null,
          count: null,
          pointsHundredths: null,
          reason: words.reason,
        });
        decisionCells.set(line.number, cell);
      }
      const description = item.kind === 'contribution' ? words.reason : '';
      additions.push({ line: written({ itemCode, ...after, ...words, description, evidence: words.reason }), cell });
    }
  }
  const review: Review = { decisions: [...decisions.values()], additions: additions.map(({ line }) => line) };
  const cellOf = (path: string): string | null => {
    const [, field, index] = /^(additions|decisions)\[(\d+)\]/.exec(path) ?? [];
    if (field === 'additions') return additions[Number(index)]?.cell ?? touched[0]?.cell ?? null;
    if (field === 'decisions')
      return decisionCells.get(review.decisions[Number(index)]?.number ?? -1) ?? touched[0]?.cell ?? null;
    return touched[0]?.cell ?? null;
  };
  return { review, cellOf };
}

/** A line of the member's about an item that has one line alone: what the table says is decided about it. */
function decisionOn({ number }: SheetLine, after: FactValue | null, reason: string): LineDecision {
  const none = { optionCode: null, count: null, pointsHundredths: null };
  if (after !== null) return { number, outcome: 'changed', ...after, reason };
  // Refused, a base item counts in full.
  return { number, outcome: 'refused', ...none, reason };
}
