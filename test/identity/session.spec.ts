import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createApp } from '#src/app.js';
import { StoppedClock } from '#src/calendar.js';
import { type Answer, Client, type Service, startService } from '../support/app.js';
import { freshDatabase } from '../support/database.js';
import { anAccount, aUnit, someMembers } from '../support/organisation.js';
import { aPerson, password } from './people.js';

let start = '2026-11-05T02:00:00.000Z';
let service: Service;
let rootId: number;

beforeAll(async () => {
  service = await startService({ now: start });
  ({ id: rootId } = await aUnit(service.database, { kind: 'bureau', name: '机关党委' }));
});
afterAll(() => service.close());
// Every test has an hour of its own, so that none uses up another one's tries.
afterEach(() => service.clock.set((start = plus(3600))));

const signIn = (signInName: unknown, secret: unknown = password, headers: Record<string, string> = {}) =>
  service.anonymous.post('/api/v1/session', { signInName, password: secret }, { headers });
const cookieOf = (answer: Answer): string => (answer.headers.get('set-cookie') ?? '').split(';')[0]!;
const withCookie = (cookie: string) => new Client(service.origin, cookie);
const plus = (seconds: number) => new Date(Date.parse(start) + seconds * 1000).toISOString();

describe('signing in', () => {
  test('with the right password answers who is signed in, and a cookie that no script can read', async () => {
    const branch = await aUnit(service.database, { kind: 'branch', name: '第一党支部', parentId: rootId });
    const [memberId] = await someMembers(service.database, [
      { branchId: branch.id, name: '陆文博', memberNumber: 'YC01-01' },
    ]);
    const accountId = await aPerson(service.database, {
      name: 'luwenbo',
      memberId: memberId!,
      roles: [['secretary', branch.id]],
    });
    const answer = await signIn('luwenbo');
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      accountId,
      signInName: 'luwenbo',
      displayName: 'luwenbo',
      mustChangePassword: false,
      mustEnrol: false,
      passwordLengthMin: 10,
      session: { endsAt: plus(12 * 3600), secondsLeft: 12 * 3600, idleMinutes: 30 },
      member: {
        id: memberId,
        memberNumber: 'YC01-01',
        name: '陆文博',
        branch: { id: branch.id, name: '第一党支部', kind: 'branch' },
        group: null,
      },
      roles: [
        {
          role: 'secretary',
          unit: { id: branch.id, name: '第一党支部', kind: 'branch' },
          fromDay: '2020-01-01',
          untilDay: null,
        },
      ],
      units: [
        {
          unit: { id: branch.id, name: '第一党支部', kind: 'branch' },
          actions: expect.arrayContaining(['month.publish']),
        },
      ],
      today: '2026-11-05',
    });
    expect(answer.body.units[0].actions).not.toContain('account.manage');
    expect(answer.headers.get('set-cookie')).toMatch(
      /^pointbook_session=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    expect((await withCookie(cookieOf(answer)).get('/api/v1/session')).body).toEqual(answer.body);
  });

  test('a member who does not hold a role is offered what his branch shows, not what only the committee does', async () => {
    const branch = await aUnit(service.database, { kind: 'branch', parentId: rootId });
    const [memberId] = await someMembers(service.database, [{ branchId: branch.id }]);
    await aPerson(service.database, { name: 'plain.member', memberId: memberId! });
    const { body } = await signIn('plain.member');
    expect(body.units).toEqual([
      {
        unit: expect.objectContaining({ id: branch.id }),
        actions: [
          'board.acknowledge',
          'board.read',
          'closing.object',
          'closingBoard.read',
          'figures.read',
          'month.read',
          'objection.raise',
          'scheme.read',
          'unit.read',
        ],
      },
    ]);
  });

  test('the name may be typed in capitals, in full width, or with blanks around it', async () => {
    await aPerson(service.database, { name: 'zhang.wei' });
    for (const name of ['ZHANG.Wei', '  zhang.wei ', 'ｚｈａｎｇ．ｗｅｉ'])
      expect([name, (await signIn(name)).status]).toEqual([name, 200]);
  });

  test('a wrong password, an unknown name and a suspended account are answered alike', async () => {
    await aPerson(service.database, { name: 'known' });
    const suspended = await aPerson(service.database, { name: 'suspended' });
    await service.database.write(() =>
      service.database.change('UPDATE accounts SET suspendedAt = ? WHERE id = ?', [start, suspended]),
    );
    const answers = [await signIn('known', 'wrong password'), await signIn('nobody'), await signIn('suspended')];
    for (const { status, body, headers } of answers) {
      expect({ ...body, requestId: '' }).toEqual({ ...answers[0]!.body, requestId: '' });
      expect([status, body.code, headers.get('set-cookie')]).toEqual([401, 'invalidCredentials', null]);
    }
  });

  test('an unknown name takes as long as a wrong password: both work through argon2', async () => {
    const took = async (name: string) => {
      const from = process.cpuUsage();
      await signIn(name, 'wrong password');
      const { user, system } = process.cpuUsage(from);
      return user + system;
    };
    for (const name of ['slow.1', 'slow.2', 'slow.3']) await aPerson(service.database, { name });
    const known = [await took('slow.1'), await took('slow.2'), await took('slow.3')].sort((a, b) => a - b)[1]!;
    const unknown = [await took('none.1'), await took('none.2'), await took('none.3')].sort((a, b) => a - b)[1]!;
    expect(unknown / known).toBeGreaterThan(0.6);
    expect(unknown).toBeGreaterThan(8_000); // microseconds of work; without argon2 it is below 3,000
  });

  test('no wrong try is answered sooner than another, whatever had to be written down for it', async () => {
    await aPerson(service.database, { name: 'early' });
    for (const name of ['early', 'early.bird']) {
      const from = performance.now();
      await signIn(name, 'wrong password');
      expect(performance.now() - from).toBeGreaterThanOrEqual(99);
    }
  });

  test('an account whose stored hash is none of ours can not be signed in to', async () => {
    await anAccount(service.database, { name: 'hashless' });
    expect((await signIn('hashless', 'none')).status).toBe(401);
  });

  test('always begins a new session and ends the one the browser had, so that nobody can plant one', async () => {
    await aPerson(service.database, { name: 'fixed' });
    const planted = `pointbook_session=${'A'.repeat(43)}`;
    const first = cookieOf(await signIn('fixed', password, { cookie: planted }));
    expect(first).not.toBe(planted);
    expect((await withCookie(planted).get('/api/v1/session')).status).toBe(401);
    const second = cookieOf(await signIn('fixed', password, { cookie: first }));
    expect(second).not.toBe(first);
    expect((await withCookie(first).get('/api/v1/session')).status).toBe(401);
    expect((await withCookie(second).get('/api/v1/session')).status).toBe(200);
  });

  test('the database keeps only the digest of the cookie', async () => {
    const accountId = await aPerson(service.database, { name: 'digest' });
    const token = cookieOf(await signIn('digest')).split('=')[1]!;
    const rows = await service.database.read(() =>
      service.database.rows<Record<string, unknown>>('SELECT * FROM sessions WHERE accountId = ?', [accountId]),
    );
    expect(rows).toEqual([
      {
        tokenDigest: createHash('sha256').update(token).digest('hex'),
        accountId,
        createdAt: start,
        lastSeenAt: start,
        expiresAt: plus(12 * 3600),
        provenAt: start,
        secondFactorElsewhere: null,
        browser: 'program',
        operatingSystem: 'other',
        network: '127.0.0.*',
      },
    ]);
    expect(
      (await withCookie(`pointbook_session=${rows[0]!.tokenDigest as string}`).get('/api/v1/session')).status,
    ).toBe(401);
  });

  test.each([
    0,
    {},
    [],
    null,
    true,
    '',
    ' ',
    'a\u0000b',
    'zhang\u200b.wei',
    ['zhang.wei'],
    { $ne: 1 },
    'x'.repeat(201),
    '\ud800',
  ])('the name %j is refused and signs nobody in', async (name) => {
    const { status, body } = await signIn(name);
    expect([status, body.code]).toEqual(name === ' ' ? [401, 'invalidCredentials'] : [422, 'invalid']);
  });

  test.each([0, {}, [], null, true, '', 'x'.repeat(201)])('the password %j is refused', async (secret) => {
    const { status, body } = await signIn('zhang.wei', secret);
    expect([status, body.errors[0].path]).toEqual([422, 'password']);
  });

  test('a name of ten megabytes is not even read', async () => {
    expect((await signIn('x'.repeat(10 * 1024 * 1024))).status).toBe(413);
  });

  test('what does not belong into the body is refused, and nothing is taken from the address', async () => {
    const extra = await service.anonymous.post('/api/v1/session', {
      signInName: 'zhang.wei',
      password,
      role: 'secretary',
      memberId: 1,
    });
    expect([extra.status, extra.body.errors.map(({ path }: { path: string }) => path).sort()]).toEqual([
      422,
      ['memberId', 'role'],
    ]);
    for (const raw of [
      `{"signInName":"zhang.wei","password":"${password}","__proto__":{"admin":true}}`,
      '{"signInName":',
      '[]',
      '"x"',
      '',
    ])
      expect((await service.anonymous.post('/api/v1/session', raw)).status).toBeGreaterThanOrEqual(400);
    const query = `signInName=zhang.wei&password=${encodeURIComponent(password)}`;
    expect((await service.anonymous.post(`/api/v1/session?${query}`, {})).status).toBe(422);
    expect((await service.anonymous.post(`/api/v1/session?${query}`)).status).toBe(422);
  });
});

describe('trying passwords', () => {
  test('of a hundred wrong tries at once five are looked at, and then the account waits a minute', async () => {
    const accountId = await aPerson(service.database, { name: 'attacked' });
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) => signIn('attacked', `guess number ${index}`)),
    );
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(95);
    expect([refused[0]!.body.code, refused[0]!.headers.get('retry-after')]).toEqual(['tooManyRequests', '60']);
    const row = await service.database.read(() =>
      service.database.row('SELECT failedSignIns, lockedUntil FROM accounts WHERE id = ?', [accountId]),
    );
    expect(row).toEqual({ failedSignIns: 5, lockedUntil: plus(60) });
  });

  test('while an account waits even the right password is refused; after the wait it is taken, and the count begins anew', async () => {
    await aPerson(service.database, { name: 'waiting' });
    for (let index = 0; index < 5; index += 1) await signIn('waiting', 'wrong password');
    expect((await signIn('waiting')).status).toBe(429);
    service.clock.set(plus(59.999));
    expect((await signIn('waiting')).headers.get('retry-after')).toBe('1');
    service.clock.set(plus(60));
    expect((await signIn('waiting', 'wrong password')).status).toBe(401);
    expect((await signIn('waiting')).headers.get('retry-after')).toBe('120');
    service.clock.set(plus(60 + 120));
    expect((await signIn('waiting')).status).toBe(200);
    for (let index = 0; index < 4; index += 1) expect((await signIn('waiting', 'wrong password')).status).toBe(401);
    expect((await signIn('waiting')).status).toBe(200);
  });

  test('an unknown name waits like a known one, so that waiting tells nobody who has an account', async () => {
    for (let index = 0; index < 5; index += 1) expect((await signIn('no.such.name')).status).toBe(401);
    const answer = await signIn('no.such.name');
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '60']);
  });

  test('an address has two hundred tries in ten minutes, and a forwarded address that the sender made up gives no more', async () => {
    await withService(0, async (tryAs, clock) => {
      // After five tries the name waits and no password is looked at any more; the address goes on being counted.
      for (let index = 0; index < 200; index += 1) await tryAs('guessed', `10.0.0.${index}`);
      const beyond = await tryAs('another', '10.9.9.9');
      expect([beyond.status, beyond.headers.get('retry-after')]).toEqual([429, '600']);
      clock.set(plus(600));
      expect((await tryAs('another', '10.9.9.9')).status).toBe(401);
    });
  });

  test('behind one proxy of ours the address that the proxy saw is counted, not what was sent to the proxy', async () => {
    await withService(1, async (tryAs) => {
      for (let index = 0; index < 200; index += 1) await tryAs('guessed', `10.0.0.${index}, 192.0.2.1`);
      expect((await tryAs('another', '10.9.9.9, 192.0.2.1')).status).toBe(429);
      expect((await tryAs('another', '10.9.9.9, 192.0.2.2')).status).toBe(401);
    });
  });
});

type TryAs = (signInName: string, forwardedFor: string) => Promise<Answer>;

/** A service of its own behind so many proxies, since an address’s tries are counted for the whole service. */
async function withService(proxies: number, work: (tryAs: TryAs, clock: StoppedClock) => Promise<void>): Promise<void> {
  const fresh = await freshDatabase();
  const clock = new StoppedClock(start);
  const app = await createApp({ ...fresh.config, proxies }, fresh.database, clock);
  try {
    await app.listen(0, '127.0.0.1');
    const client = new Client(`http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`, undefined);
    const tryAs: TryAs = (signInName, forwardedFor) =>
      client.post('/api/v1/session', { signInName, password }, { headers: { 'x-forwarded-for': forwardedFor } });
    await work(tryAs, clock);
  } finally {
    await app.close();
    await fresh.close();
  }
}

describe('a session', () => {
  test('ends twelve hours after it began, however busy it was', async () => {
    await aPerson(service.database, { name: 'busy' });
    const browser = withCookie(cookieOf(await signIn('busy')));
    for (let minutes = 20; minutes < 720; minutes += 20) {
      service.clock.set(plus(minutes * 60));
      expect([minutes, (await browser.get('/api/v1/session')).status]).toEqual([minutes, 200]);
    }
    service.clock.set(plus(720 * 60 - 0.001));
    expect((await browser.get('/api/v1/session')).status).toBe(200);
    service.clock.set(plus(720 * 60));
    expect((await browser.get('/api/v1/session')).status).toBe(401);
  });

  test('ends when nobody used it for half an hour', async () => {
    await aPerson(service.database, { name: 'idle' });
    const browser = withCookie(cookieOf(await signIn('idle')));
    service.clock.set(plus(29 * 60));
    expect((await browser.get('/api/v1/session')).status).toBe(200);
    service.clock.set(plus(59 * 60 - 0.001));
    expect((await browser.get('/api/v1/session')).status).toBe(200);
    service.clock.set(plus(59 * 60 + 30 * 60));
    const answer = await browser.get('/api/v1/session');
    expect([answer.status, answer.body.code]).toEqual([401, 'signInRequired']);
  });

  test('that it was used is written down once a minute, not with each request', async () => {
    const accountId = await aPerson(service.database, { name: 'seen' });
    const browser = withCookie(cookieOf(await signIn('seen')));
    const lastSeenAt = async () =>
      (await service.database.read(() =>
        service.database.row<{ lastSeenAt: string }>('SELECT lastSeenAt FROM sessions WHERE accountId = ?', [
          accountId,
        ]),
      ))!.lastSeenAt;
    service.clock.set(plus(59.999));
    await browser.get('/api/v1/session');
    expect(await lastSeenAt()).toBe(start);
    service.clock.set(plus(60));
    await browser.get('/api/v1/session');
    expect(await lastSeenAt()).toBe(plus(60));
  });

  test('ends with signing out, at once and for good; signing out twice is no mistake', async () => {
    await aPerson(service.database, { name: 'leaving' });
    const browser = withCookie(cookieOf(await signIn('leaving')));
    const answer = await browser.delete('/api/v1/session');
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([
      204,
      expect.stringMatching(/^pointbook_session=; .*Expires=Thu, 01 Jan 1970/),
    ]);
    expect((await browser.get('/api/v1/session')).status).toBe(401);
    expect((await browser.delete('/api/v1/session')).status).toBe(204);
  });

  test.each(['', 'x', 'A'.repeat(43), `${'A'.repeat(43)}'`, '../../etc', '%00'])(
    'is not what the cookie %j says',
    async (token) => {
      const answer = await withCookie(`pointbook_session=${token}`).get('/api/v1/session');
      expect([answer.status, answer.body.code]).toEqual([401, 'signInRequired']);
    },
  );
});

describe('the first password', () => {
  test('has to be replaced before anything else, and the session may then do what the account may', async () => {
    const branch = await aUnit(service.database, { kind: 'branch', parentId: rootId });
    await aPerson(service.database, { name: 'new.here', roles: [['secretary', branch.id]], mustChangePassword: true });
    const answer = await signIn('new.here');
    expect([answer.status, answer.body.mustChangePassword]).toEqual([200, true]);
    const browser = withCookie(cookieOf(answer));
    const before = await browser.get(`/api/v1/units/${branch.id}/role-assignments`);
    expect([before.status, before.body.code]).toEqual([403, 'passwordChangeRequired']);
    expect((await browser.get('/api/v1/session')).status).toBe(200);
    const changed = await browser.put('/api/v1/session/password', {
      currentPassword: password,
      newPassword: 'blue lantern 1911',
    });
    expect([changed.status, changed.body.mustChangePassword]).toEqual([200, false]);
    expect((await browser.get('/api/v1/session')).status).toBe(401);
    const renewed = withCookie(cookieOf(changed));
    expect((await renewed.get(`/api/v1/units/${branch.id}/role-assignments`)).status).toBe(200);
    expect((await signIn('new.here')).status).toBe(401);
    expect((await signIn('new.here', 'blue lantern 1911')).status).toBe(200);
  });

  test('replacing a password ends the other sessions of the account and gives this one another secret', async () => {
    await aPerson(service.database, { name: 'two.browsers' });
    const here = withCookie(cookieOf(await signIn('two.browsers')));
    const there = withCookie(cookieOf(await signIn('two.browsers')));
    const changed = await here.put('/api/v1/session/password', {
      currentPassword: password,
      newPassword: 'blue lantern 1911',
    });
    const again = withCookie(cookieOf(changed));
    const statuses = await Promise.all([here, there, again].map((tab) => tab.get('/api/v1/session')));
    expect(statuses.map(({ status }) => status)).toEqual([401, 401, 200]);
  });

  test.each([
    ['nine chars', 'short 123', 'tooShort'],
    ['nine characters of eighteen units', '𠮷𠮷𠮷𠮷一二三四五', 'tooShort'],
    ['the sign-in name in it', 'xx-Choosing-xx', 'containsSignInName'],
    ['the old one in it', `${password} 2`, 'containsOldPassword'],
    ['the old one in full width', password.replace('correct', 'ｃｏｒｒｅｃｔ'), 'containsOldPassword'],
    ['one of the most common', 'Password123', 'common'],
    ['one character again and again', '1111111111111', 'common'],
  ])('a new password with %s is refused', async (_what, newPassword, code) => {
    const accountId = (
      await service.database.read(() =>
        service.database.row<{ id: number }>("SELECT id FROM accounts WHERE signInName = 'choosing'"),
      )
    )?.id;
    const browser = await service.as(accountId ?? (await aPerson(service.database, { name: 'choosing' })));
    const answer = await browser.put('/api/v1/session/password', { currentPassword: password, newPassword });
    expect([answer.status, answer.body.errors?.[0]]).toEqual([
      422,
      expect.objectContaining({ path: 'newPassword', code }),
    ]);
  });

  test('a browser left open can not be used to guess the current password', async () => {
    const accountId = await aPerson(service.database, { name: 'left.open' });
    const browser = await service.as(accountId);
    const guess = (currentPassword: string) =>
      browser.put('/api/v1/session/password', { currentPassword, newPassword: 'blue lantern 1911' });
    for (let index = 0; index < 5; index += 1)
      expect((await guess('wrong password')).body.code).toBe('invalidCredentials');
    expect((await guess(password)).status).toBe(429);
  });
});
