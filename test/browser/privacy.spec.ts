import { aPerson, password } from '../identity/people.js';
import { describeInBrowser, House, phone } from '../support/browser.js';
import { aUnit, someMembers } from '../support/organisation.js';

/** A member reads the notice, sees his data and asks for a correction on a telephone; the commissioner answers it at a desk. */
describeInBrowser('what is stored about oneself', () => {
  let house: House;
  let branchId: number;

  beforeAll(async () => {
    house = await House.open('2026-11-05T02:00:00.000Z');
    const { database } = house.service;
    const { id: bureauId } = await aUnit(database, { kind: 'bureau', name: '县直机关党委' });
    branchId = (await aUnit(database, { parentId: bureauId, name: '第一支部' })).id;
    const [member, commissioner] = (await someMembers(database, [
      { branchId, name: '王建国' },
      { branchId, name: '李敏' },
    ])) as [number, number];
    await aPerson(database, { name: 'member', memberId: member });
    await aPerson(database, {
      name: 'commissioner',
      memberId: commissioner,
      roles: [['organisationCommissioner', branchId]],
    });
  }, 60_000);
  afterAll(() => house?.close());

  test('the notice is read, the own data are seen, a correction is asked for, answered, carried out and read', async () => {
    await house.act('privacy', async () => {
      const member = await house.visitor('member', phone);
      await member.go('/');
      await member.signIn('member', password);
      await member.link(/阅读个人信息说明/).click();
      await member.heading('个人信息说明').waitFor();
      expect(await member.faults()).toEqual([]);
      await member.button('已阅').click();
      await member.page.getByText('阅读本版').waitFor();

      await member.link('我的个人信息').first().click();
      await member.heading('我的个人信息').waitFor();
      await member.page.getByText('党员基本信息').click();
      await member.page.getByText('王建国', { exact: true }).first().waitFor();
      expect([...(await member.faults()), ...(await member.tooWide())]).toEqual([]);
      await member.link('我的申请').click();
      await member.heading('我的申请').waitFor();
      await member.button('新的申请').click();
      await member.page.getByLabel('关于什么').selectOption('name');
      await member.page.getByLabel('请写明哪里不对').fill('“建国”应为“建囯”');
      await member.button('提交申请').click();
      await member.page.getByText('待答复').waitFor();
      expect([...(await member.faults()), ...(await member.tooWide())]).toEqual([]);

      const commissioner = await house.visitor('commissioner');
      await commissioner.go('/');
      await commissioner.signIn('commissioner', password);
      await commissioner.link(/答复个人信息申请/).click();
      await commissioner.heading('个人信息申请').waitFor();
      await commissioner.page.getByRole('button', { name: /^答复/ }).click();
      await commissioner.page.getByLabel('答复和理由').fill('已核对材料');
      await commissioner.button(/^同意/).click();
      await commissioner.page.getByText('已同意，待办理').waitFor();
      await commissioner.page.getByRole('button', { name: /^办结/ }).click();
      await commissioner.page.getByLabel('办理结果').fill('名册已改');
      await commissioner.page.getByRole('dialog').getByRole('button', { name: '办结' }).click();
      await commissioner.page.getByText('已办结').waitFor();
      expect(await commissioner.faults()).toEqual([]);

      await member.go('/');
      await member.link(/阅读个人信息申请的答复/).click();
      await member.heading('我的申请').waitFor();
      await member.page.getByText('名册已改').waitFor();
      await member.button('已阅').click();
      await member.button('已阅').waitFor({ state: 'detached' });
      // The commissioner read the register of the branch, and the member sees by which office.
      await member.link('谁看过').click();
      await member.heading('谁看过我的记录').waitFor();
      await member.page.getByText('第一支部 组织委员').first().waitFor();
      expect([...member.troubles, ...commissioner.troubles]).toEqual([]);
    });
  }, 90_000);
});
