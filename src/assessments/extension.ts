import { addDays, type Day } from '../calendar.js';
import type { FieldProblem } from '../http/refusal.js';
import type { SheetState } from './states.js';

/** More time than this after the others nobody gets: a month has to come to its end. In days. */
const extensionDaysMax = 31;

/** Whether this one member may still hand in, whatever state the month is in. Once he has, there is nothing left to extend. */
export function extensionRuns(
  { state, extendedUntil }: { state: SheetState; extendedUntil: Day | null },
  today: Day,
): boolean {
  return state === 'draft' && extendedUntil !== null && today <= extendedUntil;
}

/** The last day on which this member is in time. */
export function deadlineOf(
  { extendedUntil }: { extendedUntil: Day | null },
  { selfAssessmentUntil }: { selfAssessmentUntil: Day },
): Day {
  return extendedUntil !== null && extendedUntil > selfAssessmentUntil ? extendedUntil : selfAssessmentUntil;
}

/** What is wrong with giving a member until this day: it has to come, and to be later than everybody's. */
export function extensionProblems(
  until: Day,
  { selfAssessmentUntil }: { selfAssessmentUntil: Day },
  today: Day,
): FieldProblem[] {
  const latest = addDays(selfAssessmentUntil, extensionDaysMax);
  if (until < today) return [{ path: 'until', code: 'past', params: { today } }];
  if (until <= selfAssessmentUntil) return [{ path: 'until', code: 'notLater', params: { selfAssessmentUntil } }];
  if (until > latest) return [{ path: 'until', code: 'tooLate', params: { latest } }];
  return [];
}
