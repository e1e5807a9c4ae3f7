import { type Client, type Json, type Service, startService } from '../support/app.js';
import {
  aConfirmedMonth,
  dues,
  laterOn,
  missedMeeting,
  service2,
  slip,
  step,
  talk,
  task3,
  task4,
} from '../support/disputes.js';
import { aBranchAtWork, aBureauWithScheme, type BranchAtWork } from '../support/month.js';
import { anAccount } from '../support/organisation.js';
import { publicationFaults } from '../support/published.js';

let service: Service;
let bureauId: number;

beforeAll(async () => {
  service = await startService();
  bureauId = await aBureauWithScheme(service);
});
afterAll(async () => {
  expect(await publicationFaults(service.database)).toEqual([]);
  await service.close();
});
beforeEach(() => laterOn(service, '2026-11-05T02:00:00.000Z'));

interface Case {
  branch: BranchAtWork;
  id: number;
  sheets: number[];
  bureau: Client;
  secondClerk: Client;
}

/** 76 for the secretary, then 79 to 83, and 84 for the last of the seven; the branch ranks. */
async function aRankedMonth(): Promise<Case> {
  const branch = await aBranchAtWork(service, bureauId, { size: 7 });
  await service.database.write(() =>
    service.database.change('UPDATE units SET rankingEnabled = 1 WHERE id = ?', [branch.branchId]),
  );
  const additions = [[dues], [talk], [service2], [task3], [task4], [task4, talk], [task4, service2]];
  const { id, sheets } = await aConfirmedMonth(service, branch, additions);
  const secondClerk = await service.as(await anAccount(service.database, { roles: [['bureauOffice', bureauId]] }));
  return { branch, id, sheets, bureau: branch.bureauOffice, secondClerk };
}

/** Both of the last member's claims were false. */
const bothFalse = {
  lines: [
    { number: 1001, outcome: 'refused', reason: '证明系伪造' },
    { number: 1002, outcome: 'refused', reason: '证明系伪造' },
  ],
  additions: [],
};

async function issued({ branch, sheets, bureau }: Case, index: number, changes: unknown): Promise<number> {
  const { id } = (await slip(branch.commissioner, sheets[index]!, changes)).body;
  await step(branch.commissioner, id, 'proposal');
  await step(branch.secretary, id, 'decision');
  await step(bureau, id, 'countersignature');
  const answer = await step(bureau, id, 'issue');
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return id;
}

const halfYear = async (reader: Client, branch: BranchAtWork) =>
  (await reader.get(`/api/v1/units/${branch.branchId}/summaries/2026-H2`)).body;
const rowOf = (view: Json, memberId: number) => view.rows.find((row: Json) => row.memberId === memberId);

describe('a correction', () => {
  test('past five others changes six ranks, shown before it is issued, and tells those it concerns and nobody else', async () => {
    const ranked = await aRankedMonth();
    const { branch, id, sheets, bureau } = ranked;
    const subject = branch.memberIds[6]!;
    const before = await halfYear(branch.secretary, branch);
    const preview = await branch.secretary.post(`/api/v1/sheets/${sheets[6]}/amendment-preview`, {
      changes: bothFalse,
    });
    expect(preview.body.row).toMatchObject({
      before: { scoreHundredths: 8400 },
      after: { scoreHundredths: 7800, contributionHundredths: 0 },
      items: [
        { itemCode: 'C-01', beforeHundredths: 200, afterHundredths: 0 },
        { itemCode: 'C-02', beforeHundredths: 400, afterHundredths: 0 },
      ],
    });
    const written = await slip(branch.commissioner, sheets[6]!, bothFalse);
    const correctionId = written.body.id;
    expect(written).toMatchObject({ status: 201, body: { state: 'draft', number: null, mayPropose: true } });
    // A draft is its writer's alone.
    expect((await branch.secretary.get(`/api/v1/corrections/${correctionId}`)).status).toBe(404);
    expect((await step(branch.commissioner, correctionId, 'proposal')).body).toMatchObject({ year: 2026, number: 1 });
    const effects = (await bureau.get(`/api/v1/corrections/${correctionId}/effects`)).body;
    const ofHalfYear = effects.summaries.find((each: Json) => each.period === '2026-H2');
    expect(ofHalfYear).toMatchObject({ before: { rank: 1 }, after: { rank: 6 }, ranksChanged: 6 });
    expect(ofHalfYear.others.map(({ before: was, after: is }: Json) => [was.rank, is.rank])).toEqual([
      [6, 5],
      [5, 4],
      [4, 3],
      [3, 2],
      [2, 1],
    ]);
    expect((await step(branch.secretary, correctionId, 'decision')).body).toMatchObject({ state: 'decided' });
    expect((await step(bureau, correctionId, 'countersignature')).body).toMatchObject({ state: 'countersigned' });
    expect(await halfYear(branch.secretary, branch)).toEqual(before);
    expect((await branch.members[6]!.get('/api/v1/corrections')).body.items).toEqual([]);
    const answers = await Promise.all([
      step(bureau, correctionId, 'issue'),
      step(ranked.secondClerk, correctionId, 'issue'),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    // Both figures are kept: in the half-year, in the history and with the slip.
    const after = await halfYear(branch.secretary, branch);
    expect(rowOf(before, subject)).toMatchObject({ rank: 1, meanHundredths: 8400 });
    expect(rowOf(after, subject)).toMatchObject({ rank: 6, meanHundredths: 7800 });
    const november = rowOf(after, subject).months.find(({ month }: Json) => month === '2026-11');
    expect(november).toMatchObject({ scoreHundredths: 7800, originalScoreHundredths: 8400, isCorrected: true });
    expect(rowOf(after, subject).remarks).toContainEqual({ code: 'corrected', params: { month: '2026-11' } });
    const history = (await branch.members[6]!.get(`/api/v1/members/${subject}/history`)).body.months[0];
    expect(history).toMatchObject({ scoreHundredths: 7800, originalScoreHundredths: 8400, isCorrected: true });
    // It is published to the branch, and those whose rank or figures changed are told; the secretary's did not.
    const shown = (await branch.members[0]!.get(`/api/v1/branches/${branch.branchId}/correction-notices`)).body.items;
    expect(shown).toMatchObject([{ correctionId, number: 1, member: { id: subject } }]);
    const told = await Promise.all(
      branch.members.map(async (member) => (await member.get('/api/v1/corrections')).body.items),
    );
    expect(told.map((items) => items.length)).toEqual([0, 1, 1, 1, 1, 1, 1]);
    expect(told[6]![0]).toMatchObject({ isAboutMe: true, reason: '证明系伪造', readAt: null });
    expect(told[1]![0]).toMatchObject({ isAboutMe: false, reason: null });
    const ownStanding = told[1]![0].standings.find(({ period }: Json) => period === '2026-H2');
    expect(ownStanding).toMatchObject({ before: { rank: 6 }, after: { rank: 5 } });
    const read = await branch.members[6]!.put(`/api/v1/correction-receipts/${correctionId}`);
    expect(read.body.items[0].readAt).toBe(service.clock.now());
    expect((await branch.members[0]!.put(`/api/v1/correction-receipts/${correctionId}`)).status).toBe(404);
    // The subject reads the slip; of the others he learns nothing there.
    const own = (await branch.members[6]!.get(`/api/v1/corrections/${correctionId}/effects`)).body;
    expect(own.summaries.map(({ others }: Json) => others)).toEqual(own.summaries.map(() => []));
    expect((await branch.members[5]!.get(`/api/v1/corrections/${correctionId}`)).status).toBe(404);
    await laterOn(service, '2026-11-20T02:00:00.000Z');
    expect((await branch.members[5]!.get(`/api/v1/branches/${branch.branchId}/correction-notices`)).body.items).toEqual(
      [],
    );
    const states = await service.database.read(() =>
      service.database.rows(
        'SELECT state, COUNT(*) AS count FROM sheets WHERE branchMonthId = ? GROUP BY state ORDER BY state',
        [id],
      ),
    );
    expect(states).toEqual([
      { state: 'confirmed', count: 6 },
      { state: 'corrected', count: 1 },
    ]);
  });

  test('of a correction is another slip; one written about the row before can only be withdrawn', async () => {
    const ranked = await aRankedMonth();
    const { branch, sheets } = ranked;
    const waiting = (await slip(branch.deputy, sheets[6]!, bothFalse)).body.id;
    await step(branch.deputy, waiting, 'proposal');
    await issued(ranked, 6, bothFalse);
    expect((await step(branch.secretary, waiting, 'decision')).body.params.state).toBe('superseded');
    expect((await branch.secretary.get(`/api/v1/corrections/${waiting}`)).body).toMatchObject({ superseded: true });
    expect((await step(branch.deputy, waiting, 'withdrawal', { reason: '已另行更正' })).body.state).toBe('withdrawn');
    // One of the two claims was true after all.
    const again = { lines: [{ number: 1001, outcome: 'accepted', reason: '复核属实' }], additions: [] };
    const second = await issued(ranked, 6, again);
    const slips = (await branch.secretary.get(`/api/v1/branches/${branch.branchId}/corrections?year=2026`)).body.items;
    expect(slips.map(({ number, state }: Json) => [number, state])).toEqual([
      [3, 'issued'],
      [2, 'issued'],
      [1, 'withdrawn'],
    ]);
    expect((await branch.secretary.get(`/api/v1/corrections/${second}`)).body.row).toMatchObject({
      before: { scoreHundredths: 7800 },
      after: { scoreHundredths: 8200 },
    });
    const history = (await branch.secretary.get(`/api/v1/members/${branch.memberIds[6]}/history`)).body.months[0];
    expect(history).toMatchObject({ scoreHundredths: 8200, originalScoreHundredths: 8400 });
  });

  test('strikes a false claim with its deduction, and makes a month scored or not', async () => {
    const ranked = await aRankedMonth();
    const { branch } = ranked;
    const d08 = { itemCode: 'D-08', count: 1, reason: '伪造证明', evidence: '核查结论 12 号', description: '伪造' };
    const strike = { lines: [bothFalse.lines[0]], additions: [d08] };
    const id = await issued(ranked, 6, strike);
    expect((await branch.secretary.get(`/api/v1/corrections/${id}`)).body.row.after).toMatchObject({
      deductionHundredths: -500,
      contributionHundredths: 200,
    });
    const exempt = await issued(ranked, 5, { lines: [], additions: [], scoring: 'approvedExemption' });
    expect((await branch.secretary.get(`/api/v1/corrections/${exempt}`)).body.row.after).toEqual({
      notScoredReason: 'approved',
      baseHundredths: null,
      deductionHundredths: null,
      contributionHundredths: null,
      scoreHundredths: null,
    });
    expect(rowOf(await halfYear(branch.secretary, branch), branch.memberIds[5]!)).toMatchObject({ countedMonths: 0 });
    const back = await issued(ranked, 5, { lines: [], additions: [], scoring: 'score' });
    expect((await branch.secretary.get(`/api/v1/corrections/${back}`)).body.row.after.scoreHundredths).toBe(8300);
  });
});

describe('who has a hand in a slip', () => {
  test('stands on the page of today of whose turn it is, and leads to the slip itself', async () => {
    const { branch, sheets, bureau } = await aRankedMonth();
    const { id } = (await slip(branch.commissioner, sheets[6]!, bothFalse)).body;
    const waiting = async (client: Client) =>
      (await client.get('/api/v1/today')).body.tasks
        .filter(({ branch: of, kind }: Json) => of.id === branch.branchId && /Correction$/.test(kind))
        .map(({ kind, correctionId }: Json) => [kind, correctionId]);
    await step(branch.commissioner, id, 'proposal');
    expect(await waiting(branch.secretary)).toEqual([['decideCorrection', id]]);
    await step(branch.secretary, id, 'decision');
    expect(await waiting(bureau)).toEqual([['countersignCorrection', id]]);
    // Of two there is a list.
    const other = (await slip(branch.commissioner, sheets[5]!, { lines: [], additions: [talk], scoring: null })).body
      .id;
    const third = (await slip(branch.commissioner, sheets[4]!, { lines: [], additions: [talk], scoring: null })).body
      .id;
    await step(branch.commissioner, other, 'proposal');
    await step(branch.commissioner, third, 'proposal');
    expect(await waiting(branch.secretary)).toEqual([['decideCorrection', undefined]]);
  });

  test('never the member it is about, nobody twice, and the bureau only to countersign and issue', async () => {
    const { branch, sheets, bureau, secondClerk } = await aRankedMonth();
    const deputy = branch.deputy;
    const auditor = await service.as(await anAccount(service.database, { roles: [['auditor', bureauId]] }));
    for (const stranger of [bureau, auditor, branch.members[5]!])
      expect((await slip(stranger, sheets[6]!, bothFalse)).status).toBe(stranger === branch.members[5] ? 404 : 403);
    expect((await slip(branch.commissioner, sheets[1]!, missedMeeting)).body.code).toBe('ownCase');
    // The secretary's own row: neither he nor, having asked, the deputy decides; the bureau does, and another clerk countersigns.
    const own = (await slip(deputy, sheets[0]!, missedMeeting)).body.id;
    expect((await step(branch.commissioner, own, 'proposal')).status).not.toBe(200);
    await step(deputy, own, 'proposal');
    expect((await step(branch.secretary, own, 'decision')).body.code).toBe('ownCase');
    expect((await step(deputy, own, 'decision')).body.code).toBe('secondPerson');
    expect((await step(auditor, own, 'decision')).status).toBe(403);
    expect((await step(bureau, own, 'countersignature')).status).toBe(409);
    expect((await step(bureau, own, 'decision')).body.state).toBe('decided');
    expect((await step(bureau, own, 'countersignature')).body.code).toBe('secondPerson');
    expect((await step(branch.commissioner, own, 'issue')).status).toBe(409);
    expect((await step(secondClerk, own, 'countersignature')).body.state).toBe('countersigned');
    expect((await step(branch.secretary, own, 'issue')).body.code).toBe('ownCase');
    // An ordinary member's row is not the bureau's to decide.
    const other = (await slip(branch.secretary, sheets[6]!, bothFalse)).body.id;
    await step(branch.secretary, other, 'proposal');
    expect((await step(bureau, other, 'decision')).body.code).toBe('forbidden');
    expect((await step(branch.secretary, other, 'decision')).body.code).toBe('secondPerson');
    expect((await step(branch.commissioner, other, 'refusal', { reason: '不' })).status).toBe(403);
    expect((await step(deputy, other, 'refusal', { reason: '证据不足' })).body).toMatchObject({
      state: 'refused',
      number: 2,
      endReason: '证据不足',
    });
    // Two at once, and a stale version.
    const third = (await slip(branch.commissioner, sheets[6]!, bothFalse)).body.id;
    await step(branch.commissioner, third, 'proposal');
    const both = await Promise.all([step(branch.secretary, third, 'decision'), step(deputy, third, 'decision')]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await bureau.put(`/api/v1/corrections/${third}/countersignature`, undefined, { version: 1 })).status).toBe(
      412,
    );
    expect((await bureau.put(`/api/v1/corrections/${third}/countersignature`)).status).toBe(428);
  });

  test('and only about what is confirmed, in the scheme’s own terms', async () => {
    const { branch, sheets } = await aRankedMonth();
    const bad = async (changes: unknown) => (await slip(branch.commissioner, sheets[6]!, changes)).body.errors[0];
    expect(await bad({ lines: [], additions: [] })).toMatchObject({ path: 'changes', code: 'changesNothing' });
    expect(await bad({ lines: [{ number: 7, outcome: 'refused', reason: '无' }], additions: [] })).toMatchObject({
      path: 'changes.lines[0].number',
      code: 'unknownLine',
    });
    const tooMany = { lines: [{ number: 1002, outcome: 'changed', count: 99, reason: '多' }], additions: [] };
    expect((await bad(tooMany)).path).toBe('changes.lines[0].count');
    const absent = { itemCode: 'B1-01', optionCode: 'asleep', reason: '睡' };
    expect((await bad({ lines: [], additions: [absent] })).path).toBe('changes.additions[0].optionCode');
    const [sheet] = await service.database.read(() =>
      service.database.rows<{ id: number }>("SELECT id FROM sheets WHERE state = 'published' LIMIT 1"),
    );
    expect(sheet).toBeUndefined();
  });
});
