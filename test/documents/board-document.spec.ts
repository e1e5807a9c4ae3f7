import { boardDescription } from '#src/documents/board-document.js';
import { workbookOf } from '#src/documents/description-workbook.js';
import { readTable } from '#src/spreadsheets/read-table.js';
import { unpack } from '../spreadsheets/workbooks.js';
import { boardOf, STAMP } from './examples.js';

async function read(view = boardOf(8)) {
  const bytes = await workbookOf(boardDescription(view, STAMP));
  const { rows } = await readTable(bytes, 'a.xlsx');
  const head = rows.findIndex(({ cells }) => cells[0]?.text === '序号');
  return {
    rows,
    head: rows[head]!,
    body: rows.slice(head + 1, head + 1 + view.rows.length),
    words: rows.map(({ cells }) => cells[0]!.text).join('\n'),
    parts: unpack(bytes),
  };
}

describe('党员积分月度公示表', () => {
  it('has the columns of document 2 in the order of the roster, and no rank', async () => {
    const { head, body } = await read();
    expect(head.cells.map(({ text }) => text.replace('\n', ''))).toEqual([
      '序号',
      '姓名',
      '参加组织活动',
      '服从大局',
      '岗位奉献',
      '履行义务',
      '基础积分',
      '违规扣分',
      '贡献积分',
      '当月得分',
      '备注',
    ]);
    expect(body[0]!.cells.map(({ text, kind }) => `${kind} ${text}`)).toEqual([
      'number 1',
      'text 阿依古丽·买买提',
      'number 20',
      'number 20',
      'number 19.5',
      'number 20',
      'number 79.5',
      'number 3',
      'number 4.5',
      'number 81',
    ]);
    expect(body[1]!.cells[10]!.text).toBe('预备党员\n简项考核\n按组织记录评定');
  });

  it('shows a month without a score in the three words that may be published, and no figure beside them', async () => {
    const { body } = await read();
    const shown = [2, 4, 6].map((index) => body[index]!.cells.slice(2, 10).map(({ text }) => text));
    expect(shown.map((cells) => cells.at(-1))).toEqual(['经批准不计分', '按规定处理', '本月转入不计分']);
    for (const cells of shown) expect(cells.slice(0, -1)).toEqual(Array.from({ length: 7 }, () => '—'));
  });

  it('carries at its foot the window, who takes objections, the seal and the code', async () => {
    const { words } = await read();
    expect(words).toContain('公示期：2026年11月23日至2026年11月27日（5 个工作日）。');
    expect(words).toContain('异议受理：纪检委员李明，办公室 201 室当面或书面反映。');
    expect(words).toContain('核验码：B17-3-9F3C-77A0-12D4-0B6E-K（公示第 17 号）');
    expect(words).toContain('支部（盖章）');
    expect(words).toContain('2026年11月21日'); // published at 16:30 UTC: the next day in Shanghai
    expect(words).toContain('应列 8 人，计分 5 人，不计分 3 人。');
  });

  it('says that it is a draft before publication, and afterwards what was withdrawn and amended', async () => {
    const draft = (await read(boardOf(4, { publication: null }))).words;
    expect(draft).toContain('草表：本月尚未公示');
    expect(draft).not.toContain('核验码');
    const board = boardOf(4, {
      publicOrigin: 'https://points.example.cn',
      earlierWithdrawals: [{ number: 16, withdrawnAt: '2026-11-20T16:30:00.000Z', reason: '考勤录错' }],
      amendments: [{ number: 18, publishedAt: '2026-11-24T02:00:00.000Z', verificationCode: 'B17-18-X' }],
    });
    board.rows[0]!.amendedBy = 18;
    const { words, body } = await read(board);
    expect(words).toContain('公示第 16 号已于2026年11月21日撤回：考勤录错');
    expect(words).toContain('公示第 18 号（2026年11月24日）更正了表中注明的行，核验码：B17-18-X');
    expect(words).toContain('核验：https://points.example.cn/verify/B17-3-9F3C-77A0-12D4-0B6E-K');
    expect(body[0]!.cells.at(-1)!.text).toBe('更正 第18号');
  });

  it('has a short form: place, name, score and remark', async () => {
    const { rows } = await readTable(await workbookOf(boardDescription(boardOf(3), STAMP, 'short')), 'a.xlsx');
    const head = rows.findIndex(({ cells }) => cells[0]?.text === '序号');
    expect(rows[head]!.cells.map(({ text }) => text.replace('\n', ''))).toEqual(['序号', '姓名', '当月得分', '备注']);
    expect(rows[head + 1]!.cells.map(({ text }) => text).slice(0, 3)).toEqual(['1', '阿依古丽·买买提', '81']);
  });

  it('prints upright on A4, head on every page', async () => {
    const { parts, head } = await read(boardOf(70));
    const xml = parts['xl/worksheets/sheet1.xml']!;
    expect(xml).toContain('orientation="portrait" fitToWidth="1" fitToHeight="0"');
    expect(xml).toContain(`<pane ySplit="${head.rowNumber}" xSplit="2"`);
    expect(parts['xl/workbook.xml']).toContain(`'月度公示表'!$${head.rowNumber}:$${head.rowNumber}<`);
    expect(xml).not.toMatch(/<f[ >]/);
  });
});
