import type { PlannedMonth } from '../assessments/theme-day.js';
import { addDays, type Day, monthOf } from '../calendar.js';

/**
 * Whether a planned month is to be opened today. One that was missed (an outage, a rule made late) is still opened as long as
 * its members can assess themselves in time; after that only people can say whether it shall be opened.
 */
export function openingOn({ month, opensOn, selfAssessmentUntil }: PlannedMonth, today: Day): 'no' | 'now' | 'missed' {
  if (today < opensOn) return 'no';
  if (today <= selfAssessmentUntil) return 'now';
  return monthOf(today) === month ? 'missed' : 'no';
}

export interface RunningMonth {
  /** The day on which it was opened. */
  openedOn: Day;
  themeDay: Day;
  selfAssessmentUntil: Day;
}

/**
 * Whether self-assessment ends by itself: its last day is over where the organisation is. A month that was opened when that day
 * had passed (kept on paper, entered later) never had a window; people close it.
 */
export function selfAssessmentIsOver({ openedOn, selfAssessmentUntil }: RunningMonth, today: Day): boolean {
  return openedOn <= selfAssessmentUntil && today > selfAssessmentUntil;
}

/**
 * The last day of group pre-review: the day before the theme day (domain/process.md: T−2 … T−1), but at least one whole day
 * after it began, also where an outage let it begin late.
 */
export function preReviewUntil({ themeDay, selfAssessmentUntil }: Omit<RunningMonth, 'openedOn'>, begunOn: Day): Day {
  return [addDays(themeDay, -1), addDays(selfAssessmentUntil, 1), begunOn].sort().at(-1)!;
}
