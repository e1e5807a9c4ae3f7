import { createHash, randomBytes } from 'node:crypto';
import { Session } from '#src/identity/session.entity.js';
import {
  allowAnonymous,
  dues,
  giveOffice,
  decideWith,
  laterOn,
  publishedSheets,
  service2,
  talk,
  task3,
  task4,
} from '../support/disputes.js';
import { describeInBrowser, desk, House, phone, type Visitor } from '../support/browser.js';
import {
  aBranchAtWork,
  aBureauWithScheme,
  type BranchAtWork,
  openMonth,
  sheetsOf,
  startReview,
} from '../support/month.js';

/** One row is objected to on a phone, corrected by the discipline commissioner, and another by a slip once all is confirmed. */
describeInBrowser('objections and corrections', () => {
  let house: House;
  let branch: BranchAtWork;
  let id: number;
  const names = ['王建国', '李敏', '张伟', '周兰', '胡新', '陈远', '孙强'];

  /** A visitor who is signed in to this account. */
  async function visitor(name: string, accountId: number, view = desk): Promise<Visitor> {
    const { service } = house;
    const token = randomBytes(32).toString('base64url');
    const tokenDigest = createHash('sha256').update(token).digest('hex');
    const [createdAt, expiresAt] = [service.clock.now(), '2099-12-31T00:00:00.000Z'];
    await service.database.write(() =>
      service.database.insert(Session, [{ tokenDigest, accountId, createdAt, lastSeenAt: createdAt, expiresAt }]),
    );
    const entered = await house.visitor(name, view);
    await entered.context.addCookies([{ name: 'pointbook_session', value: token, url: service.origin }]);
    return entered;
  }

  async function bureauAccount(): Promise<number> {
    const { database } = house.service;
    const rows = await database.read(() =>
      database.rows<{ accountId: number }>(
        "SELECT accountId FROM role_assignments WHERE role = 'bureauOffice' ORDER BY id LIMIT 1",
      ),
    );
    return rows[0]!.accountId;
  }

  beforeAll(async () => {
    house = await House.open('2026-11-05T02:00:00.000Z');
    const { service } = house;
    const bureauId = await aBureauWithScheme(service);
    const wishes = Object.fromEntries(names.map((name, index) => [index, { name }]));
    branch = await aBranchAtWork(service, bureauId, { size: 7, wishes, name: '第一支部' });
    await service.database.write(() =>
      service.database.change('UPDATE units SET rankingEnabled = 1 WHERE id = ?', [branch.branchId]),
    );
    await giveOffice(service, branch, 3, 'disciplineCommissioner');
    await allowAnonymous(service, branch);
    const month = await openMonth(branch);
    id = month.id;
    await startReview(branch, id);
    const additions = [[dues], [talk], [service2], [task3], [task4], [task4, talk], [task4, service2]];
    for (const [index, { id: sheetId, ownCase }] of (await sheetsOf(branch, id)).entries())
      await decideWith(ownCase ? branch.deputy : branch.secretary, sheetId, additions[index]!);
    await publishedSheets(branch, id);
  }, 60_000);
  afterAll(() => house?.close());

  test('a member objects on a phone, the commissioner upholds it line by line, and the answer is read', async () => {
    await house.act('objection', async () => {
      const member = await visitor('member', branch.accountIds[5]!, phone);
      await member.go(`/branches/${branch.branchId}/board/${id}`);
      await member.button('提出异议').click();
      await member.page.getByLabel('对谁的结果').selectOption({ label: '胡新' });
      await member.page.getByLabel('对哪一项').selectOption('B1-01');
      await member.page.getByLabel('理由').fill('当天没有到会');
      await member.page.getByLabel('只让纪检委员知道').check();
      await member.button('提交异议').click();
      await member.page.getByText('已提交。最迟 11月6日 告知受理。').waitFor();
      expect(await member.faults()).toEqual([]);

      const officer = await visitor('discipline', branch.accountIds[3]!);
      await officer.go('/');
      await officer.link(/受理2026年11月公示的异议/).click();
      await officer.button('受理').click();
      await officer.button('成立，更正').click();
      await officer.page.getByLabel('增加一项').selectOption('B1-01');
      await officer.page.getByRole('radio', { name: /无故缺席/ }).check();
      await officer.page.getByLabel('这一项的理由').fill('签到表无签名');
      await officer.page.getByText('74', { exact: true }).first().waitFor();
      await officer.page.getByLabel('答复理由').fill('经核查签到表，异议成立');
      expect(await officer.faults()).toEqual([]);
      await officer.button('作出答复并重新公示该行').click();
      await officer.page.getByText('当月得分 82 → 74').waitFor();

      await member.go('/objections');
      await member.page.getByText('经核查签到表，异议成立').waitFor();
      expect(await member.faults()).toEqual([]);
      await member.button('我已阅').click();
      await member.page.getByText('未读').waitFor({ state: 'detached' });
    });
  }, 60_000);

  test('a slip goes from the branch to the bureau, shows who is overtaken, and is read by whom it concerns', async () => {
    await house.act('correction', async () => {
      await house.moveTo('2026-11-13T02:00:00.000Z');
      await laterOn(house.service, '2026-11-13T02:00:00.000Z');
      const { version } = await branch.secretary.get(`/api/v1/branch-months/${id}`);
      await branch.secretary.put(`/api/v1/branch-months/${id}/confirmation`, undefined, { version: version! });

      const commissioner = await visitor('commissioner', branch.accountIds[1]!);
      await commissioner.go(`/branches/${branch.branchId}/corrections`);
      await commissioner.button('填写更正单').click();
      await commissioner.page.getByLabel('更正谁的积分').selectOption({ label: '孙强' });
      await commissioner.page.locator('dialog').getByRole('button', { name: '填写更正单' }).click();
      await commissioner.page.getByLabel('更正事由').fill('证明系伪造');
      await commissioner.page.getByLabel('核查依据').fill('核查结论 12 号');
      await commissioner.page.getByLabel('急难险重任务').selectOption('refuse');
      await commissioner.page.getByLabel('这一项的理由').fill('证明系伪造');
      await commissioner.page.getByText('名次变动').first().waitFor();
      expect(await commissioner.faults()).toEqual([]);
      await commissioner.button('存为草稿').click();
      await commissioner.button('提交审定').click();
      await commissioner.heading(/更正单〔2026〕1号/).waitFor();
      expect(await commissioner.faults()).toEqual([]);

      const secretary = await visitor('secretary', branch.accountIds[0]!);
      await secretary.go('/');
      await secretary.link(/审定2026年11月积分更正单/).click();
      await secretary.button('审定同意').click();
      await secretary.page.getByText('待会签').waitFor();
      const clerk = await visitor('clerk', await bureauAccount());
      await clerk.go('/');
      await clerk.link(/会签2026年11月积分更正单/).click();
      expect(await clerk.faults()).toEqual([]);
      await clerk.button('会签同意').click();
      await clerk.button('签发并公告').click();
      await clerk.page.getByText('已签发').waitFor();

      const subject = await visitor('subject', branch.accountIds[6]!, phone);
      await subject.go('/');
      await subject.link(/阅读2026年11月积分更正/).click();
      await subject.page.getByText(/已更正：84 → 80/).waitFor();
      expect(await subject.faults()).toEqual([]);
      await subject.link('查看更正单').click();
      await subject.heading(/更正单〔2026〕1号/).waitFor();
      expect(await subject.faults()).toEqual([]);
    });
  }, 60_000);
});
