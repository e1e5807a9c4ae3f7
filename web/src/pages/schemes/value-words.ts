import type { Item } from '../../../../src/scoring/scheme.js';
import { formatPoints, formatSigned, inLanguage } from '../../format';
import { t } from '../../i18n';

/** How an item is valued, as short as a cell: '全程参加 8、迟到 6、缺席 0', '每次 −2', '0 至 5'. */
export function valueInShort(item: Item): string {
  const points = (hundredths: number) =>
    item.kind === 'deduction' || item.kind === 'contribution' ? formatSigned(hundredths) : formatPoints(hundredths);
  if (item.options) {
    return item.options
      .map(({ name, code, pointsHundredths }) => `${inLanguage(name) || code} ${points(pointsHundredths)}`)
      .join(t('words.list'));
  }
  if (item.each) {
    const { unit, per, pointsHundredths } = item.each;
    const signed = formatSigned(pointsHundredths);
    return per && per > 1
      ? t('schemes.value.eachPer', { n: per, unit: inLanguage(unit), points: signed })
      : t('schemes.value.each', { unit: inLanguage(unit), points: signed });
  }
  if (item.range) {
    return t('schemes.value.range', {
      from: points(item.range.fromHundredths),
      to: points(item.range.toHundredths),
    });
  }
  if (item.levels) {
    return item.levels.steps
      .map(({ from, pointsHundredths }) =>
        t('schemes.value.level', { from, unit: inLanguage(item.levels?.unit), points: points(pointsHundredths) }),
      )
      .join(t('words.list'));
  }
  return t('schemes.value.fixed');
}
