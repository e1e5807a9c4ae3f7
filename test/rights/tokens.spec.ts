import { randomUUID } from 'node:crypto';
import { newToken, tokenDigestOf } from '#src/identity/bearer.js';
import { PersonalToken } from '#src/identity/personal-token.entity.js';
import { type TokenScope, tokenScopeNames, tokenScopes } from '#src/identity/token-scopes.js';
import { type Service, startService } from '../support/app.js';
import { Asker } from './asking.js';
import { everything } from './everything.js';
import { isRefusal } from './expectation.js';
import { ask, firstOf, type Question, questionsOf } from './matrix.js';
import { routes } from './routes.js';
import { asksForMore, tokenRoutes } from './token-routes.js';
import { aWorld, type Principal, start, type World } from './world.js';

/*
 * Every operation of the API, asked with personal tokens of every scope: exactly what stands in token-routes.ts, and of that
 * exactly what the holder may (routes.ts).
 */

let service: Service;
let world: World;
let asker: Asker;
/** What is asked by who is somebody today. */
let ofHolders: Question[];

beforeAll(async () => {
  service = await startService();
  world = await aWorld(service);
  asker = new Asker(service.origin);
  const holders = world.principals.filter(({ accountId, always }) => accountId !== undefined && always === null);
  const everybody = questionsOf(routes, { ...world, principals: [...holders, ...world.principals.slice(0, 1)] });
  ofHolders = everybody.filter(({ principal, route }) => principal.accountId !== undefined || isOpen(route));
}, 300_000);
afterAll(async () => {
  asker.close();
  await service.close();
});

const isOpen = (route: string) => routes[route]!.kind === 'anyone';
const isReading = (route: string) => route.startsWith('GET ');

async function aToken(accountId: number, scopes: readonly TokenScope[], expiresAt = '2027-01-01T00:00:00.000Z') {
  const secret = newToken();
  const row = { accountId, requestId: randomUUID(), tokenDigest: tokenDigestOf(secret), name: 'script' };
  const [id] = await service.database.write(() =>
    service.database.insert(PersonalToken, [
      { ...row, scopes: scopes.join(' '), createdAt: start, expiresAt, lastUsedAt: null },
    ]),
  );
  return { id: id!, secret };
}

/** The same question, asked with a token instead of a cookie. */
const withToken = (question: Question, secret: string, expected: Question['expected']): Question => ({
  ...{ ...question, expected },
  asking: { ...question.asking, cookie: undefined, headers: { authorization: `Bearer ${secret}` } },
});

/** What a token is told that holds, and is good for what stands in the list. */
function wanted(scope: TokenScope, { route, expected }: Question): Question['expected'] {
  if (isOpen(route) && isReading(route)) return expected;
  if (!tokenRoutes[scope].includes(route)) return 'tokenScope';
  // It reads no roster, so to it a member is there only where it may do something.
  if (scope === 'ownSheet' && routes[route]!.on === 'member' && expected === 'forbidden') return 'notFound';
  return asksForMore.includes(route) && !isRefusal(expected) ? 'forbidden' : expected;
}

/**
 * Of each scope: what it is not good for, of each route once, asked by somebody who may; what it is good for, asked by every holder
 * about the first thing he may not; and of what he may, each route twice, by different holders.
 */
async function questionsOfScope(scope: TokenScope): Promise<Question[]> {
  const secrets = new Map<Principal, string>();
  for (const principal of new Set(ofHolders.map((question) => question.principal)))
    // Who is nobody stands for what is open to all: the member's token asks it.
    secrets.set(principal, (await aToken(principal.accountId ?? world.branch.accountIds[3]!, [scope])).secret);
  const isOutside = (question: Question) => wanted(scope, question) === 'tokenScope';
  const inside = ofHolders.filter((question) => !isOutside(question));
  const may = inside.filter(({ expected }) => !isRefusal(expected));
  const asked = [
    ...firstOf(ofHolders.filter(({ expected }) => !isRefusal(expected)).filter(isOutside), ({ route }) => route),
    ...firstOf(
      inside.filter(({ expected }) => isRefusal(expected)),
      ({ route, principal }) => `${route}|${principal.name}`,
    ),
    ...firstOf(may, ({ route }) => route),
    ...firstOf([...may].reverse(), ({ route }) => route),
  ];
  return asked.map((question) => withToken(question, secrets.get(question.principal)!, wanted(scope, question)));
}

/** Refusals change nothing; then what is read, then what is done. */
async function differencesOf(questions: readonly Question[]) {
  const before = await everything(service.database);
  const refused = questions.filter(({ expected }) => isRefusal(expected));
  const { differences } = await ask(asker, refused);
  expect(await everything(service.database)).toEqual(before);
  const letIn = questions.filter(({ expected }) => !isRefusal(expected));
  for (const reads of [true, false])
    differences.push(
      ...(
        await ask(
          asker,
          letIn.filter(({ route }) => isReading(route) === reads),
        )
      ).differences,
    );
  return differences;
}

describe('a personal token', () => {
  test('does exactly the operations of its scope, and of those what its holder may', async () => {
    for (const scope of tokenScopeNames) {
      const questions = await questionsOfScope(scope);
      expect(new Set(questions.map(({ route }) => route)).size).toBeGreaterThan(250);
      expect([scope, await differencesOf(questions)]).toEqual([scope, []]);
    }
  }, 300_000);

  test('is good for no operation by which somebody comes in, gives rights or sets what holds for all', () => {
    const never =
      /^\/(session\/|sessions|second-factor|sign-in-links|personal-tokens|accounts|account-trail|policies|me\/|privacy-notice|retention|data-requests)/;
    const good = Object.values(tokenRoutes).flat();
    expect(good.filter((route) => never.test(route.slice(route.indexOf(' ') + 1)))).toEqual([]);
    expect(good.filter((route) => !Object.hasOwn(routes, route))).toEqual([]);
  });

  test('that is revoked, run out, made up or a suspended person’s opens nothing', async () => {
    const secretary = world.principals.find(({ name }) => name === 'secretary of the branch')!;
    const suspended = world.principals.find(({ name }) => name === 'a secretary who is suspended')!;
    const revoked = await aToken(secretary.accountId!, tokenScopeNames);
    const usual = ofHolders.find(({ route }) => route === 'GET /session')!;
    expect((await ask(asker, [withToken(usual, revoked.secret, 'in')])).differences).toEqual([]);
    const path = `/api/v1/personal-tokens/${revoked.id}`;
    expect((await asker.ask({ method: 'DELETE', path, cookie: secretary.cookie })).status).toBe(204);
    const secrets = [
      revoked.secret,
      (await aToken(secretary.accountId!, tokenScopeNames, service.clock.now())).secret,
      (await aToken(suspended.accountId!, tokenScopeNames)).secret,
      newToken(),
    ];
    const inOrder = [...ofHolders].sort(
      (one, other) => Number(isRefusal(one.expected)) - Number(isRefusal(other.expected)),
    );
    const each = firstOf(inOrder, ({ route }) => route);
    const questions = secrets.flatMap((secret) =>
      each.map((question) => {
        const open = isReading(question.route) ? question.expected : 'tokenScope';
        return withToken(question, secret, isOpen(question.route) ? open : 'invalidToken');
      }),
    );
    const before = await everything(service.database);
    const now = service.clock.now();
    // Wrong tokens are guesses, and from one address only so many in ten minutes are looked at.
    for (let index = 0, minutes = 10; index < questions.length; index += 150, minutes += 10) {
      service.clock.set(new Date(Date.parse(now) + minutes * 60_000).toISOString());
      expect((await ask(asker, questions.slice(index, index + 150))).differences).toEqual([]);
    }
    service.clock.set(now);
    expect(await everything(service.database)).toEqual(before);
  }, 300_000);

  test('canary: a scope that is good for one action more, or one less, is found', async () => {
    const reads = tokenScopes.read.reads as unknown as string[];
    const usual = [...reads];
    const questions = await questionsOfScope('read');
    const reading = questions.filter(({ route }) => isReading(route));
    for (const [changed, route] of [
      [[...usual, 'veto.read'], 'GET /vetoes/{vetoId}'],
      [usual.filter((action) => action !== 'meeting.read'), 'GET /branch-months/{branchMonthId}/meetings'],
    ] as const) {
      const about = reading.filter((question) => question.route === route);
      reads.splice(0, reads.length, ...changed);
      const { differences } = await ask(asker, about).finally(() => reads.splice(0, reads.length, ...usual));
      expect([route, differences.length > 0]).toEqual([route, true]);
      expect((await ask(asker, about)).differences).toEqual([]);
    }
  });
});
