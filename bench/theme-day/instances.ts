/** The real service, started as it is in production, each instance a process of its own. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { openSync, readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Config } from '#src/config.js';
import { testKeys } from '../../test/support/database.js';

export interface Instance {
  origin: string;
  /** Processor time that it has used so far, in milliseconds. */
  cpuMilliseconds(): number;
  stop(): Promise<void>;
}

/** Settings that are handed on, so that a day can be played with one and with another. */
const compared = ['DATABASE_POOL_SIZE', 'BUSY_AFTER_MILLISECONDS', 'LOG_LEVEL'];

/** Linux counts processor time in hundredths of a second. */
const tickMilliseconds = 10;

/** Whether processes can be held to one core here; without that “one core” means: one process. */
export const canPin = ((): boolean => {
  try {
    execFileSync('taskset', ['-c', '0', 'true']);
    return true;
  } catch {
    return false;
  }
})();

/** `daysLater`: the service's clock is so many days ahead. */
export async function startInstance(
  config: Config,
  { core, daysLater = 0 }: { core: number; daysLater?: number },
): Promise<Instance> {
  const port = await freePort();
  const { database, evidence } = config;
  const env = {
    PATH: process.env.PATH,
    DATABASE_URL: database.kind === 'mysql' ? database.url : `sqlite:${database.file}`,
    ENCRYPTION_KEYS: testKeys,
    EVIDENCE_DIR: evidence.kind === 'folder' ? evidence.folder : tmpdir(),
    PORT: String(port),
    PROXIES: '1',
    // Months open and close by themselves at their time, which may be in the middle of a measurement.
    JOBS: 'off',
    DAYS_LATER: String(daysLater),
    ...Object.fromEntries(compared.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []))),
  };
  const ahead = daysLater > 0 ? ['--import', './bench/later.mjs'] : [];
  const command = [process.execPath, ...ahead, 'dist/main.js'];
  const [program = '', ...args] = canPin ? ['taskset', '-c', String(core), ...command] : command;
  // The log is written, as it would be, to a file: reading it here would cost the other core.
  const log = openSync(join(tmpdir(), `theme-day-${port}.log`), 'w');
  const child = spawn(program, args, { env, stdio: ['ignore', log, log] });
  // A measurement that ends with an error leaves no service behind.
  const end = () => child.kill();
  process.once('exit', end);
  child.once('exit', () => process.off('exit', end));
  const origin = `http://127.0.0.1:${port}`;
  while (!(await isReady(origin))) {
    if (child.exitCode !== null) throw new Error(`The service ended: see theme-day-${port}.log in ${tmpdir()}.`);
    await pause(50);
  }
  // `taskset` replaces itself by the program, so the process is the child's.
  return { origin, cpuMilliseconds: () => cpuOf(child.pid!), stop: () => stopped(child) };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export async function isReady(origin: string): Promise<boolean> {
  return fetch(`${origin}/health/ready`).then(
    ({ status }) => status === 200,
    () => false,
  );
}

/** Processor time that a process has used so far, in milliseconds. */
export function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * tickMilliseconds;
}

function stopped(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}
