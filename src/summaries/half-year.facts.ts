import type { BranchMonthState, NotScoredReason } from '../assessments/states.js';
import type { Day, Month } from '../calendar.js';
import type { MemberStanding } from '../organisation/member.entity.js';
import type { UnitKind } from '../organisation/unit.entity.js';
import type { Period, Scheme } from '../scoring/scheme.js';
import type { MemberRankingKey } from './ranks.js';
import type { VetoFact } from '../scoring/summary.js';

/** Everything the summary of a half-year, or another period, is made from, as plain rows. */
export interface HalfYearFacts {
  unit: UnitFact & { rankingEnabled: boolean };
  period: string;
  per: Period;
  months: Month[];
  /** The last day of the period, or today if that is earlier: who is where on this day decides who is listed where. */
  asOf: Day;
  scheme: Scheme;
  /** By what the unit ranks, where it does; the usual keys where nothing is said. */
  rankingKeys?: readonly MemberRankingKey[];
  /** The branches of the unit, in roster order. */
  branches: UnitFact[];
  /** Every stay in the period, anywhere, of whoever was in the unit at some time of it. */
  stays: Stay[];
  /** The months of all branches that occur in `branches` or `stays`. */
  branchMonths: BranchMonthFact[];
  /** One for each sheet of these months. */
  results: MonthResult[];
  /** By member: last year's result, where the scheme carries a share of it over. */
  previousResults: ReadonlyMap<number, number>;
  /** By member: the vetoes that hold, each in the month of its fact. */
  vetoes: ReadonlyMap<number, readonly VetoFact[]>;
}

export interface UnitFact {
  id: number;
  name: string;
  kind: UnitKind;
}

/** A member's time in one branch. `untilDay` is the first day no longer there. */
export interface Stay {
  memberId: number;
  name: string;
  memberNumber: string;
  standing: MemberStanding;
  branchId: number;
  branchName: string;
  fromDay: Day;
  untilDay: Day | null;
  rosterOrder: number;
}

export interface BranchMonthFact {
  id: number;
  branchId: number;
  month: Month;
  state: BranchMonthState;
  /** Its figures came from a table. */
  isImported?: boolean | 0 | 1;
}

/** One member in one branch-month. Before confirmation there are no figures, whatever the drafts say. */
export interface MonthResult {
  branchMonthId: number;
  memberId: number;
  notScoredReason: NotScoredReason | null;
  scoreHundredths: number | null;
  deductionHundredths: number | null;
  contributionHundredths: number | null;
  parts: Record<string, number> | null;
  profileCode: string | null;
  /** Items that occurred and that a band's conditions speak of. */
  itemCodes: string[];
  /** The row was left out when its month was confirmed, because it is disputed: its figures are not final yet. */
  isDisputed?: boolean;
  isCorrected?: boolean;
  /** The score before the first correction; null where it was not scored. */
  originalScoreHundredths?: number | null;
}

/** Another result for one member's month. */
export type ChangedMonth = Omit<MonthResult, 'isDisputed' | 'isCorrected' | 'originalScoreHundredths'>;
