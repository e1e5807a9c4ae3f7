import type { Day, Instant, Month } from '../calendar.js';
import { UnitReference } from '../identity/session.dto.js';
import type { MemberStanding } from '../organisation/member.entity.js';
import { EvidenceFileView, LineDoubleView } from './evidence.view.js';
import type { Consent } from './proxy-entry.entity.js';
import { ScoreView } from './score.view.js';
import type { WhoDecides } from './deciders.js';
import { PreReviewView } from './pre-review.view.js';
import type { PreReviewer } from './pre-reviewers.js';
import type { DecisionOutcome, LineOrigin } from './sheet-line.entity.js';
import type { BranchMonthState, NotScoredReason, SheetState } from './states.js';

export class SheetMemberView {
  id: number;
  name: string;
  memberNumber: string;
  standing: MemberStanding;
  groupName: string | null;
}

/** Who entered a member's paper sheet for him (代录), why, and how he agreed. */
export class ProxyView {
  enteredBy: string;
  enteredAt: Instant;
  /** The day the paper came in: what "in time" goes by. */
  receivedOn: Day;
  reason: string;
  consent: Consent;
  consentNote: string;
}

/** One line of the review desk's list. */
export class SheetSummary {
  id: number;
  version: number;
  state: SheetState;
  member: SheetMemberView;
  profileCode: string;
  notScoredReason: NotScoredReason | null;
  submittedAt: Instant | null;
  late: boolean;
  /** No self-assessment came: it is decided from the organisation's records. */
  fromRecords: boolean;
  selfScoreHundredths: number | null;
  /** What the pre-review would make of it; null without one, and for whoever may not see it. */
  preReviewScoreHundredths: number | null;
  decidedScoreHundredths: number | null;
  /** Last month's published score. */
  lastMonthScoreHundredths: number | null;
  /** Base items that differ from the default. */
  changedLines: number;
  claims: number;
  deductions: number;
  /** Items of lines that nobody has decided yet. */
  undecidedItems: string[];
  ownCase: boolean;
  /** Whose turn the pre-review is, and whether this account may give it now. */
  preReviewer: PreReviewer;
  mayPreReview: boolean;
  /** Who decides it: the branch, or for those who decide there somebody else. */
  whoDecides: WhoDecides;
  /** Given back to the member, who has not handed it in again. */
  returned: boolean;
  /** The day until which he may still hand in, although the month has moved on or will before it; otherwise null. */
  extendedUntil: Day | null;
  /** The member's paper was entered for him. */
  proxy: boolean;
}

export class SheetList {
  items: SheetSummary[];
}

export class LineDecisionView {
  outcome: DecisionOutcome;
  optionCode: string | null;
  count: number | null;
  pointsHundredths: number | null;
  reason: string;
  decidedBy: string;
  decidedAt: Instant;
}

export class SheetLineView {
  number: number;
  itemCode: string;
  origin: LineOrigin;
  optionCode: string | null;
  count: number | null;
  pointsHundredths: number | null;
  occurredOn: Day | null;
  /** The deed, or a note. */
  description: string;
  reason: string;
  evidence: string;
  witness: string;
  deedKey: string | null;
  evidenceFiles: EvidenceFileView[];
  /** What of it was handed in elsewhere, too. Members are told of their own sheets alone. */
  doubles: LineDoubleView[];
  decision: LineDecisionView | null;
}

export class SheetMonthView {
  id: number;
  month: Month;
  state: BranchMonthState;
  branch: UnitReference;
  themeDay: Day;
  selfAssessmentUntil: Day;
  schemeVersionId: number;
}

/** More time for this member alone. */
export class ExtensionView {
  /** The last day on which he is in time. */
  until: Day;
  reason: string;
  givenBy: string;
  /** He may still hand in; nobody decides without him. */
  running: boolean;
}

export class SheetView {
  id: number;
  version: number;
  state: SheetState;
  branchMonth: SheetMonthView;
  member: SheetMemberView;
  profileCode: string;
  notScoredReason: NotScoredReason | null;
  notScoredNote: string | null;
  submittedAt: Instant | null;
  late: boolean;
  fromRecords: boolean;
  returnedReason: string | null;
  extension: ExtensionView | null;
  /** Null where the member wrote himself. */
  proxy: ProxyView | null;
  decidedAt: Instant | null;
  decidedBy: string | null;
  /** Only what differs from the default or was claimed. */
  lines: SheetLineView[];
  selfScore: ScoreView | null;
  /** For the member after publication only. */
  decidedScore: ScoreView | null;
  /** The score as it was published, where a veto on the sheet's own period left less of the decided one. */
  underVetoHundredths: number | null;
  /** For those who pre-review and decide; nobody reads what was said before the decision about his own. */
  preReview: PreReviewView | null;
  lastMonthScoreHundredths: number | null;
  /** By `year:code`: what earlier sheets have used up of caps over longer periods. */
  earlier: Record<string, number>;
  /** Median of the branch's sheets as they stand; for reviewers. */
  branchMedianHundredths: number | null;
  ownCase: boolean;
  mayEdit: boolean;
  mayWithdraw: boolean;
  preReviewer: PreReviewer;
  mayPreReview: boolean;
  whoDecides: WhoDecides;
  mayDecide: boolean;
  /** Whether this account may give the member more time, or take it back. */
  mayExtend: boolean;
}
