import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { columnName } from './cell-address.js';
import { definedNames, endOfSheet } from './print-setup.js';
import { relationshipsPart, stylesPart, styleNumber, typesPart, workbookPart, xmlText } from './stream-parts.js';
import {
  exact,
  heightOf,
  oneLineHeight,
  type SheetCell,
  type SheetDescription,
  type SheetRow,
  type StyleName,
  STYLES,
} from './write-workbook.js';

/**
 * A sheet whose rows come page by page. It looks as one of `writeWorkbook`, which holds the whole workbook in memory: this one
 * holds a page of rows, whatever the number of pages.
 */
export interface StreamedSheet extends Omit<SheetDescription, 'rows' | 'choices'> {
  /** Read once, after the sheet before it. Whoever makes them may wait for the database between two pages. */
  pages: AsyncIterable<StreamedPage>;
}

/** Rows of any look, or, for the many, rows of values that look alike column by column: each row as long as there are columns. */
export type StreamedPage =
  { rows: readonly SheetRow[] } | { styles: readonly ColumnStyles[]; values: readonly (readonly Value[])[] };

export interface ColumnStyles {
  text: StyleName;
  number: StyleName;
}

type Value = null | { text: string } | { hundredths: number } | { integer: number } | { tenThousandths: number };

/** No program opens a sheet with more rows. */
export const mostRowsOfSheet = 1_048_576;

/** There are more rows than a worksheet can have: take a CSV, or fewer months. */
export class TooManyRows extends Error {
  constructor() {
    super(`A worksheet has at most ${mostRowsOfSheet} rows.`);
    this.name = 'TooManyRows';
  }
}

/** So much text is put together before it is handed on, in characters. */
const pieceLength = 64 * 1024;

/**
 * Level 3 takes a third of level 6's time for files that are a tenth larger: what is stored for a day and downloaded once should
 * rather be ready sooner.
 */
const compressionLevel = 3;

/**
 * The bytes of an .xlsx, piece by piece, as fast as they are taken. Whoever stops reading ends the work: the iterables of the
 * rows are closed with it, and so are they if one of them fails, which is then thrown here. @throws TooManyRows
 */
export async function* streamWorkbook(sheets: readonly StreamedSheet[], madeAt: Date): AsyncGenerator<Buffer> {
  const zip = new ZipFile();
  const options = { mtime: madeAt, compressionLevel };
  const output = zip.outputStream as Readable;
  const sources: Readable[] = [];
  zip.on('error', (error: Error) => output.destroy(error));
  const add = (name: string, text: string) => zip.addBuffer(Buffer.from(text, 'utf8'), name, options);
  add('[Content_Types].xml', typesPart(sheets.length));
  add('_rels/.rels', relationshipsPart([['officeDocument', 'xl/workbook.xml']]));
  add('xl/workbook.xml', workbookPart(sheets, definedNames(sheets)));
  const parts = sheets.map((_, index): [string, string] => ['worksheet', `worksheets/sheet${index + 1}.xml`]);
  add('xl/_rels/workbook.xml.rels', relationshipsPart([...parts, ['styles', 'styles.xml']]));
  add('xl/styles.xml', stylesPart());
  sheets.forEach((sheet, index) => {
    const source = Readable.from(sheetXml(sheet), { objectMode: false });
    source.on('error', (error) => output.destroy(error));
    sources.push(source);
    zip.addReadStream(source, `xl/worksheets/sheet${index + 1}.xml`, options);
  });
  zip.end();
  try {
    for await (const piece of output) yield piece as Buffer;
  } finally {
    for (const source of sources) source.destroy();
  }
}

async function* sheetXml(sheet: StreamedSheet): AsyncGenerator<Buffer> {
  const writer = new RowWriter(sheet);
  let text = startOfSheet(sheet);
  for await (const page of sheet.pages) {
    for (const row of 'rows' in page ? writer.rows(page.rows) : writer.values(page.values, page.styles)) {
      text += row;
      if (text.length < pieceLength) continue;
      yield Buffer.from(text, 'utf8');
      text = '';
    }
  }
  yield Buffer.from(`${text}</sheetData>${writer.merges.xml()}${endOfSheet(sheet)}</worksheet>`, 'utf8');
}

/** Numbers the rows of a sheet and puts them into XML. */
class RowWriter {
  readonly merges: Merges;
  /** `<c r="A`, by column. */
  private readonly starts: string[];
  private readonly height: RowHeight;
  private count = 0;

  constructor(private readonly sheet: StreamedSheet) {
    const names = sheet.columns.map((_, index) => columnName(index + 1));
    this.starts = names.map((name) => `<c r="${name}`);
    this.merges = new Merges(names);
    this.height = new RowHeight(sheet);
  }

  *rows(rows: readonly SheetRow[]): Generator<string> {
    for (const row of rows) {
      const number = this.next();
      let xml = rowStart(number, heightOf(row, this.sheet));
      for (let index = 0; index < this.starts.length; index += 1) {
        const cell = row.cells[index];
        if (cell) {
          xml += this.starts[index]! + number + cellEnd(cell, cell.style, cell.style);
          this.merges.note(cell, index, number);
          continue;
        }
        const style = this.merges.covering(index);
        if (style) xml += this.starts[index]! + number + cellEnd(null, style, style);
      }
      yield `${xml}</row>`;
    }
  }

  *values(rows: readonly (readonly Value[])[], styles: readonly ColumnStyles[]): Generator<string> {
    for (const row of rows) {
      const number = this.next();
      let xml = rowStart(number, this.height.of(row, styles));
      for (let index = 0; index < row.length; index += 1) {
        const { text, number: ofNumber } = styles[index]!;
        xml += this.starts[index]! + number + cellEnd(row[index]!, text, ofNumber);
      }
      yield `${xml}</row>`;
    }
  }

  private next(): number {
    this.count += 1;
    if (this.count > mostRowsOfSheet) throw new TooManyRows();
    return this.count;
  }
}

/** Most rows are one line high, which is seen without measuring them. */
class RowHeight {
  private readonly oneLine: number[];

  constructor(private readonly sheet: Pick<StreamedSheet, 'columns'>) {
    this.oneLine = sheet.columns.map(({ widthCharacters }) => Math.floor((widthCharacters * 5.25 - 4) / 10.5));
  }

  of(row: readonly Value[], styles: readonly ColumnStyles[]): number {
    for (let index = 0; index < row.length; index += 1) {
      const value = row[index]!;
      if (value === null || !('text' in value)) continue;
      if (value.text.length > this.oneLine[index]! || value.text.includes('\n')) return this.measured(row, styles);
    }
    return oneLineHeight;
  }

  private measured(row: readonly Value[], styles: readonly ColumnStyles[]): number {
    const cells = row.map((value, index) =>
      value && 'text' in value ? { style: styles[index]!.text, text: value.text } : null,
    );
    return heightOf({ cells }, this.sheet);
  }
}

/** Cells over several columns or rows. Lines around them are drawn by every cell that they cover. */
class Merges {
  private readonly ranges: string[] = [];
  /** By column: the style that still covers so many rows below. */
  private readonly below = new Map<number, { style: StyleName; rows: number }>();

  constructor(private readonly names: readonly string[]) {}

  note(cell: SheetCell, index: number, rowNumber: number): void {
    const [across, down] = [cell.columns ?? 1, cell.rows ?? 1];
    if (across === 1 && down === 1) return;
    const name = (column: number) => this.names[column] ?? columnName(column + 1);
    this.ranges.push(`${name(index)}${rowNumber}:${name(index + across - 1)}${rowNumber + down - 1}`);
    for (let column = index; column < index + across; column += 1)
      this.below.set(column, { style: cell.style, rows: column === index ? down - 1 : down });
  }

  /** The style of a cell that has nothing of its own and is covered by another. */
  covering(index: number): StyleName | null {
    const covered = this.below.get(index);
    if (!covered) return null;
    covered.rows -= 1;
    if (covered.rows <= 0) this.below.delete(index);
    return covered.rows < 0 ? null : covered.style;
  }

  xml(): string {
    const cells = this.ranges.map((range) => `<mergeCell ref="${range}"/>`);
    return cells.length === 0 ? '' : `<mergeCells count="${cells.length}">${cells.join('')}</mergeCells>`;
  }
}

function startOfSheet({ columns, frozen }: StreamedSheet): string {
  const widths = columns.map(
    ({ widthCharacters }, index) =>
      `<col min="${index + 1}" max="${index + 1}" width="${widthCharacters}" customWidth="1"/>`,
  );
  return (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' +
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' +
    '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>' +
    `<sheetViews><sheetView workbookViewId="0">${paneXml(frozen)}</sheetView></sheetViews>` +
    `<sheetFormatPr defaultRowHeight="15"/><cols>${widths.join('')}</cols><sheetData>`
  );
}

function paneXml({ rows, columns }: StreamedSheet['frozen']): string {
  if (rows === 0 && columns === 0) return '';
  const split = `${rows > 0 ? ` ySplit="${rows}"` : ''}${columns > 0 ? ` xSplit="${columns}"` : ''}`;
  const pane = rows === 0 ? 'topRight' : columns === 0 ? 'bottomLeft' : 'bottomRight';
  return `<pane${split} topLeftCell="${columnName(columns + 1)}${rows + 1}" activePane="${pane}" state="frozen"/>`;
}

const rowStart = (number: number, height: number) => `<row r="${number}" ht="${height}" customHeight="1">`;

/** What follows the row's number in a cell, up to its value. */
const ends = Object.fromEntries(
  (Object.keys(STYLES) as StyleName[]).map((style) => [
    style,
    {
      empty: `" s="${styleNumber(style, 'text')}"/>`,
      text: `" s="${styleNumber(style, 'text')}" t="inlineStr"><is><t xml:space="preserve">`,
      hundredths: `" s="${styleNumber(style, 'hundredths')}"><v>`,
      integer: `" s="${styleNumber(style, 'integer')}"><v>`,
      tenThousandths: `" s="${styleNumber(style, 'tenThousandths')}"><v>`,
    },
  ]),
) as Record<StyleName, Record<'empty' | 'text' | 'hundredths' | 'integer' | 'tenThousandths', string>>;

function cellEnd(value: Value, textStyle: StyleName, numberStyle: StyleName): string {
  if (value === null) return ends[textStyle].empty;
  if ('hundredths' in value) return `${ends[numberStyle].hundredths}${exact(value.hundredths) / 100}</v></c>`;
  if ('integer' in value) return `${ends[numberStyle].integer}${exact(value.integer)}</v></c>`;
  if ('tenThousandths' in value)
    return `${ends[numberStyle].tenThousandths}${exact(value.tenThousandths) / 10_000}</v></c>`;
  return value.text === '' ? ends[textStyle].empty : `${ends[textStyle].text}${xmlText(value.text)}</t></is></c>`;
}
