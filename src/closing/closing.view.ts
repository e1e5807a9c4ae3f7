import type { Day, Month } from '../calendar.js';
import { FieldProblemView, FiguresProperty } from '../http/problem.view.js';
import { UnitReference } from '../identity/session.dto.js';
import type { MemberStanding } from '../organisation/member.entity.js';
import { TextView } from '../schemes/scheme.view.js';
import type { Period } from '../scoring/scheme.js';
import { BandView, BlockingMonthView, HalfYearMonthView, RemarkView } from '../summaries/half-year.view.js';
import type { ClosingState, ClosingStepKind, RevisionCause } from './states.js';

export class MissingMonthView extends BlockingMonthView {
  /** Roles in the order in which their turn comes; 'member' is everybody with a sheet. */
  waitsFor: string[];
  /** Why it is left out; null: nothing was said, so nothing can be generated. */
  explanation: string | null;
}

export class GenerationResultView {
  branch: UnitReference;
  /** furtherOn: examined already, so it stays as it is. */
  outcome: 'generated' | 'unchanged' | 'notReady' | 'furtherOn' | 'notOffered';
  state: ClosingState;
  revision: number;
  /** Months that are neither confirmed nor explained. */
  missing: MissingMonthView[];
}

export class GenerationResultList {
  items: GenerationResultView[];
}

/** Why a member is suggested for a band and no higher one. */
export class ReasonView {
  code: string;
  @FiguresProperty()
  params?: Record<string, string | number>;
}

/** What stood before figures or band changed. */
export class EarlierFiguresView {
  revision: number;
  meanHundredths: number | null;
  resultHundredths: number | null;
  sumHundredths: number;
  bandCode: string | null;
}

export class ClosingRowView {
  position: number;
  memberId: number;
  name: string;
  memberNumber: string;
  standing: MemberStanding;
  /** False: transferred out; the result stands in the branch that he went to. */
  home: boolean;
  months: HalfYearMonthView[];
  countedMonths: number;
  meanHundredths: number | null;
  /** What the rule makes of the months, or less under a veto. Bands go by it. */
  resultHundredths: number | null;
  sumHundredths: number;
  lowestHundredths: number | null;
  /** ≤ 0 */
  deductionHundredths: number;
  contributionHundredths: number;
  veto: BandView | null;
  /** What the rule suggests. */
  suggestedBand: BandView | null;
  /** What the branch proposes; the suggestion where it says nothing else. */
  band: BandView | null;
  /** Why the branch proposes another band than the suggested one. */
  bandReason: string | null;
  /** Bands whose conditions are met, the quota apart. */
  openBands: string[];
  reasons: ReasonView[];
  remarks: RemarkView[];
  acknowledgedAt: string | null;
  /** Noted from a signature on paper. */
  acknowledgedOnPaper: boolean;
  before: EarlierFiguresView | null;
  /** Why somebody should look at it: unscored months, a veto, an outlier, an exemption. */
  looks: ('veto' | 'notScored' | 'tooFewMonths' | 'outlierHigh' | 'outlierLow' | 'corrected')[];
}

export class BandFillingView {
  code: string;
  name: TextView;
  /** Null: no quota. */
  limit: number | null;
  suggested: number;
  proposed: number;
}

export class AcknowledgementsView {
  noted: number;
  of: number;
  untilDay: Day | null;
  isOver: boolean;
}

export class ClosingStepView {
  step: ClosingStepKind;
  fromState: ClosingState;
  toState: ClosingState;
  revision: number;
  note: string | null;
  doneAt: string;
  /** Null: a correction did it by itself. */
  doneBy: string | null;
}

export class ClosingRevisionView {
  revision: number;
  cause: RevisionCause;
  /** '2026-3': the slip that changed it. */
  correctionNumber: string | null;
  digest: string;
  madeAt: string;
}

export class ClosingPublicationView {
  number: number;
  kind: 'full' | 'changed';
  revision: number;
  fromDay: Day;
  untilDay: Day;
  workingDays: number;
  contact: string;
  publishedAt: string;
  digest: string;
  trailSequence: number;
  trailHash: string;
  /** Null: it stands. */
  withdrawnReason: string | null;
}

export class ClosingObjectionView {
  id: number;
  version: number;
  subject: { memberId: number; name: string };
  author: { memberId: number; name: string };
  reason: string;
  state: 'open' | 'upheld' | 'rejected' | 'withdrawn' | 'closed';
  raisedDay: Day;
  /** The last day for an answer; null once there is one. */
  dueDay: Day | null;
  overdue: boolean;
  answer: string | null;
  answeredBy: string | null;
  mayAnswer: boolean;
  mayWithdraw: boolean;
}

export class ExaminedRowView {
  memberId: number;
  name: string;
  position: number;
  sampled: boolean;
  /** veto, award, atLeast95, below60 */
  reasons: string[];
  finding: 'inOrder' | 'problem' | null;
  text: string | null;
  foundBy: string | null;
  foundAt: string | null;
}

/** The bureau's examination of one handing in: what document 10 (审核意见表) says. */
export class ExaminationView {
  round: number;
  revision: number;
  seed: string;
  /** How the sample follows from the seed: the first tenth of the members in the order of SHA-256("seed memberId"). */
  method: 'sha256Order';
  shareHundredths: number;
  listed: number;
  drawnAt: string;
  rows: ExaminedRowView[];
  conclusion: 'accepted' | 'returned' | null;
  note: string | null;
  concludedAt: string | null;
  concludedBy: string | null;
}

export class ExaminationList {
  unit: UnitReference;
  period: string;
  minutesNumber: string | null;
  /** The latest first. */
  items: ExaminationView[];
}

export class NextStepView {
  step: ClosingStepKind | null;
  /** Whether this account may take it. */
  may: boolean;
  /** What is in the way; empty: it can be taken now. */
  blockedBy: FieldProblemView[];
}

export class ClosingMayView {
  generate: boolean;
  explain: boolean;
  propose: boolean;
  examine: boolean;
  find: boolean;
  accept: boolean;
  publish: boolean;
  withdraw: boolean;
  confirm: boolean;
  archive: boolean;
  notePaper: boolean;
  /** The own row: nobody proposes a band for himself. */
  ownMemberId: number | null;
}

export class ClosingView {
  unit: UnitReference;
  period: string;
  per: Period;
  months: Month[];
  state: ClosingState;
  /** 0: nothing is kept yet. */
  version: number;
  revision: number;
  schemeVersionId: number | null;
  minutesNumber: string | null;
  missing: MissingMonthView[];
  bands: BandFillingView[];
  acknowledgements: AcknowledgementsView;
  rows: ClosingRowView[];
  /** Members whose figures would be others if it were generated now: months were confirmed or imported since. */
  changedSince: number[];
  steps: ClosingStepView[];
  revisions: ClosingRevisionView[];
  publications: ClosingPublicationView[];
  objections: ClosingObjectionView[];
  next: NextStepView;
  may: ClosingMayView;
}

export class ClosingOverviewBranchView {
  branch: UnitReference;
  state: ClosingState;
  version: number;
  revision: number;
  members: number;
  acknowledged: number;
  /** Months neither confirmed nor explained, while nothing is generated. */
  missing: MissingMonthView[];
  untilDay: Day | null;
  openObjections: number;
  withoutFinding: number;
  examined: number;
  returnedReason: string | null;
}

export class ClosingOverviewView {
  unit: UnitReference;
  period: string;
  months: Month[];
  offered: Period[];
  branches: ClosingOverviewBranchView[];
  mayGenerate: boolean;
}

/** A member's own half-year as it stands. */
export class MemberClosingView {
  unit: UnitReference;
  period: string;
  state: ClosingState;
  months: Month[];
  row: ClosingRowView;
  acknowledgeUntil: Day | null;
  mayAcknowledge: boolean;
  /** Until when an objection is possible; null: not now. */
  objectionUntil: Day | null;
  publication: ClosingPublicationView | null;
  objections: ClosingObjectionView[];
}

export class MemberClosingList {
  /** The latest first. */
  items: MemberClosingView[];
}

export class ClosingBoardRowView {
  position: number;
  memberId: number;
  name: string;
  months: HalfYearMonthView[];
  countedMonths: number;
  meanHundredths: number | null;
  resultHundredths: number | null;
  deductionHundredths: number;
  contributionHundredths: number;
  veto: BandView | null;
  band: BandView | null;
  remarks: RemarkView[];
  before: EarlierFiguresView | null;
}

/** What a branch published of a period, as its members see it. */
export class ClosingBoardView {
  unit: UnitReference;
  period: string;
  months: Month[];
  state: ClosingState;
  publication: ClosingPublicationView;
  rows: ClosingBoardRowView[];
  mayObject: boolean;
  ownMemberId: number | null;
}
