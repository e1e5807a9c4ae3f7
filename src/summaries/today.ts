import { deadlineOf, extensionRuns } from '../assessments/extension.js';
import type { MonthStepName } from '../assessments/month-steps.js';
import { preReviewUntil } from '../assessments/pre-reviewers.js';
import { type BranchMonthState, mayStep, type SheetState } from '../assessments/states.js';
import { addDays, addMonths, type Day, daysBetween, lastDayOf, type Month, monthOf } from '../calendar.js';
import type { WorkingCalendar } from '../calendars/working-calendar.js';
import { dueOf } from './due.js';
import type { UnitFact } from './half-year.facts.js';
import type { TaskView } from './today.view.js';

/** What concerns somebody today: his own sheets, and the branches he belongs to or has something to decide in. */
export interface TodayFacts {
  today: Day;
  calendar: WorkingCalendar;
  ownSheets: OwnSheet[];
  branches: BranchToday[];
  /** What there is to do about objections and corrections. */
  disputes?: TaskView[];
}

export interface OwnSheet {
  sheetId: number;
  branchMonthId: number;
  schemeVersionId: number;
  branch: UnitFact;
  month: Month;
  monthState: BranchMonthState;
  selfAssessmentUntil: Day;
  state: SheetState;
  returnedReason: string | null;
  extendedUntil: Day | null;
}

export interface BranchToday {
  branch: UnitFact;
  /** The branch he is a member of today. */
  isOwn: boolean;
  mayOpen: boolean;
  mayStartReview: boolean;
  mayPublish: boolean;
  mayConfirm: boolean;
  mayWitness: boolean;
  mayApprove: boolean;
  mayReport: boolean;
  mayAccept: boolean;
  /** Whether the confidentiality check is his, as things stand in the branch. */
  holdsCheck: boolean;
  /** How the branch runs its months. */
  preReview: boolean;
  committee: boolean;
  /** The branch's latest month, whatever its state. */
  latest: { month: Month; themeDay: Day } | null;
  /** Its months that are not archived. */
  running: RunningMonth[];
}

export interface RunningMonth {
  id: number;
  month: Month;
  state: BranchMonthState;
  themeDay: Day;
  selfAssessmentUntil: Day;
  /** Last day of the publication's window; null before publication. */
  publishedUntil: Day | null;
  /** How many of the publications that stand for his row he has said he has seen: one at most, none while one is new. */
  boardsSeen: number;
  /** Sheets without a self-assessment so far. */
  notSubmitted: number;
  /** Sheets that were handed in and not pre-reviewed, whoever may do it; and those that he may. */
  notPreReviewed: number;
  toPreReview: number;
  /** Sheets without a decision, whoever may take it. */
  undecided: number;
  /** Those of them that he may decide. */
  waiting: number;
  /** Sheets of members without an account that he may enter from their paper. */
  paperMissing: number;
  /** Steps that stand, and whether it was he who took them. */
  steps: readonly { step: MonthStepName; isHis: boolean }[];
}

/** Days between the usual opening of a month and its theme day (domain/process.md: T−7). */
const daysFromOpeningToThemeDay = 7;

/** What somebody has to do today, the most urgent first. A task goes with its reason; nothing is ticked off by hand. */
export function tasksOf({ today, calendar, ownSheets, branches, disputes = [] }: TodayFacts): TaskView[] {
  return [
    ...disputes,
    ...ownSheets.flatMap((sheet) => ownSheetTask(sheet, today)),
    ...branches.flatMap((standing) => [
      ...openingTask(standing, today),
      ...standing.running.flatMap((month) => [
        ...boardTask(standing, month, today, calendar),
        ...paperTask(standing, month, today),
        ...officeTask(standing, month, today, calendar),
      ]),
    ]),
  ].sort((one, other) => compare(one.dueDay ?? '9999', other.dueDay ?? '9999') || compare(one.month, other.month));
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

function ownSheetTask(sheet: OwnSheet, today: Day): TaskView[] {
  const extended = extensionRuns(sheet, today);
  if (!mayStep('save', { ...sheet, extended }, sheet.monthState)) return [];
  const { branch, month, branchMonthId, sheetId } = sheet;
  const kind = sheet.returnedReason === null ? 'selfAssess' : 'returned';
  return [{ kind, branch, month, branchMonthId, sheetId, count: null, ...until(deadlineOf(sheet, sheet), today) }];
}

function boardTask(
  { branch, isOwn }: BranchToday,
  month: RunningMonth,
  today: Day,
  calendar: WorkingCalendar,
): TaskView[] {
  const open = month.state === 'published' && month.publishedUntil !== null && today <= month.publishedUntil;
  if (!isOwn || !open || month.boardsSeen > 0) return [];
  const about = { branch, month: month.month, branchMonthId: month.id, sheetId: null, count: null };
  const { calendarAnnounced } = dueOf(month, today, calendar);
  return [{ kind: 'readBoard', ...about, ...until(month.publishedUntil, today, calendarAnnounced) }];
}

function paperTask({ branch }: BranchToday, month: RunningMonth, today: Day): TaskView[] {
  if (month.state !== 'selfAssessment' || month.paperMissing === 0) return [];
  const about = { branch, month: month.month, branchMonthId: month.id, sheetId: null, count: month.paperMissing };
  return [{ kind: 'enterPaper', ...about, ...until(month.selfAssessmentUntil, today) }];
}

function officeTask(standing: BranchToday, month: RunningMonth, today: Day, calendar: WorkingCalendar): TaskView[] {
  const step = nextStep(standing, month, today);
  if (!step) return [];
  const about = { branch: standing.branch, month: month.month, branchMonthId: month.id, sheetId: null };
  const { dueDay, calendarAnnounced } = dueOf(month, today, calendar);
  return [{ ...step, ...about, ...until(dueDay, today, calendarAnnounced) }];
}

type Step = Pick<TaskView, 'kind' | 'count'>;

/** The month's next step, where it is this person's and its time has come; with the number of sheets it is about. */
function nextStep(standing: BranchToday, month: RunningMonth, today: Day): Step | null {
  const { mayStartReview, mayConfirm, mayReport, mayAccept, preReview } = standing;
  const { state, notSubmitted, selfAssessmentUntil, publishedUntil } = month;
  switch (state) {
    case 'selfAssessment': {
      const over = today > selfAssessmentUntil || notSubmitted === 0;
      const kind = preReview ? 'startPreReview' : 'startReview';
      return mayStartReview && over ? { kind, count: notSubmitted || null } : null;
    }
    case 'preReview': {
      if (month.toPreReview > 0) return { kind: 'preReview', count: month.toPreReview };
      const over = today > preReviewUntil(month) || month.notPreReviewed === 0;
      return mayStartReview && over ? { kind: 'startReview', count: notSubmitted || null } : null;
    }
    case 'review':
      return reviewStep(standing, month);
    case 'ready':
      return signOffStep(standing, month);
    case 'published': {
      const over = publishedUntil !== null && today > publishedUntil;
      return mayConfirm && over ? { kind: 'confirm', count: null } : null;
    }
    case 'confirmed':
      return mayReport ? { kind: 'report', count: null } : null;
    case 'reported':
      return mayAccept ? { kind: 'accept', count: null } : null;
    case 'archived':
    case 'takenBack':
      return null;
  }
}

function reviewStep({ mayStartReview, mayWitness, committee }: BranchToday, month: RunningMonth): Step | null {
  if (month.waiting > 0) return { kind: 'review', count: month.waiting };
  if (month.undecided > 0) return null;
  const isSigned = committee || month.steps.some(({ step }) => step === 'witness');
  if (!isSigned) return mayWitness ? { kind: 'witness', count: null } : null;
  return mayStartReview ? { kind: 'ready', count: null } : null;
}

function signOffStep({ holdsCheck, mayApprove, mayPublish }: BranchToday, { steps }: RunningMonth): Step | null {
  const check = steps.find(({ step }) => step === 'confidentialityCheck');
  if (!check) return holdsCheck ? { kind: 'check', count: null } : null;
  if (!steps.some(({ step }) => step === 'approval'))
    return mayApprove && !check.isHis ? { kind: 'approve', count: null } : null;
  return mayPublish ? { kind: 'publish', count: null } : null;
}

function openingTask({ branch, mayOpen, latest }: BranchToday, today: Day): TaskView[] {
  const month = mayOpen ? monthToOpen(latest, today) : null;
  if (month === null) return [];
  const about = { branch, month, branchMonthId: null, sheetId: null, count: null };
  return [{ kind: 'openMonth', ...about, ...until(lastDayOf(month), today) }];
}

/**
 * The month whose usual opening day has come and that is not open yet; null when there is none. The usual theme day is the
 * last one's day of the month, so that a branch that meets on the 5th is reminded on the 29th of the month before.
 */
export function monthToOpen(latest: { month: Month; themeDay: Day } | null, today: Day): Month | null {
  const thisMonth = monthOf(today);
  if (latest === null || latest.month < addMonths(thisMonth, -1)) return thisMonth;
  const next = addMonths(latest.month, 1);
  return next <= addMonths(thisMonth, 1) && today >= usualOpeningDay(next, latest.themeDay) ? next : null;
}

function usualOpeningDay(month: Month, lastThemeDay: Day): Day {
  const sameDay = `${month}-${lastThemeDay.slice(8)}`;
  const themeDay = sameDay < lastDayOf(month) ? sameDay : lastDayOf(month);
  return addDays(themeDay, -daysFromOpeningToThemeDay);
}

function until(
  dueDay: Day | null,
  today: Day,
  calendarAnnounced = true,
): Pick<TaskView, 'dueDay' | 'daysLeft' | 'calendarAnnounced'> {
  return { dueDay, daysLeft: dueDay === null ? null : daysBetween(today, dueDay), calendarAnnounced };
}
