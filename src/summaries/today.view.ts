import { BranchMonthView } from '../assessments/branch-month.view.js';
import type { SheetState } from '../assessments/states.js';
import type { Day, Month } from '../calendar.js';
import { JobProblemView } from '../jobs/job.view.js';
import { UnitReference } from '../identity/session.dto.js';

export class TaskView {
  kind:
    | 'selfAssess'
    | 'returned'
    | 'startPreReview'
    | 'preReview'
    | 'startReview'
    | 'review'
    | 'witness'
    | 'ready'
    | 'check'
    | 'approve'
    | 'publish'
    | 'confirm'
    | 'report'
    | 'accept'
    | 'openMonth'
    | 'readBoard'
    | 'enterPaper'
    | 'acknowledgeObjection'
    | 'answerObjection'
    | 'answerAppeal'
    | 'readAnswer'
    | 'confirmRows'
    | 'decideCorrection'
    | 'countersignCorrection'
    | 'issueCorrection'
    | 'readCorrection'
    | 'closingRead'
    | 'closingGenerate'
    | 'closingExamine'
    | 'closingAccept'
    | 'closingPublish'
    | 'closingConfirm'
    | 'closingArchive'
    | 'closingObjection'
    | 'confirmVeto'
    | 'liftVeto'
    | 'answerDataRequest'
    | 'completeDataRequest'
    | 'readDataRequest'
    | 'readPrivacyNotice';
  branch: UnitReference;
  /** Of a veto, the month of its fact. */
  month: Month;
  /** Of a task about a half-year, quarter or year: which. */
  period?: string;
  branchMonthId: number | null;
  sheetId: number | null;
  /** The slip, where it is about one. */
  correctionId?: number;
  /** The veto, where it is about one. */
  vetoId?: number;
  /** How many sheets, objections, slips, vetoes or requests it is about. */
  count: number | null;
  dueDay: Day | null;
  /** Calendar days until the due day: 0 on the day itself, negative when it has passed. */
  daysLeft: number | null;
  /** False where the due day counts working days of a year whose days off are not announced: plain weekdays. */
  calendarAnnounced: boolean;
}

export class LastScoreView {
  month: Month;
  scoreHundredths: number;
  baseHundredths: number;
  deductionHundredths: number;
  contributionHundredths: number;
  sheetId: number;
}

export class MySheetView {
  sheetId: number;
  branchMonthId: number;
  schemeVersionId: number;
  month: Month;
  state: SheetState;
}

export class TodayView {
  today: Day;
  tasks: TaskView[];
  /** What the service should have done by itself in branches whose months this account opens, and could not. */
  troubles: JobProblemView[];
  /** The latest month of the own branch and of every branch in which the account has an office. */
  branchMonths: BranchMonthView[];
  /** The own score that was published last. */
  lastScore: LastScoreView | null;
  /** The own sheet of the latest month. */
  mySheet: MySheetView | null;
}
