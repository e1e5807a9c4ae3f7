import { readTable } from '#src/spreadsheets/read-table.js';
import { writeWorkbook, type SheetDescription } from '#src/spreadsheets/write-workbook.js';
import { unpack } from './workbooks.js';

const sheet = (more: Partial<SheetDescription> = {}): SheetDescription => ({
  name: '名册',
  columns: [{ widthCharacters: 10 }, { widthCharacters: 10 }],
  rows: [
    {
      cells: [
        { style: 'head', text: '姓名' },
        { style: 'head', text: '得分' },
      ],
    },
  ],
  frozen: { rows: 1, columns: 1 },
  page: { orientation: 'portrait' },
  ...more,
});

/** Names that a spreadsheet would run, and text that a file format could spoil. */
const TEXTS = [
  '=HYPERLINK("x")', '=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1', '＋1', '＠x', "'=1", "=cmd|' /C calc'!A0", '1.1E+17', '0012', '2026-03-01', 'TRUE', '#N/A',
  '阿依古丽·买买提', '𠮷田', '䶮', '👨‍👩‍👧', '阿卜杜拉'.repeat(10), '<b>&amp;"x"</b>', ' 前后 ', '第一行\n第二行', '_x0041_', '_x005F_', 'a_b', '\u200f右', ']]>',
]; // prettier-ignore

describe('a workbook that we write', () => {
  it('stores every text as a string and never as a formula, and reads back equal', async () => {
    const bytes = await writeWorkbook({
      sheets: [
        sheet({
          rows: TEXTS.map((text, index) => ({
            cells: [
              { style: 'left', text: String(index) },
              { style: 'left', text },
            ],
          })),
        }),
      ],
    });
    const xml = unpack(bytes)['xl/worksheets/sheet1.xml']!;
    expect(xml).not.toMatch(/<f[ >/]/);
    const cells = [...xml.matchAll(/<c ([^>]*?)(\/>|>)/g)].map(([, attributes]) => attributes!);
    expect(cells).toHaveLength(TEXTS.length * 2);
    for (const attributes of cells) expect(attributes).toContain('t="s"');
    const table = await readTable(bytes, 'a.xlsx');
    expect(table.rows.map(({ cells: [, cell] }) => [cell!.text, cell!.kind])).toEqual(
      TEXTS.map((text) => [text, 'text']),
    );
  });

  it('writes words that every object knows as text, too', async () => {
    const words = ['constructor', 'toString', '__proto__', 'valueOf'];
    const bytes = await writeWorkbook({
      sheets: [sheet({ rows: words.map((text) => ({ cells: [{ style: 'left', text }] })) })],
    });
    expect(Object.values(unpack(bytes)).join()).not.toContain('native code');
    expect((await readTable(bytes, 'a.xlsx')).rows.map(({ cells }) => cells[0]!.text.trim())).toEqual(words);
  });

  it('stores points as real numbers shown with two decimals, and integers as integers', async () => {
    const points = [8790, 10000, 0, 5, -300, 12345678, 2901];
    const bytes = await writeWorkbook({
      sheets: [
        sheet({
          rows: points.map((hundredths, index) => ({
            cells: [
              { style: 'centre', hundredths },
              { style: 'centre', integer: index },
            ],
          })),
        }),
      ],
    });
    const parts = unpack(bytes);
    const values = [...parts['xl/worksheets/sheet1.xml']!.matchAll(/<c r="A\d+" s="(\d+)"><v>([^<]*)<\/v>/g)];
    expect(values.map(([, , value]) => value)).toEqual(['87.9', '100', '0', '0.05', '-3', '123456.78', '29.01']);
    const format = new RegExp(`numFmtId="(\\d+)" formatCode="0.00"`).exec(parts['xl/styles.xml']!)![1];
    const formats = [...parts['xl/styles.xml']!.split('<cellXfs')[1]!.matchAll(/<xf ([^>]*)>/g)].map(
      ([, attributes]) => attributes!,
    );
    expect(formats[Number(values[0]![1])]).toContain(`numFmtId="${format}"`);
    const table = await readTable(bytes, 'a.xlsx');
    expect(table.rows[0]!.cells.map(({ text, kind }) => [text, kind])).toEqual([
      ['87.9', 'number'],
      ['0', 'number'],
    ]);
  });

  it('refuses a fraction of a hundredth', async () => {
    for (const hundredths of [0.5, NaN, Infinity, 2 ** 53]) {
      await expect(
        writeWorkbook({ sheets: [sheet({ rows: [{ cells: [{ style: 'centre', hundredths }] }] })] }),
      ).rejects.toThrow(RangeError);
    }
  });

  it('prints on A4, one page wide, with page numbers and repeated head rows, and keeps the head in sight', async () => {
    const bytes = await writeWorkbook({
      sheets: [
        sheet({
          repeatedRows: { first: 1, last: 2 },
          frozen: { rows: 2, columns: 1 },
          page: { orientation: 'landscape', footerLeft: '甲 & 乙', footerRight: '右' },
        }),
        sheet({ name: "it's" }),
      ],
    });
    const parts = unpack(bytes);
    const xml = parts['xl/worksheets/sheet1.xml']!;
    expect(xml).toContain('<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews>');
    expect(xml).toContain('<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>');
    expect(xml).toMatch(/<pane ySplit="2" xSplit="1" topLeftCell="B3" activePane="bottomRight" state="frozen"\/>/);
    expect(xml).toContain('14— &amp;P —&amp;R&amp;9&amp;"仿宋');
    // A figure right behind the size would be read as the size's own.
    expect(xml).not.toMatch(/&amp;9[^&]/);
    expect(xml).toContain('甲 &amp;&amp; 乙');
    expect(xml).toMatch(/<pageMargins left="0.6" /);
    expect(parts['xl/workbook.xml']).toContain(
      '<definedName name="_xlnm.Print_Titles" localSheetId="0">\'名册\'!$1:$2</definedName></definedNames>',
    );
    expect(parts['xl/worksheets/sheet2.xml']).toContain('orientation="portrait"');
    expect(parts['xl/worksheets/sheet2.xml']).toContain(
      '<oddFooter>&amp;C&amp;"宋体,常规"&amp;14— &amp;P —</oddFooter>',
    );
    expect(parts['xl/styles.xml']).toMatch(/<\/borders><cellStyleXfs .*<\/cellXfs><cellStyles /s);
  });

  it('keeps the order of elements that Excel insists on', async () => {
    const bytes = await writeWorkbook({
      sheets: [
        sheet({
          rows: [
            { cells: [{ style: 'title', text: '题', columns: 2 }] },
            {
              cells: [
                { style: 'head', text: 'a', rows: 2 },
                { style: 'head', text: 'b' },
              ],
            },
            { cells: [null, { style: 'head', text: 'c' }] },
          ],
          choices: [
            {
              column: 2,
              firstRow: 4,
              lastRow: 9,
              from: ['全项', '简项'],
              otherwise: 'refuse',
              advice: '全项或简项 "<&>"',
            },
            {
              column: 1,
              firstRow: 4,
              lastRow: 9,
              from: { range: "'名册'!$A$1:$A$3" },
              otherwise: 'warn',
              advice: '选',
            },
          ],
        }),
      ],
    });
    const xml = unpack(bytes)['xl/worksheets/sheet1.xml']!;
    const inner = xml.slice(xml.indexOf('<sheetPr'));
    const order = [
      'sheetPr',
      'sheetViews',
      'cols',
      'sheetData',
      'mergeCells',
      'dataValidations',
      'printOptions',
      'pageMargins',
      'pageSetup',
      'headerFooter',
    ];
    expect(
      order
        .map((name) => inner.indexOf(`<${name}`))
        .every((at, index, all) => at >= 0 && (index === 0 || at > all[index - 1]!)),
    ).toBe(true);
    expect([...xml.matchAll(/<mergeCell ref="([^"]*)"/g)].map(([, reference]) => reference)).toEqual([
      'A1:B1',
      'A2:A3',
    ]);
    expect(xml).toContain('sqref="B4:B9"><formula1>"全项,简项"</formula1>');
    expect(xml).toContain('error="全项或简项 &quot;&lt;&amp;&gt;&quot;"');
    expect(xml).toContain('errorStyle="warning"');
    expect((await readTable(bytes, 'a.xlsx')).rows[0]!.cells.map(({ text, merged }) => [text, merged])).toEqual([
      ['题', true],
      ['', true],
    ]);
  });

  it('makes a row as high as its longest text needs', async () => {
    const bytes = await writeWorkbook({
      sheets: [
        sheet({
          rows: [
            { cells: [{ style: 'left', text: '短' }] },
            { cells: [{ style: 'left', text: '阿卜杜拉'.repeat(10) }] },
            { cells: [{ style: 'line', text: '长'.repeat(20), columns: 2 }] },
          ],
        }),
      ],
    });
    const heights = [...unpack(bytes)['xl/worksheets/sheet1.xml']!.matchAll(/<row r="\d+" ht="([\d.]+)"/g)].map(
      ([, height]) => Number(height),
    );
    expect(heights[0]).toBeLessThan(30);
    expect(heights[1]).toBeGreaterThan(10 * 13);
    expect(heights[2]).toBeGreaterThan(2 * 14);
  });
});
