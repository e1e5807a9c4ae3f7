import type { BranchMonthState } from '../assessments/states.js';
import type { Day, Month } from '../calendar.js';
import { UnitReference } from '../identity/session.dto.js';
import type { MemberStanding } from '../organisation/member.entity.js';
import { TextView } from '../schemes/scheme.view.js';
import type { Period } from '../scoring/scheme.js';
import type { MemberRankingKey } from './ranks.js';

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
  /** rowDisputed: the month is confirmed, but a member's row is not, because it is disputed. */
  code: 'monthNotStarted' | 'monthNotConfirmed' | 'rowDisputed';
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

/** A band, or a veto. */
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
  /** Of a month that was corrected: the score before. Null where there was none. */
  originalScoreHundredths: number | null;
  /** The figures came from a table and were not computed here. */
  isImported: boolean;
  isCorrected: boolean;
  /** The class of the reason why the month is not scored. */
  reason: string | null;
  branchId: number | null;
  branchMonthId: number | null;
}

export class RemarkView {
  code:
    | 'transferredIn'
    | 'transferredOut'
    | 'probationary'
    | 'tooFewMonths'
    | 'overQuota'
    | 'corrected'
    | 'monthVetoed'
    | 'imported';
  /** Of a transfer: its day and the other branch; without a branch he left the organisation. Of a correction and a veto: the month; of the veto also the score that was published, in hundredths. */
  params?: Record<string, string>;
}

export class HalfYearRowView {
  position: number;
  /** Dense, by the unit's own keys (`rankingKeys`); null where the unit's ranking is off. */
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
  /** What the rule makes of the months, or less under a veto; null where the mean is. Bands and ranks go by it. */
  resultHundredths: number | null;
  sumHundredths: number;
  lowestHundredths: number | null;
  deductionHundredths: number;
  contributionHundredths: number;
  veto: BandView | null;
  /** A proposal. People decide. */
  band: BandView | null;
  remarks: RemarkView[];
}

export class HalfYearView {
  unit: UnitReference;
  /** '2026-Q1', '2026-H1', '2026' */
  period: string;
  per: Period;
  /** The months that a sheet belongs to: each, or the last of each quarter. */
  months: Month[];
  /** The last day of the period, or today if that is earlier: who was where on this day decides who is listed where. */
  asOf: Day;
  rankingEnabled: boolean;
  /** By what the ranks go, the first key first; null where the unit's ranking is off. */
  rankingKeys: MemberRankingKey[] | null;
  /** Whether the result is the mean of the sheets, and need not be told apart from it. */
  resultIsMean: boolean;
  /** The periods that the scheme summarises. */
  offered: Period[];
  quota: QuotaView | null;
  blockedBy: BlockingMonthView[];
  statistics: StatisticsView;
  bands: BandCountView[];
  rows: HalfYearRowView[];
}
