import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** A packet to MySQL that holds the statement COMMIT and nothing besides. */
const isCommit = (bytes: Buffer): boolean => bytes.length < 20 && bytes.includes('COMMIT');

type Direction = 'towards' | 'back';

/** A connection that goes through the proxy, with both its ends. */
interface Pair {
  near: Socket;
  far: Socket;
  /** Swallowed once, it stays swallowed: what is missing in a stream can't be made up for. */
  silent: boolean;
  /** Its transaction is one that writes. */
  writes: boolean;
  /** Its COMMIT has gone to the server; the answer is not let through. */
  awaitsCut: boolean;
}

/** A wire between the service and its database that can be cut, can swallow what goes through it, and can be slow. */
export class TcpProxy {
  port = 0;
  /** How many connections were cut at their COMMIT, by `cutCommits`. */
  cutAtCommit = 0;
  private silent = false;
  private latencyMilliseconds = 0;
  private bytesPerSecond = Infinity;
  private commits: { when: 'before' | 'after'; times: number } = { when: 'before', times: 0 };
  private bytesUntilCut = Infinity;
  private readonly pairs = new Set<Pair>();
  private server: Server | undefined;

  constructor(private readonly to: URL) {}

  /** Listens, always on the same port. */
  async open(): Promise<void> {
    this.server = createServer((near) => this.join(near));
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  /** Nobody listens any more, and whoever was connected hears that it is over. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server?.close(resolve));
    this.cutAll();
    await closed;
  }

  /** Every connection ends; new ones go through. */
  cutAll(): void {
    for (const pair of this.pairs) cut(pair);
  }

  /** Whichever connection is the one to carry the last of so many bytes ends there, in the middle of whatever it says. */
  cutAfter(bytes: number): void {
    this.bytesUntilCut = bytes;
  }

  /** So many of the next COMMITs of what was written are cut: before the server gets them, or after it has done them and before the service hears of it. */
  cutCommits(when: 'before' | 'after', times: number): void {
    this.commits = { when, times };
  }

  /** What goes in does not come out, in either direction, and nobody is told. New connections fare the same. */
  silence(): void {
    this.silent = true;
  }

  /** Every packet takes so long on its way to the server, and no more bytes than that pass in a second. */
  slow(latencyMilliseconds: number, bytesPerSecond = Infinity): void {
    this.latencyMilliseconds = latencyMilliseconds;
    this.bytesPerSecond = bytesPerSecond;
  }

  /** All is well again; connections that were swallowed stay so. */
  mend(): void {
    this.silent = false;
    this.slow(0);
    this.cutCommits('before', 0);
    this.cutAfter(Infinity);
  }

  private join(near: Socket): void {
    const far = connect(Number(this.to.port || 3306), this.to.hostname);
    const pair: Pair = { near, far, silent: this.silent, writes: false, awaitsCut: false };
    this.pairs.add(pair);
    this.carry(pair, near, far, 'towards');
    this.carry(pair, far, near, 'back');
  }

  private carry(pair: Pair, from: Socket, to: Socket, direction: Direction): void {
    // One after the other, so that what is slow stays in its order.
    let last = Promise.resolve();
    from.on('data', (bytes) => {
      last = last.then(() => this.pass(pair, bytes, to, direction));
    });
    from.on('error', () => undefined);
    from.on('close', () => {
      this.pairs.delete(pair);
      void last.then(() => to.destroy());
    });
  }

  private async pass(pair: Pair, bytes: Buffer, to: Socket, direction: Direction): Promise<void> {
    pair.silent ||= this.silent;
    if (pair.silent) return;
    if (direction === 'towards' && this.latencyMilliseconds > 0) await pause(this.latencyMilliseconds);
    if (this.bytesPerSecond < Infinity) await pause((bytes.length / this.bytesPerSecond) * 1000);
    if (direction === 'back' && pair.awaitsCut) return cut(pair);
    if (direction === 'towards' && bytes.includes('START TRANSACTION')) pair.writes = !bytes.includes('READ ONLY');
    if (direction === 'towards' && this.commits.times > 0 && pair.writes && isCommit(bytes)) {
      this.commits.times -= 1;
      this.cutAtCommit += 1;
      if (this.commits.when === 'before') return cut(pair);
      pair.awaitsCut = true;
    }
    if (bytes.length < this.bytesUntilCut) this.bytesUntilCut -= bytes.length;
    else {
      to.write(bytes.subarray(0, this.bytesUntilCut));
      this.bytesUntilCut = Infinity;
      return cut(pair);
    }
    to.write(bytes);
  }
}

function cut({ near, far }: Pair): void {
  near.destroy();
  far.destroy();
}
