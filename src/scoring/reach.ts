import { compareExact, type Exact, roundHalfUp } from './exact.js';
import { either, type Interval, meanOf, multiplied, nothing, repeated, rounded, together, within } from './interval.js';
import { comparePeriods } from './periods.js';
import { isPresumed, ItemReach, shareInHundredths, sheetsIn } from './reach-items.js';
import { type Group, groupOf, type Item, type Limit, type Period, type Profile, type Scheme } from './scheme.js';
import { chainOf, isInCycle, type Members, membersByGroup } from './scheme-tree.js';

/** The least and the most that can be come to; null: there is no limit. Both are whole hundredths. */
export interface Reach {
  leastHundredths: number | null;
  mostHundredths: number | null;
}

/**
 * What a member of this profile can come to over a period (by default the total's own), whatever is entered in its sheets;
 * vetoes apart. Exact for every item and group by itself: where one thing bars another (one fact scores once, a factor that
 * multiplies twice), nobody may come to the ends, but nobody goes beyond them. An unknown profile reaches what the first does.
 */
export function reach(scheme: Scheme, profileCode: string, per: Period = scheme.total.per): Reach {
  return inHundredths(treeOf(scheme, profileCode).over(null, sheetsIn(scheme, per)));
}

/** What the score of one sheet can be: in a scheme whose total is of a longer period, what the sheet grants and takes off. */
export function reachOfSheet(scheme: Scheme, profileCode: string): Reach {
  return inHundredths(rounded(treeOf(scheme, profileCode).inSheet(null), 1));
}

/** What an item or group can come to over a period; null for a code that doesn't count in the total. */
export function reachOfPart(scheme: Scheme, profileCode: string, code: string, per: Period): Reach | null {
  const group = scheme.groups.find((it) => it.code === code);
  const part = scheme.items.find((it) => it.code === code) ?? group;
  if (!part || (group && isInCycle(scheme, group))) return null;
  const value = treeOf(scheme, profileCode).over(part, sheetsIn(scheme, per));
  // Beside something greater, of which alone the highest counts, it comes to nothing.
  const around = group ? chainOf(scheme, group).slice(1) : chainOf(scheme, groupOf(scheme, part as Item));
  const isBeside = [...around, scheme.total].some(({ combine }) => combine === 'highest');
  return inHundredths(isBeside ? either([value, nothing]) : value);
}

function inHundredths({ low, high }: Interval): Reach {
  return { leastHundredths: low && roundHalfUp(low), mostHundredths: high && roundHalfUp(high) };
}

/** More years than any share below one needs until last year's result changes nothing any more. */
const YEARS_MAX = 200;

/** The tree with what last year's result may have been: whatever years before it led to. */
function treeOf(scheme: Scheme, profileCode: string): Tree {
  const profile = scheme.profiles.find(({ code }) => code === profileCode) ?? scheme.profiles[0];
  const members = membersByGroup(scheme);
  let tree = new Tree(scheme, members, profile, null);
  if (!scheme.items.some(({ carryOver }) => carryOver)) return tree;
  let lastYear: Interval | null = null;
  for (let year = 0; year < YEARS_MAX; year += 1) {
    const result = rounded(tree.over(null, sheetsIn(scheme, 'year')), 1);
    const next: Interval = lastYear ? either([lastYear, result]) : result;
    if (lastYear && same(next.low, lastYear.low) && same(next.high, lastYear.high)) return tree;
    lastYear = next;
    tree = new Tree(scheme, members, profile, lastYear);
  }
  return new Tree(scheme, members, profile, { low: null, high: null });
}

function same(one: Exact | null, other: Exact | null): boolean {
  return one === null || other === null ? one === other : compareExact(one, other) === 0;
}

/** An item, a group, or null for the total. */
type Part = Item | Group | null;

class Tree {
  private readonly items: ItemReach;
  private readonly alwaysThere = new Map<Group, boolean>();

  constructor(
    private readonly scheme: Scheme,
    private readonly membersOf: ReadonlyMap<Group | null, Members>,
    private readonly profile: Profile | undefined,
    lastYear: Interval | null,
  ) {
    this.items = new ItemReach(scheme, profile, lastYear);
  }

  /** Over `sheets` sheets: the part's own periods within them, put together. */
  over(part: Part, sheets: number): Interval {
    const rules = part ?? this.scheme.total;
    const inOne = Math.min(sheets, sheetsIn(this.scheme, rules.per));
    const value = this.isLong(part) ? this.inPeriod(part, inOne) : rounded(this.inSheet(part), 1);
    const all = repeated(
      limited(value, part, () => 1),
      rules.over,
      Math.max(1, Math.ceil(sheets / inOne)),
    );
    // What a longer cap leaves to all of its sheets together, it leaves once in each of its periods.
    const inLimit = ({ per }: Limit) => Math.ceil(sheets / Math.min(sheets, sheetsIn(this.scheme, per)));
    return rules.over === 'sum' ? limited(all, part, inLimit) : all;
  }

  /** In one sheet; of what holds longer, what the sheet adds to it. */
  inSheet(part: Part): Interval {
    if (isItem(part))
      return this.isLong(part) ? this.items.change(part) : limited(this.items.inSheet(part), part, () => 1);
    if (!this.isLong(part)) return limited(this.combined(part, this.membersInSheet(part)), part, () => 1);
    const members = this.members(part, (member) => this.inSheet(member));
    const rules = part ?? this.scheme.total;
    const isHighest = rules.combine === 'highest';
    // Of a longer group of which the highest counts, only the entries of this sheet are weighed.
    const entries = isHighest ? [highest(members.filter(({ isEntry }) => isEntry).map(({ value }) => value))] : [];
    const others = members.filter(({ isEntry }) => !isHighest || !isEntry).map(({ value }) => value);
    return this.shared(part, together([...entries, ...others]));
  }

  private inPeriod(part: Part, sheets: number): Interval {
    if (isItem(part)) return this.items.inPeriod(part, sheets);
    return this.combined(
      part,
      this.members(part, (member) => this.over(member, sheets)),
    );
  }

  /** Of a mean, what holds nothing is no member: the others are as they are when something is entered about them. */
  private membersInSheet(group: Group | null): Member[] {
    const members = this.members(group, (member) => this.inSheet(member));
    if ((group ?? this.scheme.total).combine !== 'mean') return members;
    return members.map((member) => (member.isAlways ? member : { ...member, value: this.heldInSheet(member.part) }));
  }

  /** In one sheet in which something is entered about it. */
  private heldInSheet(part: Item | Group, isSingle = false): Interval {
    if (isItem(part)) return limited(isSingle ? this.items.anEntry(part) : this.items.entered(part), part, () => 1);
    if (this.isAlwaysThere(part)) return this.inSheet(part);
    const members = this.membersInSheet(part);
    const isHighest = part.combine === 'highest';
    const cases = members.map((held) => {
      const value = this.heldInSheet(held.part, isHighest);
      const others = members.map((member) => (member === held ? { ...member, value, isAlways: true } : member));
      return limited(this.combined(part, others), part, () => 1);
    });
    return either(cases);
  }

  private isLong(part: Part): boolean {
    return comparePeriods((part ?? this.scheme.total).per, this.scheme.period) > 0;
  }

  private members(group: Group | null, valueOf: (part: Item | Group) => Interval): Member[] {
    const { combine } = group ?? this.scheme.total;
    const { items, groups } = this.membersOf.get(group) ?? { items: [], groups: [] };
    return [
      ...items.map((item) => ({
        value: combine === 'highest' ? this.items.singleEntry(item) : valueOf(item),
        part: item,
        isAlways: isPresumed(item),
        isEntry: true,
      })),
      ...groups.map((inner) => ({
        value: valueOf(inner),
        part: inner,
        isAlways: combine === 'mean' && this.isAlwaysThere(inner),
        isEntry: false,
      })),
    ];
  }

  private isAlwaysThere(group: Group): boolean {
    const known = this.alwaysThere.get(group);
    if (known !== undefined) return known;
    const { items, groups } = this.membersOf.get(group) ?? { items: [], groups: [] };
    const is = items.some(isPresumed) || groups.some((inner) => this.isAlwaysThere(inner));
    this.alwaysThere.set(group, is);
    return is;
  }

  private combined(group: Group | null, members: readonly Member[]): Interval {
    const rules = group ?? this.scheme.total;
    const values = members.map(({ value }) => value);
    let value = nothing;
    if (rules.combine === 'sum') value = together(values);
    else if (rules.combine === 'highest') value = highest(values);
    else if (members.length > 0) value = meanOf(members);
    value = this.shared(group, value);
    for (const code of rules.times) value = multiplied(value, this.items.factor(code));
    if (rules.roundHundredths !== null) value = rounded(value, rules.roundHundredths);
    const { floor, cap } = this.items.limits(group ? group.code : 'total', rules);
    return within(value, floor, cap);
  }

  private shared(group: Group | null, value: Interval): Interval {
    const own = this.profile?.overrides.find(({ code }) => code === (group ? group.code : 'total'));
    const share = own?.share === undefined ? (group ?? this.scheme.total).share : own.share;
    return share ? multiplied(value, shareInHundredths(share.numerator, share.denominator)) : value;
  }
}

interface Member {
  part: Item | Group;
  value: Interval;
  /** Presumed: it holds something even where nobody entered anything. */
  isAlways: boolean;
  isEntry: boolean;
}

function isItem(part: Part): part is Item {
  return part !== null && 'kind' in part;
}

/** Within further caps, each of which holds `times` over. What is presumed doesn't use them up. */
function limited(value: Interval, part: Part, countOf: (limit: Limit) => number): Interval {
  if (!part || (isItem(part) && part.kind === 'base')) return value;
  return part.limits.reduce((rest, limit) => {
    const all = limit.capHundredths * countOf(limit);
    return limit.capHundredths < 0 ? within(rest, all, null) : within(rest, null, all);
  }, value);
}

/** The greatest of several; where none is above zero, the largest loss. */
function highest(values: readonly Interval[]): Interval {
  if (values.length === 0) return nothing;
  const lows = values.map(({ low }) => low).filter((low) => low !== null);
  const highs = values.map(({ high }) => high).filter((high) => high !== null);
  const isSure = lows.some(({ numerator }) => numerator > 0n);
  const mayGain = highs.length < values.length || highs.some(({ numerator }) => numerator > 0n);
  const best = (ends: readonly Exact[], isMost: boolean) =>
    ends.reduce((one, other) => (compareExact(one, other) > 0 === isMost ? one : other));
  return {
    low: isSure ? best(lows, true) : lows.length < values.length ? null : best(lows, false),
    high: highs.length < values.length ? null : best(highs, mayGain),
  };
}
