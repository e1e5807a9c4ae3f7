import { keyIdOf } from '#src/key-ring.js';
import { acceptedStep, enrolmentUri } from '#src/identity/totp.js';
import { type Client, type Service, startService } from '../support/app.js';
import { aUnit } from '../support/organisation.js';
import { codeOf, cookiesOf, enrol, firstStep, later, sessionOf } from './authenticator.js';
import { aPerson, password } from './people.js';

let start = '2026-11-05T02:00:00.000Z';
let service: Service;
let rootId: number;

beforeAll(async () => {
  service = await startService({ now: start });
  ({ id: rootId } = await aUnit(service.database, { kind: 'bureau', name: '机关党委' }));
});
afterAll(() => service.close());
// Every test has an hour of its own, so that none uses up another one's tries or codes.
afterEach(() => service.clock.set((start = later(start, 3600))));

const now = () => service.clock.now();
const rows = <Row>(sql: string, values: (string | number)[] = []) =>
  service.database.read(() => service.database.rows<Row>(sql, values));
const trailOf = async (action: string) =>
  (await rows<{ body: string }>('SELECT body FROM trail_records WHERE action = ? ORDER BY sequence', [action])).map(
    ({ body }) => JSON.parse(body),
  );

test('a code is what RFC 6238 says, for a telephone whose clock is half a minute off, and never twice', () => {
  const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
  const at = (seconds: number, code: string, lastStep = 0) =>
    acceptedStep(secret, { code, now: new Date(seconds * 1000).toISOString(), lastStep });
  expect([at(59, '287082'), at(1_111_111_109, '081804'), at(20_000_000_000, '353130')]).toEqual([
    1, 37_037_036, 666_666_666,
  ]);
  expect([at(29, '287082'), at(89, '287082'), at(119.999, '287082', 0)]).toEqual([1, 1, undefined]);
  expect([at(59, '287082', 1), at(59, '287083'), at(59, '28708'), at(59, '')]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect(enrolmentUri(secret, 'li.na')).toMatch(/^otpauth:\/\/totp\/Pointbook.*li\.na\?.*secret=GEZDGNBV/);
});

describe('setting up', () => {
  test('takes a code of the app; until then signing in is as before, and afterwards it takes a code', async () => {
    const accountId = await aPerson(service.database, { name: 'careful' });
    const [here, there] = [await service.as(accountId), await service.as(accountId)];
    const begun = await here.post('/api/v1/second-factor');
    expect([begun.status, begun.body.uri]).toEqual([201, expect.stringContaining(`secret=${begun.body.secret}`)]);
    expect((await firstStep(service, 'careful')).answer.status).toBe(200);
    const wrong = await here.put('/api/v1/second-factor/confirmation', { code: '000000' });
    expect([wrong.status, wrong.body.code]).toEqual([401, 'invalidCode']);
    const code = codeOf(begun.body.secret, now());
    const confirmed = await here.put('/api/v1/second-factor/confirmation', { code });
    expect([confirmed.status, confirmed.body.codes.length, new Set(confirmed.body.codes).size]).toEqual([200, 10, 10]);
    // The other browser is out, and this one goes on with another secret.
    expect((await there.get('/api/v1/session')).status).toBe(401);
    expect((await here.get('/api/v1/session')).status).toBe(401);
    const { body } = await sessionOf(service, confirmed).get('/api/v1/second-factor');
    expect(body).toEqual({ enrolledAt: now(), isAskedFor: false, recoveryCodesLeft: 10 });
    expect((await trailOf('account.enrolSecondFactor')).at(-1)).toEqual({ accountId, actorAccountId: accountId });
    const { answer, sends } = await firstStep(service, 'careful');
    expect([answer.status, answer.body.code]).toEqual([401, 'secondFactorRequired']);
    expect(cookiesOf(answer)['pointbook_session']).toBeUndefined();
    // The code that set it up was seen on the screen: it is used.
    expect((await sends(code)).body.code).toBe('invalidCode');
    service.clock.set(later(now(), 30));
    const signedIn = await sends(codeOf(begun.body.secret, now()));
    expect([signedIn.status, signedIn.body.accountId]).toEqual([200, accountId]);
  });

  test('keeps nothing in clear: the secret is sealed, and of the recovery codes there are hashes', async () => {
    const accountId = await aPerson(service.database, { name: 'sealed' });
    const { secret, recoveryCodes } = await enrol(service, accountId);
    const stored = JSON.stringify([
      await rows('SELECT * FROM second_factors WHERE accountId = ?', [accountId]),
      await rows('SELECT * FROM recovery_codes WHERE accountId = ?', [accountId]),
      await rows('SELECT body FROM trail_records'),
    ]);
    for (const clear of [secret, ...recoveryCodes, ...recoveryCodes.map((code) => code.replaceAll('-', ''))])
      expect(stored).not.toContain(clear);
    const [factor] = await rows<{ sealedSecret: string }>(
      'SELECT sealedSecret FROM second_factors WHERE accountId = ?',
      [accountId],
    );
    expect(keyIdOf(factor!.sealedSecret)).not.toBeNull();
  });

  test('in two windows at once ends with the secret that was handed out last, and is confirmed once', async () => {
    const accountId = await aPerson(service.database, { name: 'two.windows' });
    const windows = [await service.as(accountId), await service.as(accountId)] as const;
    const both = await Promise.all(windows.map((each) => each.post('/api/v1/second-factor')));
    expect(both.map(({ status }) => status)).toEqual([201, 201]);
    const confirm = (window: Client, index: number) =>
      window.put('/api/v1/second-factor/confirmation', { code: codeOf(both[index]!.body.secret, now()) });
    const confirmed = [await confirm(windows[0], 0), await confirm(windows[1], 1)];
    // Whichever was written first is worth nothing; whichever was last holds, and confirming it put the other window out.
    expect(confirmed.filter(({ status }) => status === 200)).toHaveLength(1);
    const again = sessionOf(
      service,
      confirmed.find(({ status }) => status === 200)!,
    );
    expect((await again.post('/api/v1/second-factor')).body.code).toBe('wrongState');
    expect(await rows('SELECT accountId FROM second_factors WHERE accountId = ?', [accountId])).toHaveLength(1);
  });

  test('the same code sent twice at once sets it up once, with one set of recovery codes', async () => {
    const accountId = await aPerson(service.database, { name: 'double.click' });
    const browser = await service.as(accountId);
    const { secret } = (await browser.post('/api/v1/second-factor')).body;
    const code = codeOf(secret, now());
    const both = await Promise.all([1, 2].map(() => browser.put('/api/v1/second-factor/confirmation', { code })));
    expect(both.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await rows('SELECT codeHash FROM recovery_codes WHERE accountId = ?', [accountId])).toHaveLength(10);
  });

  test('asks for the password again where it was proven more than ten minutes ago', async () => {
    const accountId = await aPerson(service.database, { name: 'long.open' });
    const browser = await service.as(accountId);
    service.clock.set(later(start, 10 * 60));
    const refused = await browser.post('/api/v1/second-factor');
    expect([refused.status, refused.body.code]).toEqual([403, 'freshSignInRequired']);
    const wrong = await browser.put('/api/v1/session/proof', { password: 'wrong password' });
    expect(wrong.body.code).toBe('invalidCredentials');
    const proof = await browser.put('/api/v1/session/proof', { password });
    expect(proof.status).toBe(204);
    expect((await browser.get('/api/v1/session')).status).toBe(401);
    const proven = sessionOf(service, proof);
    expect((await proven.post('/api/v1/second-factor')).status).toBe(201);
    service.clock.set(later(start, 20 * 60));
    expect((await proven.post('/api/v1/second-factor')).body.code).toBe('freshSignInRequired');
  });
});

describe('the second step', () => {
  test('opens nothing by itself: its cookie is no session, and a session is no second step', async () => {
    const accountId = await aPerson(service.database, { name: 'half.way' });
    const { secret, browser } = await enrol(service, accountId);
    const { half, answer } = await firstStep(service, 'half.way');
    expect(answer.headers.get('set-cookie')).toMatch(
      /^pointbook_sign_in=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    for (const method of ['get', 'delete'] as const) {
      const asSession = await service.anonymous[method]('/api/v1/sessions', {
        headers: { cookie: `pointbook_session=${half}; pointbook_sign_in=${half}` },
      });
      expect(asSession.status).toBe(401);
    }
    const code = codeOf(secret, now());
    expect((await browser.post('/api/v1/session/second-factor', { code })).body.code).toBe('signInRequired');
    expect((await service.anonymous.post('/api/v1/session/second-factor', { code })).status).toBe(401);
  });

  test('takes a code once: not again in another browser, and of two at once one', async () => {
    const accountId = await aPerson(service.database, { name: 'overlooked' });
    const { secret } = await enrol(service, accountId);
    const steps = [await firstStep(service, 'overlooked'), await firstStep(service, 'overlooked')];
    const code = codeOf(secret, now());
    const both = await Promise.all(steps.map(({ sends }) => sends(code)));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 401]);
    const third = await firstStep(service, 'overlooked');
    expect((await third.sends(code)).body.code).toBe('invalidCode');
    // An earlier code, which would still be near enough in time, is no way around it.
    expect((await third.sends(codeOf(secret, later(now(), -30)))).body.code).toBe('invalidCode');
    expect((await third.sends(codeOf(secret, later(now(), 30)))).status).toBe(200);
  });

  test('takes the codes of half a minute before and after, and none further off', async () => {
    const accountId = await aPerson(service.database, { name: 'skewed' });
    const { secret } = await enrol(service, accountId);
    service.clock.set(later(now(), 300));
    const { sends } = await firstStep(service, 'skewed');
    expect((await sends(codeOf(secret, later(now(), -60)))).status).toBe(401);
    expect((await sends(codeOf(secret, later(now(), 60)))).status).toBe(401);
    expect((await sends(codeOf(secret, later(now(), -30)))).status).toBe(200);
  });

  test('is over after five minutes, and after it was taken', async () => {
    const accountId = await aPerson(service.database, { name: 'dawdling' });
    const { secret } = await enrol(service, accountId);
    const { sends } = await firstStep(service, 'dawdling');
    const began = now();
    service.clock.set(later(began, 300));
    const late = await sends(codeOf(secret, now()));
    expect([late.status, late.body.code]).toEqual([401, 'signInRequired']);
    const second = await firstStep(service, 'dawdling');
    expect((await second.sends(codeOf(secret, now()))).status).toBe(200);
    service.clock.set(later(now(), 30));
    expect((await second.sends(codeOf(secret, now()))).body.code).toBe('signInRequired');
  });

  test('looks at five guesses and no more, however many sign-ins they are spread over, and then waits', async () => {
    const accountId = await aPerson(service.database, { name: 'guessed' });
    const { secret } = await enrol(service, accountId);
    const steps = [await firstStep(service, 'guessed'), await firstStep(service, 'guessed')];
    const right = codeOf(secret, now());
    const wrong = (guess: number) => String((Number(right) + 1 + guess) % 1_000_000).padStart(6, '0');
    const guesses = await Promise.all(
      Array.from({ length: 10 }, (_, guess) => steps[guess % 2]!.sends(wrong(guess * 7))),
    );
    expect(guesses.filter(({ body }) => body.code === 'invalidCode')).toHaveLength(5);
    expect(guesses.filter(({ status }) => status === 429)).toHaveLength(5);
    // The right code waits too. Of each sign-in five tries were counted, so neither is good for another one.
    const third = await firstStep(service, 'guessed');
    const waiting = await third.sends(right);
    expect([waiting.status, waiting.headers.get('retry-after')]).toEqual([429, '60']);
    service.clock.set(later(now(), 60));
    expect((await steps[0]!.sends(codeOf(secret, now()))).body.code).toBe('signInRequired');
    expect((await third.sends(codeOf(secret, now()))).status).toBe(200);
  });

  test('is not reached by a wrong password or a wrong name, and those are answered as ever', async () => {
    const accountId = await aPerson(service.database, { name: 'guarded' });
    await enrol(service, accountId);
    const tried = async (signInName: string) =>
      service.anonymous.post('/api/v1/session', { signInName, password: 'wrong password' });
    const answers = [await tried('guarded'), await tried('no.such.guard')];
    for (const { status, body, headers } of answers)
      expect([status, { ...body, requestId: '' }, headers.get('set-cookie')]).toEqual([
        401,
        { ...answers[0]!.body, requestId: '' },
        null,
      ]);
  });

  const endings: [string, (accountId: number, administrator: Client) => Promise<{ status: number }>][] = [
    [
      'suspended',
      (id, administrator) => administrator.put(`/api/v1/accounts/${id}/suspension`, undefined, { version: 1 }),
    ],
    [
      'reset',
      (id, administrator) => administrator.put(`/api/v1/accounts/${id}/password-reset`, undefined, { version: 1 }),
    ],
    [
      'freed of its second factor',
      (id, administrator) =>
        administrator.put(
          `/api/v1/accounts/${id}/second-factor-removal`,
          { reason: 'misuseSuspected' },
          { version: 1 },
        ),
    ],
  ];
  test.each(endings)('ends when the account is %s, and so does every session', async (what, end) => {
    const name = `ended.${endings.findIndex(([each]) => each === what)}`;
    const accountId = await aPerson(service.database, { name });
    const administrator = await service.as(
      await aPerson(service.database, { name: `${name}.by`, roles: [['systemAdministrator', rootId]] }),
    );
    const { secret, recoveryCodes, browser } = await enrol(service, accountId);
    const { sends } = await firstStep(service, name);
    expect((await end(accountId, administrator)).status).toBe(200);
    expect((await browser.get('/api/v1/session')).body.code).toBe('signInRequired');
    expect((await sends(codeOf(secret, now()))).body.code).toBe('signInRequired');
    expect((await sends(recoveryCodes[0]!)).body.code).toBe('signInRequired');
  });
});

describe('recovery codes', () => {
  test('let in once each, however they are typed, and of two at once one', async () => {
    const accountId = await aPerson(service.database, { name: 'lost.phone' });
    const { recoveryCodes } = await enrol(service, accountId);
    const typed = recoveryCodes[0]!.toUpperCase().replaceAll('-', ' ');
    const steps = [await firstStep(service, 'lost.phone'), await firstStep(service, 'lost.phone')];
    const both = await Promise.all(steps.map(({ sends }) => sends(typed)));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 401]);
    const again = await firstStep(service, 'lost.phone');
    expect((await again.sends(recoveryCodes[0]!)).body.code).toBe('invalidCode');
    const signedIn = await again.sends(recoveryCodes[1]!);
    expect(signedIn.status).toBe(200);
    expect((await sessionOf(service, signedIn).get('/api/v1/second-factor')).body.recoveryCodesLeft).toBe(8);
    expect((await trailOf('account.useRecoveryCode')).filter((line) => line.accountId === accountId)).toHaveLength(2);
  });

  test('are guessed no oftener than the app’s codes', async () => {
    const accountId = await aPerson(service.database, { name: 'paper.guessed' });
    await enrol(service, accountId);
    const { sends } = await firstStep(service, 'paper.guessed');
    for (let guess = 0; guess < 5; guess += 1)
      expect((await sends(`aaaa-bbbb-ccc${'abcde'[guess]}`)).body.code).toBe('invalidCode');
    const other = await firstStep(service, 'paper.guessed');
    expect((await other.sends('aaaa-bbbb-cccc')).status).toBe(429);
  });

  test('a new set makes the old one worthless', async () => {
    const accountId = await aPerson(service.database, { name: 'new.paper' });
    const { recoveryCodes, browser } = await enrol(service, accountId);
    const renewed = await browser.put('/api/v1/second-factor/recovery-codes');
    expect([renewed.status, renewed.body.codes.length]).toEqual([200, 10]);
    const { sends } = await firstStep(service, 'new.paper');
    expect((await sends(recoveryCodes[0]!)).status).toBe(401);
    expect((await sends(renewed.body.codes[9])).status).toBe(200);
  });
});

describe('switching off', () => {
  test('takes the password and a code; afterwards the password is enough', async () => {
    const accountId = await aPerson(service.database, { name: 'no.more' });
    const { secret, browser } = await enrol(service, accountId);
    const off = (body: object) => browser.put('/api/v1/second-factor/removal', body);
    const code = codeOf(secret, now());
    expect((await off({ password: 'wrong password', code })).body.code).toBe('invalidCredentials');
    expect((await off({ password, code: '000000' })).body.code).toBe('invalidCode');
    expect((await off({ password })).status).toBe(422);
    const done = await off({ password, code });
    expect(done.status).toBe(204);
    expect((await sessionOf(service, done).get('/api/v1/second-factor')).body.enrolledAt).toBeNull();
    expect((await firstStep(service, 'no.more')).answer.status).toBe(200);
    expect(await rows('SELECT codeHash FROM recovery_codes WHERE accountId = ?', [accountId])).toEqual([]);
  });

  test('for somebody else is an administrator’s, with a reason of the list, and never for himself', async () => {
    const accountId = await aPerson(service.database, { name: 'robbed' });
    const administratorId = await aPerson(service.database, {
      name: 'robbed.by',
      roles: [['systemAdministrator', rootId]],
    });
    const administrator = await service.as(administratorId);
    await enrol(service, accountId);
    const path = `/api/v1/accounts/${accountId}/second-factor-removal`;
    expect((await administrator.put(path, { reason: 'because' }, { version: 1 })).status).toBe(422);
    expect((await administrator.put(path, { reason: 'deviceLost' })).status).toBe(428);
    expect((await administrator.put(path, { reason: 'deviceLost' }, { version: 9 })).status).toBe(412);
    const stranger = await service.as(await aPerson(service.database, { name: 'robbed.stranger' }));
    expect((await stranger.put(path, { reason: 'deviceLost' }, { version: 1 })).status).toBe(403);
    const removed = await administrator.put(path, { reason: 'deviceLost' }, { version: 1 });
    expect([removed.status, removed.body.hasSecondFactor, removed.version]).toEqual([200, false, 2]);
    expect((await trailOf('account.removeSecondFactor')).at(-1)).toEqual({
      accountId,
      actorAccountId: administratorId,
      reason: 'deviceLost',
    });
    expect((await firstStep(service, 'robbed')).answer.status).toBe(200);
    expect((await administrator.put(path, { reason: 'deviceLost' }, { version: 2 })).body.code).toBe('wrongState');
    const own = `/api/v1/accounts/${administratorId}/second-factor-removal`;
    expect((await administrator.put(own, { reason: 'deviceLost' }, { version: 1 })).status).toBe(403);
  });
});

describe('a policy that asks for a second factor', () => {
  test('holds from the next request on for who is signed in, and opens nothing but setting it up', async () => {
    const accountId = await aPerson(service.database, { name: 'asked', roles: [['bureauOffice', rootId]] });
    const browser = await service.as(accountId);
    const security = await service.as(
      await aPerson(service.database, { name: 'asking', roles: [['securityAdministrator', rootId]] }),
    );
    const work = `/api/v1/units/${rootId}/role-assignments`;
    expect((await browser.get(work)).status).toBe(200);
    const { version, values } = (await security.get('/api/v1/policies')).body;
    await security.put('/api/v1/policies', { ...values, secondFactorRoles: ['bureauOffice'] }, { version });
    const refused = await browser.get(work);
    expect([refused.status, refused.body.code]).toEqual([403, 'secondFactorMissing']);
    for (const path of ['/api/v1/today', '/api/v1/units', '/api/v1/schemes'])
      expect([403, 404]).toContain((await browser.get(path)).status);
    expect((await browser.get('/api/v1/session')).body.mustEnrol).toBe(true);
    expect((await browser.get('/api/v1/second-factor')).body).toMatchObject({ isAskedFor: true, enrolledAt: null });
    const { browser: enrolled } = await enrol(service, accountId);
    expect((await enrolled.get(work)).status).toBe(200);
    expect((await enrolled.get('/api/v1/session')).body.mustEnrol).toBe(false);
    await security.put('/api/v1/policies', values, { version: version + 1 });
  });
});
