import { type Client, type Json, type Service, startService } from '../support/app.js';
import {
  allowAnonymous,
  giveOffice,
  handle,
  laterOn,
  missedMeeting,
  object,
  publishedSheets,
} from '../support/disputes.js';
import { aBranchAtWork, aBureauWithScheme, aDecidedMonth, type BranchAtWork } from '../support/month.js';
import { anAccount } from '../support/organisation.js';

let service: Service;
let bureauId: number;

beforeAll(async () => {
  service = await startService();
  bureauId = await aBureauWithScheme(service);
});
afterAll(() => service.close());
beforeEach(() => service.clock.set('2026-11-05T02:00:00.000Z'));

interface Case {
  branch: BranchAtWork;
  id: number;
  sheets: number[];
  discipline: Client;
}

/** A published month: 0 secretary, 1 organisation commissioner, 2 deputy, 3 discipline commissioner, the others members. */
async function aPublishedMonth(): Promise<Case> {
  const branch = await aBranchAtWork(service, bureauId, { size: 7 });
  const discipline = await giveOffice(service, branch, 3, 'disciplineCommissioner');
  await allowAnonymous(service, branch);
  const id = await aDecidedMonth(branch);
  return { branch, id, sheets: await publishedSheets(branch, id), discipline };
}

const at = (instant: string) => laterOn(service, instant);
const scoreOf = async (reader: Client, id: number, memberId: number): Promise<number> => {
  const board = await reader.get(`/api/v1/branch-months/${id}/board`);
  return board.body.rows.find((row: Json) => row.memberId === memberId).scoreHundredths;
};
async function confirmMonth(branch: BranchAtWork, id: number) {
  const { version } = await branch.secretary.get(`/api/v1/branch-months/${id}`);
  return branch.secretary.put(`/api/v1/branch-months/${id}/confirmation`, undefined, { version: version! });
}

describe('the window of objections', () => {
  test('an hour after publishing and in the last second they are accepted, one second after the end they are not', async () => {
    const { branch, sheets } = await aPublishedMonth();
    const [, , , , one, other, third] = branch.members;
    await at('2026-11-05T03:00:00.000Z');
    expect(await object(one!, sheets[5]!)).toMatchObject({ status: 201, body: { state: 'received', isMine: true } });
    await at('2026-11-10T15:59:59.999Z');
    expect((await object(other!, sheets[4]!)).status).toBe(201);
    await at('2026-11-10T16:00:01.000Z');
    const late = await object(third!, sheets[4]!);
    expect(late).toMatchObject({ status: 409, body: { code: 'wrongState', params: { untilDay: '2026-11-10' } } });
  });

  test('only members of the branch object, to rows that are published, to items that are there, once to each', async () => {
    const { branch, sheets, id } = await aPublishedMonth();
    const elsewhere = await aBranchAtWork(service, bureauId, { size: 4 });
    const member = branch.members[5]!;
    expect((await object(elsewhere.members[3]!, sheets[4]!)).status).toBe(404);
    expect((await object(branch.bureauOffice, sheets[4]!)).status).toBe(403);
    expect((await object(member, sheets[4]!, { itemCode: 'B9-99' })).body.errors[0].code).toBe('unknownItem');
    expect((await object(member, sheets[4]!, { reason: '' })).status).toBe(422);
    const first = await object(member, sheets[4]!);
    expect((await object(member, sheets[4]!)).status).toBe(409);
    expect((await object(member, sheets[4]!, { itemCode: null })).status).toBe(201);
    // Taken back, it may be raised again; answered, it may not be taken back.
    const path = `/api/v1/objections/${first.body.key}/withdrawal`;
    expect((await branch.members[6]!.put(path, undefined, { version: 1 })).status).toBe(404);
    expect((await member.put(path, undefined, { version: 1 })).body.state).toBe('withdrawn');
    expect((await member.put(path, undefined, { version: 2 })).status).toBe(409);
    expect((await object(member, sheets[4]!)).status).toBe(201);
    expect((await confirmMonth(branch, id)).status).toBe(409);
  });
});

describe('who answers', () => {
  test('the discipline commissioner, who decided nothing; nobody else, and the row alone is published again', async () => {
    const { branch, sheets, id, discipline } = await aPublishedMonth();
    const [secretary, organisation, deputy] = branch.members as [Client, Client, Client];
    const [author, subject] = [branch.members[5]!, branch.members[4]!];
    const before = await scoreOf(author, id, branch.memberIds[4]!);
    const { key } = (await object(author, sheets[4]!)).body;
    await at('2026-11-09T02:00:00.000Z');
    // The 7th and 8th are a weekend: on Monday, acknowledging it on Friday is overdue, answering it is not.
    const [shown] = (await discipline.get(`/api/v1/branch-months/${id}/objections`)).body.items;
    expect(shown).toMatchObject({
      author: { id: branch.memberIds[5] },
      due: { step: 'acknowledge', dueDay: '2026-11-06', overdue: true },
      mayHandle: true,
    });
    for (const [officer, code] of [
      [secretary, 'ownFinding'],
      [organisation, 'forbidden'],
      [deputy, 'forbidden'],
      [branch.bureauOffice, 'forbidden'],
    ] as const)
      expect((await handle(officer, id, key, 'acknowledgement')).body.code).toBe(code);
    for (const member of [author, subject]) expect((await handle(member, id, key, 'acknowledgement')).status).toBe(403);
    const acknowledged = await handle(discipline, id, key, 'acknowledgement');
    expect(acknowledged.body).toMatchObject({ state: 'acknowledged', due: { step: 'answer', dueDay: '2026-11-10' } });
    const upheld = { outcome: 'upheld', answer: '经核查签到表，该同志未到会', changes: missedMeeting };
    const rejectedWithChanges = await handle(discipline, id, key, 'answer', { ...upheld, outcome: 'rejected' });
    expect(rejectedWithChanges.body.errors[0]).toMatchObject({ path: 'changes', code: 'changesNotAllowed' });
    const nothing = { ...upheld, changes: { lines: [], additions: [] } };
    expect((await handle(discipline, id, key, 'answer', nothing)).body.errors[0].code).toBe('changesNothing');
    const answered = await handle(discipline, id, key, 'answer', upheld);
    expect(answered.body).toMatchObject({ state: 'upheld', changed: true, scoreBeforeHundredths: before });
    expect(answered.body.scoreAfterHundredths).toBe(before - 800);
    expect(await scoreOf(author, id, branch.memberIds[4]!)).toBe(before - 800);
    expect(await scoreOf(author, id, branch.memberIds[6]!)).toBe(before);
    // Both are told, with reasons; the receipt ends it.
    const [told] = (await subject.get('/api/v1/objections')).body.items;
    expect(told).toMatchObject({ isAboutMe: true, unread: true, answer: upheld.answer });
    expect((await subject.put(`/api/v1/objections/${key}/receipt`)).body.unread).toBe(false);
    expect((await author.get('/api/v1/objections')).body.items[0]).toMatchObject({ isMine: true, unread: true });
    // The others are confirmed when the window of the month is over; this row when its own is, and nobody appealed.
    await at('2026-11-11T02:00:00.000Z');
    expect((await confirmMonth(branch, id)).body.state).toBe('confirmed');
    const waiting = await secretary.get(`/api/v1/branch-months/${id}/waiting-rows`);
    expect(waiting.body).toMatchObject({
      items: [{ sheetId: sheets[4], because: 'appealPossible' }],
      mayConfirm: false,
    });
    expect((await secretary.put(`/api/v1/branch-months/${id}/row-confirmation`)).status).toBe(409);
    await at('2026-11-13T02:00:00.000Z');
    expect((await secretary.put(`/api/v1/branch-months/${id}/row-confirmation`)).body).toMatchObject({
      items: [],
      settled: 0,
    });
    const states = await service.database.read(() =>
      service.database.rows<{ state: string }>('SELECT DISTINCT state FROM sheets WHERE branchMonthId = ?', [id]),
    );
    expect(states).toEqual([{ state: 'confirmed' }]);
  });

  test('where the row is the discipline commissioner’s own, the deputy who decided nothing of it', async () => {
    const { branch, sheets, id, discipline } = await aPublishedMonth();
    const { key } = (await object(branch.members[5]!, sheets[3]!)).body;
    expect((await handle(discipline, id, key, 'acknowledgement')).body.code).toBe('ownCase');
    const rejected = { outcome: 'rejected', answer: '核查无误' };
    expect((await handle(branch.secretary, id, key, 'answer', rejected)).body.code).toBe('ownFinding');
    expect((await handle(branch.deputy, id, key, 'answer', rejected)).body.state).toBe('rejected');
  });

  test('of two who answer at once, one does', async () => {
    const { branch, sheets, id, discipline } = await aPublishedMonth();
    const second = await giveOffice(service, branch, 6, 'disciplineCommissioner');
    const { key } = (await object(branch.members[5]!, sheets[4]!)).body;
    const path = `/api/v1/branch-months/${id}/objections/${key}/answer`;
    const answers = await Promise.all([
      discipline.put(path, { outcome: 'upheld', answer: '属实', changes: missedMeeting }, { version: 1 }),
      second.put(path, { outcome: 'rejected', answer: '核查无误' }, { version: 1 }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await discipline.put(path, { outcome: 'rejected', answer: '核查无误' }, {})).status).toBe(428);
  });
});

describe('the appeal', () => {
  test('goes once to the level above, by the objector or by whose row was changed, in time; its answer is final', async () => {
    const { branch, sheets, id, discipline } = await aPublishedMonth();
    const author = branch.members[5]!;
    const { key } = (await object(author, sheets[4]!)).body;
    await handle(discipline, id, key, 'answer', { outcome: 'rejected', answer: '核查无误' });
    const appeal = (by: Client, version: number) =>
      by.put(`/api/v1/objections/${key}/appeal`, { reason: '签到表可以调阅' }, { version });
    expect((await appeal(branch.members[6]!, 2)).status).toBe(404);
    await at('2026-11-10T15:59:59.000Z');
    expect((await appeal(author, 1)).status).toBe(412);
    expect((await appeal(author, 2)).body).toMatchObject({
      appeal: { state: 'open', byObjector: true },
      due: { step: 'answerAppeal', dueDay: '2026-11-17' },
    });
    expect((await appeal(branch.members[4]!, 3)).status).toBe(409);
    // The branch decides no appeal, and the month is confirmed without the row.
    const upheld = { outcome: 'upheld', answer: '签到表无其签名', changes: missedMeeting };
    expect((await handle(discipline, id, key, 'appeal-answer', upheld)).status).toBe(403);
    await at('2026-11-18T02:00:00.000Z');
    expect((await confirmMonth(branch, id)).status).toBe(200);
    const [open] = (await branch.bureauOffice.get(`/api/v1/branch-months/${id}/objections`)).body.items;
    expect(open).toMatchObject({ mayDecideAppeal: true, due: { overdue: true } });
    // The bureau has the appeals of all its branches in one list; the branch has no such list.
    const waiting = async () =>
      (await branch.bureauOffice.get(`/api/v1/units/${bureauId}/appeals`)).body.items.map((one: Json) => one.key);
    expect(await waiting()).toContain(key);
    expect((await branch.secretary.get(`/api/v1/units/${branch.branchId}/appeals`)).status).toBe(403);
    expect((await handle(branch.bureauOffice, id, key, 'appeal-answer', upheld)).body).toMatchObject({
      appeal: { state: 'upheld' },
      changed: true,
      appealUntil: null,
    });
    expect(await waiting()).not.toContain(key);
    expect((await object(branch.members[6]!, sheets[4]!)).body.params.state).toBe('appealed');
  });

  test('is not decided by somebody of the level above who is a party to it', async () => {
    const { branch, sheets, id, discipline } = await aPublishedMonth();
    const author = branch.members[5]!;
    const clerk = await giveOffice(service, branch, 5, 'bureauOffice', bureauId);
    const { key } = (await object(author, sheets[4]!)).body;
    await handle(discipline, id, key, 'answer', { outcome: 'rejected', answer: '核查无误' });
    await author.put(`/api/v1/objections/${key}/appeal`, { reason: '不服' }, { version: 2 });
    const upheld = { outcome: 'upheld', answer: '属实', changes: missedMeeting };
    expect((await handle(clerk, id, key, 'appeal-answer', upheld)).body.code).toBe('ownCase');
    expect(
      (await handle(branch.bureauOffice, id, key, 'appeal-answer', { outcome: 'rejected', answer: '维持' })).status,
    ).toBe(200);
  });

  test('nor after its days, over a holiday and its make-up days', async () => {
    await at('2026-09-29T02:00:00.000Z');
    const branch = await aBranchAtWork(service, bureauId, { size: 6 });
    const discipline = await giveOffice(service, branch, 3, 'disciplineCommissioner');
    const september = { month: '2026-09', themeDay: '2026-09-29', selfAssessmentUntil: '2026-09-29' };
    const id = await aDecidedMonth(branch, september);
    const sheets = await publishedSheets(branch, id);
    const { key, due } = (await object(branch.members[5]!, sheets[4]!)).body;
    expect(due.dueDay).toBe('2026-09-30');
    const answered = await handle(discipline, id, key, 'answer', { outcome: 'rejected', answer: '核查无误' });
    // 1–7 October is National Day; the 10th, a Saturday, is worked.
    expect(answered.body.appealUntil).toBe('2026-10-09');
    await at('2026-10-09T16:00:00.000Z');
    const late = await branch.members[5]!.put(`/api/v1/objections/${key}/appeal`, { reason: '不服' }, { version: 2 });
    expect(late.status).toBe(409);
  });
});

describe('an objection that hides its author', () => {
  test('is anybody’s for all but the discipline commissioner: not by name, id, time, order or in the trail', async () => {
    const { branch, sheets, id, discipline } = await aPublishedMonth();
    const author = branch.members[5]!;
    await at('2026-11-06T03:17:41.123Z');
    await object(branch.members[6]!, sheets[4]!, { anonymous: true, itemCode: 'B1-02' });
    const { key, version } = (await object(author, sheets[4]!, { anonymous: true })).body;
    await at('2026-11-06T05:00:00.000Z');
    const auditor = await service.as(await anAccount(service.database, { roles: [['auditor', bureauId]] }));
    const paths = [
      `/api/v1/branch-months/${id}/objections`,
      `/api/v1/branch-months/${id}`,
      `/api/v1/branch-months/${id}/board`,
      `/api/v1/branch-months/${id}/objection-choice`,
      `/api/v1/branch-months/${id}/waiting-rows`,
      `/api/v1/branches/${branch.branchId}/objections?year=2026`,
      `/api/v1/sheets/${sheets[4]}`,
      '/api/v1/objections',
      '/api/v1/today',
    ];
    const subject = branch.members[4]!;
    const readers = [branch.secretary, branch.deputy, branch.commissioner, branch.bureauOffice, auditor, subject];
    for (const reader of readers) {
      for (const path of paths) {
        const text = JSON.stringify((await reader.get(path)).body);
        const objections = /"key"/.test(text) ? text : text.replaceAll(/"(memberId|name|position)":[^,]*/g, '');
        expect([path, /03:17:41/.test(objections)]).toEqual([path, false]);
        for (const part of JSON.parse(text).items ?? [])
          if (part.key) expect(part).toMatchObject({ anonymous: true, author: null, receivedAt: null, isMine: false });
      }
    }
    const [shown] = (await discipline.get(`/api/v1/branch-months/${id}/objections`)).body.items.filter(
      (each: Json) => each.key === key,
    );
    expect(shown.author).toMatchObject({ id: branch.memberIds[5] });
    // Everything it leads to, down to the appeal, leaves nothing of the author in the trail.
    await handle(discipline, id, key, 'answer', { outcome: 'rejected', answer: '核查无误' });
    await at('2026-11-06T06:44:12.456Z');
    expect(
      (await author.put(`/api/v1/objections/${key}/appeal`, { reason: '不服' }, { version: version + 1 })).status,
    ).toBe(200);
    const lines = await service.database.read(() =>
      service.database.rows<{ at: string; action: string; body: string }>(
        "SELECT at, action, body FROM trail_records WHERE action LIKE 'objection.%' AND chain = ?",
        [`unit:${branch.branchId}`],
      ),
    );
    expect(lines.map(({ action }) => action)).toEqual([
      'objection.raise',
      'objection.raise',
      'objection.answer',
      'objection.appeal',
    ]);
    for (const { at: when, action, body } of lines) {
      const said = JSON.parse(body);
      if (action !== 'objection.answer') expect(said.actorAccountId).toBeNull();
      expect(Object.values(said)).not.toContain(branch.accountIds[5]);
      expect(Object.values(said)).not.toContain(branch.memberIds[5]);
      expect(`${when} ${body}`).not.toMatch(/03:17:41|06:44:12/);
    }
    // The keys say nothing about the order either: they are random, and lists are in their order.
    const keys = (await branch.secretary.get(paths[0]!)).body.items.map((each: Json) => each.key);
    expect(keys).toEqual([...keys].sort());
  });

  test('is not offered to the one officer whose stepping aside would tell, nor where the subject would read the name', async () => {
    const { branch, sheets, id, discipline } = await aPublishedMonth();
    const own = await object(discipline, sheets[4]!, { anonymous: true });
    expect(own.body.errors[0]).toMatchObject({ path: 'anonymous', code: 'wouldTellName' });
    const { key } = (await object(branch.members[5]!, sheets[3]!, { anonymous: true })).body;
    const [shown] = (await discipline.get(`/api/v1/branch-months/${id}/objections`)).body.items;
    expect(shown).toMatchObject({ key, author: null, whyNotHandle: 'ownCase' });
  });
});
