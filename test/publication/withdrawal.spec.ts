import type { SheetSummary } from '#src/assessments/sheet.view.js';
import type { BoardRow } from '#src/publication/board.view.js';
import { PublicationRecords } from '#src/publication/publication-records.service.js';
import { startService, type Service } from '../support/app.js';
import {
  aBranchAtWork,
  aBureauWithScheme,
  aDecidedMonth,
  type BranchAtWork,
  fingerprint,
  publish,
  sheetsOf,
} from '../support/month.js';
import { anAccount } from '../support/organisation.js';
import { publicationFaults } from '../support/published.js';

const atStart = '2026-11-05T02:00:00.000Z';
const afterWindow = '2026-11-10T16:00:00.000Z';

let service: Service;
let bureauId: number;
beforeAll(async () => {
  service = await startService({ now: atStart });
  bureauId = await aBureauWithScheme(service);
});
afterEach(() => service.clock.set(atStart));
afterAll(async () => {
  expect(await publicationFaults(service.database)).toEqual([]);
  await service.close();
});

const aBranch = (size = 4) => aBranchAtWork(service, bureauId, { size });
const pathOf = (id: number, what = '') => `/api/v1/branch-months/${id}${what && `/${what}`}`;
const reason = '第二党小组的考勤录错了，更正后重新公示';

async function withdraw(branch: BranchAtWork, id: number, client = branch.secretary, body: object = { reason }) {
  const { version } = await branch.secretary.get(pathOf(id));
  return client.put(pathOf(id, 'withdrawal'), body, { version: version! });
}

async function confirm(branch: BranchAtWork, id: number) {
  service.clock.set(afterWindow);
  const secretary = await service.as(branch.accountIds[0]!);
  const { version } = await secretary.get(pathOf(id));
  expect((await secretary.put(pathOf(id, 'confirmation'), undefined, { version: version! })).status).toBe(200);
}

/** What a corrected sheet leads to: its row is published again, alone. The score stands in the tables as if decided anew. */
async function amend(branch: BranchAtWork, branchMonthId: number, sheetId: number, scoreHundredths: number) {
  const { database, app, clock } = service;
  await database.write(async () => {
    const records = app.get(PublicationRecords);
    await records.lockBranchOf(branchMonthId);
    const month = await database.lock<{ schemeVersionId: number }>('branch_months', branchMonthId);
    await database.change('UPDATE sheets SET scoreHundredths = ? WHERE id = ?', [scoreHundredths, sheetId]);
    await records.insertPublication({
      kind: 'objection',
      branchMonth: { id: branchMonthId, branchId: branch.branchId, schemeVersionId: month!.schemeVersionId },
      sheetIds: [sheetId],
      window: { fromDay: '2026-11-06', untilDay: '2026-11-10', workingDays: 3 },
      contact: '纪检委员 302 室',
      at: clock.now(),
      publishedBy: branch.accountIds[0]!,
      action: 'month.amend',
    });
  });
}

describe('withdrawing a publication', () => {
  test('takes it down for everybody with its reason, and publishing again makes the next number', async () => {
    const branch = await aBranch();
    const id = await aDecidedMonth(branch);
    const first = (await publish(branch, id)).body.publication;
    const withdrawn = await withdraw(branch, id);
    expect(withdrawn.status).toBe(200);
    const withdrawal = { number: 1, withdrawnAt: atStart, reason };
    expect(withdrawn.body).toMatchObject({ state: 'review', publication: null, withdrawal, mayWithdraw: false });

    const member = branch.members[3]!;
    const board = (await member.get(pathOf(id, 'board'))).body;
    expect(board).toMatchObject({ withdrawal, rows: [], publication: { number: 1, digest: first.digest } });
    const { body: history } = await member.get(
      `/api/v1/members/${branch.memberIds[3]}/history?fromMonth=2026-11&untilMonth=2026-11`,
    );
    expect(history.months[0]).toMatchObject({ state: 'unpublished', scoreHundredths: null });
    expect((await member.get('/api/v1/today')).body.lastScore).toBeNull();
    expect((await branch.secretary.get(pathOf(id, 'board.xlsx'))).status).toBe(409);
    const sheets = await sheetsOf(branch, id);
    expect(sheets.map(({ state }: SheetSummary) => state)).toEqual(Array(4).fill('decided'));

    // A sheet may be decided anew now; the others stand as they were.
    const { id: sheetId, version } = sheets[3]!;
    expect((await branch.secretary.delete(`/api/v1/sheets/${sheetId}/review`, { version })).status).toBe(200);
    const blocked = await publish(branch, id);
    expect([blocked.status, blocked.body.code]).toEqual([422, 'undecided']);
    const decide = { decisions: [], additions: [], complete: true };
    await branch.secretary.put(`/api/v1/sheets/${sheetId}/review`, decide, { version: version + 1 });
    const again = (await publish(branch, id)).body;
    expect(again).toMatchObject({ publication: { number: 2, revision: 2 }, withdrawal: null });
    expect((await member.get(pathOf(id, 'board'))).body).toMatchObject({
      withdrawal: null,
      earlierWithdrawals: [withdrawal],
    });
  });

  test('is for the heads alone, with a reason, once, and never after confirmation', async () => {
    const branch = await aBranch();
    const id = await aDecidedMonth(branch);
    expect((await withdraw(branch, id)).body.code).toBe('wrongState');
    await publish(branch, id);
    const before = await fingerprint(service.database);
    for (const client of [branch.commissioner, branch.members[3]!, branch.bureauOffice])
      expect((await withdraw(branch, id, client)).status).toBe(403);
    expect((await withdraw(branch, id, branch.secretary, { reason: ' ' })).status).toBe(422);
    expect((await branch.secretary.put(pathOf(id, 'withdrawal'), { reason })).status).toBe(428);
    expect((await branch.secretary.put(pathOf(id, 'withdrawal'), { reason }, { version: 1 })).status).toBe(412);
    expect(await fingerprint(service.database)).toEqual(before);

    const { version } = await branch.secretary.get(pathOf(id));
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => branch.deputy.put(pathOf(id, 'withdrawal'), { reason }, { version: version! })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(409)]);

    await publish(branch, id);
    await confirm(branch, id);
    const secretary = await service.as(branch.accountIds[0]!);
    const late = await withdraw({ ...branch, secretary }, id, secretary);
    expect([late.status, late.body.params.state]).toEqual([409, 'confirmed']);
  });
});

describe('receipts', () => {
  test('count once a member, name those who are missing to the committee alone, and an amendment asks who is in it', async () => {
    const branch = await aBranch(5);
    const id = await aDecidedMonth(branch);
    const [, , , fourth, fifth] = branch.members as [never, never, never, BranchAtWork['secretary'], never];
    expect((await fourth.put(pathOf(id, 'receipt'))).status).toBe(404);
    await publish(branch, id);
    const asked = (await fourth.get(pathOf(id, 'board'))).body.receipts;
    expect(asked).toEqual({ members: 5, seen: 0, ownSeenAt: null, isAsked: true, missing: null });
    expect((await Promise.all([1, 2, 3].map(() => fourth.put(pathOf(id, 'receipt'))))).map(({ body }) => body)).toEqual(
      Array(3).fill({ seenAt: atStart }),
    );
    await (fifth as BranchAtWork['secretary']).put(pathOf(id, 'receipt'));
    const { receipts } = (await branch.secretary.get(pathOf(id, 'board'))).body;
    expect([receipts.members, receipts.seen, receipts.missing.map(({ memberId }: never) => memberId)]).toEqual([
      ...[5, 2],
      branch.memberIds.slice(0, 3),
    ]);
    expect((await branch.bureauOffice.put(pathOf(id, 'receipt'))).status).toBe(403);
    expect((await branch.bureauOffice.get(pathOf(id, 'board'))).body.receipts.missing).toBeNull();

    const sheetId = (await sheetsOf(branch, id))[3]!.id;
    await amend(branch, id, sheetId, 7711);
    const board = (await fourth.get(pathOf(id, 'board'))).body;
    expect(board.receipts).toMatchObject({ members: 5, seen: 1, isAsked: true });
    expect(board.rows.map(({ amendedBy }: BoardRow) => amendedBy)).toEqual([null, null, null, 2, null]);
    expect(board.rows[3].scoreHundredths).toBe(7711);
    expect(board.amendments).toMatchObject([{ number: 2, kind: 'objection', publishedAt: atStart }]);
    expect(board.publication.number).toBe(1);
    await fourth.put(pathOf(id, 'receipt'));
    expect((await fourth.get(pathOf(id, 'board'))).body.receipts).toMatchObject({ seen: 2, isAsked: false });

    // What was amended is what everybody reads, and a withdrawal takes both down.
    const history = `/api/v1/members/${branch.memberIds[3]}/history?fromMonth=2026-11&untilMonth=2026-11`;
    expect((await fourth.get(history)).body.months[0].scoreHundredths).toBe(7711);
    const figures = (await branch.secretary.get(pathOf(id, 'statistics'))).body;
    expect(figures.statistics.lowestHundredths).toBe(7711);
    await withdraw(branch, id);
    const code = board.amendments[0].verificationCode;
    expect((await service.anonymous.get(`/api/v1/verifications/${code}`)).body.withdrawnAt).toBe(atStart);
  });
});

describe('the archive', () => {
  test('once the window is over and the month confirmed, a member is shown his own row, and the branch its archive', async () => {
    const branch = await aBranch();
    const id = await aDecidedMonth(branch);
    await publish(branch, id);
    const hanging = await branch.members[3]!.get(pathOf(id, 'board'));
    expect([hanging.body.isArchived, hanging.body.rows.length]).toEqual([false, 4]);
    expect((await branch.members[3]!.get(pathOf(id, 'board.xlsx?form=short'))).status).toBe(200);
    expect((await branch.members[3]!.get(pathOf(id, 'board.xlsx?form=none'))).status).toBe(422);
    await confirm(branch, id);
    const [member, secretary] = [await service.as(branch.accountIds[3]!), await service.as(branch.accountIds[0]!)];
    const own = (await member.get(pathOf(id, 'board'))).body;
    expect(own).toMatchObject({ isArchived: true, ownRowOnly: true });
    expect(own.rows.map(({ memberId, position }: BoardRow) => [memberId, position])).toEqual([
      [branch.memberIds[3], 4],
    ]);
    expect((await member.get(pathOf(id, 'board.xlsx'))).status).toBe(403);
    const office = await service.as(await anAccount(service.database, { roles: [['bureauOffice', bureauId]] }));
    for (const reader of [secretary, await service.as(branch.accountIds[1]!), office]) {
      const { body } = await reader.get(pathOf(id, 'board'));
      expect([body.isArchived, body.ownRowOnly, body.rows.length]).toEqual([true, false, 4]);
    }
    expect((await secretary.get(pathOf(id, 'board.xlsx'))).status).toBe(200);
  });
});

describe('a printed code', () => {
  test('says what became of the publication to anybody, and nothing about anybody', async () => {
    const branch = await aBranch();
    const id = await aDecidedMonth(branch, {
      month: '2026-10',
      themeDay: '2026-10-13',
      selfAssessmentUntil: '2026-10-11',
    });
    const { publication } = (await publish(branch, id)).body;
    const code: string = publication.verificationCode;
    const path = (text: string) => `/api/v1/verifications/${encodeURIComponent(text)}`;
    const { status, body } = await service.anonymous.get(path(code));
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ...{ verificationCode: code, number: 1, revision: 1, kind: 'full', month: '2026-10', rows: 4 },
      ...{ digest: publication.digest, trailHead: publication.trailHead, withdrawnAt: null, amendments: [] },
    });
    const names = await service.database.read(() =>
      service.database.rows<{ name: string }>('SELECT name FROM members'),
    );
    const text = JSON.stringify(body);
    expect(names.filter(({ name }) => text.includes(name))).toEqual([]);
    expect(text).not.toMatch(/hundredths|memberId|sheetId|contact/i);
    // As somebody types it from the paper.
    expect(
      (await service.anonymous.get(path(` ${code.toLowerCase().replaceAll('-', ' ').trim()}`.trim()))).status,
    ).toBe(200);

    const sheetId = (await sheetsOf(branch, id))[2]!.id;
    await amend(branch, id, sheetId, 7712);
    expect((await service.anonymous.get(path(code))).body.amendments).toMatchObject([{ number: 2, kind: 'objection' }]);
    await withdraw(branch, id);
    expect((await service.anonymous.get(path(code))).body).toMatchObject({ withdrawnAt: atStart, amendments: [] });
    expect(JSON.stringify((await service.anonymous.get(path(code))).body)).not.toContain('考勤');
  });

  test('that does not exist is answered like one that cannot exist, and guessing is stopped', async () => {
    const branch = await aBranch();
    const id = await aDecidedMonth(branch);
    const code: string = (await publish(branch, id)).body.publication.verificationCode;
    const other = code.replace(/-[0-9A-F]{4}-/, (digits) => (digits === '-0000-' ? '-1111-' : '-0000-'));
    const answers = await Promise.all(
      [other, code.slice(0, -1), 'x', `${code}0`, 'B1-1', '公示'].map((text) =>
        service.anonymous.get(`/api/v1/verifications/${encodeURIComponent(text)}`),
      ),
    );
    const said = answers.map(({ status, body: { requestId: _, ...body } }) => JSON.stringify([status, body]));
    expect([...new Set(said)]).toHaveLength(1);
    expect(answers[0]!.status).toBe(404);
    for (let round = 0; round < 20; round += 1)
      await Promise.all(Array.from({ length: 10 }, () => service.anonymous.get('/api/v1/verifications/B1-1')));
    const stopped = await service.anonymous.get(`/api/v1/verifications/${code}`);
    expect([stopped.status, Number(stopped.headers.get('retry-after')) > 0]).toEqual([429, true]);
    service.clock.set('2026-11-05T02:11:00.000Z');
    expect((await service.anonymous.get(`/api/v1/verifications/${code}`)).status).toBe(200);
  });
});
