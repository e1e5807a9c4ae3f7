import type { BranchMonthView } from '#src/assessments/branch-month.view.js';
import type { SheetSummary } from '#src/assessments/sheet.view.js';
import type { BoardRow, BoardView } from '#src/publication/board.view.js';
import { startService, type Service } from '../support/app.js';
import {
  aBranchAtWork,
  aBureauWithScheme,
  aDecidedMonth,
  type BranchAtWork,
  fingerprint,
  makeReady,
  notice,
  november,
  openMonth,
  publish,
  sheetsOf,
  startReview,
} from '../support/month.js';
import { publicationFaults } from '../support/published.js';

const atStart = '2026-11-05T02:00:00.000Z';
const september = { month: '2026-09', themeDay: '2026-09-15', selfAssessmentUntil: '2026-09-13' };
const october = { month: '2026-10', themeDay: '2026-10-13', selfAssessmentUntil: '2026-10-11' };

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
const pathOf = (id: number, what: string) => `/api/v1/branch-months/${id}/${what}`;
const asIs = { decisions: [], additions: [], complete: true };
const claim = { itemCode: 'C-01', count: 1, occurredOn: '2026-11-03', description: '志愿', evidence: '证明' };

async function confirm(branch: BranchAtWork, id: number, at: string) {
  service.clock.set(at);
  const secretary = await service.as(branch.accountIds[0]!);
  const { version } = await secretary.get(`/api/v1/branch-months/${id}`);
  return secretary.put(pathOf(id, 'confirmation'), undefined, { version: version! });
}

describe('publishing', () => {
  test('200 times at once is done once, and everybody else learns that it is done', async () => {
    const branch = await aBranch();
    const id = await aDecidedMonth(branch);
    await makeReady(branch, id);
    const { version } = await branch.commissioner.get(`/api/v1/branch-months/${id}`);
    const answers = await Promise.all(
      Array.from({ length: 200 }, () =>
        branch.commissioner.put(pathOf(id, 'publication'), notice, { version: version! }),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status, body }) => status === 409 && body.code === 'wrongState')).toHaveLength(199);
    const rows = await service.database.read(() =>
      service.database.rows(
        `SELECT published_sheets.sheetId FROM publications
           JOIN published_sheets ON published_sheets.publicationId = publications.id WHERE branchMonthId = ?`,
        [id],
      ),
    );
    expect(rows).toHaveLength(4);
  });

  test('a contact with a person’s number in it is not published without a word about it', async () => {
    const branch = await aBranch();
    const id = await aDecidedMonth(branch);
    await makeReady(branch, id);
    const withMobile = { ...notice, contact: '纪检委员 13800138000' };
    const { version } = await branch.commissioner.get(`/api/v1/branch-months/${id}`);
    const send = (wish: object) => branch.commissioner.put(pathOf(id, 'publication'), wish, { version: version! });
    const refused = await send(withMobile);
    expect([refused.status, refused.body.errors]).toEqual([
      422,
      [{ path: 'contact', code: 'findingsUnanswered', params: { count: 1 } }],
    ]);
    expect((await send({ ...withMobile, contactNote: '本人同意公布，办公室没有座机' })).status).toBe(200);
    const line = await service.database.read(() =>
      service.database.row<{ body: string }>(
        "SELECT body FROM trail_records WHERE action = 'month.publish' AND chain = ?",
        [`unit:${branch.branchId}`],
      ),
    );
    expect(JSON.parse(line!.body)).toMatchObject({ contactNote: '本人同意公布，办公室没有座机', findings: 1 });
  });

  test('needs the present version: 428 without, 412 with a stale one, and nothing is written', async () => {
    const branch = await aBranch();
    const id = await aDecidedMonth(branch);
    await makeReady(branch, id);
    const before = await fingerprint(service.database);
    expect((await branch.commissioner.put(pathOf(id, 'publication'), notice)).status).toBe(428);
    expect((await branch.commissioner.put(pathOf(id, 'publication'), notice, { version: 99 })).status).toBe(412);
    expect(await fingerprint(service.database)).toEqual(before);
  });

  test('an undecided sheet blocks, and is named with its member and items', async () => {
    const branch = await aBranch();
    const { id } = await openMonth(branch);
    const [, , , last] = await sheetsOf(branch, id);
    await branch.members[3]!.put(`/api/v1/sheets/${last!.id}/submission`, { lines: [claim] }, { version: 1 });
    await startReview(branch, id);
    const before = await fingerprint(service.database);
    const refused = await publish(branch, id);
    expect([refused.status, refused.body.code, refused.body.errors.length]).toEqual([422, 'undecided', 4]);
    const { path, params } = refused.body.errors[3];
    expect([path, params.sheetId, params.memberName]).toEqual([`sheets[${last!.id}]`, last!.id, last!.member.name]);
    expect(params.itemCodes.split(',')).toEqual(expect.arrayContaining(['B1-01', 'C-01']));
    expect(await fingerprint(service.database)).toEqual(before);
  });

  test('numbers a branch’s publications without gaps, also when months are published at once', async () => {
    const branch = await aBranch();
    const ids = [
      await aDecidedMonth(branch, september),
      await aDecidedMonth(branch, october),
      await aDecidedMonth(branch),
    ];
    const answers = await Promise.all(ids.map((id) => publish(branch, id)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(answers.map(({ body }) => body.publication.number).sort()).toEqual([1, 2, 3]);
  });

  test('carries a code made of branch, number and digest, and the head of the trail', async () => {
    const branch = await aBranch();
    const { body } = await publish(branch, await aDecidedMonth(branch));
    const { digest, verificationCode, trailHead } = body.publication;
    const digits = digest.slice(0, 16).toUpperCase().match(/.{4}/g).join('-');
    expect(verificationCode).toMatch(new RegExp(`^B${branch.branchId}-1-${digits}-[0-9A-Z]$`));
    expect(trailHead).toMatch(/^\d+(-[0-9A-F]{4}){5}$/);
  });

  test('what is published can be neither changed nor deleted, by anyone', async () => {
    const branch = await aBranch();
    const { id } = await openMonth(branch);
    const [, , , last] = await sheetsOf(branch, id);
    await branch.members[3]!.put(`/api/v1/sheets/${last!.id}/submission`, { lines: [claim] }, { version: 1 });
    await startReview(branch, id);
    for (const sheet of await sheetsOf(branch, id)) {
      const decisions = sheet.id === last!.id ? [{ number: 1, outcome: 'accepted' }] : [];
      const reviewer = sheet.ownCase ? branch.deputy : branch.secretary;
      await reviewer.put(`/api/v1/sheets/${sheet.id}/review`, { ...asIs, decisions }, { version: sheet.version });
    }
    expect((await publish(branch, id)).status).toBe(200);
    const { database } = service;
    for (const statement of [
      'UPDATE published_sheets SET scoreHundredths = 10000',
      'DELETE FROM published_sheets',
      'UPDATE published_lines SET countedHundredths = 0',
      'DELETE FROM published_lines',
      "UPDATE publications SET contact = 'x'",
      'DELETE FROM publications',
    ])
      await expect(database.write(() => database.change(statement))).rejects.toThrow(/append-only/);
  });

  test('a sheet is out of reach once it is published', async () => {
    const branch = await aBranch();
    const id = await aDecidedMonth(branch);
    await publish(branch, id);
    const [, , , last] = await sheetsOf(branch, id);
    const before = await fingerprint(service.database);
    const path = `/api/v1/sheets/${last!.id}`;
    const { version } = last!;
    const answers = [
      await branch.members[3]!.put(`${path}/submission`, { lines: [] }, { version }),
      await branch.secretary.put(`${path}/review`, asIs, { version }),
      await branch.secretary.delete(`${path}/review`, { version }),
      await branch.secretary.put(`${path}/return`, { reason: '理由' }, { version }),
      await branch.secretary.put(`${path}/exemption`, { reason: 'byRegulation', note: '理由' }, { version }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([409, 409, 409, 409, 409]);
    expect(await fingerprint(service.database)).toEqual(before);
  });
});

describe('the window', () => {
  test('three working days over the National Day: published on 30 September, it ends on 10 October', async () => {
    const branch = await aBranch();
    const id = await aDecidedMonth(branch, september);
    await makeReady(branch, id);
    service.clock.set('2026-09-30T08:00:00.000Z');
    const commissioner = await service.as(branch.accountIds[1]!);
    const { version } = await commissioner.get(`/api/v1/branch-months/${id}`);
    const { body } = await commissioner.put<BranchMonthView>(pathOf(id, 'publication'), notice, { version: version! });
    // 1 to 7 October are holidays; Saturday the 10th makes up for one of them.
    expect(body.publication).toMatchObject({ fromDay: '2026-10-08', untilDay: '2026-10-10', workingDaysLeft: 3 });
    expect(body.blockedBy).toEqual([{ code: 'windowOpen', day: '2026-10-10' }]);
  });

  test('is over with its last day in Shanghai, not a millisecond earlier', async () => {
    const branch = await aBranch();
    const id = await aDecidedMonth(branch);
    await publish(branch, id);
    const early = await confirm(branch, id, '2026-11-10T15:59:59.999Z');
    expect([early.status, early.body.code, early.body.params.untilDay]).toEqual([409, 'wrongState', '2026-11-10']);
    const done = await confirm(branch, id, '2026-11-10T16:00:00.000Z');
    expect(done.body).toMatchObject({ state: 'confirmed', confirmedAt: '2026-11-10T16:00:00.000Z', blockedBy: [] });
    const secretary = await service.as(branch.accountIds[0]!);
    const { body } = await secretary.get(pathOf(id, 'sheets'));
    expect(body.items.map(({ state }: SheetSummary) => state)).toEqual(Array(4).fill('confirmed'));
    const again = await confirm(branch, id, '2026-11-10T16:00:00.000Z');
    expect([again.status, again.body.code]).toEqual([409, 'wrongState']);
  });
});

describe('the board', () => {
  test('is read by the branch and those above, in roster order, with public reasons alone', async () => {
    const branch = await aBranchAtWork(service, bureauId, {
      size: 6,
      wishes: { 4: { profileCode: 'exempt' }, 5: { fromDay: '2026-11-20' } },
    });
    const { id } = await openMonth(branch);
    const [, , , fourth] = await sheetsOf(branch, id);
    const exemption = { reason: 'byRegulation', note: '绝密文号' };
    await branch.secretary.put(`/api/v1/sheets/${fourth!.id}/exemption`, exemption, { version: 1 });
    await startReview(branch, id);
    for (const sheet of (await sheetsOf(branch, id)).slice(0, 3)) {
      const reviewer = sheet.ownCase ? branch.deputy : branch.secretary;
      await reviewer.put(`/api/v1/sheets/${sheet.id}/review`, asIs, { version: sheet.version });
    }
    expect((await publish(branch, id)).status).toBe(200);
    const outsider = await aBranch();
    for (const reader of [branch.members[3]!, branch.bureauOffice]) {
      const { status, body } = await reader.get<BoardView>(pathOf(id, 'board'));
      expect(status).toBe(200);
      expect(body.rows.map(({ position, notScoredReason }: BoardRow) => [position, notScoredReason])).toEqual([
        [1, null],
        [2, null],
        [3, null],
        [4, 'regulation'],
        [5, 'approved'],
        [6, 'transferredIn'],
      ]);
      expect(body.categories.map(({ code }) => code)).toEqual(['B1', 'B2', 'B3', 'B4']);
      expect(body.scheme.legend.zh).toContain('80');
      expect(JSON.stringify(body)).not.toMatch(/绝密|memberNumber|exemptProfile|byRegulation/);
    }
    expect((await outsider.members[3]!.get(pathOf(id, 'board'))).status).toBe(404);
    expect((await service.anonymous.get(pathOf(id, 'board'))).status).toBe(401);
  });

  test('next month shows what was published last', async () => {
    const branch = await aBranch();
    await publish(branch, await aDecidedMonth(branch, october));
    const { id } = await openMonth(branch, november);
    const desk = await sheetsOf(branch, id);
    // October was handed in by nobody: 78 each.
    expect(desk.map(({ lastMonthScoreHundredths }) => lastMonthScoreHundredths)).toEqual([7800, 7800, 7800, 7800]);
    const own = await branch.members[3]!.get(`/api/v1/sheets/${desk[3]!.id}`);
    expect(own.body.lastMonthScoreHundredths).toBe(7800);
  });
});
