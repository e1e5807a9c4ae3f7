import type { Problem } from './problem.js';
import { schemeSense } from './scheme-sense.js';
import { schemeShape } from './scheme-shape.js';

/*
 * The language in which a unit writes its rule, as data (docs/scheme.md is its reference). Six ideas, and no special case
 * for any one rule: an item says how one thing is valued; a group puts items (and groups) together under a way to combine, a
 * factor, a floor and a cap; a period says over how long a floor, a cap or a presumed value holds, and how shorter periods
 * are put together for a longer one; a profile says who is scored on what; bands name results; vetoes limit them.
 */

/** Words in both languages of the product; where a rule was written in one language, both hold the same words. */
export interface Text {
  zh: string;
  en: string;
}

/** How long something covers, the shortest first. A quarter, half-year or year begins where the scheme's year begins. */
export type Period = 'month' | 'quarter' | 'halfYear' | 'year';
export const PERIODS = ['month', 'quarter', 'halfYear', 'year'] as const satisfies readonly Period[];

/** How several values become one. `highest`: only the greatest value counts; where all are losses, the
 * largest loss. */
export type Combine = 'sum' | 'mean' | 'highest';

/** How the values of several periods become the value of a longer one. `latest`: the last one given. */
export type Over = Combine | 'latest';

/** An exact share, such as 1/3 or 20/100. */
export interface Fraction {
  numerator: number;
  denominator: number;
}

/**
 * `base`: presumed, counted without anybody's claim, and changed for a recorded fact. `deduction`: ≤ 0, for a recorded fact.
 * `contribution`: ≥ 0, claimed with evidence. `factor`: a number that groups or the total are multiplied by.
 */
export type ItemKind = 'base' | 'deduction' | 'contribution' | 'factor';

export type Decider =
  | 'automatic'
  | 'groupLeader'
  | 'organisationCommissioner'
  | 'disciplineCommissioner'
  | 'secretary'
  | 'branch'
  | 'bureau';

/** One case of an item. Base: the points kept; deduction: negative; contribution: positive; factor: 120 is 1.2 times. */
export interface Option {
  code: string;
  name: Text;
  pointsHundredths: number;
  /** Where this case alone is decided by somebody else than the item's decider (awards from the city up: the bureau). */
  decidedBy?: Decider;
}

/** Points × count, for every `per` of the unit that are full. On a base item the points are added to the standard. */
export interface Each {
  pointsHundredths: number;
  unit: Text;
  countMax: number;
  /** How many of the unit earn the points once: 10 for "a point for every ten hours". Otherwise 1. */
  per?: number;
}

/** Free points between two ends, both included, on the scheme's step. A deduction runs from −500 to −100. */
export interface Range {
  fromHundredths: number;
  toHundredths: number;
}

/** A count is entered, and the highest level that it reaches gives the points; below the first level it gives none. */
export interface Levels {
  unit: Text;
  countMax: number;
  /** By `from`, ascending. */
  steps: { from: number; pointsHundredths: number }[];
}

/**
 * A further cap over a longer period, used up in the order of the sheets: each counts what is left of it. So a month's own
 * score can hold to "at most 12 a year".
 */
export interface Limit {
  per: Period;
  /** Below zero for what takes points off. */
  capHundredths: number;
}

/**
 * One line of the rule. Exactly one of `options`, `each`, `range`, `levels` says how an entry is valued; a base item
 * or a factor may have none of them: then nobody changes it.
 */
export interface Item {
  code: string;
  kind: ItemKind;
  name: Text;
  /** Code of a category (behaviour, B1–B4): what the month is published by. Null where the scheme has none. */
  category: string | null;
  /** Code of a qualification (Q1–Q4): what a member's profile is drawn by. Null where the scheme has none. */
  qualification: string | null;
  /** The group it counts in; null: the group that takes its kind, or else the total itself. */
  group: string | null;
  /** What counts when nothing is entered. Base: presumed; a factor: 100, once; deductions and contributions: 0. */
  standardHundredths: number;
  options?: Option[];
  each?: Each;
  range?: Range;
  levels?: Levels;
  /** The least a base item can be in its period, mostly 0. Otherwise null: see the cap. */
  floorHundredths: number | null;
  /** The most the item can give in its period, or take, then negative; null where the rule has no cap. */
  capHundredths: number | null;
  /** Over how long floor, cap and standard hold. */
  per: Period;
  /** Further caps over longer periods than `per`. */
  limits: Limit[];
  /**
   * How several entries in one sheet become one value; `trimmedMean` leaves out the highest and the lowest of three or more.
   * A base item has one entry, unless they are averaged.
   */
  combine: Combine | 'trimmedMean';
  /** How its periods become a longer one. */
  over: Over;
  /** A sheet without an entry about it is undecided: nothing is presumed. */
  required: boolean;
  /** Base items of a year only: the standard is this share of last year's result, where there is one. */
  carryOver?: Fraction;
  /** Who may enter it. Deductions and factors: never the member. */
  claimedBy: ('member' | Decider)[];
  decidedBy: Decider;
  /** Set by the system from a fact; see `automaticOption`. */
  automatic?: 'sheetSubmittedOnTime';
  evidence: Text | null;
  evidenceRequired: boolean;
  /** Of several entries for one deed (same `deedKey`) only the highest counts; entries should name their deed. */
  onceADeed?: boolean;
}

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

/**
 * Everything that is wrong with a scheme, in structure (a missing or unknown property, a number that isn't an exact
 * integer) or, where the structure holds, in sense (an unknown category, a positive deduction, bands that leave a gap).
 * Empty: `value` is a `Scheme`. Never throws, whatever it is given. What is only odd is in `schemeWarnings`.
 */
export function checkScheme(value: unknown): Problem[] {
  const problems = schemeShape(value);
  return problems.length > 0 ? problems : schemeSense(value as Scheme);
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
