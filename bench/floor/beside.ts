/**
 * The service and the floor (server.ts) side by side: each a process of its own on the same prepared MySQL database, asked in turns
 * by the same load. The load, both sides and the database share the machine's cores, so a ratio of requests per second is one of
 * everything that a request costs in all of them; what the side's own process spent is told beside it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Pool } from 'undici';
import type { Config } from '#src/config.js';
import type { Database } from '#src/database/database.js';
import { Session } from '#src/identity/session.entity.js';
import { testKeys } from '../../test/support/database.js';

export type SideName = 'ours' | 'floor';

export interface Asked {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  cookie: string;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
}

export interface Answered {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

const connections = 16;
const startSeconds = 120;

/** One of the two, running. */
export class Side {
  private readonly pool: Pool;

  constructor(
    readonly name: SideName,
    private readonly child: ChildProcess,
    origin: string,
  ) {
    this.pool = new Pool(origin, { connections, pipelining: 1, keepAliveTimeout: 60_000 });
  }

  async ask({ method = 'GET', path, cookie, headers, body }: Asked): Promise<Answered> {
    const answer = await this.pool.request({
      method,
      path,
      headers: { cookie, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
  }

  /**
   * Asks the same number of times over all connections, `next` saying what, and answers how many requests were answered in a
   * second. @throws if anything was answered with another status than expected
   */
  async requestsPerSecond(times: number, next: (index: number) => Asked, expected = 200): Promise<number> {
    let index = 0;
    const began = performance.now();
    const one = async (): Promise<void> => {
      while (index < times) {
        const asked = next(index++);
        const { status, text } = await this.ask(asked);
        if (status !== expected) throw new Error(`${this.name}: ${asked.path} was answered ${status}: ${text}`);
      }
    };
    await Promise.all(Array.from({ length: connections }, one));
    return times / ((performance.now() - began) / 1000);
  }

  /** What the process has spent on the processor until now, in microseconds; NaN where the system does not tell (Linux does). */
  get cpuMicroseconds(): number {
    try {
      const fields = readFileSync(`/proc/${this.child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return (Number(fields[11]) + Number(fields[12])) * 10_000; // a tick is a hundredth of a second
    } catch {
      return NaN;
    }
  }

  async stop(): Promise<void> {
    await this.pool.close();
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGTERM');
    await ended;
  }
}

/** Starts both on this database. Their log goes to nowhere; what they complain about is shown. */
export async function startSides(config: Config): Promise<Record<SideName, Side>> {
  if (config.database.kind !== 'mysql') throw new Error('The floor speaks to MySQL only: set DATABASE_URL.');
  const { url } = config.database;
  const env = {
    ...process.env,
    DATABASE_URL: url,
    ENCRYPTION_KEYS: testKeys,
    REQUESTS_PER_MINUTE: '1000000',
    LOG_LEVEL: 'info',
    JOBS: 'off',
    HOST: '127.0.0.1',
    NODE_ENV: 'production',
  };
  const ours = async (port: number) =>
    spawn(process.execPath, [...profiling('ours'), fileURLToPath(new URL('ours.js', import.meta.url))], {
      env: { ...env, PORT: String(port) },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  const floor = async (port: number) =>
    spawn(
      process.execPath,
      [...profiling('floor'), fileURLToPath(new URL('server.js', import.meta.url)), url, String(port)],
      { env, stdio: ['ignore', 'ignore', 'inherit'] },
    );
  return { ours: await started('ours', ours), floor: await started('floor', floor) };
}

/** `BENCH_PROFILE=<folder>` leaves a processor profile of each side there. */
function profiling(name: SideName): string[] {
  const folder = process.env.BENCH_PROFILE;
  return folder ? ['--cpu-prof', `--cpu-prof-dir=${folder}/${name}`] : [];
}

async function started(name: SideName, start: (port: number) => Promise<ChildProcess>): Promise<Side> {
  const port = await freePort();
  const child = await start(port);
  process.once('exit', () => child.kill('SIGKILL')); // whatever ends the measurement ends what it started
  const origin = `http://127.0.0.1:${port}`;
  for (let waited = 0; waited < startSeconds * 20; waited += 1) {
    if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}.`);
    const alive = await fetch(`${origin}/health/live`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (alive) return new Side(name, child, origin);
    await pause(50);
  }
  throw new Error(`${name} did not start.`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The cookie of a session that began now. */
export async function signedIn(database: Database, accountId: number): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  const at = new Date().toISOString();
  const expiresAt = new Date(Date.now() + 12 * 3600_000).toISOString();
  const tokenDigest = createHash('sha256').update(token).digest('hex');
  await database.write(() =>
    database.insert(Session, [{ tokenDigest, accountId, createdAt: at, lastSeenAt: at, expiresAt, provenAt: at }]),
  );
  return `pointbook_session=${token}`;
}

const perRequest = ['date', 'content-length', 'etag'];

/** What the two answers differ in: status, body, or a header that is not each answer's own. */
export function differences(ours: Answered, floor: Answered): string[] {
  const names = new Set([...Object.keys(ours.headers), ...Object.keys(floor.headers)]);
  const headers = [...names]
    .filter((name) => !perRequest.includes(name) && String(ours.headers[name]) !== String(floor.headers[name]))
    .map((name) => `${name}: ${String(ours.headers[name])} / ${String(floor.headers[name])}`);
  const same = ours.status === floor.status && ours.text === floor.text;
  return [...(same ? [] : [`${ours.status} ${ours.text}\n${floor.status} ${floor.text}`]), ...headers];
}
