import { readFileSync } from 'node:fs';
import type { OpenAPIObject } from '@nestjs/swagger';
import { rights } from '#src/identity/rights.js';
import { type Service, startService } from '../support/app.js';
import { Asker, inParallel } from './asking.js';
import { everything } from './everything.js';
import { isRefusal } from './expectation.js';
import { aFewOf, ask, type Question, questionsOf } from './matrix.js';
import { routes } from './routes.js';
import { aWorld, type World } from './world.js';

/*
 * Every operation of the API, asked by every role, for what is its own, its group's, its branch's, above, below, beside, in another
 * part of the organisation, and not there at all. What must come back is said by routes.ts.
 */

let service: Service;
let world: World;
let asker: Asker;
let questions: Question[];
let refused: Question[];

beforeAll(async () => {
  service = await startService();
  world = await aWorld(service);
  asker = new Asker(service.origin);
  questions = questionsOf(routes, world);
  refused = questions.filter((question) => isRefusal(question.expected));
}, 300_000);
afterAll(async () => {
  asker.close();
  await service.close();
});

describe('the matrix of rights', () => {
  test('has a line for every operation of the API, and no line for anything else', () => {
    const { paths } = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as OpenAPIObject;
    const operations = Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(item)
        .filter((method) => ['get', 'put', 'post', 'delete', 'patch'].includes(method))
        .map((method) => `${method.toUpperCase()} ${path.replace('/api/v1', '')}`),
    );
    expect(Object.keys(routes).sort()).toEqual(operations.sort());
    expect(refused.length).toBeGreaterThan(10_000);
  });

  test('whoever may not is refused exactly so, whatever he asks for, and nothing is written by it', async () => {
    const before = await everything(service.database);
    const { differences, refusals } = await ask(asker, refused);
    expect(differences).toEqual([]);
    expect(await everything(service.database)).toEqual(before);
    // Not yours and not there are the same words to the byte, but for the request's own number.
    expect([...refusals].sort()).toEqual(
      [
        [401, 'signInRequired', 'Sign in first'],
        [403, 'forbidden', 'Not allowed'],
        [403, 'passwordChangeRequired', 'Change the first password before anything else'],
        [404, 'notFound', 'Not found'],
      ]
        .map(([status, code, title]) =>
          JSON.stringify({ type: `/api/docs#${code}`, title, status, code, requestId: '' }),
        )
        .sort(),
    );
  }, 300_000);

  test('no spelling of the path and no other method gets past the refusal', async () => {
    const spellings: { question: Question; method: string; path: string }[] = [];
    const routesSeen = new Set<string>();
    for (const question of refused) {
      const isFirst = question.principal.cookie !== undefined && !routesSeen.has(question.route);
      if (!isFirst) continue;
      routesSeen.add(question.route);
      const { method, path } = question.asking;
      const twisted = [
        `${path}/`,
        `/${path}`,
        path.replace('/v1/', '//v1//'),
        path.replace('/v1/', '/v1/x/%2e%2e/'),
        path.replace('/api/', '/%61pi/'),
        path.replace('/api/', '/API/'),
        path.replace(/\/(\d+)/, '/%3$1'),
        `${path};a=1`,
        `${path}%00`,
      ];
      spellings.push(...twisted.map((each) => ({ question, method, path: each })));
      if (method === 'GET') spellings.push({ question, method: 'HEAD', path });
    }
    const before = await everything(service.database);
    const passed: string[] = [];
    await inParallel(spellings, async ({ question, method, path }) => {
      const { status } = await asker.ask({ ...question.asking, method, path });
      if (![400, 401, 403, 404, 405].includes(status)) passed.push(`${status} ${method} ${path}`);
    });
    expect(routesSeen.size).toBeGreaterThan(150);
    expect(passed).toEqual([]);
    expect(await everything(service.database)).toEqual(before);
  }, 300_000);

  test('whoever may is let in: what comes back is about what was sent, and not about rights', async () => {
    const allowed = questions.filter((question) => !isRefusal(question.expected));
    // Reading first: what is allowed is also done.
    const inOrder = [...aFewOf(allowed)].sort((one, other) => one.asking.method.localeCompare(other.asking.method));
    const [reading, writing] = [true, false].map((reads) =>
      inOrder.filter(({ asking }) => (asking.method === 'GET') === reads),
    ) as [Question[], Question[]];
    expect((await ask(asker, reading)).differences).toEqual([]);
    expect((await ask(asker, writing)).differences).toEqual([]);
  }, 300_000);
});

describe('canary', () => {
  const about = (route: string) => questions.filter((question) => question.route === route);
  const publication = 'PUT /branch-months/{branchMonthId}/publication';

  test('a right that is too wide by one role, by reach or by being everybody’s is found', async () => {
    const right = rights['month.publish'];
    for (const tooWide of [
      { ...right, auditor: 'subtree' },
      { ...right, secretary: 'everywhere' },
      { ...right, member: 'ownBranch' },
    ] as const) {
      rights['month.publish'] = tooWide;
      const { differences } = await ask(asker, about(publication)).finally(() => (rights['month.publish'] = right));
      expect([tooWide, differences.length > 0]).toEqual([tooWide, true]);
    }
    expect((await ask(asker, about(publication))).differences).toEqual([]);
  });

  test('so is one that is taken away, and one that tells by 403 what should not be there', async () => {
    const [right, reading] = [rights['month.publish'], rights['month.read']];
    const { secretary: _, ...less } = right;
    rights['month.publish'] = less;
    const missing = await ask(asker, about(publication)).finally(() => (rights['month.publish'] = right));
    expect(missing.differences).toEqual([
      expect.objectContaining({ who: 'secretary of the branch', expected: 'in', said: 'forbidden' }),
    ]);
    rights['month.read'] = { ...reading, systemAdministrator: 'subtree' };
    const told = await ask(asker, about(publication)).finally(() => (rights['month.read'] = reading));
    expect(told.differences.map(({ who, said }) => [who, said])).toContainEqual([
      'systemAdministrator of the bureau',
      'forbidden',
    ]);
  });
});
