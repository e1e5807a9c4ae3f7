import { CsvError, parse } from 'csv-parse/sync';
import { columnName } from './cell-address.js';
import type { Table, TableRow } from './read-table.js';
import { LIMITS, SpreadsheetProblem } from './spreadsheet-problem.js';
import { withoutFormulaGuard } from './write-csv.js';

/** RFC 4180 with comma, semicolon or tab; every line's number is its row in a spreadsheet program. */
export function readCsv(bytes: Uint8Array): Pick<Table, 'encoding' | 'rows' | 'notes'> {
  const { encoding, text } = decode(bytes);
  // No text file has these; a picture or a program does.
  if (/[\0-\x08\x0e-\x1f]/.test(text)) throw new SpreadsheetProblem('notASpreadsheet', { looksLike: 'binary' });
  const rows: TableRow[] = [];
  const notes: Table['notes'] = [];
  eachRecord(text, (record, rowNumber) => {
    const width = record.findLastIndex((raw) => raw.trim() !== '') + 1;
    if (width === 0) return;
    if (width > LIMITS.columns)
      throw new SpreadsheetProblem('tooManyColumns', {
        limit: LIMITS.columns,
        cell: `${columnName(width)}${rowNumber}`,
      });
    if (rows.length === LIMITS.rows) throw new SpreadsheetProblem('tooManyRows', { limit: LIMITS.rows });
    const cells: TableRow['cells'] = record.slice(0, width).map((raw, column) => {
      const address = `${columnName(column + 1)}${rowNumber}`;
      if (raw.length > LIMITS.cellCharacters)
        throw new SpreadsheetProblem('cellTooLong', { limit: LIMITS.cellCharacters, cell: address });
      if (/^\d(\.\d+)?E\+\d\d+$/i.test(raw) && notes.length < LIMITS.notesPerCode)
        notes.push({ code: 'roundedNumber', params: { cell: address } });
      return raw.trim() === ''
        ? { address, text: '', kind: 'empty' }
        : { address, text: withoutFormulaGuard(raw), kind: 'text' };
    });
    rows.push({ rowNumber, hidden: false, cells });
  });
  if (rows.length === 0) throw new SpreadsheetProblem('empty');
  return { encoding, rows, notes };
}

/** One record after the other, so that five million lines end at the limit and not in memory. */
function eachRecord(text: string, take: (record: string[], rowNumber: number) => void): void {
  let rowNumber = 0;
  try {
    parse(text, {
      delimiter: delimiterOf(text),
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      max_record_size: 1_000_000,
      on_record: (record: string[]) => {
        take(record, ++rowNumber);
        return null;
      },
    });
  } catch (error) {
    if (error instanceof CsvError) throw new SpreadsheetProblem('brokenCsv', { line: rowNumber + 1 });
    throw error;
  }
}

/** The one that separates most in the first line with content, outside of quotes. */
function delimiterOf(text: string): string {
  const line = /^\s*((?:"[^"]*"|[^"\r\n])*)/.exec(text)?.[1]?.replace(/"[^"]*"/g, '') ?? '';
  const count = (delimiter: string) => line.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, next) => (count(next) > count(best) ? next : best));
}

/** Strictly: a byte that does not belong is never replaced by a question mark. */
function decode(bytes: Uint8Array): { encoding: Exclude<Table['encoding'], 'xlsx'>; text: string } {
  if (bytes[0] === 0xfe && bytes[1] === 0xff) throw new SpreadsheetProblem('unknownEncoding', { encoding: 'utf-16be' });
  if (bytes[0] === 0xff && bytes[1] === 0xfe) {
    const text = strictly('utf-16le', bytes);
    if (text === null) throw new SpreadsheetProblem('mixedEncoding', { line: 0 });
    return { encoding: 'utf-16le', text };
  }
  const text = strictly('utf-8', bytes);
  if (text !== null) return { encoding: 'utf-8', text };
  const line = firstLineOfOtherEncoding(bytes);
  const chinese = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? null : strictly('gb18030', bytes);
  if (chinese === null || line > 0) throw new SpreadsheetProblem('mixedEncoding', { line });
  return { encoding: 'gb18030', text: chinese };
}

/**
 * GB18030 accepts nearly every byte, so a file pasted together from GBK and UTF-8 decodes into nonsense without an error.
 * A line that is good UTF-8 and holds Chinese ideographs is UTF-8: GBK text of a few characters is never that by chance.
 */
function firstLineOfOtherEncoding(bytes: Uint8Array): number {
  let number = 1;
  for (let start = 0; start < bytes.length; number++) {
    const found = bytes.indexOf(0x0a, start);
    const end = found < 0 ? bytes.length : found;
    const line = strictly('utf-8', bytes.subarray(start, end));
    if (line !== null && /\p{Script=Han}/u.test(line)) return number;
    start = end + 1;
  }
  return 0;
}

function strictly(encoding: string, bytes: Uint8Array): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
