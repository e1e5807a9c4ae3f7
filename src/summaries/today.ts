import { type BranchMonthState, mayStep, type SheetState } from '../assessments/states.js';
import { addDays, addMonths, type Day, daysBetween, lastDayOf, type Month, monthOf } from '../calendar.js';
import { dueOf } from './due.js';
import type { UnitFact } from './half-year.facts.js';
import type { TaskView } from './today.view.js';

/** What concerns somebody today: his own sheets, and the branches he belongs to or has something to decide in. */
export interface TodayFacts {
  today: Day;
  ownSheets: OwnSheet[];
  branches: BranchToday[];
}

export interface OwnSheet {
  sheetId: number;
  branchMonthId: number;
  branch: UnitFact;
  month: Month;
  monthState: BranchMonthState;
  selfAssessmentUntil: Day;
  state: SheetState;
  returnedReason: string | null;
}

export interface BranchToday {
  branch: UnitFact;
  /** The branch he is a member of today. */
  isOwn: boolean;
  mayOpen: boolean;
  mayStartReview: boolean;
  mayPublish: boolean;
  mayConfirm: boolean;
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
  /** Sheets without a self-assessment so far. */
  notSubmitted: number;
  /** Sheets without a decision, whoever may take it. */
  undecided: number;
  /** Those of them that he may decide. */
  waiting: number;
}

/** Days between the usual opening of a month and its theme day (domain/process.md: T−7). */
const daysFromOpeningToThemeDay = 7;

/** What somebody has to do today, the most urgent first. A task goes with its reason; nothing is ticked off by hand. */
export function tasksOf({ today, ownSheets, branches }: TodayFacts): TaskView[] {
  return [
    ...ownSheets.flatMap((sheet) => ownSheetTask(sheet, today)),
    ...branches.flatMap((standing) => [
      ...openingTask(standing, today),
      ...standing.running.flatMap((month) => [
        ...boardTask(standing, month, today),
        ...officeTask(standing, month, today),
      ]),
    ]),
  ].sort((one, other) => compare(one.dueDay ?? '9999', other.dueDay ?? '9999') || compare(one.month, other.month));
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

function ownSheetTask(sheet: OwnSheet, today: Day): TaskView[] {
  if (!mayStep('save', sheet, sheet.monthState)) return [];
  const { branch, month, branchMonthId, sheetId } = sheet;
  const kind = sheet.returnedReason === null ? 'selfAssess' : 'returned';
  return [{ kind, branch, month, branchMonthId, sheetId, count: null, ...until(sheet.selfAssessmentUntil, today) }];
}

function boardTask({ branch, isOwn }: BranchToday, month: RunningMonth, today: Day): TaskView[] {
  const open = month.state === 'published' && month.publishedUntil !== null && today <= month.publishedUntil;
  if (!isOwn || !open) return [];
  const about = { branch, month: month.month, branchMonthId: month.id, sheetId: null, count: null };
  return [{ kind: 'readBoard', ...about, ...until(month.publishedUntil, today) }];
}

function officeTask(standing: BranchToday, month: RunningMonth, today: Day): TaskView[] {
  const step = nextStep(standing, month, today);
  if (!step) return [];
  const about = { branch: standing.branch, month: month.month, branchMonthId: month.id, sheetId: null };
  return [{ ...step, ...about, ...until(dueOf(month, today).dueDay, today) }];
}

/** The month's next step, where it is this person's and its time has come; with the number of sheets it is about. */
function nextStep(
  { mayStartReview, mayPublish, mayConfirm }: BranchToday,
  { state, notSubmitted, undecided, waiting, selfAssessmentUntil, publishedUntil }: RunningMonth,
  today: Day,
): Pick<TaskView, 'kind' | 'count'> | null {
  switch (state) {
    case 'selfAssessment': {
      const over = today > selfAssessmentUntil || notSubmitted === 0;
      return mayStartReview && over ? { kind: 'startReview', count: notSubmitted || null } : null;
    }
    case 'review':
      if (waiting > 0) return { kind: 'review', count: waiting };
      return mayPublish && undecided === 0 ? { kind: 'publish', count: null } : null;
    case 'published': {
      const over = publishedUntil !== null && today > publishedUntil;
      return mayConfirm && over ? { kind: 'confirm', count: null } : null;
    }
    case 'preReview':
    case 'ready':
    case 'confirmed':
    case 'reported':
    case 'archived':
      return null;
  }
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

function until(dueDay: Day | null, today: Day): { dueDay: Day | null; daysLeft: number | null } {
  return { dueDay, daysLeft: dueDay === null ? null : daysBetween(today, dueDay) };
}
