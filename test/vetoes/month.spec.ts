import { Trail } from '#src/audit/trail.service.js';
import { firstScheme } from '#src/schemes/first-scheme.js';
import { Schemes } from '#src/schemes/schemes.service.js';
import type { Veto } from '#src/scoring/scheme.js';
import { type Client, type Json, type Service, startService } from '../support/app.js';
import { aConfirmedMonth, giveOffice, laterOn, slip, step, talk } from '../support/disputes.js';
import { aBranchAtWork, aDecidedMonth, type BranchAtWork, publish, take } from '../support/month.js';
import { anAccount, aUnit } from '../support/organisation.js';
import { publicationFaults } from '../support/published.js';
import { lifting, lightVeto, setVeto, vetoStep } from '../support/vetoes.js';
import { recordRoles, verified } from '../verification/behind-our-back.js';

/* A rule with a veto on the month itself, which the default rule does not have. */

const monthly: Veto = {
  code: 'month',
  name: { zh: '当月一票否决', en: 'Veto on the month' },
  capHundredths: 5900,
  per: 'month',
};
const ofMonth = { vetoCode: monthly.code };

let service: Service;
let bureauId: number;
beforeAll(async () => {
  service = await startService();
  const { database } = service;
  bureauId = (await aUnit(database, { kind: 'bureau', name: '县直机关党委' })).id;
  const schemes = new Schemes(database, new Trail(database));
  const first = await schemes.byId(await firstScheme(schemes, service.clock.now()));
  const definition = { ...first.definition, version: '2', vetoes: [...first.definition.vetoes, monthly] };
  await schemes.publish(definition, { effectiveFromMonth: '2021-01', now: service.clock.now(), actorAccountId: null });
});
afterAll(async () => {
  await recordRoles(service.database);
  expect((await verified(service.database)).breaks).toEqual([]);
  expect(await publicationFaults(service.database)).toEqual([]);
  await service.close();
});
beforeEach(() => laterOn(service, '2026-11-05T02:00:00.000Z'));

async function aBranch(): Promise<{ branch: BranchAtWork; discipline: Client; subject: number }> {
  const branch = await aBranchAtWork(service, bureauId, { size: 6 });
  const discipline = await giveOffice(service, branch, 3, 'disciplineCommissioner');
  return { branch, discipline, subject: branch.memberIds.at(-1)! };
}

const boardRow = async ({ secretary }: BranchAtWork, id: number, memberId: number): Promise<Json> =>
  (await secretary.get(`/api/v1/branch-months/${id}/board`)).body.rows.find((row: Json) => row.memberId === memberId);
const summaryRow = async ({ secretary, branchId }: BranchAtWork, memberId: number): Promise<Json> =>
  (await secretary.get(`/api/v1/units/${branchId}/summaries/2026-H2`)).body.rows.find(
    (row: Json) => row.memberId === memberId,
  );

test('a veto on the month that is set before the publication limits what is published, and only 按规定处理 is published of it', async () => {
  const { branch, discipline, subject } = await aBranch();
  const id = await aDecidedMonth(branch);
  await setVeto(discipline, branch.secretary, subject, ofMonth);
  // Those who check and approve the list see beforehand what the publication will make of it.
  const acting = await branch.secretary.get(`/api/v1/branch-months/${id}/vetoes`);
  expect(acting.body.items).toMatchObject([
    { member: { id: subject }, rule: { capHundredths: 5900 }, period: '2026-11' },
  ]);
  expect((await branch.members[4]!.get(`/api/v1/branch-months/${id}/vetoes`)).status).toBe(403);
  expect((await publish(branch, id)).status).toBe(200);

  expect(await boardRow(branch, id, subject)).toMatchObject({
    baseHundredths: 7800,
    scoreHundredths: 5900,
    remarks: ['fromRecords', 'byRegulation'],
  });
  expect(await boardRow(branch, id, branch.memberIds[4]!)).toMatchObject({
    scoreHundredths: 7800,
    remarks: ['fromRecords'],
  });
  const board = JSON.stringify((await branch.members[4]!.get(`/api/v1/branch-months/${id}/board`)).body);
  for (const secret of [lightVeto.documentNumber, lightVeto.reason]) expect(board).not.toContain(secret);
  const sheet = (
    await branch.members.at(-1)!.get(`/api/v1/members/${subject}/history?fromMonth=2026-11&untilMonth=2026-11`)
  ).body;
  expect(JSON.stringify(sheet)).toContain('5900');
  // The sheet goes on saying what was decided, and beside it what the veto left of it.
  const items: Json[] = (await branch.secretary.get(`/api/v1/branch-months/${id}/sheets`)).body.items;
  const own = items.find(({ member }) => member.id === subject);
  expect((await branch.members.at(-1)!.get(`/api/v1/sheets/${own.id}`)).body).toMatchObject({
    decidedScore: { scoreHundredths: 7800 },
    underVetoHundredths: 5900,
  });
});

test('a month is withdrawn with the scores that were decided, and published again with the vetoes that hold then', async () => {
  const { branch, discipline, subject } = await aBranch();
  const id = await aDecidedMonth(branch);
  const veto = await setVeto(discipline, branch.secretary, subject, ofMonth);
  await publish(branch, id);
  await laterOn(service, '2026-11-11T02:00:00.000Z');
  await vetoStep(discipline, veto, 'lifting-proposal', lifting);
  await vetoStep(branch.secretary, veto, 'lifting');
  // Lifting it rewrites nothing that is published.
  expect(await boardRow(branch, id, subject)).toMatchObject({ scoreHundredths: 5900 });
  expect((await take(branch.secretary, id, 'withdrawal', { reason: '一票否决已经解除' })).status).toBe(200);
  const sheets: Json[] = (await branch.secretary.get(`/api/v1/branch-months/${id}/sheets`)).body.items;
  expect(sheets.find(({ member }) => member.id === subject)).toMatchObject({ decidedScoreHundredths: 7800 });
  expect((await publish(branch, id)).status).toBe(200);
  expect(await boardRow(branch, id, subject)).toMatchObject({ scoreHundredths: 7800, remarks: ['fromRecords'] });
});

test('set after the publication it rewrites no month: the half-year takes it, and a slip corrects the row', async () => {
  const { branch, discipline, subject } = await aBranch();
  const { id, sheets } = await aConfirmedMonth(service, branch, [[], [], [], [], [], [talk]]);
  const published = await boardRow(branch, id, subject);
  await setVeto(discipline, branch.secretary, subject, ofMonth);
  expect(await boardRow(branch, id, subject)).toEqual(published);
  const { scoreHundredths } = published;
  expect(scoreHundredths).toBe(7900);
  expect(await summaryRow(branch, subject)).toMatchObject({
    resultHundredths: 5900,
    meanHundredths: 5900,
    sumHundredths: 5900,
    veto: { code: 'month' },
    remarks: expect.arrayContaining([
      { code: 'monthVetoed', params: { month: '2026-11', published: String(scoreHundredths) } },
    ]),
  });

  // The slip says nothing but that the veto holds, and shows beforehand what it changes.
  const nothing = { lines: [], additions: [] };
  const preview = await branch.secretary.post(`/api/v1/sheets/${sheets[5]}/amendment-preview`, { changes: nothing });
  expect(preview.body.row).toMatchObject({ before: { scoreHundredths }, after: { scoreHundredths: 5900 } });
  const written = await slip(branch.commissioner, sheets[5]!, nothing);
  expect(written.status).toBe(201);
  const clerk = await service.as(await anAccount(service.database, { roles: [['bureauOffice', bureauId]] }));
  await step(branch.commissioner, written.body.id, 'proposal');
  await step(branch.secretary, written.body.id, 'decision');
  await step(clerk, written.body.id, 'countersignature');
  expect((await step(clerk, written.body.id, 'issue')).status).toBe(200);
  expect(await boardRow(branch, id, subject)).toMatchObject({
    scoreHundredths: 5900,
    remarks: expect.arrayContaining(['byRegulation']),
  });
  expect(await summaryRow(branch, subject)).toMatchObject({
    resultHundredths: 5900,
    remarks: expect.arrayContaining([{ code: 'corrected', params: { month: '2026-11' } }]),
  });
  // Without a veto to take up there is nothing that a slip without changes could say.
  const empty = await slip(branch.commissioner, sheets[4]!, nothing);
  expect(empty.body.errors).toEqual([{ path: 'changes', code: 'changesNothing' }]);
});

test('a published score that is no longer what the veto left of it is found', async () => {
  const { branch, discipline, subject } = await aBranch();
  const id = await aDecidedMonth(branch);
  await setVeto(discipline, branch.secretary, subject, ofMonth);
  await publish(branch, id);
  await service.database.write(() =>
    service.database.change('UPDATE sheets SET vetoCode = NULL WHERE branchMonthId = ? AND memberId = ?', [
      id,
      subject,
    ]),
  );
  await recordRoles(service.database);
  const { breaks } = await verified(service.database, { unitId: branch.branchId });
  expect(breaks).toMatchObject([{ table: 'sheets', column: 'vetoCode' }]);
  await service.database.write(() =>
    service.database.change("UPDATE sheets SET vetoCode = 'month' WHERE branchMonthId = ? AND memberId = ?", [
      id,
      subject,
    ]),
  );
});
