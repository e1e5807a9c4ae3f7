import { deadlineOf, extensionProblems, extensionRuns } from '#src/assessments/extension.js';
import { type Client, type Service, startService } from '../support/app.js';
import {
  aBranchAtWork,
  aBureauWithScheme,
  acceptSheet,
  type BranchAtWork,
  fingerprint,
  openMonth,
  publish,
  sheetsOf,
  startReview,
} from '../support/month.js';

/** November: self-assessment until the 8th, theme day the 10th. */
const midnight = (day: string, milliseconds = 0) =>
  new Date(Date.parse(`${day}T00:00:00+08:00`) + milliseconds).toISOString();

let service: Service;
let bureauId: number;
beforeAll(async () => {
  service = await startService({ now: midnight('2026-11-05') });
  bureauId = await aBureauWithScheme(service);
});
afterEach(() => service.clock.set(midnight('2026-11-05')));
afterAll(() => service.close());

const path = (sheetId: number, what = 'extension') => `/api/v1/sheets/${sheetId}/${what}`;
const hospital = { until: '2026-11-13', reason: '住院，出院后补交' };
const claim = { itemCode: 'C-01', count: 1, occurredOn: '2026-11-03', description: '志愿', evidence: '证明' };

/** A month with four sheets; the last member's is the one that is extended. */
async function aMonth(): Promise<{ branch: BranchAtWork; id: number; sheetId: number; member: Client }> {
  const branch = await signedIn(await aBranchAtWork(service, bureauId, { size: 4 }));
  const { id } = await openMonth(branch);
  return { branch, id, sheetId: (await sheetsOf(branch, id))[3]!.id, member: branch.members[3]! };
}

async function signedIn(branch: BranchAtWork): Promise<BranchAtWork> {
  const members = await Promise.all(branch.accountIds.map((id) => service.as(id)));
  return { ...branch, members, secretary: members[0]!, commissioner: members[1]!, deputy: members[2]! };
}

async function versionOf(sheetId: number, reader: Client): Promise<number> {
  return (await reader.get(`/api/v1/sheets/${sheetId}`)).version!;
}

test('in hospital on the last day: he hands in later and is in time, and nobody else is affected', async () => {
  const { branch, id, sheetId, member } = await aMonth();
  await member.put(path(sheetId, 'draft'), { lines: [claim] }, { version: 1 });
  const given = await branch.commissioner.put(path(sheetId), hospital, { version: 2 });
  expect(given.status).toBe(200);
  expect(given.body.extension).toMatchObject({ ...hospital, running: true });
  service.clock.set(midnight('2026-11-10'));
  let there = await signedIn(branch);
  await startReview(there, id);

  // The others are decided; his draft is still his alone, and nothing is said of it.
  const sheets = await sheetsOf(there, id);
  expect(sheets.map(({ fromRecords, extendedUntil }) => [fromRecords, extendedUntil])).toEqual([
    ...Array.from({ length: 3 }, () => [true, null]),
    [false, hospital.until],
  ]);
  const seen = (await there.secretary.get(`/api/v1/sheets/${sheetId}`)).body;
  expect([seen.lines, seen.selfScore, seen.mayDecide, seen.extension.reason]).toEqual([
    [],
    null,
    false,
    hospital.reason,
  ]);
  const body = { decisions: [], additions: [], complete: true };
  const refused = await there.secretary.put(path(sheetId, 'review'), body, { version: seen.version });
  expect([refused.status, refused.body.code, refused.body.params.extendedUntil]).toEqual([
    409,
    'wrongState',
    hospital.until,
  ]);
  const { blockedBy } = (await there.secretary.get(`/api/v1/branch-months/${id}`)).body;
  expect(blockedBy).toContainEqual({ code: 'extended', sheetId, memberName: seen.member.name, day: hospital.until });
  expect((await publish(there, id)).status).not.toBe(200);

  // He sees until when and why, and has it among his tasks.
  const own = (await there.members[3]!.get(`/api/v1/sheets/${sheetId}`)).body;
  expect([own.mayEdit, own.mayExtend, own.extension]).toEqual([
    true,
    false,
    { ...hospital, givenBy: expect.any(String), running: true },
  ]);
  expect(own.lines.map(({ itemCode }: { itemCode: string }) => itemCode)).toEqual(['C-01']);
  const { tasks } = (await there.members[3]!.get('/api/v1/today')).body;
  expect(tasks).toMatchObject([
    { kind: 'selfAssess', dueDay: hospital.until, daysLeft: 3 },
    { kind: 'readPrivacyNotice', dueDay: null },
  ]);

  service.clock.set(midnight('2026-11-14', -1));
  there = await signedIn(branch);
  const submitted = await there.members[3]!.put(
    path(sheetId, 'submission'),
    { lines: [claim] },
    {
      version: own.version,
    },
  );
  expect(submitted.body).toMatchObject({ state: 'submitted', late: false, extension: { running: false } });
  const decided = await acceptSheet(there.secretary, sheetId);
  expect(decided).toMatchObject({ state: 'decided', fromRecords: false, late: false });
  expect((await sheetsOf(there, id))[3]).toMatchObject({ extendedUntil: null });
});

test('a millisecond after the last day he is decided from the records, like anybody', async () => {
  const { branch, id, sheetId } = await aMonth();
  await branch.commissioner.put(path(sheetId), hospital, { version: 1 });
  service.clock.set(midnight('2026-11-10'));
  await startReview(await signedIn(branch), id);
  service.clock.set(midnight('2026-11-14'));
  const there = await signedIn(branch);
  const version = await versionOf(sheetId, there.secretary);
  const late = await there.members[3]!.put(path(sheetId, 'submission'), { lines: [] }, { version });
  expect([late.status, late.body.code]).toEqual([409, 'wrongState']);
  const sheet = (await there.secretary.get(`/api/v1/sheets/${sheetId}`)).body;
  expect(sheet).toMatchObject({ fromRecords: true, mayDecide: true, extension: { running: false } });
  const decided = await acceptSheet(there.secretary, sheetId);
  expect(decided).toMatchObject({ state: 'decided', fromRecords: true });
});

test('given during the review, changed and taken back: each leaves its line, and then he is decided', async () => {
  const { branch, id, sheetId } = await aMonth();
  service.clock.set(midnight('2026-11-10'));
  const there = await signedIn(branch);
  await startReview(there, id);
  const first = await there.secretary.put(path(sheetId), hospital, { version: 1 });
  const longer = { until: '2026-11-16', reason: '延长住院' };
  const second = await there.deputy.put(path(sheetId), longer, { version: first.version! });
  expect(second.body.extension).toMatchObject(longer);
  const withdrawn = await there.commissioner.delete(path(sheetId), { version: second.version! });
  expect([withdrawn.status, withdrawn.body.extension]).toEqual([200, null]);
  expect((await there.commissioner.delete(path(sheetId), { version: withdrawn.version! })).status).toBe(404);
  expect((await acceptSheet(there.secretary, sheetId)).fromRecords).toBe(true);
  const lines = await service.database.read(() =>
    service.database.rows<{ action: string; body: string }>(
      "SELECT action, body FROM trail_records WHERE chain = ? AND action IN ('sheet.extend', 'sheet.endExtension') ORDER BY sequence",
      [`unit:${branch.branchId}`],
    ),
  );
  expect(lines.map(({ action, body }) => [action, JSON.parse(body).until])).toEqual([
    ['sheet.extend', hospital.until],
    ['sheet.extend', longer.until],
    ['sheet.endExtension', longer.until],
  ]);
  expect(lines.map(({ body }) => body).join()).not.toContain('住院');
});

test('nobody extends his own, a member nobody’s, another branch’s secretary finds nothing, and an old version is told', async () => {
  const { branch, id, sheetId, member } = await aMonth();
  const other = await signedIn(await aBranchAtWork(service, bureauId, { size: 4 }));
  const own = (await sheetsOf(branch, id))[1]!.id;
  const before = await fingerprint(service.database);
  const ownCase = await branch.commissioner.put(path(own), hospital, { version: 1 });
  expect([ownCase.status, ownCase.body.code]).toEqual([422, 'ownCase']);
  expect((await member.put(path(sheetId), hospital, { version: 1 })).status).toBe(403);
  expect((await other.secretary.put(path(sheetId), hospital, { version: 1 })).status).toBe(404);
  expect((await branch.bureauOffice.put(path(sheetId), hospital, { version: 1 })).status).toBe(403);
  expect((await branch.commissioner.put(path(sheetId), hospital)).status).toBe(428);
  expect((await branch.commissioner.put(path(sheetId), hospital, { version: 9 })).status).toBe(412);
  const handedIn = (await sheetsOf(branch, id))[2]!.id;
  await branch.members[2]!.put(path(handedIn, 'submission'), { lines: [] }, { version: 1 });
  expect((await branch.commissioner.put(path(handedIn), hospital, { version: 2 })).status).toBe(409);
  const after = await fingerprint(service.database);
  expect([after['trail_records'], after['sheets versions']]).toEqual([
    before['trail_records']! + 1,
    before['sheets versions']! + 1,
  ]);
});

test.each<[string, object, string, string]>([
  ['a day that has passed', { until: '2026-11-04' }, 'until', 'past'],
  ['everybody’s last day', { until: '2026-11-08' }, 'until', 'notLater'],
  ['a day too far away', { until: '2026-12-10' }, 'until', 'tooLate'],
  ['a day that isn’t', { until: '2026-11-31' }, 'until', 'day'],
  ['no reason', { reason: '' }, 'reason', 'notEmpty'],
  ['somebody else’s name in the body', { extendedBy: 1 }, 'extendedBy', 'whitelistValidation'],
])('refuses %s', async (_case, wrong, field, code) => {
  const { branch, sheetId } = await aMonth();
  const refused = await branch.commissioner.put(path(sheetId), { ...hospital, ...wrong }, { version: 1 });
  expect(refused.status).toBe(422);
  expect(refused.body.errors).toContainEqual(expect.objectContaining({ path: field, code }));
});

test('the rule itself', () => {
  const november = { selfAssessmentUntil: '2026-11-08' };
  expect(extensionRuns({ state: 'draft', extendedUntil: '2026-11-13' }, '2026-11-13')).toBe(true);
  expect(extensionRuns({ state: 'draft', extendedUntil: '2026-11-13' }, '2026-11-14')).toBe(false);
  expect(extensionRuns({ state: 'submitted', extendedUntil: '2026-11-13' }, '2026-11-13')).toBe(false);
  expect(deadlineOf({ extendedUntil: null }, november)).toBe('2026-11-08');
  expect(deadlineOf({ extendedUntil: '2026-11-01' }, november)).toBe('2026-11-08');
  expect(extensionProblems('2026-12-09', november, '2026-11-05')).toEqual([]);
});
