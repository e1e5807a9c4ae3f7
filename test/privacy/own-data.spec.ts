import { randomUUID } from 'node:crypto';
import type { OwnDataView, StoredTableView } from '#src/privacy/own-data.view.js';
import { keyIdOf } from '#src/key-ring.js';
import {
  answererOf,
  dataRequestFacts,
  dataRequestKinds,
  dataRequestStates,
  mayBecome,
  nextDataRequestStates,
} from '#src/privacy/data-request.js';
import { rights } from '#src/identity/rights.js';
import { type Client, type Json, type Service, startService } from '../support/app.js';
import { decideWith, talk } from '../support/disputes.js';
import {
  aBranchAtWork,
  aBureauWithScheme,
  type BranchAtWork,
  openMonth,
  sheetsOf,
  startReview,
} from '../support/month.js';
import { anAccount } from '../support/organisation.js';
import { unpack } from '../spreadsheets/workbooks.js';

let service: Service;
let branch: BranchAtWork;
let member: Client;
let memberId: number;
let security: Client;
beforeAll(async () => {
  service = await startService();
  const bureauId = await aBureauWithScheme(service);
  branch = await aBranchAtWork(service, bureauId, {
    size: 6,
    name: '第一支部',
    wishes: { 4: { name: '=HYPERLINK("x")' } },
  });
  member = branch.members[4]!;
  memberId = branch.memberIds[4]!;
  security = await service.as(await anAccount(service.database, { roles: [['securityAdministrator', bureauId]] }));
  const { id: branchMonthId } = await openMonth(branch);
  await startReview(branch, branchMonthId);
  const sheet = (await sheetsOf(branch, branchMonthId)).find((one) => one.member.id === memberId)!;
  await decideWith(branch.secretary, sheet.id, [{ ...talk, reason: '绝密评定理由' }]);
}, 240_000);
afterAll(() => service.close());

const tableOf = ({ tables }: OwnDataView, name: string): StoredTableView => tables.find(({ table }) => table === name)!;
const valueIn = ({ columns, rows }: StoredTableView, name: string, row = 0) =>
  rows[row]![columns.findIndex((column) => column.name === name)];

describe('the copy of what is stored about oneself', () => {
  test('tells who one is, one’s account, offices and months, and nothing of anybody else', async () => {
    const { body } = await member.get<OwnDataView>('/api/v1/me/data');
    expect(valueIn(tableOf(body, 'members'), 'name')).toBe('=HYPERLINK("x")');
    expect(valueIn(tableOf(body, 'memberships'), 'branch')).toBe('第一支部');
    expect(tableOf(body, 'sheets').rows).toHaveLength(1);
    expect(tableOf(body, 'sessions').rows.length).toBeGreaterThan(0);
    const others = (await branch.secretary.get(`/api/v1/units/${branch.branchId}/members`)).body.items
      .map(({ name }: Json) => name)
      .filter((name: string) => name !== '=HYPERLINK("x")');
    expect(others).toHaveLength(5);
    for (const name of others) expect(JSON.stringify(body.tables)).not.toContain(name);
    expect(body.notTold.length).toBeGreaterThan(5);
  });

  test('names what is decided and not published as existing, and shows nothing of it', async () => {
    const answer = await member.get<OwnDataView>('/api/v1/me/data');
    const sheets = tableOf(answer.body, 'sheets');
    expect([sheets.waiting, valueIn(sheets, 'scoreHundredths'), valueIn(sheets, 'decidedAt')]).toEqual([1, null, null]);
    // The reviewers' own line, and the one that the service added by its records.
    expect(tableOf(answer.body, 'sheet_lines')).toMatchObject({ rows: [], waiting: 2 });
    expect(JSON.stringify(answer.body)).not.toContain('绝密评定理由');
    const text = Object.values(unpack((await member.get('/api/v1/me/data.xlsx')).body)).join('\n');
    expect(text).not.toContain('绝密评定理由');
    expect(text).toContain('第一支部');
  });

  test('says of an officer how often he acted, and not in whose case', async () => {
    const { body } = await branch.secretary.get<OwnDataView>('/api/v1/me/data');
    expect(body.acts.find(({ words }) => words.zh.startsWith('初审、评定'))?.count).toBeGreaterThan(0);
    expect(tableOf(body, 'role_assignments').rows).toHaveLength(1);
    expect(body.codes).toContainEqual({ column: 'role', code: 'secretary', words: { zh: '书记', en: 'secretary' } });
  });

  test('is taken out as a workbook whose names are text, and as JSON, each with its line in the trail', async () => {
    const workbook = await member.get('/api/v1/me/data.xlsx');
    expect(workbook.headers.get('content-disposition')).toContain('.xlsx');
    const parts = unpack(workbook.body);
    expect(Object.entries(parts).filter(([, xml]) => /<f[ >]/.test(xml))).toEqual([]);
    expect(Object.values(parts).join('')).toContain('=HYPERLINK(');
    const json = await member.get('/api/v1/me/data.json');
    expect(json.headers.get('content-disposition')).toContain('attachment');
    expect(tableOf(json.body, 'members').rows).toHaveLength(1);
    const lines = await service.database.read(() =>
      service.database.rows<{ body: string }>("SELECT body FROM trail_records WHERE action = 'ownData.export'"),
    );
    expect(lines.map(({ body }) => JSON.parse(body).format)).toEqual(['xlsx', 'xlsx', 'json']);
    expect(JSON.parse(lines[0]!.body)).toMatchObject({ memberId, fileDigest: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  test('is there for an account that belongs to no member, and for nobody who is not signed in', async () => {
    const { body } = await branch.bureauOffice.get<OwnDataView>('/api/v1/me/data');
    expect([...new Set(body.tables.map(({ matter }) => matter))].sort()).toEqual(['account', 'requests']);
    expect((await branch.bureauOffice.get('/api/v1/me/data.xlsx')).status).toBe(200);
    expect((await service.anonymous.get('/api/v1/me/data')).status).toBe(401);
  });
});

describe('a request about one’s data', () => {
  const wish = (change: object = {}) => ({
    requestId: randomUUID(),
    kind: 'correction',
    fact: 'name',
    wish: '名字里的“莹”应为“瑩”',
    ...change,
  });
  const step = (client: Client, id: number, name: string, body: object, version: number) =>
    client.put(`/api/v1/data-requests/${id}/${name}`, body, { version });
  const tasks = async (client: Client): Promise<string[]> =>
    (await client.get('/api/v1/today')).body.tasks.map(({ kind }: Json) => kind);

  test('walks its table of states and nothing else', () => {
    for (const state of dataRequestStates)
      for (const next of dataRequestStates)
        expect([state, next, mayBecome(state, next)]).toEqual([
          state,
          next,
          nextDataRequestStates[state].includes(next),
        ]);
    for (const kind of dataRequestKinds)
      for (const fact of dataRequestFacts) {
        const ofBranch = kind === 'correction' && ['name', 'joinDay', 'membership', 'profile'].includes(fact);
        expect([kind, fact, answererOf({ kind, fact })]).toEqual([kind, fact, ofBranch ? 'branch' : 'bureau']);
      }
  });

  test('is answered by the organisation commissioner, carried out, and read by the member', async () => {
    const body = wish();
    const asked = await member.post('/api/v1/me/data-requests', body);
    expect([asked.status, asked.body.state, asked.body.answerer, asked.body.dueDay]).toEqual([
      ...[201, 'open', 'branch'],
      // Fifteen working days after Thursday the 5th.
      '2026-11-26',
    ]);
    expect((await member.post('/api/v1/me/data-requests', body)).body.id).toBe(asked.body.id);
    expect((await member.post('/api/v1/me/data-requests', { ...body, wish: '别的' })).status).toBe(422);
    expect(await tasks(branch.commissioner)).toContain('answerDataRequest');

    const { id } = asked.body;
    const answered = await step(branch.commissioner, id, 'answer', { accepted: true, answer: '已核对户籍材料' }, 1);
    expect([answered.status, answered.body.state]).toEqual([200, 'accepted']);
    expect((await step(branch.commissioner, id, 'answer', { accepted: false, answer: '改主意' }, 1)).status).toBe(409);
    expect(await tasks(branch.commissioner)).toContain('completeDataRequest');
    expect(await tasks(member)).toContain('readDataRequest');
    const done = await step(branch.commissioner, id, 'completion', { deed: '名册已改' }, 2);
    expect([done.status, done.body.state]).toEqual([200, 'done']);
    expect(await tasks(branch.commissioner)).not.toContain('completeDataRequest');
    expect((await member.put(`/api/v1/me/data-requests/${id}/receipt`)).status).toBe(204);
    expect(await tasks(member)).not.toContain('readDataRequest');
    const [mine] = (await member.get('/api/v1/me/data-requests')).body.items;
    expect(mine).toMatchObject({ wish: body.wish, answer: '已核对户籍材料', deed: '名册已改', unread: false });
  });

  test('keeps its words sealed in the database and out of the trail', async () => {
    const rows = await service.database.read(() =>
      service.database.rows<{ wish: string; answer: string; deed: string }>(
        'SELECT wish, answer, deed FROM data_requests',
      ),
    );
    expect(rows.flatMap(({ wish: asked, answer, deed }) => [asked, answer, deed]).map(keyIdOf)).not.toContain(null);
    const trail = await service.database.read(() =>
      service.database.rows<{ body: string }>("SELECT body FROM trail_records WHERE action LIKE 'dataRequest.%'"),
    );
    expect(trail).toHaveLength(3);
    expect(trail.map(({ body }) => body).join('')).not.toMatch(/瑩|户籍|名册/);
    // He himself reads them opened, in the copy of what is stored about him.
    const copy = (await member.get<OwnDataView>('/api/v1/me/data')).body;
    expect(valueIn(tableOf(copy, 'data_requests'), 'answer')).toBe('已核对户籍材料');
  });

  test('for a deletion is the bureau’s alone, and one that is refused stays so', async () => {
    const asked = await member.post(
      '/api/v1/me/data-requests',
      wish({ kind: 'erasure', fact: 'evidence', wish: '删去旧照片' }),
    );
    const { id, answerer } = asked.body;
    expect(answerer).toBe('bureau');
    const answer = { accepted: false, answer: '复核期未满，期满后自动删除' };
    expect((await step(branch.commissioner, id, 'answer', answer, 1)).status).toBe(403);
    expect((await step(branch.bureauOffice, id, 'answer', answer, 7)).status).toBe(412);
    expect((await step(branch.bureauOffice, id, 'answer', answer, 1)).body.state).toBe('refused');
    expect((await step(branch.bureauOffice, id, 'completion', { deed: '没有' }, 2)).status).toBe(409);
  });

  test('is withdrawn by its member only, before it is answered', async () => {
    const asked = await member.post(
      '/api/v1/me/data-requests',
      wish({ kind: 'explanation', fact: 'record', wish: '为什么留三年' }),
    );
    const { id } = asked.body;
    const path = `/api/v1/me/data-requests/${id}/withdrawal`;
    expect((await branch.members[5]!.put(path, undefined, { version: 1 })).status).toBe(404);
    expect((await member.put(path, undefined, { version: 1 })).body.state).toBe('withdrawn');
    expect((await member.put(path, undefined, { version: 2 })).status).toBe(409);
  });

  test('of the commissioner himself is answered by somebody else', async () => {
    const asked = await branch.commissioner.post('/api/v1/me/data-requests', wish());
    const answer = { accepted: true, answer: '同意' };
    expect((await step(branch.commissioner, asked.body.id, 'answer', answer, 1)).body.code).toBe('ownCase');
    expect((await step(branch.bureauOffice, asked.body.id, 'answer', answer, 1)).body.state).toBe('accepted');
  });

  test('with a number of a person in it, without words, or about points is refused', async () => {
    const refused = await member.post('/api/v1/me/data-requests', wish({ wish: '电话13812345678' }));
    expect([refused.status, JSON.stringify(refused.body).includes('13812345678')]).toEqual([422, false]);
    for (const change of [{ wish: '' }, { fact: 'points' }, { memberId: 3 }, { kind: 'x' }])
      expect((await member.post('/api/v1/me/data-requests', wish(change))).status).toBe(422);
    expect((await branch.bureauOffice.post('/api/v1/me/data-requests', wish())).status).toBe(403);
  });

  test('stands in the register of the branch and the bureau, and nobody else reads it', async () => {
    const path = `/api/v1/units/${branch.branchId}/data-requests`;
    expect((await branch.commissioner.get(path)).body.items).toHaveLength(4);
    expect((await branch.bureauOffice.get(`/api/v1/units/${branch.bureauId}/data-requests`)).body.items).toHaveLength(
      4,
    );
    for (const stranger of [branch.secretary, branch.members[5]!]) expect((await stranger.get(path)).status).toBe(403);
  });
});

describe('the notice of what is processed', () => {
  const path = '/api/v1/privacy-notice';
  const reading = '/api/v1/me/privacy-notice-reading';
  const details = { office: '机关党委办公室', contact: '302 室', basis: '〔2026〕1 号', remark: '' };

  test('is there for anybody, and tells fields and readers from the lists that the service runs on', async () => {
    const { status, body } = await service.anonymous.get(path);
    expect([status, body.version, body.details]).toEqual([200, 0, null]);
    const cases = body.matters.find(({ code }: Json) => code === 'cases');
    const readers = cases.readers.map(({ role }: Json) => role);
    for (const role of Object.keys(rights['talk.read'])) expect(readers).toContain(role);
    expect(cases.stored.map(({ words }: Json) => words.zh)).toContain('与您的谈话记录');
    expect(body.matters.find(({ code }: Json) => code === 'evidence').kept).toEqual({ from: 'entry', months: 36 });
  });

  test('is read once and shown again when the organisation’s words, a policy or the service’s own lists change', async () => {
    const tasks = async () => (await member.get('/api/v1/today')).body.tasks.map(({ kind }: Json) => kind);
    expect(await tasks()).toContain('readPrivacyNotice');
    const { digest } = (await member.get(path)).body;
    expect((await member.put(reading, { digest: 'f'.repeat(64) })).status).toBe(412);
    expect((await member.put(reading, { digest })).body.readAt).toEqual(expect.any(String));
    expect((await member.put(reading, { digest })).status).toBe(200);
    expect(await tasks()).not.toContain('readPrivacyNotice');
    const written = await branch.bureauOffice.put(path, details, { version: 0 });
    expect(written.body).toMatchObject({ version: 1, details, fromDay: '2026-11-05' });
    expect(await tasks()).toContain('readPrivacyNotice');
    expect((await member.get(reading)).body).toMatchObject({ noticeVersion: 1, readAt: null });
  });

  test('is written by the bureau and the security administrator alone, one version after another', async () => {
    for (const stranger of [member, branch.secretary])
      expect((await stranger.put(path, details, { version: 1 })).status).toBe(403);
    expect((await security.put(path, details, { version: 0 })).status).toBe(412);
    const written = await security.put(path, { ...details, contact: '304 室' }, { version: 1 });
    expect(written.body.earlier).toEqual([{ version: 1, fromDay: '2026-11-05', ...details }]);
    const { database } = service;
    await expect(database.write(() => database.change('DELETE FROM privacy_notices'))).rejects.toThrow();
  });
});
