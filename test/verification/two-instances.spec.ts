import { Jobs } from '#src/jobs/jobs.service.js';
import { type Client, type Json, type Service, startService } from '../support/app.js';
import { aBureauWithScheme, openMonth, sheetsOf, aBranchAtWork } from '../support/month.js';
import { publicationFaults } from '../support/published.js';
import { aWholeLife, type Life } from '../support/whole-life.js';
import { recordRoles, verified } from './behind-our-back.js';

/*
 * Two instances of the service on one database, with a door each where the database is MySQL: every request goes to the other one than
 * the request before it, and both do what is due at the same time.
 */

let service: Service;
let bureauId: number;
beforeAll(async () => {
  service = await startService({ instances: 2 });
  bureauId = await aBureauWithScheme(service);
});
afterAll(() => service.close());

const bothTick = () => Promise.all(service.apps.flatMap((app) => [app.get(Jobs).tick(), app.get(Jobs).tick()]));
const rows = <T>(sql: string, parameters: (string | number)[] = []) =>
  service.database.read(() => service.database.rows<T>(sql, parameters));

describe('a whole month between two instances', () => {
  let life: Life;
  beforeAll(async () => {
    life = await aWholeLife(service, bureauId, bothTick);
    await recordRoles(service.database);
  });

  test('is whole: everything in it verifies', async () => {
    const { breaks, counts } = await verified(service.database);
    expect(breaks).toEqual([]);
    expect(counts).toMatchObject({ months: 1, publications: 6 });
    expect(await publicationFaults(service.database)).toEqual([]);
  });

  test('nothing in it happened twice', async () => {
    const actions = await rows<{ action: string; count: number }>(
      "SELECT action, COUNT(*) AS count FROM trail_records WHERE chain = ? AND action LIKE 'month.%' GROUP BY action",
      [`unit:${life.branch.branchId}`],
    );
    expect(Object.fromEntries(actions.map(({ action, count }) => [action, count]))).toMatchObject({
      'month.open': 1,
      'month.startPreReview': 1,
      'month.startReview': 1,
      'month.publish': 2,
      'month.withdraw': 1,
      'month.confirm': 1,
      'month.report': 2,
      'month.accept': 1,
    });
    const runs = await rows<{ outcome: string }>('SELECT outcome FROM job_runs WHERE branchId = ?', [
      life.branch.branchId,
    ]);
    expect(runs).toEqual(Array.from({ length: 3 }, () => ({ outcome: 'done' })));
    const slips = await rows<{ number: number }>('SELECT number FROM corrections WHERE number > 0 ORDER BY number');
    expect(slips.map(({ number }) => number)).toEqual([1, 2, 3]);
  });
});

test('the same click at both instances at once: one of them takes it', async () => {
  service.clock.set('2026-11-05T02:00:00.000Z');
  const branch = await aBranchAtWork(service, bureauId, { size: 4 });
  const { id } = await openMonth(branch);
  const [, , , own] = await sheetsOf(branch, id);
  const twice = async (by: Client, path: string, version: number, body?: object) => {
    const answers = await Promise.all([1, 2].map(() => by.put(path, body, { version })));
    return answers.map(({ status, body: said }: Json) => [status, said.code]).sort();
  };
  const submissions = await twice(branch.members[3]!, `/api/v1/sheets/${own!.id}/submission`, 1, { lines: [] });
  // The second is the answer to the first one, sent again: a repeated submission changes nothing.
  expect(submissions.every(([status]) => status === 200 || status === 412)).toBe(true);
  const [taken, refused] = await twice(branch.secretary, `/api/v1/branch-months/${id}/review`, 1);
  expect(taken![0]).toBe(200);
  expect([409, 412]).toContain(refused![0]);
  const lines = await rows<{ action: string }>(
    "SELECT action FROM trail_records WHERE chain = ? AND action IN ('sheet.submit', 'month.startReview') ORDER BY action",
    [`unit:${branch.branchId}`],
  );
  expect(lines.map(({ action }) => action)).toEqual(['month.startReview', 'sheet.submit']);
});
