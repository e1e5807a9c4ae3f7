import { randomUUID } from 'node:crypto';
import { type Answer, type Client, type Json, type Service, startService } from '../support/app.js';
import { handle, laterOn, object } from '../support/disputes.js';
import { aBranchAtWork, aBureauWithScheme, type BranchAtWork, openMonth, publish, sheetsOf } from '../support/month.js';
import { anAccount } from '../support/organisation.js';
import { decideAll } from './decide-all.js';

const period = '2026-H2';
let service: Service;
let bureauId: number;
let first: BranchAtWork;
let second: BranchAtWork;
let office: Client;
let branchMonthId: number;

const done = async (answer: Promise<Answer>): Promise<Json> => {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
};
const typed = (change: object = {}) => ({
  facts: [
    { code: 'memberMeetings', value: 2, source: '党员大会记录本' },
    { code: 'committeeMeetings', value: 6, source: '支委会记录本' },
    { code: 'groupMeetings', value: 5, source: '党小组会记录本' },
    { code: 'partyLectures', value: 1, source: '党课安排表' },
    { code: 'volunteering', value: 0, source: '本期未开展' },
  ],
  ...change,
});
const factsPath = (branch: BranchAtWork) => `/api/v1/units/${branch.branchId}/report-facts/${period}`;

/**
 * Two branches: the first has lived November, with dues unpaid, leave that was made up, a contribution, a paper sheet, an objection, a
 * talk and an exemption; the second has opened it and no more.
 */
beforeAll(async () => {
  service = await startService();
  bureauId = await aBureauWithScheme(service);
  first = await aBranchAtWork(service, bureauId, { size: 8, name: '第一支部' });
  second = await aBranchAtWork(service, bureauId, { size: 3, name: '第二支部' });
  office = first.bureauOffice;
  const [, , , unpaid, onLeave, active, onPaper, exempt] = first.memberIds;
  const application = {
    ...{ requestId: randomUUID(), memberId: exempt, kind: 'exempt', reasonClass: 'age', reason: '年老行动不便' },
    ...{ fromMonth: '2026-11', untilMonth: '2026-12', branchOpinion: '同意上报' },
  };
  const { id } = await done(first.commissioner.post(`/api/v1/units/${first.branchId}/exemptions`, application));
  await done(office.put(`/api/v1/exemptions/${id}/approval`, { opinion: '同意' }, { version: 1 }));
  branchMonthId = (await openMonth(first)).id;
  await openMonth(second);
  const sheets = await sheetsOf(first, branchMonthId);
  const sheetOf = (memberId: number | undefined) => sheets.find(({ member }) => member.id === memberId)!.id;
  const submit = async (memberId: number | undefined, lines: object[]) => {
    const client = first.members[first.memberIds.indexOf(memberId!)]!;
    const path = `/api/v1/sheets/${sheetOf(memberId)}`;
    const { version } = await client.get(path);
    await done(client.put(`${path}/submission`, { lines }, { version: version! }));
  };
  await submit(first.memberIds[0], []);
  await submit(first.memberIds[1], []);
  await submit(unpaid, [{ itemCode: 'B4-01', optionCode: 'unpaid', reason: '出差未交' }]);
  await submit(onLeave, [{ itemCode: 'B1-01', optionCode: 'leaveWithMakeUp', reason: '请假后补课' }]);
  const deed = { itemCode: 'C-01', count: 1, occurredOn: '2026-11-03', description: '志愿服务', evidence: '签到表' };
  await submit(active, [deed]);
  const paper = { reason: '没有智能手机', consent: 'signedPaper', consentNote: '签字表', receivedOn: '2026-11-05' };
  const { version } = await first.secretary.get(`/api/v1/sheets/${sheetOf(onPaper)}`);
  await done(
    first.commissioner.put(
      `/api/v1/sheets/${sheetOf(onPaper)}/proxy-submission`,
      { lines: [], ...paper },
      { version: version! },
    ),
  );
  await decideAll(first, branchMonthId);
  await done(publish(first, branchMonthId));
  const { key } = await done(object(first.members[4]!, sheetOf(active), { itemCode: 'C-01' }));
  await laterOn(service, '2026-11-11T02:00:00.000Z');
  const rejected = { outcome: 'rejected', answer: '核查无误' };
  const handlers = [first.commissioner, first.deputy, first.secretary];
  for (const handler of handlers)
    if ((await handle(handler, branchMonthId, key, 'answer', rejected)).status === 200) break;
  const talk = {
    ...{ requestId: randomUUID(), memberId: unpaid, talkerMemberId: first.memberIds[0], heldOn: '2026-11-10' },
    ...{
      place: '支部办公室',
      occasion: 'other',
      months: ['2026-11'],
      topic: '按月交纳党费',
      response: '',
      measures: '',
    },
  };
  const held = await done(first.secretary.post(`/api/v1/units/${first.branchId}/talk-records`, talk));
  const more = { ...talk, requestId: randomUUID(), topic: '补充：已补交', amendsId: held.id };
  await done(first.deputy.post(`/api/v1/units/${first.branchId}/talk-records`, more));
});
afterAll(() => service.close());

describe('the facts that a branch types', () => {
  test('say where they can be looked up, and keep who typed which', async () => {
    const saved = await first.commissioner.put(factsPath(first), typed(), { version: 0 });
    expect([saved.status, saved.version]).toEqual([200, 1]);
    await laterOn(service, '2026-11-12T02:00:00.000Z');
    const changed = typed().facts.map((fact) => (fact.code === 'partyLectures' ? { ...fact, value: 3 } : fact));
    const again = await first.secretary.put(factsPath(first), { facts: changed }, { version: 1 });
    const by = (code: string) => again.body.facts.find((fact: { code: string }) => fact.code === code);
    expect(by('partyLectures').enteredAt).toBe('2026-11-12T02:00:00.000Z');
    expect(by('memberMeetings').enteredAt).toBe('2026-11-11T02:00:00.000Z');
    expect(by('partyLectures').enteredBy).not.toBe(by('memberMeetings').enteredBy);
    expect((await first.secretary.put(factsPath(first), typed(), { version: 1 })).status).toBe(412);
    expect((await first.secretary.put(factsPath(first), typed())).status).toBe(428);
  });

  test('are refused where they are no counts, come twice, or hold a person’s number', async () => {
    const put = (facts: object[]) => first.secretary.put(factsPath(first), { facts }, { version: 2 });
    const fact = { code: 'partyLectures', value: 1, source: '党课安排表' };
    for (const wrong of [
      [{ ...fact, value: -1 }],
      [{ ...fact, value: 1.5 }],
      [fact, fact],
      [{ ...fact, code: 'dues' }],
    ])
      expect([wrong, (await put(wrong)).status]).toEqual([wrong, 422]);
    const numbered = await put([{ ...fact, source: '见13812345678' }]);
    expect(numbered.body.errors).toEqual([expect.objectContaining({ path: 'facts[0].source', code: 'privateNumber' })]);
    const bureau = await office.put(`/api/v1/units/${bureauId}/report-facts/${period}`, typed(), { version: 0 });
    expect(bureau.status).toBe(403);
  });

  test('are typed by the branch alone and read by those who read its figures', async () => {
    const auditor = await service.as(await anAccount(service.database, { roles: [['auditor', bureauId]] }));
    for (const reader of [first.secretary, first.commissioner, office, auditor])
      expect((await reader.get(factsPath(first))).status).toBe(200);
    for (const reader of [office, auditor, first.members[5]!])
      expect((await reader.put(factsPath(first), typed(), { version: 2 })).status).toBe(403);
    expect((await second.secretary.put(factsPath(first), typed(), { version: 2 })).status).toBe(404);
    const members = await first.members[5]!.get(`/api/v1/units/${first.branchId}/work-reports/${period}`);
    expect(members.status).toBe(403);
  });
});

describe('the work report', () => {
  const report = async (unitId: number) => done(office.get(`/api/v1/units/${unitId}/work-reports/${period}`));
  const figureOf = (view: Json, code: string) => view.figures.find((figure: { code: string }) => figure.code === code);

  test('has every figure as the raw data of the API makes it', async () => {
    const view = await report(bureauId);
    const raw = await rawFigures([first, second]);
    for (const [code, value] of Object.entries(raw)) expect([code, figureOf(view, code)?.value]).toEqual([code, value]);
    const known = new Set([...Object.keys(raw), ...shares, ...typedCodes]);
    expect(view.figures.map(({ code }: { code: string }) => code).filter((code: string) => !known.has(code))).toEqual(
      [],
    );
  });

  test('counts dues and theme days by what the scheme’s own items say', async () => {
    const view = await report(bureauId);
    // Seven are scored: one has not paid, and one's leave was made up, which counts in full and is no attendance.
    expect(figureOf(view, 'duesRate')).toMatchObject({ part: 6, of: 7, value: 8571 });
    expect(figureOf(view, 'themeDayRate')).toMatchObject({ part: 6, of: 7, value: 8571 });
    expect(figureOf(view, 'selfAssessmentRate')).toMatchObject({ part: 6, of: 7 });
  });

  test('adds up what branches typed, and names the one that typed nothing instead of counting it as nothing', async () => {
    const view = await report(bureauId);
    expect(figureOf(view, 'threeMeetings')).toMatchObject({ value: 16, source: 'typed' });
    expect(figureOf(view, 'volunteering').value).toBe(0);
    expect(figureOf(view, 'organisationalLife').value).toBeNull();
    const names = (code: string) => figureOf(view, code).missing.map(({ name }: { name: string }) => name);
    expect(names('threeMeetings')).toEqual(['第二支部']);
    expect(names('organisationalLife')).toEqual(['第一支部', '第二支部']);
    expect(names('themeDays')).toEqual([]);
    const [own] = view.branches;
    expect(own.typed.find(({ code }: { code: string }) => code === 'memberMeetings').source).toBe('党员大会记录本');
  });

  test('of a branch is that of its part of the bureau’s', async () => {
    const [whole, part] = [await report(bureauId), await report(first.branchId)];
    const own = whole.branches.find(({ branch }: { branch: { id: number } }) => branch.id === first.branchId);
    for (const { code, value } of own.figures) expect([code, figureOf(part, code).value]).toEqual([code, value]);
  });
});

const shares = ['duesRate', 'themeDayRate', 'selfAssessmentRate'];
const typedCodes = [
  ...['threeMeetings', 'memberMeetings', 'committeeMeetings', 'groupMeetings', 'partyLectures', 'secretaryLectures'],
  ...['organisationalLife', 'volunteering'],
];

/** The same figures from lists and boards that have nothing to do with the report. */
async function rawFigures(branches: readonly BranchAtWork[]): Promise<Record<string, number | null>> {
  const months = [];
  for (const branch of branches) {
    const { items } = await done(office.get(`/api/v1/branches/${branch.branchId}/months`));
    months.push(...items);
  }
  const published = months.filter(({ publication }) => publication !== null);
  const boards = [];
  for (const { id } of published) boards.push(await done(office.get(`/api/v1/branch-months/${id}/board`)));
  const rows = boards.flatMap((board) => board.rows);
  const scored = rows.filter(({ scoreHundredths }) => scoreHundredths !== null);
  const people = (of: Json[]) => new Set(of.map(({ memberId }) => memberId)).size;
  const sheets = [];
  for (const { id } of published)
    for (const sheet of (await done(office.get(`/api/v1/branch-months/${id}/sheets`))).items)
      sheets.push(await done(office.get(`/api/v1/sheets/${sheet.id}`)));
  const lines = sheets.flatMap((sheet) => sheet.decidedScore?.lines ?? []);
  const list = async (path: (branch: BranchAtWork) => string) => {
    const lists = [];
    for (const branch of branches) lists.push(...(await done(office.get(path(branch)))).items);
    return lists;
  };
  const objections = await list(({ branchId }) => `/api/v1/branches/${branchId}/objections?year=2026`);
  const talks = await list(({ branchId }) => `/api/v1/units/${branchId}/talk-records?year=2026`);
  const exemptions = await list(({ branchId }) => `/api/v1/units/${branchId}/exemptions`);
  const corrections = await list(({ branchId }) => `/api/v1/branches/${branchId}/corrections?year=2026`);
  const summary = await done(office.get(`/api/v1/units/${bureauId}/summaries/${period}`));
  const today = '2026-11-12';
  return {
    branches: branches.length,
    assessments: published.length,
    monthPublications: published.length,
    periodPublications: 0,
    publications: published.length,
    themeDays: months.filter(({ themeDay }) => themeDay <= today).length,
    scored: scored.length,
    notScored: rows.length - scored.length,
    membersScored: people(scored),
    contributors: people(scored.filter(({ contributionHundredths }) => contributionHundredths > 0)),
    membersDeducted: people(scored.filter(({ deductionHundredths }) => deductionHundredths < 0)),
    proxies: sheets.filter(({ proxy }) => proxy).length,
    contributions: lines.filter(({ itemCode, countedHundredths }) => /^C/.test(itemCode) && countedHundredths > 0)
      .length,
    deductions: lines.filter(({ itemCode, countedHundredths }) => /^D/.test(itemCode) && countedHundredths < 0).length,
    objections: objections.length,
    objectionsAnswered: objections.filter(({ answeredAt }) => answeredAt !== null).length,
    objectionsUpheld: objections.filter(({ state }) => state === 'upheld').length,
    corrections: corrections.filter(({ state }) => state === 'issued').length,
    talks: talks.filter(({ amendsId }) => amendsId === null).length,
    exemptions: exemptions.filter(({ state }) => state === 'approved').length,
    summarised: summary.statistics.count,
    mean: summary.statistics.meanHundredths,
  };
}
