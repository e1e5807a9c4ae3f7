import { aPerson, password } from '../identity/people.js';
import { describeInBrowser, House, phone, type Visitor } from '../support/browser.js';
import { aUnit, someMembers } from '../support/organisation.js';
import { freePort, TestProvider } from '../support/provider.js';

describeInBrowser('coming in through the provider', () => {
  let house: House;
  let provider: TestProvider;
  let member: Visitor;

  beforeAll(async () => {
    const port = await freePort();
    const publicOrigin = `http://127.0.0.1:${port}`;
    provider = await TestProvider.open(`${publicOrigin}/sign-in/provider`);
    house = await House.open('2026-11-05T02:00:00.000Z', { port, publicOrigin, provider: provider.settings });
    const { database } = house.service;
    const bureau = await aUnit(database, { kind: 'bureau', name: '机关党委' });
    const branch = await aUnit(database, { kind: 'branch', name: '第一党支部', parentId: bureau.id });
    const [memberId] = await someMembers(database, [{ branchId: branch.id, name: '王建国' }]);
    await aPerson(database, { name: 'wangjianguo', memberId: memberId! });
    member = await house.visitor('member', phone);
  });
  afterAll(async () => {
    await house.close();
    await provider.close();
  });

  const atProvider = async (subject: string): Promise<void> => {
    await member.page.getByLabel('工号').fill(subject);
    await member.page.getByRole('button', { name: '进入' }).click();
  };

  test('a member who signed in with his password links his account', () =>
    house.act('linking', async () => {
      await member.go('/sign-in?back=/security');
      await member.signIn('wangjianguo', password);
      await member.heading('登录安全').waitFor();
      await member.button('关联统一身份认证').click();
      await atProvider('E-1001');
      await member.heading('登录安全').waitFor();
      await member.page.getByText('E-1001').waitFor();
      expect(new URL(member.page.url()).search).toBe('');
    }));

  test('he signs out, is told that the provider’s session goes on, and comes in through it again', () =>
    house.act('coming in', async () => {
      await member.button(/账号菜单/).click();
      await member.button(/^退出登录/).click();
      await member.page.getByText('那边的登录仍然有效').waitFor();
      await member.button('通过统一身份认证登录').click();
      await member.button(/账号菜单/).waitFor();
      await member.go('/security');
      await member.heading('个人令牌').waitFor();
    }));

  test('he makes a token, which is shown once and is his', () =>
    house.act('a token', async () => {
      await member.button('生成令牌').click();
      await member.page.getByLabel('用途').fill('每月导出');
      await member.button(/^生成$/).click();
      const secret = await member.page.getByText(/^pb_/).textContent();
      const { body } = await house.service.anonymous.get('/api/v1/session', {
        headers: { authorization: `Bearer ${secret}` },
      });
      expect(body.signInName).toBe('wangjianguo');
      await member.button('已经保存好').click();
      await member.page.getByText('每月导出').waitFor();
      expect(await member.page.getByText(/^pb_/).count()).toBe(0);
    }));
});
