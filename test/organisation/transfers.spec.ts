import { randomUUID } from 'node:crypto';
import { BranchMonth } from '#src/assessments/branch-month.entity.js';
import type { BranchMonthState } from '#src/assessments/states.js';
import { SchemeVersion } from '#src/schemes/scheme-version.entity.js';
import { type Answer, type Client, type Service, startService } from '../support/app.js';
import { anAccount, aUnit, someMembers } from '../support/organisation.js';

describe('a transfer', () => {
  let service: Service;
  let accountId: number;
  let office: Client;
  let bureau: { id: number };
  let here: { id: number };
  let there: { id: number };
  let third: { id: number };
  let teamThere: { id: number };
  let schemeVersionId: number;

  beforeAll(async () => {
    service = await startService();
    const { database } = service;
    bureau = await aUnit(database, { kind: 'bureau', name: '机关党委' });
    accountId = await anAccount(database, { roles: [['bureauOffice', bureau.id]] });
    office = await service.as(accountId);
    [schemeVersionId] = (await database.write(() =>
      database.insert(SchemeVersion, [
        {
          schemeCode: 's',
          version: '1',
          effectiveFromMonth: '2020-01',
          publishedAt: '2020-01-01T00:00:00.000Z',
          definition: '{}',
          digest: '0'.repeat(64),
        },
      ]),
    )) as [number];
  });
  afterAll(() => service.close());

  beforeEach(async () => {
    [here, there, third] = [
      await aUnit(service.database, { parentId: bureau.id }),
      await aUnit(service.database, { parentId: bureau.id }),
      await aUnit(service.database, { parentId: bureau.id }),
    ];
    teamThere = await aUnit(service.database, { kind: 'group', parentId: there.id });
  });

  const aMember = async (branchId = here.id, fromDay = '2020-01-01') =>
    (await someMembers(service.database, [{ branchId, fromDay, profileCode: 'light' }]))[0]!;
  const wish = (toBranchId: number | null, fromDay: string, over: object = {}) => ({
    requestId: randomUUID(),
    toBranchId,
    groupId: null,
    fromDay,
    ...over,
  });
  const move = (id: number, body: object, version: number, client = office) =>
    client.post(`/api/v1/members/${id}/transfers`, body, { version });
  const moved = async (id: number, body: object, version: number) => {
    const answer = await move(id, body, version);
    expect([answer.status, answer.body.errors]).toEqual([201, undefined]);
    return answer.body;
  };
  const refused = async (id: number, body: object, version = 1) => {
    const answer = await move(id, body, version);
    return [answer.status, answer.body.errors?.[0]?.path, answer.body.errors?.[0]?.code];
  };
  const stays = (member: { memberships: { branch: { id: number }; fromDay: string; untilDay: string | null }[] }) =>
    member.memberships.map(({ branch, fromDay, untilDay }) => [branch.id, fromDay, untilDay]);
  const namesOn = async (unit: { id: number }, day: string) =>
    (await office.get(`/api/v1/units/${unit.id}/members?day=${day}`)).body.items.map(({ id }: { id: number }) => id);
  const aMonth = (
    branch: { id: number },
    month: string,
    themeDay: string,
    state: BranchMonthState = 'selfAssessment',
  ) =>
    service.database.write(() =>
      service.database.insert(BranchMonth, [
        {
          branchId: branch.id,
          month,
          state,
          schemeVersionId,
          themeDay,
          selfAssessmentUntil: themeDay,
          openedAt: '2026-01-01T00:00:00.000Z',
          openedBy: accountId,
          version: 1,
        },
      ]),
    );

  test('in March: until the day before here, from that day on there, and what he is scored on goes with him', async () => {
    const id = await aMember();
    const member = await moved(id, wish(there.id, '2026-03-16', { groupId: teamThere.id }), 1);
    expect(stays(member)).toEqual([
      [here.id, '2020-01-01', '2026-03-16'],
      [there.id, '2026-03-16', null],
    ]);
    expect(member).toMatchObject({
      version: 2,
      membership: { branch: { id: there.id }, group: { id: teamThere.id }, profileCode: 'light' },
    });
    expect([await namesOn(here, '2026-03-15'), await namesOn(there, '2026-03-15')]).toEqual([[id], []]);
    expect([await namesOn(here, '2026-03-16'), await namesOn(there, '2026-03-16')]).toEqual([[], [id]]);
  });

  test('that is planned changes nothing today', async () => {
    const id = await aMember();
    const member = await moved(id, wish(there.id, '2026-12-01'), 1);
    expect(member.membership.branch.id).toBe(here.id);
    expect(await namesOn(there, '2026-12-01')).toEqual([id]);
  });

  test('out and in again on one day leaves exactly one branch counting, as if nothing had been', async () => {
    const id = await aMember();
    await moved(id, wish(there.id, '2026-03-16'), 1);
    const member = await moved(id, wish(here.id, '2026-03-16'), 2);
    expect(stays(member)).toEqual([[here.id, '2020-01-01', null]]);
  });

  test('to a third branch on the day of the last one replaces it', async () => {
    const id = await aMember();
    await moved(id, wish(there.id, '2026-03-16'), 1);
    const member = await moved(id, wish(third.id, '2026-03-16'), 2);
    expect(stays(member)).toEqual([
      [here.id, '2020-01-01', '2026-03-16'],
      [third.id, '2026-03-16', null],
    ]);
  });

  test('out of the organisation, and back on the same day or a year later', async () => {
    const id = await aMember();
    const left = await moved(id, wish(null, '2026-03-16'), 1);
    expect([left.membership, stays(left)]).toEqual([null, [[here.id, '2020-01-01', '2026-03-16']]]);
    expect(await refused(id, wish(null, '2026-04-01'), 2)).toEqual([422, 'fromDay', 'alreadyLeft']);
    expect(stays(await moved(id, wish(here.id, '2026-03-16'), 2))).toEqual([[here.id, '2020-01-01', null]]);
    await moved(id, wish(null, '2026-04-01'), 3);
    expect(stays(await moved(id, wish(there.id, '2026-10-01'), 4))).toEqual([
      [here.id, '2020-01-01', '2026-04-01'],
      [there.id, '2026-10-01', null],
    ]);
  });

  test('never makes two branches hold one member: not before the last move, not to where he is', async () => {
    const id = await aMember();
    await moved(id, wish(there.id, '2026-03-16'), 1);
    expect(await refused(id, wish(third.id, '2026-03-15'), 2)).toEqual([422, 'fromDay', 'beforeLastMove']);
    expect(await refused(id, wish(there.id, '2026-06-01'), 2)).toEqual([422, 'fromDay', 'alreadyThere']);
    expect(await refused(id, wish(there.id, '2026-02-30'), 2)).toEqual([422, 'fromDay', 'day']);
    expect(await refused(id, wish(third.id, '2036-06-01'), 2)).toEqual([422, 'fromDay', 'outOfRange']);
    expect(await refused(id, wish(third.id, '2026-06-01', { groupId: teamThere.id }), 2)).toEqual([
      422,
      'groupId',
      'notOfBranch',
    ]);
    expect(await refused(id, wish(bureau.id, '2026-06-01'), 2)).toEqual([422, 'toBranchId', 'unknown']);
    const newcomer = await aMember(here.id, '2026-05-01');
    expect(await refused(newcomer, wish(null, '2026-05-01'))).toEqual([422, 'fromDay', 'leftOnFirstDay']);
  });

  test('is asked for by who saw the latest version; the same request again moves nobody twice', async () => {
    const id = await aMember();
    const body = wish(there.id, '2026-03-16');
    expect((await office.post(`/api/v1/members/${id}/transfers`, body)).status).toBe(428);
    expect((await move(id, body, 5)).status).toBe(412);
    const answers = await Promise.all(Array.from({ length: 6 }, () => move(id, body, 1)));
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(201));
    expect(stays(answers.at(-1)!.body)).toHaveLength(2);
    expect(await refused(id, { ...body, toBranchId: third.id }, 2)).toEqual([422, 'requestId', 'usedForSomethingElse']);
    const leaving = wish(null, '2026-04-01');
    expect([(await move(id, leaving, 2)).status, (await move(id, leaving, 2)).status]).toEqual([201, 201]);
  });

  test('to two branches at once from two desks: one of them is told that he is late', async () => {
    const id = await aMember();
    const answers = await Promise.all([there, third].map((unit) => move(id, wish(unit.id, '2026-03-16'), 1)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 412]);
    expect(stays((await office.get(`/api/v1/members/${id}`)).body)).toHaveLength(2);
  });

  test('stands in the trails of both branches', async () => {
    const id = await aMember();
    await moved(id, wish(there.id, '2026-03-16'), 1);
    const lines = await service.database.read(() =>
      service.database.rows<{ chain: string; body: string }>(
        "SELECT chain, body FROM trail_records WHERE action = 'member.transfer' AND chain IN (?, ?) ORDER BY chain",
        [`unit:${here.id}`, `unit:${there.id}`],
      ),
    );
    expect(lines.map(({ chain }) => chain).toSorted()).toEqual([`unit:${here.id}`, `unit:${there.id}`].toSorted());
    for (const { body } of lines)
      expect(JSON.parse(body)).toMatchObject({
        memberId: id,
        fromBranchId: here.id,
        toBranchId: there.id,
        fromDay: '2026-03-16',
      });
  });

  test('by a branch’s commissioner goes out of the organisation, but into no branch that isn’t his', async () => {
    const commissioner = await service.as(
      await anAccount(service.database, { roles: [['organisationCommissioner', here.id]] }),
    );
    const id = await aMember();
    const answer = await move(id, wish(there.id, '2026-03-16'), 1, commissioner);
    expect([answer.status, answer.body.errors]).toEqual([422, [{ path: 'toBranchId', code: 'unknown' }]]);
    expect((await move(id, wish(null, '2026-03-16'), 1, commissioner)).status).toBe(201);
  });

  describe('and a month that has been opened', () => {
    const opened = (answer: Answer) => [answer.status, answer.body.errors?.[0]?.code, answer.body.params];

    test('can’t take away somebody its list counts: the month is named', async () => {
      const id = await aMember();
      await aMonth(here, '2026-11', '2026-11-20');
      await aMonth(here, '2026-10', '2026-10-20', 'confirmed');
      const named = (month: string) => [409, 'monthOpened', { month, themeDay: `${month}-20` }];
      expect(opened(await move(id, wish(there.id, '2026-11-20'), 1))).toEqual(named('2026-11'));
      expect(opened(await move(id, wish(null, '2026-11-01'), 1))).toEqual(named('2026-11'));
      expect(opened(await move(id, wish(there.id, '2026-10-01'), 1))).toEqual(named('2026-10'));
      expect((await office.get(`/api/v1/members/${id}`)).version).toBe(1);
      expect((await move(id, wish(there.id, '2026-11-21'), 1)).status).toBe(201);
    });

    test('can’t be joined any more once it is past self-assessment', async () => {
      const id = await aMember();
      await aMonth(there, '2026-11', '2026-11-03', 'review');
      expect(opened(await move(id, wish(there.id, '2026-11-02'), 1))[0]).toBe(409);
      expect((await move(id, wish(there.id, '2026-11-04'), 1)).status).toBe(201);
    });

    test('is joined during self-assessment: its list is completed when the review starts', async () => {
      const id = await aMember();
      await aMonth(there, '2026-11', '2026-11-20');
      expect((await move(id, wish(there.id, '2026-11-10'), 1)).status).toBe(201);
    });

    test('isn’t joined by a new member dated back', async () => {
      await aMonth(here, '2026-05', '2026-05-20', 'confirmed');
      const newcomer = (fromDay: string) =>
        office.post(`/api/v1/units/${here.id}/members`, {
          requestId: randomUUID(),
          memberNumber: randomUUID().slice(0, 12),
          name: '新人',
          standing: 'full',
          situation: 'serving',
          birthYear: null,
          groupId: null,
          profileCode: 'full',
          fromDay,
        });
      expect(opened(await newcomer('2019-07-01'))).toEqual([
        409,
        'monthOpened',
        { month: '2026-05', themeDay: '2026-05-20' },
      ]);
      expect((await newcomer('2026-05-21')).status).toBe(201);
    });

    test('of another day or branch is in nobody’s way', async () => {
      const id = await aMember(here.id, '2026-05-21');
      await aMonth(here, '2026-05', '2026-05-20', 'confirmed');
      await aMonth(third, '2026-06', '2026-06-20', 'confirmed');
      expect((await move(id, wish(there.id, '2026-06-01'), 1)).status).toBe(201);
    });
  });
});
