import { randomUUID } from 'node:crypto';
import type { Role } from '#src/http/allow.js';
import { type AdministratorRole, administratorRoles, keptApartFrom } from '#src/identity/administrators.js';
import { type Answer, type Client, type Service, startService } from '../support/app.js';
import { anAccount, aUnit } from '../support/organisation.js';

/* Three administrators kept apart (docs/decisions/0028-who-may-do-what.md). */

const now = '2026-11-05T02:00:00.000Z';
const today = '2026-11-05';
let service: Service;
let rootId: number;
let branchId: number;
/** Two who look after accounts, so that neither is the last one. */
let administrator: Client;
let colleague: Client;
let administratorId: number;
let colleagueId: number;

beforeAll(async () => {
  service = await startService({ now });
  rootId = (await aUnit(service.database, { kind: 'bureau' })).id;
  branchId = (await aUnit(service.database, { kind: 'branch', parentId: rootId })).id;
  administratorId = await anAccount(service.database, { roles: [['systemAdministrator', rootId]] });
  colleagueId = await anAccount(service.database, { roles: [['systemAdministrator', rootId]] });
  [administrator, colleague] = [await service.as(administratorId), await service.as(colleagueId)];
});
afterAll(() => service.close());

interface Wish {
  unitId?: number;
  fromDay?: string;
  untilDay?: string | null;
}
const assign = (by: Client, accountId: number, role: Role, { unitId = rootId, ...days }: Wish = {}) =>
  by.post(`/api/v1/units/${unitId}/role-assignments`, {
    requestId: randomUUID(),
    accountId,
    role,
    fromDay: today,
    untilDay: null,
    ...days,
  });
const end = async (by: Client, accountId: number, untilDay = today): Promise<Answer> => {
  const held = await service.database.read(() =>
    service.database.row<{ id: number; version: number }>(
      'SELECT id, version FROM role_assignments WHERE accountId = ? ORDER BY id DESC LIMIT 1',
      [accountId],
    ),
  );
  return by.put(`/api/v1/role-assignments/${held!.id}/end`, { untilDay }, { version: held!.version });
};
const suspend = (by: Client, accountId: number) =>
  by.put(`/api/v1/accounts/${accountId}/suspension`, undefined, { version: 1 });
const pairs = administratorRoles.flatMap((one) => keptApartFrom(one).map((other) => [one, other] as const));

describe('the three administrators are three people', () => {
  test.each(pairs)('who is %s is not made %s as well', async (one, other) => {
    const accountId = await anAccount(service.database, { roles: [[one, rootId]] });
    const answer = await assign(administrator, accountId, other);
    expect([answer.status, answer.body.errors]).toEqual([
      409,
      [{ path: 'role', code: 'keptApart', params: { role: one } }],
    ]);
  });

  test('but one of them may also be a secretary, and a secretary one of them', async () => {
    for (const role of administratorRoles) {
      const accountId = await anAccount(service.database, { roles: [['secretary', branchId]] });
      expect((await assign(administrator, accountId, role)).status).toBe(201);
    }
    expect(keptApartFrom('secretary')).toEqual([]);
  });

  test('the auditor of a branch is an auditor too', async () => {
    const accountId = await anAccount(service.database, { roles: [['auditor', branchId]] });
    expect((await assign(administrator, accountId, 'securityAdministrator')).body.errors[0].code).toBe('keptApart');
    const keeper = await anAccount(service.database, { roles: [['securityAdministrator', rootId]] });
    expect((await assign(administrator, keeper, 'auditor', { unitId: branchId })).status).toBe(409);
  });

  test.each<[string, Wish, number]>([
    ['before it', { fromDay: '2026-11-05', untilDay: '2026-12-01' }, 201],
    ['from the day on which it has ended', { fromDay: '2027-01-01' }, 201],
    ['over its first day', { fromDay: '2026-11-05', untilDay: '2026-12-02' }, 409],
    ['over its last day', { fromDay: '2026-12-31', untilDay: '2027-06-01' }, 409],
    ['within it', { fromDay: '2026-12-10', untilDay: '2026-12-20' }, 409],
    ['around it', { fromDay: '2026-11-05', untilDay: '2027-06-01' }, 409],
    ['around it, with no end', { fromDay: '2026-11-05' }, 409],
  ])('days count: a role of December, and another of the three %s', async (_when, days, status) => {
    const accountId = await anAccount(service.database);
    await assign(administrator, accountId, 'auditor', { fromDay: '2026-12-01', untilDay: '2027-01-01' });
    expect((await assign(administrator, accountId, 'securityAdministrator', days)).status).toBe(status);
  });

  test('two administrators who name one person two of the three at once: one of them is refused, every time', async () => {
    for (let round = 0; round < 10; round += 1) {
      const accountId = await anAccount(service.database);
      const answers = await Promise.all([
        assign(administrator, accountId, 'auditor'),
        assign(colleague, accountId, 'securityAdministrator'),
        assign(administrator, accountId, 'systemAdministrator'),
      ]);
      expect([round, answers.map(({ status }) => status).sort()]).toEqual([round, [201, 409, 409]]);
    }
  });
});

describe('nobody of the three changes his own roles', () => {
  test('the system administrator neither takes another role nor lays his own down, although a colleague stays', async () => {
    for (const role of ['bureauOffice', ...administratorRoles] as const)
      expect([role, (await assign(administrator, administratorId, role)).status]).toEqual([role, 403]);
    expect((await end(administrator, administratorId)).status).toBe(403);
    expect((await end(administrator, administratorId, '2027-01-01')).status).toBe(403);
  });

  test('the security administrator and the auditor change nobody’s', async () => {
    const accountId = await anAccount(service.database);
    for (const role of ['securityAdministrator', 'auditor'] as const) {
      const own = await anAccount(service.database, { roles: [[role, rootId]] });
      const client = await service.as(own);
      for (const wanted of ['bureauOffice', ...administratorRoles] as const)
        for (const whom of [own, accountId])
          expect([role, wanted, (await assign(client, whom, wanted)).status]).toEqual([role, wanted, 403]);
      expect((await end(client, own)).status).toBe(403);
      expect((await suspend(client, administratorId)).status).toBe(403);
    }
  });
});

describe('none of the three gets lost', () => {
  /** Leaves these accounts as the only ones that hold the role. */
  const onlyOnes = async (role: AdministratorRole, count: number): Promise<number[]> => {
    const ids: number[] = [];
    for (let index = 0; index < count; index += 1)
      ids.push(await anAccount(service.database, { roles: [[role, rootId]] }));
    await service.database.write(() =>
      service.database.change(
        `UPDATE role_assignments SET untilDay = fromDay WHERE role = ? AND accountId NOT IN (${ids.map(() => '?').join(', ')})`,
        [role, ...ids],
      ),
    );
    return ids;
  };

  test.each(['securityAdministrator', 'auditor'] as const)(
    'the system administrator is not rid of the last %s by one click',
    async (role) => {
      const [last] = (await onlyOnes(role, 1)) as [number];
      for (const answer of [
        await suspend(administrator, last),
        await end(administrator, last),
        await end(administrator, last, '2027-01-01'),
      ])
        expect([answer.status, answer.body.errors]).toEqual([
          409,
          [{ path: '', code: 'lastAdministrator', params: { role } }],
        ]);
      const next = await anAccount(service.database);
      expect((await assign(administrator, next, role)).status).toBe(201);
      expect((await end(administrator, last)).status).toBe(200);
    },
  );

  test.each(['securityAdministrator', 'auditor'] as const)(
    'of two of %s one stays when both are removed at once, every time',
    async (role) => {
      for (let round = 0; round < 6; round += 1) {
        const [first, second] = (await onlyOnes(role, 2)) as [number, number];
        const remove = round % 2 === 0 ? suspend : (by: Client, id: number) => end(by, id);
        const answers = await Promise.all([remove(administrator, first), remove(colleague, second)]);
        expect([round, answers.map(({ status }) => status).sort()]).toEqual([round, [200, 409]]);
      }
    },
  );

  test('where nobody was ever named, suspending somebody else is no matter', async () => {
    await onlyOnes('auditor', 1);
    await service.database.write(() =>
      service.database.change("UPDATE role_assignments SET untilDay = fromDay WHERE role = 'auditor'"),
    );
    expect((await suspend(administrator, await anAccount(service.database))).status).toBe(200);
  });

  test('two system administrators who remove each other leave one', async () => {
    const [first, second] = (await onlyOnes('systemAdministrator', 2)) as [number, number];
    const answers = await Promise.all([end(await service.as(first), second), end(await service.as(second), first)]);
    const statuses = answers.map(({ status }) => status).sort();
    expect([statuses[0], [403, 404, 409].includes(statuses[1]!)]).toEqual([200, true]);
  });
});

describe('the trail of accounts', () => {
  const lines = async (client: Client, query = '') => client.get(`/api/v1/account-trail${query}`);

  test('is read by the auditor of the whole organisation and the security administrator, and not by who makes its lines', async () => {
    const reader = async (role: Role, unitId: number) =>
      service.as(await anAccount(service.database, { roles: [[role, unitId]] }));
    for (const [role, unitId, status] of [
      ['auditor', rootId, 200],
      ['securityAdministrator', rootId, 200],
      ['auditor', branchId, 403],
      ['systemAdministrator', rootId, 403],
      ['bureauOffice', rootId, 403],
      ['secretary', branchId, 403],
    ] as const)
      expect([role, unitId, (await lines(await reader(role, unitId))).status]).toEqual([role, unitId, status]);
  });

  test('says what was done to whom by whom, the latest first, and nothing but accounts, roles and policies', async () => {
    const security = await service.as(
      await anAccount(service.database, { roles: [['securityAdministrator', rootId]] }),
    );
    const keeper = await service.as(await anAccount(service.database, { roles: [['systemAdministrator', rootId]] }));
    const unit = { requestId: randomUUID(), parentId: rootId, kind: 'branch', name: '第九党支部', code: '' };
    expect((await keeper.post('/api/v1/units', { ...unit, hasCommittee: true })).status).toBe(201);
    const accountId = await anAccount(service.database, { name: 'watched' });
    await assign(keeper, accountId, 'secretary', { unitId: branchId });
    await suspend(keeper, accountId);
    const { body } = await lines(security, '?limit=2');
    expect(body.items.map(({ action, account, role }: Record<string, unknown>) => [action, account, role])).toEqual([
      ['account.suspend', 'watched', null],
      ['role.assign', 'watched', 'secretary'],
    ]);
    expect(body.nextCursor).not.toBeNull();
    const all = (await lines(security, '?limit=200')).body.items;
    expect(all.filter(({ action }: { action: string }) => !/^(account|role)\./.test(action))).toEqual([]);
    expect((await lines(security, '?fromDay=2026-11-06')).body.items).toEqual([]);
    expect((await lines(security, '?action=unit.create')).body.items).toEqual([]);
  });
});
