import type { Item, Scheme } from '../../src/scoring/scheme.js';
import { call } from './api';
import type { LineValue, SchemeVersion } from './api-types';
import { formatPoints, inLanguage } from './format';
import { t } from './i18n';

const versions = new Map<number, Promise<Scheme>>();

/** A version of the scheme. A published version never changes, so it is read once. */
export function readScheme(id: number): Promise<Scheme> {
  const known = versions.get(id);
  if (known) return known;
  const reading = call<SchemeVersion>('GET', `/scheme-versions/${id}`).then((version) => version.definition);
  versions.set(id, reading);
  reading.catch(() => versions.delete(id));
  return reading;
}

/** What was said about an item, in words: the option's name, '2 次', '3 分'. Empty when nothing was. */
export function valueInWords(item: Item, value: LineValue): string {
  if (item.options) return inLanguage(item.options.find((option) => option.code === value.optionCode)?.name);
  const unit = (item.each ?? item.levels)?.unit;
  if (unit) {
    return typeof value.count === 'number' ? t('sheet.times', { n: value.count, unit: inLanguage(unit) }) : '';
  }
  if (typeof value.pointsHundredths !== 'number') return '';
  const points = formatPoints(value.pointsHundredths);
  return item.kind === 'factor' ? t('sheet.factor', { points }) : t('words.points', { points });
}

/** The colour of a category is its place in the scheme; it always stands beside the name. A group has the first. */
export function categoryColour(scheme: Scheme, code: string): string {
  return `var(--b${
    (Math.max(
      0,
      scheme.categories.findIndex((category) => category.code === code),
    ) %
      4) +
    1
  })`;
}
