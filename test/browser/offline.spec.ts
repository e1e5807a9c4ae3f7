import { mkdirSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { picture } from '../evidence/files.js';
import { password } from '../identity/people.js';
import { hashPassword } from '#src/identity/passwords.js';
import { describeInBrowser, desk, House, phone, type Visitor } from '../support/browser.js';
import {
  aBranchAtWork,
  aBureauWithScheme,
  type BranchAtWork,
  openMonth,
  sheetsOf,
  startReview,
} from '../support/month.js';

/**
 * A member on a telephone who loses the network while claiming what he did, closes the page and lends the telephone to
 * somebody else; another whose answer is lost on its way back; and the secretary who sees the same picture twice.
 */
describeInBrowser('handing in without a network', () => {
  let house: House;
  let branch: BranchAtWork;
  let monthId: number;
  let sheets: number[];
  let member: Visitor;
  const names = new Map<number, string>();
  const act = (title: string, work: () => Promise<void>) => it(title, () => house.act(title, work));
  const shot = async (visitor: Visitor, name: string): Promise<void> => {
    const folder = process.env.PICTURES;
    if (!folder) return;
    mkdirSync(folder, { recursive: true });
    await visitor.page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
  };
  const fine = async (visitor: Visitor) => expect(await visitor.faults()).toEqual([]);
  const photo = async (colour: string) => ({
    name: '清雪现场.jpg',
    mimeType: 'image/jpeg',
    buffer: await picture(colour, 'jpeg', 1200, 900),
  });
  const submissions = async (sheetId: number): Promise<number> =>
    (
      await house.service.database.read(() =>
        house.service.database.rows<{ body: string }>("SELECT body FROM trail_records WHERE action = 'sheet.submit'"),
      )
    ).filter(({ body }) => (JSON.parse(body) as { sheetId: number }).sheetId === sheetId).length;
  const signIn = async (visitor: Visitor, place: number): Promise<void> => {
    await visitor.go('/');
    await visitor.signIn(names.get(place)!, password);
    await visitor.heading('今日待办').waitFor();
  };
  const claimOf = async (page: Page, words: string): Promise<void> => {
    await page.getByRole('button', { name: /申报贡献/ }).click();
    await page.getByLabel('申报哪一项').selectOption({ label: '志愿服务（每次≥1小时）' });
    await page.getByLabel('哪一天').selectOption('2026-11-04');
    await page.getByLabel('做了什么').fill(words);
  };

  beforeAll(async () => {
    house = await House.open('2026-11-05T02:00:00.000Z');
    const { service } = house;
    const bureauId = await aBureauWithScheme(service);
    branch = await aBranchAtWork(service, bureauId, { name: '第一党支部' });
    monthId = (await openMonth(branch)).id;
    sheets = (await sheetsOf(branch, monthId)).map(({ id }) => id);
    const passwordHash = await hashPassword(password);
    await service.database.write(async () => {
      for (const [place, accountId] of branch.accountIds.entries()) {
        names.set(place, `person-${place}`);
        await service.database.change(
          'UPDATE accounts SET passwordHash = ?, mustChangePassword = 0, signInName = ? WHERE id = ?',
          [passwordHash, `person-${place}`, accountId],
        );
      }
    });
  });
  afterAll(() => house?.close());

  act('a photograph goes up at once, and is seen', async () => {
    member = await house.visitor('member', phone);
    const { page } = member;
    await signIn(member, 4);
    await member.go(`/sheets/${sheets[4]!}`);
    await claimOf(page, '社区清雪 2 小时');
    await page.locator('input[type=file]').setInputFiles(await photo('#778899'));
    await page.getByText('已上传').waitFor();
    await shot(member, 'claim-390');
    await fine(member);
    await page.locator('input[type=file]').setInputFiles({
      name: '很长很长的文件名字很长很长的文件名字很长很长的文件名字.png',
      mimeType: 'image/png',
      buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
    });
    await page.getByText('只收照片（JPG、PNG）、PDF、.docx 和 .xlsx。').waitFor();
    member.troubles.splice(0); // The refusal that was asked for.
    await fine(member);
    await shot(member, 'claim-refused-390');
    await member.button(/移除 很长/).click();
    await member.button('加入').click();
    await page.getByText('文件 1 个').waitFor();
    await page.getByText(/已保存 \d\d:\d\d/).waitFor();
    await fine(member);
  });

  act(
    'without a network another is claimed, with another photograph, and handed in: kept here, and said so',
    async () => {
      const { page, context } = member;
      await context.setOffline(true);
      await claimOf(page, '帮邻居搬家具');
      await page.locator('input[type=file]').setInputFiles(await photo('#aa5533'));
      await page.getByText('已保存在本机，联网后上传').waitFor();
      await member.button('加入').click();
      await page.getByText(/未联网，已保存在本机/).waitFor();
      await member.button('全部属实，提交').click();
      await page.getByText('联网后自动提交，以送达时间为准').waitFor();
      expect(await member.button('等待联网提交').isDisabled()).toBe(true);
      await shot(member, 'queued-390');
      await page.close();
      expect(await submissions(sheets[4]!)).toBe(0);
    },
  );

  act('who borrows the telephone sees nothing of it, and hands nothing in', async () => {
    const { context } = member;
    await context.setOffline(false);
    await context.clearCookies();
    const other = member.with(await context.newPage());
    await signIn(other, 5);
    await other.go(`/sheets/${sheets[5]!}`);
    await other.page.getByText('当前自评得分').waitFor();
    expect(await other.page.getByText(/清雪|家具|断网/).count()).toBe(0);
    await other.page.close();
    await context.clearCookies();
    expect(await submissions(sheets[4]!)).toBe(0);
  });

  act('as soon as he signs in with a network it is handed in, once, with both photographs', async () => {
    member = member.with(await member.context.newPage());
    await signIn(member, 4);
    await member.page.getByText('断网时交的自评表已经提交。').waitFor();
    await shot(member, 'sent-390');
    await fine(member);
    expect(await submissions(sheets[4]!)).toBe(1);
    const { body } = await branch.members[4]!.get(`/api/v1/sheets/${sheets[4]!}`);
    expect(body.state).toBe('submitted');
    const told = body.lines.map((line: { description: string; evidenceFiles: object[] }) => [
      line.description,
      line.evidenceFiles.length,
    ]);
    expect(told).toEqual([
      ['社区清雪 2 小时', 1],
      ['帮邻居搬家具', 1],
    ]);
    expect(await member.page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes('draft')))).toEqual(
      [],
    );
    await member.link('去看看').click();
    await member.page.getByText('自评表已交第一党支部。').waitFor();
    await shot(member, 'handed-in-390');
    await fine(member);
  });

  act(
    'an answer that is lost after the service has taken the sheet is found out, and it is handed in once',
    async () => {
      const second = await house.visitor('second', phone);
      const { page } = second;
      await signIn(second, 3);
      await second.go(`/sheets/${sheets[3]!}`);
      await claimOf(page, '也去清雪');
      await page.locator('input[type=file]').setInputFiles(await photo('#778899'));
      await page.getByText('已上传').waitFor();
      await second.button('加入').click();
      await page.getByText(/已保存 \d\d:\d\d/).waitFor();
      await page.route('**/submission', async (route) => {
        await route.fetch();
        await route.abort();
      });
      await second.button('全部属实，提交').click();
      await page.getByText('联网后自动提交，以送达时间为准').waitFor();
      expect(await submissions(sheets[3]!)).toBe(1);
      await page.unroute('**/submission');
      await page.evaluate(() => window.dispatchEvent(new Event('online')));
      await page.getByText('自评表已交第一党支部。').waitFor();
      expect(await submissions(sheets[3]!)).toBe(1);
    },
  );

  act('a service with too much to do is asked again by the page itself, and the sheet is handed in once', async () => {
    const patient = await house.visitor('patient', phone);
    const { page } = patient;
    await signIn(patient, 1);
    await patient.go(`/sheets/${sheets[1]!}`);
    let turnedAway = 0;
    await page.route('**/submission', async (route) => {
      if (turnedAway === 2) return route.continue();
      turnedAway += 1;
      return route.fulfill({
        status: 503,
        headers: { 'content-type': 'application/problem+json', 'retry-after': '1' },
        body: JSON.stringify({ type: '/api/docs#busy', title: 'busy', status: 503, code: 'busy', requestId: '' }),
      });
    });
    await patient.button('全部属实，提交').click();
    await page.getByText('自评表已交第一党支部。').waitFor();
    expect([turnedAway, await submissions(sheets[1]!)]).toEqual([2, 1]);
    patient.troubles.splice(0); // The refusals that were asked for.
  });

  act(
    'what was typed without a network and changed elsewhere meanwhile: both are shown, and neither is lost',
    async () => {
      const third = await house.visitor('third', phone);
      const { page, context } = third;
      await signIn(third, 5);
      await third.go(`/sheets/${sheets[5]!}`);
      await context.setOffline(true);
      await claimOf(page, '离线写的一项');
      await page.getByLabel('证明人').fill('周主任');
      await third.button('加入').click();
      await page.getByText(/未联网，已保存在本机/).waitFor();
      const elsewhere = await branch.members[5]!.put(
        `/api/v1/sheets/${sheets[5]!}/draft`,
        {
          lines: [{ itemCode: 'C-01', count: 1, occurredOn: '2026-11-02', description: '别处写的一项', witness: '李' }],
        },
        { version: (await branch.members[5]!.get(`/api/v1/sheets/${sheets[5]!}`)).version! },
      );
      expect(elsewhere.status).toBe(200);
      await context.setOffline(false);
      await page.getByText('这份自评表刚在别处改动过').waitFor();
      third.troubles.splice(0);
      await page.getByText(/别处写的一项/).waitFor();
      await page
        .getByText(/离线写的一项/)
        .first()
        .waitFor();
      await shot(third, 'conflict-390');
      await third.button('以我填写的为准').click();
      await page.getByText(/已保存 \d\d:\d\d/).waitFor();
      const { body } = await branch.members[5]!.get(`/api/v1/sheets/${sheets[5]!}`);
      expect(body.lines.map(({ description }: { description: string }) => description)).toEqual(['离线写的一项']);
    },
  );

  act('who signs out is asked about what was not sent, and then nothing of it stays on the telephone', async () => {
    const fourth = await house.visitor('fourth', phone);
    const { page } = fourth;
    await signIn(fourth, 2);
    await fourth.go(`/sheets/${sheets[2]!}`);
    await page.route('**/draft', (route) => route.abort());
    await claimOf(page, '没有发出的一项');
    await page.locator('input[type=file]').setInputFiles(await photo('#123456'));
    await page.getByText('已上传').waitFor();
    await fourth.button('加入').click();
    await page.getByText(/已保存在本机/).waitFor();
    const here = () => page.evaluate(() => JSON.stringify({ ...localStorage }));
    expect(await here()).toContain('没有发出的一项');
    await page.locator('.account .opener').click();
    await fourth.button('退出登录').click();
    await page.getByText('本机有 1 处填写的内容还没有发出。退出后会从本机删除。').waitFor();
    await shot(fourth, 'sign-out-unsent-390');
    await fourth.button('先不退出').click();
    expect(await here()).toContain('没有发出的一项');
    await fourth.button('退出登录').click();
    await fourth.button('删除并退出').click();
    await page.getByLabel('登录名').waitFor();
    expect(await here()).not.toContain('没有发出的一项');
    const files = page.evaluate(async () => {
      const opening = indexedDB.open('pointbook', 1);
      await new Promise((opened) => (opening.onsuccess = opened));
      const asking = opening.result.transaction('files').objectStore('files').count();
      await new Promise((counted) => (asking.onsuccess = counted));
      return asking.result;
    });
    expect(await files).toBe(0);
  });

  act('the secretary sees the picture, that it was used twice, and accepts it only with a word', async () => {
    await startReview(branch, monthId);
    const secretary = await house.visitor('secretary', desk);
    const { page } = secretary;
    await signIn(secretary, 0);
    await secretary.go(`/branches/${branch.branchId}/months/${monthId}/review?sheet=${sheets[4]!}`);
    const who = (await branch.secretary.get(`/api/v1/sheets/${sheets[4]!}`)).body.member.name;
    await page
      .getByRole('button', { name: new RegExp(who) })
      .first()
      .click();
    await page.locator('h2', { hasText: who }).waitFor();
    await page.getByText(/“清雪现场.jpg”.*在2026年11月也用过/).waitFor();
    await page.waitForFunction(() => [...document.images].every((image) => image.complete && image.naturalWidth > 0));
    await shot(secretary, 'desk-1440');
    await fine(secretary);
    await secretary.button('看大图：清雪现场.jpg').first().click();
    await page.locator('dialog[open] img').waitFor();
    await shot(secretary, 'picture-1440');
    await page.keyboard.press('Escape');
    await page.locator('h2', { hasText: who }).click();
    await page.keyboard.press('Enter');
    await page.getByText('这里用过的材料别处也用了，采纳请写明理由').first().waitFor();
    await shot(secretary, 'desk-reason-1440');
    await page.keyboard.type('集体活动合影，已核实。');
    await page.keyboard.press('Enter');
    await page.locator('h2', { hasText: who }).click();
    await page.keyboard.press('Enter');
    await page.getByText(`已评定${who}。`).waitFor({ state: 'attached' });
    const { body } = await branch.secretary.get(`/api/v1/sheets/${sheets[4]!}`);
    expect(body.state).toBe('decided');
  });
});
