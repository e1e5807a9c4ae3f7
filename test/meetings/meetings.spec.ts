import type { MeetingsView, MeetingView } from '#src/meetings/meeting.view.js';
import { type Client, type Service, startService } from '../support/app.js';
import {
  acceptSheet,
  aBranchAtWork,
  aBureauWithScheme,
  type BranchAtWork,
  fingerprint,
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

const voluntary = { itemCode: 'C-01', count: 1, occurredOn: '2026-11-03', description: '志愿服务', evidence: '证明' };

interface InReview {
  branch: BranchAtWork;
  path: string;
  sheetIds: number[];
}

/** Six members: secretary, organisation commissioner and deputy are the committee; the last one claims a deed. */
async function inReview(): Promise<InReview> {
  const branch = await aBranchAtWork(service, bureauId);
  const { id: branchMonthId } = await openMonth(branch);
  const sheetIds = (await sheetsOf(branch, branchMonthId)).map(({ id }) => id);
  for (const [index, id] of sheetIds.entries())
    await branch.members[index]!.put(
      `/api/v1/sheets/${id}/submission`,
      { lines: index === 5 ? [voluntary] : [] },
      { version: 1 },
    );
  await startReview(branch, branchMonthId);
  return { branch, path: `/api/v1/branch-months/${branchMonthId}/meetings`, sheetIds };
}

function aRecord({ branch, sheetIds }: InReview, changes: object = {}) {
  const [secretary, commissioner, deputy] = branch.memberIds;
  return {
    heldOn: '2026-11-05',
    time: '15:30',
    place: '三楼会议室',
    topic: '评定11月党员积分',
    chairMemberId: secretary,
    recorderMemberId: commissioner,
    attendance: [
      { memberId: secretary, seat: 'voting', presence: 'present' },
      { memberId: commissioner, seat: 'voting', presence: 'present' },
      { memberId: deputy, seat: 'voting', presence: 'leave', reason: '出差' },
    ],
    votes: [
      { sheetId: sheetIds[5], lineNumber: 1, question: '志愿服务是否计2分', inFavour: 2, against: 0, abstaining: 0 },
    ],
    ...changes,
  };
}

async function begun(reviewing: InReview, changes: object = {}): Promise<MeetingView> {
  const { status, body } = await reviewing.branch.commissioner.put<MeetingView>(
    `${reviewing.path}/1`,
    aRecord(reviewing, changes),
    { version: 0 },
  );
  expect([status, body]).toEqual([200, expect.anything()]);
  return body;
}

describe('a review meeting', () => {
  test('begins from the committee in office, is written, and its minutes say who came, what was voted on and what was decided', async () => {
    const reviewing = await inReview();
    const { branch, path, sheetIds } = reviewing;
    const { body: before } = await branch.commissioner.get<MeetingsView>(path);
    expect(before.committee.map(({ memberId, offices }) => [memberId, offices])).toEqual([
      [branch.memberIds[0], ['secretary']],
      [branch.memberIds[1], ['organisationCommissioner']],
      [branch.memberIds[2], ['deputySecretary']],
    ]);
    expect(before).toMatchObject({ mayKeep: true, items: [] });

    const open = await begun(reviewing);
    expect(open.quorum).toEqual({ expected: 3, present: 2, reached: true });
    expect(open.votes).toMatchObject([{ itemCode: 'C-01', voters: 2, withdrew: false, carried: true }]);

    await branch.secretary.put(
      `/api/v1/sheets/${sheetIds[5]}/review`,
      { decisions: [{ number: 1, outcome: 'refused', reason: '证明不全' }], additions: [], complete: true },
      { version: 2 },
    );
    await acceptSheet(branch.secretary, sheetIds[4]!);
    const closed = await branch.commissioner.put<MeetingView>(`${path}/1/closing`, undefined, { version: 1 });
    expect(closed.status).toBe(200);
    expect(closed.body.decisions).toMatchObject([
      { sheetId: sheetIds[4], scoreHundredths: 8000, changes: [] },
      {
        sheetId: sheetIds[5],
        selfScoreHundredths: 8200,
        scoreHundredths: 8000,
        changes: [{ itemCode: 'C-01', outcome: 'refused', countedHundredths: 0, reason: '证明不全' }],
      },
    ]);
    const changedAfter = await branch.commissioner.put(`${path}/1`, aRecord(reviewing), { version: 2 });
    expect([changedAfter.status, changedAfter.body.code]).toEqual([409, 'wrongState']);
  });

  test('a second meeting minutes what was decided since the first, and what was decided anew', async () => {
    const reviewing = await inReview();
    const { branch, path, sheetIds } = reviewing;
    await acceptSheet(branch.secretary, sheetIds[3]!);
    const decided = await acceptSheet(branch.secretary, sheetIds[4]!);
    await begun(reviewing);
    await branch.commissioner.put(`${path}/1/closing`, undefined, { version: 1 });
    service.clock.set('2026-11-05T02:20:00.000Z');
    const reopened = await branch.secretary.delete(`/api/v1/sheets/${sheetIds[4]}/review`, {
      version: decided.version,
    });
    expect(reopened.status).toBe(200);
    await acceptSheet(branch.secretary, sheetIds[4]!);
    const second = await branch.commissioner.put<MeetingView>(`${path}/2`, aRecord(reviewing), { version: 0 });
    expect(second.body.decisions.map(({ sheetId }) => sheetId)).toEqual([sheetIds[4]]);
    const { body } = await branch.commissioner.get<MeetingsView>(path);
    expect(body.items[0]!.decisions.map(({ sheetId }) => sheetId)).toEqual([sheetIds[3], sheetIds[4]]);
  });

  test('can’t be closed unless more than half of those with a vote came; guests do not count', async () => {
    const reviewing = await inReview();
    const [secretary, commissioner, deputy, guest] = reviewing.branch.memberIds;
    await begun(reviewing, {
      attendance: [
        { memberId: secretary, seat: 'voting', presence: 'present' },
        { memberId: commissioner, seat: 'guest', presence: 'present' },
        { memberId: deputy, seat: 'voting', presence: 'absent' },
        { memberId: guest, seat: 'guest', presence: 'present' },
      ],
      votes: [],
    });
    const { status, body } = await reviewing.branch.commissioner.put(`${reviewing.path}/1/closing`, undefined, {
      version: 1,
    });
    expect([status, body.code, body.params]).toEqual([
      409,
      'wrongState',
      { state: 'noQuorum', expected: 2, present: 1 },
    ]);
  });

  test('who is voted about withdraws, and a majority is one of all others with a vote', async () => {
    const reviewing = await inReview();
    const { sheetIds } = reviewing;
    const about = { sheetId: sheetIds[1], question: '组织委员的扣分' };
    const { body } = await reviewing.branch.secretary.put<MeetingView>(
      `${reviewing.path}/1`,
      aRecord(reviewing, { votes: [{ ...about, inFavour: 1, against: 0, abstaining: 0 }] }),
      { version: 0 },
    );
    // Of three, one is the case and one on leave: a single voter is not more than half of two.
    expect(body.votes).toMatchObject([{ voters: 1, withdrew: true, carried: false }]);
  });

  test('nobody reads in it before publication what was decided on his own sheet', async () => {
    const reviewing = await inReview();
    const { branch, path, sheetIds } = reviewing;
    await acceptSheet(branch.secretary, sheetIds[1]!);
    await acceptSheet(branch.secretary, sheetIds[3]!);
    await begun(reviewing, {
      votes: [{ sheetId: sheetIds[1], question: '本人回避', inFavour: 1, against: 0, abstaining: 0 }],
    });
    await branch.secretary.put(`${path}/1/closing`, undefined, { version: 1 });
    const asSeenBy = async (reader: Client) => (await reader.get<MeetingsView>(path)).body.items[0]!;
    const own = await asSeenBy(branch.commissioner);
    expect([own.votes, own.decisions.map(({ sheetId }) => sheetId)]).toEqual([[], [sheetIds[3]]]);
    const other = await asSeenBy(branch.secretary);
    expect(other.decisions.map(({ sheetId }) => sheetId)).toEqual([sheetIds[1], sheetIds[3]]);
    expect(other.votes).toHaveLength(1);
  });

  test('is kept by the committee alone, and read by those who read the branch’s sheets', async () => {
    const reviewing = await inReview();
    const { branch, path } = reviewing;
    const other = await aBranchAtWork(service, bureauId);
    const statuses = async (client: Client) => {
      const read = await client.get(path);
      const written = await client.put(`${path}/1`, aRecord(reviewing), { version: 0 });
      return [read.status, written.status];
    };
    expect(await statuses(branch.members[3]!)).toEqual([403, 403]);
    expect(await statuses(other.secretary)).toEqual([404, 404]);
    expect(await statuses(branch.bureauOffice)).toEqual([200, 403]);
    expect(await statuses(branch.commissioner)).toEqual([200, 200]);
  });
});

describe('a bad record', () => {
  const wrong: [string, (reviewing: InReview) => object, string, string][] = [
    ['a day to come', () => ({ heldOn: '2027-01-01' }), 'heldOn', 'inFuture'],
    ['a day before the month was opened', () => ({ heldOn: '2026-10-01' }), 'heldOn', 'beforeOpening'],
    ['a day that does not exist', () => ({ heldOn: '2026-02-30' }), 'heldOn', 'day'],
    ['a time of no clock', () => ({ time: '25:00' }), 'time', 'matches'],
    [
      'a chair who did not come',
      ({ branch }) => ({ chairMemberId: branch.memberIds[2] }),
      'chairMemberId',
      'notPresent',
    ],
    ['a recorder from elsewhere', () => ({ recorderMemberId: 999_999 }), 'recorderMemberId', 'notPresent'],
    [
      'votes that do not add up',
      ({ sheetIds }) => ({
        votes: [{ sheetId: sheetIds[5], question: '计分', inFavour: 3, against: 0, abstaining: 0 }],
      }),
      'votes[0]',
      'votesDontAddUp',
    ],
    [
      'a sheet of another month',
      () => ({ votes: [{ sheetId: 999_999, question: '计分', inFavour: 2, against: 0, abstaining: 0 }] }),
      'votes[0].sheetId',
      'unknownSheet',
    ],
    [
      'a line that is not there',
      ({ sheetIds }) => ({
        votes: [{ sheetId: sheetIds[5], lineNumber: 7, question: '计分', inFavour: 2, against: 0, abstaining: 0 }],
      }),
      'votes[0].lineNumber',
      'unknownLine',
    ],
  ];
  let reviewing: InReview;
  beforeAll(async () => {
    reviewing = await inReview();
  });

  test.each(wrong)('%s is named, and nothing is written', async (_name, changes, path, code) => {
    const before = await fingerprint(service.database);
    const { status, body } = await reviewing.branch.commissioner.put(
      `${reviewing.path}/1`,
      aRecord(reviewing, changes(reviewing)),
      { version: 0 },
    );
    expect([status, body.errors]).toEqual([422, expect.arrayContaining([expect.objectContaining({ path, code })])]);
    expect(await fingerprint(service.database)).toEqual(before);
  });

  test('the same person twice, one of another branch, and a leave without a reason are each named', async () => {
    const other = await aBranchAtWork(service, bureauId, { size: 1 });
    const [secretary, commissioner, deputy] = reviewing.branch.memberIds;
    const attendance = [
      { memberId: secretary, seat: 'voting', presence: 'present' },
      { memberId: commissioner, seat: 'voting', presence: 'present' },
      { memberId: commissioner, seat: 'voting', presence: 'present' },
      { memberId: other.memberIds[0], seat: 'guest', presence: 'present' },
      { memberId: deputy, seat: 'voting', presence: 'leave' },
    ];
    const { body } = await reviewing.branch.commissioner.put(
      `${reviewing.path}/1`,
      aRecord(reviewing, { attendance, votes: [] }),
      { version: 0 },
    );
    expect(
      (body as unknown as { errors: { path: string; code: string }[] }).errors.map(
        ({ path, code }) => `${path} ${code}`,
      ),
    ).toEqual([
      'attendance[2].memberId duplicateMember',
      'attendance[3].memberId notInBranch',
      'attendance[4].reason reasonMissing',
    ]);
  });
});

describe('two people at one record', () => {
  test('of two who begin it at once one does, and the other is told; a stale save is refused', async () => {
    const reviewing = await inReview();
    const { branch, path } = reviewing;
    const both = await Promise.all(
      [branch.secretary, branch.commissioner].map((by) => by.put(`${path}/1`, aRecord(reviewing), { version: 0 })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
    const saved = await branch.secretary.put(`${path}/1`, aRecord(reviewing), { version: 1 });
    expect(saved.status).toBe(200);
    const stale = await branch.commissioner.put(`${path}/1`, aRecord(reviewing), { version: 1 });
    expect([stale.status, stale.body.code]).toEqual([412, 'stale']);
    const second = await branch.secretary.put(`${path}/2`, aRecord(reviewing), { version: 0 });
    expect([second.status, second.body.params]).toEqual([409, { state: 'open', number: 1 }]);
    const discarded = await branch.secretary.delete(`${path}/1`, { version: 2 });
    const { body: after } = await branch.secretary.get<MeetingsView>(path);
    expect([discarded.status, after.items]).toEqual([204, []]);
  });
});

describe('the minutes as a document', () => {
  test('are taken out by who reads them, and leave a line in the trail', async () => {
    const reviewing = await inReview();
    await begun(reviewing);
    const { branch, path } = reviewing;
    const { trail_records: before } = await fingerprint(service.database);
    const answer = await branch.commissioner.get(`${path}/1/minutes.docx`);
    expect([answer.status, answer.headers.get('content-disposition')]).toEqual([
      200,
      expect.stringMatching(/^attachment; .*\.docx/),
    ]);
    expect((await fingerprint(service.database))['trail_records']).toBe(before! + 1);
    expect((await branch.members[3]!.get(`${path}/1/minutes.docx`)).status).toBe(403);
    expect((await branch.commissioner.get(`${path}/2/minutes.docx`)).status).toBe(404);
  });
});
