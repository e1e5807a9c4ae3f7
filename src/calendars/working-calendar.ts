import { addDays, type Day } from '../calendar.js';
import { announcedDay, type DayKind, isAnnouncedByState } from './announced-days.js';

/** What the bureau has said about the calendar, beside what was announced for the whole country. */
export interface CalendarEdits {
  days: readonly { day: Day; kind: DayKind }[];
  /** Years that the bureau itself calls complete. */
  years: readonly number[];
}

/**
 * Which days are working days: Monday to Friday without announced holidays, and the weekend days that make up for them; where
 * the bureau says something else of a day, that. A year whose holidays are not announced yet is never guessed: it counts plain
 * weekdays and the bureau's own days, and `isAnnounced` says so.
 */
export class WorkingCalendar {
  private readonly days: ReadonlyMap<Day, DayKind>;
  private readonly years: ReadonlySet<number>;
  /** What was counted before: an overview asks the same for a thousand branches. */
  private readonly counted = new Map<string, number>();
  private readonly reached = new Map<string, Day>();

  constructor({ days, years }: CalendarEdits = { days: [], years: [] }) {
    this.days = new Map(days.map(({ day, kind }) => [day, kind]));
    this.years = new Set(years);
  }

  isWorkingDay(day: Day): boolean {
    return (this.days.get(day) ?? kindWithoutEdits(day)) === 'working';
  }

  /** The day on which the `count`-th working day after `day` falls; `day` itself is not counted. */
  add(day: Day, count: number): Day {
    const key = `${day} + ${count}`;
    let reached = this.reached.get(key);
    if (reached === undefined) {
      reached = day;
      for (let left = count; left > 0;) {
        reached = addDays(reached, 1);
        if (this.isWorkingDay(reached)) left -= 1;
      }
      this.reached.set(key, reached);
    }
    return reached;
  }

  /** Working days from `day` (counted, if it is one) to `until` (counted). 0 once `until` is over. */
  between(day: Day, until: Day): number {
    const key = `${day} ${until}`;
    let count = this.counted.get(key);
    if (count === undefined) {
      count = 0;
      for (let at = day; at <= until; at = addDays(at, 1)) if (this.isWorkingDay(at)) count += 1;
      this.counted.set(key, count);
    }
    return count;
  }

  /** The day itself, or the first working day after it. */
  onOrAfter(day: Day): Day {
    return this.isWorkingDay(day) ? day : this.add(day, 1);
  }

  /** Whether the year's days off are known: announced for the whole country, or called complete by the bureau. */
  isAnnounced(year: number): boolean {
    return isAnnouncedByState(year) || this.years.has(year);
  }

  /** Whether all days from one to the other are in years whose days off are known. */
  isAnnouncedFrom(day: Day, until: Day): boolean {
    for (let year = yearOf(day); year <= yearOf(until); year += 1) if (!this.isAnnounced(year)) return false;
    return true;
  }
}

/** What a day is as long as the bureau says nothing about it. */
export function kindWithoutEdits(day: Day): DayKind {
  return announcedDay(day)?.kind ?? (isWeekend(day) ? 'holiday' : 'working');
}

export function yearOf(day: Day): number {
  return Number(day.slice(0, 4));
}

function isWeekend(day: Day): boolean {
  return [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
}
