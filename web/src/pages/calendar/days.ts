import type { CalendarDay } from '../../api-types';
import { addDays } from '../../format';

export type DayKind = CalendarDay['kind'];

export interface ShownDay {
  day: string;
  kind: DayKind;
  /** What is said of the day beyond its place in the week, if anything. */
  special: CalendarDay | null;
}

/** Monday is 0. */
export function weekdayOf(day: string): number {
  return (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
}

/** What a day is as long as nothing special is said of it. */
export function plainKind(day: string): DayKind {
  return weekdayOf(day) >= 5 ? 'holiday' : 'working';
}

/** A month as weeks of seven places, Monday first; null where the week reaches out of the month. */
export function weeksOf(month: string, special: ReadonlyMap<string, CalendarDay>): (ShownDay | null)[][] {
  const cells: (ShownDay | null)[] = Array.from({ length: weekdayOf(`${month}-01`) }, () => null);
  for (let day = `${month}-01`; day.startsWith(month); day = addDays(day, 1)) {
    const said = special.get(day) ?? null;
    cells.push({ day, kind: said?.kind ?? plainKind(day), special: said });
  }
  while (cells.length % 7 !== 0) cells.push(null);
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7));
}
