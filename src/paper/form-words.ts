import { wayText } from '../scoring/describe-items.js';
import type { Item } from '../scoring/item.js';
import { formatPoints } from '../scoring/points.js';
import type { Language } from '../scoring/words/common.js';
import { ruleWords } from '../scoring/words/rule.js';

/** ① to ⑳; what has more cases is numbered in brackets. */
const circled = (number: number): string => (number <= 20 ? String.fromCodePoint(0x245f + number) : `(${number})`);

/**
 * What to write about an item: its numbered cases with their points, or in one piece how it is valued. The numbers are those that
 * batch entry takes, so the paper and the keyboard speak of the same case.
 */
export function formHints(item: Item, language: Language): string[] {
  const { options, each, kind } = item;
  if (each) {
    const words = ruleWords[language];
    const { pointsHundredths, unit, per = 1 } = each;
    const value = kind === 'base' ? words.change(pointsHundredths) : words.value[kind](pointsHundredths);
    return [words.each(unit[language], per, value)];
  }
  if (!options) return [wayText(item, language)].filter(Boolean);
  const sign = (hundredths: number) => (kind === 'base' || hundredths <= 0 ? '' : '+');
  return options.map(
    ({ name, pointsHundredths }, index) =>
      `${circled(index + 1)}${name[language]} ${sign(pointsHundredths)}${formatPoints(pointsHundredths)}`,
  );
}

/** The same in one line. */
export function formHint(item: Item, language: Language): string {
  return formHints(item, language).join(language === 'zh' ? '　' : '  ');
}
