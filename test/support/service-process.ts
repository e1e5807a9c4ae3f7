import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import type { Config } from '#src/config.js';
import { testKeys } from './database.js';

export interface ServiceWish {
  config: Config;
  /** What the service's clock shows when it is made; it goes on from there. */
  now: string;
  mode?: 'safe' | 'early' | 'anywhere';
  env?: Record<string, string>;
  /** What stands before the command, such as a shell that sets a limit. */
  through?: readonly string[];
}

/** The whole service in a process of its own, which may be killed and started again on the same port. */
export class ServiceProcess {
  private child: ChildProcess | undefined;
  private said = '';

  private constructor(
    private readonly wish: ServiceWish,
    private readonly port: number,
    private offset: number,
  ) {}

  static async start(wish: ServiceWish): Promise<ServiceProcess> {
    const service = new ServiceProcess(wish, await freePort(), Date.parse(wish.now) - Date.now());
    await service.start();
    return service;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get isRunning(): boolean {
    return this.child !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Comes back when it listens. */
  async start(): Promise<void> {
    const { config, mode = 'safe', env = {}, through = [] } = this.wish;
    const { database, evidence } = config;
    const command = [...through, process.execPath, 'test/support/serve-at.mjs', mode];
    this.child = spawn(command[0]!, command.slice(1), {
      env: {
        PATH: process.env.PATH,
        TZ: 'UTC',
        NODE_NO_WARNINGS: '1',
        PORT: String(this.port),
        LOG_LEVEL: 'error',
        DATABASE_URL: database.kind === 'mysql' ? database.url : `sqlite:${database.file}`,
        ...(evidence.kind === 'folder' && { EVIDENCE_DIR: evidence.folder }),
        ENCRYPTION_KEYS: testKeys,
        REQUESTS_PER_MINUTE: '1000000',
        COSTLY_REQUESTS_PER_MINUTE: '1000000',
        CLOCK_OFFSET: String(this.offset),
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [this.child.stdout!, this.child.stderr!])
      stream.on('data', (chunk: Buffer) => (this.said += chunk.toString()));
    const started = await Promise.race([once(this.child, 'message'), once(this.child, 'exit').then(() => undefined)]);
    if (!started) throw new Error(`The service did not start: ${this.said}`);
  }

  /** Puts its clock forward (or back), also for the processes that come after it. */
  async shiftClock(milliseconds: number): Promise<void> {
    this.offset += milliseconds;
    if (!this.isRunning) return;
    await new Promise((resolve) => this.child!.send(this.offset, resolve));
  }

  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    if (!this.child || !this.isRunning) return;
    const ended = once(this.child, 'exit');
    this.child.kill(signal);
    await ended;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
