/**
 * What a member costs in a month: processor time of the service and of MySQL, statements, transactions, bytes kept and bytes sent.
 *
 * Whole branches of thirty live one month over real HTTP against the real service, a process of its own with its log written and its
 * limits on: opened, a draft and a submission of every member (every other one with a claim), decided (claims one by one, the
 * rest together), checked, approved, published, taken note of by everybody, confirmed after the window. Assumed is that every
 * member comes three times a month: to hand in, while the board hangs, and once more to look (bench/cost/month.ts has every request).
 *
 * Not in it: evidence files, pre-review, objections, exports, the half-year, signing in (once in weeks), and what the jobs ask once a minute.
 * A first month is laid beforehand, so that pages and histories have something to show.
 *
 * It needs MySQL on this machine, with nothing else to do: the server's counters are the whole server's.
 * The window lasts days, so the service starts once more with its clock ahead for what comes after it. Starts are not counted, and a
 * branch of its own warms the service up for every part.
 *
 *   DATABASE_URL=mysql://… node dist/bench/bench/cost.js [--branches 30]
 */
import { parseArgs } from 'node:util';
import { Agent, buildConnector } from 'undici';
import { addMinutes, Clock } from '#src/calendar.js';
import { Database } from '#src/database/database.js';
import { prepareDatabase } from '#src/database/start.js';
import { freshConfig } from '../test/support/database.js';
import { ServerMeter, type Reading } from './cost/meters.js';
import {
  acknowledge,
  assessOneself,
  type BranchMonth,
  confirm,
  type Day,
  lookAgain,
  openMonth,
  publish,
  review,
} from './cost/month.js';
import { onlyOnMysql, report } from './measuring.js';
import { Figures } from './theme-day/figures.js';
import { layBureau } from './theme-day/ground.js';
import { type Instance, startInstance } from './theme-day/instances.js';

const { values: given } = parseArgs({ options: { branches: { type: 'string', default: '30' } } });
const branches = Number(given.branches);
const membersInBranch = 30;
const members = branches * membersInBranch;
/** So many branches are at work at the same time. */
const atOnce = 4;
/** Enough for a window of three working days, whatever the day and the holidays. */
const daysOfWindow = 14;

onlyOnMysql();

type Cost = Reading & { serviceMilliseconds: number; requests: number; clientBytes: number };

const { config, drop } = freshConfig();
if (config.database.kind !== 'mysql') throw new Error('DATABASE_URL must name MySQL.');
const laying = await prepareDatabase(config, async () => undefined);
const { version } = (await laying.read(() => laying.row<{ version: string }>('SELECT VERSION() AS version')))!;
// One branch more, to warm the service up.
const holders = await layBureau(laying, { branches: branches + 1, membersInBranch });
const branchIds = [...new Set(holders.map(({ branchId }) => branchId))];
const inBranches = branchIds.map((branchId) => holders.filter((holder) => holder.branchId === branchId));
const meter = await ServerMeter.open(config.database.url);

interface Running {
  day: Day;
  instance: Instance;
  line: Agent;
  clientBytes: () => number;
}

async function start(daysLater: number): Promise<Running> {
  const instance = await startInstance(config, { core: 0, daysLater });
  const { line, bytes } = countingLine();
  const today = new Clock('Asia/Shanghai').today();
  return { instance, line, clientBytes: bytes, day: { line, origin: instance.origin, today, figures: new Figures() } };
}

async function stop({ instance, line }: Running): Promise<void> {
  await line.close();
  await instance.stop();
}

/** Lets the branches do their part, the first of them only to warm the service up, and says what the others cost. */
async function played(
  what: string,
  running: Running,
  work: (day: Day, branch: number) => Promise<unknown>,
): Promise<Cost> {
  const { day, instance, clientBytes } = running;
  await work(day, 0);
  const counted = async (): Promise<Cost> => ({
    ...(await meter.read()),
    serviceMilliseconds: instance.cpuMilliseconds(),
    requests: day.figures.requests,
    clientBytes: clientBytes(),
  });
  const before = await counted();
  const waiting = inBranches.keys();
  waiting.next();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const branch of waiting) await work(day, branch);
    }),
  );
  const cost = combined(await counted(), before, (after, earlier) => after - earlier);
  print(what, cost);
  return cost;
}

const everybody = async (work: (place: number) => Promise<void>): Promise<void> => {
  for (let place = 0; place < membersInBranch; place += 1) await work(place);
};

console.log(`  ${members} members in ${branches} branches on mysql ${version}; of each member in a month:`);
const months: BranchMonth[] = [];
const costs: Cost[] = [];
const storedBefore = await meter.storedBytes();
const now = await start(0);
costs.push(
  await played('opened, assessed', now, async (day, branch) => {
    const month = (months[branch] = await openMonth(day, inBranches[branch]!));
    await everybody((place) => assessOneself(day, month, place));
  }),
  await played('decided, published', now, async (day, branch) => {
    await review(day, months[branch]!);
    await publish(day, months[branch]!);
  }),
  await played('taken note of', now, (day, branch) => everybody((place) => acknowledge(day, months[branch]!, place))),
);
await stop(now);
await sessionsGoOn(daysOfWindow);
const later = await start(daysOfWindow);
costs.push(
  await played('confirmed, looked at', later, async (day, branch) => {
    await confirm(day, months[branch]!);
    await everybody((place) => lookAgain(day, months[branch]!, place));
  }),
);
await stop(later);
await confirmedAll();
const stored = (await meter.storedBytes()) - storedBefore;

const all = costs.reduce((one, other) => combined(one, other, (sum, value) => sum + value));
const entry = (work: string, unit: 'ms' | 'statements' | 'transactions' | 'requests' | 'bytes') => ({
  bench: 'cost',
  work: `${work} of a member-month`,
  database: `mysql ${version}`,
  size: `${members} members`,
  unit,
});
report(entry('requests', 'requests'), [all.requests / members]);
report(entry('processor time of the service', 'ms'), [all.serviceMilliseconds / members]);
report(entry('processor time of MySQL', 'ms'), [all.cpuMilliseconds / members]);
report(entry('statements', 'statements'), [all.statements / members]);
report(entry('transactions', 'transactions'), [all.commits / members]);
report(entry('bytes kept in tables and indexes', 'bytes'), [stored / holders.length]);
report(entry('bytes of the redo log', 'bytes'), [all.logBytes / members]);
report(entry('bytes of the binary log', 'bytes'), [all.binlogBytes / members]);
report(entry('bytes between people and the service', 'bytes'), [all.clientBytes / members]);
report(entry('bytes between the service and MySQL', 'bytes'), [all.wireBytes / members]);
await meter.close();
await laying.close();
await drop();

/** Connections whose bytes are counted, both ways: not compressed, as between the proxy and the service. */
function countingLine(): { line: Agent; bytes: () => number } {
  const sockets: { bytesRead: number; bytesWritten: number }[] = [];
  const connect = buildConnector({});
  const line = new Agent({
    connections: atOnce,
    connect: (options, callback) =>
      connect(options, (...outcome) => {
        if (outcome[1]) sockets.push(outcome[1]);
        callback(...outcome);
      }),
  });
  return { line, bytes: () => sockets.reduce((sum, one) => sum + one.bytesRead + one.bytesWritten, 0) };
}

function print(what: string, { serviceMilliseconds, cpuMilliseconds, requests, statements, commits }: Cost): void {
  const each = (value: number) => (value / members).toFixed(2);
  console.log(
    `    ${what}: ${each(requests)} requests, service ${each(serviceMilliseconds)} ms, MySQL ${each(cpuMilliseconds)} ms,` +
      ` ${each(statements)} statements, ${each(commits)} commits`,
  );
}

/** Nobody signs in again: the sessions are moved into the days that come. */
async function sessionsGoOn(days: number): Promise<void> {
  const then = addMinutes(new Clock().now(), days * 24 * 60);
  await laying.write(() =>
    laying.change('UPDATE sessions SET createdAt = ?, lastSeenAt = ?, expiresAt = ?', [
      then,
      then,
      addMinutes(then, 12 * 60),
    ]),
  );
}

/** What was measured was the whole month: every branch has ended it, and everybody has a score on the board. */
async function confirmedAll(): Promise<void> {
  const looking = await Database.open(config.database);
  const { count } = (await looking.read(() =>
    looking.row<{ count: number }>(
      `SELECT COUNT(*) AS count FROM sheets JOIN branch_months ON branch_months.id = sheets.branchMonthId
        WHERE branch_months.id IN (${months.map(({ id }) => id).join(', ')})
          AND branch_months.state = 'confirmed' AND sheets.scoreHundredths IS NOT NULL`,
    ),
  ))!;
  await looking.close();
  if (Number(count) !== holders.length)
    throw new Error(`Only ${count} of ${holders.length} sheets were confirmed with a score.`);
}

function combined(one: Cost, other: Cost, how: (value: number, beside: number) => number): Cost {
  const names = Object.keys(one) as (keyof Cost)[];
  return Object.fromEntries(names.map((name) => [name, how(one[name], other[name])])) as unknown as Cost;
}
