import { addDays, type Day, lastDayOf, type Month, monthOf } from '../calendar.js';
import type { WorkingCalendar } from '../calendars/working-calendar.js';

/** What of a branch's settings decides when its months open and close (domain/process.md: T−7, T−2). */
export interface OpeningRule {
  /** 'day:15', or 'weekday:2:5' for the second Friday. A month that is too short takes its last such day. */
  themeDayRule: string;
  openingDaysBefore: number;
  selfAssessmentDaysBefore: number;
}

export interface PlannedMonth {
  month: Month;
  themeDay: Day;
  /** The day that the rule names, where it is a day off and the theme day has moved; otherwise null. */
  movedFrom: Day | null;
  opensOn: Day;
  selfAssessmentUntil: Day;
  /** False where nobody has announced yet which days of the year are days off. */
  calendarAnnounced: boolean;
}

/** When a branch with this rule meets in a month, opens it, and ends its self-assessment. */
export function planOf(
  { themeDayRule, openingDaysBefore, selfAssessmentDaysBefore }: OpeningRule,
  month: Month,
  calendar: WorkingCalendar,
): PlannedMonth {
  const named = dayNamedBy(themeDayRule, month);
  const themeDay = themeDayOf(themeDayRule, month, calendar);
  return {
    month,
    themeDay,
    movedFrom: themeDay === named ? null : named,
    opensOn: addDays(themeDay, -openingDaysBefore),
    selfAssessmentUntil: addDays(themeDay, -selfAssessmentDaysBefore),
    calendarAnnounced: calendar.isAnnouncedFrom(named, themeDay),
  };
}

/**
 * The branch's theme day of a month. A day off gives way to the next working day; where the month has none left, to the last
 * one before it: a theme day stays in its month.
 */
export function themeDayOf(themeDayRule: string, month: Month, calendar: WorkingCalendar): Day {
  const named = dayNamedBy(themeDayRule, month);
  const next = calendar.onOrAfter(named);
  if (monthOf(next) === month) return next;
  let before = named;
  while (!calendar.isWorkingDay(before) && monthOf(addDays(before, -1)) === month) before = addDays(before, -1);
  return calendar.isWorkingDay(before) ? before : named;
}

/** The day that a rule names, whatever the calendar says of it. */
function dayNamedBy(themeDayRule: string, month: Month): Day {
  const [kind, first, second] = themeDayRule.split(':');
  const last = lastDayOf(month);
  if (kind === 'day') {
    const day = `${month}-${String(first).padStart(2, '0')}`;
    return day < last ? day : last;
  }
  if (kind !== 'weekday') throw new TypeError(`There is no theme day rule ${themeDayRule}.`);
  // Monday is 1 and Sunday 7, as in ISO 8601.
  const weekdayOfFirst = new Date(`${month}-01T00:00:00Z`).getUTCDay() || 7;
  const firstOfMonth = addDays(`${month}-01`, (Number(second) - weekdayOfFirst + 7) % 7);
  const day = addDays(firstOfMonth, (Number(first) - 1) * 7);
  return monthOf(day) === month ? day : addDays(day, -7);
}
