import type { DocumentCell, DocumentColumn, DocumentDescription, DocumentSection } from './description.js';
import { footerWords } from './document-words.js';

/** A cell as it is printed: points with two decimals, ratios in percent with two, nothing where nothing is. */
export function cellText(cell: DocumentCell): string {
  if (cell === null) return '';
  if ('text' in cell) return cell.text;
  if ('integer' in cell) return whole(cell.integer).toString();
  if ('hundredths' in cell) return (whole(cell.hundredths) / 100).toFixed(2);
  return `${(whole(cell.tenThousandths) / 100).toFixed(2)}%`;
}

function whole(value: number): number {
  if (!Number.isSafeInteger(value)) throw new RangeError(`Not an integer: ${value}`);
  return value;
}

export type TablePart = Extract<DocumentSection['parts'][number], { kind: 'table' }>;
export type FieldsPart = Extract<DocumentSection['parts'][number], { kind: 'fields' }>;

/** Throws when a row has more or fewer cells than the table has columns: a figure would stand under another's title. */
export function checkedRows({ columns, rows, totals }: TablePart): TablePart['rows'] {
  const all = totals ? [...rows, totals] : rows;
  all.forEach((row, index) => {
    if (row.length !== columns.length)
      throw new RangeError(`Row ${index + 1} has ${row.length} cells for ${columns.length} columns`);
  });
  return all;
}

/** Runs of neighbours under the same words; a column without any stands alone. */
export function headGroups(columns: readonly DocumentColumn[]): { above: string | null; columns: DocumentColumn[] }[] {
  const groups: { above: string | null; columns: DocumentColumn[] }[] = [];
  for (const column of columns) {
    const last = groups.at(-1);
    if (last && column.above && last.above === column.above) last.columns.push(column);
    else groups.push({ above: column.above ?? null, columns: [column] });
  }
  return groups;
}

/** How many cells the word of the totals row takes: its own and the empty ones beside it. */
export function totalsSpan(totals: readonly DocumentCell[]): number {
  const next = totals.findIndex((cell, index) => index > 0 && cell !== null);
  return next === -1 ? totals.length : Math.max(1, next);
}

/** A place to sign: '支部书记' gets its （签字）, '支部（盖章）' has one already. */
export function signaturePlace(place: string): string {
  return `${place.endsWith('）') ? place : `${place}（签字）`}：＿＿＿＿＿＿　　　年　　月　　日`;
}

/** A form's boxes in rows: two side by side, a wide one alone. */
export function fieldRows({ fields }: FieldsPart): FieldsPart['fields'][] {
  const rows: FieldsPart['fields'][] = [];
  let waiting: FieldsPart['fields'] = [];
  const flush = () => {
    if (waiting.length > 0) rows.push(waiting);
    waiting = [];
  };
  for (const field of fields) {
    if (field.wideLines !== undefined) {
      flush();
      rows.push([field]);
      continue;
    }
    waiting.push(field);
    if (waiting.length === 2) flush();
  }
  flush();
  return rows;
}

/** What the figures are, and who took them out and when: on every page, and below a CSV. */
export function stampWords({ version, stamp }: DocumentDescription): { version: string; stamp: string } {
  return { version, stamp: footerWords(stamp) };
}
