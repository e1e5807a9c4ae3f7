import { strToU8, unzipSync, zipSync, type Zippable } from 'fflate';

/** Builds workbooks by hand, part by part, as other programs (and attackers) write them. */
export interface Parts {
  sheet: string;
  sheets?: { name: string; state?: string; xml: string }[];
  styles?: string;
  strings?: string;
  workbookProperties?: string;
  extra?: Record<string, string | Uint8Array>;
}

const MAIN =
  'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const relationships = (items: [string, string, string][]) =>
  `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${items.map(([id, type, target]) => `<Relationship Id="${id}" Type="${RELATIONS}/${type}" Target="${target}"/>`).join('')}</Relationships>`;

export const worksheet = (inner: string) =>
  `<?xml version="1.0" encoding="UTF-8"?><worksheet ${MAIN}>${inner}</worksheet>`;
/** `<c>` elements of one row. */
export const rowXml = (number: number, cells: string, attributes = '') =>
  `<row r="${number}" ${attributes}>${cells}</row>`;
export const textCell = (address: string, text: string) =>
  `<c r="${address}" t="inlineStr"><is><t xml:space="preserve">${text}</t></is></c>`;

export function partsOf({
  sheet,
  sheets,
  styles,
  strings,
  workbookProperties = '',
  extra = {},
}: Parts): Record<string, Uint8Array> {
  const all = sheets ?? [{ name: '名册', xml: worksheet(sheet) }];
  const texts: Record<string, string | Uint8Array> = {
    '[Content_Types].xml': '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    '_rels/.rels': relationships([['rId1', 'officeDocument', 'xl/workbook.xml']]),
    'xl/workbook.xml': `<workbook ${MAIN}>${workbookProperties}<sheets>${all.map(({ name, state }, index) => `<sheet name="${name}" sheetId="${index + 1}"${state ? ` state="${state}"` : ''} r:id="rId${index + 1}"/>`).join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relationships([
      ...all.map((_, index): [string, string, string] => [
        `rId${index + 1}`,
        'worksheet',
        `worksheets/sheet${index + 1}.xml`,
      ]),
      ['rId90', 'styles', 'styles.xml'],
      ['rId91', 'sharedStrings', '/xl/sharedStrings.xml'],
    ]),
    ...Object.fromEntries(all.map(({ xml }, index) => [`xl/worksheets/sheet${index + 1}.xml`, xml])),
    ...(styles ? { 'xl/styles.xml': `<styleSheet ${MAIN}>${styles}</styleSheet>` } : {}),
    ...(strings ? { 'xl/sharedStrings.xml': `<sst ${MAIN}>${strings}</sst>` } : {}),
    ...extra,
  };
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [name, typeof text === 'string' ? strToU8(text) : text]),
  );
}

export const workbook = (parts: Parts): Uint8Array => zipSync(partsOf(parts) as Zippable);

/** The parts of a workbook we wrote, as text. */
export function unpack(bytes: Uint8Array): Record<string, string> {
  return Object.fromEntries(
    Object.entries(unzipSync(bytes)).map(([name, data]) => [name, Buffer.from(data).toString('utf8')]),
  );
}
