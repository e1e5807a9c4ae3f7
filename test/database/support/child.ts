import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { testKeys } from '../../support/database.js';

/** A process of its own, whose output can be waited for. It gets no database of ours but by its arguments. */
export class Child {
  output = '';
  private readonly process: ChildProcess;
  private readonly exited: Promise<number | null>;
  private changed: () => void = () => undefined;

  constructor(script: string, parameters: string[], environment: Record<string, string> = {}) {
    const { NODE_OPTIONS: _, DATABASE_URL: __, ...inherited } = process.env;
    this.process = spawn(process.execPath, [fileURLToPath(new URL(script, import.meta.url)), ...parameters], {
      env: { ...inherited, TZ: 'UTC', ENCRYPTION_KEYS: testKeys, ...environment },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    for (const stream of [this.process.stdout, this.process.stderr])
      stream?.on('data', (data: Buffer) => {
        this.output += data.toString();
        this.changed();
      });
    this.exited = new Promise((resolve) => this.process.once('exit', (code) => resolve(code)));
    void this.exited.then(() => this.changed());
  }

  /** Waits until the output has this in it; throws if the process ends or 20 s pass first. */
  async says(text: string): Promise<void> {
    const deadline = Date.now() + 20_000;
    while (!this.output.includes(text)) {
      if (this.process.exitCode !== null || this.process.signalCode !== null || Date.now() > deadline)
        throw new Error(`The process never said ${text}, but:\n${this.output}`);
      await new Promise<void>((resolve) => {
        this.changed = resolve;
        setTimeout(resolve, 100);
      });
    }
  }

  times(text: string): number {
    return this.output.split(text).length - 1;
  }

  stop(): Promise<number | null> {
    this.process.stdin?.end();
    return this.exited;
  }

  kill(): Promise<number | null> {
    this.process.kill('SIGKILL');
    return this.exited;
  }
}
