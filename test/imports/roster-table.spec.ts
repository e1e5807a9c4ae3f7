import { startService, type Json, type Service } from '../support/app.js';
import { aBranchAtWork, aBureauWithScheme, type BranchAtWork, fingerprint } from '../support/month.js';
import { hand, importTable, type Left, previewOf, table, tables } from './tables.js';

let service: Service;
let branch: BranchAtWork;
beforeAll(async () => {
  service = await startService();
  const bureauId = await aBureauWithScheme(service);
  branch = await aBranchAtWork(service, bureauId, {
    wishes: Object.fromEntries(
      ['周一', '吴二', '郑三', '王四', '冯五', '陈六'].map((name, index) => [
        index,
        { name, memberNumber: `R${index + 1}` },
      ]),
    ),
  });
});
afterAll(() => service.close());

const present = async () => {
  const { body } = await branch.secretary.get(`/api/v1/units/${branch.branchId}/members`);
  return body.items.map(({ name }: Json) => name);
};

describe('the roster as the clerk keeps it', () => {
  const list: Left[][] = [
    ['第一支部党员变动情况表（2026年11月）'],
    ['序号', '基本情况', null, null, '变动', null, '备注'],
    [null, '党员编号', '姓名', '党员类别', '转入日期', '转出日期', null],
    [1, 'R1', '周　一', '正式党员', '', '', ''],
    [2, 'R6', '陈六', '', '', '2026.11.4', '调往市局'],
    [3, 'R900', '新来的', '预备党员', '2026年11月2日', '', '新发展'],
    [4, 'R4', '王四', '预备', '', '', '更正'],
    ['合计', '4人', null, null, null, null, null],
    ['支部书记签字：', null, null, '年　月　日'],
  ];
  const merges = ['A1:G1', 'A2:A3', 'B2:D2', 'E2:F2', 'G2:G3'];

  test('joiners, leavers and changes come in together, and once', async () => {
    const done = await importTable(branch.commissioner, branch.branchId, 'roster', table(list, { merges }));
    expect(done.draft.mapping.columns).toEqual([null, 'memberNumber', 'name', 'standing', 'fromDay', 'leaveDay', null]);
    expect(done.preview.rows.map(({ memberName, outcome }: Json) => [memberName, outcome])).toEqual([
      ['周　一', 'unchanged'],
      ['陈六', 'leave'],
      ['新来的', 'add'],
      ['王四', 'change'],
    ]);
    expect(done.status).toBe(200);
    expect(await present()).toEqual(['周一', '吴二', '郑三', '王四', '冯五', '新来的']);
    const again = await importTable(branch.commissioner, branch.branchId, 'roster', table(list, { merges }), {
      fileName: '再来.xlsx',
    });
    expect([again.status, again.body.unchanged]).toEqual([200, true]);
  });

  test('GBK text with the words that a clerk has, and columns said by hand once', async () => {
    const gbk = Buffer.from('b1e0bac52cd0d5c3fb2cd6d6c0e00d0a', 'hex'); // 编号,姓名,种类
    const rows = Buffer.concat([
      gbk,
      Buffer.from('R2,'),
      Buffer.from('cee2b6fe', 'hex'),
      Buffer.from(','),
      Buffer.from('d4a4b1b8', 'hex'),
      Buffer.from('\r\n'),
    ]); // R2,吴二,预备
    const first = await previewOf(branch.commissioner, branch.branchId, 'roster', rows, { fileName: '名单.csv' });
    expect([first.draft.encoding, first.draft.mapping.columns]).toEqual(['gb18030', ['memberNumber', 'name', null]]);
    const done = await importTable(branch.commissioner, branch.branchId, 'roster', rows, {
      fileName: '名单.csv',
      mapping: { columns: ['memberNumber', 'name', 'standing'] },
    });
    expect([done.status, done.body.counts.change]).toEqual([200, 1]);
    const next = Buffer.concat([
      gbk,
      Buffer.from('R3,'),
      Buffer.from('d6a3c8fd', 'hex'),
      Buffer.from(','),
      Buffer.from('d4a4b1b8', 'hex'),
      Buffer.from('\r\n'),
    ]); // R3,郑三,预备
    const second = await hand(branch.commissioner, branch.branchId, 'roster', next, '下月名单.csv');
    expect([second.body.remembered, second.body.mapping.columns]).toEqual([true, ['memberNumber', 'name', 'standing']]);
  });

  test('of several sheets another may be chosen; hidden ones are none of them', async () => {
    const book = tables([
      { name: '说明', rows: [['请看第二张表']] },
      {
        name: '十一月',
        rows: [
          ['编号', '姓名', '出生年'],
          ['R5', '冯五', 1970],
        ],
      },
      {
        name: '旧',
        state: 'hidden',
        rows: [
          ['编号', '姓名'],
          ['R5', '冯五'],
        ],
      },
    ]);
    const first = await previewOf(branch.commissioner, branch.branchId, 'roster', book);
    expect(first.draft.sheets).toEqual(['说明', '十一月']);
    const path = `/api/v1/units/${branch.branchId}/import-drafts/${first.draft.id}`;
    const chosen = await branch.commissioner.put(
      `${path}/mapping`,
      { sheet: '十一月' },
      { version: first.draft.version },
    );
    expect(chosen.body.mapping).toMatchObject({
      sheet: '十一月',
      headFrom: 1,
      columns: ['memberNumber', 'name', 'birthYear'],
    });
    expect(
      (await branch.commissioner.put(`${path}/mapping`, { sheet: '说明' }, { version: first.draft.version })).status,
    ).toBe(412);
    expect((await branch.commissioner.get(`${path}/preview`)).body.counts.change).toBe(1);
    expect((await branch.commissioner.delete(path, { version: first.draft.version })).status).toBe(412);
    expect((await branch.commissioner.delete(path, { version: chosen.version! })).status).toBe(204);
    expect((await branch.commissioner.get(path)).status).toBe(404);
  });

  test('row 499 of 500 wrong: nothing is written, and the refusal names the cell', async () => {
    const before = [await fingerprint(service.database), await present()];
    const rows = Array.from({ length: 500 }, (_, index): Left[] => [
      `Z${index + 1}`,
      index === 498 ? '=1+1' : `新${index + 1}号`,
    ]);
    const answer = await importTable(
      branch.commissioner,
      branch.branchId,
      'roster',
      table([['编号', '姓名'], ...rows]),
    );
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toEqual([{ path: 'rows[500]', code: 'formula', params: { cell: 'B500' } }]);
    expect([await fingerprint(service.database), await present()]).toEqual(before);
  });

  test('drafts that wait too long are gone', async () => {
    const kept = await hand(
      branch.commissioner,
      branch.branchId,
      'roster',
      table([
        ['编号', '姓名'],
        ['R5', '冯五'],
      ]),
    );
    const path = `/api/v1/units/${branch.branchId}/import-drafts`;
    expect((await branch.commissioner.get(path)).body.items[0].id).toBe(kept.body.id);
    service.clock.set('2026-11-25T02:00:00.000Z');
    const late = await service.as(branch.accountIds[1]!);
    expect((await late.get(`${path}/${kept.body.id}`)).status).toBe(404);
    expect((await late.get(path)).body.items).toEqual([]);
  });
});
