/** Figures, days and months as people read them. Everything reads the language in use, so a switch redraws the page. */
import { preferences } from './preferences';

const organisationZone = 'Asia/Shanghai';
/** en-GB: day before month, as in the documents' English. */
const tag = () => (preferences.locale === 'zh' ? 'zh-CN' : 'en-GB');

/** Hundredths of a point → '87.5', '80', '−3'. Means keep both decimals with `decimals: 2`. */
export function formatPoints(hundredths: number | null | undefined, decimals: 0 | 1 | 2 = 0): string {
  if (hundredths === null || hundredths === undefined) return '—';
  const size = Math.abs(hundredths);
  const whole = Math.floor(size / 100);
  let fraction = String(size % 100).padStart(2, '0');
  while (fraction.length > decimals && fraction.endsWith('0')) fraction = fraction.slice(0, -1);
  return `${hundredths < 0 ? '−' : ''}${whole}${fraction ? `.${fraction}` : ''}`;
}

/** With its sign: '+2', '−3', '0'. */
export function formatSigned(hundredths: number): string {
  return `${hundredths > 0 ? '+' : ''}${formatPoints(hundredths)}`;
}

// A day has no hour and no zone: it is read and written as UTC, so no browser's clock can move it.
const asDate = (day: string) => new Date(`${day.length === 7 ? `${day}-01` : day}T00:00:00Z`);
const inUtc = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(tag(), { timeZone: 'UTC', ...options });

/** 'YYYY-MM-DD' → '11月6日' / '6 Nov'; the year is said when it isn't this one or when asked for. */
export function formatDay(day: string | null | undefined, options: { year?: boolean; weekday?: boolean } = {}): string {
  if (!day) return '—';
  const withYear = options.year ?? day.slice(0, 4) !== today().slice(0, 4);
  const parts: Intl.DateTimeFormatOptions = {
    month: preferences.locale === 'zh' ? 'long' : 'short',
    day: 'numeric',
    ...(withYear ? { year: 'numeric' } : {}),
  };
  if (!options.weekday) return inUtc(parts).format(asDate(day));
  // English puts the weekday in its place itself; Chinese would write it close up against the day.
  if (preferences.locale === 'en') return inUtc({ ...parts, weekday: 'short' }).format(asDate(day));
  return `${inUtc(parts).format(asDate(day))} ${inUtc({ weekday: 'short' }).format(asDate(day))}`;
}

/** 'YYYY-MM' → '2026年11月' / 'November 2026'. */
export function formatMonth(month: string): string {
  return inUtc({ year: 'numeric', month: 'long' }).format(asDate(month));
}

/** 'YYYY-MM' → '11月' / 'Nov', for the head of a column. */
export function formatMonthShort(month: string): string {
  return inUtc({ month: preferences.locale === 'zh' ? 'numeric' : 'short' }).format(asDate(month));
}

/** An instant as the organisation's clock shows it: '11月6日 10:32'. */
export function formatInstant(instant: string | null | undefined): string {
  if (!instant) return '—';
  return `${formatDay(organisationDay(new Date(instant)))} ${formatTime(new Date(instant))}`;
}

export function formatTime(when: Date): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: organisationZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(when);
}

/** The organisation's day of an instant, 'YYYY-MM-DD' (sv-SE writes days that way). */
export function organisationDay(when: Date): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: organisationZone }).format(when);
}

export function today(): string {
  return organisationDay(new Date());
}

/** Whole days from one day to another; negative when it is past. */
export function daysBetween(from: string, to: string): number {
  return Math.round((asDate(to).getTime() - asDate(from).getTime()) / 86_400_000);
}

export function addDays(day: string, days: number): string {
  return new Date(asDate(day).getTime() + days * 86_400_000).toISOString().slice(0, 10);
}

export function addMonths(month: string, months: number): string {
  const index = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + months;
  return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`;
}

/** The half-year a month lies in: '2026-11' → '2026-H2'. */
export function halfYearOf(month: string): string {
  return `${month.slice(0, 4)}-H${Number(month.slice(5, 7)) <= 6 ? 1 : 2}`;
}

/** A text of the scheme, which carries both languages itself. */
export function inLanguage(text: { zh: string; en: string } | null | undefined): string {
  if (!text) return '';
  return text[preferences.locale] || text.zh;
}
