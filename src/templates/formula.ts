import { columnName, columnNumber } from '../spreadsheets/cell-address.js';
import type { Axis, Inside } from './axis.js';

/** Where the rows and columns of a sheet come to stand. */
export interface Grid {
  rows: Axis;
  columns: Axis;
}

/** The copy that the formula's own cell is in; null on an axis where it is in none. */
export interface Seat {
  row: Inside | null;
  column: Inside | null;
}

export const nowhere: Seat = { row: null, column: null };

interface Reference {
  column: number | null;
  row: number | null;
  absoluteColumn: boolean;
  absoluteRow: boolean;
}

const cell = String.raw`\$?[A-Za-z]{1,3}\$?[1-9]\d{0,6}`;
const column = String.raw`\$?[A-Za-z]{1,3}`;
const row = String.raw`\$?[1-9]\d{0,6}`;
const pieces = new RegExp(
  [
    String.raw`(?<text>"(?:[^"]|"")*")`,
    String.raw`(?<sheet>(?:'(?:[^']|'')+'|[\p{L}_][\p{L}\p{N}_.]*)!)?(?<from>${cell}|${column}(?=:)|${row}(?=:))(?::(?<until>${cell}|${column}|${row}))?(?![\p{L}\p{N}_.(!\[])`,
    String.raw`(?<name>[\p{L}_\\][\p{L}\p{N}_.\\]*)`,
    String.raw`(?<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)`,
    String.raw`(?<other>[\s\S])`,
  ].join('|'),
  'gu',
);
/** Functions that take a range where a single cell was written. */
const takesRanges =
  /^(sum|average|averagea|count|counta|countblank|max|maxa|min|mina|median|mode|product|stdev|stdev[ap]|stdev\.[sp]|var|varp|var\.[sp]|subtotal|aggregate|sumproduct|sumsq|large|small|countifs?|sumifs?|averageifs?|rank|rank\.(eq|avg)|percentile|quartile|textjoin|concat)$/i;

/**
 * A formula as it must read once rows and columns were repeated. References into the formula's own copy stay with it; others to
 * repeated cells take in all copies, where the function takes ranges, or else the first.
 */
export function movedFormula(
  formula: string,
  { gridOf, own, seat }: { gridOf: (sheet: string) => Grid | undefined; own: string; seat: Seat },
): string {
  const calls: string[] = [];
  let result = '';
  let lastName = '';
  for (const { groups = {}, index, 0: whole } of formula.matchAll(pieces)) {
    if (groups['from'] !== undefined) {
      const sheet = groups['sheet'] ?? '';
      const grid = gridOf(sheet === '' ? own : sheetNamed(sheet));
      const isWhole = /^\$?\d+$|^\$?[A-Za-z]+$/.test(groups['from']);
      if (!grid || (isWhole && groups['until'] === undefined)) result += whole;
      else {
        const isOwn = sheet === '' || sheetNamed(sheet) === own;
        const isArgument =
          takesRanges.test(calls.at(-1) ?? '') &&
          /[(,]\s*$/.test(formula.slice(0, index)) &&
          /^\s*[),]/.test(formula.slice(index + whole.length));
        result += sheet + moved(groups['from'], groups['until'], { grid, seat: isOwn ? seat : nowhere, isArgument });
      }
      lastName = '';
      continue;
    }
    if (groups['name'] !== undefined) lastName = whole;
    else if (whole === '(') {
      calls.push(lastName);
      lastName = '';
    } else {
      if (whole === ')') calls.pop();
      if (whole.trim() !== '') lastName = '';
    }
    result += whole;
  }
  return result;
}

function sheetNamed(prefix: string): string {
  const name = prefix.slice(0, -1);
  return name.startsWith("'") ? name.slice(1, -1).replaceAll("''", "'") : name;
}

function moved(
  from: string,
  until: string | undefined,
  { grid, seat, isArgument }: { grid: Grid; seat: Seat; isArgument: boolean },
): string {
  const start = read(from);
  if (until === undefined) {
    const low = placed(start, grid, seat, 'first');
    const high = placed(start, grid, seat, 'last');
    const isOne = low.row === high.row && low.column === high.column;
    return isOne || !isArgument ? written(low) : `${written(low)}:${written(high)}`;
  }
  return `${written(placed(start, grid, seat, 'first'))}:${written(placed(read(until), grid, seat, 'last'))}`;
}

function placed(reference: Reference, { rows, columns }: Grid, seat: Seat, end: 'first' | 'last'): Reference {
  return {
    ...reference,
    row: reference.row === null ? null : linePlaced(rows, reference.row, reference.absoluteRow ? null : seat.row, end),
    column:
      reference.column === null
        ? null
        : linePlaced(columns, reference.column, reference.absoluteColumn ? null : seat.column, end),
  };
}

function linePlaced(axis: Axis, line: number, inside: Inside | null, end: 'first' | 'last'): number {
  if (inside && axis.blockAt(line) === inside.block) return axis.at(line, inside.copy);
  return end === 'first' ? axis.first(line) : axis.last(line);
}

function read(text: string): Reference {
  const [, dollarColumn = '', letters, dollarRow = '', digits] = /^(\$?)([A-Za-z]+)?(\$?)(\d+)?$/.exec(text) ?? [];
  // '$3' alone gives its dollar to the column's place.
  const isRow = letters === undefined;
  return {
    column: letters === undefined ? null : columnNumber(letters.toUpperCase()),
    row: digits === undefined ? null : Number(digits),
    absoluteColumn: !isRow && dollarColumn === '$',
    absoluteRow: (isRow ? dollarColumn || dollarRow : dollarRow) === '$',
  };
}

function written({ column: atColumn, row: atRow, absoluteColumn, absoluteRow }: Reference): string {
  const letters = atColumn === null ? '' : `${absoluteColumn ? '$' : ''}${columnName(atColumn)}`;
  return letters + (atRow === null ? '' : `${absoluteRow ? '$' : ''}${atRow}`);
}

/** A formula that several cells share, as it reads so many rows and columns further. */
export function shiftedFormula(formula: string, rowsDown: number, columnsRight: number): string {
  return formula.replace(pieces, (whole, ...rest) => {
    const groups = rest.at(-1) as Record<string, string | undefined>;
    if (groups['from'] === undefined) return whole;
    const isWhole = /^\$?\d+$|^\$?[A-Za-z]+$/.test(groups['from']);
    if (isWhole && groups['until'] === undefined) return whole;
    const shift = (text: string) => {
      const reference = read(text);
      const { column: atColumn, row: atRow, absoluteColumn, absoluteRow } = reference;
      return written({
        ...reference,
        column: atColumn === null || absoluteColumn ? atColumn : Math.max(1, atColumn + columnsRight),
        row: atRow === null || absoluteRow ? atRow : Math.max(1, atRow + rowsDown),
      });
    };
    const until = groups['until'];
    return `${groups['sheet'] ?? ''}${shift(groups['from'])}${until === undefined ? '' : `:${shift(until)}`}`;
  });
}

export interface Range {
  firstRow: number;
  lastRow: number;
  firstColumn: number;
  lastColumn: number;
}

/** 'B3' or 'B3:D9'; null for anything else. */
export function rangeOf(text: string): Range | null {
  const found = /^\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?$/.exec(text);
  if (!found) return null;
  const [, firstColumn = '', firstRow = '', lastColumn = firstColumn, lastRow = firstRow] = found;
  return {
    firstRow: Number(firstRow),
    lastRow: Number(lastRow),
    firstColumn: columnNumber(firstColumn),
    lastColumn: columnNumber(lastColumn),
  };
}

export function rangeText({ firstRow, lastRow, firstColumn, lastColumn }: Range): string {
  const from = `${columnName(firstColumn)}${firstRow}`;
  const until = `${columnName(lastColumn)}${lastRow}`;
  return from === until ? from : `${from}:${until}`;
}

/** A range with everything that its cells became. */
export function stretchedRange(text: string, { rows, columns }: Grid): string {
  const range = rangeOf(text);
  if (!range) return text;
  return rangeText({
    firstRow: rows.first(range.firstRow),
    lastRow: rows.last(range.lastRow),
    firstColumn: columns.first(range.firstColumn),
    lastColumn: columns.last(range.lastColumn),
  });
}
