import type { DocumentCell, DocumentDescription } from '#src/documents/description.js';
import { readTable } from '#src/spreadsheets/read-table.js';
import { unpack } from '../spreadsheets/workbooks.js';

/** What stands in a document, row by row: the cells of a table side by side, a line or a paragraph alone. Empty cells stay. */
export type ReadRows = string[][];

/** Numbers as numbers, whichever way a format writes them; text without its spaces and line breaks. */
export function plain(text: string): string {
  const bare = text.replace(/\s/gu, '');
  if (/^-?\d+(\.\d+)?$/.test(bare)) return String(Number(bare));
  const percent = /^(-?\d+(?:\.\d+)?)%$/.exec(bare)?.[1];
  return percent === undefined ? bare : String(Number((Number(percent) / 100).toFixed(6)));
}

/** Hundredths as `plain` gives them. */
export const points = (hundredths: number) => String(hundredths / 100);

export async function readRows(format: string, bytes: Uint8Array): Promise<ReadRows> {
  if (format === 'docx') return rowsOfWord(bytes);
  const { sheets, rows } = await readTable(bytes, `figures.${format}`);
  const all = [rows];
  for (const sheet of sheets.slice(1)) all.push((await readTable(bytes, `figures.${format}`, sheet)).rows);
  return all.flat().map(({ cells }) => cells.map(({ text }) => plain(text)));
}

function rowsOfWord(bytes: Uint8Array): ReadRows {
  const xml = unpack(bytes)['word/document.xml']!;
  return [...xml.matchAll(/<w:tr[ >].*?<\/w:tr>|<w:p[ >].*?<\/w:p>/gsu)].map(([found]) =>
    found.startsWith('<w:tr')
      ? [...found.matchAll(/<w:tc>.*?<\/w:tc>/gsu)].map(([cell]) => plain(wordText(cell)))
      : [plain(wordText(found))],
  );
}

function wordText(xml: string): string {
  const entities: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&apos;': "'", '&amp;': '&' };
  const texts = [...xml.matchAll(/<w:t(?: [^>]*)?>([^<]*)<\/w:t>/gu)].map(([, text]) => text);
  return texts.join('').replace(/&\w+;/gu, (entity) => entities[entity] ?? entity);
}

/** The words and figures of a description in their order; heads and places to sign apart, which each format lays out in its way. */
export function wordsOf({ sections }: DocumentDescription, only: 'all' | 'firstTable' = 'all'): string[] {
  const parts = sections.flatMap((section) => section.parts);
  const wanted = only === 'all' ? parts : parts.filter(({ kind }) => kind === 'table').slice(0, 1);
  const words = wanted.flatMap((part) => {
    switch (part.kind) {
      case 'line':
      case 'heading':
      case 'paragraph':
        return [part.text];
      case 'fields':
        return part.fields.flatMap(({ label, cell }) => [label, wordOf(cell)]);
      case 'table':
        return [...part.rows, ...(part.totals && only === 'all' ? [part.totals] : [])].flat().map(wordOf);
      default:
        return [];
    }
  });
  return words.map(plain).filter(Boolean);
}

function wordOf(cell: DocumentCell): string {
  if (cell === null) return '';
  if ('text' in cell) return cell.text;
  if ('integer' in cell) return String(cell.integer);
  return 'hundredths' in cell ? String(cell.hundredths / 100) : String(cell.tenThousandths / 10_000);
}

/** What of the expected words is not there, in this order; and which figures are there beside them. */
export function differences(expected: readonly string[], rows: ReadRows): { missing: string[]; more: string[] } {
  const found = rows.flat().filter(Boolean);
  const [missing, between]: [string[], string[]] = [[], []];
  let at = 0;
  for (const word of expected) {
    const place = found.indexOf(word, at);
    if (place < 0) missing.push(word);
    else {
      between.push(...found.slice(at, place));
      at = place + 1;
    }
  }
  return { missing, more: [...between, ...found.slice(at)].filter((word) => /^-?\d+(\.\d+)?$/.test(word)) };
}
