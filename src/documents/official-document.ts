import {
  AlignmentType,
  BorderStyle,
  convertMillimetersToTwip,
  Document,
  Footer,
  type ISectionOptions,
  LineRuleType,
  Packer,
  PageNumber,
  PageOrientation,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  VerticalAlign,
  WidthType,
} from 'docx';

/**
 * A Word document in the layout of GB/T 9704-2012 (domain/documents.md): A4, margins 37/28/26/35 mm, title in 22-point
 * 小标宋, body in 16-point 仿宋 on lines of 28 points, headings in 黑体, "— 1 —" below. The fonts are licensed: they are named,
 * never brought along, and a machine without them puts its own in their place.
 */
export const fonts = {
  title: { ascii: 'Times New Roman', hAnsi: 'Times New Roman', eastAsia: '方正小标宋简体' },
  body: { ascii: 'Times New Roman', hAnsi: 'Times New Roman', eastAsia: '仿宋_GB2312' },
  heading: { ascii: 'Times New Roman', hAnsi: 'Times New Roman', eastAsia: '黑体' },
  secondHeading: { ascii: 'Times New Roman', hAnsi: 'Times New Roman', eastAsia: '楷体_GB2312' },
  page: { ascii: 'Times New Roman', hAnsi: 'Times New Roman', eastAsia: '宋体' },
};

export const pointsToHalves = (points: number): number => points * 2;
const linePoints = 28;
export const bodyPoints = 16;
const tablePoints = 12;
/** In twips, as Word itself writes it. */
const a4 = { width: 11_906, height: 16_838 };
export type Orientation = 'portrait' | 'landscape';

/**
 * Margins and the place of the page number, in millimetres. A page across is the upright one turned, its head at the binding: what
 * was left is above, and the page number stays as far below the text (GB/T 9704-2012, 7.4 and 7.6).
 */
const margins = {
  portrait: { top: 37, right: 26, bottom: 35, left: 28, footer: 17 },
  landscape: { top: 28, right: 37, bottom: 26, left: 35, footer: 8 },
} as const;

/** Width of the text on the page, in twips: 156 mm upright, 225 mm across. */
export function textWidthOf(orientation: Orientation): number {
  const { left, right } = margins[orientation];
  return (orientation === 'portrait' ? a4.width : a4.height) - convertMillimetersToTwip(left + right);
}

const textWidth = textWidthOf('portrait');

export type OfficialPart = Paragraph | Table;

const lines = { line: linePoints * 20, lineRule: LineRuleType.EXACT, before: 0, after: 0 };

/** A long one is broken where its words belong together: at every \n. A form begins closer below it. */
export function title(text: string, { ofForm = false } = {}): Paragraph {
  return new Paragraph({
    alignment: AlignmentType.CENTER,
    spacing: { line: 36 * 20, lineRule: LineRuleType.EXACT, after: (ofForm ? linePoints / 2 : linePoints) * 20 },
    children: text
      .split('\n')
      .map(
        (each, index) =>
          new TextRun({ text: each, size: pointsToHalves(22), font: fonts.title, ...(index > 0 && { break: 1 }) }),
      ),
  });
}

/** 一、 in 黑体, （一） in 楷体, 1. in 仿宋. */
export function heading(text: string, level: 1 | 2 | 3 = 1): Paragraph {
  const font = { 1: fonts.heading, 2: fonts.secondHeading, 3: fonts.body }[level];
  return new Paragraph({
    spacing: lines,
    keepNext: true,
    indent: { firstLine: bodyPoints * 2 * 20 },
    children: [new TextRun({ text, size: pointsToHalves(bodyPoints), font })],
  });
}

/** A paragraph of the body, its first line indented by two characters. */
export function paragraph(text: string, { indented = true } = {}): Paragraph {
  return new Paragraph({
    spacing: lines,
    alignment: AlignmentType.BOTH,
    ...(indented && { indent: { firstLine: bodyPoints * 2 * 20 } }),
    children: [new TextRun({ text, size: pointsToHalves(bodyPoints), font: fonts.body })],
  });
}

/** The signing unit and the day, to the right, four characters from the edge. */
export function signedBy(...texts: string[]): Paragraph[] {
  return texts.map(
    (text, index) =>
      new Paragraph({
        spacing: { ...lines, ...(index === 0 && { before: linePoints * 20 }) },
        alignment: AlignmentType.RIGHT,
        indent: { right: bodyPoints * 4 * 20 },
        keepLines: true,
        children: [new TextRun({ text, size: pointsToHalves(bodyPoints), font: fonts.body })],
      }),
  );
}

export interface OfficialTable {
  head: readonly string[];
  rows: readonly (readonly string[])[];
  /** How wide the columns are, in parts of one another. */
  widths: readonly number[];
  /** A short one that people sign is not torn over two pages. */
  isOnOnePage?: boolean;
}

/** A table across the page; its head is repeated on every page, and no row is torn in two. */
export function table({ head, rows, widths, isOnOnePage = false }: OfficialTable): Table {
  const whole = widths.reduce((sum, width) => sum + width, 0);
  const columnWidths = widths.map((width) => Math.floor((textWidth * width) / whole));
  const rowOf = (cells: readonly string[], isHead: boolean, keepNext = isOnOnePage) =>
    new TableRow({
      tableHeader: isHead,
      cantSplit: true,
      children: cells.map((text, index) => cell(text, columnWidths[index] ?? 0, { isHead, keepNext })),
    });
  const line = { style: BorderStyle.SINGLE, size: 4, color: '000000' };
  return new Table({
    width: { size: textWidth, type: WidthType.DXA },
    columnWidths,
    borders: { top: line, bottom: line, left: line, right: line, insideHorizontal: line, insideVertical: line },
    rows: [
      rowOf(head, true),
      ...rows.map((cells, index) => rowOf(cells, false, isOnOnePage && index < rows.length - 1)),
    ],
  });
}

const isFigure = (text: string) => /^[-—\d.]+$/.test(text);

function cell(text: string, width: number, { isHead, keepNext }: { isHead: boolean; keepNext: boolean }): TableCell {
  return new TableCell({
    width: { size: width, type: WidthType.DXA },
    verticalAlign: VerticalAlign.CENTER,
    margins: { top: 40, bottom: 40, left: 80, right: 80 },
    children: text.split('\n').map(
      (each) =>
        new Paragraph({
          spacing: { line: 20 * 20, lineRule: LineRuleType.AT_LEAST, before: 0, after: 0 },
          ...((isHead || isFigure(text)) && { alignment: AlignmentType.CENTER }),
          keepNext,
          children: [
            new TextRun({
              text: each,
              size: pointsToHalves(tablePoints),
              font: isHead ? fonts.heading : fonts.body,
            }),
          ],
        }),
    ),
  });
}

export interface OfficialDocument {
  /** As the file's own properties say it. */
  subject: string;
  creator: string;
  parts: readonly OfficialPart[];
  /** Who took it out and when, small, beside the page number. */
  stamp: string;
}

/** The finished .docx, all of it upright. */
export function officialDocument({ parts, ...rest }: OfficialDocument): Promise<Buffer> {
  return officialSections({ ...rest, sections: [{ orientation: 'portrait', parts }] });
}

export interface OfficialSection {
  orientation: Orientation;
  parts: readonly OfficialPart[];
}

/** The finished .docx; every section begins a new page, and the pages are numbered through. */
export function officialSections(
  document: Omit<OfficialDocument, 'parts'> & { sections: readonly OfficialSection[] },
): Promise<Buffer> {
  const { subject, creator, stamp, sections } = document;
  return Packer.toBuffer(
    new Document({
      title: subject,
      creator,
      styles: { default: { document: { run: { font: fonts.body, size: pointsToHalves(bodyPoints) } } } },
      sections: sections.map(({ orientation, parts }, index) => ({
        properties: { page: pageOf(orientation) },
        // A section without a footer has that of the one before.
        ...(index === 0 && { footers: { default: footerOf(stamp) } }),
        children: [...parts],
      })),
    }),
  );
}

function pageOf(orientation: Orientation): NonNullable<NonNullable<ISectionOptions['properties']>['page']> {
  const { top, right, bottom, left, footer } = margins[orientation];
  const twips = convertMillimetersToTwip;
  return {
    // The library turns width and height itself.
    size: {
      ...a4,
      orientation: orientation === 'portrait' ? PageOrientation.PORTRAIT : PageOrientation.LANDSCAPE,
    },
    margin: {
      top: twips(top),
      right: twips(right),
      bottom: twips(bottom),
      left: twips(left),
      footer: twips(footer),
    },
  };
}

function footerOf(stamp: string): Footer {
  const number = { size: pointsToHalves(14), font: fonts.page };
  return new Footer({
    children: [
      new Paragraph({
        alignment: AlignmentType.CENTER,
        children: [new TextRun({ ...number, children: ['— ', PageNumber.CURRENT, ' —'] })],
      }),
      new Paragraph({
        alignment: AlignmentType.RIGHT,
        children: [new TextRun({ text: stamp, size: pointsToHalves(9), font: fonts.page })],
      }),
    ],
  });
}
