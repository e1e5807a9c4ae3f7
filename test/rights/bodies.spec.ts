import { readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { type Service, startService } from '../support/app.js';
import { Asker, inParallel } from './asking.js';
import { everything } from './everything.js';
import { isRefusal } from './expectation.js';
import { type Question, questionsOf } from './matrix.js';
import { routes } from './routes.js';
import { idPlaces, sample, type Schema, type Schemas } from './sample.js';
import { aWorld, done, type World } from './world.js';

/*
 * What is smuggled in with a body, and sessions that are no longer anybody's: of every operation that the API's description has.
 */

interface Document {
  paths: Record<string, Record<string, { requestBody?: { content: Record<string, { schema: Schema }> } }>>;
  components: { schemas: Schemas };
}
const { paths, components } = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as Document;
const { schemas } = components;

/** The JSON bodies there are, by route. */
const bodies = Object.entries(paths).flatMap(([path, item]) =>
  Object.entries(item).flatMap(([method, { requestBody }]) => {
    const schema = requestBody?.content['application/json']?.schema;
    return schema ? [{ route: `${method.toUpperCase()} ${path.replace('/api/v1', '')}`, schema }] : [];
  }),
);

let service: Service;
let world: World;
let asker: Asker;
/** Of each route, one question of somebody who may, about what is there. */
let allowed: Map<string, Question>;

beforeAll(async () => {
  service = await startService();
  world = await aWorld(service);
  asker = new Asker(service.origin);
  const inOrder = questionsOf(routes, world).filter((question) => question.expected === 'in');
  allowed = new Map(inOrder.reverse().map((question) => [question.route, question]));
}, 300_000);
afterAll(async () => {
  asker.close();
  await service.close();
});

/** What stands for an id of this name when nothing is to be wrong with it. */
function ownId(name: string): unknown {
  const { branch, things, unitIds } = world;
  const own: Record<string, number> = {
    memberId: branch.memberIds[4]!,
    talkerMemberId: branch.memberIds[0]!,
    chairMemberId: branch.memberIds[0]!,
    recorderMemberId: branch.memberIds[1]!,
    groupId: unitIds.group,
    toBranchId: unitIds.branch,
    branchId: unitIds.branch,
    unitId: unitIds.branch,
    parentId: unitIds.branch,
    sheetId: things.branch.sheets[4]!,
    evidenceFileId: things.branch.evidenceFile,
    amendsId: things.branch.talkRecord,
  };
  return name.endsWith('s') ? [own[name.slice(0, -1)]] : own[name];
}

/** The id of a thing of the same kind in another subtree. */
function foreignId(name: string): unknown {
  const { farBranch, things, unitIds } = world;
  const foreign: Record<string, number> = {
    memberId: farBranch.memberIds[4]!,
    talkerMemberId: farBranch.memberIds[0]!,
    chairMemberId: farBranch.memberIds[0]!,
    recorderMemberId: farBranch.memberIds[1]!,
    groupId: unitIds.farBranch,
    toBranchId: unitIds.farBranch,
    branchId: unitIds.farBranch,
    unitId: unitIds.farBranch,
    parentId: unitIds.farBranch,
    sheetId: things.farBranch.sheets[4]!,
    evidenceFileId: things.farBranch.evidenceFile,
    amendsId: things.farBranch.talkRecord,
  };
  return name.endsWith('s') ? [foreign[name.slice(0, -1)]] : foreign[name];
}

/** Ids that name what belongs to the whole organisation: accounts, and versions of the scheme. */
const ofTheWhole = ['POST /accounts', 'POST /units/{unitId}/role-assignments', 'POST /scheme-drafts'];
ofTheWhole.push('PUT /units/{unitId}/own-items');

/** What is answered for each of several by itself: a foreign one is not there, and the others are looked at all the same. */
const answeredEach = [
  'PUT /branch-months/{branchMonthId}/proxy-submissions',
  'PUT /units/{unitId}/closing-generations/{period}',
];

describe('an id of another unit in a body', () => {
  test('changes nothing, wherever in the body of whatever operation it stands, whichever version is named', async () => {
    const tried = bodies
      .filter(({ route }) => !ofTheWhole.includes(route) && allowed.has(route))
      .flatMap(({ route, schema }) => idPlaces(schema, schemas).map((place) => ({ route, schema, place })));
    expect(tried.length).toBeGreaterThan(25);
    const before = await everything(service.database);
    const taken: string[] = [];
    await inParallel(tried, async ({ route, schema, place }) => {
      const body = sample(schema, schemas, (name, path) => (path === place ? foreignId(name) : ownId(name))) as object;
      for (let version = 0; version < 8; version += 1) {
        const { status } = await asker.ask({ ...allowed.get(route)!.asking, bytes: undefined, body, version });
        const isAnsweredEach = status === 200 && answeredEach.includes(route);
        if (![400, 403, 404, 409, 412, 422].includes(status) && !isAnsweredEach)
          taken.push(`${status} ${route} ${place}`);
      }
    });
    expect(taken).toEqual([]);
    expect(await everything(service.database)).toEqual(before);
  }, 300_000);

  test('is what is wrong with it: the same body with an id of one’s own is taken', async () => {
    const { branch, farBranch } = world;
    const talk = {
      ...{
        heldOn: '2026-11-04',
        place: '支部办公室',
        occasion: 'lowMonth',
        months: ['2026-10'],
        topic: '十月积分偏低',
      },
      ...{ response: '说明了出差情况', measures: '按时参加组织生活', talkerMemberId: branch.memberIds[0] },
    };
    const exemption = {
      ...{
        kind: 'exempt',
        reasonClass: 'illness',
        reason: '长期住院治疗',
        fromMonth: '2026-12',
        untilMonth: '2027-01',
      },
      branchOpinion: '同意上报',
    };
    const { branchId } = branch;
    const cases = [
      [`/api/v1/units/${branchId}/talk-records`, talk, 'memberId', [farBranch.memberIds[4], branch.memberIds[4]]],
      [
        `/api/v1/units/${branchId}/talk-records`,
        talk,
        'memberId',
        [world.otherBranch.memberIds[4], branch.memberIds[5]],
      ],
      [`/api/v1/units/${branchId}/exemptions`, exemption, 'memberId', [farBranch.memberIds[4], branch.memberIds[4]]],
    ] as const;
    for (const [path, body, name, [foreign, own]] of cases) {
      const wish = (id: unknown) => ({ ...body, requestId: randomUUID(), [name]: id });
      const refused = await branch.secretary.post(path, wish(foreign));
      expect([path, [404, 422].includes(refused.status)]).toEqual([path, true]);
      expect([path, (await branch.secretary.post(path, wish(own))).status]).toEqual([path, 201]);
    }
  });
});

describe('what does not belong into a body', () => {
  const extras = ['id', 'memberId', 'role', 'state', 'version', 'accountId', 'createdAt', '__proto__'];

  test('is refused by name in every operation, and nothing is written', async () => {
    const before = await everything(service.database);
    const asked = bodies.filter(({ route }) => allowed.has(route));
    expect(asked.length).toBeGreaterThan(70);
    const taken: string[] = [];
    await inParallel(asked, async ({ route, schema }) => {
      const declared = schema.$ref ? schemas[schema.$ref.split('/').at(-1)!]! : schema;
      for (const extra of extras.filter((name) => !Object.hasOwn(declared.properties ?? {}, name))) {
        const usual = sample(schema, schemas, ownId) as object;
        // JSON.parse makes a property of this name, as a client's body would; an object literal would set the prototype.
        const body = JSON.parse(`{"${extra}":1,${JSON.stringify(usual).slice(1).replace(/^}$/, '"x":1}')}`) as object;
        const version = 1;
        const reply = await asker.ask({ ...allowed.get(route)!.asking, bytes: undefined, body, version });
        const { errors = [] } = JSON.parse(reply.text || '{}') as { errors?: { path: string }[] };
        const isNamed = errors.some(({ path }) => path === extra || path === 'body');
        if (![400, 422].includes(reply.status) || !isNamed) taken.push(`${reply.status} ${route} ${extra}`);
      }
    });
    expect(taken).toEqual([]);
    expect(await everything(service.database)).toEqual(before);
  }, 300_000);
});

describe('a session that is nobody’s any more', () => {
  const reads = () => [...allowed.values()].filter(({ asking }) => asking.method === 'GET');
  const statuses = async (cookie: string, questions: readonly Question[]) => {
    const seen = new Set<number>();
    await inParallel(questions, async ({ asking }) => void seen.add((await asker.ask({ ...asking, cookie })).status));
    return [...seen].sort();
  };
  const isOpen = ({ route }: Question) => routes[route]!.kind === 'anyone';

  test('reads nothing: signed out, run out, made up, or with another’s digest for a cookie', async () => {
    const questions = reads().filter((question) => !isOpen(question));
    expect(questions.length).toBeGreaterThan(90);
    const cookie = await service.cookie(world.branch.accountIds[0]!);
    expect((await asker.ask({ method: 'DELETE', path: '/api/v1/session', cookie })).status).toBe(204);
    expect(await statuses(cookie, questions)).toEqual([401]);
    const [digest] = await service.database.read(() =>
      service.database.rows<{ tokenDigest: string }>('SELECT tokenDigest FROM sessions'),
    );
    for (const stolen of [`pointbook_session=${digest!.tokenDigest}`, `pointbook_session=${'A'.repeat(43)}`])
      expect(await statuses(stolen, questions)).toEqual([401]);
  }, 300_000);

  test('a role that ends with the tab open takes every right of it along, at the next request', async () => {
    const { database } = service;
    const secretary = world.principals.find(({ name }) => name === 'secretary of the branch')!;
    const cookie = secretary.cookie!;
    const his = questionsOf(routes, world).filter(
      (question) =>
        question.principal === secretary && question.expected === 'in' && routes[question.route]!.kind === 'only',
    );
    const held = await database.read(() =>
      database.rows<{ id: number; version: number }>(
        `SELECT role_assignments.id, role_assignments.version FROM role_assignments
          WHERE role = 'secretary' AND unitId = ? AND untilDay IS NULL AND fromDay <= '2026-11-11'`,
        [world.unitIds.branch],
      ),
    );
    const keeper = world.principals.find(({ name }) => name.startsWith('systemAdministrator'))!;
    for (const { id, version } of held)
      await done(
        asker
          .ask({
            method: 'PUT',
            path: `/api/v1/role-assignments/${id}/end`,
            cookie: keeper.cookie,
            version,
            body: { untilDay: '2026-11-11' },
          })
          .then(({ status }) => ({ status, body: '', headers: new Headers(), version: undefined })),
      );
    expect(his.length).toBeGreaterThan(150);
    expect(await statuses(cookie, his)).toEqual([403, 404]);
  }, 300_000);
});

describe('the auditor', () => {
  /** What an auditor is let in to that is no GET, and why it is no writing. */
  const noWriting: Record<string, string> = {
    'POST /sheets/{sheetId}/amendment-preview': 'computes what a change would do, and keeps nothing',
    'POST /units/{unitId}/exports': 'asks for a file of what he may read; it is his alone, kept for a day',
    'DELETE /units/{unitId}/exports/{exportId}': 'throws his own file away',
  };

  test('is refused by every operation that writes, with no exception but his own files', () => {
    const letIn = questionsOf(routes, world)
      .filter(({ principal, expected, asking }) => {
        const isAuditor = principal.name.startsWith('auditor');
        return isAuditor && asking.method !== 'GET' && !isRefusal(expected);
      })
      .filter(({ route }) => routes[route]!.kind === 'only');
    expect([...new Set(letIn.map(({ route }) => route))].sort()).toEqual(Object.keys(noWriting).sort());
  });
});
