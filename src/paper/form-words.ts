import { wayText } from '../scoring/describe-items.js';
import type { Item } from '../scoring/item.js';
import { formatPoints } from '../scoring/points.js';
import type { Language } from '../scoring/words/common.js';

/** ① to ⑳; what has more cases is numbered in brackets. */
const circled = (number: number): string => (number <= 20 ? String.fromCodePoint(0x245f + number) : `(${number})`);

/**
 * What to write about an item: its numbered cases with their points, or how it is valued. The numbers are those that batch
 * entry takes, so the paper and the keyboard speak of the same case.
 */
export function formHint(item: Item, language: Language): string {
  if (!item.options) return wayText(item, language);
  const sign = (hundredths: number) => (item.kind === 'base' || hundredths <= 0 ? '' : '+');
  return item.options
    .map(({ name, pointsHundredths }, index) => {
      const words = `${name[language]} ${sign(pointsHundredths)}${formatPoints(pointsHundredths)}`;
      return `${circled(index + 1)}${words.replaceAll(' ', '\u00a0')}`;
    })
    .join(language === 'zh' ? '　' : '  ');
}
