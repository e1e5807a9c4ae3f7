import type { BranchMonthView } from '#src/assessments/branch-month.view.js';
import { Membership } from '#src/organisation/membership.entity.js';
import { startService, type Service } from '../support/app.js';
import { someMembers } from '../support/organisation.js';
import {
  aBranchAtWork,
  aBureauWithScheme,
  aDecidedMonth,
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

/** The member leaves one branch and joins the other on this day. */
async function transfer(memberId: number, to: BranchAtWork, fromDay: string): Promise<void> {
  const { database } = service;
  await database.write(async () => {
    await database.change('UPDATE memberships SET untilDay = ? WHERE memberId = ? AND untilDay IS NULL', [
      fromDay,
      memberId,
    ]);
    const stay = { memberId, branchId: to.branchId, groupId: null, fromDay, untilDay: null };
    await database.insert(Membership, [{ ...stay, rosterOrder: 99, profileCode: 'full', requestId: null }]);
  });
}

async function listing(branch: BranchAtWork, branchMonthId: number, memberId: number) {
  const sheet = (await sheetsOf(branch, branchMonthId)).find(({ member }) => member.id === memberId);
  return sheet && [sheet.state, sheet.notScoredReason];
}

const scored = ['draft', null];
const notHere = ['notScored', 'transferredIn'];

describe('who is on the list', () => {
  test('the branch that holds the member on the theme day scores; who comes later is listed, who left is not', async () => {
    const branch = await aBranchAtWork(service, bureauId, { size: 3 });
    const stays = [
      { fromDay: '2026-11-10' },
      { fromDay: '2026-11-11' },
      { fromDay: '2026-11-30' },
      { fromDay: '2026-12-01' },
      { untilDay: '2026-11-10' },
      { untilDay: '2026-11-11' },
      { fromDay: '2026-11-12', untilDay: '2026-11-12' },
    ];
    const ids = await someMembers(
      service.database,
      stays.map((stay) => ({ branchId: branch.branchId, ...stay })),
    );
    const { id } = await openMonth(branch);
    const found = await Promise.all(ids.map((memberId) => listing(branch, id, memberId)));
    expect(found).toEqual([scored, notHere, notHere, undefined, undefined, scored, undefined]);
  });

  test('what the roster says later changes nothing on the sheet', async () => {
    const branch = await aBranchAtWork(service, bureauId, { size: 4 });
    const { id } = await openMonth(branch);
    const memberId = branch.memberIds[3]!;
    await service.database.write(async () => {
      await service.database.change(
        "UPDATE memberships SET profileCode = 'light', rosterOrder = 0 WHERE memberId = ?",
        [memberId],
      );
      await service.database.change("UPDATE members SET standing = 'probationary' WHERE id = ?", [memberId]);
    });
    const sheets = await sheetsOf(branch, id);
    expect(sheets[3]).toMatchObject({ profileCode: 'full', member: { id: memberId, standing: 'full' } });
  });

  test('who joined after the opening is listed when the review begins', async () => {
    const branch = await aBranchAtWork(service, bureauId, { size: 3 });
    const { id } = await openMonth(branch);
    const joined = await someMembers(service.database, [
      { branchId: branch.branchId, fromDay: '2026-11-07' },
      { branchId: branch.branchId, fromDay: '2026-11-20' },
    ]);
    await startReview(branch, id);
    const found = await Promise.all(joined.map((memberId) => listing(branch, id, memberId)));
    expect(found).toEqual([scored, notHere]);
  });

  test('a profile that the scheme does not know is named, and nothing is opened', async () => {
    const branch = await aBranchAtWork(service, bureauId, {
      size: 3,
      wishes: { 2: { profileCode: 'honorary', name: '钱多多' } },
    });
    const before = await fingerprint(service.database);
    const refused = await branch.commissioner.post(`/api/v1/branches/${branch.branchId}/months`, november);
    expect([refused.status, refused.body.errors]).toEqual([
      422,
      [{ path: 'month', code: 'unknownProfile', params: { memberName: '钱多多', profileCode: 'honorary' } }],
    ]);
    expect(await fingerprint(service.database)).toEqual(before);
  });
});

describe('a transfer within the month', () => {
  const early = { ...november, themeDay: '2026-11-10' };
  const late = { ...november, themeDay: '2026-11-15' };

  async function twoBranches() {
    const from = await aBranchAtWork(service, bureauId, { size: 4 });
    const to = await aBranchAtWork(service, bureauId, { size: 3 });
    const memberId = from.memberIds[3]!;
    await transfer(memberId, to, '2026-11-12');
    return { from, to, memberId };
  }

  test.each(['the old branch opens first', 'the new branch opens first'])(
    'both theme days hold him: %s, and scores alone',
    async (order) => {
      const { from, to, memberId } = await twoBranches();
      const steps: [BranchAtWork, typeof november][] = [
        [from, early],
        [to, late],
      ];
      if (order.startsWith('the new')) steps.reverse();
      const listings = [];
      for (const [branch, wish] of steps) {
        const { id } = await openMonth(branch, wish);
        listings.push(await listing(branch, id, memberId));
      }
      expect(listings).toEqual([scored, notHere]);
    },
  );

  test('neither theme day holds him: he is listed where he came to, without a score', async () => {
    const { from, to, memberId } = await twoBranches();
    const left = await openMonth(from, late);
    const joined = await openMonth(to, early);
    expect(await listing(from, left.id, memberId)).toBeUndefined();
    expect(await listing(to, joined.id, memberId)).toEqual(notHere);
  });

  test('exempted by the branch that answers for him, he is not scored by the next one', async () => {
    const { from, to, memberId } = await twoBranches();
    const first = await openMonth(from, early);
    const sheet = (await sheetsOf(from, first.id)).find(({ member }) => member.id === memberId)!;
    const exempted = await from.secretary.put(
      `/api/v1/sheets/${sheet.id}/exemption`,
      { reason: 'approvedExemption', note: '病假' },
      { version: 1 },
    );
    expect(exempted.status).toBe(200);
    const second = await openMonth(to, late);
    expect(await listing(to, second.id, memberId)).toEqual(notHere);
    const other = (await sheetsOf(to, second.id)).find(({ member }) => member.id === memberId)!;
    const refused = await to.secretary.delete(`/api/v1/sheets/${other.id}/exemption`, { version: other.version });
    expect([refused.status, refused.body.code]).toEqual([409, 'wrongState']);
  });

  test('both branches open at the same moment, ten times: exactly one scores him each time', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { from, to, memberId } = await twoBranches();
      const [one, other] = await Promise.all([openMonth(from, early), openMonth(to, late)]);
      const listings = [await listing(from, one.id, memberId), await listing(to, other.id, memberId)];
      expect(listings.filter((each) => each?.[0] === 'draft')).toHaveLength(1);
      expect(listings.filter((each) => each?.[1] === 'transferredIn')).toHaveLength(1);
    }
  });
});

describe('opening', () => {
  test('at the same moment fifty times opens once', async () => {
    const branch = await aBranchAtWork(service, bureauId, { size: 3 });
    const answers = await Promise.all(
      Array.from({ length: 50 }, () =>
        branch.commissioner.post(`/api/v1/branches/${branch.branchId}/months`, november),
      ),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(49);
  });

  test('is for the coming month at most, with a theme day inside it', async () => {
    const branch = await aBranchAtWork(service, bureauId, { size: 3 });
    const open = (wish: object) => branch.commissioner.post(`/api/v1/branches/${branch.branchId}/months`, wish);
    const ahead = await open({ month: '2027-01', themeDay: '2027-01-12', selfAssessmentUntil: '2027-01-10' });
    expect(ahead.body.errors).toEqual([{ path: 'month', code: 'tooFarAhead', params: { latest: '2026-12' } }]);
    const outside = await open({ ...november, themeDay: '2026-12-01', selfAssessmentUntil: '2026-12-01' });
    expect(outside.body.errors[0]).toMatchObject({ path: 'themeDay', code: 'outsideMonth' });
    const far = await open({ ...november, selfAssessmentUntil: '2027-03-01' });
    expect(far.body.errors[0]).toMatchObject({ path: 'selfAssessmentUntil', code: 'farFromThemeDay' });
    expect((await open({ month: '2026-12', themeDay: '2026-12-01', selfAssessmentUntil: '2026-11-29' })).status).toBe(
      201,
    );
  });

  test('is the commissioner’s, in a branch, and his own', async () => {
    const branch = await aBranchAtWork(service, bureauId, { size: 4 });
    const other = await aBranchAtWork(service, bureauId, { size: 3 });
    const path = `/api/v1/branches/${branch.branchId}/months`;
    expect((await branch.members[3]!.post(path, november)).status).toBe(403);
    expect((await branch.bureauOffice.post(path, november)).status).toBe(403);
    expect((await other.commissioner.post(path, november)).status).toBe(404);
    expect((await service.anonymous.post(path, november)).status).toBe(401);
    expect((await service.anonymous.get(path)).status).toBe(401);
    expect((await other.members[2]!.get(path)).status).toBe(404);
  });

  test('months are listed latest first, each with what it stands at', async () => {
    const branch = await aBranchAtWork(service, bureauId, { size: 3 });
    await aDecidedMonth(branch, { month: '2026-10', themeDay: '2026-10-13', selfAssessmentUntil: '2026-10-11' });
    await openMonth(branch);
    const { body } = await branch.members[2]!.get<{ items: BranchMonthView[] }>(
      `/api/v1/branches/${branch.branchId}/months`,
    );
    expect(body.items.map(({ month, state, counts }) => [month, state, counts.decided])).toEqual([
      ['2026-11', 'selfAssessment', 0],
      ['2026-10', 'review', 3],
    ]);
  });
});
