import type { Json, Service } from '../support/app.js';
import { startService } from '../support/app.js';
import { aConfirmedMonth, laterOn, service2, slip, step, talk, task3, task4, dues } from '../support/disputes.js';
import { aBranchAtWork, aBureauWithScheme, type BranchAtWork } from '../support/month.js';
import { anAccount } from '../support/organisation.js';
import { FigureChanges } from '#src/assessments/figure-changes.js';
import { closingOf, findAllInOrder, takeStep } from './closing.js';

let service: Service;
let branch: BranchAtWork;
let sheets: number[];
const period = '2026-H2';

beforeAll(async () => {
  service = await startService({ now: '2026-11-05T02:00:00.000Z' });
  const bureauId = await aBureauWithScheme(service);
  branch = await aBranchAtWork(service, bureauId, { size: 7 });
  const additions = [[dues], [talk], [service2], [task3], [task4], [task4, talk], [task4, service2]];
  ({ sheets } = await aConfirmedMonth(service, branch, additions));
});
afterAll(() => service.close());

const now = () => closingOf(branch.bureauOffice, branch.branchId, period);
const take = (who: BranchAtWork['secretary'], name: string, body?: unknown) =>
  takeStep(who, branch.bureauOffice, branch.branchId, period, name, body);

const bothFalse = {
  lines: [
    { number: 1001, outcome: 'refused', reason: '证明系伪造' },
    { number: 1002, outcome: 'refused', reason: '证明系伪造' },
  ],
  additions: [],
};

async function issue(index: number) {
  const { bureauOffice } = branch;
  const { id } = (await slip(branch.commissioner, sheets[index]!, bothFalse)).body;
  await step(branch.commissioner, id, 'proposal');
  await step(branch.secretary, id, 'decision');
  await step(bureauOffice, id, 'countersignature');
  return step(bureauOffice, id, 'issue');
}

test('a slip that is issued makes the closing that stands follow in the same moment, and both figures are shown', async () => {
  for (const { branch: of, month } of (await now()).missing)
    await take(branch.secretary, 'explanation', { branchId: of.id, month, reason: '当月未开展' });
  expect((await take(branch.secretary, 'generation')).body).toMatchObject({ state: 'generated', revision: 1 });
  await laterOn(service, '2026-11-20T02:00:00.000Z');
  await take(branch.secretary, 'examination', { minutesNumber: '2026-11-01' });
  await findAllInOrder(branch.bureauOffice, branch.branchId, period);
  await take(branch.bureauOffice, 'acceptance', {});
  await take(branch.commissioner, 'publication', { contact: '纪检委员' });

  expect((await issue(6)).status).toBe(200);
  const view = await now();
  expect(view).toMatchObject({ state: 'published', revision: 2 });
  expect(view.revisions.map(({ cause, correctionNumber }) => [cause, correctionNumber])).toEqual([
    ['generation', null],
    ['correction', '2026-1'],
  ]);
  expect(view.rows.find(({ memberId }) => memberId === branch.memberIds[6])).toMatchObject({
    sumHundredths: 7800,
    before: { revision: 1, sumHundredths: 8400 },
    acknowledgedAt: null,
  });
  expect(view.rows.find(({ memberId }) => memberId === branch.memberIds[5])!.before).toBeNull();
  // Published again by itself, for the days of a correction; the first publication stays.
  expect(view.publications.map(({ number, kind, revision }) => [number, kind, revision])).toEqual([
    [2, 'changed', 2],
    [1, 'full', 1],
  ]);
  const [board] = [(await branch.members[6]!.get(`/api/v1/units/${branch.branchId}/closings/${period}/board`)).body];
  expect(board.rows.find(({ memberId }: Json) => memberId === branch.memberIds[6]).before.sumHundredths).toBe(8400);
});

test('what follows is kept with the slip or not at all', async () => {
  const fault = async () => Promise.reject(new Error('the power fails'));
  service.app.get(FigureChanges).listen(fault);
  const { revision } = await now();
  const answer = await issue(5);
  expect(answer.status).toBe(500);
  expect(await now()).toMatchObject({ revision, publications: { length: 2 } });
  const slips = (await branch.bureauOffice.get(`/api/v1/sheets/${sheets[5]}/corrections`)).body;
  expect(slips.items?.every(({ state }: Json) => state !== 'issued') ?? true).toBe(true);
});

test('two who generate at once make one revision', async () => {
  const other = await service.as(await anAccount(service.database, { roles: [['bureauOffice', branch.bureauId]] }));
  const url = `/api/v1/units/${branch.bureauId}/closing-generations/2026`;
  for (const { branch: of, month } of (await closingOf(other, branch.branchId, '2026')).missing)
    await takeStep(branch.secretary, other, branch.branchId, '2026', 'explanation', {
      branchId: of.id,
      month,
      reason: '试点前',
    });
  const both = await Promise.all([other.put(url, {}), branch.bureauOffice.put(url, {})]);
  expect(both.map(({ body }) => body.items[0].outcome).sort()).toEqual(['generated', 'unchanged']);
  expect(await closingOf(other, branch.branchId, '2026')).toMatchObject({ revision: 1, state: 'generated' });
});
