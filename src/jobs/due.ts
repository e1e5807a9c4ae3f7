import type { PlannedMonth } from '../assessments/theme-day.js';
import { preReviewUntil } from '../assessments/pre-reviewers.js';
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
 * The last day of a pre-review that ends by itself (domain/process.md: T−2 … T−1). Where it began later than on the day after
 * self-assessment (an outage, people who were late), one whole day is left for it.
 */
export function lastDayOfPreReview(month: Omit<RunningMonth, 'openedOn'>, begunOn: Day): Day {
  const usual = preReviewUntil(month);
  const late = begunOn > addDays(month.selfAssessmentUntil, 1);
  const wholeDay = addDays(begunOn, 1);
  return late && wholeDay > usual ? wholeDay : usual;
}
