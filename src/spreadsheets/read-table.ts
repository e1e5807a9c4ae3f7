import { createHash } from 'node:crypto';
import { readCsv } from './read-csv.js';
import { readWorkbook } from './read-workbook.js';
import { LIMITS, SpreadsheetProblem } from './spreadsheet-problem.js';

export interface TableCell {
  /** As the sheet names it: 'C7'. */
  address: string;
  /** Exactly what was stored; days as 'YYYY-MM-DD'. Numbers of 16 digits and more, which Excel has rounded, in the form '1.1E+17'. */
  text: string;
  kind: 'text' | 'number' | 'date' | 'error' | 'formula' | 'empty';
  merged?: boolean;
}
export interface TableRow {
  /** As in the sheet, counted from 1. Rows without content are left out, their numbers stay. */
  rowNumber: number;
  hidden: boolean;
  /** From column A to the last cell with content, without gaps. */
  cells: TableCell[];
}
/** What the reader saw and the person should know. */
export interface TableNote {
  code: 'hiddenRows' | 'hiddenColumns' | 'hiddenSheets' | 'otherSheets' | 'roundedNumber' | 'nameAndContentDiffer';
  params: Record<string, string | number>;
}
/** Cells that were merged into one, by row numbers of the sheet and columns counted from 1; all ends included. */
export interface MergedRange {
  firstRow: number;
  lastRow: number;
  firstColumn: number;
  lastColumn: number;
}
export interface Table {
  encoding: 'xlsx' | 'utf-8' | 'gb18030' | 'utf-16le';
  /** The visible sheets that may be chosen, in their order; a text file has none. */
  sheets: string[];
  /** The sheet that was read; empty for a text file. */
  sheet: string;
  merges: MergedRange[];
  /** sha-256 of the bytes, hexadecimal. */
  digest: string;
  rows: TableRow[];
  notes: TableNote[];
}

/**
 * Reads one visible sheet of an .xlsx (the first unless another is named), or a CSV, within fixed limits of memory and time.
 * The content decides what a file is; the name only tells a text file from a pretended workbook.
 * Throws SpreadsheetProblem, and nothing else, for whatever a person may hand in.
 */
export async function readTable(bytes: Uint8Array, fileName: string, wantedSheet?: string): Promise<Table> {
  if (bytes.byteLength === 0) throw new SpreadsheetProblem('empty');
  if (bytes.byteLength > LIMITS.fileBytes) throw new SpreadsheetProblem('tooLarge', { limitBytes: LIMITS.fileBytes });
  const digest = createHash('sha256').update(bytes).digest('hex');
  const extension = /\.([a-z0-9]+)$/i.exec(fileName.trim())?.[1]?.toLowerCase() ?? '';
  const namedAsText = ['', 'csv', 'tsv', 'txt'].includes(extension);

  if (startsWith(bytes, [0x50, 0x4b])) {
    const { rows, notes, sheets, sheet, merges } = await readWorkbook(bytes, wantedSheet);
    if (namedAsText && extension)
      notes.unshift({ code: 'nameAndContentDiffer', params: { extension, content: 'xlsx' } });
    return { encoding: 'xlsx', digest, sheets, sheet, merges, rows, notes };
  }
  refuseForeign(bytes);
  // A text file called .xlsx or .xls is a mistake somewhere before us: ask for a real one rather than guess its columns.
  if (!namedAsText) throw new SpreadsheetProblem('notASpreadsheet', { looksLike: 'text' });
  return { digest, sheets: [], sheet: '', merges: [], ...readCsv(bytes) };
}

function refuseForeign(bytes: Uint8Array): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0])) {
    // The container of .xls, .et and .doc; an .xlsx with a password is put into one, too.
    if (buffer.includes(Buffer.from('EncryptedPackage', 'utf16le'))) throw new SpreadsheetProblem('encrypted');
    throw new SpreadsheetProblem('oldFormat', { looksLike: 'xls' });
  }
  // Without NULs, so that the same words are found in UTF-16.
  const opening = buffer
    .subarray(0, 4096)
    .toString('latin1')
    .replaceAll('\0', '')
    .replace(/^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)/, '')
    .trimStart();
  if (/^<\?xml/i.test(opening) && opening.includes('urn:schemas-microsoft-com:office:spreadsheet'))
    throw new SpreadsheetProblem('oldFormat', { looksLike: 'xml' });
  if (
    /^(<|mime-version:)/i.test(opening) &&
    /^mime-version:|<!doctype html|<(html|head|meta|body|table|style|script|div)\b/i.test(opening)
  ) {
    throw new SpreadsheetProblem('htmlDisguised');
  }
  const signature = SIGNATURES.find(([start]) => opening.startsWith(start));
  if (signature) throw new SpreadsheetProblem('notASpreadsheet', { looksLike: signature[1] });
}

const SIGNATURES: readonly (readonly [string, string])[] = [
  ['%PDF', 'pdf'],
  ['\x89PNG', 'image'],
  ['\xff\xd8\xff', 'image'],
  ['GIF8', 'image'],
  ['{\\rtf', 'rtf'],
  ['<', 'xml'],
  ['Rar!', 'rar'],
  ['7z\xbc\xaf', '7z'],
  ['\x1f\x8b', 'gzip'],
];

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, index) => bytes[index] === byte);
}
