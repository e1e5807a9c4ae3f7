import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '#src/database/database.js';
import type { Answer, Client, Json } from './app.js';

/** What a run came to. `lost`: acknowledged and not there. `doubled`: there more often than it was acknowledged. */
export interface Count {
  requests: number;
  acknowledged: number;
  lost: number;
  doubled: number;
  /** A person read less than what had been acknowledged to him. */
  wrongReads: number;
}

/** Every write of the load adds one to exactly one of these numbers (`name`: of what), and nobody else writes there. */
const counters = {
  sheet: 'SELECT id AS name, version AS count FROM sheets',
  month: 'SELECT id AS name, version AS count FROM branch_months',
  closing: `SELECT branchId AS name, COUNT(*) AS count
              FROM closing_steps JOIN closings ON closings.id = closing_steps.closingId GROUP BY branchId`,
  slip: 'SELECT id AS name, version AS count FROM corrections',
  evidence: 'SELECT originalDigest AS name, COUNT(*) AS count FROM evidence_files GROUP BY originalDigest',
  exports: 'SELECT askedBy AS name, COUNT(*) AS count FROM kept_exports GROUP BY askedBy',
} as const;
type Counter = `${keyof typeof counters}:${number | string}`;

/** Remembers what the service said yes to, and finds it again in the database. */
export class Ledger {
  requests = 0;
  /** How many writes were acknowledged until now. */
  writes = 0;
  wrongReads = 0;
  /** How often somebody was told to come again. */
  turnedAway = 0;
  /** Answers that nobody should get. */
  readonly complaints: string[] = [];
  private readonly added = new Map<Counter, number>();

  private constructor(private readonly before: ReadonlyMap<string, number>) {}

  static async open(database: Database): Promise<Ledger> {
    return new Ledger(await countersOf(database));
  }

  /** `adds`: what it makes of the number; a file that is taken away makes it one less. */
  acknowledge(counter: Counter, adds: 1 | -1 = 1): void {
    this.writes += 1;
    this.added.set(counter, (this.added.get(counter) ?? 0) + adds);
  }

  /** Comes back when so many more have been told to come again. */
  async untilTurnedAway(more: number): Promise<void> {
    const until = this.turnedAway + more;
    while (this.turnedAway < until) await pause(20);
  }

  async count(database: Database): Promise<Count> {
    const after = await countersOf(database);
    const { requests, writes: acknowledged, wrongReads } = this;
    const count = { requests, acknowledged, lost: 0, doubled: 0, wrongReads };
    for (const [counter, times] of this.added) {
      const there = (after.get(counter) ?? 0) - (this.before.get(counter) ?? 0);
      count.lost += Math.max(0, times - there);
      count.doubled += Math.max(0, there - times);
    }
    return count;
  }
}

async function countersOf(database: Database): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  await database.read(async () => {
    for (const [kind, sql] of Object.entries(counters))
      for (const { name, count } of await database.rows<{ name: string | number; count: number }>(sql))
        counts.set(`${kind}:${name}`, Number(count));
  });
  return counts;
}

/** Something whose version counts its writes, because nobody else writes it. */
export interface Thing {
  counter: Counter;
  path: string;
  version: number;
}

/** How somebody goes on when no answer came: `repeats` what he sent, or, as a canary, `startsOver` as if it were new. */
export type Habit = 'repeats' | 'startsOver';

const waitMilliseconds = 100;

/** Speaks for one person who sends each write until he has a clear answer, whatever happens to service, database and wire. */
export class Writer {
  constructor(
    private readonly client: Client,
    private readonly ledger: Ledger,
    private readonly habit: Habit = 'repeats',
  ) {}

  /** Takes a step with a thing, and then looks whether what he reads has it. */
  async step(thing: Thing, method: 'PUT' | 'DELETE', name: string, body?: object): Promise<void> {
    const send = () => this.client.send(method, `${thing.path}/${name}`, body, { version: thing.version });
    for (let unsure = false; ; unsure = true) {
      const answer = await this.answerTo(send);
      if (answer === undefined) {
        if (this.habit === 'startsOver') thing.version = (await this.read(thing.path)).version!;
        continue;
      }
      // Sent again, a step is refused because it has been taken: the version says so.
      const taken = answer.status < 300 || (unsure && (await this.read(thing.path)).version === thing.version + 1);
      if (!taken) throw new Error(`${method} ${thing.path}/${name}: ${answer.status} ${JSON.stringify(answer.body)}`);
      break;
    }
    this.ledger.acknowledge(thing.counter);
    thing.version += 1;
    if (((await this.read(thing.path)).version ?? 0) < thing.version) this.ledger.wrongReads += 1;
  }

  /** Writes what is the same however often it is written. */
  async put(path: string, body: object): Promise<void> {
    for (;;) {
      const answer = await this.answerTo(() => this.client.put(path, body));
      if (answer && answer.status < 300) return;
      if (answer) throw new Error(`PUT ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    }
  }

  /** Takes something away; that it isn't there any more is as good. */
  async remove(path: string): Promise<void> {
    for (;;) {
      const answer = await this.answerTo(() => this.client.delete(path));
      if (answer && (answer.status < 300 || answer.status === 404)) return;
      if (answer) throw new Error(`DELETE ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    }
  }

  /** Creates something under a key of its own; `request` makes up path, body and key. */
  async create(request: () => { path: string; body: unknown; headers?: Record<string, string> }): Promise<Answer> {
    let asked = request();
    for (;;) {
      const { path, body, headers } = asked;
      const answer = await this.answerTo(() => this.client.send('POST', path, body, headers ? { headers } : {}));
      if (answer && answer.status < 300) return answer;
      if (answer) throw new Error(`POST ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
      if (this.habit === 'startsOver') asked = request();
    }
  }

  /** Reads until there is something to read. */
  async read<Body = Json>(path: string): Promise<Answer<Body>> {
    for (;;) {
      const answer = await this.answerTo(() => this.client.send<Body>('GET', path, undefined, {}));
      if (answer) return answer;
    }
  }

  /** The answer, or undefined when there is none that says anything: then he waits a little. */
  private async answerTo<Body>(send: () => Promise<Answer<Body>>): Promise<Answer<Body> | undefined> {
    this.ledger.requests += 1;
    const answer = await send().catch((error: unknown) => {
      // Only a connection that broke is no answer (a TypeError, but not jest's own).
      if ((error as Error).name === 'TypeError') return undefined;
      throw error;
    });
    if (answer?.status === 503) this.ledger.turnedAway += 1;
    if (answer?.status === 503 && !(Number(answer.headers.get('retry-after')) > 0))
      this.ledger.complaints.push('503 without Retry-After');
    if (answer?.status === 500) this.ledger.complaints.push(`500 ${JSON.stringify(answer.body)}`);
    if (answer && answer.status < 500) return answer;
    await pause(waitMilliseconds);
    return undefined;
  }
}
