import type { SheetLineView, SheetView } from '#src/assessments/sheet.view.js';
import { type Client, startService, type Service } from '../support/app.js';
import {
  aBranchAtWork,
  aBureauWithScheme,
  acceptSheet,
  type BranchAtWork,
  fingerprint,
  november,
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

interface Own {
  branch: BranchAtWork;
  branchMonthId: number;
  sheetId: number;
  path: string;
  me: Client;
}

/** A member's fresh sheet: the fourth of a new branch, who holds no office. */
async function ownSheet(wish = november): Promise<Own> {
  const branch = await aBranchAtWork(service, bureauId, { size: 4 });
  const { id: branchMonthId } = await openMonth(branch, wish);
  const sheetId = (await sheetsOf(branch, branchMonthId))[3]!.id;
  return { branch, branchMonthId, sheetId, path: `/api/v1/sheets/${sheetId}`, me: branch.members[3]! };
}

const voluntary = {
  itemCode: 'C-01',
  count: 1,
  occurredOn: '2026-11-03',
  description: '社区志愿服务',
  evidence: '证明',
};
const absent = { itemCode: 'B1-01', optionCode: 'absent', reason: '值班' };
const codes = (sheet: SheetView) => sheet.lines.map(({ itemCode }: SheetLineView) => itemCode);
const problems = (body: { errors?: { path: string; code: string }[] }) =>
  (body.errors ?? []).map(({ path, code }) => `${path} ${code}`);

describe('handing in', () => {
  test('twice replaces, and never adds', async () => {
    const { path, me } = await ownSheet();
    const first = await me.put<SheetView>(`${path}/submission`, { lines: [absent, voluntary] }, { version: 1 });
    expect(first.body.selfScore?.scoreHundredths).toBe(7400);
    const again = await me.put<SheetView>(`${path}/submission`, { lines: [absent, voluntary] }, { version: 2 });
    expect(again.body.selfScore?.scoreHundredths).toBe(7400);
    const other = await me.put<SheetView>(`${path}/submission`, { lines: [voluntary] }, { version: 3 });
    expect(codes(other.body)).toEqual(['C-01']);
    expect(other.body.selfScore?.scoreHundredths).toBe(8200);
  });

  test('200 times at once with the same version is done once, and everybody learns that it is done', async () => {
    const { path, me, sheetId } = await ownSheet();
    const answers = await Promise.all(
      Array.from({ length: 200 }, () => me.put(`${path}/submission`, { lines: [absent, voluntary] }, { version: 1 })),
    );
    expect(new Set(answers.map(({ status, version }) => `${status} ${version}`))).toEqual(new Set(['200 2']));
    const [lines, steps] = await service.database.read(async () => [
      await service.database.rows('SELECT number FROM sheet_lines WHERE sheetId = ?', [sheetId]),
      await service.database.rows<{ body: string }>("SELECT body FROM trail_records WHERE action = 'sheet.submit'"),
    ]);
    expect(lines).toHaveLength(2);
    expect(
      steps.filter(({ body }) => body.includes(`"sheetId":${sheetId}}`) || body.includes(`"sheetId":${sheetId},`)),
    ).toHaveLength(1);
    // The same version with other words is another submission, and comes too late.
    expect((await me.put(`${path}/submission`, { lines: [voluntary] }, { version: 1 })).status).toBe(412);
  });

  test('without a version is 428, with a stale one 412 that says the present one', async () => {
    const { path, me } = await ownSheet();
    expect((await me.put(`${path}/submission`, { lines: [] })).status).toBe(428);
    const stale = await me.put(`${path}/submission`, { lines: [] }, { version: 7 });
    expect([stale.status, stale.body.params]).toEqual([412, { version: 1 }]);
  });

  test('a draft keeps its lines for its writer alone', async () => {
    const { path, me, branch } = await ownSheet();
    const saved = await me.put<SheetView>(`${path}/draft`, { lines: [{ ...absent, reason: '' }] }, { version: 1 });
    expect(saved.body).toMatchObject({ state: 'draft', submittedAt: null });
    expect(codes(saved.body)).toEqual(['B1-01']);
    const seen = await branch.secretary.get<SheetView>(path);
    expect([seen.body.lines, seen.body.selfScore]).toEqual([[], null]);
    const without = await me.put(`${path}/submission`, { lines: [{ ...absent, reason: '' }] }, { version: 2 });
    expect(problems(without.body)).toEqual(['lines[0].reason reasonMissing']);
  });

  test('a base item at its default is no line', async () => {
    const { path, me } = await ownSheet();
    const lines = [
      { itemCode: 'B1-01', optionCode: 'full' },
      { itemCode: 'B2-02', pointsHundredths: 600 },
    ];
    const handed = await me.put<SheetView>(`${path}/submission`, { lines }, { version: 1 });
    expect(handed.body.lines).toEqual([]);
  });

  test('a claim says its day, deed and proof', async () => {
    const { path, me } = await ownSheet();
    const bare = await me.put(`${path}/submission`, { lines: [{ itemCode: 'C-01', count: 1 }] }, { version: 1 });
    expect(problems(bare.body).sort()).toEqual([
      'lines[0].description descriptionMissing',
      'lines[0].evidence evidenceMissing',
      'lines[0].occurredOn occurredOnMissing',
    ]);
    const witnessed = { ...voluntary, evidence: '', witness: '李某' };
    expect((await me.put(`${path}/submission`, { lines: [witnessed] }, { version: 1 })).status).toBe(200);
  });

  test('a deed may be two months old, not older, and never of tomorrow', async () => {
    const { path, me } = await ownSheet();
    const on = (occurredOn: string) =>
      me.put(`${path}/submission`, { lines: [{ ...voluntary, occurredOn }] }, { version: 1 });
    expect(problems((await on('2026-11-06')).body)).toEqual(['lines[0].occurredOn inTheFuture']);
    expect(problems((await on('2026-08-31')).body)).toEqual(['lines[0].occurredOn outsideMonth']);
    expect((await on('2026-09-01')).status).toBe(200);
  });

  test('in time is until the last millisecond of the last day in Shanghai', async () => {
    for (const [at, late, score] of [
      ['2026-11-08T15:59:59.999Z', false, 8000],
      ['2026-11-08T16:00:00.000Z', true, 7800],
    ] as const) {
      const { path, branch } = await ownSheet();
      service.clock.set(at);
      const me = await service.as(branch.accountIds[3]!);
      const handed = await me.put<SheetView>(`${path}/submission`, { lines: [] }, { version: 1 });
      service.clock.set('2026-11-05T02:00:00.000Z');
      expect(handed.body).toMatchObject({ late, selfScore: { scoreHundredths: score } });
      expect(handed.body.lines.map(({ itemCode, origin }) => [itemCode, origin])).toEqual(
        late ? [['B1-04', 'automatic']] : [],
      );
    }
  });

  test('who was in time stays in time when handing in again; who takes it back does not', async () => {
    const { path, branch, me } = await ownSheet();
    await me.put(`${path}/submission`, { lines: [] }, { version: 1 });
    service.clock.set('2026-11-09T02:00:00.000Z');
    const later = await service.as(branch.accountIds[3]!);
    const again = await later.put<SheetView>(`${path}/submission`, { lines: [absent] }, { version: 2 });
    expect(again.body.late).toBe(false);
    const back = await later.delete<SheetView>(`${path}/submission`, { version: 3 });
    expect(back.body).toMatchObject({ state: 'draft', submittedAt: null });
    expect(codes(back.body)).toEqual(['B1-01', 'B1-04']);
    const anew = await later.put<SheetView>(`${path}/submission`, { lines: [absent] }, { version: 4 });
    expect(anew.body.late).toBe(true);
    service.clock.set('2026-11-05T02:00:00.000Z');
  });
});

describe('one deed counts once', () => {
  test('the same deed in another month is refused by that month’s name, whatever the spelling', async () => {
    const { branch, path, me } = await ownSheet({
      month: '2026-10',
      themeDay: '2026-10-13',
      selfAssessmentUntil: '2026-11-09',
    });
    const october = { ...voluntary, occurredOn: '2026-10-20', description: '社区志愿服务 ABC。' };
    expect((await me.put(`${path}/submission`, { lines: [october] }, { version: 1 })).status).toBe(200);
    const { id } = await openMonth(branch);
    const other = `/api/v1/sheets/${(await sheetsOf(branch, id))[3]!.id}`;
    const again = { ...october, description: '社区志愿服务，ａｂｃ' };
    const refused = await me.put(`${other}/submission`, { lines: [voluntary, again] }, { version: 1 });
    expect([refused.status, problems(refused.body)]).toEqual([422, ['lines[1].description alreadyCounted']]);
    expect(refused.body.errors[0].params).toEqual({ month: '2026-10' });
    expect(
      (await me.put(`${other}/submission`, { lines: [{ ...again, description: '另一件事' }] }, { version: 1 })).status,
    ).toBe(200);
    const twice = await me.put(`${other}/submission`, { lines: [voluntary, { ...voluntary }] }, { version: 2 });
    expect(problems(twice.body)).toEqual(['lines[1].description sameDeedTwice']);
  });

  test('handed in for two months at the same moment, only one of them gets it', async () => {
    const { branch, path, me } = await ownSheet({
      month: '2026-10',
      themeDay: '2026-10-13',
      selfAssessmentUntil: '2026-11-09',
    });
    const { id } = await openMonth(branch);
    const other = `/api/v1/sheets/${(await sheetsOf(branch, id))[3]!.id}`;
    const lines = [{ ...voluntary, occurredOn: '2026-10-20' }];
    const answers = await Promise.all(
      [path, other].map((sheet) => me.put(`${sheet}/submission`, { lines }, { version: 1 })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422]);
  });
});

describe('back and forth', () => {
  test('a returned sheet is written again during review, without losing its time or the reviewers’ own lines', async () => {
    const { branch, branchMonthId, path, me, sheetId } = await ownSheet();
    await me.put(`${path}/submission`, { lines: [voluntary] }, { version: 1 });
    await startReview(branch, branchMonthId);
    const found = { itemCode: 'D-02', count: 1, reason: '中途离场', evidence: '记录' };
    const kept = await branch.secretary.put(
      `${path}/review`,
      { decisions: [{ number: 1, outcome: 'accepted' }], additions: [found], complete: false },
      { version: 2 },
    );
    expect(kept.status).toBe(200);
    const returned = await branch.secretary.put(`${path}/return`, { reason: '请写明地点' }, { version: 3 });
    expect(returned.body).toMatchObject({ state: 'draft', returnedReason: '请写明地点' });
    // What is with the member is no undecided sheet: the month says that it was returned, and to whom.
    const waiting = (await branch.secretary.get(`/api/v1/branch-months/${branchMonthId}`)).body.blockedBy;
    expect(waiting).toContainEqual({ code: 'returned', sheetId, memberName: expect.any(String) });
    const seen = await me.get<SheetView>(path);
    expect(seen.body).toMatchObject({ mayEdit: true, returnedReason: '请写明地点' });
    expect(codes(seen.body)).toEqual(['C-01']);
    service.clock.set('2026-11-09T02:00:00.000Z');
    const later = await service.as(branch.accountIds[3]!);
    const again = await later.put<SheetView>(
      `${path}/submission`,
      { lines: [{ ...voluntary, description: '社区志愿服务，三号楼' }] },
      { version: 4 },
    );
    expect(again.body).toMatchObject({ state: 'submitted', late: false, returnedReason: null, mayEdit: false });
    const secretary = await service.as(branch.accountIds[0]!);
    const desk = await secretary.get<SheetView>(path);
    expect(desk.body.lines.map(({ itemCode, decision }) => [itemCode, decision?.outcome ?? null])).toEqual([
      ['C-01', null],
      ['D-02', 'accepted'],
    ]);
    service.clock.set('2026-11-05T02:00:00.000Z');
  });

  test('a decision is taken back, and what was said about the lines is still there', async () => {
    const { branch, branchMonthId, path, me, sheetId } = await ownSheet();
    await me.put(`${path}/submission`, { lines: [voluntary] }, { version: 1 });
    await startReview(branch, branchMonthId);
    const { version } = await acceptSheet(branch.secretary, sheetId);
    const reopened = await branch.secretary.delete<SheetView>(`${path}/review`, { version });
    expect(reopened.body).toMatchObject({ state: 'submitted', decidedScore: null, decidedBy: null });
    expect(reopened.body.lines[0]!.decision?.outcome).toBe('accepted');
    expect((await acceptSheet(branch.deputy, sheetId)).decidedScore?.scoreHundredths).toBe(8200);
  });

  test('a sheet that never came goes back to a draft, and the late reader finds the door closed and loses nothing', async () => {
    const { branch, branchMonthId, path, me, sheetId } = await ownSheet();
    await startReview(branch, branchMonthId);
    const before = await fingerprint(service.database);
    const refused = await me.put(`${path}/submission`, { lines: [voluntary] }, { version: 1 });
    expect([refused.status, refused.body.params]).toEqual([409, { state: 'draft', monthState: 'review' }]);
    expect(await fingerprint(service.database)).toEqual(before);
    const decided = await acceptSheet(branch.secretary, sheetId);
    expect(decided).toMatchObject({ fromRecords: true, decidedScore: { scoreHundredths: 7800 } });
    const reopened = await branch.secretary.delete(`${path}/review`, { version: decided.version });
    expect(reopened.body.state).toBe('draft');
  });
});
