import { addDays, addMonths, type Day, type Month, monthOf } from '../calendar.js';
import type { FieldProblem } from '../http/refusal.js';
import { endsPeriod } from '../scoring/periods.js';
import type { Scheme } from '../scoring/scheme.js';

/** Self-assessment ends near the theme day: at most this many days before or after it. */
const daysFromThemeDayMax = 31;

export interface OpeningWish {
  month: Month;
  themeDay: Day;
  selfAssessmentUntil: Day;
}

/**
 * What is wrong with opening this month today. The coming month may be opened (a theme day early in the month opens seven
 * days before it, domain/process.md), the one after may not. A past month may: one that was kept on paper is entered later.
 * Where a sheet covers a quarter or more, it is opened in that period's last month.
 */
export function openingProblems(
  { month, themeDay, selfAssessmentUntil }: OpeningWish,
  today: Day,
  { period, yearStartsMonth }: Pick<Scheme, 'period' | 'yearStartsMonth'>,
): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (!endsPeriod(period, month, yearStartsMonth))
    problems.push({ path: 'month', code: 'endsNoPeriod', params: { per: period } });
  const latest = addMonths(monthOf(today), 1);
  if (month > latest) problems.push({ path: 'month', code: 'tooFarAhead', params: { latest } });
  if (monthOf(themeDay) !== month) problems.push({ path: 'themeDay', code: 'outsideMonth', params: { month } });
  const [from, until] = [addDays(themeDay, -daysFromThemeDayMax), addDays(themeDay, daysFromThemeDayMax)];
  if (selfAssessmentUntil < from || selfAssessmentUntil > until)
    problems.push({ path: 'selfAssessmentUntil', code: 'farFromThemeDay', params: { from, until } });
  return problems;
}
