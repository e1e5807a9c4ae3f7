import { WorkingCalendar } from '#src/calendars/working-calendar.js';
import { BranchFigures } from '#src/statistics/branch-rows.service.js';
import type { BranchFiguresRow } from '#src/statistics/branch-rows.js';
import type { OverviewView } from '#src/summaries/overview.view.js';
import { type Client, type Service, startService } from '../support/app.js';
import { anAccount } from '../support/organisation.js';
import { half, type SixMonths, sixMonths, months } from '../summaries/six-months.js';

let service: Service;
let laid: SixMonths;
let office: Client;
let figures: BranchFigures;

beforeAll(async () => {
  service = await startService({ now: '2026-07-05T02:00:00.000Z' });
  laid = await sixMonths(service.database);
  office = await service.as(await anAccount(service.database, { roles: [['bureauOffice', laid.bureauId]] }));
  figures = service.app.get(BranchFigures);
});
afterAll(() => service.close());

async function rowsOf(unitId: number): Promise<Map<number, BranchFiguresRow>> {
  const { rows } = await figures.branchRows(unitId, half);
  return new Map(rows.map((row) => [row.branch.id, row]));
}

/** 1.23 + 4.56 … over how many, half up, without leaving the integers. */
const mean = (scores: number[]) =>
  Math.floor((2 * scores.reduce((sum, each) => sum + each, 0)) / scores.length + 1) >> 1;

describe('a branch’s half-year in one row', () => {
  test('the first branch, counted by hand from what was laid', async () => {
    const scores = [7900, 10_000, 8850, 9200, 8000, 9500, 9500, 9600, 9600, 9500, 9500].concat(
      ...[
        [9300, 9300, 9300, 9300, 9300, 9300],
        [8800, 9001],
        [8000, 8000, 8000, 8001],
        [9000, 9100, 9200],
      ],
    );
    // The theme day is the 5th, and all was published on the 10th.
    const inTime = months.filter((month) => new WorkingCalendar().add(`${month}-05`, 3) >= `${month}-10`);
    expect(inTime).toHaveLength(3);
    const row = (await rowsOf(laid.firstId)).get(laid.firstId);
    expect(scores).toHaveLength(26);
    expect(row).toEqual({
      branch: { id: laid.firstId, name: '第一支部' },
      toScore: 26,
      scored: 26,
      notScored: 7,
      proxies: 0,
      monthsOnTime: inTime.length,
      monthsDue: 6,
      meanHundredths: mean(scores),
      medianHundredths: 9250, // between 92.00 and 93.00
      highestHundredths: 10_000,
      lowestHundredths: 7900,
      deductionSheets: 0,
      contributionSheets: 21,
      objections: 0,
      corrections: 0,
    });
  });

  test('agrees with the overview of every month, which counts for itself', async () => {
    for (const unitId of [laid.bureauId, laid.generalBranchId]) {
      const rows = await rowsOf(unitId);
      const sums = new Map([...rows.keys()].map((id) => [id, { toScore: 0, notScored: 0 }]));
      for (const month of months) {
        const { body } = await office.get<OverviewView>(`/api/v1/units/${unitId}/overview?month=${month}`);
        for (const { branch, toScore, notScored } of body.rows) {
          const sum = sums.get(branch.id)!;
          sum.toScore += toScore;
          sum.notScored += notScored;
        }
      }
      for (const [id, sum] of sums) expect([id, rows.get(id)]).toMatchObject([id, sum]);
    }
  });

  test('there is no rank where ranking is off, and a dense one where it is on', async () => {
    expect((await figures.branchRows(laid.bureauId, half)).rows.every((row) => !('rank' in row))).toBe(true);
    const { database } = service;
    await database.write(() => database.change('UPDATE units SET rankingEnabled = 1 WHERE id = ?', [laid.bureauId]));
    const { rows, rankingKeys } = await figures.branchRows(laid.bureauId, half);
    expect(rankingKeys).toEqual(['mean', 'median', 'lowestMonth']);
    expect(Object.fromEntries(rows.map(({ branch, rank }) => [branch.name, rank]))).toEqual({
      第一支部: 1,
      第二支部: 2,
    });
    await database.write(() => database.change('UPDATE units SET rankingEnabled = 0 WHERE id = ?', [laid.bureauId]));
  });

  test.each(['2026-H3', 'x', '2026-13', '1999-H1'])('there is no period %s', async (period) => {
    await expect(figures.branchRows(laid.bureauId, period)).rejects.toMatchObject({ code: 'notFound' });
  });
});
