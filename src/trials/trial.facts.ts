import type { Month } from '../calendar.js';
import type { Item, Scheme } from '../scoring/scheme.js';
import type { Entry } from '../scoring/score.js';
import type { VetoFact } from '../scoring/summary.js';

/** What a draft is tried on: the rule in force at the end of the months stands for "before" wherever months are put together. */
export interface TrialRules {
  draft: Scheme;
  inForce: Scheme;
  fromMonth: Month;
  untilMonth: Month;
}

/** A version that past sheets were scored by, with the items that a branch had added to it. */
export interface PastRule {
  versionId: number;
  scheme: Scheme;
  ownItems: Item[];
}

/** An entry as it was decided. */
export interface TriedEntry extends Entry {
  /** The service set it by a fact (handed in too late), and nobody decided otherwise. */
  fact: boolean;
}

/** What was published of a sheet. */
export interface PublishedFigures {
  scoreHundredths: number;
  deductionHundredths: number;
  contributionHundredths: number;
  parts: Record<string, number> | null;
}

/** A decided sheet of a member, from whichever branch. */
export interface TriedSheet {
  month: Month;
  branchId: number;
  rule: PastRule;
  profileCode: string;
  /** Whether the member handed it in, and in time. */
  onTime: boolean;
  entries: TriedEntry[];
  /** Null: not confirmed, or before the months that are tried; it only uses up caps over longer periods. */
  published: PublishedFigures | null;
}

export interface UnitName {
  id: number;
  name: string;
}

export interface TriedMember {
  memberId: number;
  name: string;
  branch: UnitName;
  /** In order of time; of one month only one. */
  sheets: TriedSheet[];
  /** Last year's result, where the rule in force, or the draft, carries a share of it over. */
  previousBeforeHundredths: number | null;
  previousAfterHundredths: number | null;
  /** The vetoes that hold in these months, as the rule in force and the draft know them; left out: none. */
  vetoesBefore?: readonly VetoFact[];
  vetoesAfter?: readonly VetoFact[];
}
