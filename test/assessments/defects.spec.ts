import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { privateFindings } from '#src/assessments/confidentiality.js';
import { describeApi } from '#src/http/openapi.js';
import { scoreSheet } from '#src/scoring/score.js';
import { pdf } from '../evidence/files.js';
import { defaultScheme } from '../scoring/scheme-file.js';
import { type Answer, type Service, startService } from '../support/app.js';
import { aConfirmedMonth, laterOn, missedMeeting, publishedSheets } from '../support/disputes.js';
import {
  aBranchAtWork,
  aBureauWithScheme,
  aDecidedMonth,
  fingerprint,
  openMonth,
  sheetsOf,
  startReview,
} from '../support/month.js';
import { anAccount } from '../support/organisation.js';

/* Defects of systems that do this job today, as far as no other test is about them (domain/process.md, last paragraph; CHECKS.md). */

let service: Service;
let bureauId: number;
beforeAll(async () => {
  service = await startService();
  bureauId = await aBureauWithScheme(service);
});
afterAll(() => service.close());
beforeEach(() => laterOn(service, '2026-11-05T02:00:00.000Z'));

test('deleting twice: the second time nothing is there any more, nothing changes, and nothing fails', async () => {
  const branch = await aBranchAtWork(service, bureauId, { size: 4 });
  const member = branch.members[3]!;
  const { id } = await openMonth(branch);
  const sheet = `/api/v1/sheets/${(await sheetsOf(branch, id))[3]!.id}`;
  const twice = async (remove: () => Promise<Answer>): Promise<number[]> => {
    const first = await remove();
    const before = await fingerprint(service.database);
    const second = await remove();
    expect(await fingerprint(service.database)).toEqual(before);
    return [first.status, second.status];
  };
  const query = new URLSearchParams({ requestId: randomUUID(), fileName: '证明.pdf' });
  const upload = { headers: { 'content-type': 'application/octet-stream' } };
  const file = (await member.post(`${sheet}/evidence?${query}`, pdf(), upload)).body.id;
  expect(await twice(() => member.delete(`/api/v1/evidence/${file}`))).toEqual([expect.any(Number), 404]);
  const { version } = await member.put(`${sheet}/submission`, { lines: [] }, { version: 1 });
  // The same request again is answered as it was the first time.
  expect(await twice(() => member.delete(`${sheet}/submission`, { version: version! }))).toEqual([200, 200]);
  await startReview(branch, id);
  const [chairMemberId, recorderMemberId] = branch.memberIds;
  const attendance = [chairMemberId, recorderMemberId].map((memberId) => ({
    memberId,
    seat: 'voting',
    presence: 'present',
  }));
  const meeting = `/api/v1/branch-months/${id}/meetings/1`;
  const words = {
    heldOn: '2026-11-05',
    time: '15:30',
    place: '会议室',
    topic: '评定',
    chairMemberId,
    recorderMemberId,
  };
  const begun = await branch.commissioner.put(meeting, { ...words, attendance, votes: [] }, { version: 0 });
  expect(begun.status).toBe(200);
  const [, gone] = await twice(() => branch.commissioner.delete(meeting, { version: begun.body.version }));
  expect(gone).toBe(404);
  const exempt = { reason: 'byRegulation', note: '文号' };
  const exempted = await branch.secretary.put(`${sheet}/exemption`, exempt, {
    version: (await branch.secretary.get(sheet)).version!,
  });
  const [ended, again] = await twice(() =>
    branch.secretary.delete(`${sheet}/exemption`, { version: exempted.version! }),
  );
  expect([ended, [409, 412].includes(again!)]).toEqual([200, true]);
});

test('the same key with another body is refused for an objection', async () => {
  const branch = await aBranchAtWork(service, bureauId, { size: 7 });
  const id = await aDecidedMonth(branch);
  const sheets = await publishedSheets(branch, id);
  const requestId = randomUUID();
  const objection = { requestId, itemCode: 'B1-01', reason: '当天已请假', anonymous: false };
  const object = (body: object) => branch.members[5]!.post(`/api/v1/sheets/${sheets[4]}/objections`, body);
  const [first, replayed, other] = [
    await object(objection),
    await object(objection),
    await object({ ...objection, reason: '另一件事' }),
  ];
  expect([first.status, replayed.body.key]).toEqual([201, first.body.key]);
  expect([other.status, other.body.errors]).toEqual([422, [{ path: 'requestId', code: 'usedForSomethingElse' }]]);
});

test('the same key with another body is refused for a slip', async () => {
  const branch = await aBranchAtWork(service, bureauId, { size: 7 });
  const { sheets } = await aConfirmedMonth(service, branch, []);
  const slip = { requestId: randomUUID(), reason: '缺席', evidence: '签到表', changes: missedMeeting };
  const write = (body: object) => branch.commissioner.post(`/api/v1/sheets/${sheets[4]}/corrections`, body);
  const [first, replayed, other] = [await write(slip), await write(slip), await write({ ...slip, reason: '早退' })];
  expect([first.status, replayed.body.id]).toEqual([201, first.body.id]);
  expect([other.status, other.body.errors]).toEqual([422, [{ path: 'requestId', code: 'usedForSomethingElse' }]]);
});

test('nothing is handed in for who is not scored, by him or for him, nor by who was suspended', async () => {
  const branch = await aBranchAtWork(service, bureauId, { size: 5, wishes: { 3: { profileCode: 'exempt' } } });
  const { id } = await openMonth(branch);
  const sheets = await sheetsOf(branch, id);
  const notScored = sheets[3]!;
  expect(notScored.state).toBe('notScored');
  const own = await branch.members[3]!.put(`/api/v1/sheets/${notScored.id}/submission`, { lines: [] }, { version: 1 });
  expect([own.status, own.body.code]).toEqual([409, 'wrongState']);
  const paper = {
    lines: [],
    reason: '没有智能手机',
    consent: 'signedPaper',
    consentNote: '',
    receivedOn: '2026-11-05',
  };
  const proxy = await branch.commissioner.put(`/api/v1/sheets/${notScored.id}/proxy-submission`, paper, { version: 1 });
  expect(proxy.status).toBe(409);
  const { database } = service;
  const administrator = await service.as(await anAccount(database, { roles: [['systemAdministrator', bureauId]] }));
  const account = `/api/v1/accounts/${branch.accountIds[4]}`;
  await administrator.put(`${account}/suspension`, undefined, { version: 1 });
  const late = await branch.members[4]!.put(
    `/api/v1/sheets/${sheets[4]!.id}/submission`,
    { lines: [] },
    { version: 1 },
  );
  expect(late.status).toBe(401);
});

test('a member with a history is deleted by nobody: there is no such request, and the database refuses it', async () => {
  const branch = await aBranchAtWork(service, bureauId, { size: 4 });
  await openMonth(branch);
  const removing = Object.entries(describeApi(service.app).paths).filter(
    ([path, item]) => /\/members\/\{[^}]*\}$/.test(path) && 'delete' in item!,
  );
  expect(removing).toEqual([]);
  const { database } = service;
  const [memberId] = branch.memberIds.slice(3);
  const remove = () => database.write(() => database.change('DELETE FROM members WHERE id = ?', [memberId!]));
  await expect(remove()).rejects.toThrow();
  expect(
    await sheetsOf(branch, (await branch.secretary.get(`/api/v1/branches/${branch.branchId}/months`)).body.items[0].id),
  ).toHaveLength(4);
});

test('three quarters of a point are three quarters, in every sum', () => {
  const text = JSON.stringify(defaultScheme());
  const finer = text.replace(/"stepHundredths":\d+/g, '"stepHundredths":25');
  expect(finer).not.toBe(text);
  const scheme = JSON.parse(finer) as ReturnType<typeof defaultScheme>;
  const before = scoreSheet(scheme, 'full', []).scoreHundredths;
  const after = scoreSheet(scheme, 'full', [{ number: 1, itemCode: 'C-08', pointsHundredths: 375 }]);
  const line = after.lines.find(({ itemCode }) => itemCode === 'C-08');
  expect([after.scoreHundredths - before, line!.countedHundredths]).toEqual([375, 375]);
});

test('the demonstration holds no number of a person', () => {
  const files = readdirSync('src/demo').map((file) => readFileSync(join('src/demo', file), 'utf8'));
  expect(files.length).toBeGreaterThan(3);
  const found = files.flatMap((text) => privateFindings([{ place: 'memberName', text }]));
  expect(found).toEqual([]);
  // Canary: were there one, it would be found.
  expect(privateFindings([{ place: 'memberName', text: '11010519491231002X' }])).toHaveLength(1);
});
