import { codeOf, later } from '../identity/authenticator.js';
import { aPerson, password } from '../identity/people.js';
import { describeInBrowser, House, phone, type Visitor } from '../support/browser.js';
import { aUnit } from '../support/organisation.js';

describeInBrowser('the second factor on a telephone', () => {
  let house: House;
  let visitor: Visitor;
  let secret = '';
  let recoveryCodes: string[] = [];
  const act = (title: string, work: () => Promise<void>) => it(title, () => house.act(title, work));
  const nextHalfMinute = () => house.moveTo(later(house.service.clock.now(), 30));

  beforeAll(async () => {
    house = await House.open('2026-11-05T02:00:00.000Z');
    const { database } = house.service;
    const { id: bureauId } = await aUnit(database, { kind: 'bureau', name: '机关党委' });
    await aPerson(database, { name: 'office', roles: [['bureauOffice', bureauId]] });
    await aPerson(database, { name: 'admin', roles: [['systemAdministrator', bureauId]] });
    await aPerson(database, { name: 'security', roles: [['securityAdministrator', bureauId]] });
    visitor = await house.visitor('office', phone);
  });
  afterAll(() => house?.close());

  async function firstStep(): Promise<void> {
    await visitor.go('/sign-in');
    await visitor.signIn('office', password);
    await visitor.page.getByRole('heading', { name: '请输入动态口令' }).waitFor();
  }
  async function signOut(): Promise<void> {
    await visitor.page.getByRole('button', { name: /账号菜单/ }).click();
    await visitor.page.getByRole('button', { name: '退出登录', exact: true }).click();
    await visitor.page.getByLabel('登录名').waitFor();
  }

  act('is set up with the code that the app shows, and hands out ten recovery codes', async () => {
    const { page } = visitor;
    await visitor.go('/sign-in');
    await visitor.signIn('office', password);
    await visitor.heading('今日待办').waitFor();
    await visitor.go('/security');
    await visitor.button('开始设置').click();
    await page.getByRole('img', { name: '供验证器扫描的二维码' }).waitFor();
    expect(await visitor.faults()).toEqual([]);
    secret = (await page.locator('.secret').innerText()).replaceAll(' ', '');
    await page.getByLabel('6 位数字').fill(codeOf(secret, house.service.clock.now()));
    await visitor.button('启用动态口令').click();
    await page.getByRole('heading', { name: '请保存备用码' }).waitFor();
    recoveryCodes = await page.locator('.codes li').allInnerTexts();
    expect(recoveryCodes).toHaveLength(10);
    expect(await visitor.faults()).toEqual([]);
    await visitor.button('已经保存好').click();
    await page.getByText('还有 10 个备用码没用过。').waitFor();
  });

  act('is asked for at the next sign-in, and a wrong code is told in words', async () => {
    const { page } = visitor;
    await nextHalfMinute();
    await signOut();
    await firstStep();
    expect(await visitor.faults()).toEqual([]);
    await page.getByLabel('6 位数字').fill('000000');
    await visitor.button('登录').click();
    await page.getByText('不对，或者已经用过。').waitFor();
    visitor.troubles.length = 0; // The refusals that were asked for.
    await page.getByLabel('6 位数字').fill(codeOf(secret, house.service.clock.now()));
    await visitor.button('登录').click();
    await visitor.heading('今日待办').waitFor();
  });

  act('gives way to a recovery code, once', async () => {
    const { page } = visitor;
    await signOut();
    await firstStep();
    await visitor.button('手机不在身边？改用备用码').click();
    await page.getByLabel('备用码').fill(recoveryCodes[3]!);
    await visitor.button('登录').click();
    await visitor.heading('今日待办').waitFor();
    await visitor.go('/security');
    await page.getByText('还有 9 个备用码没用过。').waitFor();
    visitor.troubles.length = 0;
  });

  act('is removed by the administrator, whose one-time code lets its holder choose a password', async () => {
    const { page } = visitor;
    await signOut();
    const admin = await house.visitor('admin');
    await openAccount(admin, 'admin');
    await admin.page.getByLabel('原因').selectOption('deviceLost');
    await admin.button('解除动态口令').click();
    await admin.page.getByText('未启用').waitFor();
    expect(await admin.faults()).toEqual([]);
    await admin.button('重设密码').click();
    await admin.button('已交给本人').waitFor();
    const code = await admin.page.locator('.code').innerText();
    await admin.button('已交给本人').click();

    await visitor.button('我有一次性代码').click();
    expect(await visitor.faults()).toEqual([]);
    await page.getByLabel('登录名').fill('office');
    await page.getByLabel('一次性代码').fill(code);
    await page.getByLabel('新密码', { exact: true }).fill('四月里的一场小雨 2026');
    await page.getByLabel('再输一遍新密码').fill('四月里的一场小雨 2026');
    await visitor.button('设置密码并登录').click();
    await visitor.heading('今日待办').waitFor();
  });

  let security: Visitor;
  act('and the sessions end where the security administrator ends them', async () => {
    security = await house.visitor('security');
    await openAccount(security, 'security');
    await security.button('结束全部登录').click();
    await security.page.getByText('已全部退出登录。').waitFor();
    expect(await security.faults()).toEqual([]);
    await visitor.page.reload();
    await visitor.page.getByLabel('登录名').waitFor();
  });

  act('a policy is saved, holds at once, and who nears the end of his session is told', async () => {
    const { page } = security;
    await security.go('/policies');
    await page.getByLabel('多久没有操作就退出（分钟）').fill('90');
    await page.getByLabel('一次登录最长多久（分钟）').fill('60');
    await security.button('保存').click();
    await page.getByText('不能比一次登录的最长时间还长').waitFor();
    await page.getByLabel('多久没有操作就退出（分钟）').fill('60');
    await security.button('保存').click();
    await page.getByText('已保存，从下一次操作起生效。').waitFor();
    expect(await security.faults()).toEqual([]);
    await house.moveTo(later(house.service.clock.now(), 58 * 60));
    await security.go('/policies');
    await page.getByText(/^本次登录到 .+ 为止/).waitFor();
    expect(await security.faults()).toEqual([]);
  });

  async function openAccount(by: Visitor, name: string): Promise<void> {
    await by.go('/sign-in?back=/accounts');
    await by.signIn(name, password);
    await by.heading('账号').waitFor();
    await by.page
      .getByRole('row', { name: /office/ })
      .getByRole('button', { name: /管理/ })
      .click();
    await by.page.getByRole('dialog').getByText('动态口令', { exact: true }).waitFor();
  }
});
