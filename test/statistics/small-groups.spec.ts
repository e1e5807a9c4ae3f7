import fc from 'fast-check';
import type { BranchMonthFacts } from '#src/statistics/branch-month-facts.js';
import { shownGroups, smallestGroup } from '#src/statistics/small-groups.js';
import { together } from '#src/statistics/spread.js';
import type { UnitStatisticsView } from '#src/statistics/unit-statistics.view.js';
import { type Service, startService } from '../support/app.js';
import { layMonths, theDefaultScheme } from '../support/months.js';
import { anAccount, aUnit, someMembers } from '../support/organisation.js';

const facts = (branchId: number, month: string, scores: number[]): BranchMonthFacts => ({
  ...({ branchId, month, branchMonthId: branchId, state: 'confirmed' } as BranchMonthFacts),
  scores: together(scores.map((score) => new Map([[score, 1]]))),
});
const size = (counts: ReadonlyMap<number, number>) => [...counts.values()].reduce((sum, each) => sum + each, 0);

/** A bureau (1) with a general branch (2) of branches 21, 22, 23 and branches 11, 12 of its own. */
const paths = new Map([
  [11, '/1/11/'],
  [12, '/1/12/'],
  [21, '/1/2/21/'],
  [22, '/1/2/22/'],
  [23, '/1/2/23/'],
]);
const of = (sizes: Record<number, number>) =>
  Object.entries(sizes).map(([id, count]) =>
    facts(
      Number(id),
      '2026-01',
      Array.from({ length: count }, () => 9000),
    ),
  );
const groupsOf = (sizes: Record<number, number>) => {
  const { groups, leftOut } = shownGroups(of(sizes), paths, '/1/');
  return [groups.map(({ unitPath, scores }) => [unitPath, size(scores)]), leftOut];
};

describe('groups that may be shown to strangers', () => {
  test.each([
    ['a branch with enough', { 11: 5 }, [['/1/11/', 5]], 0],
    ['a branch with one too few, alone', { 11: 4 }, [], 4],
    ['a small branch beside a large one is left out of the bureau too', { 11: 4, 12: 9 }, [['/1/12/', 9]], 4],
    // Who is in one of the two knows his own four, and would know the others.
    ['two small ones are too few for somebody of the larger', { 11: 4, 12: 4 }, [], 8],
    ['three small ones in a general branch', { 21: 4, 22: 4, 23: 4 }, [['/1/2/', 12]], 0],
    ['two there and one above', { 21: 4, 22: 3, 11: 4 }, [], 11],
    ['two there and two above', { 21: 3, 22: 2, 11: 4, 12: 4 }, [['/1/', 13]], 0],
    ['nothing', { 11: 0 }, [], 0],
  ])('%s', (_, sizes, groups, leftOut) => {
    expect(groupsOf(sizes as unknown as Record<number, number>)).toEqual([groups, leftOut]);
  });

  test('whatever is subtracted from whatever leaves nothing, or enough people of more than one small branch', () => {
    const sizes = fc.record(Object.fromEntries([...paths.keys()].map((id) => [id, fc.integer({ min: 0, max: 9 })])));
    fc.assert(
      fc.property(sizes, (each) => {
        const { groups, leftOut } = shownGroups(of(each as Record<number, number>), paths, '/1/');
        const units = ['/1/', '/1/2/', ...paths.values()];
        const shown = (path: string) => new Set(groups.filter(({ unitPath }) => unitPath.startsWith(path)));
        for (const one of units)
          for (const other of units) {
            const left = [...shown(one)].filter((group) => !shown(other).has(group));
            for (const { scores } of left) expect(size(scores)).toBeGreaterThanOrEqual(smallestGroup);
          }
        const all = Object.values(each).reduce((sum, one) => sum + one, 0);
        expect(groups.reduce((sum, { scores }) => sum + size(scores), leftOut)).toBe(all);
      }),
    );
  });
});

describe('the subtraction attack', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService({ now: '2026-07-05T02:00:00.000Z' });
  });
  afterAll(() => service.close());

  test('the bureau minus its other branches, a half-year minus its other months, and both, never give a small branch', async () => {
    const { database } = service;
    const schemeVersionId = await theDefaultScheme(database);
    const accountId = await anAccount(database);
    const bureau = await aUnit(database, { kind: 'bureau' });
    const [large, small, other] = [
      await aUnit(database, { parentId: bureau.id }),
      await aUnit(database, { parentId: bureau.id }),
      await aUnit(database, { parentId: bureau.id }),
    ];
    const people = async (branchId: number, count: number) =>
      someMembers(
        database,
        Array.from({ length: count }, () => ({ branchId })),
      );
    const branches: [number, number[]][] = [
      [large.id, await people(large.id, 7)],
      [small.id, await people(small.id, 2)],
      [other.id, await people(other.id, 6)],
    ];
    const secret = 4321;
    const months = ['2026-01', '2026-02', '2026-03'].flatMap((month) =>
      branches.map(([branchId, members]) => ({
        branchId,
        month,
        state: 'confirmed' as const,
        // In March only two of the six are scored: a small month of a branch that is large otherwise.
        sheets: members.map((memberId, index) => {
          const few = branchId === other.id && month === '2026-03';
          if (few && index > 1) return { memberId, result: 'approvedExemption' as const };
          return { memberId, result: branchId === small.id || few ? secret : 9000 };
        }),
      })),
    );
    await layMonths(database, { schemeVersionId, accountId, months });

    const reader = await service.as(await anAccount(database, { roles: [['secretary', large.id]] }));
    const office = await service.as(await anAccount(database, { roles: [['bureauOffice', bureau.id]] }));
    const ask = async (query: string, client = reader): Promise<UnitStatisticsView> =>
      (await client.get(`/api/v1/units/${bureau.id}/statistics?${query}`)).body;
    const total = ({ scores }: Pick<UnitStatisticsView, 'scores'>) =>
      scores ? { count: scores.count, sum: scores.count * scores.meanHundredths } : { count: 0, sum: 0 };

    const spans = ['fromMonth=2026-01&untilMonth=2026-03', 'fromMonth=2026-01&untilMonth=2026-02', 'period=2026-03'];
    const views = [];
    for (const span of spans) views.push(await ask(span));
    const figures = views.flatMap((view) => [view, ...view.children, ...view.trend]).map(total);
    // Every figure he gets, and every difference of two of them, is about 90.00 alone: the hidden 43.21 is in none.
    for (const one of figures)
      for (const two of figures) expect(one.sum - two.sum).toBe((one.count - two.count) * 9000);
    for (const view of views) {
      expect(JSON.stringify(view)).not.toContain(String(secret));
      expect(view.children.find(({ unit }) => unit.id === small.id)).toMatchObject({ scores: null, tooFew: true });
    }
    expect(views[0]!.smallGroups).toEqual({ smallestGroup: 5, applied: true, leftOut: 6 + 2 });
    // The canary: for who reads the sheets the same difference is the secret, to the hundredth.
    const open = await ask('period=2026-01', office);
    const rest = open.children.filter(({ unit }) => unit.id !== small.id).map(total);
    const left = rest.reduce((sum, each) => sum - each.sum, open.scores!.count * open.scores!.meanHundredths);
    expect(Math.abs(left - 2 * secret)).toBeLessThan(15);
  });
});
