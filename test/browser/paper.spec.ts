import { Trail } from '#src/audit/trail.service.js';
import { paperCode } from '#src/paper/paper-code.js';
import { firstScheme } from '#src/schemes/first-scheme.js';
import { Schemes } from '#src/schemes/schemes.service.js';
import { aPerson, password } from '../identity/people.js';
import { describeInBrowser, desk, House, phone, type Visitor } from '../support/browser.js';
import { aUnit, anAccount, someMembers } from '../support/organisation.js';

/** A group of eight elders without accounts, and their leader with a stack of paper and a keyboard. */
const elders = ['田守信', '黄桂英', '金长河', '秦淑珍', '尹德全', '白桂芳', '罗永康', '丁香兰'];

describeInBrowser('a stack of paper sheets, entered by the leader of the group', () => {
  let house: House;
  let leader: Visitor;
  let branchId: number;
  let branchMonthId: number;
  const codeOf = new Map<string, string>();
  let keys = 0;
  const act = (title: string, work: () => Promise<void>) => it(title, () => house.act(title, work));
  const path = (page: string) => `/branches/${branchId}/months/${branchMonthId}/${page}`;

  /** What fingers do, counted; the mouse is never used. */
  async function type(...presses: string[]): Promise<void> {
    for (const press of presses) {
      const isKey = /^(Enter|Escape|Arrow\w+|Backspace|Control\+\w+)$/.test(press);
      keys += isKey ? 1 : press.length;
      if (isKey) await leader.page.keyboard.press(press);
      else await leader.page.keyboard.type(press);
      await leader.page.evaluate(
        () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
      );
    }
  }
  const said = () => leader.page.locator('.entry [role=status]').innerText();
  const current = () => leader.page.locator('tr.on .name').innerText();
  const states = async () => leader.page.locator('tbody tr:not(.typing):not(.why) td:last-child .tag').allInnerTexts();

  beforeAll(async () => {
    house = await House.open('2026-11-06T01:00:00.000Z');
    const { database, clock } = house.service;
    const bureau = await aUnit(database, { kind: 'bureau', name: '县局机关党委' });
    const branch = await aUnit(database, { name: '离退休党支部', parentId: bureau.id });
    const group = await aUnit(database, { kind: 'group', name: '第一党小组', parentId: branch.id });
    branchId = branch.id;
    await firstScheme(new Schemes(database, new Trail(database)), clock.now());
    const inGroup = { branchId, groupId: group.id };
    const ids = await someMembers(database, [
      { ...inGroup, name: '王建国' },
      ...elders.map((name) => ({ ...inGroup, name })),
      { branchId, name: '胡新' },
    ]);
    await aPerson(database, { name: 'leader', memberId: ids[0]!, roles: [['groupLeader', group.id]] });
    const commissioner = await anAccount(database, { roles: [['organisationCommissioner', branchId]] });
    const opened = await (
      await house.service.as(commissioner)
    ).post(`/api/v1/branches/${branchId}/months`, {
      month: '2026-11',
      themeDay: '2026-11-10',
      selfAssessmentUntil: '2026-11-08',
    });
    branchMonthId = opened.body.id;
    const rows = await database.read(() =>
      database.rows<{ id: number; name: string }>(
        'SELECT sheets.id, members.name FROM sheets JOIN members ON members.id = sheets.memberId',
      ),
    );
    for (const { id, name } of rows) codeOf.set(name, paperCode(id).replaceAll(' ', ''));
    leader = await house.visitor('leader');
    await leader.go('/');
    await leader.signIn('leader', password);
    await leader.link(/录入2026年11月纸质表/).waitFor();
  });
  afterAll(() => house?.close());

  act('eight sheets wait, and each has a form of one page with its code', async () => {
    expect(await leader.link(/录入2026年11月纸质表/).innerText()).toContain('8 份');
    await leader.go(path('forms'));
    const forms = leader.page.locator('article.form');
    expect(await forms.count()).toBe(9);
    const first = forms.nth(1);
    expect(await first.innerText()).toMatch(/离退休党支部[^]*第一党小组[^]*田守信[^]*2026年11月[^]*B1-01/);
    const tall = await forms.evaluateAll((all) => all.filter((one) => one.scrollHeight > 1124).length);
    expect(tall).toBe(0);
    expect(parseFloat(await first.evaluate((one) => one.style.fontSize))).toBeGreaterThanOrEqual(9);
    const pages = (await leader.page.pdf({ preferCSSPageSize: true })).toString('latin1').match(/\/Type \/Page\b/g);
    expect(pages).toHaveLength(9);
    expect(await leader.tooWide()).toEqual([]);
  });

  act('the stack says once when it came in, why, and how the members agreed', async () => {
    await leader.go(path('batch'));
    await leader.page.getByLabel('代录原因').fill('没有智能手机，交纸质表');
    await leader.page.getByLabel('代录原因').press('Enter');
    expect(await leader.page.evaluate(() => document.activeElement?.getAttribute('data-cell'))).toBe('typed');
    expect(await current()).toBe('田守信');
  });

  act('mix-ups are caught: a slip of the finger, a form of somebody else, one’s own', async () => {
    const slipped = codeOf.get('田守信')!.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10));
    await type(slipped, 'Enter');
    expect(await said()).toBe('表号不对，最后一位是校验码。请看清再输一次。');
    await type('Escape', codeOf.get('胡新')!, 'Enter');
    await leader.page.getByText('这张表不属于您可以代录的范围。').waitFor();
    await type(codeOf.get('王建国')!, 'Enter');
    await leader.page.getByText('这是您本人的表').waitFor();
    await type('Escape', '1', 'Enter', '5', 'Enter', '住院', 'Enter');
    await type(codeOf.get('秦淑珍')!, 'Enter');
    await leader.page.getByText('这是秦淑珍的表，现在正在录田守信，已录 1 项。').waitFor();
    await type('Escape');
    expect(await current()).toBe('田守信');
    // The exception was of no paper at all: it is taken back.
    await type('Backspace', 'Escape');
    expect(await states()).toEqual(Array(8).fill('待录'));
    leader.troubles.length = 0; // The foreign code was asked for, and is not there.
  });

  act('eight sheets take fewer keys than two minutes have half-seconds, and outlive a closed tab', async () => {
    keys = 0;
    const started = Date.now();
    await type('Enter', 'Enter'); // 田守信, 黄桂英: everything as usual
    await type('1', 'Enter', '5', 'Enter', '住院', 'Enter', 'Enter'); // 金长河 was absent
    await type(codeOf.get('尹德全')!, 'Enter', 'Enter'); // his came to hand before 秦淑珍's
    await type(codeOf.get('秦淑珍')!, 'Enter', 'b2-02', 'Enter', '4.5', 'Enter', '未值班', 'Enter', 'Enter');
    await leader.page.reload();
    await leader.settled();
    expect(await states()).toEqual([
      '全部正常，待保存',
      '全部正常，待保存',
      '1 项例外，待保存',
      '1 项例外，待保存',
      '全部正常，待保存',
      '待录',
      '待录',
      '待录',
    ]);
    expect(await current()).toBe('白桂芳');
    await type('Enter', 'Enter');
    // 丁香兰 claims two hours of service, seen by somebody.
    await type('c01', 'Enter', '2', 'Enter', '3', 'Enter', '社区值守', 'Enter', '@田守信', 'Enter', 'Enter');
    await type('Control+Enter');
    await leader.page.getByText('已保存 8 份。').waitFor();
    expect(await states()).toEqual(Array(8).fill('已录入'));
    expect(keys).toBeLessThan(120);
    expect(Date.now() - started).toBeLessThan(120_000);
    expect(
      await leader.page.evaluate(() =>
        Object.keys(
          JSON.parse(localStorage.getItem(Object.keys(localStorage).find((key) => key.startsWith('pointbook.batch'))!)!)
            .rows,
        ),
      ),
    ).toEqual([]);
    const rows = await house.service.database.read(() =>
      house.service.database.rows<{ name: string; itemCode: string; witness: string }>(
        `SELECT members.name, sheet_lines.itemCode, sheet_lines.witness
           FROM sheet_lines JOIN sheets ON sheets.id = sheet_lines.sheetId JOIN members ON members.id = sheets.memberId
          ORDER BY sheets.rosterOrder`,
      ),
    );
    expect(rows.map(({ name, itemCode, witness }) => [name, itemCode, witness])).toEqual([
      ['金长河', 'B1-01', ''],
      ['秦淑珍', 'B2-02', ''],
      ['丁香兰', 'C-01', '田守信'],
    ]);
    expect(await leader.faults()).toEqual([]);
  });

  act('what was entered wrongly is corrected in its row, also on a telephone', async () => {
    await leader.page.setViewportSize(phone);
    await leader.settled();
    expect(await leader.tooWide()).toEqual([]);
    await leader.page.getByRole('button', { name: '金长河', exact: true }).click();
    await type('Backspace');
    expect(await said()).toMatch(/^请改主题党日/);
    await type('2', 'Enter', '堵车', 'Enter', 'Enter', 'Control+Enter');
    await leader.page.getByText('已保存 1 份。').waitFor();
    expect(await leader.page.getByText('迟到或早退').count()).toBe(1);
    expect(await leader.tooWide()).toEqual([]);
  });

  act('the reason and the day of a saved paper are corrected in its row, by the same rules', async () => {
    await leader.page.setViewportSize(desk);
    await leader.page.getByRole('button', { name: '秦淑珍', exact: true }).click();
    await leader.page.getByText('收到日期、代录原因、同意方式').click();
    const reason = leader.page.getByRole('group').getByLabel('代录原因');
    await reason.fill('');
    expect(await leader.button('改好了').isDisabled()).toBe(true);
    await reason.fill('住院，由女儿代交');
    expect(await leader.faults()).toEqual([]);
    await leader.button('改好了').click();
    await leader.page.keyboard.press('Control+Enter');
    await leader.page.getByText('已保存 1 份。').waitFor();
    const { database } = house.service;
    const rows = await database.read(() =>
      database.rows<{ reason: string }>(
        `SELECT proxy_entries.reason FROM proxy_entries JOIN members ON members.id = proxy_entries.memberId
          WHERE members.name = '秦淑珍'`,
      ),
    );
    expect(rows).toEqual([{ reason: '住院，由女儿代交' }]);
  });
});
