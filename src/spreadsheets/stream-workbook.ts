import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { columnName } from './cell-address.js';
import { definedNames, endOfSheet } from './print-setup.js';
import { relationshipsPart, stylesPart, styleNumber, typesPart, workbookPart, xmlText } from './stream-parts.js';
import {
  exact,
  heightOf,
  type SheetCell,
  type SheetDescription,
  type SheetRow,
  type StyleName,
} from './write-workbook.js';

/**
 * A sheet whose rows come page by page. It looks as one of `writeWorkbook`, which holds the whole workbook in memory: this one
 * holds a page of rows, whatever the number of pages.
 */
export interface StreamedSheet extends Omit<SheetDescription, 'rows' | 'choices'> {
  /** Read once, after the sheet before it. Whoever makes them may wait for the database between two pages. */
  pages: AsyncIterable<readonly SheetRow[]>;
}

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
  const names = sheet.columns.map((_, index) => columnName(index + 1));
  const merges = new Merges(names);
  let text = startOfSheet(sheet);
  let number = 0;
  for await (const page of sheet.pages) {
    for (const row of page) {
      number += 1;
      if (number > mostRowsOfSheet) throw new TooManyRows();
      text += rowXml(number, row, heightOf(row, sheet), names, merges);
      if (text.length < pieceLength) continue;
      yield Buffer.from(text, 'utf8');
      text = '';
    }
  }
  yield Buffer.from(`${text}</sheetData>${merges.xml()}${endOfSheet(sheet)}</worksheet>`, 'utf8');
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

function rowXml(number: number, { cells }: SheetRow, height: number, names: readonly string[], merges: Merges): string {
  let xml = `<row r="${number}" ht="${height}" customHeight="1">`;
  for (let index = 0; index < names.length; index += 1) {
    const cell = cells[index];
    const address = `${names[index]}${number}`;
    if (cell) {
      xml += cellXml(cell, address);
      merges.note(cell, index, number);
      continue;
    }
    const style = merges.covering(index);
    if (style) xml += `<c r="${address}" s="${styleNumber(style, 'text')}"/>`;
  }
  return `${xml}</row>`;
}

function cellXml(cell: SheetCell, address: string): string {
  if ('hundredths' in cell)
    return `<c r="${address}" s="${styleNumber(cell.style, 'hundredths')}"><v>${exact(cell.hundredths) / 100}</v></c>`;
  if ('integer' in cell)
    return `<c r="${address}" s="${styleNumber(cell.style, 'integer')}"><v>${exact(cell.integer)}</v></c>`;
  if ('tenThousandths' in cell)
    return `<c r="${address}" s="${styleNumber(cell.style, 'tenThousandths')}"><v>${exact(cell.tenThousandths) / 10_000}</v></c>`;
  const style = styleNumber(cell.style, 'text');
  if (cell.text === '') return `<c r="${address}" s="${style}"/>`;
  return `<c r="${address}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${xmlText(cell.text)}</t></is></c>`;
}
