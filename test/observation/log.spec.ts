import { Jobs } from '#src/jobs/jobs.service.js';
import { requestContext } from '#src/observation/request-context.js';
import { openLog, ServiceLog } from '#src/observation/service-log.js';
import { Client, type Json, type Service, startService } from '../support/app.js';
import { aBureauWithScheme } from '../support/month.js';
import { aWholeLife } from '../support/whole-life.js';
import { aPerson, password } from '../identity/people.js';

/** What a log is written to, here kept line by line. */
class Lines {
  readonly texts: string[] = [];
  write(text: string): void {
    this.texts.push(text);
  }
  get all(): Json[] {
    return this.texts.map((text) => JSON.parse(text) as Json);
  }
}

const keys = new Set([
  ...['level', 'time', 'kind', 'requestId', 'method', 'route', 'status', 'milliseconds', 'account', 'bytes', 'code'],
  ...['trail', 'event', 'network', 'msg', 'room', 'error', 'stack'],
]);

describe('the log of a whole month of a branch', () => {
  const lines = new Lines();
  let service: Service;
  const given = new Set<string>();
  beforeAll(async () => {
    service = await startService({ logTo: lines });
    const jobs = service.app.get(Jobs);
    await aWholeLife(service, await aBureauWithScheme(service), () => jobs.tick());
    await around(service, given);
  }, 240_000);
  afterAll(() => service?.close(), 60_000);

  test('has one object a line for each request, with nothing in it but what is named here', () => {
    expect(lines.all.length).toBeGreaterThan(150);
    for (const line of lines.all) expect(Object.keys(line).filter((key) => !keys.has(key))).toEqual([]);
    const requests = lines.all.filter(({ kind }) => kind === 'request' || kind === 'security');
    for (const line of requests)
      expect(line).toMatchObject({
        level: expect.stringMatching(/^(info|debug)$/),
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        method: expect.stringMatching(/^[A-Z]+$/),
        route: expect.stringMatching(/^(\/[A-Za-z0-9:.*/_-]*|none)$/),
        status: expect.any(Number),
        milliseconds: expect.any(Number),
      });
    expect(new Set(requests.map(({ requestId }) => requestId as string)).size).toBe(requests.length);
  });

  test('holds no value that anybody typed or that is about anybody', async () => {
    const personal = new Set([...given, ...(await textsOf(service))]);
    for (const value of ['证明.pdf', '志愿服务', password, 'pointbook_session']) personal.add(value);
    expect(personal.size).toBeGreaterThan(60);
    const text = lines.texts.join('');
    expect([...personal].filter((value) => text.includes(value))).toEqual([]);
    // What people write here is Chinese: nothing of it, whatever table it is in.
    expect(text.replaceAll('…', '')).not.toMatch(/[^\x00-\x7f]/);
  });

  test('a line break in whatever was sent begins no line', async () => {
    const before = lines.texts.length;
    const forged = '\r\n{"level":"info","forged":true}';
    const coded = encodeURIComponent(forged);
    const query = new URLSearchParams({ requestId: forged, fileName: `a${forged}.pdf` });
    await service.anonymous.get(`/api/v1/units/1${coded}?q=${coded}`);
    await service.anonymous.get(`/${coded}`);
    await service.anonymous.get('/api/v1/session', { headers: { 'x-request-id': coded, 'user-agent': coded } });
    await service.anonymous.post('/api/v1/session', { signInName: `line${forged}`, password: forged });
    await service.anonymous.post('/api/v1/session', `{"signInName":"a${forged}`);
    await service.anonymous.post(`/api/v1/sheets/1/evidence?${query}`, forged);
    await answered();
    const added = lines.texts.slice(before);
    expect(added.length).toBeGreaterThanOrEqual(6);
    for (const text of added)
      expect([text, /^[^\r\n]*\n$/.test(text), text.includes('forged')]).toEqual([text, true, false]);
  });

  test('leads from a request to its lines in the trail', async () => {
    const found = lines.all.find(({ route, trail }) => route?.endsWith('/publication') && trail);
    const [chain, sequence] = found.trail[0].split('#') as [string, string];
    const record = await service.database.read(() =>
      service.database.row<{ action: string }>('SELECT action FROM trail_records WHERE chain = ? AND sequence = ?', [
        chain,
        Number(sequence),
      ]),
    );
    expect(record!.action).toMatch(/publi/i);
  });

  test('names what touches security as its own kind, with a coarse network and no address', () => {
    const security = lines.all.filter(({ kind }) => kind === 'security');
    const events = new Set(security.map(({ event }) => event as string));
    for (const event of [
      'signIn.succeeded',
      'signIn.failed',
      'signIn.locked',
      'session.ended',
      'session.refused',
      'access.refused',
      'crossSite.refused',
      'token.refused',
      'request.malformed',
      'password.changed',
    ])
      expect([event, events.has(event)]).toEqual([event, true]);
    for (const { network } of security) expect(network).toBe('127.0.0.0/24');
    const refused = security.find(({ event }) => event === 'access.refused');
    expect([refused.account, refused.code]).toEqual([expect.any(Number), expect.stringMatching(/forbidden|notFound/)]);
  });

  test('the id in a refusal leads to its line', async () => {
    const { body } = await service.anonymous.get('/api/v1/session');
    await answered();
    expect(lines.all.some(({ requestId }) => requestId === body.requestId)).toBe(true);
  });
});

/** The line is written when the answer has gone out, which the one who asked may see first. */
const answered = () => new Promise((resolve) => setTimeout(resolve, 50));

/** What happens around a month: signing in and failing to, foreign pages, wrong tokens, uploads that are none, nonsense. */
async function around(service: Service, given: Set<string>): Promise<void> {
  const session = '/api/v1/session';
  await aPerson(service.database, { name: 'chen.jing' });
  const cookie = (await service.anonymous.post(session, { signInName: 'chen.jing', password })).headers
    .get('set-cookie')!
    .split(';')[0]!;
  const newPassword = 'purple tramway 88';
  const here = new Client(service.origin, cookie);
  await here.put(`${session}/password`, { currentPassword: password, newPassword });
  await here.get('/api/v1/units/1?secret=looked-for-wang-fang');
  await here.get('/nowhere/chen.jing/looked-for-wang-fang');
  await here.delete(session);
  await here.get(session);
  for (let index = 0; index < 6; index += 1)
    await service.anonymous.post(session, { signInName: 'zhao.never', password: 'my-guess-is-this' });
  await service.anonymous.post(session, { signInName: 'x' }, { headers: { 'sec-fetch-site': 'cross-site' } });
  await service.anonymous.get(session, { headers: { authorization: 'Bearer a-token-that-was-stolen' } });
  await service.anonymous.post(session, '{"signInName":"broken.zhao"');
  await service.anonymous.post(session, { signInName: 'line\r\n{"level":"info","forged":true}', password: 'x' });
  const [sheet] = await service.database.read(() =>
    service.database.rows<{ id: number; accountId: number }>(
      'SELECT sheets.id, accounts.id AS accountId FROM sheets JOIN accounts ON accounts.memberId = sheets.memberId LIMIT 1',
    ),
  );
  const member = await service.as(sheet!.accountId);
  await member.get('/api/v1/units/1/fairness?from=2026-01&to=2026-11');
  const query = new URLSearchParams({ requestId: '7d9e1f4e-25a1-4f7a-9be2-7c9b1d8ce101', fileName: 'wang-fang.svg' });
  await member.post(`/api/v1/sheets/${sheet!.id}/evidence?${query}`, '<svg>wang-fang</svg>', {
    headers: { 'content-type': 'application/octet-stream' },
  });
  await answered();
  for (const value of [cookie.split('=')[1]!, 'chen.jing', newPassword, 'zhao.never', 'my-guess-is-this', 'wang-fang'])
    given.add(value);
  for (const value of ['a-token-that-was-stolen', 'broken.zhao', 'forged']) given.add(value);
}

/** Every text in the database that is about somebody: names of people and files, sign-in names, numbers, whatever was written. */
async function textsOf({ database }: Service): Promise<string[]> {
  const columns: [string, string][] = [
    ['members', 'name'],
    ['members', 'memberNumber'],
    ['accounts', 'signInName'],
    ['accounts', 'displayName'],
    ['accounts', 'passwordHash'],
    ['sessions', 'tokenDigest'],
    ['evidence_files', 'fileName'],
    ['evidence_files', 'storageName'],
    ['sheet_lines', 'description'],
    ['units', 'name'],
  ];
  const values: string[] = [];
  for (const [table, column] of columns) {
    const rows = await database.read(() =>
      database.rows<{ value: string | null }>(`SELECT ${column} AS value FROM ${table}`),
    );
    values.push(...rows.flatMap(({ value }) => (value === null || value.length < 2 ? [] : [value])));
  }
  return values;
}

describe('the log itself', () => {
  const logged = (level: 'debug' | 'info', write: (log: ReturnType<typeof openLog>) => void): Lines => {
    const lines = new Lines();
    write(openLog({ logLevel: level }, lines));
    return lines;
  };

  test('a line can not be forged: what is logged stays in its line', () => {
    const lines = logged('info', (log) => log.info({ route: 'a\r\n{"level":"fatal"}\u2028' }, 'x\ny'));
    expect(lines.texts).toHaveLength(1);
    expect(lines.texts[0]!.trimEnd()).not.toMatch(/[\r\n]/);
  });

  test('the canary: a message with a name in it is found by the search above', () => {
    const lines = logged('info', (log) => log.info({ name: '王芳' }, 'x'));
    expect(lines.texts.join('')).toMatch(/[^\x00-\x7f]/);
    expect(Object.keys(lines.all[0]!).filter((key) => !keys.has(key))).toEqual(['name']);
  });

  test('errors of every shape lose their values on the way in', () => {
    const error = Object.assign(new Error("Duplicate entry '王芳' for key"), { sqlState: '23000', errno: 1062 });
    const lines = logged('debug', (log) => {
      const nest = new ServiceLog(log);
      log.error(error);
      log.error({ err: error }, error.message);
      log.error({ error }, 'what it was about');
      nest.error({ error }, 'request failed', 'Problem');
      nest.error(error, 'Room');
      nest.error('It failed', error.stack, 'Room');
      nest.warn({ error }, 'Room');
    });
    expect(lines.texts).toHaveLength(7);
    expect(lines.texts.join('')).not.toMatch(/王芳|Duplicate/);
    expect(lines.all[3]).toMatchObject({ room: 'Problem', msg: 'request failed', error: { code: '1062' } });
    expect(lines.all[5]).toMatchObject({
      room: 'Room',
      msg: 'It failed',
      stack: expect.arrayContaining([expect.stringMatching(/^at /)]),
    });
  });

  test('whatever is logged while a request is answered carries its id', () => {
    const lines = logged('info', (log) => {
      requestContext.run({ requestId: 'r-1', trail: new Set() }, () => new ServiceLog(log).warn('slow', 'Database'));
      new ServiceLog(log).warn('later', 'Database');
    });
    expect(lines.all.map(({ requestId }) => requestId)).toEqual(['r-1', undefined]);
  });
});
