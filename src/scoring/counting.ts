import { claimedHundredths, countedHundredths, countsTogether, type Entry } from './entry.js';
import { addUp, exactly, type Exact, roundHalfUp, times } from './exact.js';
import { countGroup } from './group-counting.js';
import { oneFactOnce } from './one-fact-once.js';
import { isAveraged, type Node, type Plan } from './plan.js';
import type { Line } from './score.js';
import { boundNote, boundsOf, type Earlier } from './limits.js';
import type { Note } from './problem.js';

/** An entry, or a base item that nobody entered anything about, on its way through the tree. */
export interface Counting {
  line: Line;
  node: Node;
  entry: Entry | null;
  /** Refused, or the same fact as another: it stays on the sheet and counts nothing. */
  dead: boolean;
}

/** What a group or the total adds to, or takes from, what its members come to; `group` null is the total. */
export interface Adjustment {
  code: 'mean' | 'highest' | 'share' | 'times' | 'rounding' | 'groupCap' | 'groupFloor' | 'ceiling' | 'floor';
  group: string | null;
  pointsHundredths: number;
}

export interface Counted {
  plan: Plan;
  earlier: Earlier;
  /** By place of the item's node, in the scheme's order; a node of the list without countings has no list. */
  ofNode: (Counting[] | undefined)[];
  /** By place: the value in hundredths, half up where `exact` has more. */
  values: number[];
  exact: (Exact | undefined)[];
  adjustments: Adjustment[];
}

/**
 * Counts checked entries along the tree (domain/scheme.md, arithmetic 1 and 3; docs/scheme.md): one fact once, then every
 * item within its floor and cap, then the groups from the inside out. The order of `entries` doesn't matter: who is cut is
 * decided by the values, the lightest first, then the last in the scheme. So a new deed can only raise a score and a new
 * fault only lower it, whatever else is on the sheet.
 */
export function countSheet(plan: Plan, entries: readonly Entry[], earlier: Earlier): Counted {
  const ofNode: (Counting[] | undefined)[] = [];
  for (const entry of entries) {
    const node = plan.byCode.get(entry.itemCode);
    if (!node) continue;
    const counting = start(node, entry);
    const others = ofNode[node.place];
    if (others) others.push(counting);
    else ofNode[node.place] = [counting];
  }
  for (const countings of ofNode) if (countings && countings.length > 1) countings.sort(heaviestFirst);
  oneFactOnce(plan, ofNode, earlier);
  const counted: Counted = { plan, earlier, ofNode, values: [], exact: [], adjustments: [] };
  for (const node of plan.items) countItem(counted, node);
  for (const node of plan.groups) countGroup(counted, node);
  return counted;
}

function start(node: Node, entry: Entry): Counting {
  const item = node.item!;
  const claimed = claimedHundredths(item, entry, node.standardHundredths);
  const line: Line = {
    entryNumber: entry.number,
    itemCode: item.code,
    kind: item.kind,
    claimedHundredths: claimed,
    countedHundredths: claimed,
    notes: entry.refused ? [{ code: 'refused' }] : [],
  };
  return { line, node, entry, dead: entry.refused === true };
}

/** By how much a line moves the score, from what is presumed: below zero for a loss. */
export function effectHundredths({ line, node }: Counting): number {
  return line.kind === 'base' ? line.claimedHundredths - node.standardHundredths : line.claimedHundredths;
}

function heaviestFirst(one: Counting, other: Counting): number {
  return Math.abs(effectHundredths(other)) - Math.abs(effectHundredths(one)) || byContent(one.entry!, other.entry!);
}

/** A fixed order of entries of one item and weight, by what they say; the number only parts perfect twins. */
function byContent(a: Entry, b: Entry): number {
  return (
    compare(a.optionCode ?? '', b.optionCode ?? '') || compare(a.deedKey ?? '', b.deedKey ?? '') || a.number - b.number
  );
}

/** By code unit: the same everywhere, unlike an order that depends on a locale. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function countItem(counted: Counted, node: Node): void {
  const countings = counted.ofNode[node.place];
  const alive = countings?.filter(({ dead }) => !dead) ?? [];
  for (const { line, dead } of countings ?? []) if (dead) line.countedHundredths = 0;
  if (alive.length === 0) return presume(counted, node, countings?.[0]);
  const { item } = node;
  if (item && isAveraged(item)) return average(counted, node, alive);
  if (item && countsTogether(item) && (node.long || alive.length > 1)) return countTogether(counted, node, alive);
  if (item?.combine === 'highest')
    onlyHighest(alive, { item: item.code, entryNumber: alive[0]!.line.entryNumber ?? 0 });
  // A longer period has the standard once, so that a sheet only says what it changed.
  if (item?.kind === 'base' && node.long)
    for (const { line } of alive) line.countedHundredths -= node.standardHundredths;
  let value = 0;
  for (const { line } of alive) value += line.countedHundredths;
  settleValue(counted, node, value, () => alive);
}

/** Nothing is entered, or all of it refused: a base item counts its standard (domain/scheme.md, arithmetic 4). */
function presume(counted: Counted, node: Node, refused: Counting | undefined): void {
  const { item, standardHundredths } = node;
  const value = item?.kind === 'base' && !node.long ? standardHundredths : 0;
  counted.values[node.place] = value;
  if (item?.kind === 'factor') counted.values[node.place] = standardHundredths;
  if (item?.kind !== 'base') return;
  if (refused) refused.line.countedHundredths = value;
  else counted.ofNode[node.place] = [presumed(node, value)];
}

function presumed(node: Node, value: number): Counting {
  const line: Line = {
    entryNumber: null,
    itemCode: node.code,
    kind: 'base',
    claimedHundredths: node.standardHundredths,
    countedHundredths: value,
    notes: [],
  };
  if (node.notApplicable) line.notes.push({ code: 'notApplicable' });
  else if (node.long) line.notes.push({ code: 'onceAPeriod', params: { per: node.item!.per } });
  return { line, node, entry: null, dead: false };
}

/** Of lines in the order of their weight all but the first count nothing. */
function onlyHighest([, ...others]: readonly Counting[], params: Record<string, string | number>): void {
  for (const { line } of others) {
    line.countedHundredths = 0;
    line.notes.push({ code: 'onlyHighest', params });
  }
}

/**
 * Counts are added up, and then valued: each line counts what it adds. Over a longer period than a sheet only the counts are
 * handed on, because what they are worth is known at the end; see `period-tree.ts`.
 */
function countTogether(counted: Counted, node: Node, alive: readonly Counting[]): void {
  const item = node.item!;
  const { standardHundredths } = node;
  let count = 0;
  let worth = item.kind === 'base' ? standardHundredths : 0;
  alive.forEach(({ line, entry }, index) => {
    count += entry?.count ?? 0;
    const next = countedHundredths(item, count, standardHundredths);
    line.countedHundredths = node.long ? 0 : next - (index === 0 ? 0 : worth);
    worth = next;
    line.notes.push(
      node.long ? { code: 'onceAPeriod', params: { per: item.per } } : { code: 'countedTogether', params: { count } },
    );
  });
  settleValue(counted, node, node.long ? 0 : worth, () => alive);
}

/** Several people's word about one thing: the mean, spread over the lines so that they add up to it. */
function average(counted: Counted, node: Node, given: readonly Counting[]): void {
  const alive = node.item?.combine === 'trimmedMean' ? trimmed(given) : given;
  const sum = alive.reduce((total, { line }) => total + line.claimedHundredths, 0);
  const change = node.item?.kind === 'base' && node.long ? node.standardHundredths : 0;
  const mean = times(exactly(sum - change * alive.length), 1, alive.length);
  const { low, high } = boundsOf(node, counted.earlier);
  const within = node.long ? mean : clampExact(mean, low, high);
  const value = roundHalfUp(within);
  counted.values[node.place] = value;
  counted.exact[node.place] = within;
  let spread = 0;
  alive.forEach(({ line }, index) => {
    const until = roundHalfUp(times(exactly(value), index + 1, alive.length));
    line.countedHundredths = until - spread;
    spread = until;
    line.notes.push({ code: 'averaged', params: { entries: alive.length } });
  });
}

/** Without the highest and the lowest, where at least three are given; these two count nothing and say so. */
function trimmed(given: readonly Counting[]): readonly Counting[] {
  if (given.length < 3) return given;
  const byValue = given.toSorted((a, b) => a.line.claimedHundredths - b.line.claimedHundredths);
  for (const end of [byValue.at(0)!, byValue.at(-1)!]) {
    end.line.countedHundredths = 0;
    end.line.notes.push({ code: 'trimmed' });
  }
  return byValue.slice(1, -1);
}

/** An exact value kept between two limits, either of which may be infinite. */
export function clampExact(value: Exact, low: number, high: number): Exact {
  const above = (limit: number) => addUp([value, exactly(-limit)]).numerator > 0n;
  if (high !== Infinity && above(high)) return exactly(high);
  return low !== -Infinity && !above(low) ? exactly(low) : value;
}

/**
 * Keeps a value of whole hundredths within what holds for the node in this sheet: what is beyond is taken from its lines,
 * with the reason. What no line can bear (a floor above everything that was counted) is an adjustment.
 */
export function settleValue(counted: Counted, node: Node, value: number, linesOf: () => readonly Counting[]): void {
  counted.values[node.place] = value;
  if (node.long) return;
  const bounds = node.limits.length === 0 ? node : boundsOf(node, counted.earlier);
  const { low, high } = bounds;
  if (value <= high && value >= low) return;
  const isCap = value > high;
  const note = boundNote(node, boundsOf(node, counted.earlier), isCap);
  const rest = isCap ? -cutLines(linesOf(), value - high, note) : restoreLines(linesOf(), low - value, note);
  if (rest !== 0) {
    counted.adjustments.push({ code: isCap ? 'groupCap' : 'groupFloor', group: node.code, pointsHundredths: rest });
  }
  counted.values[node.place] = isCap ? high : low;
}

/** Takes points away from what was added: contributions before base items, the lightest and the last listed first. Answers what is left to take. */
function cutLines(countings: readonly Counting[], excess: number, note: Note): number {
  let left = excess;
  for (const { line } of lightestFirst(countings)) {
    const cut = Math.min(left, Math.max(0, line.countedHundredths));
    if (cut === 0) continue;
    line.countedHundredths -= cut;
    line.notes.push({ code: note.code, params: { ...note.params, cutHundredths: cut } });
    left -= cut;
  }
  return left;
}

/** Gives points back that were taken off: deductions before base items, the lightest and the last listed first. */
function restoreLines(countings: readonly Counting[], missing: number, note: Note): number {
  let left = missing;
  for (const { line, node } of lightestFirst(countings)) {
    const kept = line.kind === 'base' && !node.long ? node.standardHundredths : 0;
    const back = Math.min(left, Math.max(0, kept - line.countedHundredths));
    if (back === 0) continue;
    line.countedHundredths += back;
    line.notes.push({ code: note.code, params: { ...note.params, cutHundredths: back } });
    left -= back;
  }
  return left;
}

function lightestFirst(countings: readonly Counting[]): readonly Counting[] {
  if (countings.length < 2) return countings;
  const isBase = ({ line }: Counting) => Number(line.kind === 'base');
  const weight = ({ line }: Counting) => Math.abs(line.countedHundredths);
  return countings.toReversed().sort((a, b) => isBase(a) - isBase(b) || weight(a) - weight(b));
}
