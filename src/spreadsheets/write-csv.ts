/** Spreadsheet programs run a CSV cell that begins with one of these; the full-width forms are taken for the same by some. */
const FORMULA_START = /^'*[=+\-@\t\r\0＝＋－＠]/;

/** An apostrophe in front makes the program show the text. Read back by `withoutFormulaGuard`, so that an export imports unchanged. */
function withFormulaGuard(text: string): string {
  return FORMULA_START.test(text) ? `'${text}` : text;
}

export function withoutFormulaGuard(text: string): string {
  return text.startsWith("'") && FORMULA_START.test(text) ? text.slice(1) : text;
}

/** RFC 4180 in UTF-8 with a byte order mark, without which Excel shows Chinese as garbage. */
export function writeCsv(rows: readonly (readonly string[])[]): Buffer {
  const field = (text: string) => {
    const guarded = withFormulaGuard(text);
    return /[",;\t\r\n]|^\s|\s$/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
  };
  return Buffer.from('\ufeff' + rows.map((row) => row.map(field).join(',') + '\r\n').join(''), 'utf8');
}
