import { createHash } from 'node:crypto';
import { randomUUID } from 'node:crypto';
import { type Client, type Json, type Service, startService } from '../support/app.js';
import { laterOn } from '../support/disputes.js';
import { anAccount } from '../support/organisation.js';
import { countStatements } from '../support/statements.js';
import { half, type SixMonths, sixMonths } from '../summaries/six-months.js';
import { closingOf, closingPeople, type ClosingPeople, findAllInOrder, place, takeStep } from './closing.js';

let service: Service;
let laid: SixMonths;
let first: ClosingPeople;
let second: ClosingPeople;
let best: Client;
let worked: Client;

beforeAll(async () => {
  service = await startService({ now: '2026-07-06T02:00:00.000Z' });
  laid = await sixMonths(service.database);
  const { people } = laid;
  first = await closingPeople(service, laid.bureauId, laid.firstId, { secretary: people.next });
  second = await closingPeople(service, laid.bureauId, laid.secondId);
  best = await service.as(await anAccount(service.database, { memberId: people.best }));
  worked = await service.as(await anAccount(service.database, { memberId: people.worked }));
});
afterAll(() => service.close());

const step = (who: Client, name: string, body?: unknown) => takeStep(who, first.office, laid.firstId, half, name, body);
const now = () => closingOf(first.office, laid.firstId, half);
const rowOf = (view: Json, memberId: number) => view.rows.find((row: Json) => row.memberId === memberId);
const here = (path: string) => `${place(laid.firstId, half)}/${path}`;

describe('before anything is generated', () => {
  test('the months that are missing are named, with their state and whose turn it is, and nothing is generated', async () => {
    const view = await closingOf(second.secretary, laid.secondId, half);
    expect(view).toMatchObject({ state: 'notGenerated', version: 0, revision: 0, rows: [] });
    expect(view.missing).toEqual([
      {
        code: 'monthNotConfirmed',
        branch: { id: laid.secondId, name: '第二支部', kind: 'branch' },
        month: '2026-06',
        state: 'published',
        waitsFor: ['secretary'],
        explanation: null,
      },
    ]);
    expect(view.next).toEqual({
      step: 'generation',
      may: true,
      blockedBy: [{ path: 'months', code: 'missing', params: { count: 1 } }],
    });
    const refused = await takeStep(second.secretary, second.office, laid.secondId, half, 'generation');
    expect(refused).toMatchObject({ status: 409, body: { code: 'conflict' } });
    expect(refused.body.errors).toEqual([
      { path: 'months.2026-06', code: 'monthNotConfirmed', params: { branch: '第二支部', state: 'published' } },
    ]);
    expect((await closingOf(second.secretary, laid.secondId, half)).version).toBe(0);
  });

  test('only a month that is missing can be explained, by the secretary, and is left out then', async () => {
    const explain = (who: Client, month: string) =>
      takeStep(who, second.office, laid.secondId, half, 'explanation', {
        branchId: laid.secondId,
        month,
        reason: '会议推迟',
      });
    expect((await explain(second.commissioner, '2026-06')).status).toBe(403);
    expect((await explain(second.secretary, '2026-05')).body).toMatchObject({
      errors: [{ path: 'month', code: 'notMissing' }],
    });
    expect((await explain(second.secretary, '2026-06')).body).toMatchObject({
      state: 'notGenerated',
      version: 1,
      missing: [{ month: '2026-06', explanation: '会议推迟' }],
      next: { blockedBy: [] },
    });
  });
});

describe('generating', () => {
  test('the bureau generates what is ready in one go; doing it twice gives the same rows and no new revision', async () => {
    const url = `/api/v1/units/${laid.bureauId}/closing-generations/${half}`;
    const { body } = await first.office.put(url, {});
    expect(body.items.map(({ branch, outcome, revision }: Json) => [branch.id, outcome, revision])).toEqual([
      [laid.firstId, 'generated', 1],
      [laid.secondId, 'generated', 1],
    ]);
    const before = await now();
    expect((await first.office.put(url, {})).body.items.map(({ outcome }: Json) => outcome)).toEqual([
      'unchanged',
      'unchanged',
    ]);
    expect((await step(first.commissioner, 'generation')).status).toBe(200);
    const after = await now();
    expect(after.rows).toEqual(before.rows);
    expect(after).toMatchObject({ state: 'generated', revision: 1, version: before.version });
    const kept = await service.database.read(() =>
      service.database.rows<{ count: number }>('SELECT COUNT(*) AS count FROM closing_rows'),
    );
    expect(Number(kept[0]!.count)).toBe(10);
  });

  test('the kept rows are the live summary, figure by figure', async () => {
    const live = (await first.office.get(`/api/v1/units/${laid.firstId}/summaries/${half}`)).body;
    const view = await now();
    for (const row of live.rows) {
      const kept = rowOf(view, row.memberId);
      const { rank: _rank, branch: _branch, band, ...figures } = row;
      expect(kept).toMatchObject({ ...figures, suggestedBand: band });
    }
    expect(view.rows).toHaveLength(live.rows.length);
    expect(rowOf(view, laid.people.moved)).toMatchObject({ home: false, meanHundredths: null, band: null });
  });

  test('takes no more statements for a bureau than for a branch', async () => {
    const count = async (unitId: number) => {
      const statements = await countStatements(service.database, () =>
        first.office.put(`/api/v1/units/${unitId}/closing-generations/2026`, {}),
      );
      return statements;
    };
    expect(await count(laid.bureauId)).toBeLessThanOrEqual((await count(laid.firstId)) + 3);
  });

  test('what the rule summarises no such period of is not generated', async () => {
    const { body } = await first.office.put(`/api/v1/units/${laid.firstId}/closing-generations/2026-Q1`, {});
    expect(body.items[0].outcome).toBe('notOffered');
  });
});

describe('members', () => {
  test('read their own half-year without its band, and note 已阅 once', async () => {
    const mine = () => best.get(`/api/v1/members/${laid.people.best}/closings`);
    const [own] = (await mine()).body.items;
    expect(own).toMatchObject({
      period: half,
      state: 'generated',
      mayAcknowledge: true,
      objectionUntil: null,
      row: { meanHundredths: 9533, band: null, suggestedBand: null, acknowledgedAt: null },
    });
    const url = `/api/v1/members/${laid.people.best}/closings/${laid.firstId}/${half}/acknowledgement`;
    expect((await worked.put(url)).status).toBe(404);
    expect((await best.put(url)).body.items[0]).toMatchObject({ mayAcknowledge: false });
    expect((await best.put(url)).status).toBe(200);
    expect((await now()).acknowledgements).toEqual({ noted: 1, of: 6, untilDay: '2026-07-09', isOver: false });
    const tasks = async (who: Client) =>
      (await who.get('/api/v1/today')).body.tasks?.map(({ kind }: Json) => kind) ?? [];
    expect(await tasks(worked)).toContain('closingRead');
    expect(await tasks(best)).not.toContain('closingRead');
  });

  test('sign on paper, which the organisation commissioner notes, and nobody for himself', async () => {
    const note = (who: Client, ...memberIds: number[]) => who.put(here('paper-acknowledgements'), { memberIds });
    expect((await note(first.secretary, laid.people.next)).body.code).toBe('ownProxy');
    expect((await note(first.office, laid.people.worked)).status).toBe(403);
    // Transferred out: his half-year stands in the other branch.
    expect((await note(first.commissioner, laid.people.moved)).status).toBe(404);
    const { body } = await note(first.commissioner, laid.people.worked, laid.people.best);
    expect(rowOf(body, laid.people.worked)).toMatchObject({ acknowledgedOnPaper: true });
    expect(rowOf(body, laid.people.best)).toMatchObject({ acknowledgedOnPaper: false });
    expect(body.acknowledgements.noted).toBe(2);
  });
});

describe('the branch examines', () => {
  const propose = (who: Client, memberId: number, bandCode: string) =>
    who.put(here(`bands/${memberId}`), { bandCode, reason: '支委会讨论' });

  test('nobody proposes a band for himself, and upwards only where the conditions are met', async () => {
    expect((await propose(first.secretary, laid.people.next, 'qualified')).body.code).toBe('ownCase');
    // 87.90 is below the threshold; who has too few months is without a band.
    expect((await propose(first.secretary, laid.people.worked, 'excellent')).body.errors).toEqual([
      { path: 'bandCode', code: 'conditionsNotMet' },
    ]);
    expect((await propose(first.secretary, laid.people.joiner, 'qualified')).body.errors[0].code).toBe('withoutBand');
    expect((await propose(first.secretary, laid.people.worked, 'best')).body.errors[0].code).toBe('unknownBand');
    expect((await propose(first.commissioner, laid.people.moved, 'qualified')).status).toBe(404);
    expect((await propose(first.office, laid.people.worked, 'basic')).status).toBe(403);
    const { body } = await propose(first.deputy, laid.people.next, 'qualified');
    expect(rowOf(body, laid.people.next)).toMatchObject({
      suggestedBand: { code: 'excellent' },
      band: { code: 'qualified' },
      bandReason: '支委会讨论',
      openBands: ['excellent', 'qualified', 'basic', 'warning'],
    });
    expect(body.bands[0]).toMatchObject({ code: 'excellent', limit: 2, suggested: 2, proposed: 1 });
    // Taken back, and again.
    expect(
      rowOf((await propose(first.deputy, laid.people.next, 'excellent')).body, laid.people.next).bandReason,
    ).toBeNull();
    await propose(first.deputy, laid.people.next, 'qualified');
  });

  test('as long as members may read and have not, the list waits; after the deadline it goes on', async () => {
    const examination = { minutesNumber: '2026-07-02', note: '逐人审核' };
    const early = await step(first.secretary, 'examination', examination);
    expect(early.body.errors).toEqual([
      { path: 'acknowledgements', code: 'notRead', params: { noted: 2, of: 6, untilDay: '2026-07-09' } },
    ]);
    await laterOn(service, '2026-07-10T02:00:00.000Z');
    expect((await step(first.commissioner, 'examination', examination)).status).toBe(403);
    const stale = await first.secretary.put(here('examination'), examination, { version: 1 });
    expect(stale.status).toBe(412);
    expect((await first.secretary.put(here('examination'), examination)).status).toBe(428);
    const done = await step(first.secretary, 'examination', examination);
    expect(done.body).toMatchObject({ state: 'branchExamined', revision: 2, minutesNumber: '2026-07-02' });
    expect(rowOf(done.body, laid.people.next)).toMatchObject({
      band: { code: 'qualified' },
      before: { revision: 1, bandCode: 'excellent' },
    });
    expect((await propose(first.deputy, laid.people.next, 'excellent')).body.code).toBe('wrongState');
  });
});

describe('the bureau examines', () => {
  test('a tenth, drawn from a kept seed so that anybody can draw it again, and the list of what it must look at', async () => {
    const { body } = await first.office.get(here('examinations'));
    const [examination] = body.items;
    const home = (await now()).rows.filter((row) => row.home).map((row) => row.memberId);
    const drawn = home
      .map((id) => [createHash('sha256').update(`${examination.seed} ${id}`).digest('hex'), id] as const)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .slice(0, Math.ceil(home.length / 10))
      .map(([, id]) => id);
    const rows = examination.rows as Json[];
    expect(rows.filter(({ sampled }) => sampled).map(({ memberId }) => memberId)).toEqual(drawn);
    expect(rows.find(({ memberId }) => memberId === laid.people.best).reasons).toEqual(['atLeast95']);
    expect((await first.office.get(here('examinations'))).body).toEqual(body);
    expect((await best.get(here('examinations'))).status).toBe(403);
  });

  test('accepts only when every row has a finding, returns with a reason, and draws anew the next time', async () => {
    const open = await step(first.office, 'acceptance', {});
    expect(open.body.errors[0]).toMatchObject({ code: 'withoutFinding' });
    const finding = { finding: 'problem' };
    expect((await first.office.put(here(`findings/${laid.people.best}`), finding)).body.errors[0].path).toBe('text');
    expect((await first.secretary.put(here(`findings/${laid.people.best}`), { finding: 'inOrder' })).status).toBe(403);
    await first.office.put(here(`findings/${laid.people.best}`), { finding: 'problem', text: '二月佐证缺盖章' });
    expect((await step(first.secretary, 'return', { reason: '请补' })).status).toBe(403);
    const back = await step(first.office, 'return', { reason: '请补佐证后重报' });
    expect(back.body).toMatchObject({ state: 'generated', revision: 2 });
    const overview = (await first.office.get(`/api/v1/units/${laid.bureauId}/closing-overview/${half}`)).body;
    expect(overview.branches[0]).toMatchObject({
      state: 'generated',
      returnedReason: '请补佐证后重报',
      acknowledged: 2,
      members: 6,
    });
    // Nothing changed since, so the same revision is handed in again.
    expect((await step(first.secretary, 'examination', { minutesNumber: '2026-07-03' })).body).toMatchObject({
      state: 'branchExamined',
      revision: 2,
    });
    const { body } = await first.office.get(here('examinations'));
    expect(body.items.map(({ round, conclusion }: Json) => [round, conclusion])).toEqual([
      [2, null],
      [1, 'returned'],
    ]);
    expect(body.items[1].rows.find((row: Json) => row.memberId === laid.people.best)).toMatchObject({
      finding: 'problem',
      text: '二月佐证缺盖章',
    });
    await findAllInOrder(first.office, laid.firstId, half);
    expect((await step(first.auditor, 'acceptance', {})).status).toBe(403);
    expect((await step(first.office, 'acceptance', { note: '同意' })).body.state).toBe('bureauExamined');
  });
});

describe('published', () => {
  test('for five working days with number, digest and trail head, shown in the branch and to nobody else', async () => {
    expect((await best.get(here('board'))).status).toBe(404);
    expect((await step(first.office, 'publication', { contact: '纪检委员' })).status).toBe(403);
    const { body } = await step(first.commissioner, 'publication', { contact: '纪检委员 88880000' });
    expect(body).toMatchObject({ state: 'published' });
    const board = (await best.get(here('board'))).body;
    // 10 July is a Friday: five working days end on the 17th.
    expect(board.publication).toMatchObject({
      number: 1,
      kind: 'full',
      revision: 2,
      fromDay: '2026-07-13',
      untilDay: '2026-07-17',
      workingDays: 5,
    });
    expect(board.publication.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(rowOf(board, laid.people.next).band.code).toBe('qualified');
    const stranger = await service.as(await anAccount(service.database, { memberId: laid.people.criticised }));
    expect((await stranger.get(here('board'))).status).toBe(404);
    expect((await step(first.secretary, 'confirmation')).body.errors).toEqual([
      { path: 'publication', code: 'windowOpen', params: { untilDay: '2026-07-17' } },
    ]);
  });

  test('is withdrawn with a reason, examined again, and published under the next number', async () => {
    expect((await step(first.commissioner, 'withdrawal', { reason: '漏列一人' })).status).toBe(403);
    expect((await step(first.secretary, 'withdrawal', { reason: '等次栏有误' })).body.state).toBe('generated');
    expect((await best.get(here('board'))).status).toBe(404);
    await step(first.secretary, 'examination', { minutesNumber: '2026-07-04' });
    await findAllInOrder(first.office, laid.firstId, half);
    await step(first.office, 'acceptance', {});
    const { body } = await step(first.commissioner, 'publication', { contact: '纪检委员' });
    expect(body.publications.map(({ number, withdrawnReason }: Json) => [number, withdrawnReason])).toEqual([
      [2, null],
      [1, '等次栏有误'],
    ]);
  });

  test('an objection is named, answered by somebody who did not examine the list, and keeps it from being confirmed', async () => {
    const objection = { requestId: randomUUID(), memberId: laid.people.next, reason: '其六个月均在九十分以上' };
    expect((await worked.post(here('objections'), objection)).status).toBe(200);
    expect((await worked.post(here('objections'), objection)).status).toBe(200);
    // Taken back by who raised it, and by nobody else, it holds nothing up and can be raised again.
    const raised = (await now()).objections[0]!;
    const taken = here(`objections/${raised.id}/withdrawal`);
    expect((await first.secretary.put(taken, undefined, { version: raised.version })).status).toBe(404);
    expect((await worked.put(taken, undefined, { version: raised.version + 1 })).status).toBe(412);
    expect((await worked.put(taken, undefined, { version: raised.version })).status).toBe(200);
    expect((await worked.put(taken, undefined, { version: raised.version + 1 })).body.code).toBe('wrongState');
    expect((await now()).objections).toMatchObject([{ state: 'withdrawn', dueDay: null, mayAnswer: false }]);
    expect((await worked.post(here('objections'), { ...objection, requestId: randomUUID() })).status).toBe(200);

    const objections = (await now()).objections.filter(({ state }) => state === 'open');
    expect(objections).toHaveLength(1);
    expect(objections[0]).toMatchObject({
      author: { name: '王建国' },
      subject: { name: '张伟' },
      state: 'open',
      dueDay: '2026-07-15',
    });
    await laterOn(service, '2026-07-20T02:00:00.000Z');
    expect((await step(first.secretary, 'confirmation')).body.errors).toEqual([
      { path: 'objections', code: 'open', params: { count: 1 } },
    ]);
    const url = here(`objections/${objections[0]!.id}/answer`);
    const answer = { outcome: 'upheld', answer: '名额有余，同意', bandCode: 'excellent' };
    // The secretary examined; the office accepted; the discipline commissioner did neither.
    expect((await first.secretary.put(url, answer, { version: 1 })).body.code).toBe('ownCase');
    expect((await first.office.put(url, answer, { version: 1 })).body.code).toBe('ownFinding');
    expect((await first.commissioner.put(url, answer, { version: 1 })).status).toBe(403);
    const { body } = await first.discipline.put(url, answer, { version: 1 });
    expect(body).toMatchObject({ state: 'published', revision: 3 });
    expect(rowOf(body, laid.people.next)).toMatchObject({
      band: { code: 'excellent' },
      before: { revision: 2, bandCode: 'qualified' },
    });
    expect(body.publications[0]).toMatchObject({ number: 3, kind: 'changed', revision: 3, workingDays: 3 });
  });

  test('is confirmed when all its windows are over, and archived; then nothing goes any further', async () => {
    expect((await step(first.secretary, 'confirmation')).body.errors[0].code).toBe('windowOpen');
    await laterOn(service, '2026-07-24T02:00:00.000Z');
    expect((await step(first.office, 'confirmation')).status).toBe(403);
    expect((await step(first.secretary, 'confirmation')).body.state).toBe('confirmed');
    expect((await step(first.secretary, 'archive')).status).toBe(403);
    const { body } = await step(first.office, 'archive');
    expect(body).toMatchObject({ state: 'archived', next: { step: null } });
    expect(body.steps.map((each: Json) => each.step)).toEqual([
      'generation',
      'examination',
      'return',
      'examination',
      'acceptance',
      'publication',
      'withdrawal',
      'examination',
      'acceptance',
      'publication',
      'recomputation',
      'confirmation',
      'archiving',
    ]);
    for (const name of ['generation', 'examination', 'acceptance', 'publication', 'confirmation', 'archive'])
      expect(
        (await step(name === 'acceptance' || name === 'archive' ? first.office : first.secretary, name, bodies[name]))
          .body,
      ).toMatchObject({
        code: 'wrongState',
        params: { state: 'archived' },
      });
    expect((await best.get(here('board'))).body.rows).toHaveLength(1);
  });
});

const bodies: Record<string, unknown> = {
  examination: { minutesNumber: '1' },
  acceptance: {},
  publication: { contact: '纪检委员' },
};

describe('the days it takes', () => {
  test('are a setting of the nearest unit above', async () => {
    const url = (unitId: number) => `/api/v1/units/${unitId}/closing-settings`;
    expect((await first.office.get(url(laid.firstId))).body).toEqual({
      acknowledgeWorkingDays: 3,
      publicationWorkingDays: 5,
      version: 0,
      mayChange: true,
    });
    const days = { acknowledgeWorkingDays: 2, publicationWorkingDays: 7 };
    expect((await first.secretary.put(url(laid.bureauId), days, { version: 0 })).status).toBe(404);
    expect((await first.office.put(url(laid.bureauId), days, { version: 0 })).body).toMatchObject({
      ...days,
      version: 1,
    });
    expect((await first.office.put(url(laid.bureauId), days, { version: 0 })).status).toBe(412);
    expect(
      (await first.office.put(url(laid.bureauId), { ...days, publicationWorkingDays: 4 }, { version: 1 })).status,
    ).toBe(422);
    expect((await first.secretary.get(url(laid.firstId))).body).toMatchObject({ ...days, version: 0 });
  });
});
