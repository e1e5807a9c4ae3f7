import { type Answer, Client, type Service, startService } from '../support/app.js';
import { anAccount, aUnit, someMembers } from '../support/organisation.js';
import { AtProvider, freePort, TestProvider } from '../support/provider.js';
import { codeOf, enrol } from './authenticator.js';
import { aPerson, password } from './people.js';

const publicOrigin = 'http://points.test';
const issuerOfAnother = 'http://127.0.0.1:9';
let start = '2026-11-05T02:00:00.000Z';
let provider: TestProvider;
let service: Service;
let rootId: number;
let branchId: number;

beforeAll(async () => {
  provider = await TestProvider.open(`${publicOrigin}/sign-in/provider`);
  service = await startService({ now: start, settings: { publicOrigin, provider: provider.settings } });
  ({ id: rootId } = await aUnit(service.database, { kind: 'bureau', name: '机关党委' }));
  ({ id: branchId } = await aUnit(service.database, { kind: 'branch', parentId: rootId }));
});
afterAll(async () => {
  await service.close();
  await provider.close();
});
afterEach(() => {
  provider.bendClaims = undefined;
  provider.bendToken = undefined;
  provider.isAway = false;
  provider.amr = ['pwd'];
  service.clock.set((start = after(3600)));
});

const after = (seconds: number) => new Date(Date.parse(start) + seconds * 1000).toISOString();
const begin = '/api/v1/session/provider-request';
const finish = '/api/v1/session/provider-answer';
const links = '/api/v1/sign-in-links';

/** A browser of ours: it keeps what it is given, and nothing else. */
class Browser {
  readonly cookies = new Map<string, string>();

  async post(path: string, body: object): Promise<Answer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await service.anonymous.post(path, body, { headers: cookie ? { cookie } : {} });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const [name = '', value = ''] = pair.split('=');
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return answer;
  }

  get client(): Client {
    return new Client(service.origin, `pointbook_session=${this.cookies.get('pointbook_session')}`);
  }
}

async function onTheWay(browser = new Browser(), returnPath = '/'): Promise<{ browser: Browser; address: string }> {
  const { status, body } = await browser.post(begin, { returnPath });
  expect([status, body.code]).toEqual([200, undefined]);
  return { browser, address: body.address };
}

async function signIn(subject: string, returnPath = '/'): Promise<Answer & { browser: Browser }> {
  const { browser, address } = await onTheWay(new Browser(), returnPath);
  const answer = await new AtProvider().visit(address, subject);
  return { ...(await browser.post(finish, { answer })), browser };
}

let count = 0;
async function aLinkedPerson(wish: Parameters<typeof aPerson>[1] = {}): Promise<{ id: number; subject: string }> {
  const id = await aPerson(service.database, wish);
  const subject = `E-${(count += 1)}`;
  const administrator = await service.as(
    await anAccount(service.database, { roles: [['systemAdministrator', rootId]] }),
  );
  const { status } = await administrator.post(`/api/v1/accounts/${id}/sign-in-links`, { subject });
  expect(status).toBe(200);
  return { id, subject };
}

const outcome = ({ status, body, headers }: Answer) => [
  status,
  body.code,
  headers.getSetCookie().some((line) => line.startsWith('pointbook_session=')),
];
const change = (sql: string, values: (string | number)[]) =>
  service.database.write(() => service.database.change(sql, values));

describe('signing in through the provider', () => {
  test('leads to the account that is linked, with an ordinary session and back to where one was going', async () => {
    const { id, subject } = await aLinkedPerson();
    const { address } = await onTheWay();
    const asked = new URL(address).searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({
      response_type: 'code',
      client_id: 'pointbook',
      redirect_uri: `${publicOrigin}/sign-in/provider`,
      scope: 'openid',
      code_challenge_method: 'S256',
    });
    expect(asked.get('nonce')).not.toBe(asked.get('state'));
    const { status, body, browser, headers } = await signIn(subject, '/history?year=2026');
    expect([status, body.returnPath, body.me.accountId]).toEqual([200, '/history?year=2026', id]);
    expect(headers.getSetCookie()).toEqual([
      expect.stringMatching(/^pointbook_provider=;/),
      expect.stringMatching(/^pointbook_session=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Strict$/),
    ]);
    expect((await browser.client.get('/api/v1/session')).body.accountId).toBe(id);
    service.clock.set(after(31 * 60));
    expect((await browser.client.get('/api/v1/session')).status).toBe(401);
  });

  test('the page says whether there is a provider, and what its button is called', async () => {
    expect((await service.anonymous.get('/api/v1/session/provider')).body).toEqual({ label: '统一身份认证' });
  });

  test('ends the session that the browser had', async () => {
    const { subject } = await aLinkedPerson();
    const { browser } = await signIn(subject);
    const earlier = browser.client;
    const { address } = await onTheWay(browser);
    await browser.post(finish, { answer: await new AtProvider().visit(address, subject) });
    expect((await earlier.get('/api/v1/session')).status).toBe(401);
    expect((await browser.client.get('/api/v1/session')).status).toBe(200);
  });

  test('what was asked is kept by us alone, bound to the browser, for ten minutes', async () => {
    const { browser, address } = await onTheWay();
    const secret = browser.cookies.get('pointbook_provider')!;
    const [kept] = await service.database.read(() =>
      service.database.rows<Record<string, string>>('SELECT * FROM provider_requests WHERE state = ?', [
        new URL(address).searchParams.get('state')!,
      ]),
    );
    expect(kept).toMatchObject({ accountId: null, returnPath: '/', expiresAt: after(600) });
    expect(JSON.stringify(kept)).not.toContain(secret);
    expect(address).not.toContain(kept!.verifier);
  });

  test('a first password that was never used ends with the first sign-in through the other door', async () => {
    const { id, subject } = await aLinkedPerson({ name: 'slip.of.paper', mustChangePassword: true });
    const { body } = await signIn(subject);
    expect(body.me.mustChangePassword).toBe(false);
    const tried = await service.anonymous.post('/api/v1/session', { signInName: 'slip.of.paper', password });
    expect(tried.body.code).toBe('invalidCredentials');
    const voided = await service.database.read(() =>
      service.database.rows(
        `SELECT sequence FROM trail_records WHERE action = 'account.voidFirstPassword' AND body LIKE ?`,
        [`%"accountId":${id},%`],
      ),
    );
    expect(voided).toHaveLength(1);
  });
});

describe('nobody comes in', () => {
  test('whose account is not linked, whatever he is called there; a suspended one hears the same', async () => {
    const { id, subject } = await aLinkedPerson({ name: 'zhang.wei' });
    await change('UPDATE accounts SET suspendedAt = ? WHERE id = ?', [start, id]);
    provider.bendClaims = (claims) => ({
      ...claims,
      email: 'zhang.wei',
      email_verified: true,
      preferred_username: 'zhang.wei',
    });
    for (const who of ['zhang.wei', 'somebody', subject])
      expect([who, ...outcome(await signIn(who))]).toEqual([who, 403, 'notLinked', false]);
  });

  test('with an answer from another browser, without one’s own secret, or with another state', async () => {
    const { subject } = await aLinkedPerson();
    const [mine, theirs] = [await onTheWay(), await onTheWay()];
    const answer = await new AtProvider().visit(mine.address, subject);
    expect(outcome(await theirs.browser.post(finish, { answer }))).toEqual([409, 'signInBroken', false]);
    expect(outcome(await new Browser().post(finish, { answer }))).toEqual([409, 'signInBroken', false]);
    const forged = new URLSearchParams(answer);
    forged.set('state', 'signIn.forged');
    expect(outcome(await mine.browser.post(finish, { answer: forged.toString() }))).toEqual([
      409,
      'signInBroken',
      false,
    ]);
  });

  test('twice with one answer, or later than ten minutes', async () => {
    const { subject } = await aLinkedPerson();
    const { browser, address } = await onTheWay();
    const secret = browser.cookies.get('pointbook_provider')!;
    const answer = await new AtProvider().visit(address, subject);
    expect((await browser.post(finish, { answer })).status).toBe(200);
    browser.cookies.set('pointbook_provider', secret);
    expect(outcome(await browser.post(finish, { answer }))).toEqual([409, 'signInBroken', false]);
    const late = await onTheWay();
    const lateAnswer = await new AtProvider().visit(late.address, subject);
    service.clock.set(after(600));
    expect(outcome(await late.browser.post(finish, { answer: lateAnswer }))).toEqual([409, 'signInBroken', false]);
  });

  test('with a code that was used before', async () => {
    const { subject } = await aLinkedPerson();
    const { browser, address } = await onTheWay();
    const visitor = new AtProvider();
    const used = new URLSearchParams(await visitor.visit(address, subject));
    expect((await browser.post(finish, { answer: used.toString() })).status).toBe(200);
    const again = await onTheWay();
    const fresh = new URLSearchParams(await new AtProvider().visit(again.address, subject));
    fresh.set('code', used.get('code')!);
    expect(outcome(await again.browser.post(finish, { answer: fresh.toString() }))).toEqual([
      409,
      'signInBroken',
      false,
    ]);
  });

  test('with a token that is not exactly the provider’s word for this very sign-in', async () => {
    const { subject } = await aLinkedPerson();
    const now = Math.floor(Date.now() / 1000);
    const bends: [string, (claims: Record<string, unknown>) => Record<string, unknown>][] = [
      ['another nonce', (claims) => ({ ...claims, nonce: 'another' })],
      ['no nonce', ({ nonce: _, ...claims }) => claims],
      ['for somebody else', (claims) => ({ ...claims, aud: 'another-service' })],
      ['from somebody else', (claims) => ({ ...claims, iss: issuerOfAnother })],
      ['over', (claims) => ({ ...claims, iat: now - 7200, exp: now - 3600 })],
      ['about nobody', ({ sub: _, ...claims }) => claims],
      ['about a name without end', (claims) => ({ ...claims, sub: 'x'.repeat(300) })],
    ];
    for (const [name, bend] of bends) {
      provider.bendClaims = bend;
      expect([name, ...outcome(await signIn(subject))]).toEqual([name, 409, 'signInBroken', false]);
    }
    provider.bendClaims = (claims) => claims;
    expect((await signIn(subject)).status).toBe(200);
  });

  test('with a token whose signature is not the provider’s, or that has none', async () => {
    const { subject } = await aLinkedPerson();
    const { subject: other } = await aLinkedPerson();
    const asOther = (token: string): string => {
      const [head, body, signature] = token.split('.') as [string, string, string];
      const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as object;
      return [head, Buffer.from(JSON.stringify({ ...claims, sub: other })).toString('base64url'), signature].join('.');
    };
    const unsigned = (token: string): string => {
      const head = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT' })).toString('base64url');
      return `${head}.${token.split('.')[1]}.`;
    };
    for (const bend of [asOther, unsigned, () => 'no token at all']) {
      provider.bendToken = bend;
      expect([bend.name, ...outcome(await signIn(subject))]).toEqual([bend.name, 409, 'signInBroken', false]);
    }
  });

  test('with an answer that another provider signed for (mix-up)', async () => {
    const { subject } = await aLinkedPerson();
    for (const iss of [issuerOfAnother, undefined]) {
      const { browser, address } = await onTheWay();
      const answer = new URLSearchParams(await new AtProvider().visit(address, subject));
      if (iss === undefined) answer.delete('iss');
      else answer.set('iss', iss);
      expect([iss, ...outcome(await browser.post(finish, { answer: answer.toString() }))]).toEqual([
        ...[iss, 409, 'signInBroken', false],
      ]);
    }
  });

  test('who cancels, and he may begin again', async () => {
    const { subject } = await aLinkedPerson();
    const { browser, address } = await onTheWay();
    const answer = await new AtProvider().visit(address, null);
    expect(answer).toContain('error=access_denied');
    expect(outcome(await browser.post(finish, { answer }))).toEqual([409, 'signInCancelled', false]);
    expect((await signIn(subject)).status).toBe(200);
  });

  test('by way of rubbish, whatever it is', async () => {
    for (const answer of ['x', '%', 'code=1&code=2', `code=${'x'.repeat(7000)}`, 'error=<script>', 'state=']) {
      const { browser } = await onTheWay();
      expect([answer, ...outcome(await browser.post(finish, { answer }))]).toEqual([
        answer,
        409,
        'signInBroken',
        false,
      ]);
    }
    const { browser } = await onTheWay();
    expect((await browser.post(finish, { answer: 'x'.repeat(8001) })).status).toBe(422);
  });
});

test('the way back leads into our own client and nowhere else', async () => {
  const elsewhere = [
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    'history',
    '/\t/evil.example',
    '/..//evil.example',
    '/api/v1/session',
    '/%5c..//x\\y',
    '\u2028/',
  ];
  for (const returnPath of elsewhere) {
    const { status, body } = await new Browser().post(begin, { returnPath });
    expect([returnPath, status, body.address]).toEqual([returnPath, 422, undefined]);
  }
  for (const returnPath of ['/', '/branches/3/review?x=%2F%2Fevil.example', '/history#top'])
    expect((await new Browser().post(begin, { returnPath })).status).toBe(200);
});

test('a page of another site can not begin or finish a sign-in', async () => {
  for (const [path, body] of [
    [begin, { returnPath: '/' }],
    [finish, { answer: 'code=1' }],
  ] as const) {
    const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    expect((await service.anonymous.post(path, body, { headers })).status).toBe(403);
  }
});

describe('linking one’s account', () => {
  async function link(client: Client, subject: string, at = service.origin): Promise<Answer> {
    const began = await client.post(`${links}/provider-request`, { returnPath: '/security' });
    expect(began.status).toBe(200);
    const own = began.headers.getSetCookie()[0]!.split(';')[0]!;
    const answer = await new AtProvider().visit(began.body.address, subject);
    const session = (client as unknown as { cookie: string }).cookie;
    return new Client(at, `${session}; ${own}`).post(links, { answer });
  }

  test('takes who is signed in here and there; from then on he comes in by both doors', async () => {
    const id = await aPerson(service.database, { name: 'both.doors' });
    const client = await service.as(id);
    const linked = await link(client, 'both-1');
    expect([linked.status, linked.body.returnPath]).toEqual([200, '/security']);
    expect((await client.get(links)).body.items).toEqual([
      { id: linked.body.link.id, issuer: provider.issuer, subject: 'both-1', linkedAt: start, byAdministrator: false },
    ]);
    expect((await signIn('both-1')).body.me.accountId).toBe(id);
    expect((await service.anonymous.post('/api/v1/session', { signInName: 'both.doors', password })).status).toBe(200);
    expect((await link(client, 'both-1')).status).toBe(200);
    const told = await service.database.read(() =>
      service.database.rows<{ body: string }>(
        `SELECT body FROM trail_records WHERE action = 'account.link' AND body LIKE ?`,
        [`%"accountId":${id},%`],
      ),
    );
    expect(told).toHaveLength(1);
    expect(told[0]!.body).not.toContain('both-1');
  });

  test('is refused when who he is there belongs to another account, or his account to another there', async () => {
    const { subject } = await aLinkedPerson();
    const client = await service.as(await aPerson(service.database));
    const taken = await link(client, subject);
    expect([taken.status, taken.body.errors]).toEqual([409, [{ path: 'subject', code: 'linkedElsewhere' }]]);
    expect((await link(client, 'own-1')).status).toBe(200);
    const second = await link(client, 'own-2');
    expect([second.status, second.body.errors]).toEqual([409, [{ path: 'subject', code: 'hasAnother' }]]);
    expect((await client.get(links)).body.items).toHaveLength(1);
  });

  test('asks for the password when the sign-in is not fresh', async () => {
    const client = await service.as(await aPerson(service.database));
    service.clock.set(after(11 * 60));
    const { body } = await client.post(`${links}/provider-request`, { returnPath: '/' });
    expect(body.code).toBe('freshSignInRequired');
  });

  test('an answer for a sign-in links nothing, one for a link signs nobody in, and one’s own links nobody else', async () => {
    const [one, other] = [await aPerson(service.database), await aPerson(service.database)];
    const { browser, address } = await onTheWay();
    const answer = await new AtProvider().visit(address, 'crossed');
    const session = ((await service.as(one)) as unknown as { cookie: string }).cookie;
    const cookie = `${session}; pointbook_provider=${browser.cookies.get('pointbook_provider')}`;
    expect((await new Client(service.origin, cookie).post(links, { answer })).body.code).toBe('signInBroken');
    const began = async () => {
      const { body, headers } = await (await service.as(one)).post(`${links}/provider-request`, { returnPath: '/' });
      const own = headers.getSetCookie()[0]!.split(';')[0]!;
      return { own, answer: await new AtProvider().visit(body.address, 'crossed') };
    };
    const asSignIn = await began();
    const tried = await service.anonymous.post(
      finish,
      { answer: asSignIn.answer },
      { headers: { cookie: asSignIn.own } },
    );
    expect(outcome(tried)).toEqual([409, 'signInBroken', false]);
    const asOther = await began();
    const theirs = ((await service.as(other)) as unknown as { cookie: string }).cookie;
    const linked = await new Client(service.origin, `${theirs}; ${asOther.own}`).post(links, {
      answer: asOther.answer,
    });
    expect(linked.body.code).toBe('signInBroken');
  });

  test('can be taken back, but not by who would have no way in any more', async () => {
    const id = await aPerson(service.database);
    const client = await service.as(id);
    const { body } = await link(client, 'back-1');
    const path = `${links}/${body.link.id}`;
    expect((await (await service.as(await aPerson(service.database))).delete(path)).status).toBe(404);
    await change(`UPDATE accounts SET passwordHash = '!' WHERE id = ?`, [id]);
    const only = await client.delete(path);
    expect([only.status, only.body.errors[0].code]).toEqual([409, 'onlyWayIn']);
    await change(`UPDATE accounts SET passwordHash = '$argon2id$x' WHERE id = ?`, [id]);
    expect((await client.delete(path)).status).toBe(204);
    expect(outcome(await signIn('back-1'))).toEqual([403, 'notLinked', false]);
  });

  test('an administrator does it for others, sees it and takes it away; for himself he does it like everybody', async () => {
    const [memberId] = await someMembers(service.database, [{ branchId }]);
    const { id, subject } = await aLinkedPerson({ memberId: memberId! });
    const own = await anAccount(service.database, { roles: [['systemAdministrator', rootId]] });
    const administrator = await service.as(own);
    const path = `/api/v1/accounts/${id}/sign-in-links`;
    const { body } = await administrator.get(path);
    expect(body.items).toEqual([expect.objectContaining({ subject, byAdministrator: true })]);
    expect((await administrator.post(`/api/v1/accounts/${own}/sign-in-links`, { subject: 'me' })).status).toBe(403);
    expect((await administrator.post('/api/v1/accounts/999999/sign-in-links', { subject: 'x' })).status).toBe(404);
    expect((await administrator.post(path, { subject: '' })).status).toBe(422);
    const member = await service.as(id);
    expect((await member.get(path)).status).toBe(403);
    expect((await administrator.delete(`${path}/${body.items[0].id}`)).status).toBe(204);
    expect(outcome(await signIn(subject))).toEqual([403, 'notLinked', false]);
  });

  test('of two who link one identity at once only one succeeds', async () => {
    const clients = await Promise.all([1, 2].map(async () => service.as(await aPerson(service.database))));
    const statuses = await Promise.all(clients.map(async (client) => (await link(client, 'raced')).status));
    expect(statuses.sort()).toEqual([200, 409]);
  });
});

describe('the second factor', () => {
  const isAsked = (subject: string) => signIn(subject, '/history');

  test('of an account is asked for here, unless the provider says that it asked for one, in the words of the settings', async () => {
    const { id, subject } = await aLinkedPerson();
    const { secret } = await enrol(service, id);
    for (const amr of [['pwd'], ['mfa'], []]) {
      provider.amr = amr;
      const asked = await isAsked(subject);
      expect([amr, ...outcome(asked)]).toEqual([amr, 401, 'secondFactorRequired', false]);
      expect(asked.body.params).toEqual({ returnPath: '/history' });
      expect(asked.browser.cookies.has('pointbook_session')).toBe(false);
    }
    provider.amr = ['pwd'];
    service.clock.set(after(60));
    const { browser } = await isAsked(subject);
    const done = await browser.post('/api/v1/session/second-factor', { code: codeOf(secret, service.clock.now()) });
    expect([done.status, done.body.accountId]).toEqual([200, id]);
    provider.amr = ['pwd', 'otp'];
    expect(outcome(await isAsked(subject))).toEqual([200, undefined, true]);
  });

  test('that a policy asks for need not be set up here for a session whose provider asked for one', async () => {
    const { id, subject } = await aLinkedPerson({ roles: [['auditor', rootId]] });
    await change(
      `INSERT INTO policy_changes (version, name, value, changedBy, changedAt) VALUES (2, 'secondFactorRoles', '["auditor"]', ?, ?)`,
      [id, start],
    );
    const one = await isAsked(subject);
    expect([one.body.me.mustEnrol, (await one.browser.client.get('/api/v1/units')).body.code]).toEqual([
      ...[true, 'secondFactorMissing'],
    ]);
    provider.amr = ['otp'];
    const other = await isAsked(subject);
    expect([other.body.me.mustEnrol, (await other.browser.client.get('/api/v1/units')).status]).toEqual([false, 200]);
    await change(
      `INSERT INTO policy_changes (version, name, value, changedBy, changedAt) VALUES (3, 'secondFactorRoles', '[]', ?, ?)`,
      [id, start],
    );
  });
});

describe('while the provider is away', () => {
  test('that is said, with when to try again; people sign in with their passwords, and it is asked anew afterwards', async () => {
    const { subject } = await aLinkedPerson({ name: 'has.both' });
    const { browser, address } = await onTheWay();
    const answer = await new AtProvider().visit(address, subject);
    provider.isAway = true;
    const away = await browser.post(finish, { answer });
    expect([...outcome(away), away.headers.get('retry-after')]).toEqual([503, 'providerAway', false, '10']);
    expect((await service.anonymous.post('/api/v1/session', { signInName: 'has.both', password })).status).toBe(200);
    provider.isAway = false;
    expect((await signIn(subject)).status).toBe(200);
  });

  test('from the beginning, the service starts all the same', async () => {
    const port = await freePort();
    const settings = { ...provider.settings, issuer: `http://127.0.0.1:${port}` };
    const early = await startService({ settings: { publicOrigin, provider: settings } });
    const ask = () => early.anonymous.post(begin, { returnPath: '/' });
    expect((await ask()).body.code).toBe('providerAway');
    const late = await TestProvider.open(`${publicOrigin}/sign-in/provider`, port);
    late.isAway = true;
    expect((await ask()).body.code).toBe('providerAway');
    late.isAway = false;
    for (let time = 0; time < 3; time += 1) expect((await ask()).status).toBe(200);
    expect(late.discoveries).toBe(1);
    await early.close();
    await late.close();
  });

  test('a service without a provider has no such door', async () => {
    const without = await startService();
    expect((await without.anonymous.get('/api/v1/session/provider')).body).toEqual({ label: null });
    expect((await without.anonymous.post(begin, { returnPath: '/' })).status).toBe(404);
    await without.close();
  });
});
