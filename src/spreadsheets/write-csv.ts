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
  const lines = ['\ufeff'];
  for (const row of rows) lines.push(row.map(fieldText).join(','), '\r\n');
  return Buffer.from(lines.join(''), 'utf8');
}

function fieldText(field: CsvField): string {
  if (typeof field !== 'string') return field.plain;
  const guarded = withFormulaGuard(field);
  return /[",;\t\r\n]|^\s|\s$/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
