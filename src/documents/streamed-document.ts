import { streamCsv } from '../spreadsheets/write-csv.js';
import { type StreamedSheet, streamWorkbook } from '../spreadsheets/stream-workbook.js';
import type { SheetCell, SheetRow } from '../spreadsheets/write-workbook.js';
import type { DocumentCell, DocumentColumn, DocumentDescription, DocumentRow, DocumentSection } from './description.js';
import { documentFooter } from './document-words.js';

/** A document whose tables may have any number of rows: they come page by page and are written as they come. */
export interface StreamedDocument extends Omit<DocumentDescription, 'sections'> {
  sections: StreamedSection[];
}

export interface StreamedSection extends Pick<DocumentSection, 'name' | 'orientation' | 'title'> {
  paper: 'A4' | 'A3';
  /** What stands between the title and the table. */
  lines: string[];
  columns: DocumentColumn[];
  /** How many columns stay in sight while scrolling. */
  frozenColumns: number;
  /** Made when it is the section's turn; every page is read once. */
  pages: () => AsyncIterable<DocumentRow[]>;
}

export const streamedFormats = ['xlsx', 'csv'] as const;
export type StreamedFormat = (typeof streamedFormats)[number];

/** Reading ends when whoever takes the pieces stops, and so does everything that makes the rows. */
export function streamDocument(document: StreamedDocument, format: StreamedFormat): AsyncGenerator<Buffer> {
  return format === 'csv'
    ? streamCsv(csvPages(document))
    : streamWorkbook(document.sections.map((section) => sheetOf(section, document)), new Date(document.stamp.exportedAt));
}

/** The same as a description, for what is short enough to be shown and printed. */
export async function describeWhole({ sections, ...document }: StreamedDocument): Promise<DocumentDescription> {
  const whole: DocumentSection[] = [];
  for (const { name, orientation, title, lines, columns, pages } of sections) {
    const rows: DocumentRow[] = [];
    for await (const page of pages()) rows.push(...page);
    const parts: DocumentSection['parts'] = lines.map((text) => ({ kind: 'line', text }));
    whole.push({ name, orientation, title, parts: [...parts, { kind: 'table', columns, rows }] });
  }
  return { ...document, sections: whole };
}

function sheetOf(section: StreamedSection, { stamp, version }: StreamedDocument): StreamedSheet {
  const { name, columns, orientation, paper, frozenColumns } = section;
  const opening = openingRows(section);
  const footer = documentFooter(stamp);
  return {
    name,
    columns: columns.map(({ widthCharacters }) => ({ widthCharacters })),
    frozen: { rows: opening.length, columns: frozenColumns },
    repeatedRows: { first: opening.length - (hasTwoHeads(columns) ? 1 : 0), last: opening.length },
    page: { orientation, paper, ...footer, footerLeft: `${footer.footerLeft}　${version}` },
    pages: sheetPages(section, opening),
  };
}

async function* sheetPages({ columns, pages }: StreamedSection, opening: SheetRow[]): AsyncGenerator<SheetRow[]> {
  yield opening;
  const styles = columns.map(({ align }) => (align === 'left' ? 'left' : 'centre'));
  for await (const page of pages())
    yield page.map((row) => ({ cells: row.map((cell, index) => cellOf(cell, styles[index] ?? 'centre')) }));
}

function cellOf(cell: DocumentCell, style: 'left' | 'centre'): SheetCell {
  if (cell === null) return { style, text: '' };
  if ('tenThousandths' in cell) return { style, text: percent(cell.tenThousandths) };
  return { style, ...cell };
}

const percent = (tenThousandths: number) => `${(tenThousandths / 100).toFixed(2)}%`;

const hasTwoHeads = (columns: readonly DocumentColumn[]) => columns.some(({ above }) => above !== undefined);

/** Title, lines, and the head in one row or two. */
function openingRows({ title, lines, columns }: StreamedSection): SheetRow[] {
  const across = (style: 'title' | 'line', text: string): SheetRow => ({
    cells: [{ style, text, columns: columns.length }],
  });
  const start = [{ ...across('title', title), heightPoints: 36 }, ...lines.map((text) => across('line', text))];
  const titles: SheetRow = { cells: columns.map(({ title: text }) => ({ style: 'head', text })) };
  if (!hasTwoHeads(columns)) return [...start, titles];
  const upper = columns.map(({ above, title: text }, index): SheetCell | null => {
    if (above === undefined) return { style: 'head', text, rows: 2 };
    if (columns[index - 1]?.above === above) return null;
    const rest = columns.slice(index).findIndex((column) => column.above !== above);
    return { style: 'head', text: above, columns: rest < 0 ? columns.length - index : rest };
  });
  const lower = columns.map(({ above, title: text }): SheetCell => ({ style: 'head', text: above === undefined ? '' : text }));
  return [...start, { cells: upper }, { cells: lower }];
}

/** The first section's table under one head row, and behind it what it is, who took it out and when. */
async function* csvPages({ sections, stamp, version }: StreamedDocument): AsyncGenerator<string[][]> {
  const { columns, pages } = sections[0] as StreamedSection;
  yield [columns.map(({ title }) => title.replaceAll('\n', ' '))];
  for await (const page of pages()) yield page.map((row) => row.map(csvText));
  const { footerLeft, footerRight } = documentFooter(stamp);
  yield [[`${footerLeft} ${version} ${footerRight}`, ...columns.slice(1).map(() => '')]];
}

function csvText(cell: DocumentCell): string {
  if (cell === null) return '';
  if ('hundredths' in cell) return (cell.hundredths / 100).toFixed(2);
  if ('integer' in cell) return String(cell.integer);
  return 'text' in cell ? cell.text : percent(cell.tenThousandths);
}

/** '2026-05' → 2026年5月. */
export function monthName(month: string): string {
  return `${Number(month.slice(0, 4))}年${Number(month.slice(5, 7))}月`;
}

