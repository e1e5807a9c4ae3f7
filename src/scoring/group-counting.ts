import {
  type Adjustment,
  clampExact,
  type Counted,
  type Counting,
  countingsOf,
  limitOf,
  settleValue,
} from './counting.js';
import { boundsOf } from './limits.js';
import { addUp, compareExact, exactly, type Exact, highestOf, roundHalfUp, times, zero } from './exact.js';
import { isAveraged, type Node } from './plan.js';

/**
 * The value of a group, or of the total, in one sheet: combine the members, multiply, round, keep within floor and cap
 * (docs/scheme.md). What a limit cuts off a plain group is taken from its lines; where something was multiplied or averaged,
 * and at the total, it is an adjustment. A group of a longer period only hands on what the sheet adds to it.
 */
export function countGroup(counted: Counted, node: Node): void {
  if (node.rules?.combine === 'highest') keepHighest(counted, node);
  if (node.plain) countPlain(counted, node);
  else countExact(counted, node);
}

function countPlain(counted: Counted, node: Node): void {
  let value = 0;
  for (const member of node.members) value += counted.values[member.place]!;
  // At the total nobody's line is cut: the clamp comes last, and stands by itself (domain/scheme.md, arithmetic 1).
  settleValue(counted, node, value, () => (node.parent ? linesBelow(counted, node) : []));
}

function linesBelow(counted: Counted, node: Node): Counting[] {
  if (node.item) return [...countingsOf(counted, node)];
  return node.members.flatMap((member) => linesBelow(counted, member));
}

/** Everything that may divide, step by step, so that each step's share of the result can be told. */
function countExact(counted: Counted, node: Node): void {
  const rules = node.rules!;
  const members = node.members.map((member) => exactOf(counted, member));
  let value = addUp(members);
  let shown = 0;
  for (const member of node.members) shown += counted.values[member.place]!;
  const step = (code: Adjustment['code'], next: Exact) => {
    const rounded = roundHalfUp(next);
    if (rounded !== shown) {
      const group = node.parent ? node.code : null;
      counted.adjustments.push({ code, group, pointsHundredths: rounded - shown });
    }
    [value, shown] = [next, rounded];
  };
  if (node.long) {
    if (rules.share) step('share', times(value, rules.share.numerator, rules.share.denominator));
  } else {
    if (rules.combine === 'mean') step('mean', mean(counted, node));
    if (rules.share) step('share', times(value, rules.share.numerator, rules.share.denominator));
    for (const code of rules.times) step('times', times(value, factorOf(counted, code), 100));
    if (rules.roundHundredths !== null) step('rounding', exactly(roundHalfUp(value, rules.roundHundredths)));
    const { low, high } = boundsOf(node, counted.earlier);
    const within = clampExact(value, low, high);
    if (within !== value) step(limitOf(node, compareExact(within, value) < 0).code, within);
  }
  // Without a step of its own, fractions of the members may still come together to another hundredth.
  if (roundHalfUp(value) !== shown) step('rounding', value);
  counted.values[node.place] = shown;
  counted.exact[node.place] = value;
}

function exactOf({ values, exact }: Counted, { place }: Node): Exact {
  return exact[place] ?? exactly(values[place]!);
}

/** Of the members that hold something: missing isn't zero. */
function mean(counted: Counted, node: Node): Exact {
  const held = node.members.filter((member) => holds(counted, member));
  if (held.length === 0) return zero;
  return times(addUp(held.map((member) => exactOf(counted, member))), 1, held.length);
}

/** Whether something is entered about it, or presumed: by a base item, or by a floor above zero. */
export function holds(counted: Counted, node: Node): boolean {
  if (!node.item) return (!node.long && node.low > 0) || node.members.some((member) => holds(counted, member));
  const entered = counted.ofNode[node.place]?.some(({ entry, dead }) => entry !== null && !dead) ?? false;
  return entered || (node.item.kind === 'base' && !node.item.required);
}

function factorOf({ plan, values }: Counted, code: string): number {
  const node = plan.factors.get(code);
  return node ? values[node.place]! : 100;
}

/**
 * Only the heaviest single entry of the group's items, or the heaviest of its groups, counts. The others' lines count
 * nothing; a group that was multiplied is taken away as a whole. In a group of a longer period, whose groups have yet to
 * be put together over that period, only the entries of its items are weighed.
 */
function keepHighest(counted: Counted, node: Node): void {
  interface Candidate {
    value: Exact;
    drop: () => void;
  }
  const candidates = node.members.flatMap((member): Candidate[] => {
    if (!member.item)
      return node.long ? [] : [{ value: exactOf(counted, member), drop: () => dropGroup(counted, node, member) }];
    const countings = countingsOf(counted, member);
    if (isAveraged(member.item)) {
      const drop = () => countings.forEach((counting) => dropLine(counted, node, counting));
      return [{ value: exactOf(counted, member), drop }];
    }
    return countings.map((counting) => ({
      value: exactly(counting.line.countedHundredths),
      drop: () => dropLine(counted, node, counting),
    }));
  });
  const value = highestOf(candidates.map((candidate) => candidate.value));
  const best = candidates.find((candidate) => candidate.value === value);
  for (const candidate of candidates) if (candidate !== best) candidate.drop();
}

function dropLine(counted: Counted, group: Node, { line, node }: Counting): void {
  if (line.countedHundredths === 0) return;
  counted.values[node.place] = counted.values[node.place]! - line.countedHundredths;
  counted.exact[node.place] = undefined;
  line.countedHundredths = 0;
  line.notes.push({ code: 'onlyHighest', params: { group: group.code } });
}

function dropGroup(counted: Counted, group: Node, member: Node): void {
  const lines = member.plain ? linesBelow(counted, member) : [];
  const ofLines = lines.reduce((sum, { line }) => sum + line.countedHundredths, 0);
  for (const counting of lines) dropLine(counted, group, counting);
  // What its lines didn't hold: what was multiplied, averaged, or lifted to a floor.
  const rest = counted.values[member.place]! - ofLines;
  if (rest !== 0) counted.adjustments.push({ code: 'highest', group: group.code, pointsHundredths: -rest });
  counted.values[member.place] = 0;
  counted.exact[member.place] = undefined;
}
