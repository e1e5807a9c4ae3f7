import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { startService, type Client, type Service } from '../support/app.js';
import {
  aBranchAtWork,
  aBureauWithScheme,
  type BranchAtWork,
  fingerprint,
  openMonth,
  sheetsOf,
} from '../support/month.js';
import { anAccount } from '../support/organisation.js';
import { Bytes, lines } from './sockets.js';

/* What reaches the service as bytes, before it is a request that anybody may be asked about. */

let service: Service;
let branch: BranchAtWork;
let member: Client;
let sheet: string;
let cookie: string;
let before: Record<string, number>;

beforeAll(async () => {
  service = await startService();
  branch = await aBranchAtWork(service, await aBureauWithScheme(service), { size: 5 });
  const { id } = await openMonth(branch);
  const sheets = await sheetsOf(branch, id);
  [member, sheet] = [branch.members[3]!, `/api/v1/sheets/${sheets[3]!.id}`];
  cookie = (member as unknown as { cookie: string }).cookie;
  before = await fingerprint(service.database);
});
afterAll(() => service.close());
afterEach(async () => expect(await fingerprint(service.database)).toEqual(before));

const host = 'Host: localhost';
const head = (length: number, ...more: string[]) =>
  lines(
    `PUT ${sheet}/submission HTTP/1.1`,
    host,
    `Cookie: ${cookie}`,
    'Content-Type: application/json',
    'If-Match: "1"',
    `Content-Length: ${length}`,
    ...more,
    '',
    '',
  );

/** The first line of an answer, and the code of its problem. */
async function asked(bytes: string): Promise<[status: string, code: string | undefined]> {
  const connection = new Bytes(service.origin);
  await connection.send(bytes);
  const said = await connection.answer();
  const problem = /\{.*\}/s.exec(said)?.[0];
  return [said.slice(9, 12), problem === undefined ? undefined : (JSON.parse(problem) as { code: string }).code];
}

describe('a connection', () => {
  test('that is cut in the body leaves nothing of it', async () => {
    const body = JSON.stringify({ lines: [] });
    for (let sent = 0; sent < body.length; sent += 3) {
      const connection = new Bytes(service.origin);
      await connection.send(head(body.length) + body.slice(0, sent));
      connection.cut();
    }
    expect((await member.get(sheet)).body.state).toBe('draft');
  });

  test('on which the headers never end is closed, and others are served meanwhile', async () => {
    const server = service.app.getHttpServer() as { headersTimeout: number; requestTimeout: number };
    // Node gives the headers a minute of these two; that is not waited for here.
    expect(server.headersTimeout).toBeGreaterThan(0);
    expect(server.headersTimeout).toBeLessThanOrEqual(60_000);
    expect(server.requestTimeout).toBeGreaterThan(0);
    const slow = Array.from({ length: 200 }, () => new Bytes(service.origin));
    await Promise.all(slow.map((each) => each.send(`GET /api/v1/session HTTP/1.1\r\n${host}\r\nX-Slow: `)));
    expect((await member.get(sheet)).status).toBe(200);
    for (const each of slow) each.cut();
  });

  test.each<[string, () => string, string, string]>([
    ['two lengths', () => head(2, 'Content-Length: 3'), '400', 'malformed'],
    ['a length and chunks', () => head(2, 'Transfer-Encoding: chunked'), '400', 'malformed'],
    ['chunks that are called something else', () => head(2, 'Transfer-Encoding: xchunked'), '400', 'malformed'],
    ['a length below zero', () => head(-1), '400', 'malformed'],
    ['a length that is no number', () => head(NaN), '400', 'malformed'],
    ['a header folded over two lines', () => lines('GET / HTTP/1.1', host, 'X: a', ' b', '', ''), '400', 'malformed'],
    ['a blank before the colon', () => lines('GET / HTTP/1.1', host, 'X : a', '', ''), '400', 'malformed'],
    [
      'a line feed alone in a header',
      () => lines('GET / HTTP/1.1', host, 'X: a\nY: b\u0000', '', ''),
      '400',
      'malformed',
    ],
    ['a carriage return in the address', () => lines('GET /api/v1/a\rb HTTP/1.1', host, '', ''), '400', 'malformed'],
    ['a method that nobody knows', () => lines('BREW /api/v1/session HTTP/1.1', host, '', ''), '400', 'malformed'],
    ['no HTTP at all', () => '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\r\n\r\n', '400', 'malformed'],
    [
      'headers of 64 kB',
      () => lines('GET / HTTP/1.1', host, `X: ${'a'.repeat(65_536)}`, '', ''),
      '431',
      'headersTooLarge',
    ],
  ])('with %s is told so and closed', async (_name, bytes, status, code) => {
    expect(await asked(bytes())).toEqual([status, code]);
  });

  test('with no host, or two, is told so and closed', async () => {
    expect((await asked(lines('GET /api/v1/session HTTP/1.1', 'Connection: close', '', '')))[0]).toBe('400');
    const two = lines('GET /api/v1/session HTTP/1.1', host, host, 'Connection: close', '', '');
    expect((await asked(two))[0]).toMatch(/^4/);
  });

  test('with TRACE, CONNECT or PATCH finds nothing, and is not told back what it said', async () => {
    const connection = new Bytes(service.origin);
    await connection.send(lines(`TRACE ${sheet} HTTP/1.1`, host, `Cookie: ${cookie}`, 'Connection: close', '', ''));
    const said = await connection.answer();
    expect(said.slice(9, 12)).toBe('404');
    expect(said).not.toContain(cookie);
    expect((await member.send('PATCH', sheet, { state: 'decided' }, {})).status).toBe(404);
    expect((await asked(lines('CONNECT 127.0.0.1:22 HTTP/1.1', host, '', '')))[0]).not.toMatch(/^2/);
  });

  test('with a line break in a header value can add no header', async () => {
    const { body, headers } = await member.get(`${sheet}?x=%0d%0aSet-Cookie:%20a=b`);
    expect(headers.get('set-cookie')).toBeNull();
    expect(body.id).toBe(Number(sheet.split('/').at(-1)));
    await expect(member.get(sheet, { headers: { 'x-request-id': 'a\r\nb' } })).rejects.toThrow();
  });
});

describe('a body', () => {
  const put = (body: string | Uint8Array, headers: Record<string, string> = {}) =>
    member.put(`${sheet}/submission`, body, { version: 1, headers });

  test.each<[string, string, number]>([
    ['broken JSON', '{"lines":[', 400],
    ['no body at all', '', 400],
    ['a list', '[]', 422],
    ['a text', '"x"', 422],
    ['a number', '5', 422],
    ['nothing', 'null', 422],
    ['a thousand lists in each other', '['.repeat(1000) + ']'.repeat(1000), 400],
    ['a thousand objects in each other', '{"lines":'.repeat(1000) + '1' + '}'.repeat(1000), 400],
    ['a field twice', '{"lines":[],"lines":[]}', 400],
    ['a field twice, once with escapes', '{"lines":[],"line\\u0073":[]}', 400],
    ['a field twice deep inside', '{"lines":[{"itemCode":"C-01","itemCode":"C-02"}]}', 400],
    ['a prototype', '{"lines":[],"__proto__":{"state":"decided"}}', 400],
    ['a prototype with escapes', '{"lines":[],"\\u005f_proto__":{"state":"decided"}}', 400],
    ['a constructor with a prototype', '{"lines":[],"constructor":{"prototype":{"state":"decided"}}}', 400],
    ['a field named as every object’s toString', '{"lines":[],"toString":"x"}', 422],
    ['a field named as every object’s constructor', '{"lines":[],"constructor":"x"}', 422],
    ['an inner field named hasOwnProperty', '{"lines":[{"itemCode":"C-01","hasOwnProperty":1}]}', 422],
    ['an empty list for a line', '{"lines":[[]]}', 422],
    ['lists in lists for a line', '{"lines":[[[]]]}', 422],
    ['a field without a name', '{"lines":[],"":1}', 422],
  ])('that is %s is refused', async (_name, body, status) => {
    expect((await put(body)).status).toBe(status);
  });

  test('is not taken for broken because of quotes, colons and backslashes in its words', async () => {
    const reason = '"a": "b\\\\": {"lines":[]}, \\u0022x\\u0022:';
    const refused = await put(JSON.stringify({ lines: [{ itemCode: 'B1-01', optionCode: 'x', reason }] }));
    expect([refused.status, refused.body.code]).toEqual([422, 'invalid']);
  });

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'x',
  ])('of the type %s is not read', async (type) => {
    const { status, body } = await put('{"lines":[]}', { 'content-type': type });
    expect([status, body.code]).toEqual([415, 'unsupportedMediaType']);
  });

  test('that is packed is not unpacked: a bomb stays a few bytes', async () => {
    const bomb = gzipSync(`{"lines":[],"x":"${'0'.repeat(20_000_000)}"}`);
    const { status } = await put(bomb, { 'content-encoding': 'gzip' });
    expect(status).toBe(400);
    expect((await put(bomb, { 'content-encoding': 'gzip', 'content-type': 'application/gzip' })).status).toBe(415);
  });
});

describe('an address', () => {
  test.each([
    '%',
    '%ff',
    '%e0%a4',
    '%c0%ae%c0%ae',
    '%00',
    'a%00b',
    '%2e%2e',
    '%2e%2e%2f',
    '1;x=1',
    '１',
    'x'.repeat(500),
  ])('with %s for an id names nothing, and is answered like any problem', async (id) => {
    const { status, body, headers } = await member.get(`/api/v1/sheets/${id}`);
    expect([400, 404]).toContain(status);
    expect(body.status).toBe(status);
    expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  });

  test.each([
    'sort=password',
    'sort[]=x',
    'take=-1',
    'skip=1e18',
    'id[$ne]=1',
    'limit=-1',
    'limit=1e9',
    'limit=',
    'limit[]=5',
    'limit=5&limit=6',
    'q[$gt]=',
    '__proto__[x]=1',
    'constructor=1',
    'toString=1',
    'after=eyJ9',
    'after=%00',
  ])('with the question %s is refused, not guessed at', async (question) => {
    const { status } = await branch.secretary.get(`/api/v1/units/${branch.branchId}/members?${question}`);
    expect([400, 422]).toContain(status);
  });

  test('goes on with a cursor of the same list only', async () => {
    const members = `/api/v1/units/${branch.branchId}/members?limit=1`;
    const trail = `/api/v1/units/${branch.branchId}/trail`;
    const { nextCursor } = (await branch.secretary.get(members)).body;
    expect((await branch.secretary.get(`${members}&after=${nextCursor}`)).status).toBe(200);
    const other = await branch.secretary.get(`${trail}?after=${nextCursor}`);
    const forged = Buffer.from('["x",{"$gt":""}]').toString('base64url');
    expect([other.status, (await branch.secretary.get(`${members}&after=${forged}`)).status]).toEqual([400, 400]);
  });
});

test('an answer that was lost after it was committed is the same when asked for again', async () => {
  const { database } = service;
  const bureauOffice = await service.as(await anAccount(database, { roles: [['bureauOffice', branch.bureauId]] }));
  const body = { requestId: randomUUID(), kind: 'branch', parentId: branch.bureauId, name: '新支部', code: '' };
  const full = { ...body, hasCommittee: true };
  const first = await bureauOffice.post('/api/v1/units', full);
  const again = await bureauOffice.post('/api/v1/units', full);
  expect([first.status, again.status, again.body.id]).toEqual([201, 201, first.body.id]);
  before = await fingerprint(database);
});
