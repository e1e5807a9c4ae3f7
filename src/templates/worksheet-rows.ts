import type { DocumentCell } from '../documents/description.js';
import { columnName } from '../spreadsheets/cell-address.js';
import { type Grid, movedFormula, type Range, rangeOf, rangeText, type Seat, stretchedRange } from './formula.js';
import { replaceInRuns } from './runs.js';
import { type TemplateData, textOfValue, valueOf } from './template-data.js';
import { runsOf, type SheetCell, type SheetRow, standingAt, type TemplateSheet } from './worksheet.js';
import {
  childOf,
  childrenOf,
  cloneElement,
  localName,
  openingTag,
  siblingName,
  writable,
  type XmlElement,
  xmlText,
} from './xml.js';

/** What filling a sheet's cells needs to know. */
export interface Filling {
  data: TemplateData;
  sheet: TemplateSheet;
  grid: Grid;
  gridOf: (sheet: string) => Grid | undefined;
  /** The number of a style that is like this one, with a number format where it has none. */
  numberStyle: (style: string | undefined, format: 'points' | 'share') => string;
  /** Whether long texts are broken into lines in this style. */
  wraps: (style: string | undefined) => boolean;
}

/** The rows of a filled sheet as markup, and the merges that came with them. */
export function filledRows(filling: Filling): { markup: string[]; merges: string[]; dimension: string } {
  const { sheet, grid } = filling;
  const merges = new Merges(sheet, grid);
  const placed: { place: number; row: SheetRow; copy: number }[] = [];
  for (const row of sheet.rows)
    for (let copy = 0; copy < grid.rows.copies(row.row); copy++)
      placed.push({ place: grid.rows.at(row.row, copy), row, copy });
  placed.sort((one, other) => one.place - other.place);
  const markup: string[] = [];
  let [lastRow, lastColumn] = [1, 1];
  for (const { place, row, copy } of placed) {
    const { cells, widest } = rowCells(filling, merges, row, copy, place);
    markup.push(
      openingTag(row.element.name, rowAttributes(row, place, filling.wraps)),
      ...cells,
      `</${row.element.name}>`,
    );
    [lastRow, lastColumn] = [Math.max(lastRow, place), Math.max(lastColumn, widest)];
  }
  return { markup, merges: merges.all(), dimension: `A1:${columnName(lastColumn)}${lastRow}` };
}

function rowAttributes({ element, cells }: SheetRow, place: number, wraps: Filling['wraps']): Record<string, string> {
  const { spans: _, ...attributes } = element.attributes;
  // Where lines are broken and nobody set the height, it was right for the placeholder; the office program measures it anew.
  const isMeasured =
    !/^(1|true)$/.test(attributes['customHeight'] ?? '') &&
    cells.some(({ read, element: cell }) => read && wraps(cell.attributes['s']));
  if (isMeasured) delete attributes['ht'];
  return { ...attributes, r: String(place) };
}

function rowCells(filling: Filling, merges: Merges, row: SheetRow, rowCopy: number, place: number) {
  const { columns } = filling.grid;
  const written: { at: number; markup: string }[] = [];
  for (const cell of row.cells) {
    const once = merges.writesOnce(cell);
    for (let copy = 0; copy < columns.copies(cell.column); copy++) {
      const at = columns.at(cell.column, copy);
      const address = `${columnName(at)}${place}`;
      const markup =
        once && copy > 0 ? blank(cell, address) : cellMarkup(filling, cell, { rowCopy, columnCopy: copy, address });
      written.push({ at, markup });
    }
  }
  written.sort((one, other) => one.at - other.at);
  return { cells: written.map(({ markup }) => markup), widest: written.at(-1)?.at ?? 1 };
}

interface Copy {
  rowCopy: number;
  columnCopy: number;
  address: string;
}

function cellMarkup(filling: Filling, cell: SheetCell, copy: Copy): string {
  if (cell.formula !== null) return formulaMarkup(filling, cell, copy);
  if (cell.read && cell.read.placeholders.length > 0) return filledMarkup(filling, cell, copy);
  const { element } = cell;
  const inner = element.children.map(xmlText).join('');
  const tag = openingTag(element.name, { ...element.attributes, r: copy.address }, inner === '');
  return inner === '' ? tag : `${tag}${inner}</${element.name}>`;
}

function blank({ element }: SheetCell, address: string): string {
  const { s } = element.attributes;
  return openingTag(element.name, { r: address, ...(s !== undefined && { s }) }, true);
}

function filledMarkup({ data, grid, numberStyle }: Filling, cell: SheetCell, copy: Copy): string {
  const { element, read, textElement } = cell;
  const standing = standingAt(grid, cell, copy.rowCopy, copy.columnCopy);
  const values = read!.placeholders.map(({ resolved }) =>
    'reference' in resolved ? (valueOf(resolved.reference, data, standing) ?? null) : null,
  );
  const only = read!.isOne ? (values.find(Boolean) ?? null) : undefined;
  if (only === null) return blank(cell, copy.address);
  if (only && !('text' in only)) {
    const { value, format } = numberOf(only);
    const style = format ? numberStyle(element.attributes['s'], format) : element.attributes['s'];
    const tag = openingTag(element.name, { r: copy.address, ...(style !== undefined && { s: style }) });
    const name = siblingName(element, 'v');
    return `${tag}<${name}>${value}</${name}></${element.name}>`;
  }
  const text = cloneElement(textElement!);
  replaceInRuns(
    runsOf(text),
    read!.placeholders,
    values.map((value) => escapedCodes(writable(textOfValue(value)))),
  );
  if (runsOf(text).every((run) => run.text === '')) return blank(cell, copy.address);
  const { s } = element.attributes;
  // An inline text is never anything but text, whatever it begins with.
  const tag = openingTag(element.name, { r: copy.address, ...(s !== undefined && { s }), t: 'inlineStr' });
  return `${tag}${xmlText(renamed(text, element, 'is'))}</${element.name}>`;
}

function numberOf(cell: Exclude<DocumentCell, null | { text: string }>): {
  value: number;
  format: 'points' | 'share' | null;
} {
  if ('hundredths' in cell) return { value: cell.hundredths / 100, format: 'points' };
  if ('tenThousandths' in cell) return { value: cell.tenThousandths / 10_000, format: 'share' };
  return { value: cell.integer, format: null };
}

/** Excel reads _x0041_ as a letter; whoever writes it means what he wrote. */
function escapedCodes(text: string): string {
  return text.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_');
}

/** The shared string's elements under the prefix of the sheet. */
function renamed(text: XmlElement, like: XmlElement, local: string): XmlElement {
  const children = text.children.map((child) =>
    typeof child === 'object' && !('raw' in child) ? renamed(child, like, localName(child)) : child,
  );
  return { name: siblingName(like, local), attributes: text.attributes, children };
}

function formulaMarkup({ sheet, grid, gridOf }: Filling, cell: SheetCell, copy: Copy): string {
  const { element, row, column, formula } = cell;
  const [rowBlock, columnBlock] = [grid.rows.blockAt(row), grid.columns.blockAt(column)];
  const seat: Seat = {
    row: rowBlock && { block: rowBlock, copy: copy.rowCopy },
    column: columnBlock && { block: columnBlock, copy: copy.columnCopy },
  };
  const written = childOf(element, 'f')!;
  const { t: type, ref } = written.attributes;
  const attributes = type === 'array' ? { t: 'array', ref: ref ? stretchedRange(ref, grid) : copy.address } : {};
  const moved = xmlText(movedFormula(formula!, { gridOf, own: sheet.name, seat }));
  const { s } = element.attributes;
  // The result that was stored belongs to the template; the office program computes it anew.
  return `${openingTag(element.name, { r: copy.address, ...(s !== undefined && { s }) })}${openingTag(
    written.name,
    attributes,
  )}${moved}</${written.name}></${element.name}>`;
}

/** Merged cells: repeated with their row or column, or stretched over what stands beside them now. */
class Merges {
  private readonly ranges: Range[];
  private readonly byTop = new Map<string, Range>();
  private readonly added = new Set<string>();

  constructor(
    private readonly sheet: TemplateSheet,
    private readonly grid: Grid,
  ) {
    const element = childOf(sheet.root, 'mergeCells');
    this.ranges = (element ? childrenOf(element) : []).flatMap(
      ({ attributes }) => rangeOf(attributes['ref'] ?? '') ?? [],
    );
    for (const range of this.ranges) this.byTop.set(`${range.firstRow}:${range.firstColumn}`, range);
    for (const { cells } of sheet.rows) for (const cell of cells) if (this.writesOnce(cell)) this.spanCopies(cell);
  }

  /**
   * A head that stands over repeated columns and says nothing of their list is written once, over all of them. What stands in a
   * repeated row belongs to each of its copies.
   */
  writesOnce({ row, column, text, read, formula, element }: SheetCell): boolean {
    const block = this.grid.columns.blockAt(column);
    if (!block || block.entries.length < 2 || this.grid.rows.blockAt(row) || formula !== null) return false;
    const speaksOfList = (read?.placeholders ?? []).some(
      ({ resolved }) => 'reference' in resolved && resolved.reference.kind !== 'scalar',
    );
    return !speaksOfList && (text.trim() !== '' || element.children.length > 0);
  }

  private spanCopies({ row, column }: SheetCell): void {
    const block = this.grid.columns.blockAt(column)!;
    if (this.byTop.has(`${row}:${column}`) || block.first !== block.last || this.isCovered(row, column)) return;
    const { rows, columns } = this.grid;
    const [at, from, until] = [rows.first(row), columns.first(column), columns.last(column)];
    this.added.add(rangeText({ firstRow: at, lastRow: at, firstColumn: from, lastColumn: until }));
  }

  private isCovered(row: number, column: number): boolean {
    return this.ranges.some(
      (range) =>
        range.firstRow <= row && row <= range.lastRow && range.firstColumn <= column && column <= range.lastColumn,
    );
  }

  all(): string[] {
    const cells = new Map(
      this.sheet.rows.flatMap((row) => row.cells.map((cell) => [`${cell.row}:${cell.column}`, cell] as const)),
    );
    const { rows, columns } = this.grid;
    const ranges = this.ranges.flatMap((range) => {
      const top = cells.get(`${range.firstRow}:${range.firstColumn}`);
      const across =
        top && this.writesOnce(top)
          ? [{ from: columns.first(range.firstColumn), until: columns.last(range.lastColumn) }]
          : columns.spread(range.firstColumn, range.lastColumn);
      return rows.spread(range.firstRow, range.lastRow).flatMap((down) =>
        across.map((wide) => ({
          firstRow: down.from,
          lastRow: down.until,
          firstColumn: wide.from,
          lastColumn: wide.until,
        })),
      );
    });
    return [...new Set([...ranges.map(rangeText), ...this.added])];
  }
}
