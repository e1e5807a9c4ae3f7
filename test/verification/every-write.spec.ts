import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { describeApi } from '#src/http/openapi.js';
import { hashPassword } from '#src/identity/passwords.js';
import { type Answer, type Client, type Service, startService } from '../support/app.js';
import { freshDatabase } from '../support/database.js';
import { aBranchAtWork, aBureauWithScheme, november } from '../support/month.js';
import { anAccount } from '../support/organisation.js';
import { watchWrites } from '../support/silent-writes.js';
import { aPublishedMonth, claim, recordRoles, verified } from './behind-our-back.js';

let service: Service;
let bureauId: number;
beforeAll(async () => {
  service = await startService();
  bureauId = await aBureauWithScheme(service);
});
afterAll(() => service.close());

const lineCount = async () =>
  (await service.database.read(() =>
    service.database.row<{ count: number }>('SELECT SUM(sequence) AS count FROM trail_heads'),
  ))!.count;

/** Makes a request that changes something, and holds that it left a line, unless it is said to leave none. */
async function leavesALine(request: () => Promise<Answer>, lines: 'a line' | 'none' = 'a line'): Promise<Answer> {
  const before = await lineCount();
  const answer = await request();
  expect([answer.status < 300, answer.status, answer.body]).toEqual([true, answer.status, answer.body]);
  expect((await lineCount()) > before).toBe(lines === 'a line');
  return answer;
}

test('every step of a month leaves its line, and a saved draft leaves none', async () => {
  const branch = await aBranchAtWork(service, bureauId, { size: 5 });
  const [, , third] = branch.members as [Client, Client, Client];
  const months = `/api/v1/branches/${branch.branchId}/months`;
  const opened = await leavesALine(() => branch.commissioner.post(months, november));
  const { items } = (await branch.secretary.get(`/api/v1/branch-months/${opened.body.id}/sheets`)).body;
  const sheet = `/api/v1/sheets/${items[2].id}`;
  const version = async () => ({ version: (await third.get(sheet)).version! });
  await leavesALine(async () => third.put(`${sheet}/draft`, { lines: [claim] }, await version()), 'none');
  await leavesALine(async () => third.put(`${sheet}/submission`, { lines: [claim] }, await version()));
  await leavesALine(async () => third.delete(`${sheet}/submission`, await version()));
  await leavesALine(async () => third.put(`${sheet}/submission`, { lines: [] }, await version()));
  await leavesALine(async () => branch.secretary.put(`${sheet}/return`, { reason: '请补充' }, await version()));
  await leavesALine(async () => third.put(`${sheet}/submission`, { lines: [] }, await version()));
  const exemption = { reason: 'byRegulation', note: '文号' };
  await leavesALine(async () => branch.secretary.put(`${sheet}/exemption`, exemption, await version()));
  await leavesALine(async () => branch.secretary.delete(`${sheet}/exemption`, await version()));
});

test('accounts, roles and passwords leave their lines', async () => {
  const { database } = service;
  const administrator = await anAccount(database, { roles: [['systemAdministrator', bureauId]] });
  await anAccount(database, { roles: [['systemAdministrator', bureauId]] });
  // The last auditor's role cannot be ended, so there is another one.
  await anAccount(database, { roles: [['auditor', bureauId]] });
  const admin = await service.as(administrator);
  const body = { requestId: randomUUID(), signInName: 'clerk-of-lines', displayName: '王一' };
  const created = await leavesALine(() => admin.post('/api/v1/accounts', body));
  const { id } = created.body.account;
  const role = { requestId: randomUUID(), accountId: id, role: 'auditor', fromDay: '2026-11-01' };
  const assigned = await leavesALine(() => admin.post(`/api/v1/units/${bureauId}/role-assignments`, role));
  const roles = `/api/v1/role-assignments/${assigned.body.id}/end`;
  await leavesALine(() => admin.put(roles, { untilDay: '2026-11-09' }, { version: assigned.body.version }));
  const password = 'eine lange Losung 42';
  const passwordHash = await hashPassword(password);
  await database.write(() => database.change('UPDATE accounts SET passwordHash = ? WHERE id = ?', [passwordHash, id]));
  const clerk = await service.as(id);
  const change = { currentPassword: password, newPassword: 'eine andere lange Losung 43' };
  await leavesALine(() => clerk.put('/api/v1/session/password', change));
  const lines = await database.read(() =>
    database.rows<{ body: string }>("SELECT body FROM trail_records WHERE action = 'account.changePassword'"),
  );
  // Who changed it, and nothing of what it was or is.
  expect(lines.map((line) => JSON.parse(line.body))).toEqual([{ accountId: id, actorAccountId: id }]);
});

test('a whole month, and everything around it, verifies afterwards', async () => {
  await aPublishedMonth(await aBranchAtWork(service, bureauId, { size: 4 }));
  await recordRoles(service.database);
  expect((await verified(service.database)).breaks).toEqual([]);
});

test('every route that changes something is called by some test; each of these holds the trail to it', () => {
  const texts = readdirSync('test', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join('test', file), 'utf8'))
    .join('\n');
  const uncalled = Object.entries(describeApi(service.app).paths).flatMap(([path, item]) => {
    const methods = Object.keys(item).filter((method) => ['post', 'put', 'delete', 'patch'].includes(method));
    const tail = path.split('/').findLast((segment) => !segment.startsWith('{'))!;
    return new RegExp(`\\b${tail}\\b`).test(texts) ? [] : methods.map((method) => `${method} ${path}`);
  });
  expect(uncalled).toEqual([]);
});

test('canary: a request that writes without a line is found', async () => {
  const { database, config, close } = await freshDatabase();
  const { createApp } = await import('#src/app.js');
  const { StoppedClock } = await import('#src/calendar.js');
  const app = await createApp(
    { ...config, logLevel: 'silent', port: 0 },
    database,
    new StoppedClock('2026-11-05T02:00:00.000Z'),
  );
  const silent = watchWrites(app, database);
  const server = app.getHttpAdapter().getInstance();
  const write = (sql: string) => database.write(() => database.change(sql));
  server.put('/silent', async () => write('UPDATE migration SET ranAt = ranAt'));
  server.get('/reading', async () => database.read(() => database.rows('SELECT 1 AS one')));
  await app.listen(0, '127.0.0.1');
  const origin = await app.getUrl();
  await fetch(`${origin}/reading`);
  expect(silent()).toEqual([]);
  await fetch(`${origin}/silent`, { method: 'PUT' });
  await app.close();
  expect(silent()).toEqual(['PUT /silent wrote migration']);
  await close();
});
