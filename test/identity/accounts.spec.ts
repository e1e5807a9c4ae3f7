import { randomUUID } from 'node:crypto';
import { Client, type Service, startService } from '../support/app.js';
import { anAccount, aUnit, someMembers } from '../support/organisation.js';

const now = '2026-11-05T02:00:00.000Z';
const today = '2026-11-05';
let service: Service;
let rootId: number;
let branchId: number;
let groupId: number;
let administratorId: number;
let administrator: Client;

beforeAll(async () => {
  service = await startService({ now });
  rootId = (await aUnit(service.database, { kind: 'bureau' })).id;
  branchId = (await aUnit(service.database, { kind: 'branch', parentId: rootId })).id;
  groupId = (await aUnit(service.database, { kind: 'group', parentId: branchId })).id;
  administratorId = await anAccount(service.database, { name: 'root.admin', roles: [['systemAdministrator', rootId]] });
  administrator = await service.as(administratorId);
});
afterAll(() => service.close());

const wish = (signInName: string, more: object = {}) => ({
  requestId: randomUUID(),
  signInName,
  displayName: signInName,
  memberId: null,
  ...more,
});
const assignment = (accountId: number, role: string, more: object = {}) => ({
  requestId: randomUUID(),
  accountId,
  role,
  fromDay: today,
  untilDay: null,
  ...more,
});
const rolesOf = (unitId: number) => `/api/v1/units/${unitId}/role-assignments`;
const chooses = (signInName: string, code: string) =>
  service.anonymous.post('/api/v1/session/one-time-code', { signInName, code, newPassword: 'blue lantern 1911' });
const rows = <Row>(sql: string, values: (string | number)[] = []) =>
  service.database.read(() => service.database.rows<Row>(sql, values));
const trailOf = async (action: string) =>
  (await rows<{ body: string }>('SELECT body FROM trail_records WHERE action = ? ORDER BY sequence', [action])).map(
    ({ body }) => JSON.parse(body),
  );

describe('creating an account', () => {
  test('answers a one-time code that is shown once, and stands nowhere in the database', async () => {
    const [memberId] = await someMembers(service.database, [{ branchId }]);
    const body = wish('Li.Na', { displayName: '李娜', memberId });
    const created = await administrator.post('/api/v1/accounts', body);
    expect([created.status, created.version]).toEqual([201, 1]);
    expect(created.body.account).toEqual({
      id: expect.any(Number),
      version: 1,
      signInName: 'li.na',
      displayName: '李娜',
      memberId,
      suspended: false,
      mustChangePassword: false,
      lockedUntil: null,
      oneTimeCodeUntil: '2026-11-06T02:00:00.000Z',
      hasSecondFactor: false,
    });
    const { oneTimeCode } = created.body;
    expect(oneTimeCode).toMatch(/^([a-hkm-np-z2-8]{4}-){3}[a-hkm-np-z2-8]{4}$/);
    const [stored] = await rows<{ passwordHash: string }>('SELECT * FROM accounts WHERE id = ?', [
      created.body.account.id,
    ]);
    for (const secret of [oneTimeCode, oneTimeCode.replaceAll('-', '')]) {
      expect(JSON.stringify(stored)).not.toContain(secret);
      expect(JSON.stringify(await trailOf('account.create'))).not.toContain(secret);
    }
    const tried = await service.anonymous.post('/api/v1/session', { signInName: 'li.na', password: oneTimeCode });
    expect(tried.status).toBe(401);
    const signedIn = await chooses('li.na', oneTimeCode);
    expect([signedIn.status, signedIn.body.member.id]).toEqual([200, memberId]);
    expect((await trailOf('account.create')).at(-1)).toEqual({
      accountId: created.body.account.id,
      actorAccountId: administratorId,
      memberId,
    });
  });

  test('twice with the same key makes one account, and the code is not told again', async () => {
    const body = wish('repeated');
    const [first, second] = await Promise.all([
      administrator.post('/api/v1/accounts', body),
      administrator.post('/api/v1/accounts', body),
    ]);
    expect([first.status, second.status, second.body.account.id]).toEqual([201, 201, first.body.account.id]);
    expect([first.body.oneTimeCode, second.body.oneTimeCode].filter((code) => code === null)).toHaveLength(1);
    const other = await administrator.post('/api/v1/accounts', { ...body, displayName: 'somebody else' });
    expect([other.status, other.body.errors]).toEqual([422, [{ path: 'requestId', code: 'usedForSomethingElse' }]]);
  });

  test('a name or a member that has an account already is refused, and says which', async () => {
    const [memberId] = await someMembers(service.database, [{ branchId }]);
    await administrator.post('/api/v1/accounts', wish('taken', { memberId }));
    const sameName = await administrator.post('/api/v1/accounts', wish('ＴＡＫＥＮ'));
    expect([sameName.status, sameName.body.errors]).toEqual([409, [{ path: 'signInName', code: 'taken' }]]);
    const sameMember = await administrator.post('/api/v1/accounts', wish('taken.2', { memberId }));
    expect([sameMember.status, sameMember.body.errors]).toEqual([409, [{ path: 'memberId', code: 'taken' }]]);
    const nobody = await administrator.post('/api/v1/accounts', wish('taken.3', { memberId: 999_999 }));
    expect([nobody.status, nobody.body.errors]).toEqual([422, [{ path: 'memberId', code: 'unknown' }]]);
  });

  test.each([
    ['signInName', { signInName: 0 }],
    ['signInName', { signInName: {} }],
    ['signInName', { signInName: [] }],
    ['signInName', { signInName: null }],
    ['signInName', { signInName: 'a\u0000' }],
    ['signInName', { signInName: 'a\u200bb' }],
    ['signInName', { signInName: "x' OR 1=1 --" }],
    ['signInName', { signInName: 'x'.repeat(65) }],
    ['displayName', { displayName: '' }],
    ['displayName', { displayName: 'a\u202eb' }],
    ['displayName', { displayName: '名'.repeat(81) }],
    ['memberId', { memberId: '1' }],
    ['memberId', { memberId: 1.5 }],
    ['requestId', { requestId: '1' }],
    ['role', { role: 'systemAdministrator' }],
    ['mustChangePassword', { mustChangePassword: false }],
    ['version', { version: 7 }],
  ])('is refused by its field: %s in %j', async (path, more) => {
    const answer = await administrator.post('/api/v1/accounts', wish('hostile', more));
    expect([answer.status, answer.body.errors[0].path]).toEqual([422, path]);
    expect(await rows('SELECT id FROM accounts WHERE signInName = ?', ['hostile'])).toEqual([]);
  });

  test('names of one character and of the steppe are taken as they are', async () => {
    for (const displayName of ['张', '阿卜杜拉·买买提', '𠮷田', '名'.repeat(80)]) {
      const answer = await administrator.post('/api/v1/accounts', wish(`name${displayName.length}`, { displayName }));
      expect([answer.status, answer.body.account?.displayName]).toEqual([201, displayName]);
    }
  });
});

describe('the list of accounts', () => {
  test('comes in pages by sign-in name, each account once, and can be searched without wildcards', async () => {
    for (const name of ['page.a', 'page.b', 'page.c', 'page_d']) await anAccount(service.database, { name });
    const seen: string[] = [];
    let after = '';
    do {
      const { body } = await administrator.get(`/api/v1/accounts?limit=2&q=page${after}`);
      expect(body.items.length).toBeLessThanOrEqual(2);
      seen.push(...body.items.map(({ signInName }: { signInName: string }) => signInName));
      after = body.nextCursor === null ? '' : `&after=${body.nextCursor}`;
    } while (after !== '');
    expect(seen).toEqual(['page.a', 'page.b', 'page.c', 'page_d']);
    const search = async (q: string) =>
      (await administrator.get(`/api/v1/accounts?q=${encodeURIComponent(q)}`)).body.items.length;
    expect([await search('_'), await search('%'), await search('PAGE.'), await search("' OR 1=1 --")]).toEqual([
      1, 0, 3, 0,
    ]);
  });

  test.each([
    'sort=password',
    'take=-1',
    'limit=0',
    'limit=201',
    'limit=1e9',
    'id[$ne]=1',
    'q[]=x',
    'after=%27',
    'after=WzFd',
    'after=e30',
  ])('refuses %s', async (query) =>
    expect((await administrator.get(`/api/v1/accounts?${query}`)).status).toBeGreaterThanOrEqual(400),
  );

  test('never shows a hash', async () => {
    expect(JSON.stringify((await administrator.get('/api/v1/accounts?limit=200')).body)).not.toMatch(
      /argon2|passwordHash/,
    );
  });
});

describe('resetting a password', () => {
  test('signs the account out, frees it from waiting, and takes a new password for the code', async () => {
    const { account } = (await administrator.post('/api/v1/accounts', wish('forgetful'))).body;
    const tab = await service.as(account.id);
    for (let index = 0; index < 6; index += 1)
      await service.anonymous.post('/api/v1/session', { signInName: 'forgetful', password: 'wrong password' });
    const listed = (await administrator.get('/api/v1/accounts?q=forgetful')).body.items[0];
    expect(listed.lockedUntil).toBe('2026-11-05T02:01:00.000Z');
    const reset = await administrator.put(`/api/v1/accounts/${account.id}/password-reset`, undefined, { version: 1 });
    expect([reset.status, reset.body.account.version, reset.body.account.lockedUntil]).toEqual([200, 2, null]);
    expect((await tab.get('/api/v1/session')).status).toBe(401);
    expect((await chooses('forgetful', reset.body.oneTimeCode)).status).toBe(200);
  });

  test('of one’s own account is refused: a borrowed browser must not be enough', async () => {
    const answer = await administrator.put(`/api/v1/accounts/${administratorId}/password-reset`, undefined, {
      version: 1,
    });
    expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
  });

  test('needs the version that was read, and an account that exists', async () => {
    const { account } = (await administrator.post('/api/v1/accounts', wish('versioned'))).body;
    const path = `/api/v1/accounts/${account.id}/password-reset`;
    expect((await administrator.put(path)).status).toBe(428);
    expect((await administrator.put(path, undefined, { version: 2 })).status).toBe(412);
    expect((await administrator.put('/api/v1/accounts/999999/password-reset', undefined, { version: 1 })).status).toBe(
      404,
    );
    const both = await Promise.all([1, 2].map(() => administrator.put(path, undefined, { version: 1 })));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
  });
});

describe('suspending an account', () => {
  test('ends its sessions at once and keeps it out until it is taken back', async () => {
    const { account, oneTimeCode } = (await administrator.post('/api/v1/accounts', wish('on.leave'))).body;
    const tab = await service.as(account.id);
    const path = `/api/v1/accounts/${account.id}/suspension`;
    const suspended = await administrator.put(path, undefined, { version: 1 });
    expect([suspended.status, suspended.body.suspended, suspended.version]).toEqual([200, true, 2]);
    expect((await tab.get('/api/v1/session')).status).toBe(401);
    expect((await chooses('on.leave', oneTimeCode)).body.code).toBe('invalidCredentials');
    const back = await administrator.delete(path, { version: 2 });
    expect([back.status, back.body.suspended]).toEqual([200, false]);
    expect((await tab.get('/api/v1/session')).status).toBe(401);
    expect((await chooses('on.leave', oneTimeCode)).status).toBe(200);
    expect((await trailOf('account.suspend')).at(-1)).toEqual({
      accountId: account.id,
      actorAccountId: administratorId,
    });
  });
});

describe('giving a role', () => {
  test('lets its holder act at the next request, and is written into the trail', async () => {
    const accountId = await anAccount(service.database, { name: 'new.secretary' });
    const tab = await service.as(accountId);
    expect((await tab.get(rolesOf(branchId))).status).toBe(404);
    const body = assignment(accountId, 'secretary');
    const given = await administrator.post(rolesOf(branchId), body);
    expect([given.status, given.version, given.body]).toEqual([
      201,
      1,
      {
        id: expect.any(Number),
        version: 1,
        role: 'secretary',
        unit: { id: branchId, name: expect.any(String), kind: 'branch' },
        account: { id: accountId, displayName: 'new.secretary' },
        fromDay: today,
        untilDay: null,
      },
    ]);
    expect((await tab.get(rolesOf(branchId))).body).toContainEqual(given.body);
    expect((await trailOf('role.assign')).at(-1)).toMatchObject({ accountId, role: 'secretary', unitId: branchId });
    expect((await administrator.post(rolesOf(branchId), body)).body.id).toBe(given.body.id);
    const again = await administrator.post(
      rolesOf(branchId),
      assignment(accountId, 'secretary', { fromDay: '2027-01-01' }),
    );
    expect([again.status, again.body.errors]).toEqual([409, [{ path: 'role', code: 'heldAlready' }]]);
  });

  test('to oneself is refused, whatever role it is', async () => {
    for (const role of ['bureauOffice', 'auditor', 'systemAdministrator']) {
      const answer = await administrator.post(rolesOf(rootId), assignment(administratorId, role));
      expect([role, answer.status]).toEqual([role, 403]);
    }
  });

  test('that does not exist in this kind of unit is refused: a bureau’s secretary would decide every branch’s sheets', async () => {
    const accountId = await anAccount(service.database);
    for (const [unitId, role] of [
      [rootId, 'secretary'],
      [groupId, 'secretary'],
      [branchId, 'groupLeader'],
      [branchId, 'systemAdministrator'],
    ] as const) {
      const answer = await administrator.post(rolesOf(unitId), assignment(accountId, role));
      expect([role, answer.status, answer.body.errors[0].code]).toEqual([role, 422, 'notInThisKindOfUnit']);
    }
  });

  test.each([
    ['role', { role: 'member' }],
    ['role', { role: 'god' }],
    ['role', { role: '__proto__' }],
    ['accountId', { accountId: 999_999 }],
    ['accountId', { accountId: 0 }],
    ['fromDay', { fromDay: '2026-02-30' }],
    ['untilDay', { untilDay: today }],
    ['untilDay', { untilDay: '2026-13-01' }],
    ['unitId', { unitId: 1 }],
  ])('is refused by its field: %s in %j', async (path, more) => {
    const accountId = await anAccount(service.database);
    const answer = await administrator.post(rolesOf(branchId), assignment(accountId, 'auditor', more));
    expect([answer.status, answer.body.errors[0].path]).toEqual([422, path]);
  });
});

describe('ending a role', () => {
  test('today takes it away at the next request; what is over can not be ended again', async () => {
    const accountId = await anAccount(service.database);
    const given = (await administrator.post(rolesOf(branchId), assignment(accountId, 'disciplineCommissioner'))).body;
    const tab = await service.as(accountId);
    expect((await tab.get(rolesOf(branchId))).status).toBe(200);
    const path = `/api/v1/role-assignments/${given.id}/end`;
    expect((await administrator.put(path, { untilDay: '2026-11-04' }, { version: 1 })).body.errors[0].code).toBe(
      'past',
    );
    expect((await administrator.put(path, { untilDay: today })).status).toBe(428);
    const ended = await administrator.put(path, { untilDay: today }, { version: 1 });
    expect([ended.status, ended.body.untilDay, ended.version]).toEqual([200, today, 2]);
    expect((await tab.get(rolesOf(branchId))).status).toBe(404);
    expect((await administrator.put(path, { untilDay: '2026-12-01' }, { version: 2 })).body.code).toBe('wrongState');
    expect((await administrator.put(path, { untilDay: today }, { version: 1 })).status).toBe(412);
    expect((await administrator.get(rolesOf(branchId))).body.map(({ id }: { id: number }) => id)).not.toContain(
      given.id,
    );
  });

  test('is for administrators; a role that is not there is a 404', async () => {
    const [{ id }] = (await rows<{ id: number }>('SELECT id FROM role_assignments WHERE accountId = ?', [
      administratorId,
    ])) as [{ id: number }];
    const secretary = await service.as(await anAccount(service.database, { roles: [['secretary', branchId]] }));
    const path = `/api/v1/role-assignments/${id}/end`;
    expect((await secretary.put(path, { untilDay: today }, { version: 1 })).status).toBe(404);
    const office = await service.as(await anAccount(service.database, { roles: [['bureauOffice', rootId]] }));
    expect((await office.put(path, { untilDay: today }, { version: 1 })).status).toBe(403);
    expect(
      (await administrator.put('/api/v1/role-assignments/999999/end', { untilDay: today }, { version: 1 })).status,
    ).toBe(404);
  });
});

describe('who may look after accounts', () => {
  test('nobody but a system administrator, and of the administrator’s rights none shows points', async () => {
    const [memberId] = await someMembers(service.database, [{ branchId }]);
    const others = [
      await anAccount(service.database, { memberId: memberId! }),
      await anAccount(service.database, { roles: [['secretary', branchId]] }),
      await anAccount(service.database, { roles: [['bureauOffice', rootId]] }),
      await anAccount(service.database, { roles: [['groupLeader', groupId]] }),
    ];
    const readers = [
      await anAccount(service.database, { roles: [['auditor', rootId]] }),
      await anAccount(service.database, { roles: [['securityAdministrator', rootId]] }),
    ];
    for (const accountId of [...others, ...readers]) {
      const client = await service.as(accountId);
      expect((await client.get('/api/v1/accounts')).status).toBe(readers.includes(accountId) ? 200 : 403);
      expect((await client.post('/api/v1/accounts', wish('smuggled'))).status).toBe(403);
      expect(
        (await client.put(`/api/v1/accounts/${administratorId}/suspension`, undefined, { version: 1 })).status,
      ).toBe(403);
    }
    const { body } = await administrator.get('/api/v1/session');
    expect(body.units).toEqual([
      {
        unit: expect.objectContaining({ id: rootId }),
        actions: [
          'account.manage',
          'account.read',
          'policy.read',
          'role.manage',
          'roster.read',
          'unit.manage',
          'unit.read',
        ],
      },
    ]);
  });
});

describe('the last administrator', () => {
  const roleId = async (accountId: number) =>
    (
      await rows<{ id: number }>(
        "SELECT id FROM role_assignments WHERE accountId = ? AND role = 'systemAdministrator'",
        [accountId],
      )
    )[0]!.id;
  const active = async () =>
    (
      await rows<{ count: number }>(
        `SELECT COUNT(*) AS count FROM role_assignments JOIN accounts ON accounts.id = accountId AND suspendedAt IS NULL
          WHERE role = 'systemAdministrator' AND untilDay IS NULL`,
      )
    )[0]!.count;

  test('can neither be suspended nor lose the role, not even from some later day on', async () => {
    expect(await active()).toBe(1);
    const suspended = await administrator.put(`/api/v1/accounts/${administratorId}/suspension`, undefined, {
      version: 1,
    });
    expect([suspended.status, suspended.body.errors[0].code]).toEqual([409, 'lastAdministrator']);
    for (const untilDay of [today, '2027-01-01']) {
      const ended = await administrator.put(
        `/api/v1/role-assignments/${await roleId(administratorId)}/end`,
        { untilDay },
        { version: 1 },
      );
      expect([ended.status, ended.body.code]).toEqual([403, 'forbidden']);
    }
    expect((await administrator.get('/api/v1/accounts')).status).toBe(200);
  });

  test('one with an end date, one whose time has not begun and one who is suspended do not count', async () => {
    const bounded = await anAccount(service.database);
    const later = await anAccount(service.database);
    const suspended = await anAccount(service.database, { roles: [['systemAdministrator', rootId]] });
    await administrator.post(rolesOf(rootId), assignment(bounded, 'systemAdministrator', { untilDay: '2027-01-01' }));
    await administrator.post(rolesOf(rootId), assignment(later, 'systemAdministrator', { fromDay: '2026-11-06' }));
    await administrator.put(`/api/v1/accounts/${suspended}/suspension`, undefined, { version: 1 });
    const answer = await administrator.put(`/api/v1/accounts/${administratorId}/suspension`, undefined, { version: 1 });
    expect([answer.status, answer.body.code]).toEqual([409, 'conflict']);
    await service.database.write(() =>
      service.database.change(
        "DELETE FROM role_assignments WHERE accountId IN (?, ?, ?) AND role = 'systemAdministrator'",
        [...[bounded, later, suspended]],
      ),
    );
  });

  test('stays when the two there are remove each other at once, by suspension or by role, every time', async () => {
    for (let round = 0; round < 20; round += 1) {
      const pair = [];
      for (const _ of [1, 2])
        pair.push(await anAccount(service.database, { roles: [['systemAdministrator', rootId]] }));
      const [first, second] = pair as [number, number];
      await service.database.write(() =>
        service.database.change('UPDATE role_assignments SET untilDay = ? WHERE accountId NOT IN (?, ?)', [
          today,
          first,
          second,
        ]),
      );
      const remove = async (client: Client, accountId: number) =>
        round % 2 === 0
          ? client.put(`/api/v1/accounts/${accountId}/suspension`, undefined, { version: 1 })
          : client.put(`/api/v1/role-assignments/${await roleId(accountId)}/end`, { untilDay: today }, { version: 1 });
      const clients = [await service.as(first), await service.as(second)] as const;
      const answers = await Promise.all([remove(clients[0], second), remove(clients[1], first)]);
      const statuses = answers.map(({ status }) => status).sort();
      // The loser is refused for being the last one, or is no administrator any more when the request arrives.
      expect([round, statuses[0], [401, 403, 404, 409].includes(statuses[1]!)]).toEqual([round, 200, true]);
      expect([round, await active()]).toEqual([round, 1]);
    }
  });
});
