import { Metrics } from '#src/observation/metrics.js';
import { type Client, type Service, startService } from '../support/app.js';
import { aUnit } from '../support/organisation.js';
import { aPerson, password } from '../identity/people.js';

const metricsToken = 'a-token-for-the-collector';
let service: Service;
let office: Client;
beforeAll(async () => {
  service = await startService({ settings: { metricsToken } });
  const { id } = await aUnit(service.database, { kind: 'bureau', name: '机关党委' });
  office = await service.as(await aPerson(service.database, { name: 'xu.min', roles: [['bureauOffice', id]] }));
});
afterAll(() => service.close());

const read = async (): Promise<string> => {
  const answer = await service.anonymous.get('/metrics', { headers: { authorization: `Bearer ${metricsToken}` } });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  return String(answer.body);
};

test('are for who shows the token, and for nobody else', async () => {
  for (const authorization of [undefined, '', 'Bearer', 'Bearer wrong', `Basic ${metricsToken}`, metricsToken]) {
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
    expect((await service.anonymous.get('/metrics', { headers })).status).toBe(401);
  }
  expect((await office.get('/metrics')).status).toBe(401);
  expect(await read()).toContain('pointbook_http_request_seconds_bucket');
});

test('without a token in the settings there is no such page', async () => {
  const other = await startService();
  try {
    for (const authorization of ['Bearer null', 'Bearer undefined', 'Bearer ', ''])
      expect((await other.anonymous.get('/metrics', { headers: { authorization } })).status).toBe(404);
  } finally {
    await other.close();
  }
});

test('count requests by the pattern of their route, and what addresses people make up adds no label', async () => {
  for (let index = 0; index < 20; index += 1) await service.anonymous.get(`/made-up/${index}`);
  for (let index = 0; index < 5; index += 1) await office.get(`/api/v1/units/${index}/roster.csv?name=wang-fang`);
  const before = (await read()).split('\n').length;
  for (let index = 20; index < 60; index += 1) await service.anonymous.get(`/made-up/${index}`);
  for (let index = 5; index < 20; index += 1) await office.get(`/api/v1/units/${index}/roster.csv?name=wang-${index}`);
  const text = await read();
  expect(text.split('\n').length).toBe(before);
  expect(text).toMatch(
    /request_seconds_count\{method="GET",route="\/api\/v1\/units\/:unitId\/roster\.csv",status="404"\}/,
  );
  expect(text).not.toMatch(/made-up|wang/);
});

test('tell the load of the database, security events, the process and its event loop', async () => {
  await service.anonymous.post('/api/v1/session', { signInName: 'xu.min', password: 'wrong password' });
  const text = await read();
  for (const name of [
    'pointbook_security_events_total{event="signIn.failed"} 1',
    'pointbook_database_connections{',
    'pointbook_database_wait_seconds_count{lane="write"}',
    'nodejs_eventloop_lag_seconds',
    'process_resident_memory_bytes',
    'pointbook_job_last_tick_timestamp_seconds',
    'pointbook_evidence_stored_bytes_total 0',
  ])
    expect(text).toContain(name);
});

test('hold nothing about anybody', async () => {
  await service.anonymous.post('/api/v1/session', { signInName: 'xu.min', password });
  const text = await read();
  for (const value of ['xu.min', '机关', password, metricsToken, '127.0.0.1']) expect(text).not.toContain(value);
  expect(text).not.toMatch(/[^\x00-\x7f]/);
});

test('an unknown method is one label, whatever it is called', async () => {
  const metrics = new Metrics();
  for (const method of ['BREW', 'SPILL', 'GET']) metrics.answered({ method, route: '/*', status: 404 }, 0.01);
  const counts = (await metrics.text()).split('\n').filter((line) => line.includes('request_seconds_count'));
  expect(counts).toEqual([
    'pointbook_http_request_seconds_count{method="other",route="/*",status="404"} 2',
    'pointbook_http_request_seconds_count{method="GET",route="/*",status="404"} 1',
  ]);
});

test('what runs again after a conflict, and what fails, is counted', async () => {
  const { database } = service;
  await database
    .write(() => database.change('UPDATE units SET name = ? WHERE id = ?', ['x', 'no number']))
    .catch(() => null);
  await expect(database.write(() => database.change('UPDATE nowhere SET name = ?', ['x']))).rejects.toThrow();
  expect(await read()).toMatch(/pointbook_database_failures_total\{failure="\w+"\} \d/);
});
