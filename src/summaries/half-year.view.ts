import type { BranchMonthState } from '../assessments/states.js';
import type { Day, Month } from '../calendar.js';
import { UnitReference } from '../identity/session.dto.js';
import type { MemberStanding } from '../organisation/member.entity.js';
import { TextView } from '../schemes/scheme.view.js';
import type { VetoKind } from '../scoring/scheme.js';

/** Figures of many scores; null where there is none. */
export class StatisticsView {
  count: number;
  meanHundredths: number | null;
  medianHundredths: number | null;
  lowestHundredths: number | null;
  highestHundredths: number | null;
  /** Standard deviation of the population. */
  spreadHundredths: number | null;
}

/** At most so many of the unit's branches together may be proposed for a band with a quota, and so many are. */
export class QuotaView {
  limit: number;
  proposed: number;
}

/** A month of a branch that may still change the summary. */
export class BlockingMonthView {
  code: 'monthNotStarted' | 'monthNotConfirmed';
  branch: UnitReference;
  month: Month;
  state: BranchMonthState | 'notStarted';
}

export class BandCountView {
  /** Null: listed without a band. */
  code: string | null;
  name: TextView | null;
  count: number;
}

export class BandView {
  code: string;
  name: TextView;
}

export class HalfYearMonthView {
  month: Month;
  /** unfinished: not confirmed yet; absent: not scored anywhere, which is never a zero. */
  outcome: 'counted' | 'notScored' | 'unfinished' | 'absent';
  /** Only of a counted month. */
  scoreHundredths: number | null;
  /** The class of the reason why the month is not scored. */
  reason: string | null;
  branchId: number | null;
  branchMonthId: number | null;
}

export class RemarkView {
  code: 'transferredIn' | 'transferredOut' | 'probationary' | 'tooFewMonths' | 'overQuota';
  /** Of a transfer: its day and the other branch; without a branch he left the organisation. */
  params?: Record<string, string>;
}

export class HalfYearRowView {
  position: number;
  /** Dense, by mean, then lowest month, then contributions; null where the unit's ranking is off. */
  rank: number | null;
  memberId: number;
  name: string;
  memberNumber: string;
  standing: MemberStanding;
  branch: UnitReference;
  months: HalfYearMonthView[];
  countedMonths: number;
  /** Half up. Null without a counted month, and for who was transferred out: his mean stands in his branch. */
  meanHundredths: number | null;
  sumHundredths: number;
  lowestHundredths: number | null;
  deductionHundredths: number;
  contributionHundredths: number;
  veto: VetoKind | null;
  /** A proposal. People decide. */
  band: BandView | null;
  remarks: RemarkView[];
}

export class HalfYearView {
  unit: UnitReference;
  halfYear: string;
  months: Month[];
  /** The last day of the half-year, or today if that is earlier: who was where on this day decides who is listed where. */
  asOf: Day;
  rankingEnabled: boolean;
  quota: QuotaView | null;
  blockedBy: BlockingMonthView[];
  statistics: StatisticsView;
  bands: BandCountView[];
  rows: HalfYearRowView[];
}
