import { formatPoints } from '../../format';

/**
 * Points as people type them → hundredths: '8', '0.5', '−3', full-width digits too. Null when it isn't a figure with at
 * most two decimals. Digits are put together as text, so that no binary fraction comes in between.
 */
export function pointsTyped(text: string): number | null {
  const plain = text.normalize('NFKC').trim().replace(/^[−–]/, '-');
  const match = /^([+-]?)(\d{1,5})(?:\.(\d{1,2}))?$/.exec(plain);
  if (!match) return null;
  const [, sign, whole = '', fraction = ''] = match;
  const size = Number(whole) * 100 + Number(fraction.padEnd(2, '0'));
  return sign === '-' && size !== 0 ? -size : size;
}

/** Hundredths → what stands in the field. */
export function pointsToType(hundredths: number | null): string {
  return hundredths === null ? '' : formatPoints(hundredths);
}

/** '1/3', '30%', '0.3' → an exact share; null when it is none of them. */
export function shareTyped(text: string): { numerator: number; denominator: number } | null {
  const plain = text.normalize('NFKC').trim();
  const fraction = /^(\d{1,6})\s*[/⁄]\s*(\d{1,6})$/.exec(plain);
  if (fraction)
    return Number(fraction[2]) > 0 ? { numerator: Number(fraction[1]), denominator: Number(fraction[2]) } : null;
  const decimal = /^(\d{1,3})(?:\.(\d{1,4}))?\s*(%?)$/.exec(plain);
  if (!decimal) return null;
  const [, whole = '', places = '', percent = ''] = decimal;
  return { numerator: Number(whole + places), denominator: 10 ** places.length * (percent ? 100 : 1) };
}

export function shareToType(share: { numerator: number; denominator: number } | null | undefined): string {
  if (!share) return '';
  const { numerator, denominator } = share;
  if ((numerator * 100) % denominator === 0) return `${(numerator * 100) / denominator}%`;
  return `${numerator}/${denominator}`;
}
