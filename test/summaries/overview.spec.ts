import type { MemberHistoryView } from '#src/summaries/history.view.js';
import type { OverviewView } from '#src/summaries/overview.view.js';
import { type Client, type Service, startService } from '../support/app.js';
import { layMonths, layRevision } from '../support/months.js';
import { withSettings } from '../support/month.js';
import { anAccount, aUnit, someMembers } from '../support/organisation.js';
import { countStatements } from '../support/statements.js';
import { type SixMonths, sixMonths } from './six-months.js';

let service: Service;
let laid: SixMonths;
let office: Client;
/** 第一支部's July: in review, two decided, one not. */
let julySheets: number[];

beforeAll(async () => {
  // Friday 3 July; the branches' theme days are the 5th and the 12th.
  service = await startService({ now: '2026-07-03T02:00:00.000Z' });
  laid = await sixMonths(service.database);
  office = await service.as(await anAccount(service.database, { roles: [['bureauOffice', laid.bureauId]] }));
  const { worked, best, next, exempt, joiner } = laid.people;
  const [july] = await layMonths(service.database, {
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
          { memberId: worked, result: 6543 },
          { memberId: best, result: 9876 },
          { memberId: next, result: null, state: 'draft', submitted: false },
          { memberId: joiner, result: null, state: 'submitted' },
          { memberId: exempt, result: 'exemptProfile' },
        ],
      },
    ],
  });
  julySheets = july!.sheetIds;
});
afterAll(() => service.close());

async function overview(unitId: number, month?: string, client = office) {
  const { status, body } = await client.get<OverviewView>(
    `/api/v1/units/${unitId}/overview${month ? `?month=${month}` : ''}`,
  );
  expect(status).toBe(200);
  return body;
}

describe('the overview of a bureau', () => {
  test('says which branches go through a pre-review, opened or not', async () => {
    await withSettings(service.database, laid.secondId, { preReview: false });
    const shown = async (month: string) =>
      new Map((await overview(laid.bureauId, month)).rows.map(({ branch, preReview }) => [branch.id, preReview]));
    for (const month of ['2026-06', '2026-08'])
      expect(await shown(month)).toEqual(
        new Map([
          [laid.firstId, true],
          [laid.secondId, false],
        ]),
      );
    await service.database.write(() =>
      service.database.change('DELETE FROM branch_settings WHERE branchId = ?', [laid.secondId]),
    );
  });

  test('a confirmed and a published month: one row a branch, figures from what was published', async () => {
    const june = await overview(laid.bureauId, '2026-06');
    expect(june.totals).toEqual({ branches: 2, members: 8, published: 2, confirmed: 1, reported: 0, archived: 0 });
    const [second, first] = june.rows;
    expect(first).toEqual({
      branch: { id: laid.firstId, name: '第一支部', kind: 'branch' },
      branchMonthId: laid.first[5]!.branchMonthId,
      preReview: true,
      state: 'confirmed',
      themeDay: '2026-06-05',
      members: 5,
      toScore: 4,
      submitted: 4,
      decided: 4,
      notScored: 1,
      fromRecords: 0,
      meanHundredths: 8950, // 80.00, 95.00, 93.00, 90.01
      medianHundredths: 9151,
      lowestHundredths: 8000,
      highestHundredths: 9500,
      // To be reported twelve working days after the theme day; the 19th was a holiday.
      dueDay: '2026-06-24',
      calendarAnnounced: true,
      daysLate: 7,
    });
    // The window ended on 15 June and nobody confirmed; 19 June was the Dragon Boat holiday.
    expect(second).toMatchObject({ state: 'published', toScore: 2, dueDay: '2026-06-15', daysLate: 13 });
  });

  test('a running month shows how far it is, and no points', async () => {
    const july = await overview(laid.bureauId, '2026-07');
    expect(july.totals).toEqual({ branches: 2, members: 8, published: 0, confirmed: 0, reported: 0, archived: 0 });
    const [first, second] = july.rows;
    expect(first).toMatchObject({
      branch: { id: laid.firstId },
      state: 'review',
      members: 5,
      toScore: 4,
      submitted: 3,
      decided: 2,
      notScored: 1,
      meanHundredths: null,
      medianHundredths: null,
      lowestHundredths: null,
      highestHundredths: null,
      // three working days after the theme day, Thursday 2 July
      dueDay: '2026-07-07',
      daysLate: 0,
    });
    expect(second).toMatchObject({
      state: 'notStarted',
      branchMonthId: null,
      members: 3,
      dueDay: '2026-07-31',
      daysLate: 0,
    });
    expect(JSON.stringify(july)).not.toMatch(/6543|9876/);
  });

  test('without a month it is about the current one', async () => {
    expect((await overview(laid.bureauId)).month).toBe('2026-07');
  });

  test('the latest comes first, whatever its place in the roster', async () => {
    service.clock.set('2026-08-05T02:00:00.000Z');
    try {
      const later = await service.as(await anAccount(service.database, { roles: [['bureauOffice', laid.bureauId]] }));
      const rows = (await overview(laid.bureauId, '2026-07', later)).rows;
      expect(rows.map(({ branch, state, daysLate }) => [branch.id, state, daysLate])).toEqual([
        [laid.firstId, 'review', 21],
        [laid.secondId, 'notStarted', 3],
      ]);
    } finally {
      service.clock.set('2026-07-03T02:00:00.000Z');
    }
  });

  test('a branch and a general branch have overviews of their own; a group has none', async () => {
    expect((await overview(laid.secondId, '2026-06')).rows).toHaveLength(1);
    expect((await overview(laid.generalBranchId, '2026-06')).rows[0]?.branch.id).toBe(laid.secondId);
    expect((await office.get(`/api/v1/units/${laid.groupId}/overview`)).status).toBe(404);
  });

  test('a correction is what counts from then on', async () => {
    const { best, next, worked, joiner, exempt } = laid.people;
    await layRevision(service.database, laid.first[4]!, {
      schemeVersionId: laid.schemeVersionId,
      accountId: laid.accountId,
      wish: {
        branchId: laid.firstId,
        month: '2026-05',
        state: 'confirmed',
        sheets: [
          ...[worked, best, next, joiner].map((memberId) => ({ memberId, result: 7000 })),
          { memberId: exempt, result: 'exemptProfile' as const },
        ],
      },
    });
    expect((await overview(laid.firstId, '2026-05')).rows[0]).toMatchObject({
      meanHundredths: 7000,
      highestHundredths: 7000,
    });
    const { body } = await office.get<MemberHistoryView>(
      `/api/v1/members/${best}/history?fromMonth=2026-05&untilMonth=2026-05`,
    );
    expect(body.months.map(({ scoreHundredths }) => scoreHundredths)).toEqual([7000]);
  });

  test('four branches take as many statements as one', async () => {
    const { database } = service;
    const counts: number[] = [];
    for (const branches of [1, 4]) {
      const general = await aUnit(database, { kind: 'generalBranch', parentId: laid.bureauId });
      for (let index = 0; index < branches; index += 1) {
        const { id: branchId } = await aUnit(database, { parentId: general.id });
        const members = await someMembers(database, [{ branchId }, { branchId }]);
        await layMonths(database, {
          schemeVersionId: laid.schemeVersionId,
          accountId: laid.accountId,
          months: [
            {
              branchId,
              month: '2026-06',
              state: 'confirmed',
              sheets: members.map((memberId) => ({ memberId, result: 9000 })),
            },
          ],
        });
      }
      await overview(general.id, '2026-06');
      counts.push(
        await countStatements(database, async () =>
          expect((await overview(general.id, '2026-06')).rows).toHaveLength(branches),
        ),
      );
    }
    expect(counts[0]).toBe(counts[1]);
  });

  test.each(['2026-13', '2026-1', '２０２６-11', '', '2026-06-01', '1999-12'])(
    'there is no month %p',
    async (month) => {
      const { status, body } = await office.get(
        `/api/v1/units/${laid.bureauId}/overview?month=${encodeURIComponent(month)}`,
      );
      expect(status).toBe(422);
      expect(body.errors).toContainEqual({ path: 'month', code: 'month' });
    },
  );

  test.each(['month=2026-06&month=2026-07', 'month[$ne]=1', 'sort=password'])(
    'the query %s is refused',
    async (query) => {
      expect((await office.get(`/api/v1/units/${laid.bureauId}/overview?${query}`)).status).toBe(422);
    },
  );

  test('a member sees no overview; another branch’s secretary finds nothing', async () => {
    const member = await service.as(await anAccount(service.database, { memberId: laid.people.worked }));
    expect((await member.get(`/api/v1/units/${laid.firstId}/overview`)).status).toBe(403);
    const secretary = await service.as(await anAccount(service.database, { roles: [['secretary', laid.secondId]] }));
    expect((await secretary.get(`/api/v1/units/${laid.firstId}/overview`)).status).toBe(404);
  });
});

describe('a member’s history', () => {
  const path = (person: number, query = '') => `/api/v1/members/${person}/history${query}`;

  test('is his own months from every branch, the latest first, and the running one without figures', async () => {
    const { best, moved } = laid.people;
    const member = await service.as(await anAccount(service.database, { memberId: best }));
    const { status, body } = await member.get<MemberHistoryView>(path(best));
    expect(status).toBe(200);
    expect(body.member).toEqual({ id: best, name: '李敏' });
    expect(body.months.map((month) => month.month)).toEqual([
      '2026-07',
      '2026-06',
      '2026-05',
      '2026-04',
      '2026-03',
      '2026-02',
      '2026-01',
    ]);
    expect(body.months[0]).toEqual({
      month: '2026-07',
      branch: { id: laid.firstId, name: '第一支部', kind: 'branch' },
      sheetId: julySheets[1],
      branchMonthId: expect.any(Number),
      state: 'unpublished',
      baseHundredths: null,
      deductionHundredths: null,
      contributionHundredths: null,
      scoreHundredths: null,
      notScoredReason: null,
      fromRecords: false,
      isImported: false,
      isCorrected: false,
      originalScoreHundredths: null,
      categoryPoints: null,
    });
    expect(body.months[1]).toMatchObject({
      state: 'confirmed',
      baseHundredths: 9000,
      deductionHundredths: 0,
      contributionHundredths: 500,
      scoreHundredths: 9500,
      categoryPoints: { B1: 2000, B2: 2000, B3: 2000, B4: 3000 },
    });
    expect(JSON.stringify(body)).not.toContain('9876');

    const other = (await office.get<MemberHistoryView>(path(moved))).body;
    expect(
      other.months.map((month) => [month.month, month.branch.id, month.scoreHundredths ?? month.notScoredReason]),
    ).toEqual([
      ['2026-06', laid.secondId, 9500],
      ['2026-05', laid.secondId, 9400],
      ['2026-04', laid.secondId, 9300],
      ['2026-03', laid.secondId, 'transferredIn'],
      ['2026-03', laid.firstId, 9200],
      ['2026-02', laid.firstId, 9100],
      ['2026-01', laid.firstId, 9000],
    ]);
  });

  test('names a reason by its class only, and not before it is published', async () => {
    const { body } = await office.get<MemberHistoryView>(path(laid.people.exempt));
    expect(body.months.map((month) => month.notScoredReason)).toEqual([
      null,
      ...Array.from({ length: 6 }, () => 'approved'),
    ]);
  });

  test('can be cut to some months', async () => {
    const { body } = await office.get<MemberHistoryView>(
      path(laid.people.worked, '?fromMonth=2026-02&untilMonth=2026-03'),
    );
    expect(body.months.map((month) => month.month)).toEqual(['2026-03', '2026-02']);
  });

  test.each([
    ['?fromMonth=2026-13', 'fromMonth'],
    ['?fromMonth=2026-03&untilMonth=2026-02', 'untilMonth'],
    ['?memberId=3', 'memberId'],
  ])('the query %s is refused', async (query, at) => {
    const { status, body } = await office.get(path(laid.people.worked, query));
    expect(status).toBe(422);
    expect(body.errors[0].path).toBe(at);
  });

  test('is nobody else’s: another member finds nothing, the own branch’s secretary reads, another branch’s does not', async () => {
    const colleague = await service.as(await anAccount(service.database, { memberId: laid.people.next }));
    expect((await colleague.get(path(laid.people.worked))).status).toBe(404);
    const [own, other] = await Promise.all(
      [laid.firstId, laid.secondId].map(async (unitId) =>
        service.as(await anAccount(service.database, { roles: [['secretary', unitId]] })),
      ),
    );
    expect((await own!.get(path(laid.people.worked))).status).toBe(200);
    expect((await other!.get(path(laid.people.worked))).status).toBe(404);
    expect((await office.get(path(999_999))).status).toBe(404);
  });

  test('takes the same number of statements for one month as for seven', async () => {
    const { joiner, best } = laid.people;
    // The first look at somebody on a day leaves a line, which costs statements of its own.
    for (const memberId of [joiner, best]) await office.get(path(memberId));
    const few = await countStatements(service.database, () => office.get(path(joiner)));
    expect(await countStatements(service.database, () => office.get(path(best)))).toBe(few);
  });
});
