import type { CellObject } from 'write-excel-file/node';
import { SONG, type StyleName, STYLES } from './write-workbook.js';

/** The small parts of a workbook that is written as a stream, made from the styles that the other writer uses (ECMA-376). */

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const CONTENT = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** What a cell holds, with the number of its format: text, 0.00, 0 and 0.00% are built in (18.8.30). */
const FORMATS = { text: 49, hundredths: 2, integer: 1, tenThousandths: 10 } as const;
type Format = keyof typeof FORMATS;

const names = Object.keys(STYLES) as StyleName[];
const formats = Object.keys(FORMATS) as Format[];
const numbers = Object.fromEntries(
  names.map((name, row) => [
    name,
    Object.fromEntries(formats.map((format, column) => [format, 1 + row * formats.length + column])),
  ]),
) as Record<StyleName, Record<Format, number>>;

/** The number by which a cell names its style; 0 is the workbook's own. */
export function styleNumber(name: StyleName, format: Format): number {
  return numbers[name][format];
}

export function stylesPart(): string {
  const plainFont = `<font><sz val="11"/><name val="${SONG}"/></font>`;
  const fonts = [...new Set([plainFont, ...names.map((name) => fontXml(STYLES[name]))])];
  const noFills = [
    '<fill><patternFill patternType="none"/></fill>',
    '<fill><patternFill patternType="gray125"/></fill>',
  ];
  const fills = [...new Set([...noFills, ...names.map((name) => fillXml(STYLES[name]))])];
  const borders = [...new Set([borderXml({}), ...names.map((name) => borderXml(STYLES[name]))])];
  const cells = names.flatMap((name) =>
    formats.map((format) => {
      const style: CellObject = STYLES[name];
      const parts = `fontId="${fonts.indexOf(fontXml(style))}" fillId="${fills.indexOf(fillXml(style))}" borderId="${borders.indexOf(borderXml(style))}"`;
      return (
        `<xf numFmtId="${FORMATS[format]}" ${parts} xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1"` +
        ` applyAlignment="1"><alignment horizontal="${style.align}" vertical="${style.alignVertical}" wrapText="1"/></xf>`
      );
    }),
  );
  const plain = 'numFmtId="0" fontId="0" fillId="0" borderId="0"';
  return (
    `${HEAD}<styleSheet xmlns="${MAIN}">` +
    list('fonts', fonts) +
    list('fills', fills) +
    list('borders', borders) +
    list('cellStyleXfs', [`<xf ${plain}/>`]) +
    list('cellXfs', [`<xf ${plain} xfId="0"/>`, ...cells]) +
    list('cellStyles', ['<cellStyle name="Normal" xfId="0" builtinId="0"/>']) +
    '</styleSheet>'
  );
}

function list(element: string, items: readonly string[]): string {
  return `<${element} count="${items.length}">${items.join('')}</${element}>`;
}

function fontXml({ fontFamily, fontSize, fontWeight }: CellObject): string {
  return `<font>${fontWeight ? '<b/>' : ''}<sz val="${fontSize}"/><name val="${fontFamily}"/></font>`;
}

function fillXml({ backgroundColor }: CellObject): string {
  if (!backgroundColor) return '<fill><patternFill patternType="none"/></fill>';
  return `<fill><patternFill patternType="solid"><fgColor rgb="FF${backgroundColor.slice(1)}"/><bgColor indexed="64"/></patternFill></fill>`;
}

function borderXml({ borderStyle, borderColor }: CellObject): string {
  const side = (name: string) =>
    borderStyle ? `<${name} style="${borderStyle}"><color rgb="FF${borderColor?.slice(1)}"/></${name}>` : `<${name}/>`;
  return `<border>${['left', 'right', 'top', 'bottom'].map(side).join('')}<diagonal/></border>`;
}

export function typesPart(sheetCount: number): string {
  const parts = [
    ['/xl/workbook.xml', 'sheet.main'],
    ['/xl/styles.xml', 'styles'],
    ...Array.from({ length: sheetCount }, (_, index) => [`/xl/worksheets/sheet${index + 1}.xml`, 'worksheet']),
  ];
  const overrides = parts.map(([name, type]) => `<Override PartName="${name}" ContentType="${CONTENT}.${type}+xml"/>`);
  return (
    `${HEAD}<Types xmlns="${PACKAGE}/content-types">` +
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
    `<Default Extension="xml" ContentType="application/xml"/>${overrides.join('')}</Types>`
  );
}

/** Numbered from rId1, in the order given. */
export function relationshipsPart(parts: readonly (readonly [type: string, target: string])[]): string {
  const items = parts.map(
    ([type, target], index) => `<Relationship Id="rId${index + 1}" Type="${RELATIONS}/${type}" Target="${target}"/>`,
  );
  return `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${items.join('')}</Relationships>`;
}

export function workbookPart(sheets: readonly { name: string }[], namesOfRanges: string): string {
  const items = sheets.map(
    ({ name }, index) => `<sheet name="${xmlText(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`,
  );
  return (
    `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><bookViews><workbookView/></bookViews>` +
    `<sheets>${items.join('')}</sheets>${namesOfRanges}</workbook>`
  );
}

const ESCAPED: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
// Most texts have nothing of the kind, and are looked through once.
const odd = /[&<>"\u0000-\u001f\ufffe\uffff]|\p{Surrogate}|_x[0-9A-F]{4}_/iu;

/** Text as XML holds it. What XML can't hold is written as programs write it (_x000D_), and what looks like that, too. */
export function xmlText(text: string): string {
  if (!odd.test(text)) return text;
  return text
    .toWellFormed()
    .replace(/_(?=x[0-9A-F]{4}_)/gi, '_x005F_')
    .replace(
      /[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/g,
      (it) => `_x${it.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
    )
    .replace(/[&<>"]/g, (character) => ESCAPED[character] as string);
}
