import type { ApiProblem } from '../../api';
import type { TalkSuggestions } from '../../api-types';
import { formatMonth, formatMonthShort, formatPoints } from '../../format';
import { t } from '../../i18n';

const worded = [
  'notInBranch',
  'sameAsMember',
  'inFuture',
  'privateNumber',
  'overlaps',
  'beforeFromMonth',
  'tooLong',
  'notEarlier',
] as const;

/** What the service said about one field; empty when nothing. */
export function problemAt(problem: ApiProblem | null, path: string): string {
  const found = problem?.errors.find((error) => error.path === path);
  if (!found) return '';
  const known = worded.find((one) => one === found.code);
  return known ? t(`records.problems.${known}`) : t('records.problems.other', { code: found.code });
}

type Cause = TalkSuggestions['items'][number]['causes'][number];

/** '5月、6月得分低于 60 分（最低 52）' */
export function causeInWords({ occasion, months, hundredths }: Cause, lineHundredths: number | null): string {
  return t(`records.talks.cause.${occasion}`, {
    months: months.map(formatMonthShort).join(t('words.list')),
    points: formatPoints(hundredths, 2),
    line: formatPoints(lineHundredths),
  });
}

export const monthsInWords = (months: readonly string[]): string => months.map(formatMonth).join(t('words.list'));

/** The months one may choose from: these and those before, the latest first. */
export function lastMonths(from: string, count: number, step: (month: string, by: number) => string): string[] {
  return Array.from({ length: count }, (_, back) => step(from, -back));
}
