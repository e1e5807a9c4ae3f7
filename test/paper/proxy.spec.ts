import type { PaperFormsView, PaperOutcomeView, PaperSheetView } from '#src/paper/paper.view.js';
import { paperCode } from '#src/paper/paper-code.js';
import type { SheetView } from '#src/assessments/sheet.view.js';
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
import { aUnit, anAccount, someMembers } from '../support/organisation.js';

let service: Service;
let bureauId: number;
beforeAll(async () => {
  service = await startService();
  bureauId = await aBureauWithScheme(service);
});
afterAll(() => service.close());

interface PaperBranch extends BranchAtWork {
  branchMonthId: number;
  /** Leader of the first group; he is its first member. */
  leader: Client;
  otherLeader: Client;
  /** In roster order: three officers, then the leader, two of his group who have no account, and one of the other group. */
  sheetIds: number[];
  elderIds: number[];
}

/** A branch with two groups; two members of the first have no account at all. */
async function aPaperBranch(wish = november): Promise<PaperBranch> {
  const { database } = service;
  const branch = await aBranchAtWork(service, bureauId, { size: 3 });
  const [group, other] = [
    await aUnit(database, { kind: 'group', parentId: branch.branchId }),
    await aUnit(database, { kind: 'group', parentId: branch.branchId }),
  ];
  const ids = await someMembers(
    database,
    [group, group, group, other].map(({ id: groupId }) => ({ branchId: branch.branchId, groupId })),
  );
  const leader = await anAccount(database, { memberId: ids[0]!, roles: [['groupLeader', group.id]] });
  const otherLeader = await anAccount(database, { memberId: ids[3]!, roles: [['groupLeader', other.id]] });
  const { id: branchMonthId } = await openMonth(branch, wish);
  const rows = await database.read(() =>
    database.rows<{ id: number; memberId: number }>('SELECT id, memberId FROM sheets WHERE branchMonthId = ?', [
      branchMonthId,
    ]),
  );
  const sheetIds = [...branch.memberIds, ...ids].map((memberId) => rows.find((row) => row.memberId === memberId)!.id);
  return {
    ...branch,
    branchMonthId,
    leader: await service.as(leader),
    otherLeader: await service.as(otherLeader),
    sheetIds,
    elderIds: [ids[1]!, ids[2]!],
  };
}

const why = {
  reason: '没有智能手机',
  consent: 'signedPaper',
  consentNote: '11 月 5 日交来签字表',
  receivedOn: '2026-11-05',
};
const paper = (lines: object[] = [], more: object = {}) => ({ lines, ...why, ...more });
const absent = { itemCode: 'B1-01', optionCode: 'absent', reason: '住院' };
const voluntary = { itemCode: 'C-01', count: 1, occurredOn: '2026-11-03', description: '社区值守', witness: '李某' };
const enter = (client: Client, sheetId: number, body: object, version = 1) =>
  client.put<PaperSheetView>(`/api/v1/sheets/${sheetId}/proxy-submission`, body, { version });
const stackOf = (branch: PaperBranch, client: Client, sheets: object[]) =>
  client.put<{ items: PaperOutcomeView[] }>(`/api/v1/branch-months/${branch.branchMonthId}/proxy-submissions`, {
    sheets,
  });
const formsOf = (branch: PaperBranch, client: Client) =>
  client.get<PaperFormsView>(`/api/v1/branch-months/${branch.branchMonthId}/paper-forms`);
const trailOf = (sheetId: number) =>
  service.database.read(() =>
    service.database.rows<{ action: string; body: string }>(
      'SELECT action, body FROM trail_records WHERE body LIKE ? ORDER BY sequence',
      [`%"sheetId":${sheetId}%`],
    ),
  );
const problems = (body: { errors?: { path: string; code: string }[] }) =>
  (body.errors ?? []).map(({ path, code }) => `${path} ${code}`);

describe('a member without an account', () => {
  test('has his paper entered by the leader of his group, marked with who, why and how he agreed', async () => {
    const branch = await aPaperBranch();
    const sheetId = branch.sheetIds[4]!;
    const entered = await enter(branch.leader, sheetId, paper([absent, voluntary], { paperCode: paperCode(sheetId) }));
    expect([entered.status, entered.body.state, entered.body.late, entered.version]).toEqual([
      200,
      'submitted',
      false,
      2,
    ]);
    expect(entered.body.proxy).toMatchObject({ ...why, enteredAt: '2026-11-05T02:00:00.000Z' });
    const seen = await branch.secretary.get<SheetView>(`/api/v1/sheets/${sheetId}`);
    expect(seen.body.proxy).toMatchObject({ reason: why.reason, consent: 'signedPaper' });
    expect(seen.body.lines.map(({ itemCode, origin }) => [itemCode, origin])).toEqual([
      ['B1-01', 'self'],
      ['C-01', 'self'],
    ]);
    expect(seen.body.selfScore?.scoreHundredths).toBe(7400);
    const desk = await sheetsOf(branch, branch.branchMonthId);
    expect(desk.filter(({ proxy }) => proxy).map(({ id }) => id)).toEqual([sheetId]);
    const [line] = await trailOf(sheetId);
    expect(line!.action).toBe('sheet.proxy');
    expect(JSON.parse(line!.body)).toMatchObject({
      late: false,
      lineCount: 2,
      receivedOn: '2026-11-05',
      consent: 'signedPaper',
    });
    // What people wrote is in the trail as a salted digest only.
    expect(line!.body).not.toMatch(/智能手机|签字|住院|社区/);
  });

  test('is decided like any other, and the mark stays with his sheet', async () => {
    const branch = await aPaperBranch();
    const sheetId = branch.sheetIds[4]!;
    await enter(branch.commissioner, sheetId, paper([absent]));
    await startReview(branch, branch.branchMonthId);
    const decided = await acceptSheet(branch.secretary, sheetId);
    expect([decided.state, decided.decidedScore?.scoreHundredths, decided.proxy?.reason]).toEqual([
      'decided',
      7200,
      why.reason,
    ]);
    const again = await stackOf(branch, branch.commissioner, [{ sheetId, version: 1, ...paper([absent]) }]);
    expect(again.body.items.map(({ outcome }) => outcome)).toEqual(['unchanged']);
    const other = await enter(branch.commissioner, sheetId, paper([]), decided.version);
    expect([other.status, other.body]).toMatchObject([409, { code: 'wrongState', params: { state: 'decided' } }]);
  });
});

describe('who may enter for whom', () => {
  test('the leader of another group finds nothing there, and bureau, auditor and members enter for nobody', async () => {
    const branch = await aPaperBranch();
    const strangers = await aPaperBranch();
    const auditor = await service.as(await anAccount(service.database, { roles: [['auditor', bureauId]] }));
    const [plain] = await someMembers(service.database, [{ branchId: branch.branchId }]);
    const member = await service.as(await anAccount(service.database, { memberId: plain! }));
    const sheetId = branch.sheetIds[4]!;
    const sheet = { sheetId, version: 1, ...paper() };
    const before = await fingerprint(service.database);
    const answers = [];
    for (const client of [
      branch.otherLeader,
      strangers.secretary,
      strangers.leader,
      member,
      branch.bureauOffice,
      auditor,
    ]) {
      const stack = await stackOf(branch, client, [sheet]);
      answers.push([
        (await enter(client, sheetId, paper())).status,
        stack.body.items?.[0]?.problem?.code ?? stack.status,
        (await formsOf(branch, client)).status,
      ]);
    }
    expect(answers).toEqual([
      [404, 'notFound', 200],
      [404, 404, 404],
      [404, 404, 404],
      [404, 403, 403],
      [403, 403, 403],
      [403, 403, 403],
    ]);
    expect(await fingerprint(service.database)).toEqual(before);
  });

  test('each sees the forms of those whom he may enter; the leader’s own is to print, not to enter', async () => {
    const branch = await aPaperBranch();
    const mine = (await formsOf(branch, branch.leader)).body;
    expect(mine.items.map(({ sheetId, mayEnter, hasAccount }) => [sheetId, mayEnter, hasAccount])).toEqual([
      [branch.sheetIds[3], false, true],
      [branch.sheetIds[4], true, false],
      [branch.sheetIds[5], true, false],
    ]);
    expect(mine.items.map(({ sheetId, paperCode: code }) => code === paperCode(sheetId))).toEqual([true, true, true]);
    expect((await formsOf(branch, branch.commissioner)).body.items).toHaveLength(7);
    expect((await formsOf(branch, branch.members[0]!)).body.items).toHaveLength(7);
  });

  test('nobody enters his own, and the database refuses it, too', async () => {
    const branch = await aPaperBranch();
    for (const [client, sheetId] of [
      [branch.leader, branch.sheetIds[3]!],
      [branch.commissioner, branch.sheetIds[1]!],
      [branch.secretary, branch.sheetIds[0]!],
    ] as const) {
      const own = await enter(client, sheetId, paper());
      expect([own.status, own.body]).toMatchObject([422, { code: 'ownProxy' }]);
    }
    await enter(branch.leader, branch.sheetIds[4]!, paper());
    await expect(
      service.database.write(() =>
        service.database.change('UPDATE proxy_entries SET enteredByMemberId = memberId WHERE sheetId = ?', [
          branch.sheetIds[4]!,
        ]),
      ),
    ).rejects.toThrow();
  });
});

describe('in time', () => {
  test('is by the day the paper came in, though it is typed late; a paper that came late is late', async () => {
    const branch = await aPaperBranch();
    service.clock.set('2026-11-09T02:00:00.000Z');
    const commissioner = await service.as(branch.accountIds[1]!);
    const inTime = await enter(commissioner, branch.sheetIds[4]!, paper([], { receivedOn: '2026-11-08' }));
    const late = await enter(commissioner, branch.sheetIds[5]!, paper([], { receivedOn: '2026-11-09' }));
    const scores = [];
    for (const id of branch.sheetIds.slice(4, 6))
      scores.push((await commissioner.get<SheetView>(`/api/v1/sheets/${id}`)).body.selfScore?.scoreHundredths);
    const corrected = await enter(commissioner, branch.sheetIds[5]!, paper([], { receivedOn: '2026-11-07' }), 2);
    const future = await enter(commissioner, branch.sheetIds[6]!, paper([], { receivedOn: '2026-11-10' }));
    const before = await enter(commissioner, branch.sheetIds[6]!, paper([], { receivedOn: '2026-11-04' }));
    service.clock.set('2026-11-05T02:00:00.000Z');
    expect([inTime.body.late, late.body.late, ...scores]).toEqual([false, true, 8000, 7800]);
    expect(corrected.body.late).toBe(false);
    expect([future, before].map(({ status, body }) => [status, problems(body as never)])).toEqual([
      [422, ['receivedOn inTheFuture']],
      [422, ['receivedOn beforeOpening']],
    ]);
  });

  test('after self-assessment the door is closed, but for a sheet that was given back', async () => {
    const branch = await aPaperBranch();
    const [first, second] = [branch.sheetIds[4]!, branch.sheetIds[5]!];
    await enter(branch.leader, first, paper([absent]));
    await startReview(branch, branch.branchMonthId);
    const closed = await enter(branch.leader, second, paper());
    expect([closed.status, closed.body]).toMatchObject([409, { code: 'wrongState' }]);
    await branch.secretary.put(`/api/v1/sheets/${first}/return`, { reason: '请写明请假日期' }, { version: 2 });
    const [form] = (await formsOf(branch, branch.leader)).body.items.filter(({ mayEnter }) => mayEnter);
    expect(form).toMatchObject({ sheetId: first, returnedReason: '请写明请假日期', lines: [{ itemCode: 'B1-01' }] });
    service.clock.set('2026-11-09T02:00:00.000Z');
    const commissioner = await service.as(branch.accountIds[1]!);
    const again = await enter(
      commissioner,
      first,
      paper([{ ...absent, reason: '11 月 3 日住院' }], { receivedOn: '2026-11-09' }),
      3,
    );
    service.clock.set('2026-11-05T02:00:00.000Z');
    expect([again.status, again.body.state, again.body.late]).toEqual([200, 'submitted', false]);
  });
});

describe('the member’s own word', () => {
  test('replaces what was entered for him, never adds to it, and the mark goes', async () => {
    const branch = await aPaperBranch();
    const [sheetId, me] = [branch.sheetIds[2]!, branch.members[2]!];
    await enter(branch.commissioner, sheetId, paper([absent, voluntary]));
    const seen = await me.get<SheetView>(`/api/v1/sheets/${sheetId}`);
    expect([seen.body.proxy?.consentNote, seen.body.mayWithdraw]).toEqual([why.consentNote, true]);
    const own = await me.put<SheetView>(`/api/v1/sheets/${sheetId}/submission`, { lines: [voluntary] }, { version: 2 });
    expect([own.body.lines.map(({ itemCode }) => itemCode), own.body.proxy]).toEqual([['C-01'], null]);
    expect(own.body.selfScore?.scoreHundredths).toBe(8200);
    const late = await enter(branch.commissioner, sheetId, paper([absent, voluntary]), 3);
    expect([late.status, late.body]).toMatchObject([409, { code: 'handedInByMember' }]);
    // Sent again from a stack that was typed before, too: his own word stands.
    const stale = await stackOf(branch, branch.commissioner, [{ sheetId, version: 1, ...paper([absent, voluntary]) }]);
    expect(stale.body.items[0]).toMatchObject({ outcome: 'refused', problem: { code: 'handedInByMember' } });
  });

  test('that he has only begun to write gives way to his paper where that is said, and not by accident', async () => {
    const branch = await aPaperBranch();
    const [sheetId, me] = [branch.sheetIds[2]!, branch.members[2]!];
    await me.put(`/api/v1/sheets/${sheetId}/draft`, { lines: [absent] }, { version: 1 });
    const refused = await enter(branch.commissioner, sheetId, paper(), 2);
    expect([refused.status, refused.body]).toMatchObject([409, { code: 'draftOfMember' }]);
    expect(JSON.stringify(refused.body)).not.toMatch(/住院/);
    const replaced = await enter(branch.commissioner, sheetId, paper([], { replacesDraft: true }), 2);
    expect([replaced.status, replaced.body.lines]).toEqual([200, []]);
    expect(JSON.parse((await trailOf(sheetId)).at(-1)!.body)).toMatchObject({ replacesDraft: true });
  });

  test('taken back is his draft, still marked until he writes in it', async () => {
    const branch = await aPaperBranch();
    const [path, me] = [`/api/v1/sheets/${branch.sheetIds[2]!}`, branch.members[2]!];
    await enter(branch.commissioner, branch.sheetIds[2]!, paper([absent]));
    const back = await me.delete<SheetView>(`${path}/submission`, { version: 2 });
    expect([back.body.state, back.body.proxy?.reason]).toEqual(['draft', why.reason]);
    const written = await me.put<SheetView>(`${path}/draft`, { lines: [] }, { version: 3 });
    expect(written.body.proxy).toBeNull();
  });
});

describe('a stack', () => {
  test('with one bad row: the others are taken, and the bad one is named cell by cell', async () => {
    const branch = await aPaperBranch();
    const [, , third, , one, two, other] = branch.sheetIds;
    const sheets = [
      { sheetId: one, version: 1, ...paper() },
      {
        sheetId: two,
        version: 1,
        ...paper([
          { ...absent, reason: '' },
          { itemCode: 'D-01', count: 1, reason: '无' },
        ]),
      },
      {
        sheetId: third,
        version: 1,
        ...paper(Array.from({ length: 40 }, (_, at) => ({ ...voluntary, description: `第 ${at} 次` }))),
      },
      { sheetId: other, version: 1, ...paper([absent], { paperCode: paperCode(one!) }) },
    ];
    const { body } = await stackOf(branch, branch.commissioner, sheets);
    expect(body.items.map(({ sheetId, outcome }) => [sheetId, outcome])).toEqual([
      [one, 'submitted'],
      [two, 'refused'],
      [third, 'refused'],
      [other, 'refused'],
    ]);
    expect(problems(body.items[1]!.problem!)).toEqual(
      expect.arrayContaining(['lines[0].reason reasonMissing', 'lines[1].itemCode notClaimable']),
    );
    expect(problems(body.items[2]!.problem!)).toContain('lines[31].itemCode tooManyOfItem');
    expect(problems(body.items[3]!.problem!)).toEqual(['paperCode paperOfAnother']);
    const states = (await sheetsOf(branch, branch.branchMonthId)).map(({ id, state }) => [id, state]);
    expect(states.filter(([, state]) => state === 'submitted')).toEqual([[one, 'submitted']]);
  });

  test('sent twice, at once or later, is entered once and leaves one line in the trail', async () => {
    const branch = await aPaperBranch();
    const sheets = branch.sheetIds.slice(4, 6).map((sheetId) => ({ sheetId, version: 1, ...paper([absent]) }));
    const answers = await Promise.all([1, 2, 3, 4].map(() => stackOf(branch, branch.leader, sheets)));
    const outcomes = answers.flatMap(({ body }) => body.items.map(({ outcome }) => outcome));
    expect(outcomes.filter((outcome) => outcome === 'submitted')).toHaveLength(2);
    expect(outcomes.filter((outcome) => outcome === 'unchanged')).toHaveLength(6);
    const before = await fingerprint(service.database);
    const again = await stackOf(branch, branch.leader, sheets);
    expect(again.body.items.map(({ outcome }) => outcome)).toEqual(['unchanged', 'unchanged']);
    expect(await fingerprint(service.database)).toEqual(before);
    for (const { sheetId } of sheets) expect(await trailOf(sheetId)).toHaveLength(1);
    const changed = await stackOf(branch, branch.leader, [{ ...sheets[0]!, lines: [] }]);
    expect(changed.body.items[0]).toMatchObject({
      outcome: 'refused',
      problem: { code: 'stale', params: { version: 2 } },
    });
    const upon = await stackOf(branch, branch.leader, [{ ...sheets[0]!, version: 2, lines: [] }]);
    expect(upon.body.items[0]!.outcome).toBe('submitted');
  });

  test('holds each sheet once, of this month, of members who are scored', async () => {
    const branch = await aPaperBranch();
    const one = branch.sheetIds[4]!;
    const twice = await stackOf(
      branch,
      branch.leader,
      [1, 2].map((version) => ({ sheetId: one, version, ...paper() })),
    );
    expect([twice.status, problems(twice.body as never)]).toEqual([422, ['sheets[1].sheetId sheetTwice']]);
    const elsewhere = await aPaperBranch();
    const foreign = await stackOf(branch, branch.commissioner, [
      { sheetId: elsewhere.sheetIds[4]!, version: 1, ...paper() },
    ]);
    expect(foreign.body.items[0]).toMatchObject({ outcome: 'refused', problem: { code: 'notFound' } });
    await branch.secretary.put(
      `/api/v1/sheets/${one}/exemption`,
      { reason: 'approvedExemption', note: '产假' },
      { version: 1 },
    );
    const exempt = await stackOf(branch, branch.leader, [{ sheetId: one, version: 2, ...paper() }]);
    expect(exempt.body.items[0]).toMatchObject({ problem: { code: 'wrongState', params: { state: 'notScored' } } });
    expect((await formsOf(branch, branch.leader)).body.items.map(({ sheetId }) => sheetId)).not.toContain(one);
  });

  test('refuses what no paper says', async () => {
    const branch = await aPaperBranch();
    const sheet = { sheetId: branch.sheetIds[4]!, version: 1, ...paper() };
    for (const [change, path] of [
      [{ consent: 'assumed' }, 'consent'],
      [{ consent: null }, 'consent'],
      [{ reason: '' }, 'reason'],
      [{ reason: 'x'.repeat(201) }, 'reason'],
      [{ receivedOn: '2026-02-30' }, 'receivedOn'],
      [{ receivedOn: '２０２６-11-05' }, 'receivedOn'],
      [{ version: 1.5 }, 'version'],
      [{ sheetId: '1' }, 'sheetId'],
      [{ enteredBy: 1 }, 'enteredBy'],
      [{ lines: [{ ...absent, origin: 'review' }] }, 'lines[0].origin'],
      [{ lines: {} }, 'lines'],
      [{ lines: [null] }, 'lines[0]'],
      [{ replacesDraft: 'yes' }, 'replacesDraft'],
      [{ consentNote: 'a\u202eb' }, 'consentNote'],
    ] as const) {
      const answer = await stackOf(branch, branch.leader, [{ ...sheet, ...change }]);
      expect([answer.status, problems(answer.body as never)[0]]).toEqual([
        422,
        expect.stringContaining(`sheets[0].${path} `),
      ]);
    }
    for (const sheets of [[], [null], [[]], 'all', Array.from({ length: 251 }, () => sheet)])
      expect([
        JSON.stringify(sheets).slice(0, 9),
        (await stackOf(branch, branch.leader, sheets as never)).status,
      ]).toEqual([JSON.stringify(sheets).slice(0, 9), 422]);
    expect((await branch.leader.put(`/api/v1/sheets/${sheet.sheetId}/proxy-submission`, paper())).status).toBe(428);
  });
});

describe('a member who moved', () => {
  test('has his paper entered where he is scored, and nowhere else', async () => {
    const { database } = service;
    const from = await aPaperBranch();
    const to = await aBranchAtWork(service, bureauId, { size: 3 });
    const [arrived] = await someMembers(database, [{ branchId: to.branchId, fromDay: '2026-11-20' }]);
    const { id: branchMonthId } = await openMonth(to);
    const row = await database.read(() =>
      database.row<{ id: number }>('SELECT id FROM sheets WHERE memberId = ?', [arrived!]),
    );
    const listed = await to.commissioner.get<PaperFormsView>(`/api/v1/branch-months/${branchMonthId}/paper-forms`);
    expect(listed.body.items.map(({ member }) => member.id)).not.toContain(arrived);
    const refused = await enter(to.commissioner, row!.id, paper());
    expect([refused.status, refused.body]).toMatchObject([409, { code: 'wrongState', params: { state: 'notScored' } }]);
    expect((await enter(to.commissioner, from.sheetIds[4]!, paper())).status).toBe(404);
  });
});

describe('today', () => {
  test('says how many papers wait to be entered: of members without an account, to those whose task it is', async () => {
    const branch = await aPaperBranch();
    const waiting = async (client: Client) =>
      (await client.get('/api/v1/today')).body.tasks
        .filter(({ kind }: { kind: string }) => kind === 'enterPaper')
        .map(({ count, branchMonthId, dueDay }: Record<string, unknown>) => [count, branchMonthId, dueDay]);
    const two = [[2, branch.branchMonthId, '2026-11-08']];
    expect([await waiting(branch.leader), await waiting(branch.commissioner)]).toEqual([two, two]);
    expect([await waiting(branch.otherLeader), await waiting(branch.secretary)]).toEqual([[], []]);
    await enter(branch.leader, branch.sheetIds[4]!, paper());
    expect(await waiting(branch.leader)).toEqual([[1, branch.branchMonthId, '2026-11-08']]);
  });
});

describe('whose a code is', () => {
  test('is said to those who may know, whatever month it is of; to others it is not there', async () => {
    const branch = await aPaperBranch({ month: '2026-10', themeDay: '2026-10-13', selfAssessmentUntil: '2026-11-09' });
    const other = await aPaperBranch();
    const code = paperCode(branch.sheetIds[4]!);
    const ask = (client: Client, text: string) => client.get(`/api/v1/paper-codes/${encodeURIComponent(text)}`);
    const known = await ask(branch.leader, code);
    expect([known.status, known.body]).toMatchObject([
      200,
      { sheetId: branch.sheetIds[4], month: '2026-10', branch: { id: branch.branchId }, handedIn: false },
    ]);
    await enter(branch.leader, branch.sheetIds[4]!, paper());
    expect((await ask(branch.commissioner, code.replace(' ', ''))).body).toMatchObject({
      state: 'submitted',
      handedIn: true,
    });
    for (const client of [other.leader, other.commissioner, branch.otherLeader])
      expect((await ask(client, code)).status).toBe(404);
    expect((await ask(branch.leader, paperCode(2_000_000_000))).status).toBe(404);
    for (const wrong of ['000001', 'abc', '1'.repeat(60), '%00'])
      expect([wrong, (await ask(branch.leader, wrong)).status]).toEqual([wrong, 422]);
    expect((await service.anonymous.get(`/api/v1/paper-codes/${code.replace(' ', '')}`)).status).toBe(401);
  });
});
