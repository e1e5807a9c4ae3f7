import { openArchive, type Archive } from './archive.js';
import { columnName, columnNumber } from './cell-address.js';
import { readStyles, textOfNumber, type NumberStyle } from './number-style.js';
import type { MergedRange, TableCell, TableNote, TableRow } from './read-table.js';
import { attribute, readXml } from './read-xml.js';
import { LIMITS, SpreadsheetProblem } from './spreadsheet-problem.js';

interface Sheet {
  rows: TableRow[];
  notes: TableNote[];
  merges: MergedRange[];
}

/** One visible sheet of an .xlsx: the one of this name, or else the first. Only the parts that are needed get unpacked, each as a stream. */
export async function readWorkbook(
  bytes: Uint8Array,
  wantedSheet?: string,
): Promise<Sheet & { sheets: string[]; sheet: string }> {
  const archive = await openArchive(bytes);
  refuseDangerous(archive);
  const main = (await relationships(archive, '')).find(({ type }) => type === 'officeDocument')?.target;
  if (!main || !archive.names.includes(main) || !/^xl\//.test(main))
    throw new SpreadsheetProblem('notASpreadsheet', { looksLike: 'zip' });
  const parts = await relationships(archive, main);
  const partOfType = (type: string) =>
    parts.find((part) => part.type === type && archive.names.includes(part.target))?.target;

  const { sheets, date1904 } = await readSheetList(archive, main);
  const visible = sheets.filter(({ hidden }) => !hidden);
  const chosen = visible.find(({ name }) => name === wantedSheet) ?? visible[0];
  const target = chosen && parts.find(({ id, type }) => id === chosen.relationshipId && type === 'worksheet')?.target;
  if (!target) throw new SpreadsheetProblem('empty');

  const stylesPart = partOfType('styles');
  const styles = stylesPart ? await readStyles(archive, stylesPart) : [];
  const stringsPart = partOfType('sharedStrings');
  const strings = stringsPart ? await readSharedStrings(archive, stringsPart) : [];
  const sheet = await readSheet(archive, target, { strings, styles, date1904 });

  if (visible.length > 1)
    sheet.notes.unshift({ code: 'otherSheets', params: { count: visible.length - 1, used: chosen.name } });
  if (visible.length < sheets.length)
    sheet.notes.unshift({ code: 'hiddenSheets', params: { count: sheets.length - visible.length } });
  if (sheet.rows.length === 0) throw new SpreadsheetProblem('empty');
  return { ...sheet, sheets: visible.map(({ name }) => name), sheet: chosen.name };
}

function refuseDangerous({ names }: Archive): void {
  const some = (pattern: RegExp) => names.some((name) => pattern.test(name));
  if (some(/(^|\/)vbaProject|^xl\/(macrosheets|activeX)\//i)) throw new SpreadsheetProblem('macros');
  if (some(/^xl\/(externalLinks\/|connections\.xml$|queryTables\/)/i)) throw new SpreadsheetProblem('externalLinks');
  if (some(/^xl\/workbook\.bin$/i)) throw new SpreadsheetProblem('oldFormat', { looksLike: 'xlsb' });
  if (names.includes('mimetype') && names.includes('content.xml'))
    throw new SpreadsheetProblem('oldFormat', { looksLike: 'ods' });
  if (!names.includes('[Content_Types].xml') || !names.includes('_rels/.rels'))
    throw new SpreadsheetProblem('notASpreadsheet', { looksLike: 'zip' });
}

/** The relationships of a part ('' for the package), targets as names in the archive. */
async function relationships(archive: Archive, part: string): Promise<{ id: string; type: string; target: string }[]> {
  const folder = part.slice(0, part.lastIndexOf('/') + 1);
  const name = `${folder}_rels/${part.slice(folder.length)}.rels`;
  const found: { id: string; type: string; target: string }[] = [];
  await readXml(name, archive.read(name), {
    open(element, attributes) {
      if (element !== 'Relationship' || attributes.TargetMode === 'External') return;
      const { Id: id = '', Type: type = '', Target: target = '' } = attributes;
      found.push({
        id,
        type: type.slice(type.lastIndexOf('/') + 1),
        target: target.startsWith('/') ? target.slice(1) : folder + target,
      });
    },
  });
  return found;
}

async function readSheetList(archive: Archive, part: string) {
  const sheets: { name: string; hidden: boolean; relationshipId: string }[] = [];
  let date1904 = false;
  await readXml(part, archive.read(part), {
    open(element, attributes) {
      if (element === 'workbookPr') date1904 = isTrue(attributes.date1904);
      if (element !== 'sheet') return;
      if (sheets.length === LIMITS.sheets) throw new SpreadsheetProblem('tooManySheets', { limit: LIMITS.sheets });
      sheets.push({
        name: attributes.name ?? '',
        hidden: (attributes.state ?? 'visible') !== 'visible',
        relationshipId: attribute(attributes, 'id') ?? '',
      });
    },
  });
  return { sheets, date1904 };
}

async function readSharedStrings(archive: Archive, part: string): Promise<string[]> {
  const strings: string[] = [];
  const collector = textCollector();
  await readXml(part, archive.read(part), {
    open(element) {
      if (element === 'si') collector.start();
      collector.open(element);
    },
    text: collector.text,
    close(element) {
      collector.close(element);
      if (element === 'si') strings.push(collector.value());
    },
  });
  return strings;
}

/** Joins the runs `<t>` of a rich text, without the pinyin `<rPh>` written above it. */
function textCollector() {
  let value = '';
  let insideText = false;
  let insidePinyin = false;
  return {
    start: () => (value = ''),
    open(element: string) {
      if (element === 'rPh') insidePinyin = true;
      if (element === 't') insideText = !insidePinyin;
    },
    text(text: string) {
      if (insideText) value += text;
    },
    close(element: string) {
      if (element === 'rPh') insidePinyin = false;
      if (element === 't') insideText = false;
    },
    /** Excel writes characters that XML cannot carry as _x000D_. */
    value: () => value.replace(/_x([0-9A-F]{4})_/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16))),
  };
}

async function readSheet(
  archive: Archive,
  part: string,
  context: { strings: string[]; styles: NumberStyle[]; date1904: boolean },
): Promise<Sheet> {
  const broken = () => new SpreadsheetProblem('brokenFile', { part });
  const rows: TableRow[] = [];
  const roundedNumbers: TableNote[] = [];
  const hiddenColumns: { first: number; last: number }[] = [];
  const merges: MergedRange[] = [];
  const inlineText = textCollector();

  let rowNumber = 0;
  let row: TableRow = { rowNumber, hidden: false, cells: [] };
  let column = 0;
  let cell: Record<string, string> | null = null;
  let hasFormula = false;
  let insideValue = false;
  let value = '';

  const closeCell = ({ t: type = 'n', s: style = '0' }: Record<string, string>) => {
    const address = `${columnName(column)}${rowNumber}`;
    const read = readCell(type, value, inlineText.value(), context.styles[Number(style)], context);
    if (read.text.trim() === '' && !hasFormula) return;
    if (column > LIMITS.columns)
      throw new SpreadsheetProblem('tooManyColumns', { limit: LIMITS.columns, cell: address });
    if (read.text.length > LIMITS.cellCharacters)
      throw new SpreadsheetProblem('cellTooLong', { limit: LIMITS.cellCharacters, cell: address });
    if (read.rounded && roundedNumbers.length < LIMITS.notesPerCode)
      roundedNumbers.push({ code: 'roundedNumber', params: { cell: address } });
    fillUpTo(row, column - 1);
    row.cells.push({ address, text: read.text, kind: hasFormula && read.kind !== 'error' ? 'formula' : read.kind });
  };

  await readXml(part, archive.read(part), {
    open(element, attributes) {
      switch (element) {
        case 'col':
          if (isTrue(attributes.hidden) || attributes.width === '0')
            hiddenColumns.push({ first: Number(attributes.min), last: Number(attributes.max) });
          break;
        case 'row': {
          const next = attributes.r === undefined ? rowNumber + 1 : Number(attributes.r);
          if (!Number.isInteger(next) || next <= rowNumber || next > 1_048_576) throw broken();
          rowNumber = next;
          row = { rowNumber, hidden: isTrue(attributes.hidden) || attributes.ht === '0', cells: [] };
          column = 0;
          break;
        }
        case 'c': {
          const letters = attributes.r === undefined ? null : /^([A-Z]{1,3})\d+$/.exec(attributes.r)?.[1];
          const next = letters === null ? column + 1 : columnNumber(letters ?? '');
          if (next <= column) throw broken();
          column = next;
          [cell, hasFormula, value] = [attributes, false, ''];
          inlineText.start();
          break;
        }
        case 'v':
          insideValue = cell !== null;
          break;
        case 'f':
          hasFormula = true;
          break;
        case 'mergeCell':
          if (merges.length === LIMITS.mergedRanges)
            throw new SpreadsheetProblem('tooManyMergedCells', { limit: LIMITS.mergedRanges });
          merges.push(mergedRange(attributes.ref));
          break;
        default:
          if (cell) inlineText.open(element);
      }
    },
    text(text) {
      if (insideValue) value += text;
      else if (cell) inlineText.text(text);
    },
    close(element) {
      if (element === 'v') insideValue = false;
      else if (element === 'c' && cell) {
        closeCell(cell);
        cell = null;
      } else if (element === 'row' && row.cells.length > 0) {
        if (rows.length === LIMITS.rows) throw new SpreadsheetProblem('tooManyRows', { limit: LIMITS.rows });
        rows.push(row);
      } else if (cell) inlineText.close(element);
    },
  });
  for (const merge of merges) markMerged(rows, merge);

  const hidden = rows.filter((each) => each.hidden);
  const width = rows.reduce((widest, { cells }) => Math.max(widest, cells.length), 0);
  const hiddenNames = Array.from({ length: width }, (_, index) => index + 1)
    .filter((each) => hiddenColumns.some(({ first, last }) => first <= each && each <= last))
    .map(columnName);
  const notes: TableNote[] = [];
  if (hidden.length > 0)
    notes.push({ code: 'hiddenRows', params: { count: hidden.length, first: hidden[0]!.rowNumber } });
  if (hiddenNames.length > 0) notes.push({ code: 'hiddenColumns', params: { columns: hiddenNames.join(', ') } });
  return { rows, merges, notes: [...notes, ...roundedNumbers] };
}

function readCell(
  type: string,
  value: string,
  inlineText: string,
  style: NumberStyle | undefined,
  context: { strings: string[]; date1904: boolean },
): { text: string; kind: TableCell['kind']; rounded?: boolean } {
  switch (type) {
    case 's':
      return { text: context.strings[Number(value)] ?? '', kind: 'text' };
    case 'inlineStr':
      return { text: inlineText, kind: 'text' };
    case 'str':
      return { text: value, kind: 'text' };
    case 'b':
      return { text: value === '1' ? 'TRUE' : 'FALSE', kind: 'text' };
    case 'e':
      return { text: value, kind: 'error' };
    case 'd':
      return { text: value.replace(/T00:00(:00(\.0+)?)?Z?$/, ''), kind: 'date' };
    default:
      return value === '' ? { text: '', kind: 'empty' } : textOfNumber(value, style, context.date1904);
  }
}

function mergedRange(reference = ''): MergedRange {
  const found = /^([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})$/.exec(reference);
  if (!found) throw new SpreadsheetProblem('brokenFile', { part: 'mergeCell' });
  const [, firstColumn, firstRow, lastColumn, lastRow] = found as unknown as [string, string, string, string, string];
  return {
    firstRow: Number(firstRow),
    lastRow: Number(lastRow),
    firstColumn: columnNumber(firstColumn),
    lastColumn: Math.min(columnNumber(lastColumn), LIMITS.columns),
  };
}

/** Cells covered by a merge look empty in the file; they are marked as well, since a person sees the first one's text there. */
function markMerged(rows: TableRow[], { firstRow, lastRow, firstColumn, lastColumn }: MergedRange): void {
  for (const row of rows) {
    if (row.rowNumber < firstRow || row.rowNumber > lastRow) continue;
    fillUpTo(row, lastColumn);
    for (let column = firstColumn; column <= lastColumn; column++) row.cells[column - 1]!.merged = true;
  }
}

function fillUpTo(row: TableRow, column: number): void {
  while (row.cells.length < column)
    row.cells.push({ address: `${columnName(row.cells.length + 1)}${row.rowNumber}`, text: '', kind: 'empty' });
}

function isTrue(value: string | undefined): boolean {
  return value === '1' || value === 'true';
}
