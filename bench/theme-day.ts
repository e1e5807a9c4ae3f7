/**
 * A theme day (domain/process.md), played against the real service: members come in a burst, read, keep drafts, hand in, tap twice
 * and lose the network; secretaries decide sheets one by one and together; boards are looked at again and again.
 *
 * What is kept of the real thing: people arrive by the clock, not when the service is ready for them; every request is one that the
 * web client makes, with the real session, rights, validation, trail and log; every wait is counted from the moment at which somebody
 * wanted something. What is shortened: the burst lasts seconds, not the ten minutes in which a fifth of all members come, and people
 * take a hundredth of their time between two requests. The rate is not touched by either: a burst of N members is
 * N × 0.2 / 600 visits a second. Files of the web client are fetched once in a browser's life and left out but for its page.
 *
 * The rate rises until the 99th percentile of a step reaches 500 ms. Every acknowledged write stands in a ledger; at the end it is
 * compared with the database, and the whole of that is verified as `pointbook verify` does it. One instance has one core (where
 * `taskset` is there); the database and this program share the others.
 *
 *   node dist/bench/bench/theme-day.js [--branches 60] [--seconds 6] [--from 4] [--instances 1,2,4]
 *     --rate N    one step of so many visits a second, and no more
 *     --caddy PROGRAM    behind Caddy and the file that ships, instead of a proxy of this program's own
 * BUSY_AFTER_MILLISECONDS and DATABASE_POOL_SIZE are handed on: what they are worth shows beside other values of theirs.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { Agent } from 'undici';
import { Clock } from '#src/calendar.js';
import { Database } from '#src/database/database.js';
import { prepareDatabase } from '#src/database/start.js';
import { MonthFactsReader } from '#src/verification/month-facts.service.js';
import { TrailReader } from '#src/verification/trail-reader.service.js';
import { Verification } from '#src/verification/verification.service.js';
import { freshConfig, onMysql, testSealedRows } from '../test/support/database.js';
import { report } from './measuring.js';
import { play } from './theme-day/arrivals.js';
import { type Figures, percentile } from './theme-day/figures.js';
import { layBureau, openDay, type People } from './theme-day/ground.js';
import { canPin, type Instance, startInstance } from './theme-day/instances.js';
import { Ledger } from './theme-day/ledger.js';
import { startCaddy, startProxy } from './theme-day/proxy.js';

const { values: given } = parseArgs({
  options: {
    branches: { type: 'string', default: '60' },
    seconds: { type: 'string', default: '6' },
    from: { type: 'string', default: '4' },
    instances: { type: 'string', default: onMysql ? '1,2,4' : '1' },
    rate: { type: 'string' },
    caddy: { type: 'string' },
  },
});
const [branches, seconds, from] = [given.branches, given.seconds, given.from].map(Number) as [number, number, number];
const topologies = given.instances.split(',').map(Number);
const membersInBranch = 30;
const heldMilliseconds = 500;
const growth = 1.25;
/** The part of all members that comes within the burst of a real day, and how long that takes. */
const burst = { part: 0.2, seconds: 600 };
const size = `${branches * membersInBranch} members`;

const { config, drop } = freshConfig();
// What a first start would put into it is laid below.
const laying = await prepareDatabase(config, async () => undefined);
const { version } = (await laying.read(() =>
  laying.row<{ version: string }>(`SELECT ${onMysql ? 'VERSION()' : 'sqlite_version()'} AS version`),
))!;
const database = `${laying.dialect.kind} ${version}`;
const holders = await layBureau(laying, { branches, membersInBranch });
await laying.close();

const ledger = new Ledger();
const day = { ledger, today: new Clock().today(), pace: 0.01, random: Math.random };
let people: People | undefined;
let requests = 0;

interface Front {
  origin: string;
  instances: readonly Instance[];
  stop(): Promise<void>;
}

async function start(count: number): Promise<Front> {
  const cores = cpus().length;
  const instances = await Promise.all(
    // One instance alone has a core to itself; several are spread over all of them.
    Array.from({ length: count }, (_, index) => startInstance(config, { core: index % cores })),
  );
  const origins = instances.map(({ origin }) => origin);
  const behind = () => (given.caddy ? startCaddy(given.caddy, origins) : startProxy(origins));
  const proxy = count > 1 ? await behind() : undefined;
  return {
    origin: proxy?.origin ?? instances[0]!.origin,
    instances,
    async stop() {
      await proxy?.stop();
      await Promise.all(instances.map((instance) => instance.stop()));
    },
  };
}

interface Step {
  perSecond: number;
  figures: Figures;
  seconds: number;
  cpuMilliseconds: number;
  p99: number;
  requestsPerSecond: number;
  held: boolean;
}

async function step(front: Front, perSecond: number): Promise<Step> {
  const cpu = () => front.instances.reduce((sum, instance) => sum + instance.cpuMilliseconds(), 0);
  const before = cpu();
  const { figures, seconds: taken } = await play(people!, { origin: front.origin, perSecond, seconds }, day);
  const cpuMilliseconds = cpu() - before;
  const p99 = percentile(figures.all, 99);
  requests += figures.requests + figures.turnedAway.length;
  const held = p99 < heldMilliseconds && figures.turnedAway.length === 0 && figures.faults.size === 0;
  const requestsPerSecond = figures.requests / taken;
  print(perSecond, { figures, seconds: taken, cpuMilliseconds, p99 });
  return { perSecond, figures, seconds: taken, cpuMilliseconds, p99, requestsPerSecond, held };
}

function print(
  perSecond: number,
  { figures, seconds: taken, cpuMilliseconds, p99 }: Pick<Step, 'figures' | 'seconds' | 'cpuMilliseconds' | 'p99'>,
): void {
  const { turnedAway, faults, visits, sentHome } = figures;
  const busy = Math.round(cpuMilliseconds / taken / 10);
  console.log(
    `    ${perSecond.toFixed(1)} visits/s: ${visits} visits, ${figures.requests} requests answered, ${(figures.requests / taken).toFixed(0)}/s,` +
      ` p50 ${percentile(figures.all, 50).toFixed(0)} ms, p99 ${p99.toFixed(0)} ms, ${busy} % of a core, ${(cpuMilliseconds / figures.requests).toFixed(2)} ms of it a request` +
      (turnedAway.length > 0
        ? `; ${turnedAway.length} turned away after ${percentile(turnedAway, 99).toFixed(0)} ms (p99), ${sentHome} visits broken off`
        : ''),
  );
  for (const [what, times] of faults) console.log(`      ✗ ${what} (${times} times)`);
}

function printKinds({ figures }: Step): void {
  for (const [kind, values] of [...figures.answered].sort(([one], [other]) => (one < other ? -1 : 1)))
    console.log(
      `      ${kind.padEnd(16)} ${String(values.length).padStart(6)}  p50 ${percentile(values, 50).toFixed(0).padStart(5)} ms  p99 ${percentile(values, 99).toFixed(0).padStart(5)} ms`,
    );
}

/** Raises the rate until it isn't held; answers the last step that was, and the first that wasn't. */
async function climb(front: Front): Promise<{ held: Step | undefined; broke: Step | undefined }> {
  let held: Step | undefined;
  for (let perSecond = from; ; perSecond *= growth) {
    const now = await step(front, perSecond);
    if (!now.held) return { held, broke: now };
    held = now;
    await pause(300);
  }
}

async function open(front: Front): Promise<void> {
  const line = new Agent({ connections: 8 });
  people ??= await openDay(holders, { line, origin: front.origin, ledger });
  await line.close();
  await play(people, { origin: front.origin, perSecond: from, seconds: 2 }, day); // warm, and not counted
}

const entry = (work: string, unit: 'ms' | 'requests/s' | 'members') => ({
  bench: 'theme-day',
  work,
  database,
  size,
  unit,
});

console.log(
  `  ${size} in ${branches} branches on ${database}; ${canPin ? 'one core for one instance' : 'no taskset: cores are not held'}`,
);
for (const count of topologies) {
  const front = await start(count);
  const name = count === 1 ? 'one instance' : `${count} instances behind a proxy`;
  console.log(`  ${name}`);
  await open(front);
  if (given.rate) printKinds(await step(front, Number(given.rate)));
  else {
    const { held, broke } = await climb(front);
    if (held) {
      printKinds(held);
      report(entry(`theme day held by ${name}`, 'requests/s'), [held.requestsPerSecond]);
      report({ ...entry(`theme day, 99th percentile, ${name}`, 'ms'), aim: '≤ 500' }, [held.p99]);
      if (count === 1) {
        report(entry('theme day, processor time of one request', 'ms'), [held.cpuMilliseconds / held.figures.requests]);
        report(entry('members whose burst one core holds', 'members'), [(held.perSecond * burst.seconds) / burst.part]);
      }
    }
    if (count === 1 && broke) {
      console.log('  twice what it can do');
      const over = await step(front, 2 * broke.perSecond);
      report(entry('overloaded twice, 99th percentile of what was let in', 'ms'), [over.p99]);
      report(entry('overloaded twice, 99th percentile of what was turned away', 'ms'), [
        percentile(over.figures.turnedAway, 99),
      ]);
      report(entry('overloaded twice, answered', 'requests/s'), [over.requestsPerSecond]);
    }
  }
  await front.stop();
}

console.log('  what was acknowledged, beside what is there');
const looking = await Database.open(config.database);
const { acknowledged, lost, doubled, wrongReads } = await ledger.compare(looking);
console.log(
  `    ${requests} requests, ${acknowledged} writes acknowledged, ${lost.length} lost, ${doubled.length} doubled, ${wrongReads.length} wrong reads`,
);
const breaks = await verified(looking);
console.log(`    verification: ${breaks.length === 0 ? 'nothing is wrong' : `${breaks.length} breaks`}`);
await looking.close();
await drop();
const wrong = [...lost, ...doubled, ...wrongReads, ...breaks];
if (wrong.length > 0) throw new Error(`Not what was acknowledged:\n${wrong.slice(0, 20).join('\n')}`);

async function verified(opened: Database): Promise<string[]> {
  const verification = new Verification(opened, new TrailReader(opened), new MonthFactsReader(opened), testSealedRows);
  const found: string[] = [];
  for await (const event of verification.run({ unitId: null, fromMonth: null, printed: [] }))
    if (event.type === 'break') found.push(JSON.stringify(event.found));
  return found;
}
