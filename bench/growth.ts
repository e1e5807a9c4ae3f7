/**
 * What a request costs in organisations of different sizes: the same requests over HTTP to the same service, one process with a
 * service for each size, in turns. Lay the organisations first (`growth-lay.ts`), then
 *
 *     node --expose-gc dist/bench/bench/growth.js mysql://root@127.0.0.1:3306/growth_10k mysql://root@127.0.0.1:3306/growth_1m
 *
 * The first is what the others are compared with. Of every request: the rows that MySQL examined for it and its statements, by
 * performance_schema – they don't depend on what else the machine does – and the median of the milliseconds. A request belongs to one
 * member, one branch or one bureau of a size that is the same everywhere, so what it costs may grow by a fifth at most. What is
 * asked of the whole organisation grows with it, and is reported without an aim.
 *
 * Without addresses nothing is measured: the largest organisation takes an hour to lay and some 35 GB to keep.
 */
import { performance } from 'node:perf_hooks';
import mysql from 'mysql2/promise';
import type { Database } from '#src/database/database.js';
import { prepareDatabase } from '#src/database/start.js';
import { encodeCursor } from '#src/http/paging.js';
import { verificationCode } from '#src/assessments/verification-code.js';
import { startService } from '../test/support/app.js';
import {
  accountIdOf,
  administratorId,
  branchesInBureau,
  branchIdOf,
  branchMonthIdOf,
  bureauIdOf,
  configOf,
  memberIdOf,
  months,
  officeAccountIdOf,
  password,
  rootId,
  running,
  sheetIdOf,
  type Size,
  sizeOf,
  stepLines,
  today,
} from './growth-numbers.js';
import { compare, inTurns, median, report } from './measuring.js';

const rounds = Number(process.env.GROWTH_ROUNDS ?? 9);
/** Only requests whose name has this in it. */
const some = new RegExp(process.env.GROWTH_WORK ?? '');

interface Organisation extends Size {
  name: string;
  origin: string;
  database: Database;
  version: string;
  /** Looks at the statements of this database from outside. */
  watch: mysql.Connection;
  schema: string;
  cookie(accountId: number): Promise<string>;
  close(): Promise<void>;
}

interface Asked {
  method?: string;
  path: string;
  accountId?: number;
  body?: object;
  version?: number;
}

interface Request {
  work: string;
  /** What is asked in the n-th turn. Several people and branches, so that no page of the database is asked for twice in a row. */
  ask(organisation: Organisation, turn: number): Asked | Promise<Asked>;
  /** Makes undone what a write has done; not measured. */
  undo?(organisation: Organisation, turn: number): Asked;
  /** Belongs to the whole organisation, and grows with it. */
  ofWhole?: true;
}

/** Somewhere in the middle of the organisation; even branches assess themselves, odd ones review. */
const evenBranch = ({ branches }: Size, turn: number): number => 2 * Math.floor(branches / 5 + (turn % 4));
const oddBranch = (size: Size, turn: number): number => evenBranch(size, turn) + 1;
const bureauOf = (size: Size, turn: number): number => Math.floor(evenBranch(size, turn) / branchesInBureau);
/** One whose sheet of the running month is a draft: every third member. */
const drafting = (size: Size, turn: number): number => {
  const first = memberIdOf(evenBranch(size, turn), 4);
  return first + ((3 - (first % 3)) % 3);
};
const member = (size: Size, turn: number): number => memberIdOf(oddBranch(size, turn), 5 + (turn % 3));
const secretary = (branch: number): number => accountIdOf(memberIdOf(branch, 0));

function ofMember(work: string, path: (size: Organisation, memberId: number) => string): Request {
  return {
    work,
    ask: (size, turn) => ({ path: path(size, member(size, turn)), accountId: accountIdOf(member(size, turn)) }),
  };
}

function ofBranch(work: string, path: (size: Organisation, branch: number) => string): Request {
  return {
    work,
    ask: (size, turn) => ({ path: path(size, oddBranch(size, turn)), accountId: secretary(oddBranch(size, turn)) }),
  };
}

function ofBureau(work: string, path: (unitId: number) => string): Request {
  return {
    work,
    ask: (size, turn) => ({
      path: path(bureauIdOf(bureauOf(size, turn))),
      accountId: officeAccountIdOf(size, bureauOf(size, turn)),
    }),
  };
}

function ofWhole(
  work: string,
  path: (size: Organisation) => string,
  who: 'office' | 'administrator' = 'office',
): Request {
  return {
    work,
    ofWhole: true,
    ask: (size) => ({
      path: path(size),
      accountId: who === 'office' ? officeAccountIdOf(size, size.bureaus) : administratorId,
    }),
  };
}

const requests: Request[] = [
  ofMember('first page of a member: what there is to do', () => '/today'),
  ofMember('my month: the sheet that I write', (size, memberId) => `/sheets/${sheetIdOf(size, running, memberId)}`),
  ofMember('my published score', (size, memberId) => `/sheets/${sheetIdOf(size, running - 1, memberId)}`),
  ofMember('history of a member', (_, memberId) => `/members/${memberId}/history`),
  ofMember('half-years of a member', (_, memberId) => `/members/${memberId}/closings`),
  ofMember('objections of a member', () => '/objections'),
  ofMember('all that is kept of a member', () => '/me/data'),
  ofMember('the part of the tree that a member sees', () => '/units'),
  ofBranch('board of a month', (size, branch) => `/branch-months/${branchMonthIdOf(size, running - 1, branch)}/board`),
  ofBranch(
    'review desk of a branch',
    (size, branch) => `/branch-months/${branchMonthIdOf(size, running, branch)}/sheets`,
  ),
  ofBranch('first page of a secretary: tasks', () => '/today'),
  ofBranch('months of a branch', (_, branch) => `/branches/${branchIdOf(branch)}/months`),
  ofBranch(
    'search among the members of a branch',
    (_, branch) => `/units/${branchIdOf(branch)}/members?q=${encodeURIComponent('王')}`,
  ),
  ofBranch('half-year of a branch', (_, branch) => `/units/${branchIdOf(branch)}/closings/2026-H1`),
  ofBranch('objections of a branch', (_, branch) => `/branches/${branchIdOf(branch)}/objections?year=2026`),
  ofBranch('corrections of a branch', (_, branch) => `/branches/${branchIdOf(branch)}/corrections?year=2026`),
  ofBranch('trail of a branch, first page', (_, branch) => `/units/${branchIdOf(branch)}/trail`),
  ofBranch(
    'trail of a branch, about one member',
    (_, branch) => `/units/${branchIdOf(branch)}/trail?memberId=${memberIdOf(branch, 6)}`,
  ),
  ofBranch('roles in a branch', (_, branch) => `/units/${branchIdOf(branch)}/role-assignments`),
  {
    work: 'trail of a branch, a late page',
    ask: (size, turn) => {
      const unitId = branchIdOf(oddBranch(size, turn));
      const month = running - 5;
      const after = encodeCursor([`${months[month]}-01T01:00:00.000Z`, `unit:${unitId}`, month * stepLines.length + 1]);
      return { path: `/units/${unitId}/trail?after=${after}`, accountId: secretary(oddBranch(size, turn)) };
    },
  },
  {
    work: 'verification code of a board',
    ask: async (size, turn) => {
      const branch = oddBranch(size, turn);
      const [[row]] = await size.watch.query<mysql.RowDataPacket[]>(
        `SELECT digest FROM ${size.schema}.publications WHERE id = ${branchMonthIdOf(size, running - 1, branch)}`,
      );
      return { path: `/verifications/${verificationCode(branchIdOf(branch), running, String(row?.digest))}` };
    },
  },
  {
    work: 'sign-in',
    ask: (size, turn) => ({
      ...{ method: 'POST', path: '/session' },
      body: { signInName: `m${member(size, turn)}`, password },
    }),
  },
  {
    work: 'submit one sheet',
    ask: async (size, turn) => {
      const sheetId = sheetIdOf(size, running, drafting(size, turn));
      const lines = [
        { itemCode: 'C-01', count: 1, occurredOn: '2026-07-03', description: '志愿服务', evidence: '签到表' },
      ];
      const accountId = accountIdOf(drafting(size, turn));
      return { method: 'PUT', path: `/sheets/${sheetId}/submission`, accountId, body: { lines } };
    },
    undo: (size, turn) => ({
      ...{ method: 'DELETE', path: `/sheets/${sheetIdOf(size, running, drafting(size, turn))}/submission` },
      accountId: accountIdOf(drafting(size, turn)),
    }),
  },
  {
    work: 'accept one sheet',
    ask: (size, turn) => ({
      ...{ method: 'PUT', path: `/sheets/${sheetIdOf(size, running, claiming(size, turn))}/review` },
      accountId: secretary(oddBranch(size, turn)),
      body: { decisions: [{ number: 1, outcome: 'accepted' }], additions: [], complete: true },
    }),
    undo: (size, turn) => ({
      ...{ method: 'DELETE', path: `/sheets/${sheetIdOf(size, running, claiming(size, turn))}/review` },
      accountId: secretary(oddBranch(size, turn)),
    }),
  },
  ofBureau('overview of a bureau of 50 branches', (unitId) => `/units/${unitId}/overview`),
  ofBureau('first page of a bureau: tasks', () => '/today'),
  ofBureau('half-years of a bureau', (unitId) => `/units/${unitId}/closing-overview/2026-H1`),
  ofBureau('statistics of a bureau', (unitId) => `/units/${unitId}/statistics?period=2026-H1`),
  ofBureau('members of a bureau, first page', (unitId) => `/units/${unitId}/members`),
  ofBureau(
    'members of a bureau, by a part of the name',
    (unitId) => `/units/${unitId}/members?q=${encodeURIComponent('王')}`,
  ),
  ofBureau('appeals of a bureau', (unitId) => `/units/${unitId}/appeals`),
  {
    work: 'members of a bureau, a late page',
    ask: (size, turn) => {
      const bureau = bureauOf(size, turn);
      const branch = (bureau + 1) * branchesInBureau - 2;
      const after = encodeCursor([branchIdOf(branch), 20, memberIdOf(branch, 19)]);
      return {
        path: `/units/${bureauIdOf(bureau)}/members?after=${after}`,
        accountId: officeAccountIdOf(size, bureau),
      };
    },
  },
  ofWhole('accounts, first page', () => '/accounts', 'administrator'),
  ofWhole(
    'accounts, a late page',
    ({ members }) => `/accounts?after=${encodeCursor([`m${members - members / 10}`])}`,
    'administrator',
  ),
  ofWhole('members of the organisation, first page', () => `/units/${rootId}/members`),
  ofWhole('overview of the organisation', () => `/units/${rootId}/overview`),
];

/** A member of a branch in review who claims something: all but every ninth do. */
function claiming(size: Size, turn: number): number {
  const branch = oddBranch(size, turn);
  const bm = branchMonthIdOf(size, running, branch);
  for (let place = 4; ; place += 1) {
    const memberId = memberIdOf(branch, place);
    if ((memberId * 137 + bm * 11) % 9 !== 0) return memberId;
  }
}

async function open(url: string): Promise<Organisation> {
  const config = configOf(url);
  const schema = new URL(url).pathname.slice(1);
  const database = await prepareDatabase(config);
  const service = await startService({
    now: `${today}T02:00:00.000Z`,
    on: { config, database, close: () => database.close() },
  });
  const watch = await mysql.createConnection(url);
  const [[facts]] = await watch.query<mysql.RowDataPacket[]>(
    'SELECT (SELECT MAX(id) FROM members) AS members, VERSION() AS version',
  );
  const size = sizeOf(Number(facts?.members));
  const cookies = new Map<number, string>();
  return {
    ...size,
    ...{ name: `${size.members.toLocaleString('en')} members`, origin: service.origin, database, watch, schema },
    version: `mysql ${facts?.version}`,
    async cookie(accountId) {
      const known = cookies.get(accountId) ?? (await service.cookie(accountId));
      cookies.set(accountId, known);
      return known;
    },
    async close() {
      await watch.end();
      await service.close();
    },
  };
}

/** Asks, and answers how many milliseconds it took. Anything but 2xx ends the measurement. */
async function send(organisation: Organisation, asked: Asked): Promise<number> {
  const { method = 'GET', path, accountId, body } = asked;
  const headers: Record<string, string> = {};
  if (accountId !== undefined) headers.cookie = await organisation.cookie(accountId);
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (method === 'PUT' || method === 'DELETE')
    headers['if-match'] = `"${await versionOf(organisation, path, headers.cookie)}"`;
  const began = performance.now();
  const response = await fetch(`${organisation.origin}/api/v1${path}`, {
    ...{ method, headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const took = performance.now() - began;
  if (!response.ok)
    throw new Error(`${organisation.name}: ${method} ${path}: ${response.status} ${text.slice(0, 300)}`);
  return took;
}

/** The version of the sheet that a write is about; asked before what is measured. */
async function versionOf(organisation: Organisation, path: string, cookie = ''): Promise<string> {
  const sheet = path.slice(0, path.lastIndexOf('/'));
  const response = await fetch(`${organisation.origin}/api/v1${sheet}`, { headers: { cookie } });
  return /^"(\d+)"$/.exec(response.headers.get('etag') ?? '')?.[1] ?? '';
}

interface Cost {
  rows: number;
  statements: number;
}

/** What MySQL did for one request. What the request needs beforehand (its cookie, a version) has been asked before. */
async function costOf(organisation: Organisation, request: Request, turn: number): Promise<Cost> {
  const asked = await request.ask(organisation, turn);
  const { watch, schema } = organisation;
  if (asked.accountId !== undefined) await organisation.cookie(asked.accountId);
  const before = await examined(watch, schema);
  const wrote = asked.method === 'PUT' ? await versionCost(organisation, asked) : { rows: 0, statements: 0 };
  await send(organisation, asked);
  const after = await examined(watch, schema);
  if (request.undo) await send(organisation, request.undo(organisation, turn));
  return {
    rows: after.rows - before.rows - 2 * wrote.rows,
    statements: after.statements - before.statements - 2 * wrote.statements,
  };
}

/** What asking for the version costs, which `send` does once more. */
async function versionCost(organisation: Organisation, { path, accountId }: Asked): Promise<Cost> {
  const before = await examined(organisation.watch, organisation.schema);
  await versionOf(organisation, path, accountId === undefined ? '' : await organisation.cookie(accountId));
  const after = await examined(organisation.watch, organisation.schema);
  return { rows: after.rows - before.rows, statements: after.statements - before.statements };
}

async function examined(watch: mysql.Connection, schema: string): Promise<Cost> {
  const [[row]] = await watch.query<mysql.RowDataPacket[]>(
    `SELECT COALESCE(SUM(SUM_ROWS_EXAMINED), 0) AS examined, COALESCE(SUM(COUNT_STAR), 0) AS statements
       FROM performance_schema.events_statements_summary_by_digest
      WHERE SCHEMA_NAME = ? AND DIGEST_TEXT REGEXP '^(SELECT|INSERT|UPDATE|DELETE|WITH)' AND DIGEST_TEXT NOT LIKE '%performance_schema%'`,
    [schema],
  );
  return { rows: Number(row?.examined), statements: Number(row?.statements) };
}

const urls = process.argv.slice(2);
if (urls.length === 0) {
  console.log('  no addresses of laid organisations are given: nothing is measured (growth-lay.ts lays them)');
  process.exit(0);
}
const organisations: Organisation[] = [];
for (const url of urls) organisations.push(await open(url));
const [smallest, ...larger] = organisations as [Organisation, ...Organisation[]];

for (const request of requests.filter(({ work }) => some.test(work))) {
  const costs = new Map<string, Cost[]>(organisations.map(({ name }) => [name, []]));
  const sides = Object.fromEntries(
    organisations.map((organisation) => [
      organisation.name,
      async (round: number) => {
        const turn = Math.max(round, 0);
        const asked = await request.ask(organisation, turn);
        const took = await send(organisation, asked);
        if (request.undo) await send(organisation, request.undo(organisation, turn));
        return took;
      },
    ]),
  );
  const times = await inTurns(sides, { rounds: request.ofWhole ? 3 : rounds, warmUp: request.ofWhole ? 1 : 4 });
  for (const organisation of organisations)
    for (let turn = 0; turn < (request.ofWhole ? 1 : 4); turn += 1)
      costs.get(organisation.name)?.push(await costOf(organisation, request, turn));
  const of = ({ name }: Organisation, what: keyof Cost) => (costs.get(name) as Cost[]).map((cost) => cost[what]);
  const statements = median(of(smallest, 'statements'));
  const aim = request.ofWhole ? null : '≤ 1.2';
  for (const organisation of larger) {
    const what = { bench: 'growth', database: organisation.version, size: organisation.name };
    const floorIs = `the same with ${smallest.name}`;
    compare(
      { ...what, floorIs, aim, work: `${request.work}: rows examined (${statements} statements)`, unit: 'rows' },
      { ours: of(organisation, 'rows'), floor: of(smallest, 'rows') },
    );
    compare(
      { ...what, floorIs, aim: null, work: `${request.work}: time`, unit: 'ms' },
      { ours: times[organisation.name] as number[], floor: times[smallest.name] as number[] },
    );
    if (median(of(organisation, 'statements')) !== statements)
      throw new Error(`${request.work}: not the same number of statements.`);
  }
  if (larger.length === 0)
    report(
      {
        bench: 'growth',
        database: smallest.version,
        size: smallest.name,
        work: `${request.work}: rows examined (${statements} statements)`,
        unit: 'rows',
      },
      of(smallest, 'rows'),
    );
}
for (const organisation of organisations) await organisation.close();
