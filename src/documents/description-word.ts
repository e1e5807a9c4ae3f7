import {
  AlignmentType,
  BorderStyle,
  HeightRule,
  LineRuleType,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  VerticalAlign,
  VerticalMergeType,
  WidthType,
} from 'docx';
import { displayWidth } from '../spreadsheets/display-width.js';
import type {
  DocumentCell,
  DocumentColumn,
  DocumentDescription,
  DocumentPart,
  DocumentSection,
} from './description.js';
import {
  cellText,
  checkedRows,
  fieldRows,
  type FieldsPart,
  headGroups,
  signaturePlace,
  stampWords,
  type TablePart,
  totalsSpan,
} from './description-cells.js';
import {
  fonts,
  heading,
  type OfficialPart,
  officialSections,
  type Orientation,
  paragraph,
  pointsToHalves,
  signedBy,
  textWidthOf,
  title,
} from './official-document.js';

/** The .docx of a description in the layout of GB/T 9704: every section a new page, a table across the whole of it. */
export function wordOf(description: DocumentDescription): Promise<Buffer> {
  const { version, stamp } = stampWords(description);
  return officialSections({
    subject: description.fileName,
    creator: description.stamp.exportedBy,
    stamp: [version, stamp].filter(Boolean).join('　'),
    sections: description.sections.map((section) => ({
      orientation: section.orientation,
      parts: sectionParts(section),
    })),
  });
}

function sectionParts({ title: words, parts, orientation }: DocumentSection): OfficialPart[] {
  const written: OfficialPart[] = words === '' ? [] : [title(words, { ofForm: parts[0]?.kind === 'fields' })];
  parts.forEach((part, index) => {
    const next = parts[index + 1];
    // Whoever signs sees what he signs for: a small table goes along with the places to sign.
    written.push(...partOf(part, orientation, { keepNext: next?.kind === 'signatures' }));
    // Two tables without anything between them would become one, and a section may not end with one.
    if (isTable(part) && (!next || isTable(next))) written.push(gap());
  });
  return written;
}

const isTable = ({ kind }: DocumentPart) => kind === 'table' || kind === 'fields';

function partOf(part: DocumentPart, orientation: Orientation, { keepNext }: { keepNext: boolean }): OfficialPart[] {
  switch (part.kind) {
    case 'line':
      return [line(part.text, part)];
    case 'heading':
      return [heading(part.text, part.level)];
    case 'paragraph':
      return [paragraph(part.text, { indented: !part.flush })];
    case 'fields':
      return part.fields.length === 0 ? [] : [fieldsTable(part, orientation)];
    case 'table':
      return [dataTable(part, orientation, keepNext && part.rows.length <= 4)];
    case 'signatures':
      return signatureLines(part.places, orientation);
    case 'signedBy':
      return signedBy(part.organisation, part.day);
  }
}

/** What stands around a table: smaller than the body, so that a table and its notes are one sheet. */
const notePoints = 12;
const gapPoints = 6;

function line(text: string, { align, bold }: { align?: 'left' | 'right' | 'centre'; bold?: boolean } = {}): Paragraph {
  return new Paragraph({
    spacing: { line: 20 * 20, lineRule: LineRuleType.AT_LEAST, before: 0, after: 0 },
    alignment: { left: AlignmentType.LEFT, right: AlignmentType.RIGHT, centre: AlignmentType.CENTER }[align ?? 'left'],
    children: textRuns(text, { size: pointsToHalves(notePoints), font: fonts.body, bold: bold ?? false }),
  });
}

function gap(): Paragraph {
  return new Paragraph({
    spacing: { line: gapPoints * 20, lineRule: LineRuleType.EXACT, before: 0, after: 0 },
    children: [],
  });
}

/** A line break for every \n. */
function textRuns(text: string, look: { size: number; font: (typeof fonts)['body']; bold?: boolean }): TextRun[] {
  return text.split('\n').map((each, index) => new TextRun({ text: each, ...look, ...(index > 0 && { break: 1 }) }));
}

function signatureLines(places: readonly string[], orientation: Orientation): Paragraph[] {
  const texts = places.map(signaturePlace);
  const perLine = Math.max(
    1,
    Math.floor((textWidthOf(orientation) / 20 / (notePoints / 2) + 4) / (Math.max(...texts.map(displayWidth)) + 4)),
  );
  return Array.from(
    { length: Math.ceil(texts.length / perLine) },
    (_, index) =>
      new Paragraph({
        spacing: { line: 24 * 20, lineRule: LineRuleType.AT_LEAST, before: index === 0 ? 80 : 0, after: 0 },
        keepLines: true,
        // Nobody signs alone on a page of his own.
        keepNext: (index + 1) * perLine < texts.length,
        children: textRuns(texts.slice(index * perLine, (index + 1) * perLine).join('　　'), {
          size: pointsToHalves(notePoints),
          font: fonts.body,
        }),
      }),
  );
}

const rule = { style: BorderStyle.SINGLE, size: 4, color: '000000' };
const borders = { top: rule, bottom: rule, left: rule, right: rule, insideHorizontal: rule, insideVertical: rule };

interface CellLook {
  points: number;
  align?: 'left' | 'centre';
  font?: (typeof fonts)['body'];
  bold?: boolean;
  columnSpan?: number;
  verticalMerge?: 'begin' | 'go on';
  top?: boolean;
  keepNext?: boolean;
}

function cellOf(text: string, width: number, look: CellLook): TableCell {
  const { points, align = 'centre', font = fonts.body, bold = false, columnSpan = 1 } = look;
  const { verticalMerge, top, keepNext = false } = look;
  const sides = points < 10.5 ? 30 : 80;
  return new TableCell({
    width: { size: width, type: WidthType.DXA },
    verticalAlign: top ? VerticalAlign.TOP : VerticalAlign.CENTER,
    margins: { top: 30, bottom: 30, left: sides, right: sides },
    ...(columnSpan > 1 && { columnSpan }),
    ...(verticalMerge && {
      verticalMerge: verticalMerge === 'begin' ? VerticalMergeType.RESTART : VerticalMergeType.CONTINUE,
    }),
    children: [
      new Paragraph({
        spacing: { line: Math.round(points * 1.35 * 20), lineRule: LineRuleType.AT_LEAST, before: 0, after: 0 },
        alignment: align === 'centre' ? AlignmentType.CENTER : AlignmentType.LEFT,
        // The mark at the end has a size too: an empty cell would be as high as the body's text.
        run: { size: pointsToHalves(points) },
        keepNext,
        children: textRuns(text, { size: pointsToHalves(points), font, bold }),
      }),
    ],
  });
}

function tableOf(widths: readonly number[], rows: TableRow[]): Table {
  return new Table({
    layout: TableLayoutType.FIXED,
    width: { size: sum(widths), type: WidthType.DXA },
    columnWidths: [...widths],
    borders,
    rows,
  });
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** The columns in proportion to their widths, together exactly as wide as the text. */
function columnWidths(wanted: readonly number[], whole: number): number[] {
  const all = sum(wanted);
  const edges = wanted.map((_, index) => Math.round((whole * sum(wanted.slice(0, index + 1))) / all));
  return edges.map((edge, index) => edge - (edges[index - 1] ?? 0));
}

/** As large as the columns allow, in halves of a point: 12 as a rule, 7.5 at the least. */
function fittingPoints(widthCharacters: readonly number[], orientation: Orientation): number {
  const points = (textWidthOf(orientation) / 20 / sum(widthCharacters)) * 2;
  return Math.min(12, Math.max(7.5, Math.floor(points * 2) / 2));
}

function dataTable(table: TablePart, orientation: Orientation, keepNext: boolean): Table {
  const { columns } = table;
  const characters = columns.map(({ widthCharacters }) => widthCharacters);
  const widths = columnWidths(characters, textWidthOf(orientation));
  const points = fittingPoints(characters, orientation);
  const body = checkedRows(table);
  const look = { points, keepNext };
  const rows = body.map((cells, index) => {
    const isTotals = table.totals !== undefined && index === body.length - 1;
    return new TableRow({
      cantSplit: true,
      children: isTotals ? totalsCells(cells, widths, look) : rowCells(cells, columns, widths, look),
    });
  });
  return tableOf(widths, [...headRows(columns, widths, look), ...rows]);
}

type TableLook = Pick<CellLook, 'points' | 'keepNext'>;

function rowCells(
  cells: readonly DocumentCell[],
  columns: readonly DocumentColumn[],
  widths: readonly number[],
  look: TableLook,
): TableCell[] {
  return cells.map((cell, index) => {
    const { align, bold } = columns[index]!;
    const isText = cell !== null && 'text' in cell;
    return cellOf(cellText(cell), widths[index]!, {
      ...look,
      align: isText && align === 'left' ? 'left' : 'centre',
      ...(bold && { bold }),
    });
  });
}

function totalsCells(cells: readonly DocumentCell[], widths: readonly number[], look: TableLook): TableCell[] {
  const span = totalsSpan(cells);
  return [
    cellOf(cellText(cells[0]!), sum(widths.slice(0, span)), { ...look, bold: true, columnSpan: span }),
    ...cells.slice(span).map((cell, index) => cellOf(cellText(cell), widths[span + index]!, { ...look, bold: true })),
  ];
}

/** The titles, on every page again; those above several columns in a row of their own. */
function headRows(columns: readonly DocumentColumn[], widths: readonly number[], given: TableLook): TableRow[] {
  const look = { ...given, font: fonts.heading };
  const groups = headGroups(columns);
  const twoRows = groups.some(({ above }) => above !== null);
  const upper: TableCell[] = [];
  const lower: TableCell[] = [];
  let at = 0;
  for (const { above, columns: group } of groups) {
    const width = sum(widths.slice(at, at + group.length));
    if (above === null) {
      upper.push(cellOf(group[0]!.title, width, twoRows ? { ...look, verticalMerge: 'begin' } : look));
      lower.push(cellOf('', width, { ...look, verticalMerge: 'go on' }));
    } else {
      upper.push(cellOf(above, width, { ...look, columnSpan: group.length }));
      group.forEach(({ title: words }, index) => lower.push(cellOf(words, widths[at + index]!, look)));
    }
    at += group.length;
  }
  const row = (children: TableCell[]) => new TableRow({ tableHeader: true, cantSplit: true, children });
  return twoRows ? [row(upper), row(lower)] : [row(upper)];
}

/** Label and content side by side, two pairs in a row. */
function fieldsTable(part: FieldsPart, orientation: Orientation): Table {
  const widths = columnWidths([5, 10, 5, 10], textWidthOf(orientation));
  const [label = 0, content = 0] = widths;
  const rest = sum(widths.slice(1));
  return tableOf(
    widths,
    fieldRows(part).map((fields) => {
      const wide = fields.length === 1;
      const lines = wide ? (fields[0]!.wideLines ?? 1) : 1;
      return new TableRow({
        // A long one may go on overleaf.
        cantSplit: lines < 6,
        height: { value: (lines * 20 + 8) * 20, rule: HeightRule.ATLEAST },
        children: fields.flatMap(({ label: words, cell }) => [
          cellOf(words, label, { points: notePoints, font: fonts.heading }),
          cellOf(cellText(cell), wide ? rest : content, {
            points: notePoints,
            align: wide ? 'left' : 'centre',
            ...(wide && { columnSpan: 3 }),
            ...(lines > 1 && { top: true }),
          }),
        ]),
      });
    }),
  );
}
