import { randomUUID } from 'node:crypto';
import { type Client, type Service, startService } from '../support/app.js';
import { anAccount, aUnit, someMembers } from '../support/organisation.js';

describe('the tree of units', () => {
  let service: Service;
  let bureau: { id: number; path: string };
  let office: Client;

  beforeAll(async () => {
    service = await startService();
    bureau = await aUnit(service.database, { kind: 'bureau', name: '机关党委' });
    office = await service.as(await anAccount(service.database, { roles: [['bureauOffice', bureau.id]] }));
  });
  afterAll(() => service.close());

  const wish = (over: object = {}) => ({
    requestId: randomUUID(),
    parentId: bureau.id,
    kind: 'branch',
    name: `支部 ${randomUUID().slice(0, 8)}`,
    code: '',
    hasCommittee: true,
    ...over,
  });
  const create = async (over: object = {}) => {
    const answer = await office.post('/api/v1/units', wish(over));
    expect([answer.status, answer.body.errors]).toEqual([201, undefined]);
    return answer.body;
  };
  const refusal = async (over: object) => {
    const { status, body } = await office.post('/api/v1/units', wish(over));
    return [status, body.errors?.[0]?.path, body.errors?.[0]?.code];
  };

  test('grows to any depth that people have, every level below one that may hold it', async () => {
    const committee = await create({ kind: 'bureau' });
    const general = await create({ kind: 'generalBranch', parentId: committee.id });
    const branch = await create({ kind: 'branch', parentId: general.id });
    const group = await create({ kind: 'group', parentId: branch.id });
    expect([committee, general, branch, group].map(({ depth }) => depth)).toEqual([1, 2, 3, 4]);
    expect(await refusal({ kind: 'group' })).toEqual([422, 'kind', 'notBelow']);
    expect(await refusal({ kind: 'branch', parentId: branch.id })).toEqual([422, 'kind', 'notBelow']);
    expect(await refusal({ kind: 'generalBranch', parentId: general.id })).toEqual([422, 'kind', 'notBelow']);
    expect(await refusal({ kind: 'group', parentId: group.id })).toEqual([422, 'kind', 'notBelow']);
  });

  test('stops at sixteen levels', async () => {
    let parentId = bureau.id;
    for (let level = 1; level < 16; level += 1) parentId = (await create({ kind: 'bureau', parentId })).id;
    expect(await refusal({ kind: 'bureau', parentId })).toEqual([422, 'parentId', 'tooDeep']);
  });

  test('a new unit has its own trail, and its creation is a line of the organisation’s', async () => {
    const { id } = await create();
    const [head, line] = await service.database.read(async () => [
      await service.database.row<{ sequence: number }>('SELECT sequence FROM trail_heads WHERE chain = ?', [
        `unit:${id}`,
      ]),
      await service.database.row<{ action: string; body: string }>(
        "SELECT action, body FROM trail_records WHERE chain = 'organisation' ORDER BY sequence DESC LIMIT 1",
      ),
    ]);
    expect(head?.sequence).toBe(0);
    expect(line?.action).toBe('unit.create');
    expect(JSON.parse(line!.body)).toMatchObject({ unitId: id, kind: 'branch' });
  });

  test('the same request twice, or twenty times at once, makes one unit', async () => {
    const body = wish({ name: '一次就好' });
    const answers = await Promise.all(Array.from({ length: 20 }, () => office.post('/api/v1/units', body)));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(201));
    expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
    const other = await office.post('/api/v1/units', { ...body, name: '另一个' });
    expect([other.status, other.body.errors]).toEqual([422, [{ path: 'requestId', code: 'usedForSomethingElse' }]]);
  });

  test('sisters have different names; cousins may share one', async () => {
    const one = await create({ kind: 'generalBranch' });
    const other = await create({ kind: 'generalBranch' });
    await create({ parentId: one.id, name: '第一党支部' });
    await create({ parentId: other.id, name: '第一党支部' });
    expect(await refusal({ parentId: one.id, name: '第一党支部' })).toEqual([409, 'name', 'taken']);
    expect(await refusal({ parentId: one.id, name: ' 第一　党支部 ' })).toEqual([409, 'name', 'taken']);
  });

  test('what is no name is refused', async () => {
    const bad = [
      '',
      '  ',
      '一支部\u200b',
      '\u202e一支部',
      '=HYPERLINK("http://x")',
      '＝1',
      'a\u0000b',
      '支'.repeat(121),
    ];
    for (const name of bad) expect([name, ...(await refusal({ name }))].slice(0, 3)).toEqual([name, 422, 'name']);
    expect(await refusal({ name: 5 })).toEqual([422, 'name', 'isString']);
    expect((await create({ name: '支'.repeat(120) })).name).toHaveLength(120);
  });

  test('a unit is renamed and its switches are set by who saw the latest version', async () => {
    const unit = await create({ name: '旧名', hasCommittee: true });
    const body = { name: '新名', code: 'N-1', hasCommittee: false, rankingEnabled: true };
    expect((await office.put(`/api/v1/units/${unit.id}`, body)).status).toBe(428);
    expect((await office.put(`/api/v1/units/${unit.id}`, body, { version: 9 })).status).toBe(412);
    const changed = await office.put(`/api/v1/units/${unit.id}`, body, { version: unit.version });
    expect([changed.status, changed.version, changed.body]).toEqual([200, 2, expect.objectContaining(body)]);
    expect((await office.put(`/api/v1/units/${unit.id}`, body, { version: 1 })).status).toBe(412);
    const taken = await create({ name: '已有' });
    const clash = await office.put(`/api/v1/units/${taken.id}`, body, { version: 1 });
    expect([clash.status, clash.body.errors]).toEqual([409, [{ path: 'name', code: 'taken' }]]);
  });

  describe('as each person sees it', () => {
    let branch: { id: number; path: string };
    let sister: { id: number; path: string };
    let team: { id: number; path: string };
    let secretary: Client;
    let leader: Client;

    beforeAll(async () => {
      branch = await aUnit(service.database, { parentId: bureau.id, name: '看得见的支部' });
      sister = await aUnit(service.database, { parentId: bureau.id, name: '看不见的支部' });
      team = await aUnit(service.database, { kind: 'group', parentId: branch.id, name: '第一小组' });
      await someMembers(service.database, [
        { branchId: branch.id },
        { branchId: branch.id, groupId: team.id },
        { branchId: branch.id, groupId: team.id },
        { branchId: branch.id, untilDay: '2026-11-05' },
        { branchId: branch.id, fromDay: '2026-11-06' },
        { branchId: sister.id },
      ]);
      secretary = await service.as(await anAccount(service.database, { roles: [['secretary', branch.id]] }));
      leader = await service.as(await anAccount(service.database, { roles: [['groupLeader', team.id]] }));
    });

    const tree = async (client: Client) => {
      const { body } = await client.get('/api/v1/units');
      return body.items.map((unit: { name: string; memberCount: number }) => [unit.name, unit.memberCount]);
    };

    test('a secretary sees his branch and the names above it, and counts only what is his', async () => {
      expect(await tree(secretary)).toEqual([
        ['机关党委', 3],
        ['看得见的支部', 3],
        ['第一小组', 2],
      ]);
    });

    test('a group leader sees his group', async () => {
      expect(await tree(leader)).toEqual([
        ['机关党委', 2],
        ['看得见的支部', 2],
        ['第一小组', 2],
      ]);
    });

    test('the bureau sees everything, parents before children', async () => {
      const { body } = await office.get('/api/v1/units');
      const seen = new Set<number | null>([null]);
      for (const { id, parentId } of body.items) {
        expect(seen.has(parentId)).toBe(true);
        seen.add(id);
      }
      expect(body.items[0]).toMatchObject({ id: bureau.id, depth: 0, memberCount: 4 });
    });

    test('nobody else sees anything', async () => {
      expect((await service.anonymous.get('/api/v1/units')).status).toBe(401);
      const nobody = await service.as(await anAccount(service.database));
      expect((await nobody.get('/api/v1/units')).body).toEqual({ items: [] });
    });

    test('a unit that isn’t yours is not there', async () => {
      const body = { name: 'x', code: '', hasCommittee: true, rankingEnabled: false };
      expect((await secretary.put(`/api/v1/units/${sister.id}`, body, { version: 1 })).status).toBe(404);
      expect((await secretary.put(`/api/v1/units/999999`, body, { version: 1 })).status).toBe(404);
      expect((await secretary.put(`/api/v1/units/${branch.id}`, body, { version: 1 })).status).toBe(403);
      expect((await secretary.post('/api/v1/units', wish())).status).toBe(404);
      expect((await secretary.post('/api/v1/units', wish({ parentId: 999_999 }))).status).toBe(404);
    });

    test('a field that the client may not set is refused by its name', async () => {
      expect(await refusal({ path: '/1/' })).toEqual([422, 'path', 'whitelistValidation']);
      expect(await refusal({ parentId: null })).toEqual([422, 'parentId', expect.any(String)]);
    });
  });
});
