import type { Stream } from 'node:stream';
import type { Feature } from 'write-excel-file/node';
import { sanitizeAttributeValue, sanitizeTextContent } from 'write-excel-file/utility';
import { columnName } from './cell-address.js';
import type { Choice, SheetDescription } from './write-workbook.js';

/**
 * What write-excel-file leaves out, added through its own extension point: A4, one page wide, margins, footer with page
 * number, repeated title rows and lists of choices. The order of the elements is that of ECMA-376, CT_Worksheet.
 */
export function printSetup(sheets: readonly SheetDescription[]): Feature<Buffer | Blob | Stream> {
  return {
    files: {
      transform: {
        'xl/worksheets/sheet{id}.xml': {
          insert: (_, { sheetIndex }) => endOfSheet(sheets[sheetIndex]!),
          transform: (xml) =>
            replaceOnce(xml, /<worksheet [^>]*>/, (found) => `${found}<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>`),
        },
        // The default style, which the other programs expect and the writer doesn't name.
        'xl/styles.xml': {
          transform: (xml) => replaceOnce(xml, /<cellXfs .*<\/cellXfs>/s, (found) => BASE_STYLE + found + NORMAL_STYLE),
        },
        'xl/workbook.xml': { transform: (xml) => replaceOnce(xml, /<definedNames\/>/, () => definedNames(sheets)) },
      },
    },
  };
}

const BASE_STYLE = '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>';
const NORMAL_STYLE = '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>';

/** 1.9 cm all around, 1.5 cm below for the page number. */
const MARGINS = '<pageMargins left="0.6" right="0.6" top="0.75" bottom="0.75" header="0.3" footer="0.35"/>';

/** What stands in a worksheet behind its rows and merged cells. */
export function endOfSheet({ choices = [], page }: Pick<SheetDescription, 'choices' | 'page'>): string {
  const validations =
    choices.length === 0
      ? ''
      : `<dataValidations count="${choices.length}">${choices.map(validation).join('')}</dataValidations>`;
  const footer = footerPart('L', page.footerLeft) + '&C&"宋体,常规"&14— &P —' + footerPart('R', page.footerRight);
  return (
    validations +
    '<printOptions horizontalCentered="1"/>' +
    MARGINS +
    `<pageSetup paperSize="${page.paper === 'A3' ? 8 : 9}" orientation="${page.orientation}" fitToWidth="1" fitToHeight="${page.isOnOnePage ? 1 : 0}"/>` +
    `<headerFooter><oddFooter>${sanitizeTextContent(footer)}</oddFooter></headerFooter>`
  );
}

/** What fits between these margins, in points. */
const printable = {
  A4: { portrait: { width: 509, height: 734 }, landscape: { width: 756, height: 487 } },
  A3: { portrait: { width: 756, height: 1083 }, landscape: { width: 1104, height: 734 } },
};

/** How small the print may become so that a sheet is one page. */
const leastShare = 0.75;

/** Whether a sheet, as small as its width makes it, is so little longer than a page that it had better be one. */
export function isNearlyOnePage(
  { orientation, paper = 'A4' }: SheetDescription['page'],
  { widthPoints, heightPoints }: { widthPoints: number; heightPoints: number },
): boolean {
  const { width, height } = printable[paper][orientation];
  const share = height / (heightPoints * Math.min(1, width / widthPoints));
  // Programs differ by a line or two in what fits.
  return share < 1.05 && share >= leastShare;
}

/** In a footer & begins a command; the whole may have 255 characters. */
function footerPart(side: 'L' | 'R', text = ''): string {
  return text === '' ? '' : `&${side}&9&"仿宋,常规"${[...text].slice(0, 80).join('').replaceAll('&', '&&')}`;
}

function validation({ column, firstRow, lastRow, from, otherwise, advice }: Choice): string {
  const name = columnName(column);
  const formula = from && ('range' in from ? from.range : `"${from.join(',')}"`);
  const attributes = [
    formula ? 'type="list"' : '',
    `errorStyle="${otherwise === 'refuse' ? 'stop' : 'warning'}"`,
    'allowBlank="1" showInputMessage="1"',
    formula ? 'showErrorMessage="1"' : '',
    `error="${sanitizeAttributeValue(advice)}"`,
    `prompt="${sanitizeAttributeValue(advice)}"`,
    `sqref="${name}${firstRow}:${name}${lastRow}"`,
  ];
  return `<dataValidation ${attributes.filter(Boolean).join(' ')}>${formula ? `<formula1>${sanitizeTextContent(formula)}</formula1>` : ''}</dataValidation>`;
}

/** The rows that every page repeats, for the whole workbook. */
export function definedNames(sheets: readonly Pick<SheetDescription, 'name' | 'repeatedRows'>[]): string {
  const titles = sheets.map(({ name, repeatedRows }, index) =>
    repeatedRows
      ? `<definedName name="_xlnm.Print_Titles" localSheetId="${index}">${sanitizeTextContent(`'${name.replaceAll("'", "''")}'!$${repeatedRows.first}:$${repeatedRows.last}`)}</definedName>`
      : '',
  );
  return titles.some(Boolean) ? `<definedNames>${titles.join('')}</definedNames>` : '';
}

/** Should a later version of the writer lay out its files otherwise, this stops instead of quietly losing the print set-up. */
function replaceOnce(xml: string, place: RegExp, by: (found: string) => string): string {
  if (!place.test(xml)) throw new Error(`The writer's file has no ${place.source}`);
  return xml.replace(place, by);
}
