import { columnNumber } from '../spreadsheets/cell-address.js';
import { Axis, blocksOf } from './axis.js';
import { bad, type Finding, findingsOf, type Place } from './findings.js';
import { type Grid, shiftedFormula } from './formula.js';
import { hasBraces } from './placeholder.js';
import type { Reference } from './reference.js';
import { isMark, type ReadText, readText, type Run } from './runs.js';
import type { ListEntry, Standing, TemplateData } from './template-data.js';
import { TemplateProblem, templateLimits } from './template-problem.js';
import type { ListKey, TemplateSource } from './vocabulary.js';
import { childOf, childrenOf, localName, textOf, type XmlElement } from './xml.js';

export interface SheetCell {
  row: number;
  column: number;
  element: XmlElement;
  /** `<si>` or `<is>`; null: no text. */
  textElement: XmlElement | null;
  text: string;
  /** Null: there are no braces in it. */
  read: ReadText | null;
  /** Written out, where several cells share one. */
  formula: string | null;
}

export interface SheetRow {
  row: number;
  element: XmlElement;
  cells: SheetCell[];
}

/** A worksheet as a template: its cells, what repeats in it, and what is wrong. */
export interface TemplateSheet {
  name: string;
  part: string;
  root: XmlElement;
  rows: SheetRow[];
  rowLists: ReadonlyMap<number, ListKey>;
  columnLists: ReadonlyMap<number, ListKey>;
  problems: Finding[];
}

/** The texts of a rich text, without the pinyin written above it. */
export function runsOf(text: XmlElement): Run[] {
  return childrenOf(text).flatMap((child): Run[] => {
    const local = localName(child);
    if (local === 't') return [runOf(child)];
    return local === 'r'
      ? childrenOf(child)
          .filter((each) => localName(each) === 't')
          .map(runOf)
      : [];
  });
}

function runOf(element: XmlElement): Run {
  return {
    text: textOf(element),
    set(text) {
      element.children = text === '' ? [] : [text];
      element.attributes['xml:space'] = 'preserve';
    },
  };
}

export function readSheet(
  named: { name: string; part: string; root: XmlElement },
  strings: readonly XmlElement[],
  source: TemplateSource,
): TemplateSheet {
  const rows = rowsOf(named.root, named.part, strings, source);
  return { ...named, rows, ...listsIn(named.name, rows) };
}

function rowsOf(root: XmlElement, part: string, strings: readonly XmlElement[], source: TemplateSource): SheetRow[] {
  const broken = () => new TemplateProblem('brokenFile', { part });
  const data = childOf(root, 'sheetData');
  if (!data) throw broken();
  const shared = new Map<string, { formula: string; row: number; column: number }>();
  let row = 0;
  return childrenOf(data).map((element) => {
    row = element.attributes['r'] === undefined ? row + 1 : positive(element.attributes['r'], row, broken);
    let column = 0;
    const cells = childrenOf(element).map((cell) => {
      const letters = /^([A-Z]{1,3})\d+$/.exec(cell.attributes['r'] ?? '')?.[1];
      const next = letters === undefined ? column + 1 : columnNumber(letters);
      if (next <= column) throw broken();
      column = next;
      return cellOf(cell, { row, column, strings, source, shared });
    });
    return { row, element, cells };
  });
}

function positive(text: string, before: number, broken: () => Error): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number <= before || number > 1_048_576) throw broken();
  return number;
}

function cellOf(
  element: XmlElement,
  context: {
    row: number;
    column: number;
    strings: readonly XmlElement[];
    source: TemplateSource;
    shared: Map<string, { formula: string; row: number; column: number }>;
  },
): SheetCell {
  const { row, column, strings, source } = context;
  const type = element.attributes['t'];
  const value = childOf(element, 'v');
  const textElement =
    type === 's' ? strings[Number(value && textOf(value))] : type === 'inlineStr' ? childOf(element, 'is') : undefined;
  const text = textElement
    ? runsOf(textElement)
        .map((run) => run.text)
        .join('')
    : '';
  return {
    ...{ row, column, element, text },
    textElement: textElement ?? null,
    read: hasBraces(text) ? readText(text, source) : null,
    formula: formulaOf(element, context),
  };
}

function formulaOf(
  element: XmlElement,
  {
    row,
    column,
    shared,
  }: { row: number; column: number; shared: Map<string, { formula: string; row: number; column: number }> },
): string | null {
  const formula = childOf(element, 'f');
  if (!formula) return null;
  const text = textOf(formula);
  const key = formula.attributes['t'] === 'shared' ? formula.attributes['si'] : undefined;
  if (key === undefined) return text;
  if (text !== '') {
    shared.set(key, { formula: text, row, column });
    return text;
  }
  const master = shared.get(key);
  return master ? shiftedFormula(master.formula, row - master.row, column - master.column) : '';
}

function referencesOf({ read }: SheetCell): Reference[] {
  return (read?.placeholders ?? []).flatMap(({ resolved }) => ('reference' in resolved ? [resolved.reference] : []));
}

/** The list that a reference's row repeats for, unless a mark says another. */
export function ownList(reference: Reference): ListKey | null {
  switch (reference.kind) {
    case 'mark':
    case 'field':
      return reference.list;
    case 'crossing':
    case 'direct':
      return 'member';
    default:
      return null;
  }
}

/** What repeats: a row for its mark's list or for members, a column for any other list that a cell in it speaks of. */
function listsIn(sheet: string, rows: readonly SheetRow[]) {
  const rowLists = new Map<number, ListKey>();
  const columnLists = new Map<number, ListKey>();
  const problems: Finding[] = [];
  for (const { row, cells } of rows) {
    const references = cells.flatMap(referencesOf);
    const lists = new Set([
      ...references.filter(({ kind }) => kind === 'mark').map((reference) => ownList(reference)!),
      ...references.map(ownList).filter((list) => list === 'member'),
    ]);
    const [list] = lists;
    if (list) rowLists.set(row, list);
    for (const cell of cells) {
      const place = placeOf(sheet, cell);
      if (lists.size > 1 && referencesOf(cell).length > 0) problems.push(bad(place, cell.text, 'twoLists'));
      for (const wanted of columnListsOf(cell, list)) {
        const known = columnLists.get(cell.column);
        if (known && known !== wanted) problems.push(bad(place, cell.text, 'twoLists'));
        else columnLists.set(cell.column, wanted);
      }
      if (cell.formula !== null && hasBraces(cell.formula)) problems.push(bad(place, `=${cell.formula}`, 'inFormula'));
    }
  }
  return { rowLists, columnLists, problems };
}

function columnListsOf(cell: SheetCell, rowList: ListKey | undefined): ListKey[] {
  return referencesOf(cell).flatMap((reference): ListKey[] => {
    if (reference.kind === 'crossing') return reference.of === rowList ? [] : [reference.of];
    return reference.kind === 'field' && reference.list !== rowList ? [reference.list] : [];
  });
}

export function placeOf(sheet: string, { element, row, column }: SheetCell): Place {
  return { part: 'cell', sheet, address: element.attributes['r'] ?? `R${row}C${column}` };
}

/** Where everything comes to stand with these lists. Throws where it would be more than a sheet may have. */
export function gridOf({ rowLists, columnLists, rows }: TemplateSheet, data: TemplateData | null): Grid {
  const entriesOf = (list: ListKey): readonly ListEntry[] => data?.lists[list] ?? [];
  const grid = {
    rows: new Axis(blocksOf(rowLists, entriesOf), 1_048_576),
    columns: new Axis(blocksOf(columnLists, entriesOf), 16_384),
  };
  const count = (axis: Axis) =>
    axis.blocks.reduce((sum, { entries, first, last }) => sum + entries.length * (last - first + 1), 0);
  if (count(grid.rows) > templateLimits.rows) throw new TemplateProblem('tooManyRows', { limit: templateLimits.rows });
  if (count(grid.columns) > templateLimits.columns)
    throw new TemplateProblem('tooManyColumns', { limit: templateLimits.columns });
  const cells = rows.reduce(
    (sum, row) =>
      sum + grid.rows.copies(row.row) * row.cells.reduce((inRow, { column }) => inRow + grid.columns.copies(column), 0),
    0,
  );
  if (cells > templateLimits.cells) throw new TemplateProblem('tooManyCells', { limit: templateLimits.cells });
  return grid;
}

/** What a cell's copies belong to. */
export function standingAt(
  grid: Grid,
  cell: { row: number; column: number },
  rowCopy: number,
  columnCopy: number,
): Standing {
  const standing = new Map<ListKey, ListEntry | null>();
  for (const [block, copy] of [
    [grid.rows.blockAt(cell.row), rowCopy],
    [grid.columns.blockAt(cell.column), columnCopy],
  ] as const)
    if (block) standing.set(block.list, block.entries[copy] ?? null);
  return standing;
}

/** Everything that is found in the cells, with the value of the first entry of each list. */
export function cellFindings(sheet: TemplateSheet, data: TemplateData | null): Finding[] {
  const grid = gridOf(sheet, data);
  const found = sheet.rows.flatMap(({ cells }) =>
    cells.flatMap((cell) => {
      if (!cell.read) return [];
      const at = { data, standing: standingAt(grid, cell, 0, 0) };
      return findingsOf(placeOf(sheet.name, cell), cell.read, at, repeatsAt(grid, cell, cell.read));
    }),
  );
  return [...found, ...sheet.problems];
}

function repeatsAt(grid: Grid, { row, column }: SheetCell, { placeholders }: ReadText): Finding['repeats'] {
  const lists = placeholders.flatMap(({ resolved }) =>
    'reference' in resolved && !isMark(resolved)
      ? [resolved.reference.kind === 'crossing' ? resolved.reference.of : ownList(resolved.reference)]
      : [],
  );
  const inColumn = grid.columns.blockAt(column);
  if (inColumn && lists.includes(inColumn.list)) return { axis: 'columns', times: inColumn.entries.length };
  const inRow = grid.rows.blockAt(row);
  return inRow ? { axis: 'rows', times: inRow.entries.length } : null;
}
