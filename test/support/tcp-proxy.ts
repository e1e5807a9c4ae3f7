import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** The packet with which a connection to MySQL sends the statement COMMIT: its length, its number, COM_QUERY, the text. */
const commitPacket = Buffer.from('\x07\x00\x00\x00\x03COMMIT', 'latin1');

type Direction = 'towards' | 'back';

/** A connection that goes through the proxy, with both its ends. */
interface Pair {
  near: Socket;
  far: Socket;
  /** Swallowed once, it stays swallowed: what is missing in a stream can't be made up for. */
  silent: boolean;
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
  private commits: 'let through' | 'cut before' | 'cut after' = 'let through';
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

  /** The next COMMITs are cut: before the server gets them, or after it has done them and before the service hears of it. */
  cutCommits(when: 'cut before' | 'cut after' | 'let through'): void {
    this.commits = when;
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
    this.cutCommits('let through');
    this.cutAfter(Infinity);
  }

  private join(near: Socket): void {
    const far = connect(Number(this.to.port || 3306), this.to.hostname);
    const pair: Pair = { near, far, silent: this.silent, awaitsCut: false };
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
    if (this.commits !== 'let through' && direction === 'towards' && bytes.includes(commitPacket)) {
      if (this.commits === 'cut before') return this.cutCommit(pair);
      pair.awaitsCut = true;
    } else if (pair.awaitsCut && direction === 'back') return this.cutCommit(pair);
    if (bytes.length < this.bytesUntilCut) this.bytesUntilCut -= bytes.length;
    else {
      to.write(bytes.subarray(0, this.bytesUntilCut));
      this.bytesUntilCut = Infinity;
      return cut(pair);
    }
    to.write(bytes);
  }

  private cutCommit(pair: Pair): void {
    this.cutAtCommit += 1;
    cut(pair);
  }
}

function cut({ near, far }: Pair): void {
  near.destroy();
  far.destroy();
}
