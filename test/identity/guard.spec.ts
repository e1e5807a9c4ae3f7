import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { AddressInfo } from 'node:net';
import http from 'node:http';
import { AppModule } from '#src/app.module.js';
import { createApp } from '#src/app.js';
import { describeApi } from '#src/http/openapi.js';
import { RoleAssignment } from '#src/identity/role-assignment.entity.js';
import { Client, type Service, startService } from '../support/app.js';
import { freshConfig, freshDatabase } from '../support/database.js';
import { anAccount, aUnit, someMembers } from '../support/organisation.js';
import { aPerson, password } from './people.js';

let service: Service;
let root: { id: number };
let branch: { id: number };
let otherBranch: { id: number };
let group: { id: number };

beforeAll(async () => {
  service = await startService({ now: '2026-11-05T02:00:00.000Z' });
  root = await aUnit(service.database, { kind: 'bureau' });
  branch = await aUnit(service.database, { kind: 'branch', parentId: root.id });
  otherBranch = await aUnit(service.database, { kind: 'branch', parentId: root.id });
  group = await aUnit(service.database, { kind: 'group', parentId: branch.id });
});
afterAll(() => service.close());

const rolesOf = (unitId: number) => `/api/v1/units/${unitId}/role-assignments`;
const change = (sql: string, values: (string | number | null)[]) =>
  service.database.write(() => service.database.change(sql, values));

/** Sends the path as it is; fetch would tidy it up first. */
function raw(
  method: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: string }> {
  const { hostname, port } = new URL(service.origin);
  return new Promise((resolve, reject) => {
    const request = http.request({ hostname, port, method, path, headers }, (response) => {
      let body = '';
      response.on('data', (chunk) => (body += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    request.on('error', reject);
    request.end();
  });
}

describe('deny by default', () => {
  test('a handler without a declared permission stops the start', async () => {
    @Controller('api/v1/forgotten')
    class ForgottenController {
      @Get()
      read(): string {
        return 'everything';
      }
    }
    const config = freshConfig().config;
    @Module({
      imports: [AppModule.around({ config, database: service.database, clock: service.clock })],
      controllers: [ForgottenController],
    })
    class CarelessModule {}
    const app = await NestFactory.create(CarelessModule, new FastifyAdapter(), { logger: false, abortOnError: false });
    await expect(app.init()).rejects.toThrow('No permission is declared for ForgottenController.read.');
  });

  test('every route of the API but signing in by either door, signing out, checking a printed code and reading the notice on privacy answers 401 to who is not signed in, however its path is spelt', async () => {
    const routes = Object.entries(describeApi(service.app).paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{\w+\}/g, '1')}`),
    );
    const open = new Set([
      'POST /api/v1/session',
      'POST /api/v1/session/second-factor',
      'POST /api/v1/session/one-time-code',
      'GET /api/v1/session/provider',
      'POST /api/v1/session/provider-request',
      'POST /api/v1/session/provider-answer',
      'DELETE /api/v1/session',
      'GET /api/v1/verifications/1',
      'GET /api/v1/privacy-notice',
    ]);
    expect(routes.length).toBeGreaterThan(8);
    for (const route of routes.filter((name) => !open.has(name))) {
      const [method, path] = route.split(' ') as [string, string];
      expect([route, (await raw(method, path)).status]).toEqual([route, 401]);
      const twisted = [
        `${path}/`,
        `/${path}`,
        path.replace('/v1/', '//v1//'),
        path.replace('/v1/', '/v1/./'),
        path.replace('/v1/', '/v1/x/../'),
        path.replace('/v1/', '/v1/x/%2e%2e/'),
        path.replace('/api/', '/%61pi/'),
        path.replace('/api/', '/API/'),
        `${path};jsessionid=1`,
        `${path}%00`,
        `${path}?_method=GET`,
      ];
      for (const spelling of twisted)
        expect([method, spelling, [401, 404, 400].includes((await raw(method, spelling)).status)]).toEqual([
          ...[method, spelling],
          true,
        ]);
    }
  });

  test('HEAD asks for the same right as GET, and a header can not turn one method into another', async () => {
    const path = rolesOf(branch.id);
    expect((await raw('HEAD', path)).status).toBe(401);
    const stranger = await service.as(await anAccount(service.database, { roles: [['secretary', otherBranch.id]] }));
    expect((await stranger.send('HEAD', path, undefined, {})).status).toBe(404);
    const auditor = await service.as(await anAccount(service.database, { roles: [['auditor', branch.id]] }));
    expect((await auditor.send('HEAD', path, undefined, {})).status).toBe(200);
    const overridden = await auditor.get(path, { headers: { 'x-http-method-override': 'POST' } });
    expect(overridden.status).toBe(200);
    for (const method of ['TRACE', 'OPTIONS', 'PATCH', 'PROPFIND'])
      expect([method, (await raw(method, path)).status]).toEqual([method, expect.any(Number)]);
    for (const method of ['OPTIONS', 'PATCH'])
      expect([method, (await raw(method, path)).status]).toEqual([method, 404]);
  });
});

describe('what is not yours', () => {
  test('is as little there as what does not exist', async () => {
    const secretary = await service.as(await anAccount(service.database, { roles: [['secretary', branch.id]] }));
    const answers = [
      await secretary.get(rolesOf(otherBranch.id)),
      await secretary.get(rolesOf(999_999)),
      await secretary.get(rolesOf(root.id)),
    ];
    for (const { status, body } of answers) {
      expect([status, body.code]).toEqual([404, 'notFound']);
      expect({ ...body, requestId: '' }).toEqual({ ...answers[0]!.body, requestId: '' });
    }
  });

  test.each([
    '0',
    '-1',
    '1.5',
    '1e3',
    '0x1',
    '01',
    '1abc',
    ' 1',
    '2147483648',
    '99999999999999999999',
    '%2e',
    '１',
    '1,2',
    "1'--",
  ])('and no unit is called %j', async (id) => {
    const office = await service.as(await anAccount(service.database, { roles: [['bureauOffice', root.id]] }));
    const answer = await office.get(`/api/v1/units/${encodeURIComponent(id)}/role-assignments`);
    expect([answer.status, answer.body.code]).toEqual([404, 'notFound']);
  });

  test('what may be read but not be done is forbidden; what may not even be read is not there', async () => {
    const body = {
      requestId: crypto.randomUUID(),
      accountId: 1,
      role: 'auditor',
      fromDay: '2026-11-05',
      untilDay: null,
    };
    const secretary = await service.as(await anAccount(service.database, { roles: [['secretary', branch.id]] }));
    expect((await secretary.post(rolesOf(branch.id), body)).body.code).toBe('forbidden');
    expect((await secretary.post(rolesOf(otherBranch.id), body)).body.code).toBe('notFound');
    expect((await secretary.get('/api/v1/accounts')).body.code).toBe('forbidden');
  });

  test('a group leader reaches his group, and neither its branch nor another', async () => {
    const leader = await service.as(await anAccount(service.database, { roles: [['groupLeader', group.id]] }));
    const statuses = [];
    for (const { id } of [group, branch, otherBranch]) statuses.push((await leader.get(rolesOf(id))).status);
    expect(statuses).toEqual([200, 404, 404]);
  });

  test('a member reaches the branch he belongs to today, with its groups, and no other', async () => {
    const [memberId] = await someMembers(service.database, [{ branchId: branch.id, groupId: group.id }]);
    const member = await service.as(await anAccount(service.database, { memberId: memberId! }));
    const statuses = [];
    for (const { id } of [branch, group, otherBranch, root]) statuses.push((await member.get(rolesOf(id))).status);
    expect(statuses).toEqual([200, 200, 404, 404]);
  });
});

describe('what ended is gone at the very next request', () => {
  test('a role that was taken away while the tab is open', async () => {
    const accountId = await anAccount(service.database, { roles: [['secretary', branch.id]] });
    const tab = await service.as(accountId);
    expect((await tab.get(rolesOf(branch.id))).status).toBe(200);
    await change('UPDATE role_assignments SET untilDay = ? WHERE accountId = ?', ['2026-11-05', accountId]);
    expect((await tab.get(rolesOf(branch.id))).status).toBe(404);
    expect((await tab.get('/api/v1/session')).body.roles).toEqual([]);
  });

  test('an account that was suspended', async () => {
    const accountId = await anAccount(service.database, { roles: [['secretary', branch.id]] });
    const tab = await service.as(accountId);
    expect((await tab.get(rolesOf(branch.id))).status).toBe(200);
    await change('UPDATE accounts SET suspendedAt = ? WHERE id = ?', [service.clock.now(), accountId]);
    expect((await tab.get(rolesOf(branch.id))).body.code).toBe('signInRequired');
  });

  test('the branch of a member who moved to another one', async () => {
    const [memberId] = await someMembers(service.database, [{ branchId: branch.id }]);
    const tab = await service.as(await anAccount(service.database, { memberId: memberId! }));
    expect((await tab.get(rolesOf(branch.id))).status).toBe(200);
    await change('UPDATE memberships SET branchId = ? WHERE memberId = ?', [otherBranch.id, memberId!]);
    expect([(await tab.get(rolesOf(branch.id))).status, (await tab.get(rolesOf(otherBranch.id))).status]).toEqual([
      404, 200,
    ]);
    await change('UPDATE memberships SET untilDay = ? WHERE memberId = ?', ['2026-11-05', memberId!]);
    expect([(await tab.get(rolesOf(branch.id))).status, (await tab.get(rolesOf(otherBranch.id))).status]).toEqual([
      404, 404,
    ]);
    expect((await tab.get('/api/v1/session')).body.member.branch).toBe(null);
  });

  test('a role counts from its first day to the day before its last, as days go in Shanghai', async () => {
    const accountId = await anAccount(service.database);
    const assignment = { accountId, role: 'auditor', unitId: branch.id, version: 1 } as const;
    await service.database.write(() =>
      service.database.insert(RoleAssignment, [{ ...assignment, fromDay: '2026-11-06', untilDay: '2026-11-08' }]),
    );
    const seen = [];
    for (const now of [
      '2026-11-05T15:59:59.999Z',
      '2026-11-05T16:00:00.000Z',
      '2026-11-07T15:59:59.999Z',
      '2026-11-07T16:00:00.000Z',
    ]) {
      service.clock.set(now);
      seen.push((await (await service.as(accountId)).get(rolesOf(branch.id))).status);
    }
    service.clock.set('2026-11-05T02:00:00.000Z');
    expect(seen).toEqual([404, 200, 200, 404]);
  });
});

describe('requests that another site began', () => {
  const foreign: [string, Record<string, string>][] = [
    ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    ['a neighbour on another subdomain', { 'sec-fetch-site': 'same-site', origin: 'https://evil.example.cn' }],
    ['another site, in an old browser', { origin: 'https://evil.example' }],
    ['a sandboxed frame, in an old browser', { origin: 'null' }],
  ];

  test.each(foreign)('from %s change nothing, with a cookie or without', async (_from, headers) => {
    const accountId = await aPerson(service.database, { roles: [['secretary', branch.id]] });
    const tab = await service.as(accountId);
    for (const answer of [
      await tab.delete('/api/v1/session', { headers }),
      await tab.put(
        '/api/v1/session/password',
        { currentPassword: password, newPassword: 'blue lantern 1911' },
        { headers },
      ),
      await service.anonymous.post('/api/v1/session', { signInName: 'anyone', password }, { headers }),
    ])
      expect([answer.status, answer.body.code, answer.headers.get('set-cookie')]).toEqual([403, 'forbidden', null]);
    expect((await tab.get('/api/v1/session')).status).toBe(200);
  });

  test('a form on a foreign page, which needs no permission to be sent, can not sign anybody in', async () => {
    await aPerson(service.database, { name: 'form.victim' });
    const form = `signInName=form.victim&password=${encodeURIComponent(password)}`;
    const send = (headers: Record<string, string>) =>
      service.anonymous.post('/api/v1/session', form, {
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      });
    // No form is read at all, whatever page it stands on.
    for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }, {}])
      expect((await send(headers)).status).toBe(415);
    const asText = { 'content-type': 'text/plain', origin: 'https://evil.example' };
    expect((await send(asText)).status).toBe(415);
  });

  test('our own client and programs are let through', async () => {
    const origin = service.origin;
    for (const headers of [{ 'sec-fetch-site': 'same-origin', origin }, { 'sec-fetch-site': 'none' }, { origin }, {}]) {
      const tab = await service.as(await anAccount(service.database));
      expect([headers, (await tab.delete('/api/v1/session', { headers })).status]).toEqual([headers, 204]);
    }
  });
});

describe('over https', () => {
  test('the cookie has the __Host- name and travels over https only; the plain name is not taken', async () => {
    const fresh = await freshDatabase();
    const config = { ...fresh.config, secureCookie: true, publicOrigin: 'https://points.example.cn' };
    const app = await createApp(config, fresh.database, service.clock);
    try {
      await app.listen(0, '127.0.0.1');
      const origin = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
      await aUnit(fresh.database, { kind: 'bureau' });
      await aPerson(fresh.database, { name: 'secure' });
      const headers = { origin: 'https://points.example.cn' };
      const answer = await new Client(origin, undefined).post(
        '/api/v1/session',
        { signInName: 'secure', password },
        { headers },
      );
      const cookie = answer.headers.get('set-cookie')!;
      expect(cookie).toMatch(/^__Host-pointbook_session=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
      const pair = cookie.split(';')[0]!;
      expect((await new Client(origin, pair).get('/api/v1/session')).status).toBe(200);
      expect((await new Client(origin, pair.replace('__Host-', '')).get('/api/v1/session')).status).toBe(401);
      const out = await new Client(origin, pair).delete('/api/v1/session');
      expect(out.headers.get('set-cookie')).toMatch(/^__Host-pointbook_session=; .*Path=\/.*Secure/);
    } finally {
      await app.close();
      await fresh.close();
    }
  });
});
