import type { Day } from '../calendar.js';
import type { WorkingCalendar } from '../calendars/working-calendar.js';

/** For how many working days a board hangs (domain/process.md). */
export const windowWorkingDays = [3, 5, 7] as const;

/** First and last day of a publication's window, both included: it begins on the working day after the day of publication. */
export function windowOf(
  publishedOn: Day,
  workingDays: number,
  calendar: WorkingCalendar,
): { fromDay: Day; untilDay: Day } {
  return { fromDay: calendar.add(publishedOn, 1), untilDay: calendar.add(publishedOn, workingDays) };
}

/** Over once its last day has ended where the organisation is. */
export function isWindowOver(untilDay: Day, today: Day): boolean {
  return today > untilDay;
}
