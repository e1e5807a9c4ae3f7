import { csvOf } from '#src/documents/description-csv.js';
import { wordOf } from '#src/documents/description-word.js';
import { workbookOf } from '#src/documents/description-workbook.js';
import { readTable } from '#src/spreadsheets/read-table.js';
import { unpack } from '../spreadsheets/workbooks.js';
import { describedTable } from './description-example.js';

const described = describedTable(23);
const millimetres = (twips: number) => Math.round((twips / 1440) * 25.4);
const wordXml = async (description = described) => {
  const parts = unpack(await wordOf(description));
  return { xml: parts['word/document.xml']!, parts };
};

describe('a document, described once', () => {
  it('is a Word file in the layout of GB/T 9704, and pages across have the same margins turned', async () => {
    const { xml, parts } = await wordXml();
    const pages = [...xml.matchAll(/<w:sectPr.*?<\/w:sectPr>/gs)].map(([section]) => {
      const attribute = (name: string) => millimetres(Number(new RegExp(`w:${name}="(\\d+)"`).exec(section)![1]));
      return ['w', 'h', 'top', 'right', 'bottom', 'left'].map(attribute);
    });
    expect(pages).toEqual([
      [297, 210, 28, 37, 26, 35],
      [210, 297, 37, 26, 35, 28],
      [210, 297, 37, 26, 35, 28],
    ]);
    // Title 22 points, body 16 points on 28, the fonts named and none brought along.
    expect(xml).toContain('<w:sz w:val="44"/>');
    expect(xml).toContain('w:eastAsia="方正小标宋简体"');
    for (const font of ['黑体', '楷体_GB2312', '仿宋_GB2312']) expect(xml).toContain(`w:eastAsia="${font}"`);
    expect(xml).toContain('w:line="560"');
    expect(xml).toContain('w:lineRule="exact"');
    expect(Object.keys(parts).filter((part) => part.endsWith('.odttf') || part.endsWith('.ttf'))).toEqual([]);
    // The day stands four characters from the right edge.
    expect(xml).toMatch(/<w:ind[^>]*w:right="1280"/);
    const footer = parts['word/footer1.xml']!;
    expect(footer).toMatch(/— .*PAGE.* —/s);
    expect(footer).toContain('w:val="28"');
    expect(footer).toContain('公示第 3 号，办法 2026-1 版　某县烟草专卖局机关党委　王办公室 导出于 2026-11-21 00:30');
  });

  it('has tables as wide as the text, whose heads are printed again and whose rows are not torn', async () => {
    const { xml } = await wordXml();
    const [table = '', form = ''] = [...xml.matchAll(/<w:tbl>.*?<\/w:tbl>/gs)].map(([each]) => each);
    const widths = (of: string) =>
      [...of.matchAll(/<w:gridCol w:w="(\d+)"/g)].reduce((sum, [, width]) => sum + Number(width), 0);
    expect(millimetres(widths(table))).toBe(225);
    expect(millimetres(widths(form))).toBe(156);
    const rows = [...table.matchAll(/<w:tr>.*?<\/w:tr>/gs)].map(([row]) => row);
    expect(rows).toHaveLength(2 + 23 + 1);
    expect(rows.map((row) => row.includes('<w:tblHeader/>'))).toEqual([true, true, ...Array(24).fill(false)]);
    expect(rows.every((row) => row.includes('<w:cantSplit/>'))).toBe(true);
    // Every row fills the eleven columns of the grid.
    for (const row of rows) {
      const spans = [...row.matchAll(/<w:gridSpan w:val="(\d+)"/g)].reduce(
        (sum, [, span]) => sum + Number(span) - 1,
        0,
      );
      expect([...row.matchAll(/<w:tc>/g)].length + spans).toBe(11);
    }
    expect(form).toContain('某县烟草专卖局机关党委办公室党支部');
  });

  it('is a workbook with real numbers, a frozen and repeated head, fit to the width of the page', async () => {
    const bytes = await workbookOf(described);
    const parts = unpack(bytes);
    const sheet = parts['xl/worksheets/sheet1.xml']!;
    const { rows } = await readTable(bytes, 'a.xlsx');
    const head = rows.findIndex(({ cells }) => cells[0]?.text === '序号');
    const first = rows[head + 2]!.cells;
    expect(first.map(({ text }) => text)).toEqual([
      '1',
      '阿依古丽·买买提',
      '80',
      '80.01',
      '80.02',
      '80.03',
      '80.04',
      '不计分',
      '-2.5',
      '98.5%',
      '3月由专卖科党支部转入\n计分月数不足',
    ]);
    expect(first.filter(({ kind }) => kind === 'number')).toHaveLength(8);
    expect(rows.find(({ cells }) => cells[0]?.text === '合计')!.cells[2]).toMatchObject({
      kind: 'number',
      text: '1000',
    });
    expect(sheet).toMatch(/<pane [^>]*ySplit="4"[^>]*/);
    expect(sheet).toMatch(/xSplit="2"/);
    expect(parts['xl/workbook.xml']).toContain(`_xlnm.Print_Titles" localSheetId="0">'一览表'!$3:$4<`);
    expect(sheet).toContain('<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>');
    expect(sheet).toContain('公示第 3 号，办法 2026-1 版');
    expect(sheet).toContain('王办公室 导出于 2026-11-21 00:30');
    // 合计 stands over number and name; titles over both rows of the head.
    const merged = [...sheet.matchAll(/<mergeCell ref="([A-Z0-9:]+)"/g)].map(([, range]) => range);
    expect(merged).toEqual(expect.arrayContaining(['A1:K1', 'A3:A4', 'C3:H3', 'A28:B28']));
  });

  it('names its sheets as Excel takes them, and no two alike', async () => {
    const book = unpack(await workbookOf(described))['xl/workbook.xml']!;
    expect([...book.matchAll(/<sheet [^>]*?name="([^"]+)"/g)].map(([, name]) => name)).toEqual([
      '一览表',
      '审批 表',
      '审批 表（2）',
    ]);
  });

  it('is a CSV whose figures our own reader gives back, with what it is below and nobody’s name as a formula', async () => {
    const bytes = csvOf(described);
    expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    const text = bytes.toString('utf8');
    expect(text).toContain(`"'=HYPERLINK(""x"")"`);
    expect(text).toContain(',-2.50,98.50%,');
    const { rows } = await readTable(bytes, 'a.csv');
    expect(rows).toHaveLength(1 + 23 + 1);
    const table = described.sections[0]!.parts.find((part) => part.kind === 'table')!;
    expect(rows[0]!.cells.map((cell) => cell.text)).toEqual(table.columns.map(({ title }) => title));
    rows.slice(1, 24).forEach(({ cells }, index) => {
      const row = table.rows[index]!;
      row.forEach((cell, column) => {
        if (cell && 'hundredths' in cell) expect(Math.round(Number(cells[column]!.text) * 100)).toBe(cell.hundredths);
      });
    });
    expect(rows.at(-1)!.cells[0]!.text).toBe(
      '说明：某支部2026年上半年一览表；公示第 3 号，办法 2026-1 版；某县烟草专卖局机关党委　王办公室 导出于 2026-11-21 00:30',
    );
  });

  it('is refused by every writer when a row has a cell too few', async () => {
    const broken = describedTable(2);
    const table = broken.sections[0]!.parts.find((part) => part.kind === 'table')!;
    table.rows[1]!.pop();
    await expect(async () => workbookOf(broken)).rejects.toThrow('Row 2 has 10 cells for 11 columns');
    await expect(async () => wordOf(broken)).rejects.toThrow('Row 2 has 10 cells');
    expect(() => csvOf(broken)).toThrow('Row 2 has 10 cells');
  });

  it('takes ten times as long for ten times the rows, not a hundred times', async () => {
    const time = async (count: number) => {
      const large = describedTable(count);
      const from = performance.now();
      await workbookOf(large);
      await wordOf(large);
      return performance.now() - from;
    };
    await time(30);
    const few = await time(100);
    expect(await time(1000)).toBeLessThan(few * 30);
  });
});
