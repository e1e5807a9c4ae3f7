import { randomUUID } from 'node:crypto';
import { KeptExportRunner } from '#src/documents/kept-export-runner.service.js';
import { Jobs } from '#src/jobs/jobs.service.js';
import { Purges } from '#src/retention/purges.service.js';
import { aPerson, password } from '../identity/people.js';
import { type Service, startService } from '../support/app.js';
import { laterOn } from '../support/disputes.js';
import { aBranchAtWork, aBureauWithScheme, type BranchAtWork, openMonth, sheetsOf } from '../support/month.js';
import { recordRoles, verified } from '../verification/behind-our-back.js';

/*
 * A clock that jumps: forward by a day, back by an hour, over midnight and over the end of a month. What is decided at an instant is
 * decided by the clock as it is then, and nothing that was decided before is undone or done again.
 */

let service: Service;
let bureauId: number;
beforeAll(async () => {
  service = await startService();
  bureauId = await aBureauWithScheme(service);
}, 120_000);
afterAll(() => service.close());

const tick = () => service.app.get(Jobs).tick();
/** The first instant of a day in Shanghai, and milliseconds from it. */
const midnight = (day: string, milliseconds = 0): string =>
  new Date(Date.parse(`${day}T00:00:00+08:00`) + milliseconds).toISOString();
const hour = 3_600_000;

async function aBranch(settings: string): Promise<BranchAtWork> {
  const branch = await aBranchAtWork(service, bureauId, { size: 4 });
  await service.database.write(() =>
    service.database.change(`UPDATE branch_settings SET ${settings} WHERE branchId = ?`, [branch.branchId]),
  );
  await recordRoles(service.database);
  return branch;
}

const actionsOf = async ({ branchId }: BranchAtWork): Promise<string[]> => {
  const rows = await service.database.read(() =>
    service.database.rows<{ action: string }>(
      "SELECT action FROM trail_records WHERE chain = ? AND action LIKE 'month.%' ORDER BY sequence",
      [`unit:${branchId}`],
    ),
  );
  return rows.map(({ action }) => action);
};

test('back over midnight after the window was closed: it stays closed, and nothing is closed or opened twice', async () => {
  await laterOn(service, midnight('2026-11-05', 10 * hour));
  const branch = await aBranch("automaticOpening = 1, themeDayRule = 'day:12'");
  await tick();
  const [{ id }] = (await branch.secretary.get(`/api/v1/branches/${branch.branchId}/months`)).body.items;
  const month = (await branch.secretary.get(`/api/v1/branch-months/${id}`)).body;
  const [, , , own] = await sheetsOf(branch, id);
  const submit = (version: number) =>
    branch.members[3]!.put(`/api/v1/sheets/${own!.id}/submission`, { lines: [] }, { version });

  const after = new Date(Date.parse(midnight(month.selfAssessmentUntil)) + 24 * hour).toISOString();
  await laterOn(service, new Date(Date.parse(after) - 1).toISOString());
  await tick();
  expect((await submit(1)).status).toBe(200);
  await laterOn(service, after);
  await tick();
  await laterOn(service, new Date(Date.parse(after) - hour).toISOString());
  await tick();
  const withdrawn = await branch.members[3]!.delete(`/api/v1/sheets/${own!.id}/submission`, { version: 2 });
  expect([withdrawn.status, withdrawn.body.code]).toEqual([409, 'wrongState']);
  await laterOn(service, after);
  await tick();
  expect(await actionsOf(branch)).toEqual(['month.open', 'month.startReview']);
  expect((await verified(service.database)).breaks).toEqual([]);
});

test('forward over the end of a month and back: each month is opened once, and none is left out', async () => {
  await laterOn(service, midnight('2026-11-26', 10 * hour));
  const branch = await aBranch("automaticOpening = 1, themeDayRule = 'day:5'");
  await laterOn(service, midnight('2026-12-01'));
  await tick();
  await laterOn(service, midnight('2026-12-01', -hour));
  await tick();
  await laterOn(service, midnight('2026-12-31', -1));
  await tick();
  await laterOn(service, midnight('2026-12-29'));
  await tick();
  await laterOn(service, midnight('2027-01-01'));
  await tick();
  const months = await service.database.read(() =>
    service.database.rows<{ month: string }>('SELECT month FROM branch_months WHERE branchId = ? ORDER BY month', [
      branch.branchId,
    ]),
  );
  expect(months.map(({ month }) => month)).toEqual(['2026-12', '2027-01']);
  expect((await verified(service.database)).breaks).toEqual([]);
});

test('back by an hour between two decisions: the trail keeps their order, and its chain is whole', async () => {
  await laterOn(service, '2027-02-03T02:00:00.000Z');
  const branch = await aBranch('automaticOpening = 0');
  const { id } = await openMonth(branch, {
    month: '2027-02',
    themeDay: '2027-02-10',
    selfAssessmentUntil: '2027-02-08',
  });
  await laterOn(service, '2027-02-03T01:00:00.000Z');
  const started = await branch.secretary.put(`/api/v1/branch-months/${id}/review`, undefined, { version: 1 });
  expect(started.status).toBe(200);
  expect(await actionsOf(branch)).toEqual(['month.open', 'month.startReview']);
  expect((await verified(service.database)).breaks).toEqual([]);
});

test('the day’s purge runs once, and again on the next day, whichever days the clock has shown between', async () => {
  const purge = async (instant: string) => {
    await laterOn(service, instant);
    await service.app.get(Purges).daily();
  };
  const days = ['2027-03-01', '2027-03-02', '2027-03-01', '2027-03-02', '2027-03-03'];
  for (const day of days) await purge(midnight(day, hour));
  const runs = await service.database.read(() =>
    service.database.rows<{ name: string }>("SELECT name FROM purge_runs WHERE name LIKE '2027-03%' ORDER BY id"),
  );
  expect(runs.map(({ name }) => name)).toEqual(['2027-03-01', '2027-03-02', '2027-03-03']);
});

test('an export whose maker died before the clock was put back is made, and not an hour later', async () => {
  await laterOn(service, '2027-03-04T02:00:00.000Z');
  const { bureauOffice } = await aBranch('automaticOpening = 0');
  const path = `/api/v1/units/${bureauId}/exports`;
  const wish = { document: 'ledger', format: 'csv', fromMonth: '2026-11', untilMonth: '2026-12' };
  const { body } = await bureauOffice.post(path, { ...wish, requestId: randomUUID() });
  await service.app.get(KeptExportRunner).wake();
  await service.database.write(() =>
    service.database.change(
      "UPDATE kept_exports SET state = 'running', leaseToken = ?, leaseUntil = ?, finishedAt = NULL WHERE id = ?",
      [randomUUID(), '2027-03-04T02:01:00.000Z', body.id],
    ),
  );
  await laterOn(service, '2027-03-04T01:00:00.000Z');
  await service.app.get(KeptExportRunner).wake();
  expect((await bureauOffice.get(`${path}/${body.id}`)).body.state).toBe('done');
});

test('who waits after wrong passwords does not wait an hour longer because the clock was put back', async () => {
  await laterOn(service, '2027-03-05T02:00:00.000Z');
  const signInName = `clock-${randomUUID().slice(0, 8)}`;
  await aPerson(service.database, { name: signInName });
  const signIn = (tried: string) => service.anonymous.post('/api/v1/session', { signInName, password: tried });
  for (let count = 0; count < 5; count += 1) await signIn('wrong');
  expect((await signIn(password)).status).toBe(429);
  await laterOn(service, '2027-03-05T01:00:00.000Z');
  expect((await signIn(password)).status).toBeLessThan(300);
});

test('a session ends after its life, also when the clock was put back meanwhile, and jumps of a day end it at once', async () => {
  const start = '2027-03-08T02:00:00.000Z';
  service.clock.set(start);
  const signInName = `session-${randomUUID().slice(0, 8)}`;
  const client = await service.as(await aPerson(service.database, { name: signInName }));
  const status = async (instant: string) => {
    service.clock.set(instant);
    return (await client.get('/api/v1/session')).status;
  };
  expect(await status(start)).toBe(200);
  expect(await status('2027-03-08T01:00:00.000Z')).toBe(200);
  expect(await status('2027-03-09T02:00:00.000Z')).toBe(401);
});
