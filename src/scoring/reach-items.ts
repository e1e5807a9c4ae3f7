import { countedHundredths, countsTogether, ENTRIES_OF_ITEM_MAX } from './entry.js';
import { exactly, type Exact, times } from './exact.js';
import {
  either,
  type Interval,
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
import { fullHundredths, type Item, type Period, type Profile, type Rules, type Scheme } from './scheme.js';

/** How many sheets a period has. */
export function sheetsIn(scheme: Scheme, per: Period): number {
  return Math.max(1, Math.floor(MONTHS_IN[per] / MONTHS_IN[scheme.period]));
}

/** The highest count that the entries of an item can come to before it is valued. */
export function countMostOf(scheme: Scheme, item: Item): number {
  const countMax = (item.each ?? item.levels)?.countMax ?? 0;
  if (!countsTogether(item)) return countMax;
  const entries = item.kind === 'base' ? 1 : ENTRIES_OF_ITEM_MAX;
  return countMax * entries * sheetsIn(scheme, item.per);
}

/** Something counts even where nobody entered anything. */
export function isPresumed({ kind, required }: Item): boolean {
  return kind === 'base' && !required;
}

/** A share as a factor is written: 100 is once. */
export function shareInHundredths(numerator: number, denominator: number): Interval {
  const factor = times(exactly(100), numerator, denominator);
  return { low: factor, high: factor };
}

/** Without end, or on that side of zero. */
function isBelow(end: Exact | null): boolean {
  return end === null || end.numerator < 0n;
}

function isAbove(end: Exact | null): boolean {
  return end === null || end.numerator > 0n;
}

/** What single items can come to, for members of one profile; see `reach.ts`. */
export class ItemReach {
  constructor(
    private readonly scheme: Scheme,
    private readonly profile: Profile | undefined,
    /** What last year's result may have been; null: there was none. */
    private readonly lastYear: Interval | null,
  ) {}

  /** A cap below zero limits what is taken off: it is a floor. */
  limits(code: string, { floorHundredths, capHundredths }: Pick<Rules, 'floorHundredths' | 'capHundredths'>) {
    const own = this.profile?.overrides.find((override) => override.code === code);
    const floor = own?.floorHundredths === undefined ? floorHundredths : own.floorHundredths;
    const cap = own?.capHundredths === undefined ? capHundredths : own.capHundredths;
    return cap !== null && cap < 0 ? { floor: Math.max(cap, floor ?? cap), cap: null } : { floor, cap };
  }

  factor(code: string): Interval {
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

  private figures(item: Item): number[] {
    return this.figuresOf(item, 0);
  }

  /** What one entry can claim that counts at least so many. */
  private figuresOf(item: Item, countMin: number): number[] {
    const start = item.kind === 'base' ? this.standard(item) : 0;
    const { each, options = [], range } = item;
    const counts = [countMin, countMostOf(this.scheme, item), ...(item.levels?.steps ?? []).map(({ from }) => from)];
    return [
      ...options.map(({ pointsHundredths }) => pointsHundredths),
      ...(range ? [range.fromHundredths, range.toHundredths] : []),
      ...(each || item.levels ? counts.map((count) => countedHundredths(item, count, start)) : []),
    ];
  }

  /** What the entries of one sheet come to, before any limit. Where an entry may be repeated at will, there is none. */
  private entries(item: Item): Interval {
    const figures = this.isNotApplicable(item) ? [] : this.figures(item);
    if (item.kind === 'base' || item.kind === 'factor') return spanning([this.standard(item), ...figures]);
    const once = spanning([0, ...figures]);
    if (item.combine !== 'sum' || item.levels) return once;
    const hasNoEnd = (end: Exact | null) => end !== null && end.numerator !== 0n;
    return { low: hasNoEnd(once.low) ? null : once.low, high: hasNoEnd(once.high) ? null : once.high };
  }

  private itemLimits(item: Item): { floor: number | null; cap: number | null } {
    const limits = this.limits(item.code, item);
    if (item.kind !== 'base' || item.each || item.carryOver || limits.cap !== null) return limits;
    return { floor: limits.floor, cap: Math.max(this.standard(item), fullHundredths(item)) };
  }

  inSheet(item: Item): Interval {
    const { floor, cap } = this.itemLimits(item);
    return within(this.entries(item), floor, cap);
  }

  /** With an entry at least: what is presumed apart. Where earlier sheets may have used up a longer cap, also nothing. */
  entered(item: Item): Interval {
    const { floor, cap } = this.itemLimits(item);
    const least = spanning(this.figuresOf(item, 1));
    const all = item.kind === 'base' ? least : this.entries(item);
    const { low, high } = this.isNotApplicable(item)
      ? nothing
      : { low: isBelow(all.low) ? all.low : least.low, high: isAbove(all.high) ? all.high : least.high };
    const value = within({ low, high }, floor, cap);
    return item.limits.length > 0 ? either([value, nothing]) : value;
  }

  /** Exactly one entry. */
  anEntry(item: Item): Interval {
    const { floor, cap } = this.itemLimits(item);
    return within(this.isNotApplicable(item) ? nothing : spanning(this.figuresOf(item, 1)), floor, cap);
  }

  /** Of several entries only one: its figures, or nothing where nothing is presumed. */
  singleEntry(item: Item): Interval {
    // Of what holds longer than a sheet an entry is what it changes, before any limit of the longer period.
    if (comparePeriods(item.per, this.scheme.period) > 0) return this.singleChange(item);
    const { floor, cap } = this.itemLimits(item);
    const figures = this.isNotApplicable(item) ? [] : this.figures(item);
    // A sheet that is still undecided shows the standard of a required item; of a decided one it is missing or entered.
    const presumed = isPresumed(item)
      ? [this.standard(item)]
      : [0, ...(item.kind === 'base' ? [this.standard(item)] : [])];
    return within(spanning([...presumed, ...figures]), floor, cap);
  }

  private singleChange(item: Item): Interval {
    if (countsTogether(item) || this.isNotApplicable(item)) return nothing;
    const start = item.kind === 'base' ? this.standard(item) : 0;
    return spanning([0, ...this.figures(item).map((figure) => figure - start)]);
  }

  /** What one sheet changes about an item that holds longer. */
  change(item: Item): Interval {
    // Counts that are added up are worth something only at the end.
    if (countsTogether(item)) return nothing;
    const entries = this.entries(item);
    return item.kind === 'base' ? together([entries, only(0 - this.standard(item))]) : entries;
  }

  inPeriod(item: Item, sheets: number): Interval {
    if (countsTogether(item)) return item.required ? either([this.inSheet(item), nothing]) : this.inSheet(item);
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
