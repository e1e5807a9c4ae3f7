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
});
