import { startService, type Service } from '../support/app.js';
import { Readiness } from '#src/http/readiness.service.js';

let service: Service;
beforeAll(async () => (service = await startService()));
afterAll(() => service.close());

const ready = () => service.anonymous.get('/health/ready');

test('ready says so, and nobody keeps the answer', async () => {
  const { status, body, headers } = await ready();
  expect([status, body, headers.get('cache-control')]).toEqual([200, { status: 'ok' }, 'no-store']);
  expect((await service.anonymous.get('/health/live')).body).toEqual({ status: 'ok' });
});

test('with the database away it is not ready but live, and is ready again by itself', async () => {
  const { read } = service.database;
  service.database.read = () => Promise.reject(new Error('away'));
  const { status, body, headers } = await ready();
  expect([status, body, headers.get('retry-after')]).toEqual([503, { status: 'unready', problem: 'database' }, '5']);
  expect((await service.anonymous.get('/health/live')).status).toBe(200);
  service.database.read = read;
  expect((await ready()).status).toBe(200);
});

test('a database that answers nothing keeps nobody waiting, and is asked once however many ask', async () => {
  const { read } = service.database;
  let asked = 0;
  service.database.read = () => {
    asked += 1;
    return new Promise(() => undefined);
  };
  const answers = await Promise.all([ready(), ready(), ready()]);
  expect(answers.map(({ status }) => status)).toEqual([503, 503, 503]);
  expect(asked).toBe(1);
  service.database.read = read;
  expect((await ready()).status).toBe(200);
});

test('without one of the migrations it is not ready: somebody has put an older backup underneath', async () => {
  const known = service.database.migrations;
  expect(known).toContain('0001-units');
  service.database.migrations = [...known, '9999-of-a-newer-program'];
  expect((await ready()).body).toEqual({ status: 'unready', problem: 'migrations' });
  service.database.migrations = known;
  expect((await ready()).status).toBe(200);
});

test('from the beginning of a stop it is not ready, while it still answers', async () => {
  const other = await startService();
  other.app.get(Readiness).onModuleDestroy();
  expect((await other.anonymous.get('/health/ready')).body).toEqual({ status: 'unready', problem: 'stopping' });
  expect((await other.anonymous.get('/api/v1/session')).status).toBe(401);
  await other.close();
});
