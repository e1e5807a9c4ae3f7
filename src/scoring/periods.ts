import { PERIODS, type Period } from './scheme.js';

/*
 * Which months make a quarter, a half-year or a year. A year begins in the scheme's own month and has the name of the calendar
 * year in which it ends: with `yearStartsMonth` 12, 2026-H1 is 2025-12 to 2026-05. Months are 'YYYY-MM'.
 */

export const MONTHS_IN: Record<Period, number> = { month: 1, quarter: 3, halfYear: 6, year: 12 };

/** Below zero when the first period is the shorter one, 0 when they are the same. */
export function comparePeriods(one: Period, other: Period): number {
  return PERIODS.indexOf(one) - PERIODS.indexOf(other);
}

/** The name of the period that a month lies in: '2026-03', '2026-Q1', '2026-H1', '2026'. */
export function periodKey(per: Period, month: string, yearStartsMonth: number): string {
  if (per === 'month') return month;
  const [year, place] = yearAndPlace(month, yearStartsMonth);
  if (per === 'year') return String(year);
  const number = (place - (place % MONTHS_IN[per])) / MONTHS_IN[per] + 1;
  return `${year}-${per === 'quarter' ? 'Q' : 'H'}${number}`;
}

/** The months of a period by its name, in order; null for what is no period's name. */
export function monthsOfPeriod(key: string, yearStartsMonth: number): string[] | null {
  const per = periodOf(key);
  const found = /^(\d{4})(?:-(?:Q([1-4])|H([12])|(0[1-9]|1[0-2])))?$/.exec(key);
  if (!per || !found) return null;
  if (per === 'month') return [key];
  const number = Number(found[2] ?? found[3] ?? 1);
  const firstYear = Number(found[1]) - Number(yearStartsMonth > 1);
  const first = firstYear * 12 + (yearStartsMonth - 1) + (number - 1) * MONTHS_IN[per];
  return Array.from({ length: MONTHS_IN[per] }, (_, index) => monthAt(first + index));
}

/** What kind of period a name stands for; null for what is none. */
export function periodOf(key: string): Period | null {
  if (/^\d{4}$/.test(key)) return 'year';
  if (/^\d{4}-Q[1-4]$/.test(key)) return 'quarter';
  if (/^\d{4}-H[12]$/.test(key)) return 'halfYear';
  return /^\d{4}-(0[1-9]|1[0-2])$/.test(key) ? 'month' : null;
}

/** Whether a sheet that covers `per` can belong to this month: it carries the name of the period's last month. */
export function endsPeriod(per: Period, month: string, yearStartsMonth: number): boolean {
  const [, place] = yearAndPlace(month, yearStartsMonth);
  return (place + 1) % MONTHS_IN[per] === 0;
}

function yearAndPlace(month: string, yearStartsMonth: number): [year: number, place: number] {
  const [year, number] = [Number(month.slice(0, 4)), Number(month.slice(5, 7))];
  const later = yearStartsMonth > 1 && number >= yearStartsMonth;
  return [year + Number(later), (number - yearStartsMonth + 12) % 12];
}

function monthAt(count: number): string {
  const place = count % 12;
  return `${String((count - place) / 12).padStart(4, '0')}-${String(place + 1).padStart(2, '0')}`;
}
