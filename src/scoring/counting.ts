import { claimedHundredths, type Entry } from './entry.js';
import { addUp, exactly, type Exact } from './exact.js';
import { countGroup } from './group-counting.js';
import { oneFactOnce } from './one-fact-once.js';
import { countItem } from './item-counting.js';
import type { Node, Plan } from './plan.js';
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
  const ofNode = new Array<Counting[] | undefined>(plan.size).fill(undefined);
  const entered: Node[] = [];
  for (const entry of entries) {
    const node = plan.byCode.get(entry.itemCode);
    if (!node) continue;
    const others = ofNode[node.place];
    if (others) others.push(start(node, entry));
    else {
      ofNode[node.place] = [start(node, entry)];
      entered.push(node);
    }
  }
  if (entered.length < entries.length) for (const node of entered) ofNode[node.place]!.sort(heaviestFirst);
  if (entries.length > 1) oneFactOnce(plan, entries, ofNode, earlier);
  const counted: Counted = { plan, earlier, ofNode, values: plan.presumed.slice(), exact: [], adjustments: [] };
  for (const node of entered) countItem(counted, node, ofNode[node.place]!);
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

/** What stands under an item; a line of its own for a base item that nobody entered anything about, made when it is asked for. */
export function countingsOf({ ofNode }: Counted, node: Node): readonly Counting[] {
  const countings = ofNode[node.place];
  if (countings) return countings;
  if (node.item?.kind !== 'base') return [];
  return (ofNode[node.place] = [{ line: presumedLine(node), node, entry: null, dead: false }]);
}

/** The line of a base item that nobody entered anything about. */
export function presumedLine(node: Node): Line {
  const notes: Note[] = [];
  if (node.notApplicable) notes.push({ code: 'notApplicable' });
  else if (node.long) notes.push({ code: 'onceAPeriod', params: { per: node.item!.per } });
  return {
    entryNumber: null,
    itemCode: node.code,
    kind: 'base',
    claimedHundredths: node.standardHundredths,
    countedHundredths: node.long ? 0 : node.standardHundredths,
    notes,
  };
}

/** The name of what a floor or a cap did to a group, or to the total. */
export function limitOf({ parent, code }: Node, isCap: boolean): Pick<Adjustment, 'code' | 'group'> {
  if (parent) return { code: isCap ? 'groupCap' : 'groupFloor', group: code };
  return { code: isCap ? 'ceiling' : 'floor', group: null };
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
    counted.adjustments.push({ ...limitOf(node, isCap), pointsHundredths: rest });
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
