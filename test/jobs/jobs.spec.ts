import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from '#src/app.js';
import { StoppedClock } from '#src/calendar.js';
import { CONFIG, type Config } from '#src/config.js';
import { Database } from '#src/database/database.js';
import { Jobs } from '#src/jobs/jobs.service.js';
import { Membership } from '#src/organisation/membership.entity.js';
import { type Client, type Service, startService } from '../support/app.js';
import { onMysql } from '../support/database.js';
import {
  aBranchAtWork,
  aBureauWithScheme,
  acceptSheet,
  type BranchAtWork,
  openMonth,
  sheetsOf,
} from '../support/month.js';
import { aUnit } from '../support/organisation.js';
import { countStatements } from '../support/statements.js';

const zone = 'Asia/Shanghai';
/** 00:00 of a day in Shanghai, some milliseconds before or after. */
const midnight = (day: string, milliseconds = 0) =>
  new Date(Date.parse(`${day}T00:00:00+08:00`) + milliseconds).toISOString();

let service: Service;
let bureauId: number;
beforeAll(async () => {
  service = await startService({ now: midnight('2026-11-05') });
  bureauId = await aBureauWithScheme(service);
});
afterAll(() => service.close());

const tick = (on: NestFastifyApplication = service.app) => on.get(Jobs).tick();
const usual = {
  preReview: false,
  committee: true,
  themeDayRule: 'day:20',
  automaticOpening: true,
  openingDaysBefore: 7,
  selfAssessmentDaysBefore: 2,
  publicationWorkingDays: 3,
  contact: '',
  objectionsAnonymous: false,
  shortBoard: false,
};

async function aBranch(settings: Partial<typeof usual> = {}, size = 4): Promise<BranchAtWork> {
  const branch = await signedIn(await aBranchAtWork(service, bureauId, { size }));
  const path = `/api/v1/branches/${branch.branchId}/settings`;
  const { version } = await branch.secretary.get(path);
  const put = await branch.secretary.put(path, { ...usual, ...settings }, { version: version! });
  if (put.status !== 200) throw new Error(JSON.stringify(put.body));
  return branch;
}

/** Sessions end in days of testing: the same people, signed in now. */
async function signedIn(branch: BranchAtWork): Promise<BranchAtWork> {
  const members = await Promise.all(branch.accountIds.map((id) => service.as(id)));
  return { ...branch, members, secretary: members[0]!, commissioner: members[1]!, deputy: members[2]! };
}

const monthsOf = async ({ branchId }: BranchAtWork) =>
  service.database.read(() =>
    service.database.rows<{ id: number; month: string; state: string; openedBy: number | null }>(
      'SELECT id, month, state, openedBy FROM branch_months WHERE branchId = ? ORDER BY month',
      [branchId],
    ),
  );
const linesOf = async ({ branchId }: BranchAtWork) =>
  service.database.read(() =>
    service.database.rows<{ action: string; body: string }>(
      "SELECT action, body FROM trail_records WHERE chain = ? AND action LIKE 'month.%' ORDER BY sequence",
      [`unit:${branchId}`],
    ),
  );

test('a month opens at midnight seven days before the theme day, not a millisecond earlier, and once', async () => {
  service.clock.set(midnight('2026-11-12', 1));
  const branch = await aBranch();
  service.clock.set(midnight('2026-11-13', -1));
  await tick();
  expect(await monthsOf(branch)).toEqual([]);
  service.clock.set(midnight('2026-11-13'));
  await tick();
  await tick();
  const [month, ...more] = await monthsOf(branch);
  expect(more).toEqual([]);
  expect(month).toMatchObject({ month: '2026-11', state: 'selfAssessment', openedBy: null });
  const { commissioner } = await signedIn(branch);
  const { body } = await commissioner.get(`/api/v1/branch-months/${month!.id}`);
  expect(body).toMatchObject({
    themeDay: '2026-11-20',
    selfAssessmentUntil: '2026-11-18',
    openedBy: null,
    counts: { members: 4, notSubmitted: 4 },
  });
  const lines = await linesOf(branch);
  expect(lines.map(({ action, body: said }) => [action, JSON.parse(said).actorAccountId])).toEqual([
    ['month.open', null],
  ]);
});

test('self-assessment ends by itself after its last day; who handed nothing in is marked, blocks, and is no zero', async () => {
  service.clock.set(midnight('2026-11-13'));
  const branch = await aBranch();
  await tick();
  const { id } = (await monthsOf(branch))[0]!;
  service.clock.set(midnight('2026-11-19', -1));
  const onTime = (await signedIn(branch)).members[3]!;
  const own = (await sheetsOf(await signedIn(branch), id))[3]!;
  const submitted = await onTime.put(`/api/v1/sheets/${own.id}/submission`, { lines: [] }, { version: 1 });
  expect([submitted.status, submitted.body.late]).toEqual([200, false]);
  await tick();
  expect((await monthsOf(branch))[0]).toMatchObject({ state: 'selfAssessment' });
  service.clock.set(midnight('2026-11-19'));
  await tick();
  expect((await monthsOf(branch))[0]).toMatchObject({ state: 'review' });
  const there = await signedIn(branch);
  const sheets = await sheetsOf(there, id);
  expect(
    sheets.map(({ state, fromRecords, decidedScoreHundredths }) => [state, fromRecords, decidedScoreHundredths]),
  ).toEqual([...Array.from({ length: 3 }, () => ['draft', true, null]), ['submitted', false, null]]);
  const { body } = await there.secretary.get(`/api/v1/branch-months/${id}`);
  expect(body.blockedBy).toHaveLength(4);
  const decided = await acceptSheet(there.secretary, sheets[1]!.id);
  expect(decided).toMatchObject({ fromRecords: true });
  expect(decided.decidedScore!.scoreHundredths).toBeGreaterThan(0);
  const [, closing] = await linesOf(branch);
  expect([closing!.action, JSON.parse(closing!.body).actorAccountId]).toEqual(['month.startReview', null]);
});

test('an outage of three days: what was missed is opened while it can still be assessed, and what passed is closed', async () => {
  service.clock.set(midnight('2026-11-10'));
  const late = await aBranch({ themeDayRule: 'day:20' });
  const tooLate = await aBranch({ themeDayRule: 'day:17', selfAssessmentDaysBefore: 3 });
  const running = await signedIn(await aBranchAtWork(service, bureauId, { size: 4 }));
  const { id } = await openMonth(running, {
    month: '2026-11',
    themeDay: '2026-11-16',
    selfAssessmentUntil: '2026-11-14',
  });
  service.clock.set(midnight('2026-11-16', 5));
  await tick();
  expect((await monthsOf(late)).map(({ month }) => month)).toEqual(['2026-11']);
  expect(await monthsOf(tooLate)).toEqual([]);
  expect(await monthsOf(running)).toMatchObject([{ id, state: 'review' }]);
  const plan = await (await signedIn(tooLate)).secretary.get(`/api/v1/branches/${tooLate.branchId}/opening-plan`);
  expect(plan.body.problems).toMatchObject([
    { job: 'openMonth', month: '2026-11', errors: [{ path: 'month', code: 'openingMissed' }] },
  ]);
  // Opened by hand after all: nothing is left to complain of, and nothing is opened twice.
  const there = await signedIn(tooLate);
  await openMonth(there, { month: '2026-11', themeDay: '2026-11-17', selfAssessmentUntil: '2026-11-17' });
  await tick();
  expect(await monthsOf(tooLate)).toHaveLength(1);
  const after = await there.secretary.get(`/api/v1/branches/${tooLate.branchId}/opening-plan`);
  expect(after.body.problems).toEqual([]);
});

test('where groups pre-review, they do until the day before the theme day; then the review begins by itself', async () => {
  service.clock.set(midnight('2026-11-13'));
  const branch = await aBranch({ preReview: true });
  await tick();
  const { id } = (await monthsOf(branch))[0]!;
  service.clock.set(midnight('2026-11-18'));
  const { members } = await signedIn(branch);
  const own = (await sheetsOf(await signedIn(branch), id))[3]!;
  await members[3]!.put(`/api/v1/sheets/${own.id}/submission`, { lines: [] }, { version: 1 });
  service.clock.set(midnight('2026-11-19'));
  await tick();
  await tick();
  expect(await monthsOf(branch)).toMatchObject([{ state: 'preReview' }]);
  service.clock.set(midnight('2026-11-20', -1));
  await tick();
  expect(await monthsOf(branch)).toMatchObject([{ state: 'preReview' }]);
  service.clock.set(midnight('2026-11-20'));
  await tick();
  expect(await monthsOf(branch)).toMatchObject([{ state: 'review' }]);
  expect((await linesOf(branch)).map(({ action, body }) => [action, JSON.parse(body).actorAccountId])).toEqual([
    ['month.open', null],
    ['month.startPreReview', null],
    ['month.startReview', null],
  ]);
});

test('a pre-review that an outage let begin late still has its one whole day', async () => {
  service.clock.set(midnight('2026-11-13'));
  const branch = await aBranch({ preReview: true });
  await tick();
  for (const [day, state] of [
    ['2026-11-23', 'preReview'],
    ['2026-11-24', 'review'],
  ] as const) {
    service.clock.set(midnight(day, -1));
    await tick();
    service.clock.set(midnight(day));
    await tick();
    expect([day, (await monthsOf(branch))[0]!.state]).toEqual([day, state]);
  }
});

test('over the year’s end: January opens in December', async () => {
  service.clock.set(midnight('2026-12-20'));
  const branch = await aBranch({ themeDayRule: 'day:5' });
  await tick();
  const before = (await monthsOf(branch)).map(({ month }) => month);
  service.clock.set(midnight('2026-12-29', -1));
  await tick();
  expect((await monthsOf(branch)).map(({ month }) => month)).toEqual(before);
  service.clock.set(midnight('2026-12-29'));
  await tick();
  const months = await monthsOf(branch);
  expect(months.map(({ month }) => month)).toEqual([...before, '2027-01']);
});

test('a clock that jumps back closes nothing twice and opens nothing twice', async () => {
  service.clock.set(midnight('2026-11-13'));
  const branch = await aBranch();
  await tick();
  service.clock.set(midnight('2026-11-19'));
  await tick();
  const at = await monthsOf(branch);
  expect(at).toMatchObject([{ state: 'review' }]);
  for (const day of ['2026-11-13', '2026-11-01', '2026-11-19']) {
    service.clock.set(midnight(day));
    await tick();
  }
  expect(await monthsOf(branch)).toEqual(at);
  expect(await linesOf(branch)).toHaveLength(2);
});

test('a month kept on paper and opened after its last day never had a window: people close it', async () => {
  service.clock.set(midnight('2026-11-25'));
  const branch = await signedIn(await aBranchAtWork(service, bureauId, { size: 4 }));
  await openMonth(branch, { month: '2026-10', themeDay: '2026-10-20', selfAssessmentUntil: '2026-10-18' });
  await tick();
  expect(await monthsOf(branch)).toMatchObject([{ state: 'selfAssessment' }]);
});

test('one branch’s failure keeps no other waiting, is said to it in words, and ends when its cause does', async () => {
  service.clock.set(midnight('2026-11-12'));
  const odd = await aBranch({}, 4);
  const sound = await aBranch();
  await service.database.write(() =>
    service.database.change("UPDATE memberships SET profileCode = 'unheardOf' WHERE memberId = ?", [odd.memberIds[3]!]),
  );
  service.clock.set(midnight('2026-11-13'));
  await tick();
  expect(await monthsOf(odd)).toEqual([]);
  expect(await monthsOf(sound)).toHaveLength(1);
  const there = await signedIn(odd);
  const { body } = await there.commissioner.get(`/api/v1/branches/${odd.branchId}/opening-plan`);
  expect(body.problems).toMatchObject([
    { job: 'openMonth', month: '2026-11', code: 'invalid', errors: [{ code: 'unknownProfile' }] },
  ]);
  const { troubles } = (await there.commissioner.get('/api/v1/today')).body;
  expect(troubles).toEqual(body.problems);
  const member = (await there.members[3]!.get('/api/v1/today')).body;
  expect(member.troubles).toEqual([]);
  await service.database.write(() =>
    service.database.change("UPDATE memberships SET profileCode = 'full' WHERE memberId = ?", [odd.memberIds[3]!]),
  );
  service.clock.set(midnight('2026-11-13', 9 * 60_000));
  await tick();
  expect(await monthsOf(odd)).toEqual([]);
  service.clock.set(midnight('2026-11-13', 10 * 60_000));
  await tick();
  expect(await monthsOf(odd)).toHaveLength(1);
  expect((await there.commissioner.get('/api/v1/today')).body.troubles).toEqual([]);
});

test('who is transferred between two branches that open together is scored in one of them alone', async () => {
  service.clock.set(midnight('2026-11-12'));
  const first = await aBranch({ themeDayRule: 'day:20' });
  const second = await aBranch({ themeDayRule: 'day:23', openingDaysBefore: 10 });
  // One leaves after the first branch's theme day and before the second's, the other before both.
  const [, , early, late] = first.memberIds as [number, number, number, number];
  for (const [memberId, day] of [
    [late, '2026-11-21'],
    [early, '2026-11-19'],
  ] as const)
    await service.database.write(async () => {
      await service.database.change('UPDATE memberships SET untilDay = ? WHERE memberId = ?', [day, memberId]);
      const stay = { memberId, branchId: second.branchId, fromDay: day, rosterOrder: 99, profileCode: 'full' };
      await service.database.insert(Membership, [stay]);
    });
  service.clock.set(midnight('2026-11-13'));
  await tick();
  const listed = async (memberId: number) =>
    service.database.read(() =>
      service.database.rows(
        `SELECT branch_months.branchId, sheets.state, sheets.notScoredReason
           FROM sheets JOIN branch_months ON branch_months.id = sheets.branchMonthId
          WHERE sheets.memberId = ? ORDER BY branch_months.id`,
        [memberId],
      ),
    );
  expect(await listed(late)).toEqual([
    { branchId: first.branchId, state: 'draft', notScoredReason: null },
    { branchId: second.branchId, state: 'notScored', notScoredReason: 'transferredIn' },
  ]);
  expect(await listed(early)).toEqual([{ branchId: second.branchId, state: 'draft', notScoredReason: null }]);
});

test('six branches open in as many statements as two', async () => {
  const counts: number[] = [];
  for (const size of [2, 2, 6]) {
    service.clock.set(midnight('2026-11-12'));
    const branches: BranchAtWork[] = [];
    for (let at = 0; at < size; at += 1) branches.push(await aBranch());
    service.clock.set(midnight('2026-11-13'));
    counts.push(await countStatements(service.database, () => tick()));
    for (const branch of branches) expect(await monthsOf(branch)).toHaveLength(1);
  }
  // The first tick also does what tests before this have left.
  expect(counts[2]).toBe(counts[1]);
});

test('nothing opens where it was switched off, where there is no theme day, and where nobody is', async () => {
  service.clock.set(midnight('2026-11-13'));
  const off = await aBranch({ automaticOpening: false });
  const none = await aBranch({ themeDayRule: null as never });
  const empty = await aUnit(service.database, { parentId: bureauId });
  await service.database.write(() =>
    service.database.change(
      `INSERT INTO branch_settings SELECT ?, preReview, themeDayRule, 1, openingDaysBefore, selfAssessmentDaysBefore,
              publicationWorkingDays, contact, objectionsAnonymous, shortBoard, 1
         FROM branch_settings WHERE branchId = ?`,
      [empty.id, off.branchId],
    ),
  );
  await tick();
  expect([await monthsOf(off), await monthsOf(none)]).toEqual([[], []]);
  expect(await monthsOf({ branchId: empty.id } as BranchAtWork)).toEqual([]);
});

test('the process is killed after the row and before the month: nothing is there by half, and the next tick does it', async () => {
  service.clock.set(midnight('2026-11-13'));
  const branch = await aBranch();
  // The trail's head is gone when its line is due, the last statement: the transaction can't end.
  const hidden = [`unit:${branch.branchId}`, `hidden:${branch.branchId}`];
  const rename = (from: string, to: string) =>
    service.database.write(() =>
      service.database.change('UPDATE trail_heads SET chain = ? WHERE chain = ?', [to, from]),
    );
  await rename(hidden[0]!, hidden[1]!);
  await tick();
  expect(await monthsOf(branch)).toEqual([]);
  const left = await service.database.read(() =>
    service.database.rows('SELECT outcome FROM job_runs WHERE branchId = ?', [branch.branchId]),
  );
  expect(left).toEqual([{ outcome: 'failed' }]);
  await rename(hidden[1]!, hidden[0]!);
  service.clock.set(midnight('2026-11-13', 11 * 60_000));
  await tick();
  expect(await monthsOf(branch)).toHaveLength(1);
});

describe('two instances', () => {
  let second: NestFastifyApplication;
  let ownDatabase: Database | undefined;
  beforeAll(async () => {
    const config = service.app.get<Config>(CONFIG);
    // One process per SQLite file: there the second instance shares the door, and both tick at the same time.
    ownDatabase = onMysql ? await Database.open(config.database) : undefined;
    second = await createApp(config, ownDatabase ?? service.database, service.clock);
    await second.init();
  });
  afterAll(() => (ownDatabase ? second.close() : undefined));

  test('ticking at once open and close each month exactly once', async () => {
    service.clock.set(midnight('2026-11-12'));
    const branches: BranchAtWork[] = [];
    for (let at = 0; at < 6; at += 1) branches.push(await aBranch());
    service.clock.set(midnight('2026-11-13'));
    const opened = await Promise.all([tick(), tick(second), tick(), tick(second)]);
    expect(opened.reduce((sum, count) => sum + count)).toBeGreaterThanOrEqual(6);
    for (const branch of branches) {
      expect(await monthsOf(branch)).toMatchObject([{ state: 'selfAssessment' }]);
      expect(await linesOf(branch)).toHaveLength(1);
    }
    service.clock.set(midnight('2026-11-19'));
    await Promise.all([tick(), tick(second), tick(second)]);
    for (const branch of branches) {
      expect(await monthsOf(branch)).toMatchObject([{ state: 'review' }]);
      expect((await linesOf(branch)).map(({ action }) => action)).toEqual(['month.open', 'month.startReview']);
    }
    const runs = await service.database.read(() =>
      service.database.rows<{ outcome: string }>(
        `SELECT outcome FROM job_runs WHERE branchId IN (${branches.map(() => '?').join(', ')})`,
        branches.map(({ branchId }) => branchId),
      ),
    );
    expect(runs).toEqual(Array.from({ length: 12 }, () => ({ outcome: 'done' })));
  });
});

test('an organisation in New York: its midnight counts, not Shanghai’s, and not the process’s', async () => {
  const config = { ...service.app.get<Config>(CONFIG), timeZone: 'America/New_York' };
  const clock = new StoppedClock('2026-11-13T04:59:59.999Z', 'America/New_York');
  const there = await createApp(config, service.database, clock);
  await there.init();
  service.clock.set(midnight('2026-11-12'));
  const branch = await aBranch();
  await tick(there);
  expect(await monthsOf(branch)).toEqual([]);
  clock.set('2026-11-13T05:00:00.000Z');
  await tick(there);
  expect(await monthsOf(branch)).toHaveLength(1);
  expect(new StoppedClock('2026-11-13T04:59:59.999Z', zone).today()).toBe('2026-11-13');
});

describe('the plan', () => {
  let branch: BranchAtWork;
  let reader: Client;
  beforeAll(async () => {
    service.clock.set(midnight('2026-09-20'));
    branch = await aBranch({ themeDayRule: 'day:5' });
    reader = branch.commissioner;
  });
  const plan = (query = '') => reader.get(`/api/v1/branches/${branch.branchId}/opening-plan${query}`);

  test('names the coming theme days, and why one has moved', async () => {
    const { body } = await plan();
    expect(body.automatic).toBe(true);
    expect(
      body.months.map((month: { themeDay: string; movedFrom: string }) => [month.themeDay, month.movedFrom]),
    ).toEqual([
      ['2026-09-07', '2026-09-05'],
      ['2026-10-08', '2026-10-05'],
      ['2026-11-05', null],
      ['2026-12-07', '2026-12-05'],
    ]);
  });

  test('tries a rule out before it is kept', async () => {
    const { body } = await plan('?themeDayRule=weekday:2:5&openingDaysBefore=10&selfAssessmentDaysBefore=1');
    expect(body.months[1]).toMatchObject({
      themeDay: '2026-10-09',
      opensOn: '2026-09-29',
      selfAssessmentUntil: '2026-10-08',
      opened: false,
    });
    for (const wrong of ['themeDayRule=day:32', 'themeDayRule=weekday:6:1', 'openingDaysBefore=-1', 'x=1'])
      expect((await plan(`?${wrong}`)).status).toBe(422);
  });

  test('is the branch’s officers’: a member may not read it, another branch’s secretary finds nothing', async () => {
    const path = `/api/v1/branches/${branch.branchId}/opening-plan`;
    const other = await aBranch();
    expect((await branch.members[3]!.get(path)).status).toBe(403);
    expect((await other.secretary.get(path)).status).toBe(404);
  });
});
