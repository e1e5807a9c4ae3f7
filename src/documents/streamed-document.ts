import { streamCsv, type CsvField } from '../spreadsheets/write-csv.js';
import { type StreamedPage, type StreamedSheet, streamWorkbook } from '../spreadsheets/stream-workbook.js';
import type { SheetDescription, SheetRow } from '../spreadsheets/write-workbook.js';
import type { DocumentColumn, DocumentDescription, DocumentPart, DocumentRow, DocumentSection } from './description.js';
import { csvHead, csvNote, csvRow } from './description-csv.js';
import { sheetsOf, styleOf, styleOfNumber } from './description-workbook.js';

/**
 * A document whose tables may have any number of rows: they come page by page and are written as they come. What it looks like is
 * what its description looks like (description-workbook.ts, description-csv.ts).
 */
export interface StreamedDocument extends Omit<DocumentDescription, 'sections'> {
  sections: StreamedSection[];
}

export interface StreamedSection extends Omit<DocumentSection, 'parts'> {
  before: DocumentPart[];
  columns: DocumentColumn[];
  keyColumns: number;
  /** Made when it is the section's turn; every page is read once. */
  pages: () => AsyncIterable<DocumentRow[]>;
  after: DocumentPart[];
}

export const streamedFormats = ['xlsx', 'csv'] as const;
export type StreamedFormat = (typeof streamedFormats)[number];

/** Reading ends when whoever takes the pieces stops, and so does everything that makes the rows. */
export function streamDocument(document: StreamedDocument, format: StreamedFormat): AsyncGenerator<Buffer> {
  if (format === 'csv') return streamCsv(csvPages(document));
  const sheets = sheetsOf(withRows(document, []));
  return streamWorkbook(
    document.sections.map((section, index) => sheetOf(section, sheets[index] as SheetDescription)),
    new Date(document.stamp.exportedAt),
  );
}

/** The same as a description, for what is short enough to be shown and printed. */
export async function describeWhole(document: StreamedDocument): Promise<DocumentDescription> {
  const rows: DocumentRow[][] = [];
  for (const { pages } of document.sections) {
    const own: DocumentRow[] = [];
    for await (const page of pages()) own.push(...page);
    rows.push(own);
  }
  return withRows(document, rows);
}

function withRows({ sections, ...document }: StreamedDocument, rows: readonly DocumentRow[][]): DocumentDescription {
  return {
    ...document,
    sections: sections.map(({ before, columns, keyColumns, pages: _, after, ...section }, index) => ({
      ...section,
      parts: [...before, { kind: 'table', columns, keyColumns, rows: rows[index] ?? [] }, ...after],
    })),
  };
}

/** The sheet as it is without rows, with the rows between its head and what follows the table. */
function sheetOf(section: StreamedSection, { rows, choices: _, ...sheet }: SheetDescription): StreamedSheet {
  const head = sheet.repeatedRows?.last ?? rows.length;
  return { ...sheet, pages: sheetPages(section, rows.slice(0, head), rows.slice(head)) };
}

async function* sheetPages(
  { columns, pages }: StreamedSection,
  opening: SheetRow[],
  closing: SheetRow[],
): AsyncGenerator<StreamedPage> {
  yield { rows: opening };
  const styles = columns.map((column) => ({ text: styleOf(column), number: styleOfNumber(column) }));
  for await (const page of pages()) yield { styles, values: page };
  yield { rows: closing };
}

async function* csvPages(document: StreamedDocument): AsyncGenerator<CsvField[][]> {
  const { columns, pages } = document.sections[0] as StreamedSection;
  yield [csvHead(columns)];
  for await (const page of pages()) yield page.map(csvRow);
  yield csvNote(withRows(document, []));
}

/** '2026-05' → 2026年5月. */
export function monthName(month: string): string {
  return `${Number(month.slice(0, 4))}年${Number(month.slice(5, 7))}月`;
}
