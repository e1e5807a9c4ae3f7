import { setTimeout as pause } from 'node:timers/promises';
import type { Urgency } from '#src/limits/overload.js';
import { isTooMuch, urgencyOf } from '#src/limits/overload.js';
import { type Answer, type Client, type Json, type Service, startService } from '../support/app.js';
import { freshDatabase, onMysql } from '../support/database.js';
import { aBranchAtWork, aBureauWithScheme, type BranchAtWork, fingerprint, openMonth } from '../support/month.js';

const metricsToken = 'a-token-for-the-collector';

describe('the rule', () => {
  const urgencies: Urgency[] = ['costly', 'ordinary', 'writing'];
  const waits = (loopMilliseconds: number, waiting = 0, waitedMilliseconds = 0) => ({
    loopMilliseconds,
    queues: [
      { waiting: 0, waitedMilliseconds: 0 },
      { waiting, waitedMilliseconds },
    ],
  });
  const turnedAway = (given: ReturnType<typeof waits>) => urgencies.filter((one) => isTooMuch(one, given, 200));

  test('gives up what is costly first, then what is looked at, and what somebody has typed last', () => {
    expect(turnedAway(waits(100))).toEqual([]);
    expect(turnedAway(waits(101))).toEqual(['costly']);
    expect(turnedAway(waits(201))).toEqual(['costly', 'ordinary']);
    expect(turnedAway(waits(401))).toEqual(['costly', 'ordinary', 'writing']);
  });

  test('adds up both waits, but a queue of a few is none: something takes long, and then they are answered', () => {
    expect(turnedAway(waits(50, 11, 51))).toEqual(['costly']);
    expect(turnedAway(waits(0, 11, 5000))).toEqual(urgencies);
    expect(turnedAway(waits(0, 10, 5000))).toEqual([]);
  });

  test.each([
    ['GET', '/api/v1/today', 'cookie', 'ordinary'],
    ['HEAD', '/api/v1/today', 'token', 'ordinary'],
    ['PUT', '/api/v1/sheets/:sheetId/draft', 'cookie', 'writing'],
    ['PUT', '/api/v1/sheets/:sheetId/draft', 'token', 'writing'],
    ['DELETE', '/api/v1/sheets/:sheetId/submission', 'cookie', 'writing'],
    ['POST', '/api/v1/session', 'nothing', 'ordinary'],
    ['GET', '/api/v1/units/:unitId/roster.xlsx', 'cookie', 'costly'],
    ['POST', '/api/v1/sheets/:sheetId/evidence', 'cookie', 'costly'],
  ] as const)('takes %s %s with %s for %s', (method, route, carried, urgency) => {
    expect(urgencyOf({ method, route, carried })).toBe(urgency);
  });
});

const busyAfterMilliseconds = 200;
/** One more than make a queue; each of them comes while it is none, and is let in. */
const letInMax = 11;

/** One branch with an open month on one database, for all services of this file. */
let fresh: Awaited<ReturnType<typeof freshDatabase>>;
let branch: BranchAtWork;
let sheets: { id: number }[] = [];
const services: Service[] = [];

/** A service that turns requests away from this wait on, and the branch's members signed in to it. */
interface Office {
  service: Service;
  members: Client[];
  save(member: number): Promise<Answer>;
}

async function serving(busyAfter: number, logTo?: { write(line: string): void }): Promise<Service> {
  const settings = { busyAfterMilliseconds: busyAfter, metricsToken };
  const service = await startService({ settings, on: fresh, ...(logTo && { logTo }) });
  services.push(service);
  return service;
}

async function office(...given: Parameters<typeof serving>): Promise<Office> {
  const service = await serving(...given);
  const members = await Promise.all(branch.accountIds.map((accountId) => service.as(accountId)));
  const save = (member: number) =>
    members[member]!.put(`/api/v1/sheets/${sheets[member]!.id}/submission`, { lines: [] }, { version: 1 });
  return { service, members, save };
}

beforeAll(async () => {
  fresh = await freshDatabase();
  const service = await serving(60_000);
  branch = await aBranchAtWork(service, await aBureauWithScheme(service), { size: 16 });
  await openMonth(branch);
  sheets = await fresh.database.read(() => fresh.database.rows('SELECT id FROM sheets ORDER BY memberId'));
});
afterAll(async () => {
  for (const service of services) await service.close();
});

/** Keeps every connection busy until it is told to let go, as a slow database would. */
async function holdDatabase({ database }: Service): Promise<{ held: Promise<unknown>; letGo: () => void }> {
  let letGo = () => undefined as void;
  const until = new Promise<void>((resolve) => (letGo = resolve));
  const works = onMysql
    ? Array.from({ length: 15 }, () => database.write(() => until))
    : [database.write(() => until), database.read(() => until)];
  while (database.load().reduce((sum, { inUse }) => sum + inUse, 0) < works.length) await pause(5);
  return { held: Promise.all(works), letGo };
}

/** Until so many wait, and the first of them for longer than anybody is let in. */
async function queueOf({ database }: Service, waiting: number): Promise<void> {
  const isThere = () => {
    const queue = database.queue('read');
    return queue.waiting >= waiting && queue.waitedMilliseconds > 3 * busyAfterMilliseconds;
  };
  while (!isThere()) await pause(5);
}

/** Asks until it is let in: where the whole machine is busy, the event loop may be late as well. */
async function letIn(ask: () => Promise<Answer>): Promise<number> {
  for (;;) {
    const { status } = await ask();
    if (status !== 503) return status;
  }
}

const answerOf = ({ status, body, headers }: Answer) => [status, body.code, headers.get('retry-after')];

describe('a database that is slow', () => {
  const lines: Json[] = [];
  let one: Office;
  beforeAll(
    async () => (one = await office(busyAfterMilliseconds, { write: (line) => void lines.push(JSON.parse(line)) })),
  );

  test('turns new requests away at once and does nothing of them; who was let in before is answered, and then everybody', async () => {
    const { service, members, save } = one;
    const before = await fingerprint(service.database);
    const { held, letGo } = await holdDatabase(service);
    const waiting = Array.from({ length: letInMax }, (_, member) => letIn(() => save(member)));
    await queueOf(service, letInMax);

    // All connections are held: whatever is answered now has not waited for one.
    const [read, written, list] = await Promise.all([
      members[12]!.get('/api/v1/today'),
      save(13),
      members[1]!.get(`/api/v1/units/${branch.branchId}/roster.csv`),
    ]);
    expect([read, written, list].map(answerOf)).toEqual([
      [503, 'busy', '4'],
      [503, 'busy', '2'],
      [503, 'busy', '20'],
    ]);
    expect(read.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect((await service.anonymous.post('/api/v1/session', { signInName: 'x', password: 'y' })).body.code).toBe(
      'busy',
    );
    expect((await service.anonymous.get('/health/live')).status).toBe(200);
    const metrics = await service.anonymous.get('/metrics', { headers: { authorization: `Bearer ${metricsToken}` } });
    expect(String(metrics.body)).toMatch(/pointbook_requests_turned_away_total\{kind="writing"\} [1-9]/);

    letGo();
    await held;
    expect(await Promise.all(waiting)).toEqual(Array(letInMax).fill(200));
    expect(await letIn(() => save(13))).toBe(200);
    expect(await letIn(() => members[12]!.get('/api/v1/today'))).toBe(200);
    const after = await fingerprint(service.database);
    expect(after['sheets versions']! - before['sheets versions']!).toBe(letInMax + 1);
    expect(after['trail_records']! - before['trail_records']!).toBe(letInMax + 1);
  });

  test('says so in one line, and not in a line for each request', () => {
    const [told] = lines.filter(({ msg }) => msg === 'Requests are turned away.');
    expect(told).toMatchObject({ level: 'warn', turnedAway: 1, waiting: expect.any(Number) });
    const each = lines.filter(({ code }) => code === 'busy').map(({ level }) => level);
    expect([each.length >= 4, new Set(each)]).toEqual([true, new Set(['debug'])]);
  });

  test('with a few who wait turns nobody away: one thing takes long, that is all', async () => {
    const { service, members } = one;
    const { held, letGo } = await holdDatabase(service);
    const today = (member: number) => letIn(() => members[member]!.get('/api/v1/today'));
    const waiting = [0, 1, 2, 3, 4].map(today);
    await queueOf(service, 5);
    const last = today(6);
    await queueOf(service, 6);
    letGo();
    await held;
    expect(await Promise.all([...waiting, last])).toEqual(Array(6).fill(200));
  });
});

test('canary: where the wait is bearable for a minute, a request stands in the queue and gets no answer', async () => {
  const { service, members, save } = await office(60_000);
  const { held, letGo } = await holdDatabase(service);
  const waiting = Array.from({ length: letInMax }, (_, member) => letIn(() => save(member)));
  await queueOf(service, letInMax);
  const read = members[12]!.get('/api/v1/today');
  expect(await Promise.race([read, pause(300, 'no answer')])).toBe('no answer');
  letGo();
  await held;
  expect([(await read).status, ...(await Promise.all(waiting))]).toEqual(Array(letInMax + 1).fill(200));
});

test('an event loop that always has more to do turns requests away, health answers, and afterwards all is well', async () => {
  const { service, members, save } = await office(50);
  let [spinning, rounds] = [true, 0];
  const spin = (): void => {
    for (const until = performance.now() + 250; performance.now() < until;);
    rounds += 1;
    if (spinning) setImmediate(spin);
  };
  spin();
  while (rounds < 6) await pause(1);
  expect(answerOf(await save(3))).toEqual([503, 'busy', '2']);
  expect((await service.anonymous.get('/health/live')).status).toBe(200);
  spinning = false;
  expect(await letIn(() => members[0]!.get('/api/v1/today'))).toBe(200);
  expect(await letIn(() => save(3))).toBe(200);
});
