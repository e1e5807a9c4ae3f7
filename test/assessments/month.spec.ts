import type { BranchMonthView } from '#src/assessments/branch-month.view.js';
import type { SheetLineView, SheetView } from '#src/assessments/sheet.view.js';
import type { BoardRow } from '#src/publication/board.view.js';
import type { FieldProblem } from '#src/http/refusal.js';
import { startService, type Service } from '../support/app.js';
import {
  aBranchAtWork,
  aBureauWithScheme,
  acceptSheet,
  type BranchAtWork,
  november,
  openMonth,
  publish,
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

const service2 = {
  itemCode: 'C-01',
  count: 2,
  occurredOn: '2026-11-03',
  description: '社区志愿服务',
  evidence: '证明1号',
};
const taskForce = {
  itemCode: 'C-02',
  optionCode: 'member',
  occurredOn: '2026-11-02',
  description: '防汛',
  witness: '王某',
};
const absent = { itemCode: 'B1-01', optionCode: 'absent', reason: '值班' };

describe('a whole month', () => {
  let branch: BranchAtWork;
  let month: BranchMonthView;
  let mine: SheetView;

  beforeAll(async () => {
    branch = await aBranchAtWork(service, bureauId, {
      wishes: { 4: { profileCode: 'light', standing: 'probationary' }, 5: { profileCode: 'exempt' } },
    });
    month = await openMonth(branch);
  });

  test('opens with a sheet for everybody on the roster', async () => {
    expect(month).toMatchObject({
      state: 'selfAssessment',
      version: 1,
      month: '2026-11',
      mayReview: true,
      mayPublish: false,
    });
    expect(month.counts).toEqual({
      members: 6,
      toScore: 5,
      notSubmitted: 5,
      preReviewed: 0,
      toPreReview: 0,
      submitted: 0,
      decided: 0,
      notScored: 1,
      unchanged: 0,
      toLookAt: 0,
    });
    const sheets = await sheetsOf(branch, month.id);
    expect(sheets.map(({ state }) => state)).toEqual(['draft', 'draft', 'draft', 'draft', 'draft', 'notScored']);
    expect(sheets[5]).toMatchObject({ notScoredReason: 'exemptProfile' });
    const again = await branch.commissioner.post(`/api/v1/branches/${branch.branchId}/months`, november);
    expect([again.status, again.body.code]).toEqual([409, 'alreadyOpen']);
  });

  test('a member hands in: the worked example of the scheme is 79.0', async () => {
    const sheets = await sheetsOf(branch, month.id);
    const path = `/api/v1/sheets/${sheets[3]!.id}`;
    const me = branch.members[3]!;
    const handed = await me.put(`${path}/submission`, { lines: [absent, service2, taskForce] }, { version: 1 });
    expect(handed.body).toMatchObject({
      state: 'submitted',
      late: false,
      mayEdit: false,
      mayWithdraw: true,
      decidedScore: null,
    });
    expect(handed.body.selfScore.scoreHundredths).toBe(7900);
    // Every line says how it came about, in both languages, and the last one the sum.
    const { zh, en } = handed.body.selfScore.explained as Record<'zh' | 'en', { sentence: string }[]>;
    expect(zh).toHaveLength(en.length);
    expect(zh.at(-1)!.sentence).toContain('79');
    expect(zh.map(({ sentence }) => sentence).join('\n')).toMatch(/2 分 × 2 次/);
    mine = handed.body;
    expect(handed.version).toBe(2);
  });

  test('others hand in unchanged, and are accepted at once; never the one who accepts', async () => {
    const sheets = await sheetsOf(branch, month.id);
    for (const index of [0, 1, 2]) {
      const { status } = await branch.members[index]!.put(
        `/api/v1/sheets/${sheets[index]!.id}/submission`,
        { lines: [] },
        { version: 1 },
      );
      expect(status).toBe(200);
    }
    const started = await startReview(branch, month.id);
    expect(started).toMatchObject({ state: 'review', mayReview: true });
    // The secretary’s own sheet is unchanged too, but accepting all unchanged sheets will not take it.
    expect(started.counts).toMatchObject({ submitted: 4, unchanged: 2, toLookAt: 3, notSubmitted: 1 });
    const accepted = await branch.secretary.put(`/api/v1/branch-months/${month.id}/acceptances`, undefined, {
      version: started.version,
    });
    expect(accepted.body.accepted).toBe(2);
    const after = await sheetsOf(branch, month.id);
    expect(after.map(({ state, decidedScoreHundredths }) => [state, decidedScoreHundredths])).toEqual([
      ['submitted', null],
      ['decided', 8000],
      ['decided', 8000],
      ['submitted', null],
      ['draft', null],
      ['notScored', null],
    ]);
    expect(after[3]).toMatchObject({
      changedLines: 1,
      claims: 2,
      undecidedItems: ['B1-01', 'C-01', 'C-02'],
      selfScoreHundredths: 7900,
    });
    expect(after[4]).toMatchObject({ fromRecords: true });
  });

  test('publishing names everybody who is undecided', async () => {
    const refused = await publish(branch, month.id);
    expect([refused.status, refused.body.code]).toEqual([422, 'undecided']);
    expect(refused.body.errors.map(({ params }: FieldProblem) => params?.sheetId)).toHaveLength(3);
    expect(refused.body.errors[1].params.itemCodes).toContain('C-01');
  });

  test('the secretary decides line by line, and the deputy the secretary', async () => {
    const sheet = (await branch.secretary.get(`/api/v1/sheets/${mine.id}`)).body;
    expect(sheet).toMatchObject({ mayDecide: true, ownCase: false });
    const [theme, voluntary, urgent] = sheet.lines;
    const decisions = [
      { number: theme.number, outcome: 'accepted' },
      { number: voluntary.number, outcome: 'changed', count: 1, reason: '只有一次有证明' },
      { number: urgent.number, outcome: 'refused', reason: '任务令不在本月' },
    ];
    const addition = { itemCode: 'D-02', count: 1, reason: '会议中途离场', evidence: '记录', description: '' };
    const path = `/api/v1/sheets/${mine.id}/review`;
    const half = await branch.secretary.put(
      path,
      { decisions: decisions.slice(0, 2), additions: [], complete: true },
      { version: sheet.version },
    );
    expect([half.status, half.body.code]).toEqual([422, 'undecided']);
    expect(half.body.errors[0].params.itemCodes).toBe('C-02');
    const kept = await branch.secretary.put(
      path,
      { decisions: decisions.slice(0, 2), additions: [], complete: false },
      { version: sheet.version },
    );
    expect(kept.body).toMatchObject({ state: 'submitted' });
    const done = await branch.secretary.put(
      path,
      { decisions, additions: [addition], complete: true },
      { version: kept.version! },
    );
    expect(done.body).toMatchObject({ state: 'decided' });
    // 80 − 8 (theme day) + 2 (one service) − 1 (meeting discipline)
    expect(done.body.decidedScore.scoreHundredths).toBe(7300);
    const own = await branch.members[3]!.get(`/api/v1/sheets/${mine.id}`);
    expect(own.body).toMatchObject({ state: 'decided', decidedScore: null });
    expect(own.body.lines.map((line: SheetLineView) => [line.itemCode, line.decision])).toEqual([
      ['B1-01', null],
      ['C-01', null],
      ['C-02', null],
    ]);
    const sheets = await sheetsOf(branch, month.id);
    const refused = await branch.secretary.put(
      `/api/v1/sheets/${sheets[0]!.id}/review`,
      { decisions: [], additions: [], complete: true },
      { version: sheets[0]!.version },
    );
    expect([refused.status, refused.body.code]).toEqual([422, 'ownCase']);
    expect((await acceptSheet(branch.deputy, sheets[0]!.id)).decidedScore?.scoreHundredths).toBe(8000);
    // The fifth never handed in: everything from the records, but for the sheet that wasn't handed in.
    expect(await acceptSheet(branch.secretary, sheets[4]!.id)).toMatchObject({
      fromRecords: true,
      decidedScore: { scoreHundredths: 7800 },
    });
  });

  test('is published, read by the branch, and confirmed after the window', async () => {
    const early = await branch.members[3]!.get(`/api/v1/branch-months/${month.id}/board`);
    expect(early.status).toBe(404);
    const published = await publish(branch, month.id);
    expect(published.status).toBe(200);
    expect(published.body).toMatchObject({
      state: 'published',
      publication: { number: 1, fromDay: '2026-11-06', untilDay: '2026-11-10', workingDaysLeft: 3 },
    });
    const { body: board } = await branch.members[3]!.get(`/api/v1/branch-months/${month.id}/board`);
    expect(board.rows.map(({ scoreHundredths }: BoardRow) => scoreHundredths)).toEqual([
      8000,
      8000,
      8000,
      7300,
      7800,
      null,
    ]);
    expect(board.rows[5]).toMatchObject({ notScoredReason: 'approved', categoryPoints: {} });
    expect(board.rows[4].remarks).toEqual(['probationary', 'light', 'fromRecords']);
    const own = await branch.members[3]!.get(`/api/v1/sheets/${mine.id}`);
    expect(own.body.decidedScore.scoreHundredths).toBe(7300);
    expect(own.body.lines).toHaveLength(4);
  });
});
