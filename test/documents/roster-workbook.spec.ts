import { ROSTER_COLUMNS, rosterCsv, rosterTemplateWorkbook, rosterWorkbook } from '#src/documents/roster-workbook.js';
import { readTable, type Table } from '#src/spreadsheets/read-table.js';
import { unpack } from '../spreadsheets/workbooks.js';
import { NAMES, rosterOf } from './examples.js';

/** What an import sees: the values by column title. */
function values(table: Table): Record<string, string>[] {
  const [head, ...rows] = table.rows;
  return rows.map(({ cells }) =>
    Object.fromEntries(head!.cells.map(({ text }, index) => [text, (cells[index]?.text ?? '').trim()])),
  );
}
const expected = (count: number) =>
  rosterOf(count).map((row) =>
    Object.fromEntries(ROSTER_COLUMNS.map(({ field, title }) => [title, row[field].trim()])),
  );

describe('the roster', () => {
  it('has the columns of the template in every form', async () => {
    const titles = ['支部', '党员编号', '姓名', '党员类别', '人员状态', '出生年', '党小组', '考核方式', '转入日期'];
    for (const [bytes, name] of [
      [await rosterTemplateWorkbook(['甲']), 'a.xlsx'],
      [await rosterWorkbook(rosterOf(1)), 'a.xlsx'],
      [rosterCsv(rosterOf(1)), 'a.csv'],
    ] as const) {
      expect((await readTable(bytes, name)).rows[0]!.cells.map(({ text }) => text)).toEqual(titles);
    }
  });

  it('comes back unchanged as a workbook: numbers of members as text, years as numbers, no formula', async () => {
    const bytes = await rosterWorkbook(rosterOf(70));
    const table = await readTable(bytes, '名册.xlsx');
    expect(values(table)).toEqual(expected(70));
    expect(table.rows[1]!.cells.map(({ kind }) => kind)).toEqual([
      'text',
      'text',
      'text',
      'text',
      'text',
      'number',
      'empty',
      'text',
      'text',
    ]);
    expect(table.notes).toEqual([]);
    expect(unpack(bytes)['xl/worksheets/sheet1.xml']).not.toMatch(/<f[ >]/);
  });

  it('comes back unchanged as a CSV, dangerous names included', async () => {
    const table = await readTable(rosterCsv(rosterOf(70)), '名册.csv');
    expect(values(table)).toEqual(expected(70));
    expect(table.rows[4]!.cells[2]!.text).toBe(NAMES[3]);
    expect(rosterCsv(rosterOf(9)).toString('utf8')).toContain(',"\'=HYPERLINK(""x"")",');
  });

  it('is of two thousand people in a moment', async () => {
    const started = performance.now();
    const bytes = await rosterWorkbook(rosterOf(2000));
    expect((await readTable(bytes, 'a.xlsx')).rows).toHaveLength(2001);
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it('is empty as a template: nothing to import, lists to choose from, and the example on the other sheet', async () => {
    const branches = Array.from({ length: 90 }, (_, index) => `第${index + 1}党支部`);
    const bytes = await rosterTemplateWorkbook(branches, [{ branch: '第1党支部', group: '第一党小组' }]);
    const table = await readTable(bytes, '模板.xlsx');
    expect(table.rows).toHaveLength(1);
    expect(table.notes).toEqual([{ code: 'otherSheets', params: { count: 1, used: '党员名册' } }]);
    const parts = unpack(bytes);
    const xml = parts['xl/worksheets/sheet1.xml']!;
    expect(xml).toContain(`sqref="A2:A501"><formula1>'填写说明'!$F$2:$F$91</formula1>`);
    expect(xml).toContain(`sqref="G2:G501"><formula1>'填写说明'!$H$2:$H$2</formula1>`);
    expect(xml).toContain('<formula1>"正式党员,预备党员"</formula1>');
    expect(xml).toContain('<formula1>"在职,离退休,流动"</formula1>');
    expect(xml).toContain('<formula1>"全项,简项,免于考核"</formula1>');
    // Empty cells are formatted as text, so that a number of 18 digits typed there is not rounded.
    const style = Number(/<c r="B2" s="(\d+)"\/>/.exec(xml)![1]);
    const formatId = /numFmtId="(\d+)" formatCode="@"/.exec(parts['xl/styles.xml']!)![1];
    expect([...parts['xl/styles.xml']!.split('<cellXfs')[1]!.matchAll(/<xf ([^>]*)>/g)][style]![1]).toContain(
      `numFmtId="${formatId}"`,
    );
    expect(parts['xl/sharedStrings.xml']).toContain('张三（示例）');
  });
});
