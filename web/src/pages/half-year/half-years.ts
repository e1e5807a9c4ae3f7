import { monthsOfPeriod, periodKey, periodOf } from '../../../../src/scoring/periods.js';
import type { Period } from '../../../../src/scoring/scheme.js';
import { addMonths, today } from '../../format';
import { t } from '../../i18n';

/** '2026-H1' → '2026年上半年', '2026-Q3' → '2026年第3季度', '2026' → '2026年度'. */
export function halfYearName(period: string): string {
  const [year = '', part] = period.split('-');
  if (!part) return t('halfYear.year', { year });
  if (part.startsWith('Q')) return t('halfYear.quarter', { year, quarter: part.slice(1) });
  return t(part === 'H1' ? 'halfYear.first' : 'halfYear.second', { year });
}

/** The periods one can choose: of each kind that the rule summarises this one and those before, and the one that is shown. */
export function besides(shown: string, offered: readonly Period[]): string[] {
  const kinds = [...new Set<Period>([...offered, periodOf(shown) ?? 'halfYear'])].filter((per) => per !== 'month');
  const choices = kinds.flatMap((per) => lastPeriods(per).sort().reverse());
  return [...new Set(choices.includes(shown) ? choices : [shown, ...choices])];
}

function lastPeriods(per: Period): string[] {
  const month = today().slice(0, 7);
  const count = per === 'year' ? 3 : 6;
  const length = monthsOfPeriod(periodKey(per, month, 1), 1)?.length ?? 6;
  return Array.from({ length: count }, (_, back) => periodKey(per, addMonths(month, -back * length), 1));
}
