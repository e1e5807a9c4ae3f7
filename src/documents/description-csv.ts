import { type CsvField, writeCsv } from '../spreadsheets/write-csv.js';
import type { DocumentColumn, DocumentDescription, DocumentRow } from './description.js';
import { cellText, checkedRows, stampWords, type TablePart } from './description-cells.js';

/**
 * The table of the first section: one head row, one row a person, numbers plain. Totals are left out, for whoever merges such files
 * would count them as people. What it is, of which version, and who took it out stands below in one cell, an empty row apart: so it
 * stays outside when the rows above are sorted or filtered, and a program that reads the file stops before it.
 */
export function csvOf(description: DocumentDescription): Buffer {
  const table = description.sections[0]?.parts.find((part): part is TablePart => part.kind === 'table');
  return writeCsv([...(table ? tableRows(table) : []), ...csvNote(description)]);
}

/** What stands below the table, an empty row apart. */
export function csvNote(description: DocumentDescription): CsvField[][] {
  const { version, stamp } = stampWords(description);
  const title = description.sections[0]?.title ?? description.fileName;
  return [[], [`说明：${[title, version, stamp].filter(Boolean).join('；')}`]];
}

function* tableRows(table: TablePart): Iterable<CsvField[]> {
  yield csvHead(table.columns);
  checkedRows(table);
  for (const row of table.rows) yield csvRow(row);
}

export function csvHead(columns: readonly DocumentColumn[]): CsvField[] {
  const titles = columns.map(({ title }) => title.replaceAll('\n', ''));
  return columns.map(({ above }, index) => {
    const title = titles[index]!;
    // Two columns of one name would be one to whoever reads by names.
    return above && titles.indexOf(title) !== titles.lastIndexOf(title) ? `${above}${title}` : title;
  });
}

export function csvRow(row: DocumentRow): CsvField[] {
  return row.map((cell) => {
    const text = cellText(cell);
    return cell === null || 'text' in cell ? text : { plain: text };
  });
}
