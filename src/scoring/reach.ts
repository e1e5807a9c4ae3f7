import { compareExact, exactly, type Exact, roundHalfUp, times } from './exact.js';
import {
  either,
  type Interval,
  meanOf,
  multiplied,
  nothing,
  only,
  repeated,
  rounded,
  spanning,
  together,
  within,
} from './interval.js';
import { comparePeriods, MONTHS_IN } from './periods.js';
import { fullHundredths, type Group, type Item, type Period, type Profile, type Rules, type Scheme } from './scheme.js';
import { isInCycle, type Members, membersByGroup } from './scheme-tree.js';

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
  return inHundredths(treeOf(scheme, profileCode).over(part, sheetsIn(scheme, per)));
}

/** How many sheets a period has. */
export function sheetsIn(scheme: Scheme, per: Period): number {
  return Math.max(1, Math.floor(MONTHS_IN[per] / MONTHS_IN[scheme.period]));
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
  private readonly alwaysThere = new Map<Group, boolean>();

  constructor(
    private readonly scheme: Scheme,
    private readonly membersOf: ReadonlyMap<Group | null, Members>,
    private readonly profile: Profile | undefined,
    private readonly lastYear: Interval | null,
  ) {}

  /** Over `sheets` sheets: the part's own periods within them, put together. */
  over(part: Part, sheets: number): Interval {
    const rules = part ?? this.scheme.total;
    const inOne = Math.min(sheets, sheetsIn(this.scheme, rules.per));
    const value = this.isLong(part) ? this.inPeriod(part, inOne) : rounded(this.inSheet(part), 1);
    return repeated(value, rules.over, Math.max(1, Math.ceil(sheets / inOne)));
  }

  /** In one sheet; of what holds longer, what the sheet adds to it. */
  inSheet(part: Part): Interval {
    if (isItem(part)) return this.isLong(part) ? this.change(part) : this.itemInSheet(part);
    const members = this.members(part, (member) => this.inSheet(member));
    if (!this.isLong(part)) return this.combined(part, members);
    const isHighest = (part ?? this.scheme.total).combine === 'highest';
    // Of a longer group of which the highest counts, only the entries of this sheet are weighed.
    const entries = isHighest ? [highest(members.filter(({ isEntry }) => isEntry).map(({ value }) => value))] : [];
    const others = members.filter(({ isEntry }) => !isHighest || !isEntry).map(({ value }) => value);
    return together([...entries, ...others]);
  }

  private inPeriod(part: Part, sheets: number): Interval {
    if (isItem(part)) return this.itemInPeriod(part, sheets);
    return this.combined(
      part,
      this.members(part, (member) => this.over(member, sheets)),
    );
  }

  private isLong(part: Part): boolean {
    return comparePeriods((part ?? this.scheme.total).per, this.scheme.period) > 0;
  }

  private members(group: Group | null, valueOf: (part: Item | Group) => Interval): Member[] {
    const { combine } = group ?? this.scheme.total;
    const { items, groups } = this.membersOf.get(group) ?? { items: [], groups: [] };
    return [
      ...items.map((item) => ({
        value: combine === 'highest' ? this.singleEntry(item) : valueOf(item),
        isAlways: isPresumed(item),
        isEntry: true,
      })),
      ...groups.map((inner) => ({
        value: valueOf(inner),
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
    const { share } = rules;
    if (share) value = multiplied(value, shareInHundredths(share.numerator, share.denominator));
    for (const code of rules.times) value = multiplied(value, this.factor(code));
    if (rules.roundHundredths !== null) value = rounded(value, rules.roundHundredths);
    const { floor, cap } = this.limits(group ? group.code : 'total', rules);
    return within(value, floor, cap);
  }

  /** A cap below zero limits what is taken off: it is a floor. */
  private limits(code: string, { floorHundredths, capHundredths }: Pick<Rules, 'floorHundredths' | 'capHundredths'>) {
    const own = this.profile?.overrides.find((override) => override.code === code);
    const floor = own?.floorHundredths === undefined ? floorHundredths : own.floorHundredths;
    const cap = own?.capHundredths === undefined ? capHundredths : own.capHundredths;
    return cap !== null && cap < 0 ? { floor: Math.max(cap, floor ?? cap), cap: null } : { floor, cap };
  }

  private factor(code: string): Interval {
    const item = this.scheme.items.find((it) => it.code === code);
    if (item?.kind !== 'factor') return only(100);
    const presumed = only(this.standard(item));
    if (this.isNotApplicable(item)) return presumed;
    const { floor, cap } = this.limits(code, item);
    const entered = within(spanning(this.figures(item)), floor, cap);
    return either([presumed, repeated(entered, item.over, item.over === 'sum' ? 12 : 1)]);
  }

  private isNotApplicable({ code }: Item): boolean {
    return this.profile?.notApplicable.includes(code) ?? false;
  }

  private standard(item: Item): number {
    if (this.isNotApplicable(item) && this.profile?.notApplicableCounts === 'nothing' && item.kind === 'base') return 0;
    const own = this.profile?.overrides.find(({ code }) => code === item.code);
    return own?.standardHundredths ?? item.standardHundredths;
  }

  /** What one entry can claim. */
  private figures(item: Item): number[] {
    const start = item.kind === 'base' ? this.standard(item) : 0;
    const { each, options = [], range, levels } = item;
    return [
      ...options.map(({ pointsHundredths }) => pointsHundredths),
      ...(range ? [range.fromHundredths, range.toHundredths] : []),
      ...(levels ? [0, ...levels.steps.map(({ pointsHundredths }) => pointsHundredths)] : []),
      ...(each ? [start, start + Math.floor(each.countMax / (each.per ?? 1)) * each.pointsHundredths] : []),
    ];
  }

  /** What the entries of one sheet come to, before any limit. Where an entry may be repeated at will, there is none. */
  private entries(item: Item): Interval {
    const figures = this.isNotApplicable(item) ? [] : this.figures(item);
    if (item.kind === 'base' || item.kind === 'factor') return spanning([this.standard(item), ...figures]);
    const once = spanning([0, ...figures]);
    if (item.combine !== 'sum') return once;
    const hasNoEnd = (end: Exact | null) => end !== null && end.numerator !== 0n;
    return { low: hasNoEnd(once.low) ? null : once.low, high: hasNoEnd(once.high) ? null : once.high };
  }

  private itemLimits(item: Item): { floor: number | null; cap: number | null } {
    const limits = this.limits(item.code, item);
    if (item.kind !== 'base' || item.each || limits.cap !== null) return limits;
    return { floor: limits.floor, cap: Math.max(this.standard(item), fullHundredths(item)) };
  }

  private itemInSheet(item: Item): Interval {
    const { floor, cap } = this.itemLimits(item);
    return within(this.entries(item), floor, cap);
  }

  /** Of several entries only one: its figures, or nothing where nothing is presumed. */
  private singleEntry(item: Item): Interval {
    const { floor, cap } = this.itemLimits(item);
    const figures = this.isNotApplicable(item) ? [] : this.figures(item);
    const presumed = isPresumed(item) ? [this.standard(item)] : [0];
    return within(spanning([...presumed, ...figures]), floor, cap);
  }

  /** What one sheet changes about an item that holds longer. */
  private change(item: Item): Interval {
    const entries = this.entries(item);
    return item.kind === 'base' ? together([entries, only(0 - this.standard(item))]) : entries;
  }

  private itemInPeriod(item: Item, sheets: number): Interval {
    const changes = repeated(rounded(this.change(item), 1), 'sum', sheets);
    const { floor, cap } = this.itemLimits(item);
    if (item.kind !== 'base') return within(changes, floor, cap);
    const { carryOver } = item;
    const standards = [only(this.standard(item))];
    if (carryOver && this.lastYear && !this.isNotApplicable(item)) {
      standards.push(multiplied(this.lastYear, shareInHundredths(carryOver.numerator, carryOver.denominator)));
    }
    const value = within(together([either(standards), changes]), floor, cap);
    return item.required ? either([value, nothing]) : value;
  }
}

interface Member {
  value: Interval;
  /** Presumed: it holds something even where nobody entered anything. */
  isAlways: boolean;
  isEntry: boolean;
}

function isItem(part: Part): part is Item {
  return part !== null && 'kind' in part;
}

/** Something counts even where nobody entered anything. */
function isPresumed({ kind, required }: Item): boolean {
  return kind === 'base' && !required;
}

/** A share as a factor is written: 100 is once. */
function shareInHundredths(numerator: number, denominator: number): Interval {
  const factor = times(exactly(100), numerator, denominator);
  return { low: factor, high: factor };
}

/** The heaviest of several: for gains the largest, for losses the largest loss. */
function highest(values: readonly Interval[]): Interval {
  if (values.length === 0) return nothing;
  const gains = values.every(({ low }) => low !== null && low.numerator >= 0n);
  const losses = values.every(({ high }) => high !== null && high.numerator <= 0n);
  const best = (end: 'low' | 'high', isMost: boolean) =>
    values
      .map((value) => value[end])
      .reduce((one, other) => {
        if (one === null || other === null) return null;
        return compareExact(one, other) > 0 === isMost ? one : other;
      });
  if (gains) return { low: best('low', true), high: best('high', true) };
  if (losses) return { low: best('low', false), high: best('high', false) };
  return either([...values, nothing]);
}
