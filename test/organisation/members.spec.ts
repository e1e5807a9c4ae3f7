import { randomUUID } from 'node:crypto';
import { type Client, type Service, startService } from '../support/app.js';
import { anAccount, aUnit, someMembers } from '../support/organisation.js';

describe('members', () => {
  let service: Service;
  let bureau: { id: number; path: string };
  let branch: { id: number; path: string };
  let team: { id: number; path: string };
  let sister: { id: number; path: string };
  let office: Client;
  let commissioner: Client;

  beforeAll(async () => {
    service = await startService();
    bureau = await aUnit(service.database, { kind: 'bureau', name: '机关党委' });
    branch = await aUnit(service.database, { parentId: bureau.id, name: '办公室党支部', hasCommittee: false });
    team = await aUnit(service.database, { kind: 'group', parentId: branch.id, name: '第一小组' });
    sister = await aUnit(service.database, { parentId: bureau.id, name: '业务党支部' });
    office = await service.as(await anAccount(service.database, { roles: [['bureauOffice', bureau.id]] }));
    commissioner = await service.as(
      await anAccount(service.database, { roles: [['organisationCommissioner', branch.id]] }),
    );
  });
  afterAll(() => service.close());

  const facts = (over: object = {}) => ({
    name: '张三',
    standing: 'full',
    situation: 'serving',
    birthYear: 1980,
    groupId: null,
    profileCode: 'full',
    ...over,
  });
  const wish = (over: object = {}) => ({
    requestId: randomUUID(),
    memberNumber: randomUUID().slice(0, 12),
    fromDay: '2026-03-01',
    ...facts(),
    ...over,
  });
  const add = async (over: object = {}, to = branch.id) => {
    const answer = await office.post(`/api/v1/units/${to}/members`, wish(over));
    expect([answer.status, answer.body.errors]).toEqual([201, undefined]);
    return answer.body;
  };
  const refusal = async (over: object, to = branch.id) => {
    const { status, body } = await office.post(`/api/v1/units/${to}/members`, wish(over));
    return [status, body.errors?.[0]?.path, body.errors?.[0]?.code];
  };

  describe('joining a branch', () => {
    test('a member is added to a branch that has no committee, and read back with his membership', async () => {
      const added = await add({ groupId: team.id, name: '李四', standing: 'probationary', profileCode: 'light' });
      const { status, version, body } = await commissioner.get(`/api/v1/members/${added.id}`);
      expect([status, version]).toEqual([200, 1]);
      expect(body).toMatchObject({
        name: '李四',
        standing: 'probationary',
        situation: 'serving',
        birthYear: 1980,
        membership: {
          branch: { id: branch.id, name: '办公室党支部', kind: 'branch' },
          group: { id: team.id, name: '第一小组', kind: 'group' },
          fromDay: '2026-03-01',
          untilDay: null,
          profileCode: 'light',
        },
      });
      expect(body.memberships).toEqual([body.membership]);
    });

    test.each(['王', '阿依古丽·买买提', '𠮷田美香', '䶮子轩', '名'.repeat(80), "D'Souza"])(
      'is called %s',
      async (name) => {
        expect((await add({ name })).name).toBe(name);
      },
    );

    test('a name padded to look aligned is the name', async () => {
      expect((await add({ name: ' 张　三 ' })).name).toBe('张三');
      expect((await add({ name: 'Ann  Lee' })).name).toBe('Ann Lee');
    });

    const notNames: [string, string][] = [
      ['', 'missing'],
      ['张\u200b三', 'invisibleCharacter'],
      ['\u202e三张', 'invisibleCharacter'],
      ['张\u0000三', 'invisibleCharacter'],
      ['张\ud842三', 'invisibleCharacter'],
      ['=HYPERLINK("http://x","y")', 'formula'],
      ['＝1', 'formula'],
      ['+1', 'formula'],
      ['<script>alert(1)</script>', 'notAName'],
      ['名'.repeat(81), 'tooLong'],
    ];
    test.each(notNames)('nobody is called %j', async (name, code) => {
      expect(await refusal({ name })).toEqual([422, 'name', code]);
    });

    test('a number is kept as written, full-width digits as ordinary ones', async () => {
      const number = randomUUID().slice(0, 6);
      expect((await add({ memberNumber: ` ${number}－００１ ` })).memberNumber).toBe(`${number}-001`);
      expect(await refusal({ memberNumber: `${number}-001` })).toEqual([409, 'memberNumber', 'taken']);
      expect((await add({ memberNumber: `${number}-01` })).memberNumber).toBe(`${number}-01`);
    });

    test('an identity number is no member’s number: there is no place for one', async () => {
      expect(await refusal({ memberNumber: '11010519491231002X' })).toEqual([422, 'memberNumber', 'identityNumber']);
      expect((await add({ memberNumber: '110105194912310021' })).memberNumber).toBe('110105194912310021');
    });

    test('days and years that cannot be are refused', async () => {
      expect(await refusal({ fromDay: '2026-02-30' })).toEqual([422, 'fromDay', 'day']);
      expect(await refusal({ fromDay: '2206-03-01' })).toEqual([422, 'fromDay', 'outOfRange']);
      expect(await refusal({ birthYear: 2020 })).toEqual([422, 'birthYear', 'outOfRange']);
      expect(await refusal({ birthYear: 1e-7 })).toEqual([422, 'birthYear', 'isInt']);
      expect((await add({ birthYear: null })).birthYear).toBeNull();
    });

    test('a group belongs to the branch, and a member to a branch', async () => {
      expect(await refusal({ groupId: team.id }, sister.id)).toEqual([422, 'groupId', 'notOfBranch']);
      expect(await refusal({}, bureau.id)).toEqual([422, 'unitId', 'notABranch']);
      expect(await refusal({ groupId: branch.id })).toEqual([422, 'groupId', 'notOfBranch']);
    });

    test('the same request at once from two tabs adds one member', async () => {
      const body = wish();
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => office.post(`/api/v1/units/${branch.id}/members`, body)),
      );
      expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(201));
      expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
      const other = await office.post(`/api/v1/units/${branch.id}/members`, { ...body, name: '别人' });
      expect([other.status, other.body.errors]).toEqual([422, [{ path: 'requestId', code: 'usedForSomethingElse' }]]);
    });

    test('two tabs with one number: one of them is told so', async () => {
      const [one, other] = [wish(), wish()];
      other.memberNumber = one.memberNumber;
      const answers = await Promise.all(
        [one, other].map((body) => office.post(`/api/v1/units/${branch.id}/members`, body)),
      );
      expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409]);
    });

    test('the trail says that somebody was added, but not who', async () => {
      const { id } = await add({ name: '不得入链' });
      const line = await service.database.read(() =>
        service.database.row<{ action: string; body: string }>(
          'SELECT action, body FROM trail_records WHERE chain = ? ORDER BY sequence DESC LIMIT 1',
          [`unit:${branch.id}`],
        ),
      );
      expect(line?.action).toBe('member.add');
      expect(JSON.parse(line!.body)).toMatchObject({
        memberId: id,
        nameDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
      });
      expect(line!.body).not.toContain('不得入链');
    });
  });

  describe('being corrected', () => {
    test('name, standing, group and profile change together, by who saw the latest version', async () => {
      const { id } = await add();
      const body = facts({ name: '张三丰', standing: 'probationary', groupId: team.id, profileCode: 'exempt' });
      expect((await office.put(`/api/v1/members/${id}`, body)).status).toBe(428);
      expect((await office.put(`/api/v1/members/${id}`, body, { version: 7 })).status).toBe(412);
      const changed = await commissioner.put(`/api/v1/members/${id}`, body, { version: 1 });
      expect([changed.status, changed.version]).toEqual([200, 2]);
      expect(changed.body).toMatchObject({
        name: '张三丰',
        standing: 'probationary',
        membership: { group: { id: team.id }, profileCode: 'exempt' },
      });
      expect((await office.put(`/api/v1/members/${id}`, body, { version: 1 })).body.code).toBe('stale');
    });

    test('of two who change the same member at once, one is told that he is late', async () => {
      const { id } = await add();
      const answers = await Promise.all(
        ['甲', '乙'].map((name) => office.put(`/api/v1/members/${id}`, facts({ name }), { version: 1 })),
      );
      expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 412]);
    });

    test('the number and the branch are not among what is corrected', async () => {
      const { id } = await add();
      const { status, body } = await office.put(
        `/api/v1/members/${id}`,
        { ...facts(), memberNumber: 'X' },
        { version: 1 },
      );
      expect([status, body.errors]).toEqual([422, [{ path: 'memberNumber', code: 'whitelistValidation' }]]);
    });
  });

  describe('whose they are', () => {
    test('another branch’s member is not there: to be read, changed, moved or added', async () => {
      const { id } = await add({}, sister.id);
      const transfer = { requestId: randomUUID(), toBranchId: branch.id, groupId: null, fromDay: '2026-06-01' };
      expect((await commissioner.get(`/api/v1/members/${id}`)).status).toBe(404);
      expect((await commissioner.get('/api/v1/members/999999')).status).toBe(404);
      expect((await commissioner.get('/api/v1/members/1e3')).status).toBe(404);
      expect((await commissioner.put(`/api/v1/members/${id}`, facts(), { version: 1 })).status).toBe(404);
      expect((await commissioner.post(`/api/v1/members/${id}/transfers`, transfer, { version: 1 })).status).toBe(404);
      expect((await commissioner.post(`/api/v1/units/${sister.id}/members`, wish())).status).toBe(404);
      expect((await commissioner.get(`/api/v1/units/${sister.id}/members`)).status).toBe(404);
    });

    test('who may read the roster may not write it', async () => {
      const auditor = await service.as(await anAccount(service.database, { roles: [['auditor', bureau.id]] }));
      const { id } = await add();
      expect((await auditor.get(`/api/v1/members/${id}`)).status).toBe(200);
      expect((await auditor.put(`/api/v1/members/${id}`, facts(), { version: 1 })).status).toBe(403);
      expect((await auditor.post(`/api/v1/units/${branch.id}/members`, wish())).status).toBe(403);
    });
  });

  describe('as a list', () => {
    let general: { id: number };
    let order: string[];

    beforeAll(async () => {
      // The second branch of the tree gets the lower id, so that an order by id would be wrong.
      general = await aUnit(service.database, { kind: 'generalBranch', parentId: bureau.id, name: '总支' });
      const [second, first] = [
        await aUnit(service.database, { parentId: general.id, name: '后面的支部' }),
        await aUnit(service.database, { parentId: general.id, name: '前面的支部' }),
      ];
      await service.database.write(async () => {
        await service.database.change('UPDATE units SET rosterOrder = ? WHERE id = ?', [2, second.id]);
        await service.database.change('UPDATE units SET rosterOrder = ? WHERE id = ?', [1, first.id]);
      });
      const names = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}${index}`);
      const [late, early] = [names('后', 7), names('前', 5)];
      await someMembers(
        service.database,
        late.map((name) => ({ branchId: second.id, name, fromDay: '2026-05-01' })),
      );
      await someMembers(
        service.database,
        early.map((name) => ({ branchId: first.id, name, memberNumber: `N_${name}` })),
      );
      order = [...early, ...late];
    });

    const names = (body: { items: { name: string }[] }) => body.items.map(({ name }) => name);

    test('comes branch after branch in the tree’s order, page by page, nobody twice and nobody left out', async () => {
      for (const limit of [1, 2, 5, 6, 12, 200]) {
        const seen: string[] = [];
        let after = '';
        do {
          const { body } = await office.get(`/api/v1/units/${general.id}/members?limit=${limit}${after}`);
          expect(body.items.length).toBeLessThanOrEqual(limit);
          seen.push(...names(body));
          after = body.nextCursor === null ? '' : `&after=${body.nextCursor}`;
        } while (after !== '');
        expect(seen).toEqual(order);
      }
    });

    test('is that of a day: who joined in May was not there in April', async () => {
      expect(names((await office.get(`/api/v1/units/${general.id}/members?day=2026-04-30`)).body)).toEqual(
        order.slice(0, 5),
      );
      expect(names((await office.get(`/api/v1/units/${general.id}/members?day=2026-05-01`)).body)).toEqual(order);
    });

    test('is searched by name or number, wildcards taken literally', async () => {
      const find = async (q: string) =>
        names((await office.get(`/api/v1/units/${general.id}/members?q=${encodeURIComponent(q)}`)).body);
      expect(await find('前3')).toEqual(['前3']);
      expect(await find('n_前')).toEqual(order.slice(0, 5));
      expect(await find('%')).toEqual([]);
      expect(await find('_')).toEqual(order.slice(0, 5));
      expect(await find("' OR 1=1 --")).toEqual([]);
      expect(await find('  ')).toEqual(order);
    });

    test('of a group is that group’s', async () => {
      const { id } = await add({ groupId: team.id, name: '组里人' });
      const leader = await service.as(await anAccount(service.database, { roles: [['groupLeader', team.id]] }));
      const { body } = await leader.get(`/api/v1/units/${team.id}/members`);
      expect(body.items.map((member: { id: number }) => member.id)).toContain(id);
      expect(
        new Set(body.items.map((member: { membership: { group: { id: number } } }) => member.membership.group.id)),
      ).toEqual(new Set([team.id]));
      expect((await leader.get(`/api/v1/units/${branch.id}/members`)).status).toBe(404);
    });

    test('refuses what is no page, no day and no field', async () => {
      const status = async (query: string) => (await office.get(`/api/v1/units/${general.id}/members?${query}`)).status;
      expect(await status('limit=0')).toBe(422);
      expect(await status('limit=-1')).toBe(422);
      expect(await status('limit=201')).toBe(422);
      expect(await status('day=2026-02-30')).toBe(422);
      expect(await status('sort=password')).toBe(422);
      expect(await status('q=a&q=b')).toBe(422);
      expect(await status('after=abc')).toBe(400);
      expect(await status(`after=${Buffer.from('[1,1,1]').toString('base64url')}`)).toBe(400);
    });
  });
});
