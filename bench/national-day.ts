/**
 * What a county, a province and 100 million members need on a national theme day, computed from what was measured: nothing here asks a
 * service. The cost of a member-month comes from `cost`, that of one request of the day from `theme-day` where it was measured on
 * MySQL and otherwise from `cost`; `results.json` must have them. How it is computed: bench/national-day/plan.ts, what is
 * assumed besides: `assumed` in it. The waits come from a simulation with a fixed seed.
 *
 *   node dist/bench/bench/national-day.js [--results FILE]
 */
import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { assumed, type Measured, type Plan, planFor } from './national-day/plan.js';
import type { Result } from './measuring.js';

const { values: given } = parseArgs({ options: { results: { type: 'string', default: 'bench/results.json' } } });
const results = existsSync(given.results) ? (JSON.parse(readFileSync(given.results, 'utf8')) as Result[]) : [];
const onMysql = results.filter(({ database }) => database.startsWith('mysql'));

const ofMonth = (work: string): number => {
  const found = onMysql.findLast((one) => one.bench === 'cost' && one.work === `${work} of a member-month`);
  if (found) return found.ours;
  console.error(
    `  ${given.results} doesn't say “${work} of a member-month” on MySQL: run npm run bench -- cost first.`,
  );
  process.exit(1);
};

const requests = ofMonth('requests');
const ofRequest = onMysql.findLast((one) => one.work === 'theme day, processor time of one request')?.ours;
const measured: Measured = {
  serviceMillisecondsOfRequest: ofRequest ?? ofMonth('processor time of the service') / requests,
  databaseMillisecondsOfRequest: ofMonth('processor time of MySQL') / requests,
  requestsOfMemberMonth: requests,
  storedBytesOfMemberMonth: ofMonth('bytes kept in tables and indexes'),
  binlogBytesOfMemberMonth: ofMonth('bytes of the binary log'),
  clientBytesOfMemberMonth: ofMonth('bytes between people and the service'),
  transactionsOfMemberMonth: ofMonth('transactions'),
};

const number = (value: number) => Number(value.toPrecision(2)).toLocaleString('en');
const rows: [string, (plan: Plan) => string][] = [
  ['members', ({ members }) => members.toLocaleString('en')],
  ['requests a second in the burst', (plan) => number(plan.requestsPerSecond)],
  ['transactions a second', (plan) => number(plan.transactionsPerSecond)],
  ['cores of the service', (plan) => number(plan.serviceCores)],
  ['MySQL primaries', (plan) => number(plan.shards)],
  ['cores of them together', (plan) => number(plan.databaseCores)],
  ['busy in the burst: service', (plan) => `${Math.round(plan.serviceUtilisation * 100)} %`],
  ['busy in the burst: MySQL', (plan) => `${Math.round(plan.databaseUtilisation * 100)} %`],
  ['99th percentile, simulated', (plan) => `${number(plan.p99Milliseconds)} ms`],
  ['bits a second to and from people', (plan) => `${number(plan.bitsPerSecond / 1e6)} Mbit/s`],
  ['kept a year', (plan) => `${number(plan.storedBytesOfYear / 1e9)} GB`],
  ['binary log a year', (plan) => `${number(plan.binlogBytesOfYear / 1e9)} GB`],
];
console.log('  measured:', JSON.stringify(measured));
console.log('  assumed:', JSON.stringify(assumed));
const plans = [10_000, 1_500_000, 100_000_000].map((members) => planFor(members, measured));
for (const [name, of] of rows) console.log(`  | ${name} | ${plans.map(of).join(' | ')} |`);
