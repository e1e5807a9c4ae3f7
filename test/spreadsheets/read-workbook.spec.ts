import { zipSync } from 'fflate';
import { readTable, type Table } from '#src/spreadsheets/read-table.js';
import { SpreadsheetProblem } from '#src/spreadsheets/spreadsheet-problem.js';
import { partsOf, rowXml, textCell, workbook, worksheet } from './workbooks.js';

const HEAD = rowXml(1, textCell('A1', '姓名') + textCell('B1', '出生年'));
const data = (rows: string, before = '', after = '') => `${before}<sheetData>${HEAD}${rows}</sheetData>${after}`;
const read = (sheet: string, more: Partial<Parameters<typeof workbook>[0]> = {}) =>
  readTable(workbook({ sheet, ...more }), '名册.xlsx');
const cell = (table: Table, address: string) =>
  table.rows.flatMap((row) => row.cells).find((each) => each.address === address);

async function refusal(
  bytes: Uint8Array,
  name = '名册.xlsx',
): Promise<{ code: string; params: Record<string, unknown> }> {
  try {
    await readTable(bytes, name);
  } catch (error) {
    if (error instanceof SpreadsheetProblem) return { code: error.code, params: error.params };
    throw error;
  }
  return { code: 'accepted', params: {} };
}

/** Changes the sizes that the directory of a zip declares for one entry. */
function withDeclaredSize(bytes: Uint8Array, name: string, unpackedBytes: number): Uint8Array {
  const changed = Buffer.from(bytes);
  for (
    let at = changed.indexOf('PK\x01\x02', 0, 'latin1');
    at >= 0;
    at = changed.indexOf('PK\x01\x02', at + 4, 'latin1')
  ) {
    if (changed.toString('utf8', at + 46, at + 46 + changed.readUInt16LE(at + 28)) === name)
      changed.writeUInt32LE(unpackedBytes, at + 24);
  }
  return changed;
}

describe('a workbook from another program', () => {
  it('keeps every kind of cell apart', async () => {
    const styles =
      '<numFmts><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/><numFmt numFmtId="171" formatCode="[Red]0.00&quot;日&quot;"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="9"/><xf numFmtId="171"/></cellXfs>';
    const strings =
      '<si><t>正式党员</t></si><si><r><t>张</t></r><r><t>三</t></r><rPh sb="0" eb="1"><t>zhang</t></rPh></si><si><t>a_x000D_b</t></si>';
    const table = await read(
      data(
        rowXml(2, '<c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c><c r="C2" t="s"><v>2</v></c>') +
          rowXml(
            3,
            '<c r="A3"><v>1961</v></c><c r="B3"><v>87.900000000000006</v></c><c r="C3" t="str"><v>1961</v></c>',
          ) +
          rowXml(
            4,
            '<c r="A4" s="1"><v>46113</v></c><c r="B4" s="2"><v>46113.5</v></c><c r="C4" s="1"><v>60</v></c><c r="D4" t="d"><v>2026-04-01T00:00:00</v></c>',
          ) +
          rowXml(
            5,
            '<c r="A5" t="e"><v>#N/A</v></c><c r="B5"><f>1+1</f><v>2</v></c><c r="C5" t="e"><f>NA()</f><v>#N/A</v></c><c r="D5" t="str"><f>A1</f><v></v></c>',
          ) +
          rowXml(6, '<c r="A6" s="3"><v>0.07</v></c><c r="B6" s="4"><v>5</v></c><c r="C6" t="b"><v>1</v></c>') +
          rowXml(7, `${textCell('A7', '１２')}${textCell('C7', '12 ')}${textCell('D7', '  ')}`),
      ),
      { styles, strings },
    );
    const seen = (address: string) => [cell(table, address)?.kind, cell(table, address)?.text];
    expect(seen('A2')).toEqual(['text', '正式党员']);
    expect(seen('B2')).toEqual(['text', '张三']);
    expect(seen('C2')).toEqual(['text', 'a\rb']);
    expect(seen('A3')).toEqual(['number', '1961']);
    expect(seen('B3')).toEqual(['number', '87.9']);
    expect(seen('C3')).toEqual(['text', '1961']);
    expect(seen('A4')).toEqual(['date', '2026-04-01']);
    expect(seen('B4')).toEqual(['date', '2026-04-01 12:00:00']);
    expect(seen('C4')).toEqual(['date', '1900-02-29']);
    expect(seen('D4')).toEqual(['date', '2026-04-01']);
    expect(seen('A5')).toEqual(['error', '#N/A']);
    expect(seen('B5')).toEqual(['formula', '2']);
    expect(seen('C5')).toEqual(['error', '#N/A']);
    expect(seen('D5')).toEqual(['formula', '']);
    expect(seen('A6')).toEqual(['number', '7%']);
    expect(seen('B6')).toEqual(['number', '5']);
    expect(seen('C6')).toEqual(['text', 'TRUE']);
    expect(seen('A7')).toEqual(['text', '１２']);
    expect(seen('B7')).toEqual(['empty', '']);
    expect(seen('C7')).toEqual(['text', '12 ']);
    expect(cell(table, 'D7')).toBeUndefined();
    expect(table.encoding).toBe('xlsx');
    expect(table.notes).toEqual([]);
  });

  it('counts days around the 29 February 1900 that Excel invented', async () => {
    const cells = ['1', '59', '60', '61'].map((serial, index) => `<c r="${'ABCD'[index]}2" s="1"><v>${serial}</v></c>`);
    const table = await read(data(rowXml(2, cells.join(''))), {
      styles: '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>',
    });
    expect(table.rows[1]!.cells.map(({ text }) => text)).toEqual([
      '1900-01-01',
      '1900-02-28',
      '1900-02-29',
      '1900-03-01',
    ]);
  });

  it('counts days from 1904 where the workbook does', async () => {
    const table = await read(data(rowXml(2, '<c r="A2" s="1"><v>44651</v></c>')), {
      styles: '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>',
      workbookProperties: '<workbookPr date1904="1"/>',
    });
    expect(cell(table, 'A2')?.text).toBe('2026-04-01');
  });

  it('shows an 18-digit number as rounded, and names its cell', async () => {
    const table = await read(
      data(
        rowXml(
          2,
          '<c r="A2"><v>110101199001011234</v></c><c r="B2"><v>1.1010119900101E+17</v></c><c r="C2"><v>123456789012345</v></c>',
        ),
      ),
    );
    expect(cell(table, 'A2')).toMatchObject({ kind: 'number', text: '1.1010119900101123E+17' });
    expect(cell(table, 'C2')?.text).toBe('123456789012345');
    expect(table.notes).toEqual([
      { code: 'roundedNumber', params: { cell: 'A2' } },
      { code: 'roundedNumber', params: { cell: 'B2' } },
    ]);
  });

  it('marks every cell under a merge, also the empty ones', async () => {
    const table = await read(
      data(
        rowXml(2, textCell('A2', '甲') + textCell('B2', '第一党小组')) +
          rowXml(3, textCell('A3', '乙')) +
          rowXml(4, textCell('A4', '丙')),
        '',
        '<mergeCells><mergeCell ref="B2:C3"/></mergeCells>',
      ),
    );
    const merged = table.rows.flatMap((row) => row.cells).filter((each) => each.merged);
    expect(merged.map(({ address }) => address)).toEqual(['B2', 'C2', 'B3', 'C3']);
    expect(cell(table, 'B3')).toEqual({ address: 'B3', text: '', kind: 'empty', merged: true });
  });

  it('hands out hidden rows as hidden and notes hidden columns and sheets', async () => {
    const inner = data(
      rowXml(2, textCell('A2', '甲') + textCell('C2', '丙'), 'hidden="1"') + rowXml(3, textCell('A3', '乙')),
      '<cols><col min="2" max="3" width="9" hidden="1"/><col min="9" max="16384" width="9" hidden="1"/></cols>',
    );
    const table = await read('', {
      sheets: [
        { name: '草稿', state: 'hidden', xml: worksheet(data('')) },
        { name: '名册', xml: worksheet(inner) },
        { name: '说明', xml: worksheet(data('')) },
      ],
    });
    expect(table.rows.map(({ rowNumber, hidden }) => [rowNumber, hidden])).toEqual([
      [1, false],
      [2, true],
      [3, false],
    ]);
    expect(table.notes).toEqual([
      { code: 'hiddenSheets', params: { count: 1 } },
      { code: 'otherSheets', params: { count: 1, used: '名册' } },
      { code: 'hiddenRows', params: { count: 1, first: 2 } },
      { code: 'hiddenColumns', params: { columns: 'B, C' } },
    ]);
  });

  it('keeps row numbers across blank rows and reads prefixed names', async () => {
    const x = worksheet(data(rowXml(7, textCell('A7', '甲'))))
      .replaceAll(/<(\/?)(\w+)/g, '<$1x:$2')
      .replace('xmlns=', 'xmlns:x=');
    const table = await read('', { sheets: [{ name: '名册', xml: x }] });
    expect(table.rows.map(({ rowNumber }) => rowNumber)).toEqual([1, 7]);
    expect(cell(table, 'A7')?.text).toBe('甲');
  });

  it('carries the digest of the bytes, and reading twice gives the same', async () => {
    const bytes = workbook({ sheet: data('') });
    const [first, second] = [await readTable(bytes, 'a.xlsx'), await readTable(bytes, 'b.xlsx')];
    expect(first.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(second).toEqual(first);
  });

  it('is not hurt by a million empty rows', async () => {
    const empty = Array.from({ length: 1_048_575 }, (_, index) => `<row r="${index + 2}" s="1"/>`).join('');
    const bytes = workbook({ sheet: data(empty) });
    const [before, started] = [process.memoryUsage().rss, performance.now()];
    const table = await readTable(bytes, '名册.xlsx');
    expect(table.rows).toHaveLength(1);
    expect(performance.now() - started).toBeLessThan(15_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(300_000_000);
  });
});

describe('a hostile or unfit file is refused by its name', () => {
  it.each<[string, Parameters<typeof workbook>[0], string]>([
    ['macros renamed .xlsx', { sheet: data(''), extra: { 'xl/vbaProject.bin': 'x' } }, 'macros'],
    ['external links', { sheet: data(''), extra: { 'xl/externalLinks/externalLink1.xml': '<x/>' } }, 'externalLinks'],
    ['a data connection', { sheet: data(''), extra: { 'xl/connections.xml': '<x/>' } }, 'externalLinks'],
    ['.xlsb renamed', { sheet: data(''), extra: { 'xl/workbook.bin': 'x' } }, 'oldFormat'],
    [
      '.ods renamed',
      { sheet: data(''), extra: { mimetype: 'application/vnd.oasis.opendocument.spreadsheet', 'content.xml': '<x/>' } },
      'oldFormat',
    ],
    [
      'a document type with entities',
      {
        sheet: '',
        sheets: [
          { name: 'a', xml: `<!DOCTYPE x [<!ENTITY a "aaaa">]>${worksheet(data(rowXml(2, textCell('A2', '甲'))))}` },
        ],
      },
      'brokenFile',
    ],
    ['an unknown entity', { sheet: data(rowXml(2, textCell('A2', '&nbsp;'))) }, 'brokenFile'],
    ['a sheet cut off', { sheet: '', sheets: [{ name: 'a', xml: worksheet(data('')).slice(0, -20) }] }, 'brokenFile'],
    ['elements nested 100 deep', { sheet: data('', '<a>'.repeat(100) + '</a>'.repeat(100)) }, 'brokenFile'],
    [
      'rows out of order',
      { sheet: data(rowXml(5, textCell('A5', 'x')) + rowXml(3, textCell('A3', 'x'))) },
      'brokenFile',
    ],
    ['61 columns', { sheet: data(rowXml(2, textCell('BI2', 'x'))) }, 'tooManyColumns'],
    [
      '51 sheets',
      {
        sheet: '',
        sheets: Array.from({ length: 51 }, (_, index) => ({ name: `s${index}`, xml: worksheet(data('')) })),
      },
      'tooManySheets',
    ],
    [
      '1,001 merged ranges',
      {
        sheet: data(
          '',
          '',
          `<mergeCells>${Array.from({ length: 1001 }, (_, index) => `<mergeCell ref="A${index + 9}:B${index + 9}"/>`).join('')}</mergeCells>`,
        ),
      },
      'tooManyMergedCells',
    ],
    ['a cell of 40,000 characters', { sheet: data(rowXml(2, textCell('A2', '长'.repeat(40_000)))) }, 'cellTooLong'],
    [
      '20,001 rows',
      {
        sheet: `<sheetData>${Array.from({ length: 20_001 }, (_, index) => rowXml(index + 1, textCell(`A${index + 1}`, '甲'))).join('')}</sheetData>`,
      },
      'tooManyRows',
    ],
    ['nothing in it', { sheet: '<sheetData><row r="1"/></sheetData>' }, 'empty'],
    [
      'only hidden sheets',
      { sheet: '', sheets: [{ name: 'a', state: 'veryHidden', xml: worksheet(data('')) }] },
      'empty',
    ],
  ])('%s', async (_, parts, code) => {
    expect((await refusal(workbook(parts))).code).toBe(code);
  });

  it('60 columns and 20,000 rows pass', async () => {
    const rows = Array.from({ length: 20_000 }, (_, index) => rowXml(index + 1, textCell(`BH${index + 1}`, '甲'))).join(
      '',
    );
    const table = await read(`<sheetData>${rows}</sheetData>`);
    expect(table.rows).toHaveLength(20_000);
    expect(table.rows[0]!.cells).toHaveLength(60);
  });

  it('a bomb of 214 MB in 0.2 MB: in milliseconds, nothing unpacked', async () => {
    const bomb = zipSync({ ...partsOf({ sheet: data('') }), 'xl/worksheets/sheet2.xml': new Uint8Array(214_000_000) });
    const [before, started] = [process.memoryUsage().rss, performance.now()];
    expect(await refusal(bomb)).toEqual({ code: 'zipBomb', params: { what: 'unpackedBytes', limit: 50_000_000 } });
    expect(performance.now() - started).toBeLessThan(500);
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
  });

  it('an entry packed more than a hundred times', async () => {
    const bomb = zipSync({ ...partsOf({ sheet: data('') }), 'xl/media/a.xml': new Uint8Array(20_000_000) });
    expect(await refusal(bomb)).toEqual({ code: 'zipBomb', params: { what: 'ratio', limit: 100 } });
  });

  it('201 entries', async () => {
    const extra = Object.fromEntries(Array.from({ length: 201 }, (_, index) => [`xl/media/${index}.txt`, 'x']));
    expect(await refusal(workbook({ sheet: data(''), extra }))).toMatchObject({
      code: 'zipBomb',
      params: { what: 'entries' },
    });
  });

  it('a directory that lies about a size', async () => {
    const long = data(
      Array.from({ length: 5000 }, (_, index) => rowXml(index + 2, textCell(`A${index + 2}`, `甲${index}`))).join(''),
    );
    const honest = workbook({ sheet: long });
    expect((await refusal(honest)).code).toBe('accepted');
    expect(await refusal(withDeclaredSize(honest, 'xl/worksheets/sheet1.xml', 1000))).toMatchObject({
      code: 'zipBomb',
      params: { what: 'sizes' },
    });
  });

  it('a path that climbs out, the same part twice, a truncated archive, an archive of something else', async () => {
    const good = workbook({ sheet: data('') });
    expect((await refusal(workbook({ sheet: data(''), extra: { '../../x.xml': 'x' } }))).code).toBe('brokenFile');
    const twice = Buffer.from(
      workbook({ sheet: data(''), extra: { 'xl/worksheets/sheetX.xml': worksheet(data('')) } }).map((byte) => byte),
    );
    for (let at = twice.indexOf('sheetX'); at >= 0; at = twice.indexOf('sheetX', at + 1)) twice.write('sheet1', at);
    expect((await refusal(twice)).code).toBe('brokenFile');
    expect((await refusal(good.subarray(0, good.length - 30))).code).toBe('brokenFile');
    expect((await refusal(zipSync({ 'word/document.xml': new Uint8Array(3) }))).code).toBe('notASpreadsheet');
    const word = workbook({
      sheet: data(''),
      extra: {
        '_rels/.rels':
          '<Relationships><Relationship Id="1" Type="http://x/officeDocument" Target="word/document.xml"/></Relationships>',
        'word/document.xml': '<x/>',
      },
    });
    expect((await refusal(word)).code).toBe('notASpreadsheet');
  });

  it('encrypted entries', async () => {
    const locked = Buffer.from(workbook({ sheet: data('') }));
    for (
      let at = locked.indexOf('PK\x01\x02', 0, 'latin1');
      at >= 0;
      at = locked.indexOf('PK\x01\x02', at + 4, 'latin1')
    )
      locked.writeUInt16LE(locked.readUInt16LE(at + 8) | 1, at + 8);
    expect((await refusal(locked)).code).toBe('encrypted');
  });

  const ole = (content: string) =>
    Buffer.concat([
      Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
      Buffer.alloc(504),
      Buffer.from(content, 'utf16le'),
      Buffer.alloc(512),
    ]);
  it.each<[string, Uint8Array, string, string]>([
    ['.xls renamed .xlsx', ole('Workbook'), 'a.xlsx', 'oldFormat'],
    ['.et', ole('Workbook'), 'a.et', 'oldFormat'],
    ['a workbook with a password', ole('EncryptionInfo EncryptedPackage'), 'a.xlsx', 'encrypted'],
    [
      'a web page called .xls',
      Buffer.from('\ufeff <html xmlns:x="urn:schemas-microsoft-com:office:excel"><table><tr><td>1'),
      'a.xls',
      'htmlDisguised',
    ],
    ['a bare table called .csv', Buffer.from('<!-- x --><table><tr>'), 'a.csv', 'htmlDisguised'],
    ['a web page in UTF-16', Buffer.from('\ufeff<!DOCTYPE html><html>', 'utf16le'), 'a.csv', 'htmlDisguised'],
    ['a saved mail (mht)', Buffer.from('MIME-Version: 1.0\r\nContent-Type: text/html'), 'a.xlsx', 'htmlDisguised'],
    [
      'XML of Excel 2003',
      Buffer.from('<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">'),
      'a.xlsx',
      'oldFormat',
    ],
    ['a CSV renamed .xlsx', Buffer.from('姓名,出生年\n甲,1961'), 'a.xlsx', 'notASpreadsheet'],
    ['a PDF', Buffer.from('%PDF-1.7'), 'a.csv', 'notASpreadsheet'],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), 'a.csv', 'notASpreadsheet'],
    ['bytes of no meaning', Buffer.from([1, 2, 3, 4, 0, 0, 1]), 'a.csv', 'notASpreadsheet'],
    ['no bytes', Buffer.alloc(0), 'a.xlsx', 'empty'],
    ['11 MB', Buffer.alloc(11_000_000, 'a'), 'a.csv', 'tooLarge'],
  ])('%s', async (_, bytes, name, code) => {
    expect((await refusal(bytes, name)).code).toBe(code);
  });

  it('a workbook called .csv is read, with a note', async () => {
    const table = await readTable(workbook({ sheet: data('') }), '名册.csv');
    expect(table.notes).toEqual([{ code: 'nameAndContentDiffer', params: { extension: 'csv', content: 'xlsx' } }]);
  });

  it('whatever byte is damaged, the answer is a table or a named refusal', async () => {
    const good = Buffer.from(workbook({ sheet: data(rowXml(2, textCell('A2', '甲'))) }));
    for (let at = 0; at < good.length; at += 7) {
      const damaged = Buffer.from(good);
      damaged[at]! ^= 0x5a;
      await refusal(damaged); // any other error is thrown on
    }
  });
});
