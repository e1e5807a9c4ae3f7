import { periodKey, periodOf } from '../../../../src/scoring/periods.js';
import type { LocationQuery } from 'vue-router';
import { addMonths, formatMonth, halfYearOf, today } from '../../format';
import { t } from '../../i18n';
import { besides, halfYearName } from '../half-year/half-years';

/** The months that the page is about, as its address says them. */
export interface ChosenSpan {
  /** Null where months are chosen one by one. */
  period: string | null;
  from: string;
  until: string;
}

const isMonth = (value: unknown): value is string =>
  typeof value === 'string' && /^20\d\d-(0[1-9]|1[0-2])$/.test(value);

/** What the address says; the half-year that runs today where it says nothing that can be understood. */
export function spanOf(query: LocationQuery): ChosenSpan {
  const { period, from, until } = query;
  const month = today().slice(0, 7);
  if (isMonth(from) && isMonth(until)) return { period: null, from, until };
  const known = typeof period === 'string' && periodOf(period) !== null && /^20/.test(period);
  return { period: known ? period : halfYearOf(month), from: addMonths(month, -5), until: month };
}

/** As the service asks for it. */
export function asQuery({ period, from, until }: ChosenSpan): Record<string, string> {
  return period === null ? { fromMonth: from, untilMonth: until } : { period };
}

export function spanName(span: { period: string | null; fromMonth: string; untilMonth: string }): string {
  if (span.period !== null && periodOf(span.period) !== 'month') return halfYearName(span.period);
  if (span.fromMonth === span.untilMonth) return formatMonth(span.fromMonth);
  return t('statistics.span', { from: formatMonth(span.fromMonth), until: formatMonth(span.untilMonth) });
}

export function periodChoices(chosen: string | null): string[] {
  return besides(chosen !== null && periodOf(chosen) !== 'month' ? chosen : halfYearOf(today().slice(0, 7)), [
    'halfYear',
    'quarter',
    'year',
  ]);
}

/** The months one can begin or end with: three years back, and those that are chosen. */
export function monthChoices(...chosen: string[]): string[] {
  const month = today().slice(0, 7);
  return [...new Set([...chosen, ...Array.from({ length: 36 }, (_, back) => addMonths(month, -back))])]
    .sort()
    .reverse();
}

/** The period before this one of the same length: '2026-H2' → '2026-H1'. */
export function before(period: string): string | null {
  const per = periodOf(period);
  if (per === null || per === 'month') return null;
  const part = Number(period.slice(6) || 1);
  const months = { quarter: 3, halfYear: 6, year: 12 }[per];
  return periodKey(per, addMonths(`${period.slice(0, 4)}-01`, (part - 1) * months - 1), 1);
}

/** Parts of ten thousand as people read them: 9583 → '95.8%'. */
export function formatShare(tenThousandths: number): string {
  const tenths = Math.round(tenThousandths / 10);
  return tenths % 10 === 0 ? `${tenths / 10}%` : `${(tenths / 10).toFixed(1)}%`;
}
