import { readFile } from 'node:fs/promises';
import { Trail } from '#src/audit/trail.service.js';
import { rosterWorkbook } from '#src/documents/roster-workbook.js';
import { firstScheme } from '#src/schemes/first-scheme.js';
import { Schemes } from '#src/schemes/schemes.service.js';
import { readTable } from '#src/spreadsheets/read-table.js';
import type { HalfYearView } from '#src/summaries/half-year.view.js';
import { aPerson, password } from '../identity/people.js';
import { describeInBrowser, House, phone, type Visitor } from '../support/browser.js';
import { take, withSettings } from '../support/month.js';
import { layMonths } from '../support/months.js';
import { aUnit } from '../support/organisation.js';

/**
 * June 2026 in one branch, from the roster to the half-year, as three people live it in the web client: the organisation
 * commissioner, a member on a telephone, and the secretary. Those who only press one button do it over HTTP.
 */
const roster = [
  { number: 'Z01', name: '王建国', group: '第一党小组' },
  { number: 'Z02', name: '李秀云', group: '第一党小组' },
  { number: 'Z03', name: '张伟', group: '第一党小组' },
  { number: 'Z04', name: '阿依古丽·买买提', group: '第二党小组' },
  { number: 'Z05', name: '𠮷田美香', group: '第二党小组', standing: '预备党员' },
  { number: 'Z06', name: '白桂芳', group: '第二党小组', profile: '免于考核' },
];
const newPassword = '每个月的十号是主题党日';

describeInBrowser('a month, lived by three people in the web client', () => {
  let house: House;
  let branchId: number;
  let bureauId: number;
  let commissioner: Visitor;
  let member: Visitor;
  let secretary: Visitor;
  const memberId = new Map<string, number>();
  const accountId = new Map<string, number>();
  const as = async (name: string) => house.service.as(accountId.get(name)!);
  const act = (title: string, work: () => Promise<void>) => it(title, () => house.act(title, work));
  const fine = async (visitor: Visitor) => expect(await visitor.faults()).toEqual([]);

  beforeAll(async () => {
    house = await House.open('2026-06-03T01:00:00.000Z');
    const { database, clock } = house.service;
    bureauId = (await aUnit(database, { kind: 'bureau', name: '县局机关党委' })).id;
    branchId = (await aUnit(database, { name: '第一党支部', parentId: bureauId })).id;
    await withSettings(database, branchId, { preReview: false });
    for (const name of ['第一党小组', '第二党小组']) await aUnit(database, { kind: 'group', name, parentId: branchId });
    await firstScheme(new Schemes(database, new Trail(database)), clock.now());
    const roles = [['organisationCommissioner', branchId]] as [['organisationCommissioner', number]];
    accountId.set('commissioner', await aPerson(database, { name: 'zuzhi', roles, mustChangePassword: true }));
  });
  afterAll(() => house?.close());

  act('the organisation commissioner signs in for the first time, and has to choose a password', async () => {
    commissioner = await house.visitor('commissioner');
    await commissioner.go('/');
    await fine(commissioner);
    await commissioner.signIn('zuzhi', password);
    await commissioner.heading('请先设置新密码').waitFor();
    await fine(commissioner);
    const { page } = commissioner;
    await page.getByLabel('初始密码').fill(password);
    await page.getByLabel('新密码', { exact: true }).fill(newPassword);
    await page.getByLabel('再输一遍新密码').fill(newPassword);
    await commissioner.button('保存新密码').click();
    await commissioner.heading('今日待办').waitFor();
    await page.getByText('本支部还没有开启的月份').waitFor();
    await fine(commissioner);
  });

  act('imports the roster from a workbook, after a look at what it would do', async () => {
    const { page } = commissioner;
    await commissioner.button('名册与设置').click();
    await commissioner.link('党员与小组').first().click();
    await commissioner.heading('第一党支部').waitFor();
    await fine(commissioner);
    await commissioner.link('导入').first().click();
    await commissioner.link('用标准花名册模板导入').click();
    await commissioner.heading('导入花名册').waitFor();
    await page.locator('input[type=file]').setInputFiles({
      name: '党员名册.xlsx',
      mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      buffer: await rosterWorkbook(
        roster.map(({ number, name, group, standing = '正式党员', profile = '全项' }) => ({
          branch: '第一党支部',
          memberNumber: number,
          name,
          standing,
          situation: '在职',
          birthYear: '1975',
          group,
          profile,
          fromDay: '2025-12-01',
        })),
      ),
    });
    await page.getByRole('cell', { name: '阿依古丽·买买提' }).first().waitFor();
    await fine(commissioner);
    const before = await (await as('commissioner')).get(`/api/v1/units/${branchId}/members`);
    expect(before.body.items).toEqual([]);
    await commissioner.button('导入 6 人的变动').click();
    await commissioner.heading('导入完成').waitFor();
    await fine(commissioner);

    const { body } = await (await as('commissioner')).get(`/api/v1/units/${branchId}/members`);
    expect(body.items.map(({ name }: { name: string }) => name)).toEqual(roster.map(({ name }) => name));
    for (const { name, id } of body.items) memberId.set(name, id);
    await accountsForEverybody();
    await fiveMonthsBefore();
  });

  act('opens June', async () => {
    const { page } = commissioner;
    await commissioner.link('评定').first().click();
    await commissioner.link('开启月份').click();
    await page.getByLabel('主题党日').selectOption('2026-06-10');
    expect(await page.getByLabel('自评截止日').inputValue()).toBe('2026-06-08');
    await fine(commissioner);
    await commissioner.button('开启2026年6月').click();
    await commissioner.heading('2026年6月评定').waitFor();
    await fine(commissioner);
  });

  act('a member fills in her month on a telephone: one line changed, one contribution claimed', async () => {
    member = await house.visitor('member', phone);
    const { page } = member;
    await member.go('/');
    await member.signIn('李秀云', password);
    await member.link(/填写2026年6月自评/).waitFor();
    await fine(member);
    await member.link(/填写2026年6月自评/).click();
    await page.getByText('当前自评得分').waitFor();
    await fine(member);
    expect(await page.locator('.figure').innerText()).toMatch(/^80\b/);

    await member.button(/服从大局/).click();
    await member.button(/执行支部决议/).click();
    await page.getByRole('radio', { name: /部分完成/ }).check();
    await page.getByLabel('原因').fill('材料报送晚了一天。');
    await member.button(/申报贡献/).click();
    await page.getByLabel('申报哪一项').selectOption({ label: '志愿服务（每次≥1小时）' });
    await page.getByLabel('哪一天').selectOption('2026-06-01');
    await page.getByLabel('做了什么').fill('社区清扫 2 小时');
    await page.getByLabel('证明人').fill('居委会 周主任');
    await fine(member);
    await member.button('加入').click();
    await page.getByText(/已保存 \d\d:\d\d/).waitFor();
    expect(await page.locator('.figure').innerText()).toMatch(/^78\b/);
    await fine(member);
    await member.button('全部属实，提交').click();
    await page.getByText('自评表已交第一党支部。').waitFor();
    await fine(member);
  });

  act('the others hand in as it is; one does not', async () => {
    for (const name of ['王建国', '张伟', '阿依古丽·买买提']) {
      const client = await as(name);
      const { sheetId } = (await client.get('/api/v1/today')).body.mySheet;
      const { version } = await client.get(`/api/v1/sheets/${sheetId}`);
      const sent = await client.put(`/api/v1/sheets/${sheetId}/submission`, { lines: [] }, { version: version! });
      expect(sent.status).toBe(200);
    }
  });

  act('the secretary starts the review and accepts what is unchanged at one stroke', async () => {
    await house.moveTo('2026-06-10T06:00:00.000Z');
    secretary = await house.visitor('secretary');
    await secretary.go('/');
    await secretary.signIn('王建国', password);
    await secretary.link(/自评截止，开始评定/).click();
    await secretary.heading('2026年6月评定').waitFor();
    await fine(secretary);
    await secretary.button('截止自评，开始评定').click();
    // His own sheet is unchanged too, and stays: nobody decides his own.
    await secretary.button('一并通过 2 份无变动').click();
    await secretary.button('一并通过 2 份无变动').waitFor({ state: 'detached' });
    await fine(secretary);
  });

  act('decides the changed sheet without touching the mouse', async () => {
    const { page } = secretary;
    await page.locator('h2', { hasText: '李秀云' }).waitFor();
    const current = () => page.locator('tr.current').innerText();
    // The keyboard stands where she changed something; further up is the theme day, whose second option is "late or left early".
    for (let step = 0; step < 20 && !(await current()).includes('主题党日'); step += 1)
      await page.keyboard.press('ArrowUp');
    await page.keyboard.press('2');
    await page.keyboard.type('以考勤记录为准。');
    await fine(secretary);
    await page.keyboard.press('Enter');
    await secretary.button('按改动评定 76 分').waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('已评定李秀云。').waitFor({ state: 'attached' });
  });

  act('decides who handed nothing in from the records; his own sheet waits for the deputy', async () => {
    const { page } = secretary;
    await page.locator('h2', { hasText: '𠮷田美香' }).waitFor();
    await page.getByText('逾期未自评，按组织记录评定。').first().waitFor();
    await page.keyboard.press('Enter');
    await secretary.heading('2026年6月评定完毕？').waitFor();
    await page.getByText('是您本人的自评表，须由他人评定').waitFor();
    expect(await secretary.button('评定完毕，转入公示前审批').isDisabled()).toBe(true);
    await fine(secretary);
    await theDeputyDecides('王建国');
  });

  act('ends the review, and approves what the commissioner has checked', async () => {
    const { page } = secretary;
    await page.reload();
    await page.getByLabel('会议纪要编号（可不填）').fill('〔2026〕6 号');
    await secretary.button('评定完毕，转入公示前审批').click();
    await secretary.heading('2026年6月公示前审查与审批').waitFor();
    await page.getByText('由组织委员审查').waitFor();
    await fine(secretary);
    const client = await as('commissioner');
    const { body: months } = await client.get(`/api/v1/branches/${branchId}/months`);
    expect((await take(client, months.items[0].id, 'confidentiality-check', {})).status).toBe(200);
    await page.reload();
    await secretary.button('批准公示').click();
    await secretary.button('批准公示').waitFor({ state: 'detached' });
  });

  act('publishes for three working days', async () => {
    const { page } = secretary;
    await page.getByLabel('异议受理人和方式').fill('纪检委员 张伟，302 室');
    await page.getByText('公示期从6月11日 周四到6月15日 周一').waitFor();
    await secretary.button('公示 5 人的积分').click();
    await secretary.heading('确认2026年6月积分').waitFor();
    await page.getByText('公示期未满，6月15日过后才能确认。').waitFor();
    await fine(secretary);
  });

  act('the member reads the board and why her score is what it is', async () => {
    await house.moveTo('2026-06-11T02:00:00.000Z');
    const { page } = member;
    await signInAgain(member, '李秀云');
    await member.link(/查看2026年6月公示/).click();
    await member.heading('第一党支部2026年6月党员积分公示').waitFor();
    await fine(member);
    expect(await page.getByRole('row', { name: /李秀云/ }).innerText()).toMatch(/76/);
    expect(await page.getByRole('row', { name: /白桂芳/ }).innerText()).toMatch(/不计分/);
    await member.link('为什么是这个分').click();
    await member.heading('2026年6月得分').waitFor();
    await page.getByText('以考勤记录为准。').waitFor();
    expect(await page.locator('.figure').innerText()).toMatch(/^76\b/);
    await fine(member);
  });

  act('after the window the secretary confirms', async () => {
    await house.moveTo('2026-06-16T01:00:00.000Z');
    const { page } = secretary;
    await signInAgain(secretary, '王建国');
    await secretary.link(/确认2026年6月积分/).click();
    await secretary.settled();
    await fine(secretary);
    await secretary.button('确认2026年6月积分').click();
    await secretary.heading('2026年6月已确认').waitFor();
    await page.getByText('半年汇总').first().waitFor();
    await fine(secretary);
  });

  act('the half-year comes out of the page as the service has it, every figure of it', async () => {
    const { page } = secretary;
    await secretary.button('半年').click();
    await page.getByRole('link', { name: '半年汇总', exact: true }).click();
    await secretary.heading(/2026年上半年/).waitFor();
    await page.getByRole('row', { name: /李秀云/ }).waitFor();
    await fine(secretary);
    await secretary.button('导出').click();
    const [download] = await Promise.all([page.waitForEvent('download'), secretary.button('Excel').click()]);
    const table = await readTable(await readFile(await download.path()), download.suggestedFilename());
    const { body: halfYear } = await (await as('王建国')).get(`/api/v1/units/${branchId}/summaries/2026-H1`);
    expect(figuresOfWorkbook(table.rows.map(({ cells }) => cells.map(({ text }) => text)))).toEqual(
      figuresOfAnswer(halfYear),
    );
    expect(halfYear.blockedBy).toEqual([]);
  });

  async function signInAgain(visitor: Visitor, name: string): Promise<void> {
    // Twelve hours have passed: the session is over, and the page says so by asking for the password.
    await visitor.go('/');
    if (await visitor.page.getByLabel('登录名').isVisible()) await visitor.signIn(name, password);
    await visitor.heading('今日待办').waitFor();
  }

  async function accountsForEverybody(): Promise<void> {
    const { database } = house.service;
    const offices: Record<string, 'secretary' | 'deputySecretary'> = { 王建国: 'secretary', 张伟: 'deputySecretary' };
    for (const [name, id] of memberId) {
      const office = offices[name];
      const roles = office ? ([[office, branchId]] as [typeof office, number][]) : [];
      accountId.set(name, await aPerson(database, { name, memberId: id, roles }));
    }
  }

  async function theDeputyDecides(name: string): Promise<void> {
    const deputy = await as('张伟');
    const { body: months } = await deputy.get(`/api/v1/branches/${branchId}/months`);
    const { body: sheets } = await deputy.get(`/api/v1/branch-months/${months.items[0].id}/sheets`);
    const own = sheets.items.find((sheet: { member: { name: string } }) => sheet.member.name === name);
    const body = { decisions: [], additions: [], complete: true };
    const decided = await deputy.put(`/api/v1/sheets/${own.id}/review`, body, { version: own.version });
    expect(decided.status).toBe(200);
  }

  /** January to May as if the branch had lived through them; figures unlike each other, so that no two cells agree by chance. */
  async function fiveMonthsBefore(): Promise<void> {
    const { database } = house.service;
    const scheme = await database.read(() => database.row<{ id: number }>('SELECT id FROM scheme_versions'));
    await layMonths(database, {
      schemeVersionId: scheme!.id,
      accountId: accountId.get('王建国')!,
      months: ['01', '02', '03', '04', '05'].map((month, index) => ({
        branchId,
        month: `2026-${month}`,
        state: 'archived',
        sheets: roster.map(({ name, profile }, place) => ({
          memberId: memberId.get(name)!,
          result: profile
            ? 'exemptProfile'
            : place === 2 && index === 1
              ? 'approvedExemption'
              : 7000 + place * 450 + index * 50,
          ...(profile ? {} : { deductionHundredths: -(index * 100), contributionHundredths: place * 150 }),
        })),
      })),
    });
  }
});

type Figures = Record<string, Record<string, number | string>>;
const words = { notScored: '不计分', unfinished: '未完成', absent: '不在册' } as const;

/** What stands in the workbook's table: by name and column title, points in hundredths where they are numbers. */
function figuresOfWorkbook(rows: string[][]): Figures {
  const head = rows.findIndex((cells) => cells.includes('姓名'));
  const titles = rows[head]!.map((above, column) => (rows[head + 1]![column] || above).replace(/\s/g, ''));
  const name = titles.indexOf('姓名');
  const until = rows.findIndex((cells) => cells[0] === '合计');
  return Object.fromEntries(
    rows.slice(head + 2, until + 1).map((cells) => [
      cells[name] || cells[0]!,
      Object.fromEntries(
        columns.flatMap((title) => {
          const text = cells[titles.indexOf(title)] ?? '';
          return text === '—' ? [] : [[title, /^-?[\d.]+$/.test(text) ? Math.round(Number(text) * 100) : text]];
        }),
      ),
    ]),
  );
}

const monthNames = ['1月', '2月', '3月', '4月', '5月', '6月'];
const columns = [...monthNames, '计分月数', '平均分', '扣分合计', '贡献合计', '一票否决', '建议等次'];

/** The same, from the API's answer. */
function figuresOfAnswer(halfYear: HalfYearView): Figures {
  const sum = (field: 'deductionHundredths' | 'contributionHundredths') =>
    halfYear.rows.reduce((total, row) => total + row[field], 0);
  const figures: Figures = {};
  for (const row of halfYear.rows) {
    figures[row.name] = {
      ...Object.fromEntries(
        row.months.map(({ outcome, scoreHundredths }, index) => [
          monthNames[index]!,
          outcome === 'counted' ? scoreHundredths! : words[outcome],
        ]),
      ),
      计分月数: row.countedMonths * 100,
      平均分: row.meanHundredths ?? '无计分月',
      扣分合计: row.deductionHundredths,
      贡献合计: row.contributionHundredths,
      一票否决: row.veto?.name.zh ?? '无',
      建议等次: row.band?.name.zh ?? '不列等次',
    };
  }
  figures['合计'] = {
    平均分: halfYear.statistics.meanHundredths!,
    扣分合计: sum('deductionHundredths'),
    贡献合计: sum('contributionHundredths'),
  };
  return figures;
}
