/**
 * What every measurement of this folder shares: sides that do the same work take turns in one process run, their medians are
 * compared round by round, and the ratio is printed and kept in `results.json`. A figure without the other side says nothing.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, release, totalmem } from 'node:os';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

const results = fileURLToPath(new URL('../../../bench/results.json', import.meta.url));

/** One line of `results.json`. Ratios are ours divided by the floor's, in the unit that is named. */
export interface Result {
  bench: string;
  work: string;
  /** Which database, with its version; 'none' for what needs no database. */
  database: string;
  /** How large what it was measured on is, in words: '30,000 members, 6 months'. */
  size: string;
  unit: 's' | 'ms' | 'requests/s' | 'bytes' | 'statements' | 'requests' | 'transactions' | 'members' | 'rows';
  ours: number;
  /** What the other side needed, and what it is; null where there is nothing to compare with, and the figure is only reported. */
  floor: number | null;
  floorIs: string | null;
  ratio: number | null;
  /** The bound of the ratio (or of `ours`, where there is no floor), such as '≤ 1.5'; null: only reported. */
  aim: string | null;
  met: boolean | null;
  rounds: number;
}

interface Kept extends Result {
  /** The day on which it was measured, and with what. */
  on: string;
  machine: string;
}

/** Ends a measurement, in words, that needs MySQL and has none: the others go on. */
export function onlyOnMysql(): void {
  if (process.env.DATABASE_URL?.startsWith('mysql:')) return;
  console.log('  Only on MySQL: set DATABASE_URL.');
  process.exit(0);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[sorted.length >> 1] ?? NaN;
}

/** How many seconds the work takes. */
export async function seconds(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

/**
 * Lets the sides work in turns, in the opposite order every other round, after rounds that warm them up and don't count.
 * What a side returns is its figure; where it returns nothing, the figure is the seconds that it took.
 */
export async function inTurns<Name extends string>(
  sides: Readonly<Record<Name, (round: number) => Promise<number | void>>>,
  { rounds, warmUp = 1 }: { rounds: number; warmUp?: number },
): Promise<Record<Name, number[]>> {
  const names = Object.keys(sides) as Name[];
  const figures = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = -warmUp; round < rounds; round += 1) {
    for (const name of round % 2 === 0 ? names : [...names].reverse()) {
      globalThis.gc?.();
      let figure: number | void = undefined;
      const taken = await seconds(async () => (figure = await sides[name](round)));
      if (round >= 0) figures[name].push(figure ?? taken);
    }
  }
  return figures;
}

/** The median of the ratios of the rounds: what the machine did besides in one round weighs on both sides of it. */
export function ratioOf(ours: readonly number[], floor: readonly number[]): number {
  return median(ours.map((value, round) => value / (floor[round] ?? NaN)));
}

/** Compares two sides, prints the line and keeps it. */
export function compare(
  what: Pick<Result, 'bench' | 'work' | 'database' | 'size' | 'unit' | 'floorIs' | 'aim'>,
  { ours, floor }: { ours: readonly number[]; floor: readonly number[] },
): Result {
  const ratio = rounded(ratioOf(ours, floor));
  return keep({
    ...what,
    ours: rounded(median(ours)),
    floor: rounded(median(floor)),
    ratio,
    met: isMet(what.aim, ratio),
    rounds: ours.length,
  });
}

/** A figure that has no other side: reported, and held to an aim if there is one. */
export function report(
  what: Pick<Result, 'bench' | 'work' | 'database' | 'size' | 'unit'> & { aim?: string },
  figures: readonly number[],
): Result {
  const ours = rounded(median(figures));
  const aim = what.aim ?? null;
  const none = { floor: null, floorIs: null, ratio: null };
  return keep({ ...what, ...none, ours, aim, met: isMet(aim, ours), rounds: figures.length });
}

function isMet(aim: string | null, value: number): boolean | null {
  if (aim === null) return null;
  const [, sign, bound] = /^([≤≥]) ([\d.,]+)$/.exec(aim) ?? [];
  if (bound === undefined) throw new Error(`An aim looks like “≤ 1.5”, not like “${aim}”.`);
  const limit = Number(bound.replaceAll(',', ''));
  return sign === '≤' ? value <= limit : value >= limit;
}

/** Three figures that count: more would say that we know more than we do. */
const rounded = (value: number): number => Number(value.toPrecision(3));

function keep(result: Result): Result {
  const sign = result.met === null ? ' ' : result.met ? '✓' : '✗';
  const beside = result.floor === null ? '' : `  floor ${result.floor}  ratio ${result.ratio}`;
  const aim = result.aim === null ? '' : `  aim ${result.aim}`;
  console.log(
    `  ${sign} ${result.work} · ${result.size} · ${result.database}: ${result.ours} ${result.unit}${beside}${aim}`,
  );
  if (process.env.BENCH_KEEP === 'off') return result;
  const kept = existsSync(results) ? (JSON.parse(readFileSync(results, 'utf8')) as Kept[]) : [];
  const key = ({ bench, work, database, size }: Result) =>
    [bench, work, database.replace(/ .*/, ''), size].join('\u0000');
  const others = kept.filter((one) => key(one) !== key(result));
  const all = [...others, { ...result, on: new Date().toISOString().slice(0, 10), machine: machine() }];
  all.sort((one, other) => (key(one) < key(other) ? -1 : 1));
  writeFileSync(results, `${JSON.stringify(all, null, 2)}\n`);
  return result;
}

/** The machine and the versions that a figure depends on, in one line. */
function machine(): string {
  const [cpu] = cpus();
  const hardware = `${cpus().length} × ${cpu?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB`;
  const packages = ['fastify', 'mysql2', 'typeorm'].map((name) => `${name} ${versionOf(name)}`).join(', ');
  return `${hardware}, Linux ${release()} ${arch()}, Node ${process.versions.node}, ${packages}`;
}

/** Read from the file: not every package lets its package.json be imported. */
function versionOf(name: string): string {
  const file = new URL(`../../../node_modules/${name}/package.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
