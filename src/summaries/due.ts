import type { BranchMonthState } from '../assessments/states.js';
import { addDays, addWorkingDays, type Day, lastDayOf, type Month, workingDaysBetween } from '../calendar.js';

/** How many working days after the theme day a branch decides and publishes (domain/process.md: T … T+3). */
const workingDaysForReview = 3;

/** Where a branch's month stands, as far as its deadlines depend on it. */
export interface MonthStanding {
  month: Month;
  state: BranchMonthState | 'notStarted';
  themeDay: Day | null;
  selfAssessmentUntil: Day | null;
  /** Last day of the publication's window; null before publication. */
  publishedUntil: Day | null;
}

export interface Due {
  /** The last day on which the next step is in time; null where no step is left. */
  dueDay: Day | null;
  /** Working days that have begun since; 0 is in time. */
  daysLate: number;
}

/** Until when a branch should have taken its month's next step, and how late it is (domain/process.md, the month). */
export function dueOf(standing: MonthStanding, today: Day): Due {
  const dueDay = dueDayOf(standing);
  if (dueDay === null || today <= dueDay) return { dueDay, daysLate: 0 };
  return { dueDay, daysLate: workingDaysBetween(addDays(dueDay, 1), today) };
}

function dueDayOf({ month, state, themeDay, selfAssessmentUntil, publishedUntil }: MonthStanding): Day | null {
  switch (state) {
    case 'notStarted':
      return lastDayOf(month);
    case 'selfAssessment':
      return selfAssessmentUntil;
    case 'preReview':
      return themeDay && addDays(themeDay, -1);
    case 'review':
    case 'ready':
      return (
        themeDay && selfAssessmentUntil && addWorkingDays(later(themeDay, selfAssessmentUntil), workingDaysForReview)
      );
    case 'published':
      return publishedUntil;
    case 'confirmed':
    case 'reported':
    case 'archived':
      return null;
  }
}

function later(one: Day, other: Day): Day {
  return one > other ? one : other;
}
