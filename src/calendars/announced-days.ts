import { createRequire } from 'node:module';
import type { Day } from '../calendar.js';

/** What a day is that isn't what its place in the week says. */
export type DayKind = 'working' | 'holiday';

export interface NamedDay {
  day: Day;
  kind: DayKind;
  name: { zh: string; en: string };
}

/**
 * The days off and make-up workdays that the State Council announced, as the package `chinese-days` keeps them. Its data are
 * read and not its functions: those ask the process's zone which day it is, and are a day off anywhere west of Greenwich.
 */
const announced = createRequire(import.meta.url)('chinese-days/dist/chinese-days.json') as {
  /** By day: 'National Day,国庆节,3'. */
  holidays: Readonly<Record<Day, string>>;
  workdays: Readonly<Record<Day, string>>;
};

/** What was announced about this day, if anything: plain weekdays and weekends are not. */
export function announcedDay(day: Day): NamedDay | undefined {
  const working = announced.workdays[day];
  if (working !== undefined) return { day, kind: 'working', name: named(working) };
  const holiday = announced.holidays[day];
  return holiday === undefined ? undefined : { day, kind: 'holiday', name: named(holiday) };
}

/** All announced days of a year, in their order. */
export function announcedDaysOf(year: number): NamedDay[] {
  return [...Object.keys(announced.holidays), ...Object.keys(announced.workdays)]
    .filter((day) => day.startsWith(`${year}-`))
    .sort()
    .flatMap((day) => announcedDay(day) ?? []);
}

/**
 * Whether the year's days off are known. A notice about a year may reach into the last days of the one before (1 January 2023
 * came with 31 December 2022), so a year is known by a day that only its own notice can name: National Day.
 */
export function isAnnouncedByState(year: number): boolean {
  return announced.holidays[`${year}-10-01`] !== undefined;
}

function named(entry: string): NamedDay['name'] {
  const [en = '', zh = ''] = entry.split(',');
  return { zh, en };
}
