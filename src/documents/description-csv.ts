import { type CsvField, writeCsv } from '../spreadsheets/write-csv.js';
import type { DocumentCell, DocumentDescription } from './description.js';
import { cellText, checkedRows, stampWords, type TablePart } from './description-cells.js';

/**
 * The table of the first section: one head row, one row a person, numbers plain. Totals are left out, for whoever merges such files
 * would count them as people. What it is, of which version, and who took it out stands below in one cell, an empty row apart: so it
 * stays outside when the rows above are sorted or filtered, and a program that reads the file stops before it.
 */
export function csvOf(description: DocumentDescription): Buffer {
  const section = description.sections[0];
  const table = section?.parts.find((part): part is TablePart => part.kind === 'table');
  const { version, stamp } = stampWords(description);
  const note = [section?.title ?? description.fileName, version, stamp].filter(Boolean).join('；');
  return writeCsv([...(table ? tableRows(table) : []), [], [`说明：${note}`]]);
}

function* tableRows(table: TablePart): Iterable<CsvField[]> {
  const titles = table.columns.map(({ title }) => title.replaceAll('\n', ''));
  yield table.columns.map(({ above }, index) => {
    const title = titles[index]!;
    // Two columns of one name would be one to whoever reads by names.
    return above && titles.indexOf(title) !== titles.lastIndexOf(title) ? `${above}${title}` : title;
  });
  checkedRows(table);
  for (const row of table.rows) yield row.map(field);
}

function field(cell: DocumentCell): CsvField {
  const text = cellText(cell);
  return cell === null || 'text' in cell ? text : { plain: text };
}
