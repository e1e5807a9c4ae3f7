import { Injectable } from '@nestjs/common';

/**
 * The one place that knows which day it is. An instant is UTC ('2026-11-20T05:33:38.123Z'); the organisation's zone
 * decides the day ('2026-11-20') and the month ('2026-11') it belongs to, whatever zone the process or the browser is in.
 * Days and months are text: they compare and sort as they read, and nothing can shift them.
 */
export type Instant = string;
export type Day = string;
export type Month = string;

export interface Moment {
  now: Instant;
  today: Day;
}

/** The clock of the running service; tests and the demo hand in one of their own. */
@Injectable()
export class Clock {
  constructor(private readonly timeZone: string = 'Asia/Shanghai') {}

  now(): Instant {
    return new Date().toISOString();
  }

  today(): Day {
    return dayOf(this.now(), this.timeZone);
  }

  /** The day an instant belongs to, where the organisation is. */
  dayOf(instant: Instant): Day {
    return dayOf(instant, this.timeZone);
  }

  /** The instant and its day, read at once: midnight never falls between the two. */
  moment(): Moment {
    const now = this.now();
    return { now, today: dayOf(now, this.timeZone) };
  }

  /** The instant with which a day begins where the organisation is. */
  startOf(day: Day): Instant {
    return startOfDay(day, this.timeZone);
  }
}

/** A clock that stands where it is put. */
export class StoppedClock extends Clock {
  constructor(
    private at: Instant,
    timeZone?: string,
  ) {
    super(timeZone);
  }

  override now(): Instant {
    return this.at;
  }

  set(at: Instant): void {
    this.at = at;
  }
}

/** Every request asks several times for today, and to write a day takes longer than to look at it: the last one is remembered. */
let last: { minute: string; timeZone: string; day: Day } | undefined;

export function dayOf(instant: Instant, timeZone = 'Asia/Shanghai'): Day {
  const minute = instant.slice(0, 16); // '2026-11-20T05:33': days begin with a minute, whatever the zone
  if (last?.minute !== minute || last.timeZone !== timeZone)
    last = { minute, timeZone, day: daysIn(timeZone).format(new Date(instant)) };
  return last.day;
}

/** One a zone: to make one takes longer than to write a thousand days with it. */
const formats = new Map<string, Intl.DateTimeFormat>();

function daysIn(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  // The Swedish locale writes a day as ISO 8601 does.
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  formats.set(timeZone, format);
  return format;
}

/** The first instant of a day in a zone: the earliest that `dayOf` puts into it, whatever its clocks do that night. */
export function startOfDay(day: Day, timeZone: string): Instant {
  // No zone is further than 14 hours from UTC; the first instant is found by halving what may be.
  let [before, after] = [
    Date.parse(`${day}T00:00:00Z`) - 15 * 3_600_000,
    Date.parse(`${day}T00:00:00Z`) + 15 * 3_600_000,
  ];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (dayOf(new Date(middle).toISOString(), timeZone) < day) before = middle;
    else after = middle;
  }
  return new Date(after).toISOString();
}

export function monthOf(day: Day): Month {
  return day.slice(0, 7);
}

export function addMinutes(instant: Instant, count: number): Instant {
  return new Date(Date.parse(instant) + count * 60_000).toISOString();
}

const dayPattern = /^\d{4}-\d{2}-\d{2}$/;
export const monthPattern = /^20\d{2}-(0[1-9]|1[0-2])$/;

/** True for a day that exists: 2026-02-29 does not, although JavaScript's Date would take it for 1 March. */
export function isDay(value: unknown): value is Day {
  if (typeof value !== 'string' || !dayPattern.test(value)) return false;
  const at = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === value;
}

export function isMonth(value: unknown): value is Month {
  return typeof value === 'string' && monthPattern.test(value);
}

export function addDays(day: Day, count: number): Day {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + count);
  return at.toISOString().slice(0, 10);
}

/** Calendar days from one day to another; negative when the other is earlier. */
export function daysBetween(day: Day, other: Day): number {
  return (Date.parse(`${other}T00:00:00Z`) - Date.parse(`${day}T00:00:00Z`)) / 86_400_000;
}

export function addMonths(month: Month, count: number): Month {
  const index = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + count;
  return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`;
}

export function lastDayOf(month: Month): Day {
  return addDays(`${addMonths(month, 1)}-01`, -1);
}
