/**
 * Sheets a second of the engine with the default scheme, beside a hand-written function that knows no other rule and answers
 * the same (checked below, sheet by sheet). In one process and in turns. Then memory: a member's ten years of sheets must not
 * leave more behind than one.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { readSchemeFile } from '#src/schemes/scheme-file.js';
import type { Item, Scheme } from '#src/scoring/scheme.js';
import { type Entry, scoreSheet } from '#src/scoring/score.js';
import { scoreByHand } from './scoring-by-hand.js';

const rounds = 15;
const scheme = readSchemeFile(readFileSync('schemes/default.yaml', 'utf8')).scheme as Scheme;
const scored = scheme.items.filter(({ automatic }) => !automatic);

/** The same sheets in every run: a third unchanged, most with a few entries, some with many. */
function madeUpSheets(count: number): { profileCode: string; entries: Entry[] }[] {
  let state = 20260101;
  const random = (below: number) => (state = (state * 48271) % 2147483647) % below;
  return Array.from({ length: count }, () => {
    const profileCode = random(8) === 0 ? 'light' : 'full';
    const notApplicable = scheme.profiles.find(({ code }) => code === profileCode)!.notApplicable;
    const items = scored.filter(({ code }) => !notApplicable.includes(code));
    const wanted = [0, 0, 1, 2, 3, 12][random(6)]!;
    const chosen = Array.from({ length: wanted }, () => items[random(items.length)]!);
    const once = chosen.filter((item, index) => item.kind !== 'base' || chosen.indexOf(item) === index);
    return {
      profileCode,
      entries: once.map((item, number) => ({ number, itemCode: item.code, ...valueOf(item, random) })),
    };
  });
}

function valueOf({ options, each, range }: Item, random: (below: number) => number): Partial<Entry> {
  if (options) return { optionCode: options[random(options.length)]!.code };
  if (each) return { count: 1 + random(4) };
  const steps = (range!.toHundredths - range!.fromHundredths) / 50;
  return { pointsHundredths: range!.fromHundredths + 50 * random(steps + 1) };
}

const sheets = madeUpSheets(20_000);
for (const { profileCode, entries } of sheets) {
  // Of lines with the same weight either may be cut, so the lines are compared by what they come to.
  const [ours, byHand] = [scoreSheet(scheme, profileCode, entries), scoreByHand(profileCode, entries)];
  assert.deepEqual({ ...ours, lines: ours.lines.length }, { ...byHand, lines: byHand.lines.length });
}

function sheetsASecond(score: (profileCode: string, entries: readonly Entry[]) => unknown): number {
  const begin = performance.now();
  for (const { profileCode, entries } of sheets) score(profileCode, entries);
  return sheets.length / ((performance.now() - begin) / 1000);
}

const engine = (profileCode: string, entries: readonly Entry[]) => scoreSheet(scheme, profileCode, entries);
const figures = Array.from({ length: rounds }, () => [sheetsASecond(engine), sheetsASecond(scoreByHand)] as const);
const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1]!;
const [ours, hand] = [median(figures.map(([one]) => one)), median(figures.map(([, other]) => other))];
const ratio = median(figures.map(([one, other]) => one / other));
console.log(
  `engine ${Math.round(ours)}/s, by hand ${Math.round(hand)}/s: ${ratio.toFixed(2)} of it (aim: at least 0.5)`,
);

/** What is left in memory after so many years of one member's months; the engine must keep nothing of them. */
function leftAfter(years: number): number {
  for (let month = 0; month < years * 12; month += 1) {
    for (const { profileCode, entries } of sheets.slice(0, 500)) engine(profileCode, entries);
  }
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}
if (globalThis.gc) {
  leftAfter(1);
  const [one, ten] = [leftAfter(1), leftAfter(10)];
  console.log(`left after 1 year ${(one / 1e6).toFixed(1)} MB, after 10 more ${(ten / 1e6).toFixed(1)} MB`);
}
