import { strToU8, zipSync } from 'fflate';
import { openPackage } from '#src/templates/office-package.js';
import { readTemplate } from '#src/templates/read-template.js';
import { TemplateProblem } from '#src/templates/template-problem.js';
import { formula, halfYearTable, packed, paragraph, type PartTexts, text, wordFile, workbook } from './fixtures.js';

const book = (extra: PartTexts): Uint8Array => packed({ ...halfYearTable(), ...extra });
const word = (body: string, extra: PartTexts = {}, relations: [string, string, string, string?][] = []): Uint8Array =>
  packed(wordFile(body + paragraph('{{单位}}'), extra, relations));
const cells = (...each: string[]): Uint8Array =>
  packed(workbook([{ inner: `<sheetData><row r="1">${each.join('')}</row></sheetData>` }]));
const typed = (parts: PartTexts, from: string, to: string): Uint8Array =>
  packed({ ...parts, '[Content_Types].xml': String(parts['[Content_Types].xml']).replace(from, to) });
const field = (...pieces: string[]) =>
  `<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>${pieces.map((piece) => `<w:r><w:instrText>${piece}</w:instrText></w:r>`).join('')}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>`;
const ole = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]);

/** A zip whose directory says that what is inside is small. */
function lying(): Uint8Array {
  const bytes = zipSync({
    ...(halfYearBytes() as Record<string, Uint8Array>),
    'xl/media/a.xml': new Uint8Array(3_000_000),
  });
  const view = Buffer.from(bytes);
  const name = Buffer.from('xl/media/a.xml');
  const at = view.lastIndexOf(name);
  view.writeUInt32LE(1000, at - 46 + 24);
  return view;
}
const halfYearBytes = () =>
  Object.fromEntries(Object.entries(halfYearTable()).map(([name, part]) => [name, strToU8(String(part))]));

test.each<[string, () => Uint8Array, string, string?]>([
  ['nothing at all', () => new Uint8Array(), 'empty'],
  ['more than five megabytes', () => Buffer.alloc(5 * 1024 * 1024 + 1, 1), 'tooLarge'],
  ['a page that calls itself .xlsx', () => Buffer.from('<html><table><tr><td>{{单位}}'), 'htmlDisguised'],
  ['a PDF', () => Buffer.from('%PDF-1.7 …'), 'kindNotAccepted'],
  ['an .xls or .doc', () => ole, 'oldFormat'],
  ['a file with a password', () => Buffer.concat([ole, Buffer.from('EncryptedPackage', 'utf16le')]), 'encrypted'],
  ['a Word file of 2003 in XML', () => Buffer.from('<?xml version="1.0"?><w:wordDocument/>'), 'oldFormat'],
  ['any zip', () => packed({ 'a.txt': 'x' }), 'kindNotAccepted'],
  ['half a zip', () => book({}).slice(0, 900), 'brokenFile'],
  ['macros in a workbook', () => book({ 'xl/vbaProject.bin': 'x' }), 'macros'],
  [
    'an .xlsm under another name',
    () =>
      typed(
        halfYearTable(),
        'openxmlformats-officedocument.spreadsheetml.sheet.main',
        'ms-excel.sheet.macroEnabled.main',
      ),
    'macros',
  ],
  [
    'an .xltx',
    () => typed(halfYearTable(), 'spreadsheetml.sheet.main', 'spreadsheetml.template.main'),
    'kindNotAccepted',
  ],
  ['macros in a Word file', () => word('', { 'word/vbaProject.bin': 'x' }), 'macros'],
  ['an embedded object', () => word('', { 'word/embeddings/oleObject1.bin': 'x' }), 'activeContent', 'embeddedObject'],
  ['controls', () => book({ 'xl/ctrlProps/ctrlProp1.xml': '<x/>' }), 'activeContent', 'formControl'],
  ['a pivot table', () => book({ 'xl/pivotTables/pivotTable1.xml': '<x/>' }), 'activeContent', 'pivotTable'],
  [
    'another workbook’s figures',
    () => book({ 'xl/externalLinks/externalLink1.xml': '<x/>' }),
    'activeContent',
    'externalContent',
  ],
  [
    'a template from elsewhere',
    () => word('', {}, [['rId8', 'attachedTemplate', 'https://example.org/a.dotm', 'External']]),
    'activeContent',
    'externalContent',
  ],
  [
    'a picture from elsewhere',
    () => word('', {}, [['rId8', 'image', 'https://example.org/a.png', 'External']]),
    'activeContent',
    'externalContent',
  ],
  [
    'a link that starts a program',
    () => word('', {}, [['rId8', 'hyperlink', 'file:///c:/a.exe', 'External']]),
    'activeContent',
    'externalContent',
  ],
  ['a field that fetches', () => word(field('DDEAUTO c:\\\\cmd.exe')), 'activeContent', 'field'],
  [
    'a field that fetches, in pieces',
    () => word(field('INCLUDE', 'TEXT "http://example.org"')),
    'activeContent',
    'field',
  ],
  ['a page within', () => word('<w:altChunk r:id="rId8"/>'), 'activeContent', 'foreignPart'],
  [
    'a formula that starts a program',
    () => cells(text('A1', '{{单位}}'), formula('B1', "cmd|'/c calc'!A0")),
    'activeContent',
    'formula',
  ],
  [
    'a formula that fetches',
    () => cells(text('A1', '{{单位}}'), formula('B1', 'WEBSERVICE("http://example.org")')),
    'activeContent',
    'formula',
  ],
  ['entities', () => book({ 'xl/sharedStrings.xml': '<!DOCTYPE x [<!ENTITY a "b">]><sst/>' }), 'brokenFile'],
  [
    'entities in a part that is not read',
    () => book({ 'customXml/item1.xml': '<!DOCTYPE x [<!ENTITY a "b">]><x/>' }),
    'brokenFile',
  ],
  ['another encoding', () => book({ 'xl/styles.xml': Buffer.from('<styleSheet/>', 'utf16le') }), 'brokenFile'],
  ['XML that does not close', () => book({ 'xl/worksheets/sheet1.xml': '<worksheet><sheetData>' }), 'brokenFile'],
  ['a zip bomb', () => book({ 'xl/media/a.xml': new Uint8Array(3_000_000) }), 'zipBomb'],
  ['a zip that lies about its sizes', lying, 'zipBomb'],
  [
    'too many entries',
    () => book(Object.fromEntries(Array.from({ length: 250 }, (_, at) => [`xl/media/${at}.xml`, 'x']))),
    'zipBomb',
  ],
  ['depth without end', () => word('<w:sdt>'.repeat(300) + '</w:sdt>'.repeat(300)), 'brokenFile'],
  [
    'a million elements',
    () => word(Array.from({ length: 610_000 }, (_, at) => `<w:p a="${(at * 7919) % 99_991}"/>`).join('')),
    'tooComplex',
  ],
  ['no placeholder', () => cells(text('A1', '公示表')), 'noPlaceholders'],
])('refuses %s', async (...[, make, code, what]) => {
  const bytes = make();
  const refused = await readTemplate(bytes, 'period')
    .then((template) => template.findings(null))
    .then(
      () => null,
      (error: unknown) => error,
    );
  expect(refused).toBeInstanceOf(TemplateProblem);
  expect(refused).toMatchObject({ code, params: what ? { what } : {} });
});

test('takes what is only a little unusual: links for people, stylistic parts, a Word field for the page', async () => {
  const file = word(field('PAGE \\* MERGEFORMAT') + field('HYPERLINK "https://example.org/?q=DDE"'), {}, [
    ['rId8', 'hyperlink', 'https://example.org', 'External'],
  ]);
  expect((await openPackage(file)).kind).toBe('docx');
  expect(
    (await readTemplate(cells(text('A1', '{{单位}}'), formula('B1', 'HYPERLINK("a|b","!")')), 'period')).findings(null),
  ).toHaveLength(1);
});

test('the same file is packed into the same bytes', async () => {
  const [one, other] = [await readTemplate(book({}), 'period'), await readTemplate(book({}), 'period')];
  expect(one.file.packed().equals(other.file.packed())).toBe(true);
});
