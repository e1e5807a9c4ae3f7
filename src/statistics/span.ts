import { addMonths, isMonth, type Month } from '../calendar.js';
import { monthsOfPeriod, periodOf } from '../scoring/periods.js';

/** The months that figures are about; `period` is their name where they have one ('2026-H1'), otherwise null. */
export interface Span {
  period: string | null;
  fromMonth: Month;
  untilMonth: Month;
  months: Month[];
}

/** More is no period that anybody decides about, and a question that could be asked to keep the service busy. */
export const monthsMost = 36;

/** The months of a named period ('2026-03', '2026-Q1', '2026-H1', '2026'); null for what names none of this century. */
export function spanOfPeriod(period: string, yearStartsMonth: number): Span | null {
  if (!/^20\d{2}/.test(period) || periodOf(period) === null) return null;
  const months = monthsOfPeriod(period, yearStartsMonth);
  const [fromMonth, untilMonth] = [months?.[0], months?.at(-1)];
  return months && fromMonth && untilMonth && isMonth(fromMonth) ? { period, fromMonth, untilMonth, months } : null;
}

/** From one month to another, both included; null where the first is later, or where there are more than `monthsMost`. */
export function spanOfMonths(fromMonth: Month, untilMonth: Month): Span | null {
  if (untilMonth < fromMonth || addMonths(fromMonth, monthsMost - 1) < untilMonth) return null;
  const months: Month[] = [];
  for (let month = fromMonth; month <= untilMonth; month = addMonths(month, 1)) months.push(month);
  return { period: null, fromMonth, untilMonth, months };
}
