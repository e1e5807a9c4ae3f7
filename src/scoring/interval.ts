import { addUp, compareExact, exactly, type Exact, roundHalfUp, times, zero } from './exact.js';
import type { Over } from './scheme.js';

/** The least and the most that something can come to; null where there is no limit. */
export interface Interval {
  low: Exact | null;
  high: Exact | null;
}

export const nothing: Interval = { low: zero, high: zero };

export function only(hundredths: number): Interval {
  return { low: exactly(hundredths), high: exactly(hundredths) };
}

/** From the least of these figures to the largest. */
export function spanning(figures: readonly number[]): Interval {
  return figures.length === 0 ? nothing : { low: exactly(Math.min(...figures)), high: exactly(Math.max(...figures)) };
}

/** Either of these. */
export function either(intervals: readonly Interval[]): Interval {
  const [first, ...others] = intervals;
  if (!first) return nothing;
  return others.reduce((all, each) => ({ low: lower(all.low, each.low), high: higher(all.high, each.high) }), first);
}

/** All of these together. */
export function together(intervals: readonly Interval[]): Interval {
  const ends = (end: 'low' | 'high') => {
    const given = intervals.map((interval) => interval[end]).filter((value) => value !== null);
    return given.length < intervals.length ? null : addUp(given);
  };
  return { low: ends('low'), high: ends('high') };
}

/** The same on both ends; `change` never falls. */
export function mapped({ low, high }: Interval, change: (value: Exact) => Exact): Interval {
  return { low: low && change(low), high: high && change(high) };
}

export function rounded(interval: Interval, multiple: number): Interval {
  return mapped(interval, (value) => exactly(roundHalfUp(value, multiple)));
}

/** Times a number between two ends, in hundredths and not below zero; `high` null: without limit. */
export function multiplied({ low, high }: Interval, factor: Interval): Interval {
  const most = factor.high;
  const least = factor.low ?? zero;
  const timesFactor = (value: Exact, by: Exact) => {
    const product = value.numerator * by.numerator;
    return { numerator: product, denominator: value.denominator * by.denominator * 100n };
  };
  const sign = (value: Exact | null) => (value === null ? 0 : compareExact(value, zero));
  const end = (value: Exact | null, isOutward: boolean) => {
    if (value === null) return null;
    const by = isOutward ? most : least;
    if (by === null) return sign(value) === 0 ? zero : null;
    return timesFactor(value, by);
  };
  return { low: end(low, sign(low) < 0), high: end(high, sign(high) > 0) };
}

/** Kept between two limits, either of which may be missing. */
export function within(interval: Interval, floor: number | null, cap: number | null): Interval {
  const clamp = (value: Exact) => {
    if (cap !== null && compareExact(value, exactly(cap)) > 0) return exactly(cap);
    return floor !== null && compareExact(value, exactly(floor)) < 0 ? exactly(floor) : value;
  };
  const clamped = mapped(interval, clamp);
  return {
    low: clamped.low ?? (floor === null ? null : exactly(floor)),
    high: clamped.high ?? (cap === null ? null : exactly(cap)),
  };
}

/** Up to `count` of the same, at least one, put together as `over` says. */
export function repeated(interval: Interval, over: Over, count: number): Interval {
  if (over !== 'sum') return interval;
  const all = mapped(interval, (value) => times(value, count, 1));
  return either([interval, all]);
}

/** The mean of some of these: of all that are always there, and of any of the others. */
export function meanOf(members: readonly { value: Interval; isAlways: boolean }[]): Interval {
  const low = leastMean(members, ({ low: end }) => end);
  // The largest mean is the least of the opposite figures.
  const high = leastMean(members, ({ high: end }) => end && times(end, -1, 1));
  return { low, high: high && times(high, -1, 1) };
}

function leastMean(
  members: readonly { value: Interval; isAlways: boolean }[],
  endOf: (value: Interval) => Exact | null,
): Exact | null {
  const ends = members.map(({ value, isAlways }) => ({ end: endOf(value), isAlways }));
  if (ends.some(({ end }) => end === null)) return null;
  const always = ends.filter(({ isAlways }) => isAlways).map(({ end }) => end ?? zero);
  const others = ends.filter(({ isAlways }) => !isAlways).map(({ end }) => end ?? zero);
  others.sort(compareExact);
  let taken = always;
  const mean = (values: readonly Exact[]) => (values.length === 0 ? zero : times(addUp(values), 1, values.length));
  for (const other of others) {
    if (compareExact(mean([...taken, other]), mean(taken)) < 0) taken = [...taken, other];
  }
  // Where nothing is always there, what is there alone may be the mean; with nothing there it is 0.
  return mean(taken);
}

function lower(one: Exact | null, other: Exact | null): Exact | null {
  if (one === null || other === null) return null;
  return compareExact(one, other) <= 0 ? one : other;
}

function higher(one: Exact | null, other: Exact | null): Exact | null {
  if (one === null || other === null) return null;
  return compareExact(one, other) >= 0 ? one : other;
}
