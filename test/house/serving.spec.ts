import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { freshConfig, onMysql, testKeys } from '../support/database.js';

/** The process itself, as an operator starts and stops it. */
interface Running {
  child: ChildProcess;
  address: string;
  said(): string;
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

function start(file: string, env: Record<string, string>): { child: ChildProcess; said(): string } {
  const base = { PATH: process.env.PATH!, LOG_LEVEL: 'warn', ENCRYPTION_KEYS: testKeys };
  const child = spawn(process.execPath, [file], { env: { ...base, ...env } });
  let text = '';
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return { child, said: () => text };
}

async function serving(url: string, more: Record<string, string> = {}, file = 'dist/main.js'): Promise<Running> {
  const { child, said } = start(file, {
    ...more,
    DATABASE_URL: url,
    PORT: '0',
  });
  const deadline = Date.now() + 60_000;
  while (!/serves at http/.test(said())) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`The service did not start:\n${said()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const address = /serves at (http\S+)/.exec(said())![1]!;
  return {
    child,
    address,
    said,
    async stop(signal = 'SIGTERM') {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      child.kill(signal);
      await once(child, 'exit');
      return child.exitCode;
    },
  };
}

const urlOf = (config: ReturnType<typeof freshConfig>['config']): string =>
  config.database.kind === 'mysql' ? config.database.url : `sqlite:${config.database.file}`;

function signIn(address: string, signInName: string, password: string): Promise<Response> {
  return fetch(`${address}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ signInName, password }),
  });
}

/** A request that the service has begun to read (it said 100 Continue); the function sends the rest and answers the status. */
async function acceptedRequest(address: string, signInName: string): Promise<() => Promise<number>> {
  const body = JSON.stringify({ signInName, password: 'a wrong password' });
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    expect: '100-continue',
  };
  const sent = request(`${address}/api/v1/session`, { method: 'POST', headers, agent: false });
  sent.flushHeaders();
  await once(sent, 'continue');
  return async () => {
    sent.end(body);
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    response.resume();
    return response.statusCode!;
  };
}

describe('the production start', () => {
  let fresh: ReturnType<typeof freshConfig>;
  beforeEach(() => {
    fresh = freshConfig();
  });
  afterEach(() => fresh.drop());

  test('makes one administrator with a password printed once, and no demo; the first password has to be changed', async () => {
    const first = await serving(urlOf(fresh.config));
    const [, name, password] = /First administrator: (\S+), first password: (\S+)/.exec(first.said())!;
    expect((await signIn(first.address, name!, 'admin')).status).toBe(401);
    const signedIn = await signIn(first.address, name!, password!);
    expect(signedIn.status).toBe(200);
    expect(await signedIn.json()).toMatchObject({ mustChangePassword: true, member: null });
    const cookie = signedIn.headers.getSetCookie()[0]!.split(';')[0]!;
    expect((await fetch(`${first.address}/api/v1/accounts`, { headers: { cookie } })).status).toBe(403);
    for (const demoName of ['member', 'secretary', 'office'])
      expect((await signIn(first.address, demoName, password!)).status).toBe(401);
    await first.stop();

    const again = await serving(urlOf(fresh.config));
    expect(again.said()).not.toMatch(/password/i);
    await again.stop();
  });

  test('SIGTERM: what was accepted is answered, and then the process ends', async () => {
    const running = await serving(urlOf(fresh.config));
    const accepted = await Promise.all(
      Array.from({ length: 10 }, (_, index) => acceptedRequest(running.address, `nobody${index}`)),
    );
    const stopping = running.stop();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await Promise.all(accepted.map((finish) => finish()))).toEqual(Array(10).fill(401));
    await stopping;
    await expect(fetch(`${running.address}/health/live`)).rejects.toThrow();
  });

  test('while it drains it says that it is not ready, and still answers; then it ends', async () => {
    const running = await serving(urlOf(fresh.config), { DRAIN_SECONDS: '3' });
    expect((await fetch(`${running.address}/health/ready`)).status).toBe(200);
    const stopping = running.stop();
    let problem: unknown;
    while (problem === undefined) problem = (await (await fetch(`${running.address}/health/ready`)).json()).problem;
    expect(problem).toBe('stopping');
    expect((await fetch(`${running.address}/health/live`)).status).toBe(200);
    await stopping;
    await expect(fetch(`${running.address}/health/live`)).rejects.toThrow();
  });

  test('an error that nobody caught is logged without what it says about people, and the process ends', async () => {
    const running = await serving(urlOf(fresh.config), {}, 'test/support/fault-after-start.mjs');
    if (running.child.exitCode === null) await once(running.child, 'exit');
    expect(running.child.exitCode).toBe(1);
    const fatal = running
      .said()
      .split('\n')
      .find((line) => line.includes('"level":"fatal"'))!;
    expect(JSON.parse(fatal)).toMatchObject({ error: { type: 'Error', message: 'Duplicate entry … for key' } });
    expect(running.said()).not.toMatch(/王芳|李强/);
  });

  (onMysql ? test.skip : test)('a second process on the same SQLite file refuses to start, and says why', async () => {
    const running = await serving(urlOf(fresh.config));
    const second = start('dist/main.js', { DATABASE_URL: urlOf(fresh.config), PORT: '0' });
    const [code] = (await once(second.child, 'exit')) as [number];
    expect(code).toBe(1);
    expect(second.said()).toMatch(/another process is using/);
    expect((await fetch(`${running.address}/health/ready`)).status).toBe(200);
    await running.stop();
  });

  test('wrong settings are all said at once, and nothing starts', async () => {
    const { child, said } = start('dist/main.js', { DATABASE_URL: 'postgres://x', PORT: '99999', TIME_ZONE: 'Mars' });
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(1);
    for (const setting of ['DATABASE_URL', 'PORT', 'TIME_ZONE']) expect(said()).toContain(setting);
  });
});
