import { randomUUID } from 'node:crypto';
import { exemptionStates, exemptionSteps, mayExemption, nextExemptionStates } from '#src/records/exemption.js';
import { type Answer, type Client, type Service, startService } from '../support/app.js';
import { giveOffice, laterOn } from '../support/disputes.js';
import {
  aBranchAtWork,
  aBureauWithScheme,
  aDecidedMonth,
  type BranchAtWork,
  openMonth,
  publish,
} from '../support/month.js';
import { anAccount } from '../support/organisation.js';
import { decideAll } from './decide-all.js';
import { recordRoles, verified } from '../verification/behind-our-back.js';

let service: Service;
let bureauId: number;
let branch: BranchAtWork;
let other: BranchAtWork;
let discipline: Client;
let auditor: Client;
beforeAll(async () => {
  service = await startService();
  bureauId = await aBureauWithScheme(service);
  branch = await aBranchAtWork(service, bureauId, { size: 7, name: '第一支部' });
  other = await aBranchAtWork(service, bureauId, { size: 3, name: '第二支部' });
  discipline = await giveOffice(service, branch, 3, 'disciplineCommissioner');
  auditor = await service.as(await anAccount(service.database, { roles: [['auditor', bureauId]] }));
});
afterAll(() => service.close());

const errorsOf = ({ body }: Answer) =>
  (body.errors as { path: string; code: string }[]).map(({ path, code }) => `${path} ${code}`);

describe('a reminder talk', () => {
  const talks = () => `/api/v1/units/${branch.branchId}/talk-records`;
  const talk = (change: object = {}) => ({
    requestId: randomUUID(),
    memberId: branch.memberIds[5],
    talkerMemberId: branch.memberIds[0],
    heldOn: '2026-11-04',
    place: '支部办公室',
    occasion: 'lowMonth',
    months: ['2026-10'],
    topic: '十月得分低于60分，未按时完成走访任务',
    response: '说明了出差情况，表示补上',
    measures: '十一月底前补完两户走访',
    ...change,
  });

  test('is recorded under the branch’s next number, and once however often it is sent', async () => {
    const body = talk();
    const first = await branch.secretary.post(talks(), body);
    expect([first.status, first.body]).toEqual([
      201,
      expect.objectContaining({ number: 1, year: 2026, months: ['2026-10'] }),
    ]);
    expect((await branch.secretary.post(talks(), body)).body.id).toBe(first.body.id);
    expect((await branch.secretary.post(talks(), { ...body, topic: '另一件事' })).status).toBe(422);
    const second = await discipline.post(talks(), talk({ memberId: branch.memberIds[6], heldOn: '2026-11-05' }));
    expect(second.body.number).toBe(2);
  });

  test('is amended by one further record and never changed', async () => {
    const { items } = (await branch.secretary.get(`${talks()}?year=2026`)).body;
    const first = items.find((one: { number: number }) => one.number === 1);
    const amendment = await branch.deputy.post(talks(), talk({ amendsId: first.id, measures: '延到十二月十日' }));
    expect(amendment.body).toMatchObject({ number: 3, amendsNumber: 1 });
    expect((await branch.secretary.post(talks(), talk({ amendsId: first.id }))).status).toBe(409);
    const foreign = talk({ amendsId: first.id, memberId: branch.memberIds[6] });
    expect(errorsOf(await branch.secretary.post(talks(), foreign))).toEqual(['amendsId unknown']);
    const again = (await branch.secretary.get(`${talks()}?year=2026`)).body.items;
    expect(again.find((one: { id: number }) => one.id === first.id)).toMatchObject({
      measures: '十一月底前补完两户走访',
      amendedByNumber: 3,
    });
    const { database } = service;
    await expect(database.write(() => database.change("UPDATE talk_records SET topic = ''"))).rejects.toThrow();
  });

  test('that is wrong is refused with every mistake', async () => {
    const wrong = talk({ memberId: other.memberIds[0], talkerMemberId: other.memberIds[0], heldOn: '2026-11-06' });
    expect(errorsOf(await branch.secretary.post(talks(), wrong)).sort()).toEqual([
      'heldOn inFuture',
      'memberId notInBranch',
      'talkerMemberId notInBranch',
      'talkerMemberId sameAsMember',
    ]);
    const numbered = talk({ topic: '电话13812345678联系' });
    const refused = await branch.secretary.post(talks(), numbered);
    expect(errorsOf(refused)).toEqual(['topic privateNumber']);
    expect(JSON.stringify(refused.body)).not.toContain('13812345678');
    expect((await branch.secretary.post(talks(), talk({ months: ['2026-13'] }))).status).toBe(422);
  });

  test('with the secretary himself is not recorded by him, and may be held by somebody above', async () => {
    const own = talk({ memberId: branch.memberIds[0], talkerMemberId: branch.memberIds[3] });
    expect((await branch.secretary.post(talks(), own)).body.code).toBe('ownCase');
    expect((await discipline.post(talks(), own)).status).toBe(201);
  });

  test('is read by heads, discipline commissioner, bureau office and the member, and by nobody else', async () => {
    const list = `${talks()}?year=2026`;
    for (const reader of [branch.secretary, branch.deputy, discipline, branch.bureauOffice])
      expect((await reader.get(list)).status).toBe(200);
    for (const stranger of [branch.commissioner, branch.members[5]!, auditor])
      expect((await stranger.get(list)).status).toBe(403);
    expect((await other.secretary.get(list)).status).toBe(404);
    for (const writer of [branch.commissioner, branch.members[4]!, branch.bureauOffice, auditor])
      expect((await writer.post(talks(), talk())).status).toBe(403);
    const own = await branch.members[5]!.get(`/api/v1/members/${branch.memberIds[5]}/talk-records`);
    expect(own.body.items.map(({ number }: { number: number }) => number)).toEqual([3, 1]);
    expect((await branch.members[4]!.get(`/api/v1/members/${branch.memberIds[5]}/talk-records`)).status).toBe(404);
  });
});

describe('an exemption', () => {
  const path = () => `/api/v1/units/${branch.branchId}/exemptions`;
  const wish = (change: object = {}) => ({
    requestId: randomUUID(),
    memberId: branch.memberIds[4],
    kind: 'exempt',
    reasonClass: 'illness',
    reason: '长期住院治疗',
    fromMonth: '2026-11',
    untilMonth: '2027-04',
    branchOpinion: '经支委会研究，同意上报',
    ...change,
  });
  const step = (client: Client, id: number, name: string, body: object, version = 1) =>
    client.put(`/api/v1/exemptions/${id}/${name}`, body, { version });

  test('walks its table of states and nothing else', () => {
    for (const state of exemptionStates)
      for (const [name, next] of Object.entries(exemptionSteps))
        expect([state, name, mayExemption(name as never, state)]).toEqual([
          state,
          name,
          nextExemptionStates[state].includes(next),
        ]);
  });

  test('applied for by the branch and approved by the bureau is taken when the next month is opened', async () => {
    const applied = await branch.commissioner.post(path(), wish());
    expect([applied.status, applied.body.state]).toEqual([201, 'applied']);
    const light = await branch.secretary.post(
      path(),
      wish({ memberId: branch.memberIds[5], kind: 'light', reasonClass: 'mobile' }),
    );
    const waiting = await branch.secretary.post(path(), wish({ memberId: branch.memberIds[6] }));
    // Sign-in as bureau office: two levels decide.
    for (const { body } of [applied, light])
      expect((await step(branch.bureauOffice, body.id, 'approval', { opinion: '同意' })).body.state).toBe('approved');
    const { id } = await openMonth(branch);
    const sheets = (await branch.secretary.get(`/api/v1/branch-months/${id}/sheets`)).body.items;
    const of = (index: number) =>
      sheets.find(({ member }: { member: { id: number } }) => member.id === branch.memberIds[index]);
    expect(of(4)).toMatchObject({ state: 'notScored', profileCode: 'exempt' });
    expect(of(5)).toMatchObject({ state: 'draft', profileCode: 'light' });
    expect(of(6)).toMatchObject({ state: 'draft', profileCode: 'full' });
    expect((await step(branch.bureauOffice, waiting.body.id, 'refusal', { opinion: '材料不足' })).body).toMatchObject({
      state: 'refused',
      mayDecide: false,
    });
  });

  test('ends early with a reason, and overlaps no other', async () => {
    const { items } = (await branch.secretary.get(path())).body;
    const running = items.find(({ kind }: { kind: string }) => kind === 'light');
    const again = await branch.secretary.post(path(), wish({ memberId: branch.memberIds[5], fromMonth: '2027-01' }));
    expect([again.status, errorsOf(again)]).toEqual([409, ['fromMonth overlaps']]);
    const late = { lastMonth: '2027-04', reason: '已返回' };
    expect(errorsOf(await step(branch.secretary, running.id, 'early-end', late, 2))).toEqual(['lastMonth notEarlier']);
    const ended = await step(branch.secretary, running.id, 'early-end', { ...late, lastMonth: '2026-12' }, 2);
    expect(ended.body).toMatchObject({ state: 'ended', lastMonth: '2026-12' });
    const after = await branch.secretary.post(path(), wish({ memberId: branch.memberIds[5], fromMonth: '2027-01' }));
    expect(after.status).toBe(201);
    expect((await step(branch.secretary, after.body.id, 'withdrawal', { reason: '不再需要' })).body.state).toBe(
      'withdrawn',
    );
    expect((await step(branch.secretary, after.body.id, 'withdrawal', { reason: '不再需要' }, 2)).body.code).toBe(
      'wrongState',
    );
  });

  test('is nobody’s own to apply for or to decide, and one version is decided once', async () => {
    const own = wish({ memberId: branch.memberIds[0] });
    expect((await branch.secretary.post(path(), own)).body.code).toBe('ownCase');
    const applied = await branch.commissioner.post(path(), own);
    expect((await step(branch.secretary, applied.body.id, 'approval', { opinion: '同意' })).status).toBe(403);
    const both = await service.as(
      await anAccount(service.database, {
        memberId: null,
        roles: [
          ['bureauOffice', bureauId],
          ['secretary', branch.branchId],
        ],
      }),
    );
    const byBoth = await both.post(path(), wish({ memberId: branch.memberIds[3] }));
    expect((await step(both, byBoth.body.id, 'approval', { opinion: '同意' })).body.code).toBe('secondPerson');
    expect((await step(branch.bureauOffice, applied.body.id, 'approval', { opinion: '同意' }, 7)).status).toBe(412);
    const tooLong = wish({ memberId: branch.memberIds[6], fromMonth: '2027-01', untilMonth: '2028-01' });
    expect(errorsOf(await branch.secretary.post(path(), tooLong))).toEqual(['untilMonth tooLong']);
  });

  test('has reasons for the few who need them, and none on a board', async () => {
    for (const reader of [branch.secretary, branch.commissioner, branch.bureauOffice, auditor])
      expect((await reader.get(path())).status).toBe(200);
    for (const stranger of [discipline, branch.members[5]!]) expect((await stranger.get(path())).status).toBe(403);
    expect((await other.secretary.get(path())).status).toBe(404);
    const own = await branch.members[4]!.get(`/api/v1/members/${branch.memberIds[4]}/exemptions`);
    expect(own.body.items).toHaveLength(1);
    await laterOn(service, '2026-11-05T03:00:00.000Z');
    const published = await aPublishedMonthOf(branch);
    const board = await branch.members[5]!.get(`/api/v1/branch-months/${published}/board`);
    expect(board.status).toBe(200);
    expect(JSON.stringify(board.body)).not.toMatch(/住院|illness|长期/);
    const listed = board.body.rows.find(({ notScoredReason }: { notScoredReason: string | null }) => notScoredReason);
    expect(listed.notScoredReason).toBe('approved');
  });

  test('and the rest of these records are held against the trail', async () => {
    await recordRoles(service.database);
    expect((await verified(service.database)).breaks).toEqual([]);
    const forge = (sql: string) => service.database.write(() => service.database.change(sql));
    await forge("UPDATE exemptions SET untilMonth = '2027-10' WHERE kind = 'exempt' AND state = 'approved'");
    await forge("UPDATE exemptions SET reason = '其他' WHERE kind = 'light' AND state = 'ended'");
    const found = (await verified(service.database)).breaks.map(({ code, table, column }) => [code, table, column]);
    expect(found).toContainEqual(['rowDiffers', 'exemptions', 'untilMonth']);
    expect(found).toContainEqual(['wordsDiffer', 'exemptions', 'reason']);
  });
});

/** The month that was opened above, decided and published. */
async function aPublishedMonthOf(at: BranchAtWork): Promise<number> {
  const { items } = (await at.secretary.get(`/api/v1/branches/${at.branchId}/months`)).body;
  const id: number = items[0]?.id ?? (await aDecidedMonth(at));
  await decideAll(at, id);
  const published = await publish(at, id);
  expect([published.status, published.body.code]).toEqual([200, undefined]);
  return id;
}
