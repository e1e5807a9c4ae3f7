import { coarseNetwork, deviceOf } from '#src/identity/device.js';
import { type Client, type Service, startService } from '../support/app.js';
import { aUnit } from '../support/organisation.js';
import { cookiesOf, later, sessionOf } from './authenticator.js';
import { aPerson, password } from './people.js';

let start = '2026-11-05T02:00:00.000Z';
let service: Service;
let rootId: number;
let security: Client;

beforeAll(async () => {
  service = await startService({ now: start });
  ({ id: rootId } = await aUnit(service.database, { kind: 'bureau', name: '机关党委' }));
});
afterAll(() => service.close());
beforeEach(async () => {
  service.clock.set((start = later(start, 24 * 3600)));
  const name = `security.${start.slice(0, 10)}`;
  security = await service.as(await aPerson(service.database, { name, roles: [['securityAdministrator', rootId]] }));
});

const edge =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140 Safari/537.36 Edg/140';
const wechat = 'Mozilla/5.0 (Linux; Android 15; HUAWEI) AppleWebKit/537.36 Chrome/130 Mobile MicroMessenger/8.0.50';

async function signedIn(signInName: string, userAgent = edge) {
  const headers = { 'user-agent': userAgent };
  const answer = await service.anonymous.post('/api/v1/session', { signInName, password }, { headers });
  return { browser: sessionOf(service, answer), cookie: `pointbook_session=${cookiesOf(answer)['pointbook_session']}` };
}
const listOf = async (browser: Client) => (await browser.get('/api/v1/sessions')).body.sessions;
const isIn = async (browser: Client) => (await browser.get('/api/v1/session')).status === 200;

async function decide(change: object): Promise<void> {
  const { version, values } = (await security.get('/api/v1/policies')).body;
  const { status } = await security.put('/api/v1/policies', { ...values, ...change }, { version });
  expect(status).toBe(200);
}

describe('the list of one’s sessions', () => {
  test('says which browser on which system, from which network roughly, and which one is asking', async () => {
    await aPerson(service.database, { name: 'lister' });
    const { browser, cookie } = await signedIn('lister');
    service.clock.set(later(start, 300));
    await signedIn('lister', wechat);
    const sessions = await listOf(browser);
    expect(sessions).toEqual([
      {
        key: expect.stringMatching(/^[0-9a-f]{32}$/),
        isCurrent: true,
        beganAt: start,
        lastSeenAt: later(start, 300),
        endsAt: later(start, 12 * 3600),
        browser: 'edge',
        system: 'windows',
        network: '127.0.0.*',
      },
      expect.objectContaining({ isCurrent: false, browser: 'wechat', system: 'android', beganAt: later(start, 300) }),
    ]);
    expect(JSON.stringify(sessions)).not.toContain(cookie.split('=')[1]);
  });

  test('ends one, all others, or all', async () => {
    await aPerson(service.database, { name: 'ender' });
    const [here, one, two] = [await signedIn('ender'), await signedIn('ender'), await signedIn('ender')];
    const key = (await listOf(one!.browser))[0].key;
    expect((await here!.browser.delete(`/api/v1/sessions/${key}`)).status).toBe(204);
    expect([await isIn(here!.browser), await isIn(one!.browser), await isIn(two!.browser)]).toEqual([
      true,
      false,
      true,
    ]);
    expect((await here!.browser.delete(`/api/v1/sessions/${key}`)).status).toBe(404);
    expect((await here!.browser.delete('/api/v1/sessions/others')).status).toBe(204);
    expect([await isIn(here!.browser), await isIn(two!.browser)]).toEqual([true, false]);
    const three = await signedIn('ender');
    expect((await here!.browser.delete('/api/v1/sessions')).status).toBe(204);
    expect([await isIn(here!.browser), await isIn(three.browser)]).toEqual([false, false]);
  });

  test('knows nothing of another account’s, and ends none of them', async () => {
    await aPerson(service.database, { name: 'owner' });
    await aPerson(service.database, { name: 'stranger' });
    const [owner, stranger] = [(await signedIn('owner')).browser, (await signedIn('stranger')).browser];
    const key = (await listOf(owner))[0].key;
    expect((await listOf(stranger)).map((one: { key: string }) => one.key)).not.toContain(key);
    for (const guess of [key, '1', 'others%2F', "x' OR 1=1 --", encodeURIComponent('../session')])
      expect([204, 400, 404]).toContain((await stranger.delete(`/api/v1/sessions/${guess}`)).status);
    expect((await stranger.delete(`/api/v1/sessions/${key}`)).status).toBe(404);
    await stranger.delete('/api/v1/sessions');
    expect(await isIn(owner)).toBe(true);
  });

  test('all of an account’s are ended by the security administrator, with a line, and by nobody else', async () => {
    const accountId = await aPerson(service.database, { name: 'put.out' });
    const { browser } = await signedIn('put.out');
    const keeper = await service.as(
      await aPerson(service.database, { name: 'keeper', roles: [['systemAdministrator', rootId]] }),
    );
    const path = `/api/v1/accounts/${accountId}/sessions`;
    expect([(await keeper.delete(path)).status, (await browser.delete(path)).status]).toEqual([403, 403]);
    expect((await security.delete(path)).status).toBe(204);
    expect(await isIn(browser)).toBe(false);
    expect((await security.delete('/api/v1/accounts/999999/sessions')).status).toBe(404);
    const lines = await service.database.read(() =>
      service.database.rows<{ body: string }>("SELECT body FROM trail_records WHERE action = 'account.endSessions'"),
    );
    expect(lines.map(({ body }) => JSON.parse(body))).toEqual([
      { accountId, sessions: 1, actorAccountId: expect.any(Number) },
    ]);
  });
});

describe('time-outs', () => {
  test('that are made shorter end sessions that run already, at the next request', async () => {
    await aPerson(service.database, { name: 'resting' });
    const { browser } = await signedIn('resting');
    service.clock.set(later(start, 6 * 60));
    await security.get('/api/v1/session');
    await decide({ sessionIdleMinutes: 5 });
    const answer = await browser.get('/api/v1/session');
    expect([answer.status, answer.body.code]).toEqual([401, 'signInRequired']);
    await decide({ sessionIdleMinutes: 30 });
  });

  test('that are made longer do not wake what is over, and leave a session the end it was told', async () => {
    await aPerson(service.database, { name: 'working' });
    await decide({ sessionLifeMinutes: 60 });
    const { browser } = await signedIn('working');
    expect((await browser.get('/api/v1/session')).body.session).toEqual({
      endsAt: later(start, 3600),
      secondsLeft: 3600,
      idleMinutes: 30,
    });
    await decide({ sessionLifeMinutes: 720 });
    service.clock.set(later(start, 29 * 60));
    expect(await isIn(browser)).toBe(true);
    service.clock.set(later(start, 58 * 60));
    expect(await isIn(browser)).toBe(true);
    service.clock.set(later(start, 60 * 60));
    expect(await isIn(browser)).toBe(false);
  });
});

describe('a one-time code', () => {
  const chooses = (signInName: string, code: string, newPassword = 'blue lantern 1911') =>
    service.anonymous.post('/api/v1/session/one-time-code', { signInName, code, newPassword });
  async function handedOut(name: string): Promise<string> {
    const keeper = await service.as(
      await aPerson(service.database, { name: `${name}.keeper`, roles: [['systemAdministrator', rootId]] }),
    );
    const accountId = await aPerson(service.database, { name });
    const reset = await keeper.put(`/api/v1/accounts/${accountId}/password-reset`, undefined, { version: 1 });
    return reset.body.oneTimeCode;
  }

  test('sets a password once, however it is typed; the old password and the code are worth nothing afterwards', async () => {
    const code = await handedOut('coder');
    expect((await service.anonymous.post('/api/v1/session', { signInName: 'coder', password })).status).toBe(401);
    const chosen = await chooses(' CODER ', code.toUpperCase().replaceAll('-', ' '));
    expect([chosen.status, chosen.body.signInName]).toEqual([200, 'coder']);
    expect((await chooses('coder', code, 'red lantern 1912')).body.code).toBe('invalidCredentials');
    const again = await service.anonymous.post('/api/v1/session', {
      signInName: 'coder',
      password: 'blue lantern 1911',
    });
    expect(again.status).toBe(200);
  });

  test('sent twice at once sets one password', async () => {
    const code = await handedOut('twice');
    const both = await Promise.all(['first lantern 1', 'second lantern 2'].map((one) => chooses('twice', code, one)));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 401]);
  });

  test('is over after a day', async () => {
    const code = await handedOut('late');
    service.clock.set(later(start, 24 * 3600));
    expect((await chooses('late', code)).body.code).toBe('invalidCredentials');
    service.clock.set(later(start, 24 * 3600 - 1));
    expect((await chooses('late', code)).status).toBe(200);
  });

  test('is not used up by a poor password, and is asked for like a password: few tries, the same answer for every name', async () => {
    const code = await handedOut('poor');
    expect((await chooses('poor', code, 'password123')).body.errors[0].code).toBe('common');
    expect((await chooses('no.such.poor', code, 'password123')).body.errors[0].code).toBe('common');
    const answers = [
      await chooses('poor', 'aaaa-bbbb-cccc-dddd'),
      await chooses('no.such.poor', 'aaaa-bbbb-cccc-dddd'),
    ];
    for (const { status, body } of answers)
      expect([status, { ...body, requestId: '' }]).toEqual([401, { ...answers[0]!.body, requestId: '' }]);
    for (let guess = 0; guess < 4; guess += 1)
      expect((await chooses('poor', `aaaa-bbbb-cccc-ddd${'efgh'[guess]}`)).status).toBe(401);
    expect((await chooses('poor', code)).status).toBe(429);
    service.clock.set(later(start, 60));
    expect((await chooses('poor', code)).status).toBe(200);
  });
});

test.each([
  [edge, 'edge', 'windows'],
  [wechat, 'wechat', 'android'],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Version/19.0 Mobile Safari/604.1',
    'safari',
    'iphone',
  ],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 15) Gecko/20100101 Firefox/144.0', 'firefox', 'mac'],
  ['Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 Chrome/132 Mobile Safari/537.36', 'chrome', 'harmony'],
  ['curl/8.5', 'program', 'other'],
  ['<script>', 'program', 'other'],
  [undefined, 'other', 'other'],
])('the browser %s is %s on %s', (userAgent, browser, system) => {
  expect(deviceOf(userAgent)).toEqual({ browser, operatingSystem: system });
});

test('an address is shown without its last part', () => {
  expect(['203.0.113.77', '::ffff:203.0.113.77', '2001:db8:12:34::1', '::1'].map(coarseNetwork)).toEqual([
    '203.0.113.*',
    '203.0.113.*',
    '2001:db8:12::*',
    '::*',
  ]);
});
