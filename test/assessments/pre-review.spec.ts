import type { SheetSummary, SheetView } from '#src/assessments/sheet.view.js';
import { privateFindings } from '#src/assessments/confidentiality.js';
import { sampleOf } from '#src/assessments/sample.js';
import { type Client, startService, type Service } from '../support/app.js';
import {
  aBranchAtWork,
  aBureauWithScheme,
  acceptSheet,
  aDecidedMonth,
  type BranchAtWork,
  makeReady,
  openMonth,
  publish,
  sheetsOf,
  take,
} from '../support/month.js';
import { anAccount, aUnit } from '../support/organisation.js';

let service: Service;
let bureauId: number;
beforeAll(async () => {
  service = await startService();
  bureauId = await aBureauWithScheme(service);
});
afterAll(() => service.close());

const claim = { itemCode: 'C-01', count: 2, occurredOn: '2026-11-03', description: '志愿服务两次', evidence: '签到表' };
const asIs = { decisions: [], additions: [] };
const office = (client: Client, id: number) => client.get(`/api/v1/branch-months/${id}`);

/** Secretary, commissioner, deputy, then four of a group, the first of whom leads it. */
async function aBranchWithGroup(): Promise<BranchAtWork & { leader: Client }> {
  const { database } = service;
  const branch = await aBranchAtWork(service, bureauId, { size: 7, preReview: true });
  const { id: groupId } = await aUnit(database, { kind: 'group', parentId: branch.branchId });
  await database.write(() =>
    database.change(`UPDATE memberships SET groupId = ? WHERE memberId IN (${branch.memberIds.slice(3).join(', ')})`, [
      groupId,
    ]),
  );
  await database.write(() =>
    database.change(
      "INSERT INTO role_assignments (accountId, role, unitId, fromDay, version) VALUES (?, 'groupLeader', ?, '2026-01-01', 1)",
      [branch.accountIds[3]!, groupId],
    ),
  );
  return { ...branch, leader: await service.as(branch.accountIds[3]!) };
}

const handIn = (branch: BranchAtWork, place: number, sheet: SheetSummary, lines: object[]) =>
  branch.members[place]!.put(`/api/v1/sheets/${sheet.id}/submission`, { lines }, { version: sheet.version });
const onSheet = async (client: Client, id: number, what: string, body: object) => {
  const { version } = await client.get(`/api/v1/sheets/${id}`);
  return client.put(`/api/v1/sheets/${id}/${what}`, body, { version: version! });
};

describe('a month with a pre-review', () => {
  test('from self-assessment over the group leader’s opinion to the review, sheet by sheet', async () => {
    const branch = await aBranchWithGroup();
    const { leader, commissioner, secretary } = branch;
    const { id, preReview } = await openMonth(branch);
    expect(preReview).toBe(true);
    const sheets = await sheetsOf(branch, id);
    for (const [place, lines] of [
      [0, []],
      [1, []],
      [3, []],
      [4, [claim]],
      [5, []],
    ] as [number, object[]][])
      expect((await handIn(branch, place, sheets[place]!, lines)).status).toBe(200);

    // Straight to the review: not in a branch that pre-reviews.
    expect((await take(secretary, id, 'review')).body.code).toBe('wrongState');
    expect((await take(commissioner, id, 'pre-review')).body.state).toBe('preReview');

    // The leader sees his group and nobody else; the last one never handed in.
    const seen = (await leader.get(`/api/v1/branch-months/${id}/sheets`)).body.items as SheetSummary[];
    expect(seen.map((sheet) => [sheet.id, sheet.preReviewer, sheet.mayPreReview])).toEqual([
      [sheets[3]!.id, 'commissioner', false],
      [sheets[4]!.id, 'groupLeader', true],
      [sheets[5]!.id, 'groupLeader', true],
      [sheets[6]!.id, 'groupLeader', false],
    ]);
    expect((await leader.get(`/api/v1/sheets/${sheets[0]!.id}`)).status).toBe(404);
    expect((await office(leader, id)).body.counts.toPreReview).toBe(2);

    // His own is for the commissioner; the commissioner’s own for the heads.
    expect((await onSheet(leader, sheets[3]!.id, 'pre-review', asIs)).body.code).toBe('ownCase');
    expect((await onSheet(commissioner, sheets[3]!.id, 'pre-review', asIs)).status).toBe(200);
    expect((await onSheet(commissioner, sheets[1]!.id, 'pre-review', asIs)).body.code).toBe('ownCase');
    expect((await onSheet(commissioner, sheets[4]!.id, 'pre-review', asIs)).body.code).toBe('forbidden');

    // Changed with a reason; without one it is refused by its place.
    const change = { number: 1, outcome: 'changed', count: 1 };
    const mute = await onSheet(leader, sheets[4]!.id, 'pre-review', { decisions: [change], additions: [] });
    expect(mute.body.errors).toEqual([{ path: 'decisions[0].reason', code: 'reasonMissing' }]);
    const found = { itemCode: 'B1-01', optionCode: 'lateOrEarly', reason: '迟到' };
    const given = await onSheet(leader, sheets[4]!.id, 'pre-review', {
      decisions: [{ ...change, reason: '签到表只有一次' }],
      additions: [found],
    });
    expect([given.status, given.body.state, given.body.decidedScore]).toEqual([200, 'preReviewed', null]);

    // Not finished: who waits is named. Then all unchanged ones at once, each by whose turn it is.
    const early = await take(secretary, id, 'review');
    expect(early.body.errors.map((error: { code: string }) => error.code)).toEqual(Array(3).fill('notPreReviewed'));
    expect((await take(leader, id, 'agreements')).body.accepted).toBe(1);
    expect((await take(commissioner, id, 'agreements')).body.accepted).toBe(1);
    expect((await take(secretary, id, 'agreements')).body.accepted).toBe(1);
    expect((await take(secretary, id, 'review')).body.state).toBe('review');

    // Reviewers read all three opinions; the member reads nothing before publication; the leader nothing that is decided.
    const reviewed = (await secretary.get<SheetView>(`/api/v1/sheets/${sheets[4]!.id}`)).body;
    expect(reviewed.preReview!.opinions.map(({ itemCode, outcome, reason }) => [itemCode, outcome, reason])).toEqual([
      ['C-01', 'changed', '签到表只有一次'],
      ['B1-01', 'found', '迟到'],
    ]);
    expect(reviewed.preReview!.scoreHundredths).toBeLessThan(reviewed.selfScore!.scoreHundredths);
    expect((await acceptSheet(secretary, sheets[4]!.id)).state).toBe('decided');
    const own = (await branch.members[4]!.get<SheetView>(`/api/v1/sheets/${sheets[4]!.id}`)).body;
    expect([own.preReview, own.decidedScore, own.lines.map(({ decision }) => decision)]).toEqual([null, null, [null]]);
    const led = (await leader.get<SheetView>(`/api/v1/sheets/${sheets[4]!.id}`)).body;
    expect([led.decidedScore, led.lines.map(({ decision }) => decision)]).toEqual([null, [null]]);
    const list = (await leader.get(`/api/v1/branch-months/${id}/sheets`)).body.items as SheetSummary[];
    expect(list[1]).toMatchObject({ decidedScoreHundredths: null, undecidedItems: ['C-01'] });

    // Reopened, it is pre-reviewed again; given back and handed in anew, the old opinion is about another sheet.
    const { version } = await secretary.get(`/api/v1/sheets/${sheets[4]!.id}`);
    const reopened = await secretary.delete(`/api/v1/sheets/${sheets[4]!.id}/review`, { version: version! });
    expect(reopened.body.state).toBe('preReviewed');
    expect((await onSheet(secretary, sheets[4]!.id, 'return', { reason: '请补充' })).body.preReview).toBe(null);
  });

  test('goes on once its last day has passed, whoever has not been looked at', async () => {
    const branch = await aBranchWithGroup();
    const { id } = await openMonth(branch);
    await handIn(branch, 4, (await sheetsOf(branch, id))[4]!, []);
    await take(branch.secretary, id, 'pre-review');
    expect((await take(branch.secretary, id, 'review')).status).toBe(409);
    service.clock.set('2026-11-10T01:00:00.000Z');
    const secretary = await service.as(branch.accountIds[0]!);
    expect((await take(secretary, id, 'review')).body).toMatchObject({ state: 'review', counts: { preReviewed: 0 } });
    service.clock.set('2026-11-05T02:00:00.000Z');
  });

  test('a leader gives a sheet back with a reason, and it comes back to him', async () => {
    const branch = await aBranchWithGroup();
    const leader = await service.as(branch.accountIds[3]!);
    const { id } = await openMonth(branch);
    const sheet = (await sheetsOf(branch, id))[5]!;
    await handIn(branch, 5, sheet, [claim]);
    await take(branch.secretary, id, 'pre-review');
    expect((await onSheet(leader, sheet.id, 'pre-review-return', { reason: '' })).status).toBe(422);
    expect((await onSheet(leader, sheet.id, 'pre-review-return', { reason: '请附签到表' })).body.state).toBe('draft');
    const member = await service.as(branch.accountIds[5]!);
    const again = await onSheet(member, sheet.id, 'submission', { lines: [] });
    expect(again.body).toMatchObject({ state: 'submitted', late: false });
    expect((await take(leader, id, 'agreements')).body.accepted).toBe(1);
  });

  test('switched off, self-assessment leads straight to the review and there is no pre-review', async () => {
    const branch = await aBranchAtWork(service, bureauId, { size: 3, preReview: true });
    const secretary = await service.as(branch.accountIds[0]!);
    const path = `/api/v1/branches/${branch.branchId}/settings`;
    const { body: settings, version } = await secretary.get(path);
    const { branch: _, version: __, mayChange, mayChangeCommittee, ...body } = settings;
    expect([mayChange, mayChangeCommittee, settings.preReview, settings.committee]).toEqual([true, false, true, true]);
    const off = { ...body, preReview: false };
    expect((await secretary.put(path, off)).status).toBe(428);
    expect(
      (await secretary.put(path, { ...off, selfAssessmentDaysBefore: 9 }, { version: version! })).body.errors,
    ).toEqual([{ path: 'selfAssessmentDaysBefore', code: 'beforeOpening', params: { openingDaysBefore: 7 } }]);
    // Nobody rids himself of his own committee.
    expect((await secretary.put(path, { ...off, committee: false }, { version: version! })).body.errors).toEqual([
      { path: 'committee', code: 'bureauDecides' },
    ]);
    expect((await secretary.put(path, off, { version: version! })).body).toMatchObject({ preReview: false });
    expect((await secretary.put(path, off, { version: version! })).status).toBe(412);
    const { id } = await openMonth(branch);
    const refused = await take(secretary, id, 'pre-review');
    expect(refused.body.errors).toEqual([{ path: 'preReview', code: 'switchedOff' }]);
    expect((await take(secretary, id, 'review')).body).toMatchObject({ state: 'review', preReview: false });
  });
});

describe('a branch without a committee', () => {
  test('the secretary decides, the bureau decides for him and the witness, and the witness signs', async () => {
    const { database } = service;
    const branch = await aBranchAtWork(service, bureauId, { size: 5, deputy: false });
    await database.write(async () => {
      await database.change('UPDATE units SET hasCommittee = 0 WHERE id = ?', [branch.branchId]);
      await database.change(
        "INSERT INTO role_assignments (accountId, role, unitId, fromDay, version) VALUES (?, 'witness', ?, '2026-01-01', 1)",
        [branch.accountIds[4]!, branch.branchId],
      );
    });
    const [secretary, witness] = [await service.as(branch.accountIds[0]!), await service.as(branch.accountIds[4]!)];
    const bureau = branch.bureauOffice;
    const { id } = await openMonth(branch);
    await take(secretary, id, 'review');
    const sheets = (await secretary.get(`/api/v1/branch-months/${id}/sheets`)).body.items as SheetSummary[];
    expect(sheets.map(({ whoDecides }) => whoDecides)).toEqual(['bureau', 'branch', 'branch', 'branch', 'bureau']);
    const decide = { ...asIs, complete: true };
    expect((await onSheet(secretary, sheets[4]!.id, 'review', decide)).body.code).toBe('forbidden');
    expect((await onSheet(bureau, sheets[1]!.id, 'review', decide)).body.code).toBe('forbidden');
    for (const place of [1, 2, 3]) await acceptSheet(secretary, sheets[place]!.id);
    expect((await take(witness, id, 'witness')).body.code).toBe('undecided');
    for (const place of [0, 4]) await acceptSheet(bureau, sheets[place]!.id);

    const without = await take(secretary, id, 'readiness', {});
    expect(without.body.errors).toEqual([{ path: 'witness', code: 'noWitness' }]);
    expect((await office(secretary, id)).body.blockedBy).toEqual([{ code: 'noWitness' }]);
    expect((await take(secretary, id, 'witness')).body.code).toBe('forbidden');
    expect((await take(witness, id, 'witness')).body.mayWitness).toBe(false);
    expect((await office(secretary, id)).body.steps.map(({ step }: { step: string }) => step)).toEqual(['witness']);

    // Anything that changes voids the signature.
    const { version } = await secretary.get(`/api/v1/sheets/${sheets[2]!.id}`);
    await secretary.delete(`/api/v1/sheets/${sheets[2]!.id}/review`, { version: version! });
    await acceptSheet(secretary, sheets[2]!.id);
    expect((await take(secretary, id, 'readiness', {})).body.errors).toEqual([{ path: 'witness', code: 'noWitness' }]);
    await take(witness, id, 'witness');
    expect((await take(secretary, id, 'readiness', {})).body).toMatchObject({ state: 'ready', checker: 'witness' });
    // Without a discipline commissioner the check is the witness’s, and the approval the secretary’s.
    expect((await take(branch.commissioner, id, 'confidentiality-check', {})).body.code).toBe('forbidden');
    expect((await take(witness, id, 'confidentiality-check', {})).status).toBe(200);
    expect((await take(secretary, id, 'approval')).status).toBe(200);
  });

  test('who became a witness after the secretary had decided his sheet waits for the bureau; who decided is no witness', async () => {
    const { database } = service;
    const branch = await aBranchAtWork(service, bureauId, { size: 4 });
    const id = await aDecidedMonth(branch);
    const appoint = (place: number) =>
      database.change(
        "INSERT INTO role_assignments (accountId, role, unitId, fromDay, version) VALUES (?, 'witness', ?, '2026-01-01', 1)",
        [branch.accountIds[place]!, branch.branchId],
      );
    await database.write(async () => {
      await database.change('UPDATE units SET hasCommittee = 0 WHERE id = ?', [branch.branchId]);
      await appoint(3);
    });
    const sheets = await sheetsOf(branch, id);
    const witness = await service.as(branch.accountIds[3]!);
    const refused = await take(witness, id, 'witness');
    expect(refused.body.errors.map(({ params }: { params: { sheetId: number } }) => params.sheetId)).toEqual([
      sheets[0]!.id,
      sheets[3]!.id,
    ]);
    for (const place of [0, 3]) {
      const { version } = await branch.bureauOffice.get(`/api/v1/sheets/${sheets[place]!.id}`);
      await branch.bureauOffice.delete(`/api/v1/sheets/${sheets[place]!.id}/review`, { version: version! });
      await acceptSheet(branch.bureauOffice, sheets[place]!.id);
    }
    await database.write(() => appoint(2));
    // The deputy decided nothing that stands any more but holds the office of a witness now: his own sheet is the bureau’s too.
    expect((await take(witness, id, 'witness')).body.errors[0].params.sheetId).toBe(sheets[2]!.id);
  });
});

describe('check and approval', () => {
  test('are two people’s, whichever account they use, and void when the month is reviewed again', async () => {
    const branch = await aBranchAtWork(service, bureauId, { size: 4 });
    const id = await aDecidedMonth(branch);
    // The commissioner is secretary as well, for this month: one person, one account.
    const both = await service.as(
      await anAccount(service.database, {
        roles: [
          ['organisationCommissioner', branch.branchId],
          ['secretary', branch.branchId],
        ],
      }),
    );
    await take(branch.secretary, id, 'readiness', { meetingNumber: '〔2026〕11 号' });
    expect((await office(both, id)).body.blockedBy).toEqual([{ code: 'notChecked' }, { code: 'notApproved' }]);
    expect((await take(both, id, 'approval')).body.errors).toEqual([
      { path: 'confidentialityCheck', code: 'notChecked' },
    ]);
    expect((await take(both, id, 'confidentiality-check', {})).status).toBe(200);
    const refused = await take(both, id, 'approval');
    expect([refused.status, refused.body.code]).toEqual([422, 'samePerson']);
    const unsigned = await publish(branch, id);
    expect([unsigned.status, unsigned.body.errors]).toEqual([409, [{ path: 'branchMonth', code: 'notApproved' }]]);
    expect((await take(branch.secretary, id, 'approval')).body.blockedBy).toEqual([]);
    expect((await take(both, id, 'confidentiality-check', {})).status).toBe(200);

    const { version } = await office(branch.commissioner, id);
    const back = await branch.commissioner.delete(`/api/v1/branch-months/${id}/readiness`, { version: version! });
    expect(back.body).toMatchObject({ state: 'review', steps: [] });
    await take(branch.commissioner, id, 'readiness', {});
    expect((await publish(branch, id)).body.errors).toHaveLength(2);
    // The branch reads how far the month is, and no notes of those who work on it.
    expect((await office(branch.members[3]!, id)).body).toMatchObject({
      state: 'ready',
      steps: [],
      checker: 'organisationCommissioner',
    });
  });

  test('the database refuses one person for both, whatever the service believes', async () => {
    const branch = await aBranchAtWork(service, bureauId, { size: 4 });
    const id = await aDecidedMonth(branch);
    await makeReady(branch, id);
    const { database } = service;
    const [one] = branch.accountIds;
    await expect(
      database.write(() =>
        database.change(
          'UPDATE month_steps SET accountId = ?, memberId = NULL WHERE branchMonthId = ? AND apart IS NOT NULL',
          [one!, id],
        ),
      ),
    ).rejects.toThrow();
  });

  test('numbers of people in what will be public are found, and have to be answered in words', async () => {
    const branch = await aBranchAtWork(service, bureauId, { size: 4 });
    const id = await aDecidedMonth(branch);
    const path = `/api/v1/branches/${branch.branchId}/settings`;
    const { body: settings, version } = await branch.secretary.get(path);
    const { branch: _, version: __, mayChange: ___, mayChangeCommittee: ____, ...body } = settings;
    await branch.secretary.put(path, { ...body, contact: '组织委员 13900001234' }, { version: version! });
    await take(branch.secretary, id, 'readiness', {});
    const { body: found } = await branch.commissioner.get(`/api/v1/branch-months/${id}/confidentiality-check`);
    expect(found).toEqual({
      checker: 'organisationCommissioner',
      findings: [{ place: 'contact', kind: 'mobileNumber', excerpt: '组织委员 139••••••••' }],
    });
    const mute = await take(branch.commissioner, id, 'confidentiality-check', { note: '' });
    expect(mute.body.errors).toEqual([{ path: 'note', code: 'findingsUnanswered', params: { count: 1 } }]);
    const said = await take(branch.commissioner, id, 'confidentiality-check', { note: '已改为办公电话' });
    expect(said.body.steps.at(-1)).toMatchObject({ step: 'confidentialityCheck', note: '已改为办公电话' });
  });

  test.each([
    ['11010519491231002X', ['idNumber']],
    ['身份证 110105 19491231 0021', ['idNumber']],
    ['手机１３９０００１２３４５', ['mobileNumber']],
    ['+86 139-0000-1234', ['mobileNumber']],
    ['账号6222020000001234567', ['cardNumber']],
    ['a.b@example.cn', ['emailAddress']],
    ['纪检委员 302 室，电话 8123 4567、0571-88123456', []],
    ['2026 年第 11 期 12345678901234567890123', []],
  ])('%s', (text, kinds) => {
    expect(privateFindings([{ place: 'contact', text }]).map(({ kind }) => kind)).toEqual(kinds);
  });
});

describe('after confirmation', () => {
  test('a month is reported, returned with a reason that the branch reads, reported again and archived', async () => {
    const branch = await aBranchAtWork(service, bureauId, { size: 4 });
    const id = await aDecidedMonth(branch);
    await publish(branch, id);
    service.clock.set('2026-11-11T02:00:00.000Z');
    const [secretary, bureau] = [
      await service.as(branch.accountIds[0]!),
      await service.as(await anAccount(service.database, { roles: [['bureauOffice', bureauId]] })),
    ];
    await take(secretary, id, 'confirmation');
    expect((await take(bureau, id, 'acceptance', {})).body.code).toBe('wrongState');
    expect((await take(secretary, id, 'report', { note: '本月无申诉' })).body).toMatchObject({
      state: 'reported',
      mayReport: false,
    });
    const sample = (await bureau.get(`/api/v1/branch-months/${id}/sample`)).body.items;
    expect([sample.length, (await bureau.get(`/api/v1/branch-months/${id}/sample`)).body.items]).toEqual([1, sample]);
    expect((await take(bureau, id, 'report-return', { reason: '' })).status).toBe(422);
    await take(bureau, id, 'report-return', { reason: '请附会议记录' });
    const returned = (await office(secretary, id)).body;
    expect([returned.state, returned.steps.at(-1)]).toMatchObject([
      'confirmed',
      { step: 'reportReturn', note: '请附会议记录' },
    ]);
    await take(secretary, id, 'report', {});
    const archived = (await take(bureau, id, 'acceptance', { note: '抽查 1 份' })).body;
    expect(archived).toMatchObject({ state: 'archived', mayAccept: false });
    // What is final reads alike for the half-year, the history and the board.
    const history = await secretary.get(
      `/api/v1/members/${branch.memberIds[3]!}/history?fromMonth=2026-11&untilMonth=2026-11`,
    );
    expect(history.body.months[0].state).toBe('confirmed');
    expect((await secretary.get(`/api/v1/branch-months/${id}/board`)).body.state).toBe('archived');
  });

  test('the sample is a tenth at least, the same for whoever draws it, and another for another month', () => {
    const sheets = Array.from({ length: 41 }, (_, id) => ({ id }));
    expect(sampleOf(7, sheets)).toHaveLength(5);
    expect(
      sampleOf(7, [...sheets].reverse())
        .map(({ id }) => id)
        .sort(),
    ).toEqual(
      sampleOf(7, sheets)
        .map(({ id }) => id)
        .sort(),
    );
    expect(sampleOf(7, sheets)).not.toEqual(sampleOf(8, sheets));
    expect(sampleOf(7, [])).toEqual([]);
  });
});
