import { denseRanks, ranksOf } from '#src/summaries/ranks.js';
import type { Summary } from '#src/scoring/summary.js';
import type { UnitStatisticsView } from '#src/statistics/unit-statistics.view.js';
import type { HalfYearView } from '#src/summaries/half-year.view.js';
import { type Client, type Service, startService } from '../support/app.js';
import { anAccount } from '../support/organisation.js';
import { half, type SixMonths, sixMonths } from '../summaries/six-months.js';

describe('dense ranks', () => {
  test.each([
    ['the higher first', [[3], [1], [2]], [1, 3, 2]],
    ['equals share a rank, and none is left out after them', [[9], [9], [8], [8], [7]], [1, 1, 2, 2, 3]],
    [
      'the next key decides among equals',
      [
        [9, 1],
        [9, 2],
        [8, 9],
      ],
      [2, 1, 3],
    ],
    ['below zero, the smaller loss stands higher', [[-300], [0], [-500]], [2, 1, 3]],
    ['nothing to rank', [null, [5], null], [null, 1, null]],
    ['nobody', [], []],
  ])('%s', (_, figures, ranks) => {
    expect(denseRanks(figures as (number[] | null)[])).toEqual(ranks);
  });

  test('members by other keys', () => {
    const summary = (result: number, contributions: number, deductions: number) =>
      ({
        countedMonths: 5,
        resultHundredths: result,
        lowestHundredths: 0,
        contributionHundredths: contributions,
        deductionHundredths: deductions,
      }) as Summary;
    const all = [summary(9000, 100, 0), summary(9000, 300, -300), summary(9500, 200, 0)];
    expect(ranksOf(all)).toEqual([3, 2, 1]);
    expect(ranksOf(all, ['contributions'])).toEqual([3, 1, 2]);
    expect(ranksOf(all, ['fewerDeductions'])).toEqual([1, 2, 1]);
    expect(ranksOf(all, ['fewerDeductions', 'result'])).toEqual([2, 3, 1]);
  });
});

describe('a unit’s ranking', () => {
  let service: Service;
  let laid: SixMonths;
  let office: Client;
  beforeAll(async () => {
    service = await startService({ now: '2026-07-05T02:00:00.000Z' });
    laid = await sixMonths(service.database);
    office = await service.as(await anAccount(service.database, { roles: [['bureauOffice', laid.bureauId]] }));
  });
  afterAll(() => service.close());

  const rule = (unitId: number) => `/api/v1/units/${unitId}/ranking-rule`;
  const statistics = async (unitId: number, client = office): Promise<UnitStatisticsView> =>
    (await client.get(`/api/v1/units/${unitId}/statistics?period=${half}`)).body;
  const rank = (unitId: number, on: boolean) =>
    service.database.write(() =>
      service.database.change('UPDATE units SET rankingEnabled = ? WHERE id = ?', [on, unitId]),
    );

  test('off: there is nothing of it in any answer; on: as the summary ranks, and of that unit alone', async () => {
    for (const unitId of [laid.bureauId, laid.firstId]) expect(await statistics(unitId)).not.toHaveProperty('ranking');
    await rank(laid.firstId, true);
    expect(await statistics(laid.bureauId)).not.toHaveProperty('ranking');
    const { ranking } = await statistics(laid.firstId);
    const { body: summary } = await office.get<HalfYearView>(`/api/v1/units/${laid.firstId}/summaries/${half}`);
    expect(summary.rankingKeys).toEqual(['result', 'lowestMonth', 'contributions']);
    expect(ranking).toMatchObject({ memberKeys: ['result', 'lowestMonth', 'contributions'], branches: null });
    const ranked = summary.rows.filter((row) => row.rank !== null).sort((one, other) => one.rank! - other.rank!);
    expect(ranking!.members!.map(({ rank: place, memberId }) => [place, memberId])).toEqual(
      ranked.map((row) => [row.rank, row.memberId]),
    );
    // Of single months there is no summary, and so no rank that could say something else.
    const month = await office.get(`/api/v1/units/${laid.firstId}/statistics?fromMonth=2026-01`);
    expect(month.body.ranking.members).toBeNull();
    const member = await service.as(await anAccount(service.database, { memberId: laid.people.best }));
    expect(await statistics(laid.firstId, member)).not.toHaveProperty('ranking');
    await rank(laid.firstId, false);
  });

  test('branches of a bureau, by keys of its own choice', async () => {
    await rank(laid.bureauId, true);
    const { body, version } = await office.get(rule(laid.bureauId));
    expect([body.version, version, body.mayChange, body.rankingEnabled]).toEqual([0, 0, true, true]);
    const order = async () =>
      (await statistics(laid.bureauId)).ranking!.branches!.map(({ rank: place, branch }) => [place, branch.id]);
    expect(await order()).toEqual([
      [1, laid.firstId],
      [2, laid.secondId],
    ]);
    const keys = { memberKeys: ['contributions', 'result'], branchKeys: ['contributions'] };
    const changed = await office.put(rule(laid.bureauId), keys, { version: 0 });
    expect([changed.status, changed.body, changed.version]).toEqual([
      200,
      expect.objectContaining({ ...keys, version: 1 }),
      1,
    ]);
    const { body: summary } = await office.get<HalfYearView>(`/api/v1/units/${laid.bureauId}/summaries/${half}`);
    expect(summary.rankingKeys).toEqual(['contributions', 'result']);
    const ranked = summary.rows.filter((row) => row.rank !== null).sort((one, other) => one.rank! - other.rank!);
    for (const [index, row] of ranked.slice(1).entries())
      expect(row.contributionHundredths).toBeLessThanOrEqual(ranked[index]!.contributionHundredths);
    await rank(laid.bureauId, false);
    const { body: trail } = await office.get(`/api/v1/units/${laid.bureauId}/trail`);
    expect(JSON.stringify(trail)).toContain('ranking.change');
  });

  test('is the bureau office’s to change, in the version that it was read in', async () => {
    const keys = { memberKeys: ['result'], branchKeys: ['mean'] };
    const secretary = await service.as(await anAccount(service.database, { roles: [['secretary', laid.firstId]] }));
    expect((await secretary.get(rule(laid.firstId))).body.mayChange).toBe(false);
    expect((await secretary.put(rule(laid.firstId), keys, { version: 0 })).status).toBe(403);
    expect((await office.put(rule(laid.firstId), keys)).status).toBe(428);
    expect((await office.put(rule(laid.firstId), keys, { version: 7 })).status).toBe(412);
    expect((await office.put(rule(laid.groupId), keys, { version: 0 })).status).toBe(404);
    const [one, two] = await Promise.all([1, 2].map(() => office.put(rule(laid.secondId), keys, { version: 0 })));
    expect([one!.status, two!.status].sort()).toEqual([200, 412]);
    expect((await office.put(rule(laid.secondId), keys, { version: 1 })).status).toBe(200);
  });

  test.each([
    [{ memberKeys: [], branchKeys: ['mean'] }, 'memberKeys'],
    [{ memberKeys: ['result', 'result'], branchKeys: ['mean'] }, 'memberKeys'],
    [{ memberKeys: ['name'], branchKeys: ['mean'] }, 'memberKeys'],
    [{ memberKeys: ['result'], branchKeys: ['result'] }, 'branchKeys'],
    [{ memberKeys: ['result'] }, 'branchKeys'],
    [{ memberKeys: 'result', branchKeys: ['mean'] }, 'memberKeys'],
    [{ memberKeys: ['result'], branchKeys: ['mean'], rankingEnabled: true }, 'rankingEnabled'],
  ])('%j is refused', async (body, path) => {
    const { status, body: problem } = await office.put(rule(laid.generalBranchId), body, { version: 0 });
    expect([status, problem.errors[0].path]).toEqual([422, path]);
  });
});
