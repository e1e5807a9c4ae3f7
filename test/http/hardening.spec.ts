import { once } from 'node:events';
import { connect } from 'node:net';
import { Client, type Service, startService } from '../support/app.js';
import { aUnit } from '../support/organisation.js';
import { aPerson, password } from '../identity/people.js';

let service: Service;
let office: Client;
beforeAll(async () => {
  service = await startService({ settings: { secureCookie: true, publicOrigin: 'https://points.example.cn' } });
  const { id } = await aUnit(service.database, { kind: 'bureau' });
  await aPerson(service.database, { name: 'office', roles: [['bureauOffice', id]] });
  office = new Client(service.origin, undefined);
});
afterAll(() => service.close());

const pages = [
  '/',
  '/sheets/1',
  '/api/v1/session',
  '/health/live',
  '/api/openapi.json',
  '/nowhere.php',
  '/assets/none.js',
];

describe('every answer', () => {
  test.each(pages)('%s says what browsers shall not do with it, and not what it is made with', async (path) => {
    const { headers } = await office.get(path);
    const policy = headers.get('content-security-policy')!;
    const directives = Object.fromEntries(
      policy.split(';').map((part) => [part.split(' ')[0], part.split(' ').slice(1)]),
    );
    expect(directives['script-src']).toEqual(["'self'"]);
    expect(directives['style-src']).toEqual(["'self'"]);
    for (const one of ['object-src', 'frame-ancestors', 'script-src-attr']) expect(directives[one]).toEqual(["'none'"]);
    expect(policy).not.toMatch(/unsafe-eval|\*|https?:/);
    expect(policy.match(/'unsafe-inline'/g)).toHaveLength(1);
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('geolocation=()'),
      'strict-transport-security': expect.stringMatching(/^max-age=31536000/),
    });
    expect(headers.get('server') ?? headers.get('x-powered-by')).toBeNull();
  });

  test('what is one person’s is kept by nobody', async () => {
    for (const path of ['/api/v1/session', '/api/v1/units/1/roster.csv', '/api/v1/nowhere'])
      expect([path, (await office.get(path)).headers.get('cache-control')]).toEqual([path, 'no-store']);
  });
});

test('the cookie belongs to this host alone, over https alone, and no script and no other site gets it', async () => {
  const answer = await office.post('/api/v1/session', { signInName: 'office', password });
  expect(answer.headers.get('set-cookie')).toMatch(
    /^__Host-pointbook_session=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
  );
  const token = answer.headers.get('set-cookie')!.split(';')[0]!.split('=')[1]!;
  const withName = (name: string) => office.get('/api/v1/session', { headers: { cookie: `${name}=${token}` } });
  expect((await withName('__Host-pointbook_session')).status).toBe(200);
  expect((await withName('pointbook_session')).status).toBe(401);
});

describe('a change that a foreign page began', () => {
  test.each([
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'same-site' }],
    [{ origin: 'https://evil.example' }],
    [{ origin: 'null' }],
    [{ origin: 'https://points.example.cn.evil.example' }],
    [{ origin: 'https://points.example.cn', 'sec-fetch-site': 'cross-site' }],
  ])('is refused: %j', async (headers) => {
    for (const [method, path] of [
      ['POST', '/api/v1/session'],
      ['DELETE', '/api/v1/session'],
      ['PUT', '/api/v1/session/password'],
    ] as const) {
      const answer = await office.send(method, path, method === 'DELETE' ? undefined : {}, { headers });
      expect([method, answer.status, answer.body.code]).toEqual([method, 403, 'forbidden']);
    }
  });

  test('is no change by asking with another method', async () => {
    for (const headers of [{ 'x-http-method-override': 'DELETE' }, { 'x-method-override': 'DELETE' }])
      expect((await office.get('/api/v1/session?_method=DELETE', { headers })).status).toBe(401);
    expect((await office.send('TRACE', '/', undefined, {}).catch(() => ({ status: 0 }))).status).not.toBe(200);
  });
});

describe('a body', () => {
  const post = (raw: string, headers: Record<string, string> = {}) =>
    office.post('/api/v1/session', raw, { headers: { 'content-type': 'application/json', ...headers } });

  test.each([
    ['that would change every object', '{"signInName":"office","__proto__":{"admin":true}}'],
    ['that hides it in a part', '{"signInName":"office","password":{"constructor":{"prototype":{"admin":true}}}}'],
    ['a thousand deep', '{"a":'.repeat(1000) + '1' + '}'.repeat(1000)],
    ['cut off', '{"signInName":'],
    ['of nothing', ''],
  ])('%s is refused and changes nothing', async (_what, raw) => {
    const { status, body } = await post(raw);
    expect([400, 422]).toContain(status);
    expect(['malformed', 'invalid']).toContain(body.code);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  // Whoever looks at a request before us might take the first of the two (docs/decisions/0029-hostile-requests.md).
  test('with a key twice is refused, whichever of the two would be right', async () => {
    for (const twice of [`"password":"x","password":"${password}"`, `"password":"${password}","password":""`]) {
      const { status, body } = await post(`{"signInName":"office",${twice}}`);
      expect([status, body.code]).toEqual([400, 'malformed']);
    }
  });

  test('of another kind, or packed, is not read', async () => {
    expect((await post('<a/>', { 'content-type': 'application/xml' })).status).toBe(415);
    const form = await post('signInName=office', { 'content-type': 'application/x-www-form-urlencoded' });
    expect([415, 422]).toContain(form.status);
    const packed = await post('{}', { 'content-encoding': 'gzip' });
    expect(packed.status).toBeGreaterThanOrEqual(400);
  });
});

describe('a connection', () => {
  /** Sends these bytes as they are, and answers the first line of what comes back. */
  async function raw(text: string): Promise<string> {
    const { port } = new URL(service.origin);
    const socket = connect(Number(port), '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')));
    socket.on('error', () => undefined);
    socket.write(text);
    socket.setTimeout(5000, () => socket.destroy());
    await once(socket, 'close').catch(() => undefined);
    return answer.split('\r\n')[0]!;
  }
  const head = (lines: string) => `GET /api/v1/session HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${lines}\r\n`;

  test('with headers larger than we read is refused', async () => {
    expect(await raw(head(`X-Large: ${'x'.repeat(20_000)}\r\n`))).toMatch(/ 431 /);
    expect(await raw(head(''))).toMatch(/ 401 /);
  });

  test('that says two lengths, or both a length and pieces, is refused', async () => {
    const post = (lines: string) =>
      `POST /api/v1/session HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${lines}\r\n\r\n0\r\n\r\n`;
    expect(await raw(post('Content-Length: 5\r\nContent-Length: 6'))).toMatch(/ 400 /);
    expect(await raw(post('Content-Length: 5\r\nTransfer-Encoding: chunked'))).toMatch(/ 400 /);
  });

  test('may not be slow for ever, nor may there be any number of them', () => {
    const { server } = service.app.getHttpAdapter().getInstance();
    expect(server.headersTimeout).toBe(20_000);
    expect(server.requestTimeout).toBe(120_000);
    expect([server.maxConnections, server.maxHeadersCount]).toEqual([4000, 100]);
  });
});

test('a forwarded host or protocol that the sender made up decides nothing', async () => {
  const made = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http', origin: 'https://evil.example' };
  expect((await office.post('/api/v1/session', {}, { headers: made })).status).toBe(403);
});
