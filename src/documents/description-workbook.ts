import { displayWidth } from '../spreadsheets/display-width.js';
import { isNearlyOnePage } from '../spreadsheets/print-setup.js';
import {
  heightOf,
  type SheetCell,
  type SheetDescription,
  type SheetRow,
  type StyleName,
  writeWorkbook,
} from '../spreadsheets/write-workbook.js';
import type { DocumentCell, DocumentColumn, DocumentDescription, DocumentSection } from './description.js';
import {
  cellText,
  checkedRows,
  fieldRows,
  type FieldsPart,
  headGroups,
  signaturePlace,
  type TablePart,
  totalsSpan,
} from './description-cells.js';
import { documentFooter } from './document-words.js';

/** Columns of a sheet that has no table: label and content, twice; together about the width of the page. */
const formColumns = { portrait: [13, 31, 13, 31], landscape: [16, 50, 16, 50] };

/** The .xlsx of a description, a worksheet for every section. Points and ratios are real numbers. */
export function workbookOf(description: DocumentDescription): Promise<Buffer> {
  return writeWorkbook({ sheets: sheetsOf(description) });
}

/** The same, before it is written. */
export function sheetsOf(description: DocumentDescription): SheetDescription[] {
  const { footerLeft, footerRight } = documentFooter(description.stamp);
  const footer = { footerLeft: `${description.version}\n${footerLeft}`, footerRight };
  const names = sheetNames(description.sections);
  return description.sections.map((section, index) => sheetOf(section, names[index]!, footer));
}

function sheetOf(
  section: DocumentSection,
  name: string,
  footer: { footerLeft: string; footerRight: string },
): SheetDescription {
  const tables = section.parts.filter((part): part is TablePart => part.kind === 'table');
  const main = tables.reduce<TablePart | undefined>(
    (widest, table) => (widest && widest.columns.length >= table.columns.length ? widest : table),
    undefined,
  );
  const widths = main ? main.columns.map(({ widthCharacters }) => widthCharacters) : formColumns[section.orientation];
  const rows: SheetRow[] = section.title === '' ? [] : [across('title', section.title, widths)];
  let head: { first: number; last: number } | undefined;
  for (const part of section.parts) {
    if (part === main) {
      const first = rows.length + 1;
      head = { first, last: first + (part.columns.some(({ above }) => above) ? 1 : 0) };
    }
    for (const row of partRows(part, widths, section.orientation)) rows.push(row);
  }
  // A head below half a screen of other things would leave no room to scroll in.
  const frozenRows = head && head.last <= 9 ? head.last : 0;
  const columns = widths.map((widthCharacters) => ({ widthCharacters }));
  const page = { orientation: section.orientation, ...(section.paper && { paper: section.paper }), ...footer };
  const size = {
    widthPoints: widths.reduce((sum, width) => sum + width * 5.25 + 3.75, 0),
    heightPoints: rows.reduce((sum, row) => sum + heightOf(row, { columns }), 0),
  };
  return {
    name,
    columns,
    rows,
    frozen: { rows: frozenRows, columns: frozenRows > 0 ? (main?.keyColumns ?? 0) : 0 },
    // Only one head can be repeated: with several tables in a sheet it would stand above another's columns.
    ...(head && tables.length === 1 && { repeatedRows: head }),
    page: { ...page, ...(isNearlyOnePage(page, size) && { isOnOnePage: true }) },
  };
}

function partRows(
  part: DocumentSection['parts'][number],
  widths: readonly number[],
  orientation: DocumentSection['orientation'],
): SheetRow[] {
  switch (part.kind) {
    case 'line':
      return [across(lineStyle(part), part.text, widths)];
    case 'heading':
      return [across('lineBold', part.text, widths)];
    case 'paragraph':
      return [across('line', `　　${part.text}`, widths)];
    case 'fields':
      return fieldsRows(part, widths);
    case 'table':
      return tableRows(part, widths);
    case 'signatures':
      return signatureRows(part.places, widths, orientation);
    case 'signedBy':
      return [
        { ...across('lineRight', `${part.organisation}　　　　`, widths), heightPoints: 40 },
        across('lineRight', `${part.day}　　　　`, widths),
      ];
  }
}

function lineStyle({ align, bold }: { align?: string; bold?: boolean }): StyleName {
  if (align === 'right') return 'lineRight';
  if (align === 'centre') return bold ? 'lineCentreBold' : 'lineCentre';
  return bold ? 'lineBold' : 'line';
}

function across(style: StyleName, text: string, widths: readonly number[]): SheetRow {
  return { cells: [{ style, text, columns: widths.length }, ...empty(widths.length - 1)] };
}

const empty = (count: number): null[] => Array.from({ length: count }, () => null);

/** A cell over so many columns of the sheet. */
const spread = (cell: SheetCell, columns: number): (SheetCell | null)[] => [
  { ...cell, columns },
  ...empty(columns - 1),
];

function tableRows(table: TablePart, widths: readonly number[]): SheetRow[] {
  const { columns } = table;
  const spans = spansOf(
    columns.map(({ widthCharacters }) => widthCharacters),
    widths,
  );
  const spanOf = (from: number, count: number) => spans.slice(from, from + count).reduce((sum, each) => sum + each, 0);
  const twoRows = columns.some(({ above }) => above);
  const rows = headRows(columns, twoRows, spanOf);
  const body = checkedRows(table);
  body.forEach((row, index) => {
    const isTotals = table.totals !== undefined && index === body.length - 1;
    const first = isTotals ? totalsSpan(row) : 1;
    const cells: (SheetCell | null)[] = [];
    for (let at = 0; at < row.length; at += at === 0 ? first : 1) {
      const style = isTotals ? 'bold' : styleOf(columns[at]!);
      cells.push(...spread(sheetCell(row[at]!, style), spanOf(at, at === 0 ? first : 1)));
    }
    rows.push({ cells });
  });
  return rows;
}

function headRows(
  columns: readonly DocumentColumn[],
  twoRows: boolean,
  spanOf: (from: number, count: number) => number,
): SheetRow[] {
  const upper: SheetRow['cells'] = [];
  const lower: SheetRow['cells'] = [];
  let at = 0;
  for (const { above, columns: group } of headGroups(columns)) {
    if (above === null) {
      const span = spanOf(at, 1);
      upper.push({ style: 'head', text: group[0]!.title, columns: span, rows: twoRows ? 2 : 1 }, ...empty(span - 1));
      lower.push(...empty(span));
    } else {
      upper.push(...spread({ style: 'head', text: above }, spanOf(at, group.length)));
      group.forEach(({ title }, index) => {
        lower.push(...spread({ style: 'head', text: title }, spanOf(at + index, 1)));
      });
    }
    at += group.length;
  }
  if (!twoRows) return [{ cells: upper }];
  // A title over two rows isn't measured: each row gets half of what the tallest needs.
  const lines = Math.max(...columns.map(({ above, title }) => (above ? 0 : title.split('\n').length)));
  const heightPoints = Math.max(21, Math.ceil((lines * 10.5 * 1.35 + 7) / 2));
  return [
    { cells: upper, heightPoints },
    { cells: lower, ...(lines > 2 && { heightPoints }) },
  ];
}

/** How the cells of a column look. */
export function styleOf({ align, bold }: DocumentColumn): StyleName {
  if (align === 'left') return 'left';
  return bold ? 'bold' : 'centre';
}

/** Numbers stand in the middle whatever the column's words do. */
const ofNumber = (style: StyleName): StyleName => (style === 'left' ? 'centre' : style);

/** How the numbers of a column look. */
export function styleOfNumber(column: DocumentColumn): StyleName {
  return ofNumber(styleOf(column));
}

function sheetCell(cell: DocumentCell, style: StyleName): SheetCell {
  if (cell === null) return { style, text: '' };
  return 'text' in cell ? { style, text: cell.text } : { style: ofNumber(style), ...cell };
}

/** Labels take the place of the first and third column of a form, as near as the sheet's columns come. */
function fieldsRows(part: FieldsPart, widths: readonly number[]): SheetRow[] {
  const whole = widths.reduce((sum, width) => sum + width, 0);
  const label = Math.min(14, whole / 5);
  const two = widths.length >= 4;
  const spans = spansOf(two ? [label, whole / 2 - label, label, whole / 2 - label] : [label, whole - label], widths);
  const rows = two ? fieldRows(part) : part.fields.map((field) => [field]);
  const [first = 1, ...others] = spans;
  const rest = others.reduce((sum, span) => sum + span, 0);
  return rows.map((fields): SheetRow => {
    if (widths.length === 1) return across('left', `${fields[0]!.label}：${cellText(fields[0]!.cell)}`, widths);
    const wide = fields.length === 1;
    const lines = wide ? (fields[0]!.wideLines ?? 1) : 1;
    const cells = fields.flatMap(({ label: text, cell }, index) => [
      ...spread({ style: 'head', text }, wide ? first : spans[index * 2]!),
      ...spread(fieldCell(cell, wide && lines > 1), wide ? rest : spans[index * 2 + 1]!),
    ]);
    return { cells, leastHeightPoints: lines * 18 + 7 };
  });
}

function fieldCell(cell: DocumentCell, top: boolean): SheetCell {
  return sheetCell(cell, cell !== null && 'text' in cell && (top || displayWidth(cell.text) > 20) ? 'left' : 'centre');
}

function signatureRows(
  places: readonly string[],
  widths: readonly number[],
  orientation: DocumentSection['orientation'],
): SheetRow[] {
  const whole = Math.min(
    widths.reduce((sum, width) => sum + width, 0),
    orientation === 'portrait' ? 92 : 140,
  );
  const texts = places.map(signaturePlace);
  const longest = Math.max(...texts.map(displayWidth)) + 4;
  const perRow = Math.max(1, Math.floor((whole + 4) / longest));
  return Array.from({ length: Math.ceil(texts.length / perRow) }, (_, index) => ({
    ...across('line', texts.slice(index * perRow, (index + 1) * perRow).join('　　'), widths),
    heightPoints: 40,
  }));
}

/**
 * How many of the sheet's columns each of these takes, so that they come as near as possible to their own widths: at least one
 * each, and together all of them. The sheet's own columns come out as one each.
 */
function spansOf(wanted: readonly number[], widths: readonly number[]): number[] {
  if (wanted.length >= widths.length) return wanted.map(() => 1);
  const scale = widths.reduce((sum, width) => sum + width, 0) / wanted.reduce((sum, width) => sum + width, 0);
  const spans: number[] = [];
  let column = 0;
  let edge = 0;
  let wantedEdge = 0;
  wanted.forEach((width, index) => {
    wantedEdge += width * scale;
    const mustLeave = wanted.length - index - 1;
    let span = 1;
    edge += widths[column]!;
    while (
      column + span < widths.length - mustLeave &&
      (mustLeave === 0 || Math.abs(edge + widths[column + span]! - wantedEdge) < Math.abs(edge - wantedEdge))
    ) {
      edge += widths[column + span]!;
      span += 1;
    }
    column += span;
    spans.push(span);
  });
  return spans;
}

/** Excel refuses a file in which two sheets have the same name, or one a sign it uses itself. */
function sheetNames(sections: readonly DocumentSection[]): string[] {
  const used = new Set<string>();
  return sections.map(({ name }, index) => {
    const plain =
      name
        .replace(/[[\]/\\:*?]/g, ' ')
        .replace(/^'+|'+$/g, '')
        .trim() || `表${index + 1}`;
    let unique = [...plain].slice(0, 31).join('');
    for (let again = 2; used.has(unique.toLowerCase()); again += 1) {
      const end = `（${again}）`;
      unique = [...plain].slice(0, 31 - end.length).join('') + end;
    }
    used.add(unique.toLowerCase());
    return unique;
  });
}
