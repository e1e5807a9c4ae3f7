import { firstAdministrator } from '#src/identity/first-administrator.js';
import { type Service, startService } from '../support/app.js';

let service: Service;
beforeAll(async () => {
  service = await startService({ now: '2026-11-05T02:00:00.000Z' });
});
afterAll(() => service.close());

const rows = (sql: string) => service.database.read(() => service.database.rows<Record<string, unknown>>(sql));

test('an empty database gets one administrator with a password nobody could guess, at the root of the tree', async () => {
  const first = await firstAdministrator(service.database, service.clock);
  expect(first).toEqual({ signInName: 'admin', password: expect.stringMatching(/^[a-z2-8]{16}$/) });
  const units = await rows('SELECT * FROM units');
  expect(units).toEqual([
    expect.objectContaining({ parentId: null, kind: 'bureau', name: '机关党委', path: `/${units[0]!.id}/` }),
  ]);
  const chains = (await rows('SELECT chain, sequence FROM trail_heads ORDER BY chain')).map(({ chain, sequence }) => [
    chain,
    sequence,
  ]);
  expect(chains).toEqual([
    ['organisation', 1],
    [`unit:${units[0]!.id}`, 0],
  ]);

  const { password } = first!;
  const signedIn = await service.anonymous.post('/api/v1/session', { signInName: 'admin', password });
  expect([signedIn.status, signedIn.body.mustChangePassword]).toEqual([200, true]);
  expect(signedIn.body.roles).toEqual([expect.objectContaining({ role: 'systemAdministrator', untilDay: null })]);
  for (const table of ['accounts', 'trail_records'])
    expect(JSON.stringify(await rows(`SELECT * FROM ${table}`))).not.toContain(password);
});

test('a second start gives nobody anything, and the first password stays what it was', async () => {
  expect(await firstAdministrator(service.database, service.clock)).toBe(null);
  expect(await rows('SELECT id FROM accounts')).toHaveLength(1);
  expect(await rows('SELECT id FROM role_assignments')).toHaveLength(1);
});

test.each(['admin', 'password', 'admin123', 'administrator', '123456', '机关党委', 'pointbook'])(
  'the administrator’s password is not %s',
  async (password) => {
    service.clock.set(new Date(Date.parse(service.clock.now()) + 3600_000).toISOString());
    expect((await service.anonymous.post('/api/v1/session', { signInName: 'admin', password })).status).toBe(401);
  },
);
