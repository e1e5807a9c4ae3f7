import { randomUUID } from 'node:crypto';
import type { Role } from '#src/http/allow.js';
import { pdf } from '../evidence/files.js';
import { type Json, type Service, startService } from '../support/app.js';
import { aConfirmedMonth, laterOn, service2, slip, step, talk, task4 } from '../support/disputes.js';
import { aBranchAtWork, aBureauWithScheme, openMonth, sheetsOf, startReview } from '../support/month.js';
import { anAccount, aUnit } from '../support/organisation.js';
import { recordRoles, verified } from '../verification/behind-our-back.js';

/* What the generator of test/fuzz found, each as the case that it is. */

let service: Service;
let bureauId: number;
beforeAll(async () => {
  service = await startService();
  bureauId = await aBureauWithScheme(service);
});
afterAll(() => service.close());
beforeEach(() => laterOn(service, '2026-11-05T02:00:00.000Z'));

const claim = { itemCode: 'C-01', count: 1, occurredOn: '2026-11-03', description: '还没想好', evidence: '证明' };

test('who is exempted while he still writes keeps his draft to himself', async () => {
  const branch = await aBranchAtWork(service, bureauId, { size: 5 });
  const { id } = await openMonth(branch);
  const [, , , sheet] = await sheetsOf(branch, id);
  const [path, member] = [`/api/v1/sheets/${sheet!.id}`, branch.members[3]!];
  await member.put(`${path}/draft`, { lines: [claim] }, { version: sheet!.version });
  const { version } = await branch.secretary.get(path);
  const note = { reason: 'byRegulation', note: '文号' };
  const exempted = await branch.secretary.put(`${path}/exemption`, note, { version: version! });
  expect([exempted.status, exempted.body.lines]).toEqual([200, []]);
  for (const reader of [branch.secretary, branch.deputy, branch.commissioner, branch.bureauOffice])
    expect(JSON.stringify((await reader.get(path)).body)).not.toContain('还没想好');
  expect((await sheetsOf(branch, id))[3]!.claims).toBe(0);
  expect((await member.get(path)).body.lines).toHaveLength(1);
});

test('what bears out a draft is nobody else’s while its member has more time than the others', async () => {
  const branch = await aBranchAtWork(service, bureauId, { size: 5 });
  const { id } = await openMonth(branch);
  const [, , , sheet] = await sheetsOf(branch, id);
  const [path, member] = [`/api/v1/sheets/${sheet!.id}`, branch.members[3]!];
  const query = new URLSearchParams({ requestId: randomUUID(), fileName: '证明.pdf' });
  const sending = { headers: { 'content-type': 'application/octet-stream' } };
  const { id: fileId } = (await member.post(`${path}/evidence?${query}`, pdf(), sending)).body;
  const lines = [{ ...claim, evidenceFileIds: [fileId] }];
  const { version } = await member.put(`${path}/draft`, { lines }, { version: sheet!.version });
  const until = { until: '2026-11-12', reason: '住院' };
  expect((await branch.secretary.put(`${path}/extension`, until, { version: version! })).status).toBe(200);
  await startReview(branch, id);
  const statuses = async () =>
    [await member.get(`/api/v1/evidence/${fileId}`), await branch.secretary.get(`/api/v1/evidence/${fileId}`)].map(
      ({ status }) => status,
    );
  expect(await statuses()).toEqual([200, 404]);
  await laterOn(service, '2026-11-13T02:00:00.000Z');
  expect(await statuses()).toEqual([200, 200]);
});

test('why nothing of somebody is erased is not told to who looks over another part of the organisation', async () => {
  const branch = await aBranchAtWork(service, bureauId, { size: 5 });
  const other = await aUnit(service.database, { kind: 'bureau', parentId: bureauId, name: '外县' });
  const as = async (role: Role, unitId: number) =>
    service.as(await anAccount(service.database, { roles: [[role, unitId]] }));
  const { memberNumber } = (await branch.secretary.get(`/api/v1/members/${branch.memberIds[4]}`)).body;
  const keeper = await as('securityAdministrator', bureauId);
  const hold = { memberNumber, reason: '案号 2026-7' };
  expect((await keeper.post('/api/v1/retention/holds', hold)).status).toBe(201);
  for (const role of ['auditor', 'bureauOffice'] as const) {
    const [above, beside] = [await as(role, bureauId), await as(role, other.id)];
    expect((await above.get('/api/v1/retention')).body.holds[0].reason).toBe('案号 2026-7');
    expect((await beside.get('/api/v1/retention')).status).toBe(403);
  }
});

test('a page asked for in a version, or in a part, that it has not is refused and no fault', async () => {
  const asked = async (headers: Record<string, string>) => {
    const answer = await service.anonymous.get('/%61pi/v1/units/1', { headers });
    return [answer.status, answer.body.code];
  };
  expect(await asked({ 'if-match': '"1"' })).toEqual([412, 'stale']);
  expect((await asked({ range: 'bytes=99999999-' }))[0]).toBeLessThan(500);
});

test('what has not the form of a scheme is refused as none', async () => {
  const office = await service.as(await anAccount(service.database, { roles: [['bureauOffice', bureauId]] }));
  for (const definition of [{ $ne: 1 }, {}, []]) {
    const { status, body } = await office.post('/api/v1/scheme-checks', { definition });
    expect([status, body.code]).toEqual([422, 'invalid']);
  }
});

describe('a slip', () => {
  test('tells a branch nothing of who is overtaken elsewhere', async () => {
    const own = await aBranchAtWork(service, bureauId, { size: 7 });
    const other = await aBranchAtWork(service, bureauId, { size: 7 });
    await service.database.write(() =>
      service.database.change('UPDATE units SET rankingEnabled = 1 WHERE id = ?', [bureauId]),
    );
    const best = [[], [], [], [], [], [], [task4, service2]];
    const { sheets } = await aConfirmedMonth(service, own, best);
    await laterOn(service, '2026-11-05T02:00:00.000Z');
    await aConfirmedMonth(service, other, [[talk], [talk], [talk], [talk], [talk], [talk], [talk]]);
    const changes = {
      lines: [1001, 1002].map((number) => ({ number, outcome: 'refused', reason: '伪造' })),
      additions: [],
    };
    const others = ({ summaries }: Json): number[] =>
      summaries.flatMap((summary: Json) => summary.others.map(({ branch }: Json) => branch.id as number));
    const preview = `/api/v1/sheets/${sheets[6]}/amendment-preview`;
    const seen = await own.secretary.post(preview, { changes });
    expect([seen.status, new Set(others(seen.body)).has(other.branchId)]).toEqual([201, false]);
    const { id } = (await slip(own.commissioner, sheets[6]!, changes)).body;
    expect((await step(own.commissioner, id, 'proposal')).status).toBe(200);
    const effects = `/api/v1/corrections/${id}/effects`;
    expect(new Set(others((await own.secretary.get(effects)).body)).has(other.branchId)).toBe(false);
    // The bureau, whose ranking it is, sees them.
    expect(new Set(others((await own.bureauOffice.get(effects)).body)).has(other.branchId)).toBe(true);
  });

  test('that was printed is the slip it was, and verifies', async () => {
    const branch = await aBranchAtWork(service, bureauId, { size: 7 });
    const { sheets } = await aConfirmedMonth(service, branch, [[], [], [], [], [], [], [task4]]);
    const changes = { lines: [{ number: 1001, outcome: 'refused', reason: '伪造' }], additions: [] };
    const { id } = (await slip(branch.commissioner, sheets[6]!, changes)).body;
    await step(branch.commissioner, id, 'proposal');
    expect((await branch.commissioner.get(`/api/v1/corrections/${id}/slip.docx`)).status).toBe(200);
    await recordRoles(service.database);
    expect((await verified(service.database)).breaks).toEqual([]);
  });
});
