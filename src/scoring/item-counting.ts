import { type Counted, type Counting, clampExact, settleValue } from './counting.js';
import { countedHundredths, countsTogether } from './entry.js';
import { exactly, roundHalfUp, times } from './exact.js';
import { boundsOf } from './limits.js';
import { isAveraged, type Node } from './plan.js';

/** The value of an item from its entries in one sheet: added up, only the highest, counted together, or averaged. */
export function countItem(counted: Counted, node: Node, countings: readonly Counting[]): void {
  let alive = countings;
  if (countings.some(({ dead }) => dead)) {
    alive = countings.filter(({ dead }) => !dead);
    for (const { line, dead } of countings) if (dead) line.countedHundredths = 0;
  }
  const item = node.item!;
  if (alive.length === 0) {
    // All of it is refused: a base item counts its standard, like one that nobody entered anything about (arithmetic 4).
    if (item.kind === 'base') countings[0]!.line.countedHundredths = counted.values[node.place]!;
    return;
  }
  if (isAveraged(item)) return average(counted, node, alive);
  if (countsTogether(item) && (node.long || alive.length > 1)) return countTogether(counted, node, alive);
  if (item.combine === 'highest') alive = [onlyHighest(alive, item.code)];
  // A longer period has the standard once, so that a sheet only says what it changed.
  if (item.kind === 'base' && node.long)
    for (const { line } of alive) line.countedHundredths -= node.standardHundredths;
  let value = 0;
  for (const { line } of alive) value += line.countedHundredths;
  settleValue(counted, node, value, () => alive);
}

/** The line with the greatest value, of losses the largest; the others count nothing. Lines come in the order of their weight. */
function onlyHighest(lines: readonly Counting[], item: string): Counting {
  const best = lines.reduce((one, other) => (other.line.claimedHundredths > one.line.claimedHundredths ? other : one));
  const counting = best.line.claimedHundredths > 0 ? best : lines[0]!;
  for (const other of lines) {
    if (other === counting) continue;
    other.line.countedHundredths = 0;
    other.line.notes.push({ code: 'onlyHighest', params: { item, entryNumber: counting.line.entryNumber ?? 0 } });
  }
  return counting;
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
