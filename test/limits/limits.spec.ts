import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from '#src/app.js';
import { StoppedClock } from '#src/calendar.js';
import type { Config } from '#src/config.js';
import { Database } from '#src/database/database.js';
import { Limits } from '#src/limits/limits.service.js';
import { guesses } from '#src/limits/allowances.js';
import { Client } from '../support/app.js';
import { freshDatabase, onMysql } from '../support/database.js';
import { aUnit } from '../support/organisation.js';
import { aPerson, password } from '../identity/people.js';

const start = '2026-11-05T02:00:00.000Z';
const plus = (seconds: number) => new Date(Date.parse(start) + seconds * 1000).toISOString();
const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });

/** Two instances on one database with small allowances, behind one proxy of ours. */
interface Two {
  clients: [Client, Client];
  limits: [Limits, Limits];
  apps: NestFastifyApplication[];
  origins: string[];
  database: Database;
  clock: StoppedClock;
  close(): Promise<void>;
}

async function twoInstances(settings: Partial<Config> = {}): Promise<Two> {
  const fresh = await freshDatabase();
  const clock = new StoppedClock(start);
  const config = { ...fresh.config, proxies: 1, requestsPerMinute: 60, costlyRequestsPerMinute: 5, ...settings };
  const second = onMysql ? await Database.open(config.database) : fresh.database;
  const apps = [await createApp(config, fresh.database, clock), await createApp(config, second, clock)];
  for (const app of apps) await app.listen(0, '127.0.0.1');
  const origins = apps.map((app) => `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`);
  return {
    clients: origins.map((origin) => new Client(origin, undefined)) as [Client, Client],
    limits: apps.map((app) => app.get(Limits)) as [Limits, Limits],
    apps,
    origins,
    database: fresh.database,
    clock,
    async close() {
      for (const app of apps) await app.close();
      await fresh.close();
    },
  };
}

const signIn = (client: Client, signInName: string, secret: string, address: string) =>
  client.post('/api/v1/session', { signInName, password: secret }, from(address));

async function rowsOf(two: Two): Promise<number> {
  const sql = 'SELECT COUNT(*) AS count FROM limit_uses';
  return (await two.database.read(() => two.database.row<{ count: number }>(sql)))!.count;
}

describe('guesses at passwords', () => {
  let two: Two;
  beforeAll(async () => (two = await twoInstances({ requestsPerMinute: 6000 })));
  afterAll(() => two.close());
  beforeEach(() => two.clock.set(plus(3600)));

  test('an unknown name waits on the second instance as long as on the first, as a known one does', async () => {
    const rootId = (await aUnit(two.database, { kind: 'bureau' })).id;
    await aPerson(two.database, { name: 'known', roles: [['bureauOffice', rootId]] });
    for (const name of ['known', 'nobody']) {
      for (let index = 0; index < 5; index += 1)
        expect((await signIn(two.clients[index % 2]!, name, 'wrong password', '192.0.2.1')).status).toBe(401);
      for (const client of two.clients) {
        const waiting = await signIn(client, name, password, '192.0.2.1');
        expect([name, waiting.status, waiting.headers.get('retry-after')]).toEqual([name, 429, '60']);
      }
    }
  });

  test('of many guesses at once, on both instances, no more than the allowance of the address are looked at', async () => {
    const most = guesses.most;
    await two.limits[0].countAtOnce(guesses, '192.0.2.7');
    const outcomes = await Promise.all(
      Array.from({ length: most + 60 }, (_, index) =>
        two.limits[index % 2]!.countAtOnce(guesses, '192.0.2.7').then(
          () => 'taken',
          (error: { code: string }) => error.code,
        ),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === 'taken').length).toBeLessThanOrEqual(most - 1);
    expect(outcomes.filter((outcome) => outcome === 'tooManyRequests').length).toBeGreaterThanOrEqual(61);
    const { status, headers, body } = await signIn(two.clients[1], 'any.name', 'x', '192.0.2.7');
    expect([status, headers.get('retry-after'), body.code]).toEqual([429, '600', 'tooManyRequests']);
    expect((await signIn(two.clients[1], 'any.name', 'x', '192.0.2.8')).status).toBe(401);
    two.clock.set(plus(3600 + 600));
    expect((await signIn(two.clients[1], 'any.name', 'x', '192.0.2.7')).status).toBe(401);
  });

  test('a right password is no guess: it is given back', async () => {
    await aPerson(two.database, { name: 'right' });
    for (let index = 0; index < 3; index += 1) {
      expect((await signIn(two.clients[index % 2]!, 'right', password, '192.0.2.20')).status).toBe(200);
      two.clock.set(plus(3600 + 1 + index));
    }
    const sql = 'SELECT SUM(used) AS used FROM limit_uses';
    const before = (await two.database.read(() => two.database.row<{ used: number }>(sql)))!.used;
    expect((await signIn(two.clients[0], 'right', password, '192.0.2.20')).status).toBe(200);
    expect((await two.database.read(() => two.database.row<{ used: number }>(sql)))!.used).toBe(before);
  });

  test('the tables hold neither an address nor a name, and what is over is removed', async () => {
    await signIn(two.clients[0], 'a.name.of.nobody', 'x', '198.51.100.77');
    const rows = await two.database.read(async () => [
      ...(await two.database.rows('SELECT * FROM limit_uses')),
      ...(await two.database.rows('SELECT * FROM unknown_names')),
    ]);
    expect(rows.length).toBeGreaterThan(1);
    expect(JSON.stringify(rows)).not.toMatch(/198\.51|a\.name/);
    two.clock.set(plus(10 * 3600));
    await two.limits[0].purge();
    expect(await rowsOf(two)).toBe(0);
  });

  test('wrong tokens count as guesses of their address', async () => {
    const bearing = { headers: { authorization: `Bearer ${'x'.repeat(40)}`, 'x-forwarded-for': '192.0.2.30' } };
    const statuses: number[] = [];
    for (let index = 0; index < guesses.most + 2; index += 1)
      statuses.push((await two.clients[0].get('/api/v1/session', bearing)).status);
    expect([statuses[0], statuses.at(-3), statuses.at(-1)]).toEqual([401, 401, 429]);
    expect((await two.clients[0].get('/api/v1/session', from('192.0.2.30'))).status).toBe(401);
  });
});

describe('requests', () => {
  let two: Two;
  let asSomebody: (instance: number) => Client;
  let hour = 0;
  beforeAll(async () => {
    two = await twoInstances();
    const rootId = (await aUnit(two.database, { kind: 'bureau' })).id;
    await aPerson(two.database, { name: 'busy', roles: [['bureauOffice', rootId]] });
  });
  afterAll(() => two.close());
  // Every test has an hour of its own, so that none uses up another one's allowance.
  beforeEach(async () => {
    two.clock.set(plus(3600 * (hour += 1)));
    const cookie = (await signIn(two.clients[0], 'busy', password, '203.0.113.1')).headers.get('set-cookie')!;
    asSomebody = (instance) => new Client(two.origins[instance]!, cookie.split(';')[0]!);
  });

  const ask = async (client: Client, count: number, address: string): Promise<number[]> => {
    const statuses: number[] = [];
    for (let index = 0; index < count; index += 1)
      statuses.push((await client.get('/api/v1/session', from(address))).status);
    return statuses;
  };

  test('an account has its allowance on all instances together, and is told when to come back', async () => {
    expect(await ask(asSomebody(0), 40, '203.0.113.10')).toEqual(Array(40).fill(200));
    await two.limits[0].settle();
    expect(await ask(asSomebody(1), 15, '203.0.113.11')).toEqual(Array(15).fill(200));
    await two.limits[1].settle();
    await two.limits[0].settle();
    expect(await ask(asSomebody(0), 6, '203.0.113.10')).toEqual([200, 200, 200, 200, 200, 429]);
    const refused = await asSomebody(0).get('/api/v1/session', from('203.0.113.10'));
    expect(refused.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(refused.body).toMatchObject({ code: 'tooManyRequests', status: 429, params: { seconds: 60 } });
    expect(refused.headers.get('retry-after')).toBe('60');
    two.clock.set(plus(3600 * hour + 60));
    expect(await ask(asSomebody(0), 1, '203.0.113.10')).toEqual([200]);
  });

  test('what is costly has an allowance of its own', async () => {
    const statuses: number[] = [];
    for (let index = 0; index < 6; index += 1)
      statuses.push((await asSomebody(1).get('/api/v1/units/999999/roster.csv', from('203.0.113.20'))).status);
    expect(statuses).toEqual([404, 404, 404, 404, 404, 429]);
    expect((await asSomebody(1).get('/api/v1/session', from('203.0.113.20'))).status).toBe(200);
  });

  test('a stranger has as much as an account, and a forwarded address that he made up gives him no more', async () => {
    const statuses: number[] = [];
    for (let index = 0; index < 62; index += 1)
      statuses.push((await two.clients[0].get('/api/v1/session', from(`10.0.0.${index}, 198.51.100.9`))).status);
    expect(statuses).toEqual([...Array(60).fill(401), 429, 429]);
    expect((await two.clients[0].get('/api/v1/session', from('198.51.100.10'))).status).toBe(401);
    expect((await two.clients[0].get('/health/live', from('198.51.100.9'))).status).toBe(200);
  });

  test('ordinary use of an office costs no statement at all', async () => {
    await two.limits[0].settle();
    const before = await rowsOf(two);
    await ask(asSomebody(0), 2, '203.0.113.40');
    await two.limits[0].settle();
    expect(await rowsOf(two)).toBe(before);
  });

  test('with the database away requests go on being counted, and there is no guess', async () => {
    const limits = two.limits[0];
    const { write } = two.database;
    two.database.write = () => Promise.reject(new Error('away'));
    try {
      const small = { name: 'account' as const, most: 2, seconds: 60 };
      limits.count(small, 'somebody');
      limits.count(small, 'somebody');
      await expect(limits.settle()).rejects.toThrow('away');
      expect(() => limits.count(small, 'somebody')).toThrow('tooManyRequests');
      await expect(limits.countAtOnce(guesses, randomBytes(4).toString('hex'))).rejects.toThrow('away');
    } finally {
      two.database.write = write;
    }
  });
});
