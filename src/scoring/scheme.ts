import type { Problem } from './problem.js';
import { schemeSense } from './scheme-sense.js';
import { schemeShape } from './scheme-shape.js';

/** Words in both languages of the product. */
export interface Text {
  zh: string;
  en: string;
}

export type ItemKind = 'base' | 'deduction' | 'contribution';

export type Decider =
  | 'automatic'
  | 'groupLeader'
  | 'organisationCommissioner'
  | 'disciplineCommissioner'
  | 'secretary'
  | 'branch'
  | 'bureau';

/** One case of an item. Base: the points kept; deduction: negative; contribution: positive. */
export interface Option {
  code: string;
  name: Text;
  pointsHundredths: number;
  /** Where this case alone is decided by somebody else than the item's decider (awards from the city up: the bureau). */
  decidedBy?: Decider;
}

/** Points × count. Base: negative, taken off the standard down to 0; deduction: negative; contribution: positive. */
export interface Each {
  pointsHundredths: number;
  unit: Text;
  countMax: number;
}

/** Free points between two ends, both included, on the scheme's step. A deduction runs from −500 to −100. */
export interface Range {
  fromHundredths: number;
  toHundredths: number;
}

/** One line of the rule. Exactly one of `options`, `each`, `range` says how an entry is valued. */
export interface Item {
  code: string;
  kind: ItemKind;
  name: Text;
  /** Code of a category (behaviour, B1–B4): what the month is published by. */
  category: string;
  /** Code of a qualification (Q1–Q4): what a member's profile is drawn by. */
  qualification: string;
  /** Base: the points presumed in full. Deductions and contributions: 0. */
  standardHundredths: number;
  /** Choose one; the first is the default of a base item, and keeps the standard. */
  options?: Option[];
  each?: Each;
  range?: Range;
  /** The most the item can take or give in a month; negative for a deduction, null where the rule has no cap. */
  capHundredths: number | null;
  /** Who may enter it. Deductions: never the member. */
  claimedBy: ('member' | Decider)[];
  decidedBy: Decider;
  /** Set by the system from a fact; see `automaticOption`. */
  automatic?: 'sheetSubmittedOnTime';
  evidence: Text;
  evidenceRequired: boolean;
  /** Of several entries for one deed (same `deedKey`) only the highest counts; entries should name their deed. */
  onceADeed?: boolean;
}

/** Items of one kind (not base) under a common rule. An item is in one group at most. */
export interface Group {
  code: string;
  name: Text;
  /** `highest`: one entry counts in the group and month, the heaviest. */
  combine: 'sum' | 'highest';
  items: string[];
  /** Sign as the items'; null = no cap. */
  capHundredths: number | null;
}

export interface Profile {
  code: string;
  name: Text;
  /** False: the member has no sheet; his months are "not scored", never a zero. */
  scored: boolean;
  /** Base items that do not apply and count in full. */
  notApplicable: string[];
}

export interface BandConditions {
  noVeto?: boolean;
  lowestMonthAtLeastHundredths?: number;
  /** Items (usually deductions) that must not have occurred in a counted month. */
  withoutItems?: string[];
  /** At most numerator/denominator of the branch, rounded down, but never fewer than `atLeast` places. */
  quota?: { numerator: number; denominator: number; atLeast: number };
}

export interface Band {
  code: string;
  name: Text;
  fromHundredths: number;
  conditions: BandConditions;
}

export type VetoKind = 'light' | 'severe';

/** What a veto does: the half-year's result is at most this. */
export interface Veto {
  name: Text;
  capHundredths: number;
}

export interface Scheme {
  code: string;
  name: Text;
  version: string;
  floorHundredths: number;
  ceilingHundredths: number | null;
  /** Every value of the scheme and of an entry is a whole number of steps. */
  stepHundredths: number;
  contributionsCapHundredths: number | null;
  categories: { code: string; name: Text }[];
  qualifications: { code: string; name: Text }[];
  profiles: Profile[];
  items: Item[];
  groups: Group[];
  halfYear: { combine: 'mean'; countedMonthsMin: number };
  /** Highest first; the last one begins at the floor or below and has no condition, so that everybody has a band. */
  bands: Band[];
  vetoes: Record<VetoKind, Veto>;
}

/**
 * Everything that is wrong with a scheme, in structure (a missing or unknown property, a number that isn't an exact
 * integer) or, where the structure holds, in sense (an unknown category, a positive deduction, bands that leave a gap).
 * Empty: `value` is a `Scheme`. Never throws, whatever it is given.
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

/**
 * The option of an automatic item that the fact leads to: the first (in full) when it is so, the last when it isn't;
 * null for an item that isn't automatic.
 */
export function automaticOption(item: Item, isSo: boolean): string | null {
  if (item.automatic === undefined) return null;
  return (isSo ? item.options?.at(0) : item.options?.at(-1))?.code ?? null;
}
