import { preReviewUntil } from '../assessments/pre-reviewers.js';
import type { BranchMonthState } from '../assessments/states.js';
import { addDays, type Day, lastDayOf, type Month } from '../calendar.js';
import type { WorkingCalendar } from '../calendars/working-calendar.js';

/** How many working days after the theme day a branch decides and publishes (domain/process.md: T … T+3). */
const workingDaysForReview = 3;

/** … and reports to the bureau (T+12). */
const workingDaysForReport = 12;

/** Where a branch's month stands, as far as its deadlines depend on it. */
export interface MonthStanding {
  month: Month;
  state: BranchMonthState | 'notStarted';
  themeDay: Day | null;
  selfAssessmentUntil: Day | null;
  /** Last day of the publication's window; null before publication. */
  publishedUntil: Day | null;
}

/** In these the due day is set or counted in days of the calendar. */
const countedInDays: readonly MonthStanding['state'][] = ['notStarted', 'selfAssessment', 'preReview'];

export interface Due {
  /** The last day on which the next step is in time; null where no step is left. */
  dueDay: Day | null;
  /** Working days that have begun since; 0 is in time. */
  daysLate: number;
  /** False where working days of a year were counted whose days off are not announced. */
  calendarAnnounced: boolean;
}

/** Until when a branch should have taken its month's next step, and how late it is (domain/process.md, the month). */
export function dueOf(standing: MonthStanding, today: Day, calendar: WorkingCalendar): Due {
  const dueDay = dueDayOf(standing, calendar);
  if (dueDay === null) return { dueDay, daysLate: 0, calendarAnnounced: true };
  const late = today > dueDay;
  const counted = late || !countedInDays.includes(standing.state);
  return {
    dueDay,
    daysLate: late ? calendar.between(addDays(dueDay, 1), today) : 0,
    calendarAnnounced: !counted || calendar.isAnnouncedFrom(dueDay, later(dueDay, today)),
  };
}

/** The last day on which a month's next step is in time; null where no step is left. */
export function dueDayOf(
  { month, state, themeDay, selfAssessmentUntil, publishedUntil }: MonthStanding,
  calendar: WorkingCalendar,
): Day | null {
  switch (state) {
    case 'notStarted':
      return lastDayOf(month);
    case 'selfAssessment':
      return selfAssessmentUntil;
    case 'preReview':
      return themeDay && selfAssessmentUntil && preReviewUntil({ themeDay, selfAssessmentUntil });
    case 'review':
    case 'ready':
      return (
        themeDay && selfAssessmentUntil && calendar.add(later(themeDay, selfAssessmentUntil), workingDaysForReview)
      );
    case 'published':
      return publishedUntil;
    case 'confirmed':
      return themeDay && calendar.add(themeDay, workingDaysForReport);
    case 'reported':
    case 'archived':
    case 'takenBack':
      return null;
  }
}

function later(one: Day, other: Day): Day {
  return one > other ? one : other;
}
