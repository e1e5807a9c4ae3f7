import writeExcelFile, { type CellObject, type SheetData } from 'write-excel-file/node';
import { displayWidth } from './display-width.js';
import { printSetup } from './print-setup.js';

/**
 * A workbook as plain data. Text is always text: it is stored as a string, so that a name beginning with = + - @ is
 * never run. Points come in hundredths and are stored as real numbers shown with two decimals.
 */
export interface Workbook {
  sheets: SheetDescription[];
}

export interface SheetDescription {
  /** At most 31 characters, none of []/\:*? */
  name: string;
  columns: { widthCharacters: number }[];
  rows: SheetRow[];
  /** Rows and columns that stay in sight while scrolling. */
  frozen: { rows: number; columns: number };
  /** The rows printed again on top of every page, counted from 1. */
  repeatedRows?: { first: number; last: number };
  page: {
    orientation: 'portrait' | 'landscape';
    /** A4 when left out; a table with a column for every item needs A3 to be read. */
    paper?: 'A4' | 'A3';
    /** It is a little longer than a page: it is printed a little smaller rather than with a few lines overleaf. */
    isOnOnePage?: boolean;
    footerLeft?: string;
    footerRight?: string;
  };
  choices?: Choice[];
}

export interface SheetRow {
  /** Measured from the texts when left out. */
  heightPoints?: number;
  /** Measured, but never less. */
  leastHeightPoints?: number;
  cells: (SheetCell | null)[];
}

export type SheetCell = { style: StyleName; columns?: number; rows?: number } & (
  { text: string } | { hundredths: number } | { integer: number } | { tenThousandths: number }
);

/** What may be chosen in a column: from a list, or anything, with a word of advice. */
export interface Choice {
  /** Counted from 1, as are the rows. */
  column: number;
  firstRow: number;
  lastRow: number;
  /** Words, or a range of another sheet such as `'填写说明'!$H$2:$H$91`. */
  from?: readonly string[] | { range: string };
  /** `warn` lets another value stand. */
  otherwise: 'refuse' | 'warn';
  advice: string;
}

/** The fonts are those every office has; they are named, never bundled. */
export const SONG = '宋体';
const FANGSONG = '仿宋';
const LINES = { borderStyle: 'thin', borderColor: '#000000' } as const;
const MIDDLE = { alignVertical: 'center', wrap: true } as const;

/** How a cell looks; the streaming writer (stream-workbook.ts) makes the same of it. */
export const STYLES = {
  title: { fontFamily: SONG, fontSize: 18, fontWeight: 'bold', align: 'center', ...MIDDLE },
  line: { fontFamily: FANGSONG, fontSize: 11, align: 'left', ...MIDDLE },
  lineRight: { fontFamily: FANGSONG, fontSize: 11, align: 'right', ...MIDDLE },
  lineBold: { fontFamily: FANGSONG, fontSize: 11, fontWeight: 'bold', align: 'left', ...MIDDLE },
  lineCentre: { fontFamily: FANGSONG, fontSize: 11, align: 'center', ...MIDDLE },
  lineCentreBold: { fontFamily: FANGSONG, fontSize: 11, fontWeight: 'bold', align: 'center', ...MIDDLE },
  head: {
    fontFamily: SONG,
    fontSize: 10.5,
    fontWeight: 'bold',
    align: 'center',
    backgroundColor: '#EDEDED',
    ...MIDDLE,
    ...LINES,
  },
  left: { fontFamily: SONG, fontSize: 10.5, align: 'left', ...MIDDLE, ...LINES },
  centre: { fontFamily: SONG, fontSize: 10.5, align: 'center', ...MIDDLE, ...LINES },
  bold: { fontFamily: SONG, fontSize: 10.5, fontWeight: 'bold', align: 'center', ...MIDDLE, ...LINES },
} as const satisfies Record<string, CellObject>;

export type StyleName = keyof typeof STYLES;

/** The bytes of an .xlsx that Excel, WPS and LibreOffice open. */
export async function writeWorkbook({ sheets }: Workbook): Promise<Buffer> {
  const written = sheets.map((sheet) => ({
    data: sheet.rows.map((row): SheetData[number] => {
      const height = heightOf(row, sheet);
      return row.cells.map((cell) => cell && cellObject(cell, height));
    }),
    sheet: sheet.name,
    columns: sheet.columns.map(({ widthCharacters }) => ({ width: widthCharacters })),
    stickyRowsCount: sheet.frozen.rows,
    stickyColumnsCount: sheet.frozen.columns,
  }));
  return writeExcelFile(written, { fontFamily: SONG, fontSize: 11, features: [printSetup(sheets)] }).toBuffer();
}

function cellObject(cell: SheetCell, height: number): CellObject {
  const style = { ...STYLES[cell.style], height, columnSpan: cell.columns ?? 1, rowSpan: cell.rows ?? 1 };
  if ('hundredths' in cell) return { ...style, type: Number, format: '0.00', value: exact(cell.hundredths) / 100 };
  if ('tenThousandths' in cell)
    return { ...style, type: Number, format: '0.00%', value: exact(cell.tenThousandths) / 10_000 };
  if ('integer' in cell) return { ...style, type: Number, format: '0', value: exact(cell.integer) };
  return { ...style, type: String, format: '@', value: storedText(cell.text) };
}

export function exact(value: number): number {
  if (!Number.isSafeInteger(value)) throw new RangeError(`Not an integer: ${value}`);
  return value;
}

/**
 * Programs read _x0041_ in a cell as the letter A, so a text that looks like that is written as _x005F_x0041_. A text that
 * is also the name of a property of every object ("constructor") would come out of the writer as a broken cell; a space
 * behind it is the smallest harm.
 */
function storedText(text: string): string {
  const literal = text.replace(/_(?=x[0-9A-F]{4}_)/gi, '_x005F_').replaceAll('\r', '_x000D_');
  return literal in {} ? `${literal} ` : literal;
}

/** In points: an empty row, and one with a line of text of the usual size. */
const leastRowHeight = 21;
export const oneLineHeight = 22;

/** Programs don't measure merged cells, and differ in measuring the others: the height is reckoned here once for all. */
export function heightOf(row: SheetRow, { columns }: Pick<SheetDescription, 'columns'>): number {
  if (row.heightPoints !== undefined) return row.heightPoints;
  const heights = row.cells.map((cell, index) => {
    if (!cell || !('text' in cell) || (cell.rows ?? 1) > 1) return 0;
    const size: number = STYLES[cell.style].fontSize;
    let widthPoints = 0;
    for (const { widthCharacters } of columns.slice(index, index + (cell.columns ?? 1)))
      widthPoints += widthCharacters * 5.25;
    // A full-width character is as wide as it is high; a line holds a whole number of them.
    const perLine = Math.max(2, Math.floor((widthPoints - 4) / (size / 2) / 2) * 2);
    const lines = cell.text
      .split('\n')
      .reduce((sum, line) => sum + Math.max(1, Math.ceil(displayWidth(line) / perLine)), 0);
    return lines * size * 1.35 + 7;
  });
  return Math.min(409, Math.max(leastRowHeight, row.leastHeightPoints ?? 0, ...heights.map(Math.ceil)));
}
