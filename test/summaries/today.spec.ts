import type { BranchMonthStatisticsView } from '#src/summaries/branch-month-statistics.view.js';
import type { TodayView } from '#src/summaries/today.view.js';
import { type Client, type Service, startService } from '../support/app.js';
import { layMonths, type LaidMonth } from '../support/months.js';
import { anAccount, aUnit, someMembers } from '../support/organisation.js';
import { countStatements } from '../support/statements.js';
import { type SixMonths, sixMonths } from './six-months.js';

let service: Service;
let laid: SixMonths;
/** 第一支部 in July: 'worked' is its secretary, and two of four sheets are decided. */
let july: LaidMonth;
let secretary: Client;
let deputy: Client;
let commissioner: Client;
let office: Client;

beforeAll(async () => {
  service = await startService({ now: '2026-07-03T02:00:00.000Z' });
  const { database } = service;
  laid = await sixMonths(database);
  const { worked, best, next, exempt, joiner } = laid.people;
  [july] = (await layMonths(database, {
    schemeVersionId: laid.schemeVersionId,
    accountId: laid.accountId,
    months: [
      {
        branchId: laid.firstId,
        month: '2026-07',
        state: 'review',
        themeDay: '2026-07-02',
        selfAssessmentUntil: '2026-07-01',
        sheets: [
          { memberId: worked, result: null, state: 'submitted' },
          { memberId: best, result: 9876 },
          { memberId: next, result: 6543 },
          { memberId: joiner, result: null, state: 'draft', submitted: false, returned: true },
          { memberId: exempt, result: 'exemptProfile' },
        ],
      },
    ],
  })) as [LaidMonth];
  // The bureau has taken in what was confirmed: none of it is anybody's task any more.
  await database.write(() => database.change("UPDATE branch_months SET state = 'archived' WHERE state = 'confirmed'"));
  const signIn = async (
    memberId: number | null,
    role: 'secretary' | 'deputySecretary' | 'organisationCommissioner' | 'bureauOffice',
    unitId: number,
  ) => service.as(await anAccount(database, { memberId, roles: [[role, unitId]] }));
  secretary = await signIn(worked, 'secretary', laid.firstId);
  deputy = await signIn(best, 'deputySecretary', laid.firstId);
  commissioner = await signIn(null, 'organisationCommissioner', laid.secondId);
  office = await signIn(null, 'bureauOffice', laid.bureauId);
});
afterAll(() => service.close());

async function today(client: Client): Promise<TodayView> {
  const { status, body } = await client.get<TodayView>('/api/v1/today');
  expect(status).toBe(200);
  return body;
}

const tasks = ({ tasks: list }: TodayView) =>
  list
    // That the notice on personal data is unread is a task of everybody here (test/privacy).
    .filter(({ kind }) => kind !== 'readPrivacyNotice')
    .map(({ kind, branch, month, count }) => [kind, branch.id, month, count]);

describe('today', () => {
  test('a member: his returned sheet, his last published score, and nothing of the office', async () => {
    const member = await service.as(await anAccount(service.database, { memberId: laid.people.joiner }));
    const view = await today(member);
    expect(view.today).toBe('2026-07-03');
    expect(tasks(view)).toEqual([['returned', laid.firstId, '2026-07', null]]);
    expect(view.tasks[0]).toMatchObject({
      sheetId: july.sheetOfMember.get(laid.people.joiner),
      dueDay: '2026-07-01',
      daysLeft: -2,
    });
    expect(view.lastScore).toEqual({
      month: '2026-06',
      scoreHundredths: 9001,
      baseHundredths: 8501,
      deductionHundredths: 0,
      contributionHundredths: 500,
      sheetId: laid.first[5]!.sheetOfMember.get(laid.people.joiner),
    });
    expect(view.mySheet).toMatchObject({ month: '2026-07', state: 'draft', branchMonthId: july.branchMonthId });
    expect(view.branchMonths.map(({ month, state, mayReview }) => [month, state, mayReview])).toEqual([
      ['2026-07', 'review', false],
    ]);
  });

  test('what is decided on the own sheet is not told before it is published', async () => {
    const member = await service.as(await anAccount(service.database, { memberId: laid.people.next }));
    const view = await today(member);
    expect(view.lastScore?.month).toBe('2026-06');
    expect(JSON.stringify(view)).not.toMatch(/6543|9876/);
  });

  test('the secretary has the sheets to decide that are not his own', async () => {
    const view = await today(secretary);
    expect(tasks(view)).toEqual([
      ['review', laid.firstId, '2026-07', 1],
      // The half-year has ended, and all its months are confirmed.
      ['closingGenerate', laid.firstId, '2026-06', null],
    ]);
    expect(view.mySheet?.state).toBe('submitted');
  });

  test('the deputy has the secretary’s sheet as well, and so has the bureau, but no other', async () => {
    expect(tasks(await today(deputy))).toEqual([
      ['review', laid.firstId, '2026-07', 2],
      ['closingGenerate', laid.firstId, '2026-06', null],
    ]);
    const view = await today(office);
    expect(tasks(view)).toEqual([['review', laid.firstId, '2026-07', 1]]);
    expect(view.branchMonths).toEqual([]);
    expect(view).toMatchObject({ lastScore: null, mySheet: null });
  });

  test('the commissioner of the other branch: to confirm is for the secretary; July opens on the 5th', async () => {
    expect(tasks(await today(commissioner))).toEqual([]);
    const other = await service.as(await anAccount(service.database, { roles: [['secretary', laid.secondId]] }));
    expect(tasks(await today(other))).toEqual([['confirm', laid.secondId, '2026-06', null]]);
    service.clock.set('2026-07-05T02:00:00.000Z');
    const account = await anAccount(service.database, { roles: [['organisationCommissioner', laid.secondId]] });
    const view = await today(await service.as(account));
    service.clock.set('2026-07-03T02:00:00.000Z');
    expect(tasks(view)).toEqual([['openMonth', laid.secondId, '2026-07', null]]);
    expect(view.branchMonths.map(({ branch, month }) => [branch.id, month])).toEqual([[laid.secondId, '2026-06']]);
  });

  test('an auditor, an administrator and nobody in particular have no tasks; without signing in there is no today', async () => {
    for (const role of ['auditor', 'systemAdministrator'] as const) {
      const client = await service.as(await anAccount(service.database, { roles: [[role, laid.bureauId]] }));
      expect(await today(client)).toMatchObject({ tasks: [], branchMonths: [], lastScore: null, mySheet: null });
    }
    expect(await today(await service.as(await anAccount(service.database)))).toMatchObject({
      tasks: [],
      branchMonths: [],
    });
    expect((await service.anonymous.get('/api/v1/today')).status).toBe(401);
  });

  test('four branches take as many statements as one', async () => {
    const { database } = service;
    const branchIds: number[] = [];
    for (let index = 0; index < 4; index += 1) {
      const { id } = await aUnit(database, { parentId: laid.bureauId });
      const [memberId] = await someMembers(database, [{ branchId: id }]);
      await layMonths(database, {
        schemeVersionId: laid.schemeVersionId,
        accountId: laid.accountId,
        months: [
          {
            branchId: id,
            month: '2026-07',
            state: 'review',
            sheets: [{ memberId: memberId!, result: null, state: 'submitted' }],
          },
        ],
      });
      branchIds.push(id);
    }
    const holder = async (units: number[]) =>
      service.as(await anAccount(database, { roles: units.map((unitId) => ['secretary', unitId]) }));
    const [one, four] = [await holder(branchIds.slice(0, 1)), await holder(branchIds)];
    await today(one);
    const ofOne = await countStatements(database, async () => expect((await today(one)).tasks).toHaveLength(1));
    expect(await countStatements(database, async () => expect((await today(four)).tasks).toHaveLength(4))).toBe(ofOne);
  });
});

describe('the statistics of a branch’s month', () => {
  const path = (id: number) => `/api/v1/branch-months/${id}/statistics`;
  const read = async (client: Client, id: number) => (await client.get<BranchMonthStatisticsView>(path(id))).body;

  test('of a published month are those of the board, the same for everyone who may read them', async () => {
    const june = laid.first[5]!.branchMonthId;
    const view = await read(secretary, june);
    expect(view).toMatchObject({
      branchMonthId: june,
      statistics: {
        count: 4,
        meanHundredths: 8950,
        medianHundredths: 9151,
        lowestHundredths: 8000,
        highestHundredths: 9500,
      },
      counts: { members: 5, toScore: 4, notScored: 1 },
      notSubmitted: [],
    });
    expect(await read(office, june)).toEqual(view);
  });

  test('of a running month are of the decided sheets, without the reader’s own, and name who has not handed in', async () => {
    const all = await read(office, july.branchMonthId);
    expect(all.statistics).toMatchObject({ count: 2, lowestHundredths: 6543, highestHundredths: 9876 });
    expect(all.notSubmitted).toEqual([{ memberId: laid.people.joiner, name: '胡新', groupName: null }]);
    expect(all.counts).toMatchObject({
      members: 5,
      toScore: 4,
      notSubmitted: 1,
      submitted: 1,
      decided: 2,
      notScored: 1,
    });
    // The deputy's own 98.76 can't be found by subtraction.
    expect((await read(deputy, july.branchMonthId)).statistics).toMatchObject({ count: 1, meanHundredths: 6543 });
  });

  test('are not for members, and not there for another branch', async () => {
    const member = await service.as(await anAccount(service.database, { memberId: laid.people.exempt }));
    expect((await member.get(path(july.branchMonthId))).status).toBe(403);
    expect((await commissioner.get(path(july.branchMonthId))).status).toBe(404);
    expect((await office.get(path(999_999))).status).toBe(404);
  });
});
