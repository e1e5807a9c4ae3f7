import { Agent } from 'undici';
import { Figures } from '../../bench/theme-day/figures.js';
import { Ledger } from '../../bench/theme-day/ledger.js';
import { Person } from '../../bench/theme-day/person.js';
import { type Day, memberVisit, reviewerVisit, visit } from '../../bench/theme-day/visits.js';
import { arrivals } from '../../bench/theme-day/arrivals.js';
import { type Service, startService } from '../support/app.js';
import { aBranchAtWork, aBureauWithScheme, type BranchAtWork, openMonth, startReview } from '../support/month.js';

/** The program that plays a theme day (bench/theme-day.ts) finds nothing wrong, and would find it. */
let service: Service;
let branch: BranchAtWork;
let [branchMonthId, boardId, schemeVersionId]: [number, number, number] = [0, 0, 0];
let sheets: { id: number; memberId: number }[] = [];
const line = new Agent({ connections: 8 });
const ledger = new Ledger();
const figures = new Figures();

beforeAll(async () => {
  service = await startService();
  branch = await aBranchAtWork(service, await aBureauWithScheme(service), { size: 7 });
  const { id, schemeVersionId: version } = (await openMonth(branch)) as unknown as Record<string, number>;
  [branchMonthId, boardId, schemeVersionId] = [id!, id!, version!];
  sheets = await service.database.read(() =>
    service.database.rows('SELECT id, memberId FROM sheets ORDER BY memberId'),
  );
});
afterAll(async () => {
  await line.close();
  await service.close();
});

/** One visit of the member in this place; `luck` decides whether he taps twice, loses the network, or claims anything. */
async function comes(place: number, luck: number, as: 'member' | 'reviewer' = 'member'): Promise<void> {
  const day: Day = { ledger, figures, today: service.clock.today(), pace: 0, random: () => luck };
  const cookie = await service.cookie(branch.accountIds[place]!);
  const person = new Person(line, service.origin, cookie, '10.0.0.1', figures, performance.now());
  const who = {
    cookie,
    branchId: branch.branchId,
    sheetId: sheets[place]!.id,
    schemeVersionId,
    boardId,
    branchMonthId,
  };
  await visit(day, () => (as === 'member' ? memberVisit(day, person, who) : reviewerVisit(day, person, who)));
}

const [losesTheNetwork, tapsTwice, confirmsUnchanged] = [0.03, 0.08, 0.95];
const found = () => ledger.compare(service.database);

test('whoever taps twice, loses the network, hands in again, decides and accepts finds everything kept once', async () => {
  for (const [place, luck] of [losesTheNetwork, tapsTwice, confirmsUnchanged, confirmsUnchanged, tapsTwice].entries())
    await comes(place, luck);
  await Promise.all([comes(0, tapsTwice), comes(1, losesTheNetwork), comes(5, confirmsUnchanged)]);
  await startReview(branch, branchMonthId);
  await comes(0, confirmsUnchanged, 'reviewer');
  await comes(0, confirmsUnchanged, 'reviewer');
  // Nothing was published last month: of all that people ask, only the board is missing.
  expect([...figures.faults.keys()].filter((what) => what !== 'board: 404')).toEqual([]);
  const { acknowledged, ...wrong } = await found();
  expect(wrong).toEqual({ lost: [], doubled: [], wrongReads: [] });
  expect(acknowledged).toBeGreaterThan(15);
});

/** The secretary's own sheet, which nobody in the branch has decided: what he handed in is what stands. */
const ownCase = () => sheets[0]!;

describe('canaries: what goes wrong behind the service is found', () => {
  const { change } = {
    change: (sql: string, id: number) => service.database.write(() => service.database.change(sql, [id])),
  };

  test.each([
    ['a write that is gone', 'UPDATE sheets SET version = version - 1 WHERE id = ?', 'lost', 'version = version + 1'],
    [
      'a write that was kept twice',
      'UPDATE sheets SET version = version + 1 WHERE id = ?',
      'doubled',
      'version = version - 1',
    ],
  ] as const)('%s', async (_, sql, kind, back) => {
    const { id } = ownCase();
    await change(sql, id);
    expect((await found())[kind]).toEqual([expect.stringContaining(`sheet ${id}: `)]);
    await change(`UPDATE sheets SET ${back} WHERE id = ?`, id);
    expect((await found())[kind]).toEqual([]);
  });

  test('lines that are gone', async () => {
    const { id } = ownCase();
    await change("DELETE FROM sheet_lines WHERE origin = 'self' AND sheetId = ?", id);
    expect((await found()).lost).toEqual([expect.stringContaining(`sheet ${id}: submitted`)]);
  });

  test('an older state that was read after a newer one had been acknowledged', async () => {
    const { id } = sheets[1]!;
    ledger.read(id, { version: 2, state: 'draft', lines: [] });
    expect((await found()).wrongReads).toEqual([expect.stringContaining(`sheet ${id}: `)]);
  });
});

test('people come by the clock: in any second about as many as in any other, whatever the service does', () => {
  let seed = 7;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const moments = arrivals(50, 20, random);
  expect(Math.abs(moments.length - 1000)).toBeLessThan(120);
  expect(moments.every((at, index) => index === 0 || at > moments[index - 1]!)).toBe(true);
  expect(moments.at(-1)!).toBeLessThan(20_000);
});
