/**
 * What is written most, asked over HTTP of the service and of the floor (floor/writes.ts) in turns: members who hand in sheets of
 * twenty lines, in many branches and all in one; a secretary who accepts thirty unchanged sheets at once. Each side writes in
 * branches of its own that begin alike, and a check at the end holds that both wrote the same rows and that the trails of all verify.
 * `node --expose-gc dist/bench/bench/writes.js <submissions a round>`
 */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { chainOf, organisationChain, Trail, type TrailLine } from '#src/audit/trail.service.js';
import { lastDayOf } from '#src/calendar.js';
import { Account } from '#src/identity/account.entity.js';
import { RoleAssignment } from '#src/identity/role-assignment.entity.js';
import { Session } from '#src/identity/session.entity.js';
import { firstScheme } from '#src/schemes/first-scheme.js';
import { Schemes } from '#src/schemes/schemes.service.js';
import type { Item } from '#src/scoring/scheme.js';
import { MonthFactsReader } from '#src/verification/month-facts.service.js';
import { TrailReader } from '#src/verification/trail-reader.service.js';
import { Verification } from '#src/verification/verification.service.js';
import { freshDatabase, testSealedRows } from '../test/support/database.js';
import { layMonths } from '../test/support/months.js';
import { anAccount, aUnit, someMembers } from '../test/support/organisation.js';
import { type Answered, type Asked, differences, type Side, type SideName, startSides } from './floor/beside.js';
import { compare, inTurns, median, onlyOnMysql } from './measuring.js';

const submissions = Number(process.argv[2] ?? 240);
const rounds = 7;
const warmUp = 2;
const runs = rounds + warmUp;
const membersInBranch = 30;
const acceptancesInRound = 4;
const floorIs = 'a bare Fastify and mysql2 program that writes and answers the same';

const now = new Date().toISOString();
const month = now.slice(0, 7);

interface Sheet {
  sheetId: number;
  cookie: string;
}

interface Branch {
  branchId: number;
  branchMonthId: number;
  secretary: string;
  sheets: Sheet[];
}

onlyOnMysql();
const { config, database, close } = await freshDatabase({ limits: { write: 300_000 } });
const bureau = await aUnit(database, { kind: 'bureau' });
const schemes = new Schemes(database, new Trail(database));
await firstScheme(schemes, `${month}-01T00:00:00.000Z`);
const { id: schemeVersionId, definition: scheme } = await schemes.inForce(month);
const commissioner = await anAccount(database);

const branchesAskedOf = Math.ceil((submissions * runs) / membersInBranch);
const [inMany, inOne, unchanged] = [
  {
    ours: await lay(branchesAskedOf, membersInBranch, 'draft'),
    floor: await lay(branchesAskedOf, membersInBranch, 'draft'),
  },
  { ours: await lay(1, submissions * runs, 'draft'), floor: await lay(1, submissions * runs, 'draft') },
  {
    ours: await lay(acceptancesInRound * runs, membersInBranch, 'submitted'),
    floor: await lay(acceptancesInRound * runs, membersInBranch, 'submitted'),
  },
];
const spare = { draft: await lay(2, 1, 'draft'), submitted: await lay(2, membersInBranch, 'submitted') };
const sides = await startSides(config);
try {
  await requireSameAnswers();
  await measureSubmissions(inMany, `branches of ${membersInBranch} members`);
  await measureSubmissions(inOne, 'all in one branch');
  await measureAcceptances();
} finally {
  for (const side of Object.values(sides)) await side.stop();
}
for (const laid of [inMany, inOne, unchanged]) assert.deepEqual(await rowsOf(laid.ours), await rowsOf(laid.floor));
await requireNoBreak();
await close();

/** Branches with a month that has only begun, or one in review in which everybody has handed in unchanged. */
async function lay(count: number, size: number, state: 'draft' | 'submitted'): Promise<Branch[]> {
  return database.write(async () => {
    const branchIds: number[] = [];
    for (let index = 0; index < count; index += 1) branchIds.push((await aUnit(database, { parentId: bureau.id })).id);
    const wishes = branchIds.flatMap((branchId) =>
      Array.from({ length: size + 1 }, () => ({ branchId, name: '党员' })),
    );
    const memberIds = await someMembers(database, wishes);
    const cookies = await signIn(memberIds);
    for (const [index, unitId] of branchIds.entries()) await appoint(unitId, cookies[index * (size + 1)]!.accountId);
    const months = branchIds.map((branchId, index) => ({
      branchId,
      month,
      state: state === 'draft' ? ('selfAssessment' as const) : ('review' as const),
      themeDay: lastDayOf(month),
      selfAssessmentUntil: lastDayOf(month),
      sheets: memberIds
        .slice(index * (size + 1), (index + 1) * (size + 1))
        .map((memberId) => ({ memberId, result: null, state })),
    }));
    const laid = await layMonths(database, { schemeVersionId, accountId: commissioner, months });
    const branches = laid.map(({ branchMonthId, sheetIds }, index): Branch => {
      const own = cookies.slice(index * (size + 1), (index + 1) * (size + 1)).map(({ cookie }) => cookie);
      const sheets = sheetIds.map((sheetId, place) => ({ sheetId, cookie: own[place]! }));
      return { branchId: branchIds[index]!, branchMonthId, secretary: own[0]!, sheets: sheets.slice(1) };
    });
    await leaveLines(
      branches,
      months,
      laid.map(({ sheetIds }) => sheetIds),
    );
    return branches;
  });
}

async function signIn(memberIds: readonly number[]): Promise<{ accountId: number; cookie: string }[]> {
  const account = {
    displayName: '党员',
    passwordHash: 'none',
    mustChangePassword: 0,
    failedSignIns: 0,
    createdAt: now,
  };
  const accountIds = await database.insert(
    Account,
    memberIds.map((memberId) => ({ ...account, signInName: `member${memberId}`, memberId, version: 1 }) as never),
  );
  const tokens = accountIds.map((accountId) => ({ accountId, token: randomBytes(32).toString('base64url') }));
  const expiresAt = new Date(Date.parse(now) + 12 * 3600_000).toISOString();
  await database.insert(
    Session,
    tokens.map(({ accountId, token }) => ({
      ...{ accountId, createdAt: now, lastSeenAt: now, expiresAt, provenAt: now },
      tokenDigest: createHash('sha256').update(token).digest('hex'),
    })),
  );
  return tokens.map(({ accountId, token }) => ({ accountId, cookie: `pointbook_session=${token}` }));
}

async function appoint(unitId: number, accountId: number): Promise<void> {
  const role = { accountId, unitId, role: 'secretary' as const, fromDay: '2020-01-01' };
  const [roleAssignmentId] = await database.insert(RoleAssignment, [{ ...role, version: 1 }]);
  await new Trail(database).append({
    ...{ chain: organisationChain, at: now, action: 'role.assign', actorAccountId: commissioner },
    about: { roleAssignmentId: roleAssignmentId!, ...role },
  });
}

/** What the service would have recorded until here. */
async function leaveLines(
  branches: readonly Branch[],
  months: readonly { sheets: { memberId: number; state: 'draft' | 'submitted' }[] }[],
  sheetIds: readonly number[][],
): Promise<void> {
  const trail = new Trail(database);
  const append = (action: string, day: string, about: (branch: Branch, index: number) => TrailLine['about']) =>
    trail.appendToEach(
      branches.map((branch, index) => ({
        ...{
          chain: chainOf(branch.branchId),
          at: `${month}-${day}T01:00:00.000Z`,
          action,
          actorAccountId: commissioner,
        },
        about: { branchMonthId: branch.branchMonthId, ...about(branch, index) },
      })),
    );
  await append('month.open', '01', (_, index) => ({ month, schemeVersionId, sheets: months[index]!.sheets.length }));
  const [first] = months;
  if (first?.sheets[0]?.state !== 'submitted') return;
  const handedIn = { late: false, selfScoreHundredths: 8000, lineCount: 0 };
  for (const place of first.sheets.keys())
    await append('sheet.submit', '02', (_, index) => ({
      ...{ sheetId: sheetIds[index]![place]!, memberId: months[index]!.sheets[place]!.memberId, ...handedIn },
    }));
  await append('month.startReview', '05', () => ({ joined: 0 }));
  for (const { branchMonthId } of branches)
    await database.change('UPDATE sheets SET selfScoreHundredths = 8000 WHERE branchMonthId = ?', [branchMonthId]);
}

/** Every base item that a member may speak about at its least, and seven claims. The words differ from sheet to sheet. */
function twentyLines(place: number): object[] {
  const base = scheme.items.filter(({ kind, automatic }) => kind === 'base' && !automatic);
  const claims = scheme.items.filter(({ kind, claimedBy }) => kind === 'contribution' && claimedBy.includes('member'));
  const lines = [
    ...base.map((item) => ({ itemCode: item.code, ...leastOf(item), reason: `第 ${place} 号：本月出差，未能参加` })),
    ...claims.slice(0, 20 - base.length).map((item) => ({
      ...{ itemCode: item.code, ...leastOf(item), occurredOn: `${month}-01` },
      ...{ description: `第 ${place} 号：${item.name.zh}`, evidence: `证明 ${month.replace('-', '')}${place}` },
    })),
  ];
  assert.equal(lines.length, 20);
  return lines;
}

function leastOf({ options, each, range }: Item): object {
  if (options) return { optionCode: options.at(-1)!.code };
  return each ? { count: 1 } : { pointsHundredths: range!.fromHundredths };
}

function submission({ sheetId, cookie }: Sheet, place: number): Asked {
  return {
    ...{ method: 'PUT', cookie, path: `/api/v1/sheets/${sheetId}/submission`, headers: { 'if-match': '"1"' } },
    body: { lines: twentyLines(place) },
  };
}

function acceptance({ branchMonthId, secretary }: Branch, version = 1): Asked {
  return {
    ...{ method: 'PUT', cookie: secretary, path: `/api/v1/branch-months/${branchMonthId}/acceptances` },
    headers: { 'if-match': `"${version}"` },
  };
}

/** Asked again, each side answers for what the other has written: that it is done, and how it stands. */
async function requireSameAnswers(): Promise<void> {
  const { ours, floor } = sides;
  for (const [index, [first, second]] of [[ours, floor] as const, [floor, ours] as const].entries()) {
    const asked = submission(spare.draft[index]!.sheets[0]!, index);
    const written = await first.ask(asked);
    requireSame(written, await second.ask(asked));
    const accepted = await first.ask(acceptance(spare.submitted[index]!));
    assert.equal((JSON.parse(accepted.text) as { accepted: number }).accepted, membersInBranch);
    const again = acceptance(spare.submitted[index]!, 2);
    requireSame(await first.ask(again), await second.ask(again));
  }
}

function requireSame(one: Answered, other: Answered): void {
  assert.equal(one.status, 200, one.text);
  const found = differences(one, other);
  if (found.length > 0) throw new Error(`Not the same answer:\n${found.join('\n')}`);
}

async function measureSubmissions(branches: Record<SideName, Branch[]>, where: string): Promise<void> {
  const cpu: Record<SideName, number[]> = { ours: [], floor: [] };
  // The first of every branch, then the second of every branch: neighbours in the queue are of different branches.
  const queue = ({ name }: Side) =>
    Array.from({ length: branches[name][0]!.sheets.length }, (_, place) =>
      branches[name].map(({ sheets }) => submission(sheets[place]!, place)),
    ).flat();
  const queues = { ours: queue(sides.ours), floor: queue(sides.floor) };
  const run = async (side: Side, round: number): Promise<number> => {
    const from = (round + warmUp) * submissions;
    const before = side.cpuMicroseconds;
    const figure = await side.requestsPerSecond(submissions, (index) => queues[side.name][from + index]!);
    if (round >= 0) cpu[side.name].push((side.cpuMicroseconds - before) / submissions);
    return figure;
  };
  const figures = await inTurns(
    { ours: (round) => run(sides.ours, round), floor: (round) => run(sides.floor, round) },
    { rounds, warmUp },
  );
  const what = { bench: 'writes', work: 'submit a sheet of 20 lines', database: 'mysql', size: where } as const;
  compare({ ...what, unit: 'requests/s', floorIs, aim: '≥ 0.80' }, figures);
  tellProcessorTime(cpu);
}

async function measureAcceptances(): Promise<void> {
  const cpu: Record<SideName, number[]> = { ours: [], floor: [] };
  const run = async (side: Side, round: number): Promise<number> => {
    const from = (round + warmUp) * acceptancesInRound;
    const before = side.cpuMicroseconds;
    const began = performance.now();
    for (const branch of unchanged[side.name].slice(from, from + acceptancesInRound)) {
      const { status, text } = await side.ask(acceptance(branch));
      assert.equal(status, 200, text);
    }
    const figure = (performance.now() - began) / acceptancesInRound;
    if (round >= 0) cpu[side.name].push((side.cpuMicroseconds - before) / acceptancesInRound);
    return figure;
  };
  const figures = await inTurns(
    { ours: (round) => run(sides.ours, round), floor: (round) => run(sides.floor, round) },
    { rounds, warmUp },
  );
  const size = `${membersInBranch} sheets of a branch, one request after the other`;
  const what = { bench: 'writes', work: 'accept unchanged sheets', database: 'mysql', size } as const;
  compare({ ...what, unit: 'ms', floorIs, aim: '≤ 1.5' }, figures);
  tellProcessorTime(cpu);
}

function tellProcessorTime(cpu: Record<SideName, number[]>): void {
  const [ours, floor] = [median(cpu.ours), median(cpu.floor)];
  console.log(`    µs of the side's own processor time a request: ${ours.toFixed(0)}, floor ${floor.toFixed(0)}`);
}

/** What was written in these branches, without ids, moments and what is salted or hashed with them. */
async function rowsOf(branches: readonly Branch[]): Promise<unknown> {
  const written: unknown[] = [];
  for (const { branchId, branchMonthId } of branches)
    written.push(
      await database.read(async () => ({
        month: await database.rows('SELECT state, version FROM branch_months WHERE id = ?', [branchMonthId]),
        sheets: await database.rows(
          `SELECT rosterOrder, state, submittedAt IS NULL AS open, late, fromRecords, returnedReason, selfScoreHundredths,
                  decidedAt IS NULL AS undecided, decidedBy IS NULL AS undecidedBy, decidedByMemberId IS NULL AS byNobody,
                  baseHundredths, deductionHundredths, contributionHundredths, scoreHundredths, categoryPoints, parts, version
             FROM sheets WHERE branchMonthId = ? ORDER BY rosterOrder`,
          [branchMonthId],
        ),
        lines: await database.rows(
          `SELECT sheets.rosterOrder, sheet_lines.*, 0 AS sheetId
             FROM sheet_lines JOIN sheets ON sheets.id = sheet_lines.sheetId
            WHERE sheets.branchMonthId = ? ORDER BY sheets.rosterOrder, sheet_lines.number`,
          [branchMonthId],
        ),
        trail: await trailOf(branchId),
      })),
    );
  return written;
}

async function trailOf(branchId: number): Promise<string[]> {
  const records = await database.rows<{ action: string; body: string; subjects: number }>(
    `SELECT action, body, (SELECT COUNT(*) FROM trail_subjects
                            WHERE trail_subjects.chain = trail_records.chain
                              AND trail_subjects.sequence = trail_records.sequence) AS subjects
       FROM trail_records WHERE chain = ?`,
    [chainOf(branchId)],
  );
  const said = records.map(({ body, ...record }) => JSON.stringify({ ...record, says: withoutIds(JSON.parse(body)) }));
  return said.sort();
}

/** A line's words with every id and digest taken for the same: which they are differs from branch to branch. */
function withoutIds(value: unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.map((one) => withoutIds(one, name));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withoutIds(one, key)]));
  return /Ids?$|Digest$/.test(name) ? typeof value : value;
}

/** What `pointbook verify` finds: scores, sums and chains of everything that both sides wrote. */
async function requireNoBreak(): Promise<void> {
  const verification = new Verification(
    database,
    new TrailReader(database),
    new MonthFactsReader(database),
    testSealedRows,
  );
  for await (const event of verification.run({ unitId: null, fromMonth: null, printed: [] }))
    if (event.type === 'break') throw new Error(`The trail does not verify: ${JSON.stringify(event.found)}`);
}
