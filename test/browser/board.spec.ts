import { password } from '../identity/people.js';
import { hashPassword } from '#src/identity/passwords.js';
import { describeInBrowser, House, phone, type Visitor } from '../support/browser.js';
import { aBranchAtWork, aBureauWithScheme, aDecidedMonth, type BranchAtWork, publish } from '../support/month.js';

/** A board as a member, the secretary and a passer-by with a telephone see it: read, printed, withdrawn, checked by its code. */
describeInBrowser('a board in the web client', () => {
  let house: House;
  let branch: BranchAtWork;
  let path: string;
  let code: string;
  let member: Visitor;
  let secretary: Visitor;
  const act = (title: string, work: () => Promise<void>) => it(title, () => house.act(title, work));

  beforeAll(async () => {
    house = await House.open('2026-11-05T02:00:00.000Z');
    const { service } = house;
    const names = ['王建国', '李秀云', '张伟', '阿依古丽·买买提', '𠮷田美香'];
    const wishes = Object.fromEntries(names.map((name, at) => [at, { name }]));
    branch = await aBranchAtWork(service, await aBureauWithScheme(service), { size: 5, wishes, name: '第一党支部' });
    const hash = await hashPassword(password);
    await service.database.write(() => service.database.change('UPDATE accounts SET passwordHash = ?', [hash]));
    const id = await aDecidedMonth(branch);
    code = (await publish(branch, id)).body.publication.verificationCode;
    path = `/branches/${branch.branchId}/board/${id}`;
  });
  afterAll(() => house?.close());

  async function visit(at: number, view?: typeof phone): Promise<Visitor> {
    const { database } = house.service;
    const account = await database.read(() =>
      database.row<{ signInName: string }>('SELECT signInName FROM accounts WHERE id = ?', [branch.accountIds[at]!]),
    );
    const visitor = await house.visitor(`visitor-${at}`, view);
    await visitor.go('/');
    await visitor.signIn(account!.signInName, password);
    await visitor.page.waitForURL((url) => url.pathname !== '/sign-in');
    await visitor.go(path);
    return visitor;
  }

  act('a member opens it on a telephone, and that counts as having seen it', async () => {
    member = await visit(3, phone);
    await member.page.getByText('5 人中 1 人已阅').waitFor();
    await member.page.getByText(/^您已于11月5日/).waitFor();
    expect(await member.page.getByText('未阅').count()).toBe(0);
    expect(await member.button('撤回公示…').count()).toBe(0);
    expect(await member.faults()).toEqual([]);
    await member.page.reload();
    await member.page.getByText('5 人中 1 人已阅').waitFor();
  });

  act('who comes back to it is shown the same, and only that it still holds crosses the line', async () => {
    const { page } = member;
    await page.locator('a.brand').click();
    await page.waitForURL((url) => url.pathname !== path);
    const answered = page.waitForResponse((response) => response.url().endsWith('/board'));
    await page.goBack();
    expect((await answered).status()).toBe(304);
    await page.getByText('5 人中 1 人已阅').waitFor();
  });

  act('the secretary reads who has not, and prints the short form with its code', async () => {
    secretary = await visit(0);
    const { page } = secretary;
    await page.getByText('未阅 3 人').click();
    await page.getByText('李秀云、张伟、𠮷田美香').waitFor();
    await secretary.button('简表').click();
    expect(await page.getByRole('columnheader', { name: '基础积分' }).isVisible()).toBe(false);
    expect(await page.getByRole('columnheader', { name: '当月得分' }).isVisible()).toBe(true);
    await page.getByRole('img', { name: '扫码核验' }).waitFor();
    await page.getByText(code).waitFor();
    expect(await secretary.faults()).toEqual([]);
  });

  act('he withdraws it with a reason, having read what will change', async () => {
    const { page } = secretary;
    await secretary.button('撤回公示…').click();
    await page.getByText('5 人本月的结果回到评定阶段').waitFor();
    await secretary.button('撤回第 1 号公示').click();
    await page.getByText('请写明原因').waitFor();
    await page.getByLabel('撤回原因').fill('第二党小组考勤录错');
    expect(await secretary.faults()).toEqual([]);
    await secretary.button('撤回第 1 号公示').click();
    await page.getByText('撤回原因：第二党小组考勤录错').waitFor();
    expect(await secretary.faults()).toEqual([]);
    await member.page.reload();
    await member.page.getByText('撤回原因：第二党小组考勤录错').waitFor();
    expect(await member.page.getByText('王建国').count()).toBe(0);
    expect(await member.faults()).toEqual([]);
  });

  act('a passer-by who scans the code on the paper learns that it was withdrawn, and no names', async () => {
    const passer = await house.visitor('passer', phone);
    await passer.go(`/verify/${code}`);
    await passer.heading('已撤回').waitFor();
    expect(await passer.page.getByText('考勤').count()).toBe(0);
    expect(await passer.faults()).toEqual([]);
    await passer.page.getByLabel('核验码').fill('B1-1-0000-0000-0000-0000-0');
    await passer.button('核验').click();
    await passer.heading('没有这样的公示').waitFor();
    expect(passer.troubles.splice(0)).toEqual([expect.stringContaining('/api/v1/verifications/')]);
    expect(await passer.faults()).toEqual([]);
  });
});
