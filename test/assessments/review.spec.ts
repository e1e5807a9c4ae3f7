import type { SheetView } from '#src/assessments/sheet.view.js';
import { startService, type Service } from '../support/app.js';
import {
  aBranchAtWork,
  aBureauWithScheme,
  acceptSheet,
  type BranchAtWork,
  fingerprint,
  openMonth,
  sheetsOf,
  startReview,
} from '../support/month.js';

let service: Service;
let bureauId: number;
beforeAll(async () => {
  service = await startService();
  bureauId = await aBureauWithScheme(service);
});
afterAll(() => service.close());

const asIs = { decisions: [], additions: [], complete: true };
const voluntary = { itemCode: 'C-01', count: 1, occurredOn: '2026-11-03', description: '志愿服务', evidence: '证明' };

interface InReview {
  branch: BranchAtWork;
  branchMonthId: number;
  sheetIds: number[];
}

async function inReview({ size = 4, deputy = true, lines = [] as object[] } = {}): Promise<InReview> {
  const branch = await aBranchAtWork(service, bureauId, { size, deputy });
  const { id: branchMonthId } = await openMonth(branch);
  const sheetIds = (await sheetsOf(branch, branchMonthId)).map(({ id }) => id);
  for (const [index, id] of sheetIds.entries())
    await branch.members[index]!.put(
      `/api/v1/sheets/${id}/submission`,
      { lines: index === 3 ? lines : [] },
      { version: 1 },
    );
  await startReview(branch, branchMonthId);
  return { branch, branchMonthId, sheetIds };
}

describe('nobody decides his own sheet', () => {
  test('neither by deciding, nor returning, nor exempting, nor reopening it', async () => {
    const { branch, sheetIds } = await inReview();
    const path = `/api/v1/sheets/${sheetIds[0]}`;
    const before = await fingerprint(service.database);
    const tries = await Promise.all([
      branch.secretary.put(`${path}/review`, asIs, { version: 2 }),
      branch.secretary.put(`${path}/return`, { reason: '理由' }, { version: 2 }),
      branch.secretary.put(`${path}/exemption`, { reason: 'approvedExemption', note: '说明' }, { version: 2 }),
    ]);
    expect(tries.map(({ status, body }) => [status, body.code])).toEqual(Array(3).fill([422, 'ownCase']));
    expect(await fingerprint(service.database)).toEqual(before);
    const decided = await acceptSheet(branch.deputy, sheetIds[0]!);
    const reopened = await branch.secretary.delete(`${path}/review`, { version: decided.version });
    expect([reopened.status, reopened.body.code]).toEqual([422, 'ownCase']);
  });

  test('and the database itself refuses it', async () => {
    const { branch, sheetIds } = await inReview();
    const { database } = service;
    const decide = () =>
      database.write(() =>
        database.change('UPDATE sheets SET decidedByMemberId = memberId WHERE id = ?', [sheetIds[0]!]),
      );
    await expect(decide()).rejects.toThrow(/notOwnCase|CHECK|constraint/i);
    expect((await acceptSheet(branch.deputy, sheetIds[0]!)).state).toBe('decided');
  });

  test('without a deputy the bureau decides the secretary’s sheet, and no other', async () => {
    const { branch, branchMonthId, sheetIds } = await inReview({ deputy: false });
    const ordinary = await branch.bureauOffice.put(`/api/v1/sheets/${sheetIds[2]}/review`, asIs, { version: 2 });
    expect([ordinary.status, ordinary.body.code]).toEqual([403, 'forbidden']);
    const { body: month } = await branch.bureauOffice.get(`/api/v1/branch-months/${branchMonthId}`);
    const accepted = await branch.bureauOffice.put(`/api/v1/branch-months/${branchMonthId}/acceptances`, undefined, {
      version: month.version,
    });
    expect(accepted.body.accepted).toBe(1);
    const sheets = await sheetsOf(branch, branchMonthId);
    expect(sheets.map(({ state }) => state)).toEqual(['decided', 'submitted', 'submitted', 'submitted']);
    expect(sheets[0]).toMatchObject({ ownCase: true, decidedScoreHundredths: null });
  });

  test('members, the commissioner and other branches decide nothing', async () => {
    const { branch, sheetIds } = await inReview();
    const other = await aBranchAtWork(service, bureauId, { size: 3 });
    const path = `/api/v1/sheets/${sheetIds[3]}/review`;
    expect((await branch.members[3]!.put(path, asIs, { version: 2 })).status).toBe(403);
    expect((await branch.commissioner.put(path, asIs, { version: 2 })).status).toBe(403);
    expect((await other.secretary.put(path, asIs, { version: 2 })).status).toBe(404);
    expect((await branch.members[2]!.get(`/api/v1/sheets/${sheetIds[3]}`)).status).toBe(200);
    const ordinary = await aBranchAtWork(service, bureauId, { size: 5 });
    const month = await openMonth(ordinary);
    const sheets = await sheetsOf(ordinary, month.id);
    expect((await ordinary.members[4]!.get(`/api/v1/sheets/${sheets[3]!.id}`)).status).toBe(404);
    expect(
      (await ordinary.members[4]!.put(`/api/v1/sheets/${sheets[3]!.id}/submission`, { lines: [] }, { version: 1 }))
        .status,
    ).toBe(404);
  });
});

describe('two reviewers', () => {
  test('decide the same sheet at once: one 200, one 412', async () => {
    const { branch, sheetIds } = await inReview({ lines: [voluntary] });
    const path = `/api/v1/sheets/${sheetIds[3]}/review`;
    const accept = { ...asIs, decisions: [{ number: 1, outcome: 'accepted' }] };
    const refuse = { ...asIs, decisions: [{ number: 1, outcome: 'refused', reason: '无证明' }] };
    const answers = await Promise.all([
      branch.secretary.put<SheetView>(path, accept, { version: 2 }),
      branch.deputy.put<SheetView>(path, refuse, { version: 2 }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    const won = answers.find(({ status }) => status === 200)!;
    const now = await branch.secretary.get<SheetView>(`/api/v1/sheets/${sheetIds[3]}`);
    expect(now.body.decidedScore).toEqual(won.body.decidedScore);
  });
});

describe('deciding line by line', () => {
  test('names what is wrong by its field, and writes nothing', async () => {
    const { branch, sheetIds } = await inReview({
      lines: [voluntary, { itemCode: 'B2-02', pointsHundredths: 400, reason: '缺岗' }],
    });
    const path = `/api/v1/sheets/${sheetIds[3]}/review`;
    const before = await fingerprint(service.database);
    const cases: [object, string, string][] = [
      [{ decisions: [{ number: 9, outcome: 'accepted' }] }, 'decisions[0].number', 'unknownLine'],
      [
        {
          decisions: [
            { number: 1, outcome: 'accepted' },
            { number: 1, outcome: 'accepted' },
          ],
        },
        'decisions[1].number',
        'duplicateNumber',
      ],
      [{ decisions: [{ number: 1, outcome: 'refused' }] }, 'decisions[0].reason', 'reasonMissing'],
      [{ decisions: [{ number: 1, outcome: 'changed', reason: '理由' }] }, 'decisions[0].count', 'valueMissing'],
      [
        { decisions: [{ number: 1, outcome: 'changed', count: 32, reason: '理由' }] },
        'decisions[0].count',
        'outOfRange',
      ],
      [{ decisions: [{ number: 1, outcome: 'accepted', count: 2 }] }, 'decisions[0]', 'valueNotAllowed'],
      [
        { decisions: [{ number: 2, outcome: 'changed', pointsHundredths: 501, reason: '理由' }] },
        'decisions[0].pointsHundredths',
        'offStep',
      ],
      [
        { additions: [{ itemCode: 'B2-02', pointsHundredths: 0, reason: '理由' }] },
        'additions[0].itemCode',
        'duplicateItem',
      ],
      [
        { additions: [{ itemCode: 'B1-04', optionCode: 'late', reason: '理由' }] },
        'additions[0].itemCode',
        'notClaimable',
      ],
      [{ additions: [{ itemCode: 'D-02', count: 1, reason: '理由' }] }, 'additions[0].evidence', 'evidenceMissing'],
      [{ additions: [{ itemCode: 'D-02', count: 1, evidence: '记录' }] }, 'additions[0].reason', ''],
      [{ additions: [{ itemCode: 'X-01', count: 1, reason: '理由' }] }, 'additions[0].itemCode', 'unknownItem'],
    ];
    for (const [body, field, code] of cases) {
      const refused = await branch.secretary.put(path, { ...asIs, ...body }, { version: 2 });
      const errors = refused.body.errors.map(
        (error: { path: string; code: string }) => `${error.path} ${code && error.code}`,
      );
      expect([refused.status, errors]).toEqual([422, expect.arrayContaining([`${field} ${code}`])]);
    }
    expect(await fingerprint(service.database)).toEqual(before);
  });

  test('an automatic line stands without a word, and yields to a reason', async () => {
    const branch = await aBranchAtWork(service, bureauId);
    const { id } = await openMonth(branch);
    await startReview(branch, id);
    const [, , , fourth, fifth] = await sheetsOf(branch, id);
    expect((await acceptSheet(branch.secretary, fourth!.id)).decidedScore?.scoreHundredths).toBe(7800);
    const paper = { ...asIs, decisions: [{ number: 2001, outcome: 'refused', reason: '纸质表按时交到支部' }] };
    const decided = await branch.secretary.put<SheetView>(`/api/v1/sheets/${fifth!.id}/review`, paper, { version: 1 });
    expect(decided.body.decidedScore?.scoreHundredths).toBe(8000);
  });

  test('a deed that a reviewer adds is held against the other months too', async () => {
    const branch = await aBranchAtWork(service, bureauId, { size: 4 });
    const october = await openMonth(branch, {
      month: '2026-10',
      themeDay: '2026-10-13',
      selfAssessmentUntil: '2026-11-09',
    });
    const first = (await sheetsOf(branch, october.id))[3]!;
    const deed = { ...voluntary, occurredOn: '2026-10-20' };
    await branch.members[3]!.put(`/api/v1/sheets/${first.id}/submission`, { lines: [deed] }, { version: 1 });
    const { id } = await openMonth(branch);
    await startReview(branch, id);
    const second = (await sheetsOf(branch, id))[3]!;
    const body = { ...asIs, additions: [{ ...deed, reason: '补录' }] };
    const refused = await branch.secretary.put(`/api/v1/sheets/${second.id}/review`, body, { version: 1 });
    expect(refused.body.errors).toEqual([
      { path: 'additions[0].description', code: 'alreadyCounted', params: { month: '2026-10' } },
    ]);
  });
});

describe('accepting all unchanged', () => {
  test('takes what has no line and was in time, at once, and is not done twice', async () => {
    const { branch, branchMonthId, sheetIds } = await inReview({ size: 8, lines: [voluntary] });
    const { body: month } = await branch.deputy.get(`/api/v1/branch-months/${branchMonthId}`);
    expect(month.counts).toMatchObject({ unchanged: 6, toLookAt: 2 });
    const path = `/api/v1/branch-months/${branchMonthId}/acceptances`;
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => branch.deputy.put(path, undefined, { version: month.version })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 412)).toHaveLength(19);
    expect(answers.find(({ status }) => status === 200)!.body.accepted).toBe(6);
    const sheets = await sheetsOf(branch, branchMonthId);
    expect(sheets.filter(({ state }) => state === 'submitted').map(({ id }) => id)).toEqual([sheetIds[2], sheetIds[3]]);
    const now = await branch.deputy.get(`/api/v1/branch-months/${branchMonthId}`);
    const rest = await branch.deputy.put(path, undefined, { version: now.version! });
    expect([rest.status, rest.body.accepted]).toEqual([200, 0]);
  });
});

describe('a month without a score', () => {
  test('has a reason that only reviewers and the member read, is never a zero, and can be taken back', async () => {
    const { branch, branchMonthId, sheetIds } = await inReview();
    const path = `/api/v1/sheets/${sheetIds[3]}`;
    const exempted = await branch.commissioner.put<SheetView>(
      `${path}/exemption`,
      { reason: 'approvedExemption', note: '住院' },
      { version: 2 },
    );
    expect(exempted.body).toMatchObject({
      state: 'notScored',
      notScoredReason: 'approvedExemption',
      notScoredNote: '住院',
      selfScore: null,
    });
    expect((await branch.members[3]!.get(path)).body.notScoredNote).toBe('住院');
    const { body: month } = await branch.secretary.get(`/api/v1/branch-months/${branchMonthId}`);
    expect(month.counts).toMatchObject({ toScore: 3, notScored: 1 });
    const back = await branch.secretary.delete<SheetView>(`${path}/exemption`, { version: 3 });
    expect(back.body).toMatchObject({ state: 'draft', notScoredReason: null, notScoredNote: null });
    expect((await acceptSheet(branch.secretary, sheetIds[3]!)).decidedScore?.scoreHundredths).toBe(8000);
  });

  test('is not given for a reason that the roster alone gives', async () => {
    const { branch, sheetIds } = await inReview();
    for (const reason of ['transferredIn', 'exemptProfile', 'lazy', null]) {
      const refused = await branch.secretary.put(
        `/api/v1/sheets/${sheetIds[3]}/exemption`,
        { reason, note: '说明' },
        { version: 2 },
      );
      expect([reason, refused.status, refused.body.errors[0].path]).toEqual([reason, 422, 'reason']);
    }
  });
});

describe('before publication', () => {
  test('nobody learns what was decided about himself, and members nothing about others', async () => {
    const { branch, branchMonthId, sheetIds } = await inReview({ lines: [voluntary] });
    const additions = [{ itemCode: 'D-02', count: 1, reason: '机密的理由', evidence: '记录' }];
    await branch.secretary.put(
      `/api/v1/sheets/${sheetIds[3]}/review`,
      { decisions: [{ number: 1, outcome: 'accepted' }], additions, complete: true },
      { version: 2 },
    );
    await acceptSheet(branch.deputy, sheetIds[0]!);
    const member = branch.members[3]!;
    const own = await member.get(`/api/v1/sheets/${sheetIds[3]}`);
    expect(own.body).toMatchObject({ state: 'decided', decidedScore: null, branchMedianHundredths: null });
    expect(JSON.stringify(own.body)).not.toMatch(/机密|8100|D-02/);
    const month = await member.get(`/api/v1/branch-months/${branchMonthId}`);
    expect(month.body).toMatchObject({ blockedBy: [], mayReview: false, mayPublish: false, counts: { decided: 2 } });
    expect(JSON.stringify(month.body)).not.toMatch(/Hundredths/);
    for (const path of ['sheets', 'board']) {
      const refused = await member.get(`/api/v1/branch-months/${branchMonthId}/${path}`);
      expect([path, refused.status]).toEqual([path, path === 'sheets' ? 403 : 404]);
    }
    const secretaryOwn = await branch.secretary.get(`/api/v1/sheets/${sheetIds[0]}`);
    expect(secretaryOwn.body.decidedScore).toBeNull();
    const desk = await sheetsOf(branch, branchMonthId);
    expect(desk.map(({ decidedScoreHundredths }) => decidedScoreHundredths)).toEqual([null, null, null, 8100]);
    expect(desk[3]).toMatchObject({ deductions: 1, claims: 1, undecidedItems: [] });
    const { body } = await branch.secretary.get(`/api/v1/branch-months/${branchMonthId}`);
    expect(body.blockedBy.map(({ code, sheetId }: { code: string; sheetId: number }) => [code, sheetId])).toEqual([
      ['undecided', sheetIds[1]],
      ['undecided', sheetIds[2]],
    ]);
  });
});
