import type { BoardView } from '#src/publication/board.view.js';
import type { SpreadView, UnitStatisticsView } from '#src/statistics/unit-statistics.view.js';
import type { HalfYearView } from '#src/summaries/half-year.view.js';
import { type Client, type Service, startService } from '../support/app.js';
import { layMonths } from '../support/months.js';
import { anAccount, aUnit, someMembers } from '../support/organisation.js';
import { countStatements } from '../support/statements.js';
import { half, months, type SixMonths, sixMonths } from '../summaries/six-months.js';

let service: Service;
let laid: SixMonths;
let office: Client;

beforeAll(async () => {
  service = await startService({ now: '2026-07-05T02:00:00.000Z' });
  laid = await sixMonths(service.database);
  office = await service.as(await anAccount(service.database, { roles: [['bureauOffice', laid.bureauId]] }));
});
afterAll(() => service.close());

async function figures(unitId: number, query = `period=${half}`, client = office): Promise<UnitStatisticsView> {
  const { status, body } = await client.get(`/api/v1/units/${unitId}/statistics?${query}`);
  expect([status, body]).toEqual([200, expect.anything()]);
  return body;
}

/** The published scores of a branch, month by month, from the boards that people see. */
async function boards(ids: number[]): Promise<(number | null)[][]> {
  return Promise.all(
    ids.map(async (id) => {
      const { body } = await office.get<BoardView>(`/api/v1/branch-months/${id}/board`);
      return body.rows.map(({ scoreHundredths }) => scoreHundredths);
    }),
  );
}

/** By the formulas of a spreadsheet, in floating point: an independent way to the same hundredths. */
function byTheBook(values: number[]): SpreadView {
  const sorted = [...values].sort((one, other) => one - other);
  const round = (value: number) => Math.floor(value + 0.5 + 1e-9);
  const mean = values.reduce((sum, each) => sum + each, 0) / values.length;
  const quartile = (share: number) => {
    const place = (values.length - 1) * share;
    const [low, high] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
    return round(low + (place - Math.floor(place)) * (high - low));
  };
  return {
    count: values.length,
    meanHundredths: round(mean),
    medianHundredths: quartile(0.5),
    firstQuartileHundredths: quartile(0.25),
    thirdQuartileHundredths: quartile(0.75),
    lowestHundredths: sorted[0]!,
    highestHundredths: sorted.at(-1)!,
    deviationHundredths: round(Math.sqrt(values.reduce((sum, each) => sum + (each - mean) ** 2, 0) / values.length)),
  };
}

const scored = (scores: (number | null)[][]) => scores.flat().filter((score) => score !== null);

describe('the statistics of a lived half-year, computed anew from the boards', () => {
  test('of a branch: spread, distribution, trend, and members by months', async () => {
    const view = await figures(laid.firstId);
    const all = await boards(laid.first.map(({ branchMonthId }) => branchMonthId));
    expect(view.scores).toEqual(byTheBook(scored(all)));
    expect(view.trend).toEqual(
      all.map((scores, index) => ({ month: months[index], scores: byTheBook(scored([scores])), tooFew: false })),
    );
    for (const { fromHundredths, belowHundredths, count } of view.distribution!)
      expect([fromHundredths, count]).toEqual([
        fromHundredths,
        scored(all).filter((score) => score >= (fromHundredths ?? 0) && score < (belowHundredths ?? 1e9)).length,
      ]);
    expect(view.distribution!.reduce((sum, { count }) => sum + count, 0)).toBe(26);
    const { body: summary } = await office.get<HalfYearView>(`/api/v1/units/${laid.firstId}/summaries/${half}`);
    for (const { memberId, months: own } of summary.rows) {
      const row = view.heat!.find(({ kind, id }) => kind === 'member' && id === memberId);
      const own2 = own.map(({ branchId, scoreHundredths }) => (branchId === laid.firstId ? scoreHundredths : null));
      expect([memberId, row?.cells.map(({ hundredths }) => hundredths)]).toEqual([memberId, own2]);
    }
  });

  test('of a bureau: every branch together, with a row for each unit directly below, and their means by months', async () => {
    const view = await figures(laid.bureauId);
    const first = await boards(laid.first.map(({ branchMonthId }) => branchMonthId));
    const second = await boards(laid.second.map(({ branchMonthId }) => branchMonthId));
    expect(view.scores).toEqual(byTheBook(scored([...first, ...second])));
    expect(view.children.map(({ unit, scores }) => [unit.id, scores])).toEqual([
      [laid.firstId, byTheBook(scored(first))],
      [laid.generalBranchId, byTheBook(scored(second))],
    ]);
    const general = view.heat!.find(({ id }) => id === laid.generalBranchId)!;
    expect(general.cells.map(({ hundredths }) => hundredths)).toEqual(
      second.map((scores) => byTheBook(scored([scores])).meanHundredths),
    );
    expect(view.smallGroups).toEqual({ smallestGroup: 5, applied: false, leftOut: 0 });
  });

  test('what was due and done adds up from branch to bureau', async () => {
    const bureau = await figures(laid.bureauId);
    const parts = bureau.children.map(({ completion }) => completion);
    for (const [name, value] of Object.entries(bureau.completion))
      expect([name, parts.reduce((sum, part) => sum + part[name as keyof typeof part], 0)]).toEqual([name, value]);
    expect(bureau.completion).toMatchObject({
      monthsDue: 12,
      monthsOpened: 12,
      monthsPublished: 12,
      monthsConfirmed: 11,
      monthsReported: 0,
      scored: 26 + 11,
      notScored: 7 + 5,
      notScoredApproved: 7 + 2,
      notScoredRegulation: 2,
      notScoredTransferredIn: 1,
    });
    expect(bureau.completion.monthsOnTime + bureau.completion.monthsLate).toBe(12);
  });

  test('deductions and contributions by item: entries, people and points of what counted', async () => {
    const view = await figures(laid.bureauId);
    // One criticism counted; the other one was refused.
    expect(view.deductions).toEqual([
      { code: 'D-04', name: { zh: '通报批评', en: expect.any(String) }, entries: 1, people: 1, pointsHundredths: -300 },
    ]);
    expect((await figures(laid.firstId)).deductions).toEqual([]);
  });

  test('any row of months, a single one, and the half-year that runs where nothing is said', async () => {
    const view = await figures(laid.firstId, 'fromMonth=2026-02&untilMonth=2026-03');
    const all = await boards(laid.first.slice(1, 3).map(({ branchMonthId }) => branchMonthId));
    expect(view.scores).toEqual(byTheBook(scored(all)));
    expect(view.span).toEqual({
      period: null,
      fromMonth: '2026-02',
      untilMonth: '2026-03',
      months: ['2026-02', '2026-03'],
    });
    expect((await figures(laid.firstId, 'fromMonth=2026-02')).span.months).toEqual(['2026-02']);
    expect((await figures(laid.firstId, '')).span.period).toBe('2026-H2');
  });

  test('nothing of a month that is not published: not one figure, in no place', async () => {
    const { database } = service;
    const branch = await aUnit(database, { name: '评定中支部', parentId: laid.bureauId });
    const members = await someMembers(
      database,
      Array.from({ length: 6 }, () => ({ branchId: branch.id, fromDay: '2026-04-01' })),
    );
    await layMonths(database, {
      schemeVersionId: laid.schemeVersionId,
      accountId: laid.accountId,
      months: ['2026-05', '2026-06'].map((month) => ({
        branchId: branch.id,
        month,
        state: 'review',
        sheets: members.map((memberId) => ({ memberId, result: 6789 })),
      })),
    });
    for (const unitId of [branch.id, laid.bureauId]) {
      const view = await figures(unitId);
      expect(JSON.stringify(view)).not.toContain('6789');
      expect(JSON.stringify((await office.get(`/api/v1/units/${unitId}/fairness?period=${half}`)).body)).not.toContain(
        '6789',
      );
    }
    const own = await figures(branch.id);
    expect(own).toMatchObject({ scores: null, distribution: null, heat: [], deductions: [], contributions: [] });
    // April was never opened; it is over, and late.
    expect(own.completion).toMatchObject({ monthsDue: 3, monthsOpened: 2, monthsPublished: 0, monthsLate: 3 });
    await database.write(() => database.change('DELETE FROM memberships WHERE branchId = ?', [branch.id]));
  });
});

describe('questions that have no answer', () => {
  test.each([
    ['period=2026-H3', 'period'],
    ['period=1999', 'period'],
    ['period=2026-H1&fromMonth=2026-01', 'period'],
    ['fromMonth=2026-13', 'fromMonth'],
    ['fromMonth=2026-05&untilMonth=2026-04', 'untilMonth'],
    ['fromMonth=2020-01&untilMonth=2026-01', 'untilMonth'],
    ['period=%272026', 'period'],
    ['take=5', 'take'],
  ])('%s', async (query, path) => {
    for (const what of ['statistics', 'fairness']) {
      const { status, body } = await office.get(`/api/v1/units/${laid.firstId}/${what}?${query}`);
      expect([status, body.errors?.[0].path]).toEqual([422, path]);
    }
  });

  test('a group, and a unit that is not there', async () => {
    for (const unitId of [laid.groupId, 999_999]) {
      for (const what of ['statistics', 'fairness', 'ranking-rule'])
        expect((await office.get(`/api/v1/units/${unitId}/${what}`)).status).toBe(404);
    }
  });
});

describe('who sees what', () => {
  const path = (unitId: number, what = 'statistics') => `/api/v1/units/${unitId}/${what}?period=${half}`;

  test('a member: his branch and the units above it, in groups; no heat map, no items, no units beside his own, no radar', async () => {
    const member = await service.as(await anAccount(service.database, { memberId: laid.people.best }));
    for (const unitId of [laid.firstId, laid.bureauId]) {
      const view = await figures(unitId, `period=${half}`, member);
      expect(view).toMatchObject({ heat: null, deductions: null, contributions: null, categories: null, children: [] });
      expect(view.smallGroups.applied).toBe(true);
      expect(view.scores).toMatchObject({ lowestHundredths: null, highestHundredths: null });
      expect((await member.get(path(unitId, 'fairness'))).status).toBe(unitId === laid.firstId ? 403 : 404);
      expect((await member.get(path(unitId, 'ranking-rule'))).status).not.toBe(200);
    }
    for (const unitId of [laid.secondId, laid.generalBranchId])
      expect((await member.get(path(unitId))).status).toBe(404);
  });

  test('a secretary: all of his branch, and of the bureau groups, with his own branch as it is', async () => {
    const secretary = await service.as(await anAccount(service.database, { roles: [['secretary', laid.firstId]] }));
    const own = await figures(laid.firstId, `period=${half}`, secretary);
    expect(own.smallGroups.applied).toBe(false);
    expect(own.above).toMatchObject({ id: laid.bureauId });
    const bureau = await figures(laid.bureauId, `period=${half}`, secretary);
    const rows = bureau.children.map(({ unit, mayRead, tooFew }) => [unit.id, mayRead, tooFew]);
    expect(rows.slice(0, 2)).toEqual([
      [laid.firstId, true, false],
      [laid.generalBranchId, false, true],
    ]);
    expect(bureau.children[0]!.scores).toEqual(own.scores);
    expect(bureau.children[1]!.scores).toBeNull();
    expect((await secretary.get(path(laid.bureauId, 'fairness'))).status).toBe(404);
    expect((await secretary.get(path(laid.firstId, 'fairness'))).status).toBe(200);
    expect((await secretary.get(path(laid.secondId))).status).toBe(404);
  });

  test('an auditor reads, an administrator of accounts sees no points, nobody is told to sign in', async () => {
    const auditor = await service.as(await anAccount(service.database, { roles: [['auditor', laid.bureauId]] }));
    expect((await figures(laid.bureauId, `period=${half}`, auditor)).smallGroups.applied).toBe(false);
    const administrator = await service.as(
      await anAccount(service.database, { roles: [['systemAdministrator', laid.bureauId]] }),
    );
    expect((await administrator.get(path(laid.bureauId))).status).toBe(403);
    expect((await service.anonymous.get(path(laid.bureauId))).status).toBe(401);
  });
});

test('somebody whose profile changed within the half-year is one person, and what was refused is no entry', async () => {
  const { database } = service;
  const { id: branchId } = await aUnit(database, { parentId: laid.bureauId });
  const [moved, steady, spared] = await someMembers(database, [{ branchId }, { branchId }, { branchId }]);
  const deductions = [{ itemCode: 'D-04' }];
  const twice = [...deductions, ...deductions];
  const sheetsOf = (profileCode: string, own: { itemCode: string }[]) => [
    { memberId: moved!, result: 8000, deductions: own, profileCode },
    { memberId: steady!, result: 8000, deductions },
    { memberId: spared!, result: 8000, deductions: [{ itemCode: 'D-04', refused: true }] },
  ];
  await layMonths(database, {
    schemeVersionId: laid.schemeVersionId,
    accountId: laid.accountId,
    months: [
      { branchId, month: '2026-01', state: 'confirmed', sheets: sheetsOf('full', twice) },
      { branchId, month: '2026-02', state: 'confirmed', sheets: sheetsOf('light', deductions) },
    ],
  });
  const view = await figures(branchId);
  expect(view.deductions).toEqual([
    { code: 'D-04', name: expect.anything(), entries: 5, people: 2, pointsHundredths: -1500 },
  ]);
});

test('four branches take as many statements as one', async () => {
  const { database } = service;
  const units: number[] = [];
  for (const branches of [1, 4]) {
    const general = await aUnit(database, { kind: 'generalBranch', parentId: laid.bureauId });
    units.push(general.id);
    for (let index = 0; index < branches; index += 1) {
      const branch = await aUnit(database, { parentId: general.id });
      const members = await someMembers(database, [{ branchId: branch.id }, { branchId: branch.id }]);
      await layMonths(database, {
        schemeVersionId: laid.schemeVersionId,
        accountId: laid.accountId,
        months: months.map((month) => ({
          branchId: branch.id,
          month,
          state: 'confirmed',
          sheets: members.map((memberId) => ({ memberId, result: 9000 })),
        })),
      });
    }
  }
  const [one, four] = units as [number, number];
  await figures(one);
  const ofOne = await countStatements(database, async () => expect((await figures(one)).children).toHaveLength(1));
  const ofFour = await countStatements(database, async () => expect((await figures(four)).children).toHaveLength(4));
  expect(ofFour).toBe(ofOne);
  expect(ofFour).toBeLessThan(19);
});
