import { workbookOf } from '#src/documents/description-workbook.js';
import { halfYearDescription } from '#src/documents/half-year-document.js';
import { readTable, type TableCell } from '#src/spreadsheets/read-table.js';
import { unpack } from '../spreadsheets/workbooks.js';
import { halfYearOf, STAMP } from './examples.js';

const BRANCH = { id: 1, name: '办公室党支部', kind: 'branch' };
async function read(view = halfYearOf(8)) {
  const bytes = await workbookOf(halfYearDescription(view, STAMP));
  const { rows } = await readTable(bytes, 'a.xlsx');
  const head = rows.findIndex(({ cells }) => cells[0]?.text === '序号');
  const titles = rows[head]!.cells.map(({ text }, index) =>
    (text === '' || text === '各月得分' ? rows[head + 1]!.cells[index]!.text : text).replace('\n', ''),
  );
  const body = rows
    .slice(head + 2, head + 2 + view.rows.length)
    .map(
      ({ cells }) =>
        Object.fromEntries(titles.map((title, index) => [title, cells[index]])) as Record<
          string,
          TableCell | undefined
        >,
    );
  const words = rows.map(({ cells }) => cells.map(({ text }) => text).join('|')).join('\n');
  return { bytes, titles, body, words, parts: unpack(bytes), rows, headRowNumber: rows[head]!.rowNumber };
}

describe('半年积分汇总表', () => {
  it('has the columns of document 9, a branch column only above the branch, a rank only where it is switched on', async () => {
    const months = ['1月', '2月', '3月', '4月', '5月', '6月'];
    const rest = ['计分月数', '平均分', '扣分合计', '贡献合计', '一票否决', '建议等次', '本人确认', '备注'];
    expect((await read()).titles).toEqual(['序号', '姓名', ...months, ...rest]);
    const bureau = await read(
      halfYearOf(8, { unit: { id: 1, name: '机关党委', kind: 'bureau' }, rankingEnabled: true }),
    );
    expect(bureau.titles).toEqual(['序号', '支部', '姓名', ...months, ...rest.slice(0, 6), '名次', ...rest.slice(6)]);
    expect(bureau.body[0]!['名次']).toMatchObject({ kind: 'number', text: '1' });
    expect(bureau.body[2]!['名次']).toMatchObject({ text: '不排名' });
    expect((await read()).words).not.toContain('名次');
    const keys = await read(halfYearOf(8, { rankingEnabled: true, rankingKeys: ['result', 'lowestMonth'] }));
    expect(keys.words).toContain(
      '名次：依次按总得分、最低一月得分排列；各项都相同的并列，后一名次连续（1、2、2、3）。',
    );
  });

  it('writes scores as real numbers and months without a score in words, never 0, never blank', async () => {
    const { body } = await read();
    expect(body[0]!['1月']).toMatchObject({ kind: 'number', text: '79' });
    expect(body[0]!['平均分']).toMatchObject({ kind: 'number', text: '87.9' });
    expect(body[1]!['3月']!.text).toBe('不计分');
    expect([body[2]!['1月']!.text, body[2]!['3月']!.text]).toEqual(['不在册', '转入']);
    expect(body[3]!['5月']!.text).toBe('按规定处理');
    expect(body[5]!['6月']!.text).toBe('未完成');
    expect(body[6]!['平均分']!.text).toBe('无计分月');
    for (const row of body)
      for (const month of ['1月', '2月', '3月', '4月', '5月', '6月', '平均分', '一票否决', '建议等次'])
        expect(row[month]!.text).not.toMatch(/^0?$/);
    expect([body[4]!['一票否决']!.text, body[7]!['一票否决']!.text, body[0]!['一票否决']!.text]).toEqual([
      '一票否决（一般）',
      '一票否决（严重）',
      '无',
    ]);
    expect(body[2]!['建议等次']!.text).toBe('不列等次');
    expect(body[2]!['备注']!.text).toBe('3月由专卖科党支部转入\n计分月数不足');
  });

  it('never says why a month is exempt', async () => {
    const { words } = await read(halfYearOf(70));
    expect(words).not.toMatch(/免于|病|exempt|approved|regulation|受.*处分/);
    expect(words).toContain('“不计分”为经批准不计分');
  });

  it('sums up below, in hundredths and exactly', async () => {
    const { rows, words } = await read(halfYearOf(70));
    const total = rows.find(({ cells }) => cells[0]?.text === '合计')!.cells;
    expect(total.filter(({ kind }) => kind === 'number').map(({ text }) => text)).toEqual(['87.9', '2415', '735']);
    expect(words).toContain('统计：应列 70 人，有计分月的 70 人；平均 87.90，中位 88.00，最高 96.00，最低 75.00。');
    expect(words).toContain('拟优秀 6 人，合格 14 人，未列等次 2 人；名额上限 7 人，建议 6 人');
    expect(words).toContain('支部书记（签字）');
  });

  it('says that it is a draft while a month is unfinished', async () => {
    expect((await read()).words).not.toContain('草表');
    const draft = await read(
      halfYearOf(8, { unit: BRANCH, blockedBy: [{ branch: { name: '办公室党支部' }, month: '2026-06' }] }),
    );
    expect(draft.words).toContain('草表：办公室党支部6月尚未公示确认，本表不作上报依据。');
  });

  it('keeps two head rows merged, in sight, and on every page; A4 landscape, one page wide', async () => {
    for (const more of [{}, { blockedBy: [{ branch: { name: '甲' }, month: '2026-06' }] }]) {
      const { parts, headRowNumber: head } = await read(halfYearOf(70, more));
      const xml = parts['xl/worksheets/sheet1.xml']!;
      const merges = [...xml.matchAll(/<mergeCell ref="([^"]*)"/g)].map(([, reference]) => reference);
      expect(merges).toEqual(
        expect.arrayContaining([
          'A1:P1',
          `A${head}:A${head + 1}`,
          `C${head}:H${head}`,
          `I${head}:I${head + 1}`,
          `P${head}:P${head + 1}`,
        ]),
      );
      expect(xml).toContain(`<pane ySplit="${head + 1}" xSplit="2" topLeftCell="C${head + 2}"`);
      expect(parts['xl/workbook.xml']).toContain(`'半年积分汇总表'!$${head}:$${head + 1}<`);
      expect(xml).toContain('orientation="landscape" fitToWidth="1" fitToHeight="0"');
      expect(xml).toContain('王办公室 导出于 2026-11-21 00:30');
    }
  });

  it('is titled by unit and half-year', async () => {
    expect((await read()).rows[0]!.cells[0]!.text).toBe('办公室党支部2026年上半年党员积分汇总表');
    expect((await read(halfYearOf(1, { period: '2026-H2' }))).rows[0]!.cells[0]!.text).toContain('2026年下半年');
  });
});
