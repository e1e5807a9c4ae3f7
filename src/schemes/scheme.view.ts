import type {
  Band,
  BandConditions,
  Decider,
  Each,
  Group,
  Item,
  ItemKind,
  Option,
  Profile,
  Range,
  Scheme,
  Text,
  Veto,
  VetoKind,
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

export class SchemeProfileView implements Profile {
  code: string;
  name: TextView;
  /** False: the member has no sheet; his months are "not scored", never a zero. */
  scored: boolean;
  /** Base items that do not apply and count in full. */
  notApplicable: string[];
}

/** One case of an item. Base: the points kept; deduction: negative; contribution: positive. */
export class SchemeOptionView implements Option {
  code: string;
  name: TextView;
  pointsHundredths: number;
  /** Where this case alone is decided by somebody else than the item's decider. */
  decidedBy?: Decider;
}

/** Points × count. Base: negative, taken off the standard down to 0; deduction: negative; contribution: positive. */
export class SchemeEachView implements Each {
  pointsHundredths: number;
  unit: TextView;
  countMax: number;
}

/** Free points between two ends, both included, on the scheme's step. */
export class SchemeRangeView implements Range {
  fromHundredths: number;
  toHundredths: number;
}

/** One line of the rule. Exactly one of `options`, `each`, `range` says how an entry is valued. */
export class SchemeItemView implements Item {
  code: string;
  kind: ItemKind;
  name: TextView;
  /** Code of a category: what the month is published by. */
  category: string;
  /** Code of a qualification: what a member's profile is drawn by. */
  qualification: string;
  /** Base: the points presumed in full. Deductions and contributions: 0. */
  standardHundredths: number;
  /** Choose one; the first is the default of a base item, and keeps the standard. */
  options?: SchemeOptionView[];
  each?: SchemeEachView;
  range?: SchemeRangeView;
  /** The most the item can take or give in a month; negative for a deduction, null where the rule has no cap. */
  capHundredths: number | null;
  /** Who may enter it. Deductions: never the member. */
  claimedBy: ('member' | Decider)[];
  decidedBy: Decider;
  /** Set by the system from this fact. */
  automatic?: 'sheetSubmittedOnTime';
  evidence: TextView;
  evidenceRequired: boolean;
  /** Of several entries for one deed only the highest counts. */
  onceADeed?: boolean;
}

/** Items of one kind (not base) under a common rule. */
export class SchemeGroupView implements Group {
  code: string;
  name: TextView;
  /** `highest`: one entry counts in the group and month, the heaviest. */
  combine: 'sum' | 'highest';
  items: string[];
  /** Sign as the items'; null: no cap. */
  capHundredths: number | null;
}

export class SchemeHalfYearView {
  combine: 'mean';
  /** With fewer counted months nobody has a band. */
  countedMonthsMin: number;
}

/** At most numerator/denominator of the branch, rounded down, but never fewer than `atLeast` places. */
export class BandQuotaView {
  numerator: number;
  denominator: number;
  atLeast: number;
}

export class BandConditionsView implements BandConditions {
  noVeto?: boolean;
  lowestMonthAtLeastHundredths?: number;
  /** Items (usually deductions) that must not have occurred in a counted month. */
  withoutItems?: string[];
  quota?: BandQuotaView;
}

export class SchemeBandView implements Band {
  code: string;
  name: TextView;
  fromHundredths: number;
  conditions: BandConditionsView;
}

/** What a veto does: the half-year's result is at most this. */
export class VetoView implements Veto {
  name: TextView;
  capHundredths: number;
}

export class VetoesView implements Record<VetoKind, Veto> {
  light: VetoView;
  severe: VetoView;
}

/** The rule as data. */
export class SchemeView implements Scheme {
  code: string;
  name: TextView;
  version: string;
  floorHundredths: number;
  ceilingHundredths: number | null;
  /** Every value of the scheme and of an entry is a whole number of steps. */
  stepHundredths: number;
  contributionsCapHundredths: number | null;
  categories: SchemeDivisionView[];
  qualifications: SchemeDivisionView[];
  profiles: SchemeProfileView[];
  items: SchemeItemView[];
  groups: SchemeGroupView[];
  halfYear: SchemeHalfYearView;
  /** Highest first. */
  bands: SchemeBandView[];
  vetoes: VetoesView;
}
