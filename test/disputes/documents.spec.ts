import { readTable } from '#src/spreadsheets/read-table.js';
import { type Service, startService } from '../support/app.js';
import {
  aConfirmedMonth,
  allowAnonymous,
  dues,
  giveOffice,
  handle,
  missedMeeting,
  object,
  publishedSheets,
  service2,
  slip,
  step,
  talk,
  task4,
} from '../support/disputes.js';
import { aBranchAtWork, aBureauWithScheme, aDecidedMonth } from '../support/month.js';
import { unpack } from '../spreadsheets/workbooks.js';

let service: Service;
let bureauId: number;

beforeAll(async () => {
  service = await startService();
  bureauId = await aBureauWithScheme(service);
});
afterAll(() => service.close());

test('the register holds every objection of the year, and names no author who hides his name', async () => {
  const names = Object.fromEntries(
    ['王建国', '李敏', '张伟', '周兰', '胡新', '陈远', '孙强'].map((name, index) => [index, { name }]),
  );
  const branch = await aBranchAtWork(service, bureauId, { size: 7, wishes: names, name: '第一支部' });
  const discipline = await giveOffice(service, branch, 3, 'disciplineCommissioner');
  await allowAnonymous(service, branch);
  const id = await aDecidedMonth(branch);
  const sheets = await publishedSheets(branch, id);
  const { key } = (await object(branch.members[5]!, sheets[4]!, { anonymous: true })).body;
  await object(branch.members[6]!, sheets[5]!, { itemCode: null, reason: '=HYPERLINK("http://x")' });
  await handle(discipline, id, key, 'answer', {
    outcome: 'upheld',
    answer: '经核查签到表，异议成立',
    changes: missedMeeting,
  });
  await branch.members[4]!.put(`/api/v1/objections/${key}/appeal`, { reason: '当天已请假' }, { version: 2 });
  await handle(branch.bureauOffice, id, key, 'appeal-answer', { outcome: 'rejected', answer: '维持原答复' });
  const { status, body, headers } = await branch.secretary.get(
    `/api/v1/branches/${branch.branchId}/objection-register.xlsx?year=2026`,
  );
  expect([status, headers.get('content-type')]).toEqual([200, expect.stringContaining('spreadsheetml')]);
  const { rows } = await readTable(body, 'register.xlsx');
  const texts = rows.map(({ cells }) => cells.map(({ text }) => text).join('|'));
  expect(texts[0]).toContain('第一支部2026年异议受理及复核登记表');
  const anonymous = texts.find((text) => text.includes('异议成立'))!;
  expect(anonymous).toContain('匿名');
  expect(anonymous).not.toContain('陈远');
  expect(anonymous).toMatch(/当月得分由78.00更正为70.00.*异议对象：当天已请假.*维持原处理：维持原答复/s);
  expect(texts.join('\n')).toContain('孙强');
});

test('a slip and its notice are documents that say the same as the page', async () => {
  const branch = await aBranchAtWork(service, bureauId, { size: 4, name: '第二支部', wishes: { 3: { name: '孙强' } } });
  await service.database.write(() =>
    service.database.change('UPDATE units SET rankingEnabled = 1 WHERE id = ?', [branch.branchId]),
  );
  const { sheets } = await aConfirmedMonth(service, branch, [[dues], [talk], [service2], [task4]]);
  const strike = { lines: [{ number: 1001, outcome: 'refused', reason: '证明系伪造' }], additions: [] };
  const { id } = (await slip(branch.commissioner, sheets[3]!, strike)).body;
  await step(branch.commissioner, id, 'proposal');
  expect((await branch.secretary.get(`/api/v1/corrections/${id}/notice.docx`)).status).toBe(409);
  await step(branch.secretary, id, 'decision');
  await step(branch.bureauOffice, id, 'countersignature');
  await step(branch.bureauOffice, id, 'issue');
  const textOf = async (name: string) => {
    const { status, body } = await branch.bureauOffice.get(`/api/v1/corrections/${id}/${name}.docx`);
    expect(status).toBe(200);
    return unpack(body)['word/document.xml']!.replaceAll(/<[^>]+>/g, '');
  };
  const words = await textOf('slip');
  for (const part of [
    '第二支部党员积分更正单',
    '〔2026〕1号',
    '孙强',
    '82.00分',
    '78.00分',
    '证明系伪造',
    '第3名',
    '机关党委会签',
  ])
    expect(words).toContain(part);
  const notice = await textOf('notice');
  expect(notice).toContain('孙强同志2026年11月积分由82.00分更正为78.00分');
  expect(notice).not.toContain('伪造');
});
