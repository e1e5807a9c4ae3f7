import { halfYearOf, today } from '../../format';
import { t } from '../../i18n';

/** '2026-H1' → '2026年上半年'. */
export function halfYearName(halfYear: string): string {
  return t(halfYear.endsWith('1') ? 'halfYear.first' : 'halfYear.second', { year: halfYear.slice(0, 4) });
}

/** The half-years one can choose: this one and the five before, and the one that is shown. */
export function besides(shown: string): string[] {
  const list = [shown];
  let [year, half] = halfYearOf(today().slice(0, 7)).split('-H').map(Number) as [number, number];
  for (let left = 6; left > 0; left -= 1) {
    list.push(`${year}-H${half}`);
    [year, half] = half === 2 ? [year, 1] : [year - 1, 2];
  }
  return [...new Set(list)].sort().reverse();
}
