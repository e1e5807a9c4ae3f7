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
