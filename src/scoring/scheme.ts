import type { Combine, Decider, Fraction, Item, ItemKind, Limit, Over, Period, Text } from './item.js';

export { PERIODS } from './item.js';
export type {
  Combine,
  Decider,
  Each,
  Fraction,
  Item,
  ItemKind,
  Levels,
  Limit,
  Option,
  Over,
  Period,
  Range,
  Text,
} from './item.js';

/*
 * The language in which a unit writes its rule, as data (docs/scheme.md is its reference). Six ideas, and no special case
 * for any one rule: an item says how one thing is valued; a group puts items (and groups) together under a way to combine, a
 * factor, a floor and a cap; a period says over how long a floor, a cap or a presumed value holds, and how shorter periods
 * are put together for a longer one; a profile says who is scored on what; bands name results; vetoes limit them.
 */

/** What a group and the total have in common: combine the members, multiply, round, and keep within floor and cap. */
export interface Rules {
  combine: Combine;
  /** The constant share of the combined value that counts (30 % of a review). */
  share: Fraction | null;
  /** Codes of factor items that multiply the value. */
  times: string[];
  /** Rounded half up to whole multiples of this; null: kept exact until a score is stored or shown. The total's is never null. */
  roundHundredths: number | null;
  floorHundredths: number | null;
  /** Below zero it limits what a group of deductions takes: the same as that floor. */
  capHundredths: number | null;
  /** Over how long all this holds. */
  per: Period;
  /** How the values of several such periods become that of a longer one. */
  over: Over;
}

/** Items and groups under a common rule. */
export interface Group extends Rules {
  code: string;
  name: Text;
  /** The group it counts in; null: the total. */
  group: string | null;
  /** Takes all items of this kind that name no group. */
  takes: ItemKind | null;
  /** Further caps over longer periods than `per`. */
  limits: Limit[];
}

/** Another figure of an item or group for a class of members. */
export interface Override {
  /** Code of an item or group. */
  code: string;
  standardHundredths?: number;
  floorHundredths?: number | null;
  capHundredths?: number | null;
  /** Of a group or the total only. */
  share?: Fraction | null;
}

export interface Profile {
  code: string;
  name: Text;
  /** False: the member has no sheet; his months are "not scored", never a zero. */
  scored: boolean;
  /** Items that do not apply: nothing can be entered about them. */
  notApplicable: string[];
  /** What a base item that doesn't apply counts: its standard in full, or nothing. */
  notApplicableCounts: 'full' | 'nothing';
  overrides: Override[];
}

export interface BandConditions {
  noVeto?: boolean;
  /** No counted sheet below this. */
  lowestMonthAtLeastHundredths?: number;
  /** Items (usually deductions) that must not have occurred in a counted month. */
  withoutItems?: string[];
  /** Items that must have occurred. */
  withItems?: string[];
  /** What an item or group must come to over the whole period. Never the total. */
  partsAtLeast?: { code: string; pointsHundredths: number }[];
  /** At most numerator/denominator of the branch, rounded down, but never fewer than `atLeast` places. */
  quota?: Fraction & { atLeast: number };
}

export interface Band {
  code: string;
  name: Text;
  fromHundredths: number;
  /** The summaries that it is for; none named: all of them. */
  summaries: Period[];
  /** Where a profile has a threshold of its own. */
  fromForProfiles: { profile: string; fromHundredths: number }[];
  conditions: BandConditions;
}

/** What a veto does: the result of the period that it falls into is at most this. */
export interface Veto {
  code: string;
  name: Text;
  capHundredths: number;
  per: Period;
}

/** A period that results are summarised over, and how many sheets must have counted for a band. */
export interface SummaryRule {
  per: Period;
  countedMin: number;
}

/** What a branch may add to the rule by itself: items of these kinds, under one common limit of its own. */
export interface OwnItems {
  kinds: ('deduction' | 'contribution')[];
  itemsMax: number;
  /** The most that all own items together can give, or take, in one sheet. */
  capHundredths: number;
}

export interface Scheme {
  code: string;
  name: Text;
  version: string;
  /** What one sheet covers. */
  period: Period;
  /** The month in which the year begins, 1–12. A year is named after the calendar year in which it ends. */
  yearStartsMonth: number;
  /** Every value of the scheme and of an entry is a whole number of steps. */
  stepHundredths: number;
  total: Rules;
  categories: { code: string; name: Text }[];
  qualifications: { code: string; name: Text }[];
  profiles: Profile[];
  items: Item[];
  groups: Group[];
  summaries: SummaryRule[];
  /** Of one summary the highest first; the last begins at the floor or below, without a condition: everybody has a band. */
  bands: Band[];
  vetoes: Veto[];
  ownItems: OwnItems | null;
}

/** The item with this code, or undefined. */
export function itemOf(scheme: Scheme, code: unknown): Item | undefined {
  return scheme.items.find((item) => item.code === code);
}

/** The profile with this code, or undefined. */
export function profileOf(scheme: Scheme, code: unknown): Profile | undefined {
  return scheme.profiles.find((profile) => profile.code === code);
}

/** Who decides an entry: the option's own decider where it has one, else the item's. */
export function deciderOf(item: Item, optionCode?: string | null): Decider {
  return item.options?.find((option) => option.code === optionCode)?.decidedBy ?? item.decidedBy;
}

/** The group that an item counts in; null: the total itself. */
export function groupOf(scheme: Scheme, item: Item): Group | null {
  const own = scheme.groups.find(({ code }) => code === item.group);
  return own ?? scheme.groups.find(({ takes }) => takes === item.kind) ?? null;
}

/**
 * The option of an automatic item that the fact leads to: the first (in full) when it is so, the last when it isn't;
 * null for an item that isn't automatic.
 */
export function automaticOption(item: Item, isSo: boolean): string | null {
  if (item.automatic === undefined) return null;
  return (isSo ? item.options?.at(0) : item.options?.at(-1))?.code ?? null;
}

/** The least and the most a base item can be: its floor, and its cap or else the best of its values. */
export function fullHundredths(item: Item): number {
  if (item.capHundredths !== null) return item.capHundredths;
  const values = [
    item.standardHundredths,
    ...(item.options ?? []).map((option) => option.pointsHundredths),
    ...(item.levels?.steps ?? []).map((step) => step.pointsHundredths),
    item.range?.toHundredths ?? item.standardHundredths,
  ];
  return Math.max(...values);
}
