import { columnName, columnNumber } from '../spreadsheets/cell-address.js';
import type { Axis } from './axis.js';
import { type Grid, movedFormula, nowhere, stretchedRange } from './formula.js';
import { filledRows, type Filling } from './worksheet-rows.js';
import {
  attributeOf,
  childOf,
  childrenOf,
  isElement,
  localName,
  setAttribute,
  siblingName,
  textOf,
  type XmlElement,
} from './xml.js';

/** Fills the cells of a sheet, and lets everything around them follow: widths, panes, breaks, conditional formats, filters. */
export function fillSheet(filling: Filling): void {
  const { root } = filling.sheet;
  const { markup, merges, dimension } = filledRows(filling);
  const data = childOf(root, 'sheetData')!;
  moveFrame(root, filling);
  data.children = [{ raw: markup }];
  const size = childOf(root, 'dimension');
  if (size) setAttribute(size, 'ref', dimension);
  writeMerges(root, data, merges);
}

function writeMerges(root: XmlElement, data: XmlElement, merges: readonly string[]): void {
  const known = childOf(root, 'mergeCells');
  if (merges.length === 0) return;
  const element: XmlElement = known ?? { name: siblingName(data, 'mergeCells'), attributes: {}, children: [] };
  element.attributes = { count: String(merges.length) };
  element.children = merges.map((ref) => ({
    name: siblingName(data, 'mergeCell'),
    attributes: { ref },
    children: [],
  }));
  if (known) return;
  // The order of a sheet's parts is fixed: merges come after these.
  const before = [
    'sheetData',
    'sheetCalcPr',
    'sheetProtection',
    'protectedRanges',
    'scenarios',
    'autoFilter',
    'sortState',
    'dataConsolidate',
    'customSheetViews',
  ];
  const last = root.children.findLastIndex((child) => isElement(child) && before.includes(localName(child)));
  root.children.splice(last + 1, 0, element);
}

function moveFrame(root: XmlElement, filling: Filling): void {
  const { grid } = filling;
  for (const element of childrenOf(root)) {
    const local = localName(element);
    if (local === 'sheetData' || local === 'mergeCells' || local === 'dimension') continue;
    if (local === 'cols') element.children = childrenOf(element).flatMap((column) => movedWidths(column, grid));
    else moveBelow(element, filling);
  }
}

function moveBelow(element: XmlElement, filling: Filling): void {
  const { grid, gridOf, sheet } = filling;
  const { attributes } = element;
  const local = localName(element);
  for (const name of ['sqref', 'ref'] as const)
    if (attributes[name] !== undefined) attributes[name] = stretchedList(attributes[name], grid);
  for (const name of ['topLeftCell', 'activeCell'] as const)
    if (attributes[name] !== undefined) attributes[name] = firstOf(attributes[name], grid);
  if (local === 'pane') movePane(element, grid);
  if (local === 'rowBreaks' || local === 'colBreaks')
    moveBreaks(element, local === 'rowBreaks' ? grid.rows : grid.columns);
  // Conditions speak of the first cell of their range.
  if (/^(f|formula|formula1|formula2)$/.test(local) && element.children.length > 0)
    element.children = [movedFormula(textOf(element), { gridOf, own: sheet.name, seat: nowhere })];
  if (local === 'sqref' && element.children.length > 0) element.children = [stretchedList(textOf(element), grid)];
  for (const child of childrenOf(element)) moveBelow(child, filling);
}

/** A page ends after a row, or a column: after its last copy now. */
function moveBreaks(element: XmlElement, axis: Axis): void {
  for (const { attributes } of childrenOf(element))
    if (Number(attributes['id']) > 0) attributes['id'] = String(axis.last(Number(attributes['id'])));
}

function stretchedList(ranges: string, grid: Grid): string {
  return ranges
    .split(/\s+/)
    .filter(Boolean)
    .map((range) => stretchedRange(range, grid))
    .join(' ');
}

function firstOf(address: string, { rows, columns }: Grid): string {
  const found = /^([A-Z]{1,3})(\d{1,7})$/.exec(address);
  if (!found) return address;
  return `${columnName(columns.first(columnNumber(found[1]!)))}${rows.first(Number(found[2]))}`;
}

/** As many rows and columns stay in sight as before, with all their copies. */
function movePane({ attributes }: XmlElement, { rows, columns }: Grid): void {
  if (!/^frozen/.test(attributes['state'] ?? '')) return;
  const { xSplit, ySplit } = attributes;
  if (xSplit && Number(xSplit) > 0) attributes['xSplit'] = String(columns.last(Number(xSplit)));
  if (ySplit && Number(ySplit) > 0) attributes['ySplit'] = String(rows.last(Number(ySplit)));
  if (attributes['topLeftCell'] && (xSplit || ySplit))
    attributes['topLeftCell'] =
      `${columnName(Number(attributes['xSplit'] ?? 0) + 1)}${Number(attributes['ySplit'] ?? 0) + 1}`;
}

/** `<col min max>`: every copy of a repeated column has the width of the one it was made from. */
function movedWidths(element: XmlElement, { columns }: Grid): XmlElement[] {
  const [min, max] = [Number(attributeOf(element, 'min')), Number(attributeOf(element, 'max'))];
  const result: { min: number; max: number }[] = [];
  let at = min;
  for (const { first, last, entries } of columns.blocks) {
    if (last < at || first > max) continue;
    if (first > at) result.push({ min: columns.first(at), max: columns.first(first - 1) });
    const [from, until] = [Math.max(first, at), Math.min(last, max)];
    for (let copy = 0; copy < entries.length; copy++)
      result.push({ min: columns.at(from, copy), max: columns.at(until, copy) });
    at = until + 1;
  }
  if (at <= max) result.push({ min: columns.first(at), max: columns.first(max) });
  return result
    .filter((each) => each.min <= each.max)
    .map((each) => ({
      ...element,
      attributes: { ...element.attributes, min: String(each.min), max: String(Math.min(each.max, 16_384)) },
      children: [],
    }));
}
