import type {
  Band,
  BandConditions,
  Combine,
  Decider,
  Each,
  Fraction,
  Group,
  Item,
  ItemKind,
  Levels,
  Limit,
  Option,
  Over,
  Override,
  OwnItems,
  Period,
  Profile,
  Range,
  Rules,
  Scheme,
  SummaryRule,
  Text,
  Veto,
} from '../scoring/scheme.js';

/*
 * The API's description is made from classes, and the scoring engine speaks in interfaces. `implements` holds the two
 * together: a property that one has and the other has not, or has otherwise, does not compile.
 */

export class TextView implements Text {
  zh: string;
  en: string;
}

/** A category (B1–B4, behaviour) or a qualification (Q1–Q4, the member's profile). */
export class SchemeDivisionView {
  code: string;
  name: TextView;
}

/** An exact share, such as 1/3 or 20/100. */
export class SchemeFractionView implements Fraction {
  numerator: number;
  denominator: number;
}

/** Another figure of an item or group for a class of members. */
export class SchemeOverrideView implements Override {
  /** Code of an item or group, or total. */
  code: string;
  standardHundredths?: number;
  floorHundredths?: number | null;
  capHundredths?: number | null;
  /** Of a group or the total only. */
  share?: SchemeFractionView | null;
}

export class SchemeProfileView implements Profile {
  code: string;
  name: TextView;
  /** False: the member has no sheet; his months are "not scored", never a zero. */
  scored: boolean;
  /** Items that do not apply: nothing can be entered about them. */
  notApplicable: string[];
  /** What a base item that doesn't apply counts: its standard in full, or nothing. */
  notApplicableCounts: 'full' | 'nothing';
  overrides: SchemeOverrideView[];
}

/** One case of an item. Base: the points kept; deduction: negative; contribution: positive; factor: 120 is 1.2 times. */
export class SchemeOptionView implements Option {
  code: string;
  name: TextView;
  pointsHundredths: number;
  /** Where this case alone is decided by somebody else than the item's decider. */
  decidedBy?: Decider;
}

/** Points × count, for every `per` of the unit that are full. On a base item the points are added to the standard. */
export class SchemeEachView implements Each {
  pointsHundredths: number;
  unit: TextView;
  countMax: number;
  /** How many of the unit earn the points once: 10 for "a point for every ten hours". Otherwise 1. */
  per?: number;
}

/** Free points between two ends, both included, on the scheme's step. */
export class SchemeRangeView implements Range {
  fromHundredths: number;
  toHundredths: number;
}

export class SchemeLevelView {
  from: number;
  pointsHundredths: number;
}

/** A count is entered, and the highest level that it reaches gives the points; below the first level it gives none. */
export class SchemeLevelsView implements Levels {
  unit: TextView;
  countMax: number;
  /** By `from`, ascending. */
  steps: SchemeLevelView[];
}

/** A further cap over a longer period, used up in the order of the sheets: each counts what is left of it. */
export class SchemeLimitView implements Limit {
  per: Period;
  /** Below zero for what takes points off. */
  capHundredths: number;
}

/**
 * One line of the rule. Exactly one of `options`, `each`, `range`, `levels` says how an entry is valued; a base item may
 * have none of them: then nobody changes it.
 */
export class SchemeItemView implements Item {
  code: string;
  kind: ItemKind;
  name: TextView;
  /** Code of a category: what the month is published by. Null where the scheme has none. */
  category: string | null;
  /** Code of a qualification: what a member's profile is drawn by. Null where the scheme has none. */
  qualification: string | null;
  /** The group it counts in; null: the group that takes its kind, or else the total itself. */
  group: string | null;
  /** What counts when nothing is entered. Base: presumed; a factor: 100, once; deductions and contributions: 0. */
  standardHundredths: number;
  options?: SchemeOptionView[];
  each?: SchemeEachView;
  range?: SchemeRangeView;
  levels?: SchemeLevelsView;
  /** The least a base item can be in its period, mostly 0. Otherwise null: see the cap. */
  floorHundredths: number | null;
  /** The most the item can give in its period, or take, then negative; null where the rule has no cap. */
  capHundredths: number | null;
  /** Over how long floor, cap and standard hold. */
  per: Period;
  /** Further caps over longer periods than `per`. */
  limits: SchemeLimitView[];
  /** How several entries in one sheet become one value; trimmedMean leaves out the highest and the lowest of three or more. */
  combine: Combine | 'trimmedMean';
  /** How its periods become a longer one. */
  over: Over;
  /** A sheet without an entry about it is undecided: nothing is presumed. */
  required: boolean;
  /** Base items of a year only: the standard is this share of last year's result, where there is one. */
  carryOver?: SchemeFractionView;
  /** Who may enter it. Deductions and factors: never the member. */
  claimedBy: ('member' | Decider)[];
  decidedBy: Decider;
  /** Set by the system from this fact. */
  automatic?: 'sheetSubmittedOnTime';
  evidence: TextView | null;
  evidenceRequired: boolean;
  /** Of several entries for one deed only the highest counts. */
  onceADeed?: boolean;
}

/** What a group and the total have in common: combine the members, multiply, round, and keep within floor and cap. */
export class SchemeRulesView implements Rules {
  combine: Combine;
  /** The constant share of the combined value that counts. */
  share: SchemeFractionView | null;
  /** Codes of factor items that multiply the value. */
  times: string[];
  /** Rounded half up to whole multiples of this; 1 is a hundredth. Null: kept exact until a score is stored or shown. */
  roundHundredths: number | null;
  floorHundredths: number | null;
  /** Below zero it limits what a group of deductions takes. */
  capHundredths: number | null;
  /** Over how long all this holds. */
  per: Period;
  /** How the values of several such periods become that of a longer one. */
  over: Over;
}

/** Items and groups under a common rule. */
export class SchemeGroupView extends SchemeRulesView implements Group {
  code: string;
  name: TextView;
  /** The group it counts in; null: the total. */
  group: string | null;
  /** Takes all items of this kind that name no group. */
  takes: ItemKind | null;
  /** Further caps over longer periods than `per`. */
  limits: SchemeLimitView[];
}

/** At most numerator/denominator of the branch, rounded down, but never fewer than `atLeast` places. */
export class BandQuotaView extends SchemeFractionView {
  atLeast: number;
}

export class BandPartView {
  /** Code of an item or group. */
  code: string;
  pointsHundredths: number;
}

export class BandConditionsView implements BandConditions {
  noVeto?: boolean;
  /** No counted sheet below this. */
  lowestMonthAtLeastHundredths?: number;
  /** Items (usually deductions) that must not have occurred in a counted month. */
  withoutItems?: string[];
  /** Items that must have occurred. */
  withItems?: string[];
  /** What an item or group must come to over the whole period. */
  partsAtLeast?: BandPartView[];
  quota?: BandQuotaView;
}

/** Where a profile has a threshold of its own. */
export class BandThresholdView {
  profile: string;
  fromHundredths: number;
}

export class SchemeBandView implements Band {
  code: string;
  name: TextView;
  fromHundredths: number;
  /** The summaries that it is for; none named: all of them. */
  summaries: Period[];
  fromForProfiles: BandThresholdView[];
  conditions: BandConditionsView;
}

/** What a veto does: the result of the period that it falls into is at most this. */
export class VetoView implements Veto {
  code: string;
  name: TextView;
  capHundredths: number;
  per: Period;
}

/** A period that results are summarised over, and how many sheets must have counted for a band. */
export class SchemeSummaryView implements SummaryRule {
  per: Period;
  countedMin: number;
}

/** What a branch may add to the rule by itself: items of these kinds, under one common limit of its own. */
export class OwnItemLimitsView implements OwnItems {
  kinds: ('deduction' | 'contribution')[];
  itemsMax: number;
  /** The most that all own items together can give, or take, in one sheet. */
  capHundredths: number;
}

/** The rule as data. */
export class SchemeView implements Scheme {
  code: string;
  name: TextView;
  version: string;
  /** What one sheet covers. */
  period: Period;
  /** The month in which the year begins, 1–12. A year is named after the calendar year in which it ends. */
  yearStartsMonth: number;
  /** Every value of the scheme and of an entry is a whole number of steps. */
  stepHundredths: number;
  total: SchemeRulesView;
  categories: SchemeDivisionView[];
  qualifications: SchemeDivisionView[];
  profiles: SchemeProfileView[];
  items: SchemeItemView[];
  groups: SchemeGroupView[];
  summaries: SchemeSummaryView[];
  /** Of one summary the highest first. */
  bands: SchemeBandView[];
  vetoes: VetoView[];
  ownItems: OwnItemLimitsView | null;
}
