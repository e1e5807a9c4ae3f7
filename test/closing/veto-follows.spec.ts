import { type Json, type Service, startService } from '../support/app.js';
import { aConfirmedMonth, dues, giveOffice, laterOn, talk, task3, task4 } from '../support/disputes.js';
import { aBranchAtWork, aBureauWithScheme, type BranchAtWork } from '../support/month.js';
import { lifting, setVeto, vetoStep } from '../support/vetoes.js';
import { Intruder, recordRoles, verified } from '../verification/behind-our-back.js';
import { closingOf, findAllInOrder, takeStep } from './closing.js';

let service: Service;
let branch: BranchAtWork;
const period = '2026-H2';

beforeAll(async () => {
  service = await startService({ now: '2026-11-05T02:00:00.000Z' });
  branch = await aBranchAtWork(service, await aBureauWithScheme(service), { size: 6 });
  await aConfirmedMonth(service, branch, [[dues], [talk], [task3], [task3], [task4], [task4, talk]]);
});
afterAll(() => service.close());

const now = () => closingOf(branch.bureauOffice, branch.branchId, period);
const take = (who: BranchAtWork['secretary'], name: string, body?: unknown) =>
  takeStep(who, branch.bureauOffice, branch.branchId, period, name, body);
const breaks = async () => (await verified(service.database, { unitId: branch.branchId })).breaks;

test('a veto that is set or lifted after the closing was generated is in it at once, and on the board again', async () => {
  const discipline = await giveOffice(service, branch, 3, 'disciplineCommissioner');
  const subject = branch.memberIds[5]!;
  const rowOf = async () => (await now()).rows.find(({ memberId }) => memberId === subject)!;
  for (const { branch: of, month } of (await now()).missing)
    await take(branch.secretary, 'explanation', { branchId: of.id, month, reason: '当月未开展' });
  expect((await take(branch.secretary, 'generation')).body).toMatchObject({ revision: 1 });
  const before = await rowOf();
  expect(before).toMatchObject({ veto: null });

  // While it is only generated, it is the list that follows.
  const first = await setVeto(discipline, branch.secretary, subject);
  expect(await now()).toMatchObject({ state: 'generated', revision: 2, publications: [] });
  expect(await rowOf()).toMatchObject({ resultHundredths: 5900, veto: { code: 'light' } });

  await laterOn(service, '2026-11-20T02:00:00.000Z');
  await take(branch.secretary, 'examination', { minutesNumber: '2026-11-01' });
  await findAllInOrder(branch.bureauOffice, branch.branchId, period);
  await take(branch.bureauOffice, 'acceptance', {});
  expect((await take(branch.commissioner, 'publication', { contact: '纪检委员' })).status).toBe(200);
  expect(await breaks()).toEqual([]);

  await vetoStep(discipline, first, 'lifting-proposal', lifting);
  expect(await now()).toMatchObject({ revision: 2 });
  expect((await vetoStep(branch.deputy, first, 'lifting')).status).toBe(200);
  const view = await now();
  expect(view).toMatchObject({ state: 'published', revision: 3 });
  expect(view.revisions.map(({ cause }) => cause)).toEqual(['generation', 'veto', 'veto']);
  expect(await rowOf()).toMatchObject({
    ...{ resultHundredths: before.resultHundredths, veto: null, acknowledgedAt: null },
    before: { revision: 2, resultHundredths: 5900 },
  });
  expect(view.publications.map(({ number, kind, revision }) => [number, kind, revision])).toEqual([
    [2, 'changed', 3],
    [1, 'full', 2],
  ]);
  // The member has something to read again, and reads both figures.
  const board = (await branch.members[5]!.get(`/api/v1/units/${branch.branchId}/closings/${period}/board`)).body;
  expect(board.rows.find(({ memberId }: Json) => memberId === subject).before.resultHundredths).toBe(5900);
  expect(await breaks()).toEqual([]);
});

test('a row under a veto is computed anew by the verification, with its sum and its band', async () => {
  const discipline = await giveOffice(service, branch, 3, 'disciplineCommissioner');
  await setVeto(discipline, branch.secretary, branch.memberIds[5]!, { documentNumber: '县直机关纪〔2026〕9号' });
  expect(await now()).toMatchObject({ revision: 4 });
  await recordRoles(service.database);
  expect(await breaks()).toEqual([]);
  const intruder = await Intruder.at(service);
  await intruder.run([
    `UPDATE closing_rows SET resultHundredths = 9900, sumHundredths = 9900, suggestedBandCode = 'excellent'
      WHERE vetoCode IS NOT NULL AND revision = 4`,
  ]);
  await intruder.close();
  expect(
    (await breaks())
      .filter(({ code }) => code === 'closingFigures')
      .map(({ column }) => column)
      .sort(),
  ).toEqual([...['resultHundredths', 'suggestedBandCode', 'sumHundredths']]);
});
