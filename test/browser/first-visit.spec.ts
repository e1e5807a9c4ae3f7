import { hashPassword } from '#src/identity/passwords.js';
import { password } from '../identity/people.js';
import { describeInBrowser, House } from '../support/browser.js';
import { aBranchAtWork, aBureauWithScheme, type BranchAtWork, openMonth } from '../support/month.js';

/** On a slow line the script takes longer than all that My month is made of: so that is asked while the script is on its way. */
describeInBrowser('the first visit of My month', () => {
  let house: House;
  let branch: BranchAtWork;
  const submit = '全部属实，提交';

  beforeAll(async () => {
    house = await House.open('2026-11-05T02:00:00.000Z');
    branch = await aBranchAtWork(house.service, await aBureauWithScheme(house.service), { size: 3 });
    await openMonth(branch);
    const hash = await hashPassword(password);
    await house.service.database.write(() =>
      house.service.database.change('UPDATE accounts SET passwordHash = ?, mustChangePassword = 0', [hash]),
    );
  });
  afterAll(() => house?.close());

  async function visit(path: string, accountId: number | null, before: (asked: string[]) => Promise<unknown>) {
    const visitor = await house.visitor('member');
    const asked: string[] = [];
    visitor.page.on('request', (request) => {
      const { pathname } = new URL(request.url());
      if (pathname.startsWith('/api/')) asked.push(pathname.replace('/api/v1', ''));
    });
    await visitor.page.route('**/assets/index-*.js', async (route) => {
      await before(asked);
      await route.continue();
    });
    if (accountId !== null) {
      const [name, value] = (await house.service.cookie(accountId)).split('=') as [string, string];
      await visitor.context.addCookies([{ name, value, url: house.service.origin }]);
    }
    await visitor.go(path);
    return { visitor, asked };
  }

  const until = async (holds: () => boolean): Promise<void> => {
    for (let tries = 0; !holds(); tries += 1) {
      if (tries > 400) throw new Error('It was not asked before the script was there.');
      await new Promise((later) => setTimeout(later, 25));
    }
  };

  it('has asked for the sheet and its rule before the script is there, and asks for nothing twice', async () => {
    const rule = (asked: string[]) => asked.some((path) => path.startsWith('/scheme-versions/'));
    const { visitor, asked } = await visit('/my-month', branch.accountIds[2]!, (paths) => until(() => rule(paths)));
    await visitor.button(submit).waitFor();
    expect(asked.filter((path) => /^\/(sheets|scheme-versions)\/\d+$/.test(path))).toHaveLength(2);
    expect(asked).toHaveLength(new Set(asked).size);
    expect(visitor.troubles).toEqual([]);
  });

  it('goes on by itself where the script is there first', async () => {
    const { visitor, asked } = await visit('/my-month', branch.accountIds[2]!, async () => undefined);
    await visitor.button(submit).waitFor();
    expect(asked).toHaveLength(new Set(asked).size);
    expect(visitor.troubles).toEqual([]);
  });

  it('asks nothing but who it is of who is not signed in, and shows the sheet of who then signs in', async () => {
    const { visitor, asked } = await visit('/my-month', null, (paths) => until(() => paths.length > 0));
    expect(asked.filter((path) => !path.startsWith('/session'))).toEqual([]);
    const [account] = await house.service.database.read(() =>
      house.service.database.rows<{ signInName: string }>('SELECT signInName FROM accounts WHERE id = ?', [
        branch.accountIds[2]!,
      ]),
    );
    await visitor.signIn(account!.signInName, password);
    await visitor.button(submit).waitFor();
    expect(visitor.troubles).toEqual([]);
  });

  it('reads anew what somebody comes to later', async () => {
    const todays = (asked: string[]) => asked.filter((path) => path === '/today').length;
    const { visitor, asked } = await visit('/', branch.accountIds[2]!, (paths) => until(() => todays(paths) === 1));
    expect(todays(asked)).toBe(1);
    await visitor.page.locator('a[href="/my-month"]').first().click();
    await visitor.button(submit).waitFor();
    expect(todays(asked)).toBe(2);
  });
});
