/** Spreadsheet programs run a CSV cell that begins with one of these; the full-width forms are taken for the same by some. */
const FORMULA_START = /^'*[=+\-@\t\r\0＝＋－＠]/;

/** An apostrophe in front makes the program show the text. Read back by `withoutFormulaGuard`, so that an export imports unchanged. */
function withFormulaGuard(text: string): string {
  return FORMULA_START.test(text) ? `'${text}` : text;
}

export function withoutFormulaGuard(text: string): string {
  return text.startsWith("'") && FORMULA_START.test(text) ? text.slice(1) : text;
}

/** A number as it is, or a text that is guarded. */
export type CsvField = string | { plain: string };

/** RFC 4180 in UTF-8 with a byte order mark, without which Excel shows Chinese as garbage. */
export function writeCsv(rows: Iterable<readonly CsvField[]>): Buffer {
  return Buffer.from(byteOrderMark + csvLines(rows), 'utf8');
}

/** The same, page by page: no more than one page of rows is held at a time. */
export async function* streamCsv(pages: AsyncIterable<Iterable<readonly CsvField[]>>): AsyncGenerator<Buffer> {
  yield Buffer.from(byteOrderMark, 'utf8');
  for await (const rows of pages) yield Buffer.from(csvLines(rows), 'utf8');
}

const byteOrderMark = '\ufeff';

function csvLines(rows: Iterable<readonly CsvField[]>): string {
  const lines: string[] = [];
  for (const row of rows) lines.push(row.map(fieldText).join(','), '\r\n');
  return lines.join('');
}

function fieldText(field: CsvField): string {
  if (typeof field !== 'string') return field.plain;
  const guarded = withFormulaGuard(field);
  return /[",;\t\r\n]|^\s|\s$/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
