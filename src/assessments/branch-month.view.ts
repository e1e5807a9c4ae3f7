import type { Day, Instant, Month } from '../calendar.js';
import { UnitReference } from '../identity/session.dto.js';
import type { Role } from '../http/allow.js';
import { MonthStepView } from './month-steps.view.js';
import type { BranchMonthState } from './states.js';

export class BranchMonthCounts {
  members: number;
  toScore: number;
  notSubmitted: number;
  submitted: number;
  /** Of those handed in: looked at by a group leader or the commissioner. */
  preReviewed: number;
  /** Those that wait for this account's pre-review. */
  toPreReview: number;
  decided: number;
  notScored: number;
  /** Handed in, in time, and nothing differs: what accepting all unchanged sheets takes. */
  unchanged: number;
  /** Sheets that somebody has to decide one by one. */
  toLookAt: number;
}

export class PublicationSummary {
  id: number;
  /** Running number of the branch's publications. */
  number: number;
  revision: number;
  publishedAt: Instant;
  publishedBy: string;
  fromDay: Day;
  /** The window's last day, inclusive. */
  untilDay: Day;
  workingDays: number;
  workingDaysLeft: number;
  /** False where the window reaches into a year whose days off are not announced: it counts plain weekdays of it. */
  calendarAnnounced: boolean;
  contact: string;
  /** SHA-256 over the published rows. */
  digest: string;
  /** Branch, number, the digest's first digits and a check character: what a printed board is checked by. */
  verificationCode: string;
  /** The head of the branch's trail as this publication made it, as printed: its place and the hash's first digits. */
  trailHead: string;
}

/** Where the figures of an imported month came from: they were not computed here. */
export class ImportedSummary {
  fileName: string;
  /** SHA-256 of the file. */
  fileDigest: string;
  importedAt: Instant;
  importedBy: string;
  /** No rule of the service was in force in that month yet; the earliest one there is stands for it. */
  schemeAssumed: boolean;
}

/** A publication that no longer stands. */
export class WithdrawalSummary {
  number: number;
  withdrawnAt: Instant;
  reason: string;
}

/** Why the next step can't be taken. Sheets are named to those only who may read them. */
export class Blocking {
  code:
    | 'notPreReviewed'
    | 'undecided'
    /** Given back to the member, who has to hand it in again. */
    | 'returned'
    | 'ownCase'
    | 'extended'
    | 'bureauDecides'
    | 'noWitness'
    | 'notChecked'
    | 'notApproved'
    | 'windowOpen';
  sheetId?: number;
  memberName?: string;
  itemCodes?: string[];
  day?: Day;
}

export class BranchMonthView {
  id: number;
  version: number;
  branch: UnitReference;
  month: Month;
  state: BranchMonthState;
  schemeVersionId: number;
  themeDay: Day;
  /** Last day on which a self-assessment is in time. */
  selfAssessmentUntil: Day;
  /** Whether the month goes, or went, through a pre-review; and its last day. */
  preReview: boolean;
  preReviewUntil: Day | null;
  /** False: the secretary decides, and a witness signs. */
  committee: boolean;
  /** Whose the confidentiality and privacy check is. */
  checker: Role;
  openedAt: Instant;
  /** Null: it opened by itself, by the branch's theme day. */
  openedBy: string | null;
  counts: BranchMonthCounts;
  reviewStartedAt: Instant | null;
  /** What stands published; null before, and again after it was withdrawn. */
  publication: PublicationSummary | null;
  /** How the latest publication was withdrawn, until the month is published again. */
  withdrawal: WithdrawalSummary | null;
  /** Where it came from, if it came from a table. */
  imported: ImportedSummary | null;
  confirmedAt: Instant | null;
  /** The steps that stand, in the order in which they were taken; for those who read the branch's sheets. */
  steps: MonthStepView[];
  mayStartPreReview: boolean;
  /** Whether this account may start the review, or decide sheets, now. */
  mayReview: boolean;
  mayWitness: boolean;
  /** Whether this account may say that the list is ready; `blockedBy` says what is missing. */
  mayMakeReady: boolean;
  /** Whether it may take the month back into review. */
  mayReviewAgain: boolean;
  mayCheck: boolean;
  mayApprove: boolean;
  /** Whether this account may publish in this state; `blockedBy` says what is missing. */
  mayPublish: boolean;
  mayConfirm: boolean;
  mayWithdraw: boolean;
  /** Whether this account may take the imported month back. */
  mayTakeBack: boolean;
  mayReport: boolean;
  /** Whether it may accept the reported month, or return it. */
  mayAccept: boolean;
  blockedBy: Blocking[];
}

export class BranchMonthList {
  items: BranchMonthView[];
}

export class AcceptancesView {
  accepted: number;
  branchMonth: BranchMonthView;
}
