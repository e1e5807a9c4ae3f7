import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { numbered, written } from '#src/assessments/lines.js';
import { SheetLine } from '#src/assessments/sheet-line.entity.js';
import type { SheetView } from '#src/assessments/sheet.view.js';
import { Sheets } from '#src/assessments/sheets.service.js';
import { Trail } from '#src/audit/trail.service.js';
import type { Actor } from '#src/http/allow.js';
import { readSchemeFile } from '#src/schemes/scheme-file.js';
import { Schemes } from '#src/schemes/schemes.service.js';
import { type Client, type Service, startService } from '../support/app.js';
import { aBranchAtWork, type BranchAtWork, openMonth, sheetsOf, startReview } from '../support/month.js';
import { layMonths } from '../support/months.js';
import { aUnit } from '../support/organisation.js';
import { pdf } from '../evidence/files.js';

/** What a member is answered who writes in his sheet is put together from what was written: it has to be what he reads afterwards. */

let service: Service;
let bureauId: number;
let schemeVersionId: number;
let branch: BranchAtWork;
/** By place in the roster: secretary, commissioner, deputy, the leader of a group, and four of that group. */
let sheetIds: number[];

beforeAll(async () => {
  service = await startService();
  const { database } = service;
  bureauId = (await aUnit(database, { kind: 'bureau' })).id;
  // With a cap over the year, of which earlier months use something up.
  const source = readFileSync('schemes/default.yaml', 'utf8');
  const scheme = readSchemeFile(source).scheme!;
  const items = scheme.items.map((item) =>
    item.code === 'C-01' ? { ...item, limits: [{ per: 'year' as const, capHundredths: 900 }] } : item,
  );
  const rule = { effectiveFromMonth: '2020-01', now: service.clock.now(), actorAccountId: null, source };
  schemeVersionId = await new Schemes(database, new Trail(database)).publish({ ...scheme, items }, rule);
  branch = await aBranchAtWork(service, bureauId, { size: 8 });
  const { id: groupId } = await aUnit(database, { kind: 'group', parentId: branch.branchId, name: '第一党小组' });
  await database.write(async () => {
    await database.change(
      `UPDATE memberships SET groupId = ? WHERE memberId IN (${branch.memberIds.slice(3).join(', ')})`,
      [groupId],
    );
    await database.change(
      "INSERT INTO role_assignments (accountId, role, unitId, fromDay, version) VALUES (?, 'groupLeader', ?, '2026-01-01', 1)",
      [branch.accountIds[3]!, groupId],
    );
  });
  branch.members[3] = await service.as(branch.accountIds[3]!);
  await layOctober();
  sheetIds = (await sheetsOf(branch, (await openMonth(branch)).id)).map(({ id }) => id);
});
afterAll(() => service.close());

/** Everybody had 81.00 in October, and used up some of the year's cap. */
async function layOctober(): Promise<void> {
  const { database } = service;
  const sheets = branch.memberIds.map((memberId) => ({ memberId, result: 8100 }));
  const months = [{ branchId: branch.branchId, month: '2026-10', state: 'published' as const, sheets }];
  const [october] = await layMonths(database, { schemeVersionId, accountId: branch.accountIds[1]!, months });
  await database.write(() =>
    database.change('UPDATE sheets SET parts = ? WHERE branchMonthId = ?', ['{"C-01":800}', october!.branchMonthId]),
  );
}

const path = (sheetId: number) => `/api/v1/sheets/${sheetId}`;
const absent = { itemCode: 'B1-01', optionCode: 'absent', reason: '值班' };
const voluntary = {
  itemCode: 'C-01',
  count: 1,
  occurredOn: '2026-11-03',
  description: '社区志愿服务',
  evidence: '证明',
};
const award = { itemCode: 'C-07', occurredOn: '2026-11-02', description: '县级先进', evidence: '荣誉证书 20261102' };
const awardOf = (month: string) => ({ ...award, ...optionOf('C-07'), occurredOn: `${month}-02` });

function optionOf(code: string): object {
  const { options, each, range } = readSchemeFile(readFileSync('schemes/default.yaml', 'utf8')).scheme!.items.find(
    (item) => item.code === code,
  )!;
  if (options) return { optionCode: options.at(-1)!.code };
  return each ? { count: 1 } : { pointsHundredths: range!.fromHundredths };
}

/** Takes a step, and holds that its answer is, character for character, what the sheet is read as afterwards. */
async function write(
  me: Client,
  sheetId: number,
  step: 'draft' | 'submission' | 'withdrawal',
  lines: object[] = [],
): Promise<SheetView> {
  const { version } = await me.get(path(sheetId));
  const answer =
    step === 'withdrawal'
      ? await me.delete<SheetView>(`${path(sheetId)}/submission`, { version: version! })
      : await me.put<SheetView>(`${path(sheetId)}/${step}`, { lines }, { version: version! });
  expect([answer.status, answer.body]).toEqual([200, expect.anything()]);
  const read = await me.get<SheetView>(path(sheetId));
  expect(JSON.stringify(answer.body)).toBe(JSON.stringify(read.body));
  expect(answer.version).toBe(read.version);
  return answer.body;
}

test('a draft, handed in, taken back, and handed in with less; with last month’s score, the group and what the year has left', async () => {
  const [me, sheetId] = [branch.members[4]!, sheetIds[4]!];
  expect((await write(me, sheetId, 'draft', [{ ...absent, reason: '' }, voluntary])).lines).toHaveLength(2);
  const handedIn = await write(me, sheetId, 'submission', [absent, voluntary]);
  expect(handedIn).toMatchObject({ state: 'submitted', lastMonthScoreHundredths: 8100, preReviewer: 'groupLeader' });
  expect(handedIn.earlier).toEqual({ 'year:C-01': 800 });
  expect(await write(me, sheetId, 'withdrawal')).toMatchObject({ state: 'draft', submittedAt: null });
  expect((await write(me, sheetId, 'submission', [voluntary])).lines).toHaveLength(1);
  expect((await write(me, sheetId, 'submission', [])).lines).toEqual([]);
});

test('words of every kind', async () => {
  const description = "e\u0301tude 👨\u200d👩\u200d👧 “引号” \\ '单' %_ \n第二行\t制表 <b>𠮷</b>";
  const lines = [
    { ...absent, reason: description },
    { ...voluntary, description, witness: '李𠮷', deedKey: 'k-1' },
  ];
  const { lines: told } = await write(branch.members[5]!, sheetIds[5]!, 'submission', lines);
  expect(told.map((line) => [line.reason, line.description, line.deedKey])).toEqual([
    [description, '', null],
    ['', description, 'k-1'],
  ]);
});

test('the secretary’s own, who reads the branch by office; and the group leader’s own', async () => {
  const own = await write(branch.secretary, sheetIds[0]!, 'submission', [absent]);
  expect(own).toMatchObject({ ownCase: true, mayDecide: false, whoDecides: expect.not.stringMatching(/^branch$/) });
  expect(own.branchMedianHundredths).not.toBeNull();
  expect((await write(branch.members[3]!, sheetIds[3]!, 'submission', [voluntary])).preReviewer).toBe('commissioner');
});

test('files that bear lines out, one of them twice, and a document that an earlier sheet names', async () => {
  const [me, sheetId] = [branch.members[6]!, sheetIds[6]!];
  const query = new URLSearchParams({ requestId: randomUUID(), fileName: '证明.pdf' });
  const file = await me.post(`${path(sheetId)}/evidence?${query}`, pdf(), {
    headers: { 'content-type': 'application/pdf' },
  });
  expect(file.status).toBe(201);
  const evidenceFileIds = [file.body.id as number];
  await nameInOctober(branch.memberIds[6]!, awardOf('2026-10'));
  const lines = [
    { ...voluntary, evidenceFileIds },
    { ...voluntary, description: '清雪', evidence: '', evidenceFileIds },
    awardOf('2026-11'),
  ];
  const { lines: told } = await write(me, sheetId, 'submission', lines);
  expect(told.map(({ evidenceFiles }) => evidenceFiles.length)).toEqual([1, 1, 0]);
  expect(told.map(({ doubles }) => doubles.map(({ kind, month }) => [kind, month]))).toEqual([
    [['file', '2026-11']],
    [['file', '2026-11']],
    [['document', '2026-10']],
  ]);
});

/** Puts a line into the member's sheet of October, as if he had written it then. */
async function nameInOctober(memberId: number, line: object): Promise<void> {
  const { database } = service;
  await database.write(async () => {
    const sheet = await database.row<{ id: number }>(
      "SELECT sheets.id FROM sheets JOIN branch_months ON branch_months.id = sheets.branchMonthId WHERE memberId = ? AND month = '2026-10'",
      [memberId],
    );
    await database.insert(SheetLine, numbered(sheet!.id, 'self', [written(line as never)]));
  });
}

test('a paper that was entered for him, taken back, and written himself', async () => {
  const [me, sheetId] = [branch.members[7]!, sheetIds[7]!];
  const paper = {
    lines: [absent],
    reason: '没有智能手机',
    consent: 'signedPaper',
    consentNote: '交来签字表',
    receivedOn: '2026-11-05',
  };
  expect((await branch.secretary.put(`${path(sheetId)}/proxy-submission`, paper, { version: 1 })).status).toBe(200);
  expect((await write(me, sheetId, 'withdrawal')).proxy).toMatchObject({ reason: paper.reason });
  expect((await write(me, sheetId, 'submission', [absent])).proxy).toBeNull();
});

test('returned with what reviewers found, more time given, and handed in late', async () => {
  const there = await aBranchAtWork(service, bureauId, { size: 5 });
  const { id } = await openMonth(there);
  const [, , , returned, late] = (await sheetsOf(there, id)).map((sheet) => sheet.id) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const [me, other] = [there.members[3]!, there.members[4]!];
  await write(me, returned, 'submission', [absent, voluntary]);
  const more = { until: '2026-11-13', reason: '住院' };
  expect((await there.commissioner.put(`${path(late)}/extension`, more, { version: 1 })).status).toBe(200);
  expect((await write(other, late, 'draft', [voluntary])).extension).toMatchObject({ running: true });
  await startReview(there, id);
  expect(await write(other, late, 'submission', [voluntary])).toMatchObject({
    extension: { running: false },
    late: false,
  });

  const addition = { itemCode: 'B2-01', ...optionOf('B2-01'), reason: '会议记录' };
  const decisions = [{ number: 1, outcome: 'refused', reason: '已请假' }];
  const onSheet = async (what: string, body: object) => {
    const { version } = await there.secretary.get(path(returned));
    const answer = await there.secretary.put(`${path(returned)}/${what}`, body, { version: version! });
    expect([answer.status, answer.body]).toEqual([200, expect.anything()]);
  };
  await onSheet('review', { decisions, additions: [addition], complete: false });
  await onSheet('return', { reason: '请补充证明' });
  expect((await write(me, returned, 'draft', [absent])).returnedReason).toBe('请补充证明');
  expect((await write(me, returned, 'submission', [absent])).returnedReason).toBeNull();
});

test('late, and late it stays when it is handed in again', async () => {
  const there = await aBranchAtWork(service, bureauId, { size: 4 });
  const { id } = await openMonth(there);
  const sheetId = (await sheetsOf(there, id))[3]!.id;
  const before = service.clock.now();
  service.clock.set('2026-11-09T02:00:00.000Z');
  const me = await service.as(there.accountIds[3]!);
  for (const lines of [[absent], [voluntary]]) expect((await write(me, sheetId, 'submission', lines)).late).toBe(true);
  expect((await write(me, sheetId, 'withdrawal')).late).toBe(false);
  service.clock.set(before);
});

test('the same request again is answered alike', async () => {
  const [me, sheetId] = [branch.members[4]!, sheetIds[4]!];
  const { version } = await me.get(path(sheetId));
  const send = () => me.put<SheetView>(`${path(sheetId)}/submission`, { lines: [voluntary] }, { version: version! });
  const [first, again] = [await send(), await send()];
  expect([first.status, JSON.stringify(again.body)]).toEqual([200, JSON.stringify(first.body)]);
});

test('what somebody else has written since is read, and only what stands is put together', async () => {
  const [me, sheetId, memberId, accountId] = [
    branch.members[4]!,
    sheetIds[4]!,
    branch.memberIds[4]!,
    branch.accountIds[4]!,
  ];
  const { version, body } = await me.get<SheetView>(path(sheetId));
  const sheets = service.app.get(Sheets);
  const actor = {
    accountId,
    memberId,
    holdings: [{ role: 'member', unitPath: branch.branchPath }],
  } as unknown as Actor;
  const answered = async (of: number) =>
    JSON.stringify(await sheets.viewAfter({ sheetId, version: of, lines: [] }, actor));
  expect(body.lines.length).toBeGreaterThan(0);
  expect(await answered(version! - 1)).toBe(JSON.stringify(body));
  expect(JSON.parse(await answered(version!)).lines).toEqual([]);
});
