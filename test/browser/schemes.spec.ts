import type { TrialResultView } from '#src/trials/trial.view.js';
import { aPerson, password } from '../identity/people.js';
import { sixMonths } from '../summaries/six-months.js';
import { describeInBrowser, House, phone, type Visitor } from '../support/browser.js';

/** How the rule changes, from a draft to what a member reads, in the web client. */
describeInBrowser('the rule is changed by the bureau’s office and read by a member', () => {
  let house: House;
  let office: Visitor;
  let secretary: Visitor;
  let member: Visitor;
  let officeId: number;
  let bureauId: number;
  let firstVersionId: number;
  const act = (title: string, work: () => Promise<void>) => it(title, () => house.act(title, work));
  const fine = async (visitor: Visitor) => expect(await visitor.faults()).toEqual([]);
  const cap = () => office.page.locator('[data-path="groups[0].capHundredths"]');
  const saved = () => office.page.getByText(/已保存 \d\d:\d\d/).waitFor();
  const versions = async () => (await (await house.service.as(officeId)).get('/api/v1/scheme-versions')).body.items;

  beforeAll(async () => {
    house = await House.open('2026-07-08T01:00:00.000Z');
    const { database } = house.service;
    const laid = await sixMonths(database);
    ({ bureauId, schemeVersionId: firstVersionId } = laid);
    officeId = await aPerson(database, { name: 'office', roles: [['bureauOffice', laid.bureauId]] });
    await aPerson(database, {
      name: 'secretary',
      memberId: laid.people.worked,
      roles: [['secretary', laid.firstId]],
    });
    await aPerson(database, { name: 'member', memberId: laid.people.best });
  });
  afterAll(() => house?.close());

  act('the office makes a draft from the version in force', async () => {
    office = await house.visitor('office');
    await office.go('/');
    await office.signIn('office', password);
    await office.link('积分办法').click();
    await office.heading('积分办法').waitFor();
    await fine(office);
    await office.button('新建草稿').click();
    await office.button('建立草稿').click();
    await office.page.getByText('检查通过').waitFor();
    await fine(office);
  });

  act('changes the cap on contributions, and sees a mistake beside its field while it types', async () => {
    await office.link('分组与封顶').click();
    await cap().fill('30.3');
    await office.page.locator('[data-path="groups[0].capHundredths"][aria-invalid="true"]').waitFor();
    const note = await cap().getAttribute('aria-describedby');
    expect(await office.page.locator(`[id="${note}"]`).innerText()).toMatch(/0\.5/);
    await office.button('1 处错误').click();
    await office.button(/错误 分组与封顶 contributions/).waitFor();
    await fine(office);
    await cap().fill('三十');
    expect(await office.page.locator(`[id="${note}"]`).innerText()).toMatch(/请填数字/);
    await cap().fill('30');
    await office.page.getByText('检查通过').waitFor();
    await saved();
    await office.link('基本').click();
    await office.page.getByLabel('版本号').fill('2.0');
    await office.link('支部自设项目').click();
    await office.page.getByLabel('允许支部自设项目').check();
    await saved();
    await fine(office);
  });

  act('nothing typed is lost: a reload shows what was typed last', async () => {
    await office.link('分组与封顶').click();
    await office.page.reload();
    await office.settled();
    expect(await cap().inputValue()).toBe('30');
  });

  act('moves an item by keyboard and takes the step back', async () => {
    await office.link('考核项目').click();
    const codes = () =>
      office.page
        .locator('td.code input')
        .evaluateAll((fields) => fields.slice(0, 2).map((field) => (field as HTMLInputElement).value));
    const before = await codes();
    await office.page.locator('td.code input').first().press('Alt+ArrowDown');
    expect(await codes()).toEqual([...before].reverse());
    await office.button('撤销一步').click();
    expect(await codes()).toEqual(before);
    await saved();
  });

  act('plays with the sheet that comes of it, the score and its reasons live', async () => {
    await office.link('试填').click();
    const score = office.page.locator('.figure .number');
    expect(await score.innerText()).toBe('80');
    await office.page.getByLabel('申报一项贡献').selectOption('C-01');
    expect(await score.innerText()).toBe('82');
    await office.page.getByLabel('次数').fill('9');
    await office.page.getByLabel('次数').blur();
    expect(await score.innerText()).toBe('84');
    await office.page
      .getByText(/4 分为限/)
      .first()
      .waitFor();
    await fine(office);
  });

  act('tries it on the months that were confirmed; nothing of it is stored', async () => {
    await office.link('试算').click();
    await office.page.getByRole('combobox', { name: '从', exact: true }).selectOption('2026-01');
    await office.page.getByRole('combobox', { name: '至', exact: true }).selectOption('2026-06');
    await office.button('开始试算').click();
    await office.heading('逐人对照').waitFor();
    const wish = { unitId: bureauId, fromMonth: '2026-01', untilMonth: '2026-06' };
    const { body } = await (await house.service.as(officeId)).post('/api/v1/scheme-drafts/1/trials', wish);
    const { members } = (body as (TrialResultView | { type: 'progress' })[]).find(
      (line): line is TrialResultView => line.type === 'result',
    )!;
    expect(members.length).toBeGreaterThan(0);
    const rows = office.page.locator('.members tbody tr');
    expect(await rows.locator('th').allInnerTexts()).toEqual(members.map(({ name }) => name));
    await fine(office);
    expect(await versions()).toHaveLength(1);
  });

  act('publishes it from a month on, with a note, after a look at what changes', async () => {
    await office.button('发布…').click();
    await office.page.getByText('与现行办法相比').waitFor();
    await office.page.locator('dialog .changes').first().waitFor();
    await office.button(/^发布，自/).click();
    await office.page.getByText('请写明修订了什么、为什么。').waitFor();
    await office.page.getByLabel('自哪个月起施行').selectOption('2026-08');
    await office.page.getByLabel('修订说明').fill('经党委会议研究，贡献积分封顶提高到 30 分。');
    await fine(office);
    await office.button('发布，自2026年8月起施行').click();
    await office.page.getByText('已发布，自2026年8月起施行。').waitFor();
    await fine(office);
    await office.page.getByLabel('与其他版本比较').selectOption(String(firstVersionId));
    await office.page.locator('.result .changes').first().waitFor();
    await fine(office);
    expect(await versions()).toHaveLength(2);
  });

  act('a branch adds an item of its own within the limits, from the same month on', async () => {
    secretary = await house.visitor('secretary');
    await secretary.go('/');
    await secretary.signIn('secretary', password);
    await secretary.button('名册与设置').click();
    await secretary.link('自设项目').first().click();
    await secretary.page.getByText('最多 5 项，每张表合计不超过 10 分').waitFor();
    await secretary.button(/加贡献项/).click();
    const panel = secretary.page.getByRole('dialog');
    await panel.getByLabel('编号').fill('OWN-01');
    await panel.getByLabel('名称 · 中文').fill('结对帮扶新党员');
    await panel.getByLabel('名称 · 英文').fill('Looking after a new member');
    await panel.getByLabel('封顶', { exact: true }).fill('4');
    await fine(secretary);
    await secretary.button('关闭').click();
    await secretary.page.getByText('修改已存在本机').waitFor();
    await fine(secretary);
    await secretary.page.getByRole('combobox', { name: '自哪个月起施行' }).selectOption('2026-08');
    await secretary.page.getByLabel('修订说明').fill('支部大会通过。');
    await secretary.button('发布，自2026年8月起施行').click();
    await secretary.link('自2026年8月起施行').waitFor();
    await fine(secretary);
  });

  act('a member reads on a telephone what holds, and what will', async () => {
    member = await house.visitor('member', phone);
    await member.go('/');
    await member.signIn('member', password);
    await member.heading('今日待办').waitFor();
    await member.go('/schemes');
    await member.page.getByText('以 20 分为限').first().waitFor();
    await fine(member);
    await member.link('县局通用版（2.0 版）').click();
    await member.page.getByText('经党委会议研究，贡献积分封顶提高到 30 分。').waitFor();
    await member.page.getByText('以 30 分为限').first().waitFor();
    await fine(member);
  });
});
