import { addMonths, type Day, type Month, monthOf } from '../calendar.js';
import type { FieldProblem } from '../http/refusal.js';

/** A wrong year in the date must not keep everybody waiting for it: nothing can be published for a month before the latest one. */
const monthsAheadMax = 12;

/** When a version may take effect. */
export interface EffectiveMonth {
  month: Month;
  today: Day;
  /** The last month that was opened with what the version is to replace; null: none. */
  lastOpenedMonth: Month | null;
  /** From when on what was published last takes effect; null: nothing was. */
  latestMonth: Month | null;
}

/** What keeps a version from taking effect in this month: an opened month keeps its rule, and versions follow one another. */
export function effectiveMonthProblems({ month, today, lastOpenedMonth, latestMonth }: EffectiveMonth): FieldProblem[] {
  const path = 'effectiveFromMonth';
  const last = addMonths(monthOf(today), monthsAheadMax);
  return [
    ...(lastOpenedMonth !== null && month <= lastOpenedMonth
      ? [{ path, code: 'monthOpened', params: { month: lastOpenedMonth } }]
      : []),
    ...(latestMonth !== null && month < latestMonth
      ? [{ path, code: 'beforeLatestVersion', params: { month: latestMonth } }]
      : []),
    ...(month > last ? [{ path, code: 'tooFarAhead', params: { month: last } }] : []),
  ];
}
