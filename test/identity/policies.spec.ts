import { type Client, type Service, startService } from '../support/app.js';
import { anAccount, aUnit } from '../support/organisation.js';

let service: Service;
let security: Client;
let auditor: Client;
let bureauOffice: Client;
let securityId: number;

beforeAll(async () => {
  service = await startService();
  const { id: rootId } = await aUnit(service.database, { kind: 'bureau', name: '机关党委' });
  const account = (role: 'securityAdministrator' | 'auditor' | 'bureauOffice') =>
    anAccount(service.database, { roles: [[role, rootId]] });
  securityId = await account('securityAdministrator');
  security = await service.as(securityId);
  auditor = await service.as(await account('auditor'));
  bureauOffice = await service.as(await account('bureauOffice'));
});
afterAll(() => service.close());

const policies = '/api/v1/policies';
const current = async () => (await security.get(policies)).body;
const lines = () =>
  service.database.read(() =>
    service.database.rows<{ body: string }>(
      "SELECT body FROM trail_records WHERE action = 'policy.change' ORDER BY sequence",
    ),
  );

test('are read by the administrators, with bounds and defaults, and by nobody else', async () => {
  const { status, body, version } = await auditor.get(policies);
  expect(status).toBe(200);
  expect(body).toMatchObject({ version, mayChange: false, values: { sessionIdleMinutes: 30, secondFactorRoles: [] } });
  expect(body.defaults.secondFactorRoles).toEqual(['systemAdministrator', 'securityAdministrator', 'auditor']);
  expect(body.bounds).toContainEqual({ name: 'passwordLengthMin', least: 8, most: 64 });
  expect((await current()).mayChange).toBe(true);
  expect((await bureauOffice.get(policies)).status).toBe(403);
  expect((await service.anonymous.get(policies)).status).toBe(401);
});

test('are changed by the security administrator alone, and each change leaves a line', async () => {
  const { version, values } = await current();
  const wanted = { ...values, passwordLengthMin: 12, secondFactorRoles: ['auditor', 'secretary'] };
  expect((await auditor.put(policies, wanted, { version })).status).toBe(403);
  const linesBefore = (await lines()).length;
  const { status, body } = await security.put(policies, wanted, { version });
  expect(status).toBe(200);
  // Roles are a set: however they are sent, they are kept in the order of the list of roles.
  expect(body).toMatchObject({
    version: version + 1,
    values: { passwordLengthMin: 12, secondFactorRoles: ['secretary', 'auditor'] },
  });
  expect(body.changes[0]).toMatchObject({ name: 'passwordLengthMin', before: '10', after: '12' });
  expect((await lines()).slice(linesBefore).map(({ body: text }) => JSON.parse(text))).toEqual([
    { actorAccountId: securityId, policy: 'secondFactorRoles', before: [], after: ['secretary', 'auditor'] },
    { actorAccountId: securityId, policy: 'passwordLengthMin', before: 10, after: 12 },
  ]);
});

test('a form that was opened before somebody else’s change does not undo it', async () => {
  const { version, values } = await current();
  await security.put(policies, { ...values, sessionIdleMinutes: 20 }, { version });
  const late = await security.put(policies, { ...values, personalTokens: false }, { version });
  expect(late).toMatchObject({ status: 412, body: { code: 'stale', params: { version: version + 1 } } });
  expect((await security.put(policies, values)).status).toBe(428);
  const both = await Promise.all(
    [25, 35].map(async (sessionIdleMinutes) =>
      security.put(policies, { ...values, sessionIdleMinutes }, { version: version + 1 }),
    ),
  );
  expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
});

test('what is out of bounds, unknown or contradicts itself is refused, and nothing of it is kept', async () => {
  const { version, values } = await current();
  const refused = async (change: object) => {
    const { status, body } = await security.put(policies, { ...values, ...change }, { version });
    expect(status).toBe(422);
    return body.errors[0];
  };
  expect(await refused({ sessionIdleMinutes: 4 })).toMatchObject({ path: 'sessionIdleMinutes', code: 'min' });
  expect(await refused({ passwordLengthMin: 9.5 })).toMatchObject({ path: 'passwordLengthMin', code: 'isInt' });
  expect(await refused({ passwordLengthMin: '12' })).toMatchObject({ path: 'passwordLengthMin' });
  expect(await refused({ secondFactorRoles: ['member'] })).toMatchObject({ path: 'secondFactorRoles' });
  expect(await refused({ secondFactorRoles: ['auditor', 'auditor'] })).toMatchObject({ path: 'secondFactorRoles' });
  expect(await refused({ personalTokens: null })).toMatchObject({ path: 'personalTokens' });
  expect(await refused({ everythingAllowed: true })).toMatchObject({ path: 'everythingAllowed' });
  expect(await refused({ sessionIdleMinutes: 120, sessionLifeMinutes: 60 })).toMatchObject({ code: 'longerThanLife' });
  expect(await current()).toMatchObject({ version, values });
});

test('what changes nothing makes no new version', async () => {
  const { version, values } = await current();
  const { status, body } = await security.put(policies, values, { version });
  expect({ status, version: body.version }).toEqual({ status: 200, version });
});
