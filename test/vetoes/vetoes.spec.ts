import { randomUUID } from 'node:crypto';
import { type Client, type Json, type Service, startService } from '../support/app.js';
import { aConfirmedMonth, dues, giveOffice, laterOn, talk, task3, task4 } from '../support/disputes.js';
import { aBranchAtWork, aBureauWithScheme, type BranchAtWork } from '../support/month.js';
import { anAccount } from '../support/organisation.js';
import { lifting, lightVeto, proposeVeto, setVeto, vetoStep } from '../support/vetoes.js';
import { recordRoles, verified } from '../verification/behind-our-back.js';

let service: Service;
let bureauId: number;
beforeAll(async () => {
  service = await startService();
  bureauId = await aBureauWithScheme(service);
});
afterAll(() => service.close());
beforeEach(() => laterOn(service, '2026-11-05T02:00:00.000Z'));

/** The fourth member is the discipline commissioner, the last the one that the veto is about. */
async function aBranch(
  size = 6,
): Promise<{ branch: BranchAtWork; discipline: Client; subject: number; member: Client }> {
  const branch = await aBranchAtWork(service, bureauId, { size });
  const discipline = await giveOffice(service, branch, 3, 'disciplineCommissioner');
  return { branch, discipline, subject: branch.memberIds.at(-1)!, member: branch.members.at(-1)! };
}

const rowOf = async (reader: Client, unitId: number, memberId: number, period = '2026-H2'): Promise<Json> => {
  const { body } = await reader.get(`/api/v1/units/${unitId}/summaries/${period}`);
  return body.rows.find((row: Json) => row.memberId === memberId);
};

test('proposed by the discipline commissioner, set by the secretary: the half-year is at most 59, until two people lift it', async () => {
  const { branch, discipline, subject, member } = await aBranch();
  const additions = [[dues], [talk], [], [task3], [task4], [task4, talk]];
  await aConfirmedMonth(service, branch, additions);
  const read = () => rowOf(branch.secretary, branch.branchId, subject);
  const before = await read();
  expect(before).toMatchObject({ veto: null });
  expect(before.resultHundredths).toBeGreaterThan(7500);

  const proposed = await proposeVeto(discipline, subject);
  expect(proposed).toMatchObject({ status: 201, body: { state: 'proposed', period: '2026-H2', mayConfirm: false } });
  expect(proposed.body.rule).toEqual({
    code: 'light',
    name: { zh: '一票否决（一般）', en: 'Veto, light' },
    capHundredths: 5900,
    per: 'halfYear',
  });
  const { id } = proposed.body;
  // Proposed is not set: nothing changes, and the member is told nothing.
  expect(await read()).toEqual(before);
  expect((await member.get(`/api/v1/members/${subject}/vetoes`)).body).toEqual({ items: [] });
  expect((await member.get(`/api/v1/vetoes/${id}`)).status).toBe(404);

  const set = await vetoStep(branch.secretary, id, 'confirmation');
  expect(set).toMatchObject({
    status: 200,
    body: { state: 'set', reason: lightVeto.reason, mayProposeLifting: false },
  });
  const limited = await read();
  expect(limited).toMatchObject({
    resultHundredths: 5900,
    veto: { code: 'light' },
    meanHundredths: before.meanHundredths,
  });
  expect(await rowOf(branch.bureauOffice, bureauId, subject)).toMatchObject({ resultHundredths: 5900 });
  // A fact of another half-year limits that one alone.
  expect(await rowOf(branch.secretary, branch.branchId, subject, '2026-H1')).toMatchObject({ veto: null });

  // The member reads that it is set and which document says why; not who set it, and not the words.
  const own = (await member.get(`/api/v1/members/${subject}/vetoes`)).body.items;
  expect(own).toMatchObject([{ id, state: 'set', documentNumber: lightVeto.documentNumber, reason: null }]);
  expect(own[0].steps).toEqual([
    { step: 'confirm', at: expect.any(String), by: null, documentNumber: null, documentDay: null },
  ]);
  expect(JSON.stringify(own)).not.toContain(lightVeto.reason);
  const another = branch.members[4]!;
  expect((await another.get(`/api/v1/members/${subject}/vetoes`)).status).toBe(404);
  expect((await branch.commissioner.get(`/api/v1/vetoes/${id}`)).status).toBe(404);
  const trail = (await member.get(`/api/v1/members/${subject}/trail`)).body.items;
  expect(trail.map(({ action }: Json) => action)).toContain('veto.confirm');
  expect(trail.map(({ action }: Json) => action)).not.toContain('veto.propose');

  await laterOn(service, '2026-11-12T02:00:00.000Z');
  expect(
    (await vetoStep(discipline, id, 'lifting-proposal', { ...lifting, documentNumber: lightVeto.documentNumber })).body
      .errors,
  ).toEqual([{ path: 'documentNumber', code: 'sameDocument' }]);
  expect((await vetoStep(discipline, id, 'lifting-proposal', lifting)).status).toBe(200);
  expect((await member.get(`/api/v1/vetoes/${id}`)).body).toMatchObject({ state: 'set', liftNumber: null });
  expect(await read()).toMatchObject({ resultHundredths: 5900 });
  expect((await vetoStep(branch.secretary, id, 'lifting-refusal', { reason: '文件未到' })).body).toMatchObject({
    state: 'set',
    liftNumber: null,
    refusalReason: '文件未到',
  });
  await vetoStep(discipline, id, 'lifting-proposal', lifting);
  const lifted = await vetoStep(branch.deputy, id, 'lifting');
  expect(lifted).toMatchObject({ status: 200, body: { state: 'lifted', liftNumber: lifting.documentNumber } });
  expect(lifted.body.steps.map(({ step }: Json) => step)).toEqual([
    ...['propose', 'confirm', 'proposeLifting', 'keep', 'proposeLifting', 'lift'],
  ]);
  expect(await read()).toEqual(before);
  await recordRoles(service.database);
  expect((await verified(service.database, { unitId: branch.branchId })).breaks).toEqual([]);
});

test('it takes two people, and nobody has a hand in his own', async () => {
  const { branch, discipline, subject } = await aBranch();
  const clerk = await service.as(await anAccount(service.database, { roles: [['bureauOffice', bureauId]] }));
  // Who may do neither.
  expect((await proposeVeto(branch.secretary, subject)).status).toBe(403);
  expect((await proposeVeto(branch.commissioner, subject)).status).toBe(403);
  // One clerk of the bureau does not do both.
  const { id } = (await proposeVeto(clerk, subject)).body;
  expect((await vetoStep(clerk, id, 'confirmation')).body.code).toBe('secondPerson');
  expect((await vetoStep(discipline, id, 'confirmation')).status).toBe(403);
  expect((await vetoStep(branch.bureauOffice, id, 'confirmation')).body.state).toBe('set');
  await laterOn(service, '2026-11-12T02:00:00.000Z');
  await vetoStep(branch.bureauOffice, id, 'lifting-proposal', lifting);
  expect((await vetoStep(branch.bureauOffice, id, 'lifting')).body.code).toBe('secondPerson');

  // About the discipline commissioner himself, and about the secretary, who learns nothing before it is set.
  expect((await proposeVeto(discipline, branch.memberIds[3]!)).body.code).toBe('ownCase');
  const ofSecretary = (await proposeVeto(discipline, branch.memberIds[0]!)).body.id;
  expect((await branch.secretary.get(`/api/v1/vetoes/${ofSecretary}`)).status).toBe(404);
  expect((await vetoStep(branch.secretary, ofSecretary, 'confirmation')).status).toBe(404);
  const list = (await branch.secretary.get(`/api/v1/units/${branch.branchId}/vetoes`)).body.items;
  expect(list.map((veto: Json) => veto.id)).toEqual([id]);
  expect((await vetoStep(branch.deputy, ofSecretary, 'confirmation')).status).toBe(200);
  await vetoStep(discipline, ofSecretary, 'lifting-proposal', lifting);
  expect((await vetoStep(branch.secretary, ofSecretary, 'lifting')).body.code).toBe('ownCase');

  // The database refuses the same, whoever writes past the service.
  const rows = await service.database.read(() =>
    service.database.row<{ proposedBy: number }>('SELECT proposedBy FROM vetoes WHERE id = ?', [id]),
  );
  const forged = service.database.write(() =>
    service.database.change('UPDATE vetoes SET confirmedBy = ? WHERE id = ?', [rows!.proposedBy, id]),
  );
  await expect(forged).rejects.toThrow();
  await expect(
    service.database.write(() => service.database.change('DELETE FROM veto_steps WHERE vetoId = ?', [id])),
  ).rejects.toThrow();
});

test('what is wrong with a proposal is said by its place; one document is used once for one member', async () => {
  const { branch, discipline, subject } = await aBranch();
  const problems = async (wish: object) => (await proposeVeto(discipline, subject, wish)).body.errors;
  expect(await problems({ vetoCode: 'heavy' })).toEqual([{ path: 'vetoCode', code: 'unknownVeto' }]);
  expect(await problems({ factDay: '2026-11-06', documentDay: '2026-11-06' })).toEqual([
    { path: 'factDay', code: 'future' },
  ]);
  expect(await problems({ documentDay: '2026-11-06' })).toEqual([{ path: 'documentDay', code: 'future' }]);
  expect(await problems({ documentDay: '2026-11-02' })).toEqual([{ path: 'documentDay', code: 'beforeFact' }]);
  expect(await problems({ factDay: '1999-01-04' })).toEqual([{ path: 'factDay', code: 'noSchemeInForce' }]);
  expect(await problems({ documentNumber: '', reason: ' ', factDay: '2026-02-30' })).toMatchObject([
    { path: 'factDay' },
    { path: 'documentNumber' },
    { path: 'reason' },
  ]);

  const requestId = randomUUID();
  const first = await proposeVeto(discipline, subject, { requestId });
  const again = await proposeVeto(discipline, subject, { requestId });
  expect([first.status, again.body.id]).toEqual([201, first.body.id]);
  expect((await proposeVeto(discipline, branch.memberIds[4]!, { requestId })).body.errors).toEqual([
    { path: 'requestId', code: 'usedForSomethingElse' },
  ]);
  const twice = await proposeVeto(discipline, subject, { vetoCode: 'severe' });
  expect([twice.status, twice.body.errors]).toEqual([409, [{ path: 'documentNumber', code: 'usedForMember' }]]);
  // For another member the same document says the same.
  expect((await proposeVeto(discipline, branch.memberIds[4]!)).status).toBe(201);
  // Refused, it may be used again, and says why it was refused.
  const path = `/api/v1/vetoes/${first.body.id}`;
  expect((await branch.secretary.put(`${path}/confirmation`)).status).toBe(428);
  expect((await branch.secretary.put(`${path}/confirmation`, undefined, { version: 7 })).status).toBe(412);
  expect((await vetoStep(discipline, first.body.id, 'refusal', { reason: '文号有误' })).body).toMatchObject({
    state: 'refused',
    refusalReason: '文号有误',
  });
  expect((await vetoStep(branch.secretary, first.body.id, 'confirmation')).body.code).toBe('wrongState');
  expect((await proposeVeto(discipline, subject, { vetoCode: 'severe' })).status).toBe(201);
  const choices = await discipline.get(`/api/v1/units/${branch.branchId}/veto-choices?day=2026-03-01`);
  expect(choices.body.items.map(({ code, period }: Json) => [code, period])).toEqual([
    ['light', '2026-H1'],
    ['severe', '2026-H1'],
  ]);
});

test('of two who answer at once one sets it and the other is told that it has changed', async () => {
  const { branch, discipline, subject } = await aBranch();
  const { id } = (await proposeVeto(discipline, subject)).body;
  const path = `/api/v1/vetoes/${id}`;
  const answers = await Promise.all([
    branch.secretary.put(`${path}/confirmation`, undefined, { version: 1 }),
    branch.deputy.put(`${path}/confirmation`, undefined, { version: 1 }),
    branch.bureauOffice.put(`${path}/refusal`, { reason: '证据不足' }, { version: 1 }),
  ]);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(answers.every(({ status }) => [200, 409, 412].includes(status))).toBe(true);
});

test('a veto changed behind the service’s back is found and named', async () => {
  const { branch, discipline, subject } = await aBranch();
  const id = await setVeto(discipline, branch.secretary, subject);
  await recordRoles(service.database);
  const breaks = async () =>
    (await verified(service.database, { unitId: branch.branchId })).breaks.map(({ code, table, column }) => [
      code,
      table,
      column,
    ]);
  expect(await breaks()).toEqual([]);
  const tamper = (sql: string, ...values: (string | number | null)[]) =>
    service.database.write(() => service.database.change(sql, values));
  await tamper("UPDATE vetoes SET state = 'proposed' WHERE id = ?", id);
  expect(await breaks()).toEqual([['rowDiffers', 'vetoes', 'state']]);
  await tamper("UPDATE vetoes SET state = 'set', factDay = '2026-05-03' WHERE id = ?", id);
  expect(await breaks()).toEqual([['rowDiffers', 'vetoes', 'factDay']]);
  await tamper('UPDATE vetoes SET factDay = ?, reason = ? WHERE id = ?', lightVeto.factDay, '另一个理由', id);
  expect(await breaks()).toEqual([['wordsDiffer', 'vetoes', 'reason']]);
});

test('what waits for a second person stands on the page of today of those whose turn it is, and of nobody else', async () => {
  const { branch, discipline, subject } = await aBranch();
  const kinds = async (client: Client) =>
    (await client.get('/api/v1/today')).body.tasks
      .filter(({ vetoId }: Json) => vetoId !== undefined)
      .map(({ kind, vetoId }: Json) => [kind, vetoId]);
  const { id } = (await proposeVeto(discipline, subject)).body;
  expect(await kinds(branch.secretary)).toEqual([['confirmVeto', id]]);
  expect(await kinds(discipline)).toEqual([]);
  expect(await kinds(branch.members[4]!)).toEqual([]);
  await vetoStep(branch.secretary, id, 'confirmation');
  expect(await kinds(branch.secretary)).toEqual([]);
  await laterOn(service, '2026-11-12T02:00:00.000Z');
  await vetoStep(discipline, id, 'lifting-proposal', lifting);
  expect(await kinds(branch.deputy)).toEqual([['liftVeto', id]]);
  // About the secretary: the deputy's turn, and the bureau's.
  const ofSecretary = (await proposeVeto(discipline, branch.memberIds[0]!)).body.id;
  expect(await kinds(branch.secretary)).toEqual([['liftVeto', id]]);
  expect(await kinds(branch.deputy)).toEqual(expect.arrayContaining([['confirmVeto', ofSecretary]]));
});
