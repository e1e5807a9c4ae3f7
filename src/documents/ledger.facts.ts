import type { DecisionOutcome } from '../assessments/sheet-line.entity.js';
import type { NotScoredReason } from '../assessments/states.js';
import type { Day, Instant, Month } from '../calendar.js';
import type { MemberStanding } from '../organisation/member.entity.js';
import type { Scheme } from '../scoring/scheme.js';

/** What the ledger (document 3) and the details (document 4) are about: the published months of a branch or of a whole unit. */
export interface LedgerScope {
  unit: { id: number; name: string };
  /** One branch's single month, or a unit over a range of months. */
  isOneMonth: boolean;
  fromMonth: Month;
  untilMonth: Month;
  /** In the order of the tree, each branch's months one after the other. Only what is published is in it. */
  months: LedgerMonth[];
  /** Months of the unit's branches in the range that are open and not published: they are left out, and it is said. */
  unpublishedCount: number;
  /** Every version of the scheme that one of the months is counted by, the latest first. */
  versions: LedgerVersion[];
  /** How many rows the ledger has. */
  rowCount: number;
}

export interface LedgerMonth {
  id: number;
  branchId: number;
  branchName: string;
  month: Month;
  schemeVersionId: number;
  sheetCount: number;
}

export interface LedgerVersion {
  id: number;
  /** The branch whose own items are in it. */
  branchId: number | null;
  scheme: Scheme;
}

/** A member's published row of one month. Figures are hundredths of a point. */
export interface LedgerRowFact {
  sheetId: number;
  branchMonthId: number;
  name: string;
  standing: MemberStanding;
  profileCode: string;
  notScoredReason: NotScoredReason | null;
  fromRecords: 0 | 1;
  /** A slip changed the row after it was confirmed: these are the figures that stand. */
  isCorrected: boolean;
  baseHundredths: number | null;
  deductionHundredths: number | null;
  contributionHundredths: number | null;
  scoreHundredths: number | null;
  /** What counts of the entered lines, by item. */
  countedOf: ReadonlyMap<string, number>;
}

/** One line behind a published row, with the words that were given for it. */
export interface LedgerLineFact {
  sheetId: number;
  branchMonthId: number;
  name: string;
  itemCode: string;
  /** As decided. */
  optionCode: string | null;
  count: number | null;
  occurredOn: Day | null;
  outcome: DecisionOutcome | null;
  claimedHundredths: number;
  countedHundredths: number;
  /** Note[] of src/scoring, as JSON. */
  notes: string;
  description: string | null;
  reason: string | null;
  evidence: string | null;
  /** A list of ids, as JSON. */
  evidenceFileIds: string | null;
  decisionReason: string | null;
  decidedAt: Instant | null;
  decidedByName: string | null;
}
