import type { Params } from '../scoring/problem.js';
import { POINTS_MAX_HUNDREDTHS } from '../scoring/points.js';
import type { Fraction } from '../scoring/scheme.js';

/*
 * Numbers of a file, taken from their text: 0.29 × 100 isn't 29 for a computer that calculates in halves and quarters.
 */

export interface Mistake {
  code: string;
  params?: Params;
}

const FRACTION_MAX = 1_000_000;

/** Points as they are written (`8`, `-0.5`, `+3`, `.5`) in hundredths, or what is wrong with them. */
export function pointsOf(text: string): number | Mistake {
  const parts = /^([+-]?)(0|[1-9]\d*)?(?:\.(\d+))?$/.exec(text);
  if (!parts || (parts[2] === undefined && parts[3] === undefined)) return notANumber(text);
  const decimals = (parts[3] ?? '').replace(/0+$/, '');
  if (decimals.length > 2) return { code: 'tooManyDecimals', params: { given: shortened(text) } };
  const whole = parts[2] ?? '0';
  const hundredths = whole.length > 9 ? Infinity : Number(whole) * 100 + Number(decimals.padEnd(2, '0'));
  if (hundredths > POINTS_MAX_HUNDREDTHS) return { code: 'numberTooLarge', params: { given: shortened(text) } };
  return parts[1] === '-' && hundredths > 0 ? -hundredths : hundredths;
}

/** A whole number between two ends, or what is wrong with it. */
export function wholeOf(text: string, min: number, max: number): number | Mistake {
  const plain = /^[+-]?(0|[1-9]\d*)(\.0*)?$/.test(text);
  if (!plain) return { code: 'notWhole', params: { given: shortened(text), min, max } };
  const value = Number(text) + 0;
  return value >= min && value <= max ? value : { code: 'outOfRange', params: { min, max } };
}

/** A share as it is written (`1/3`, `20%`, `0.2`) as an exact fraction, or what is wrong with it. */
export function shareOf(text: string): Fraction | Mistake {
  const wrong = { code: 'notAShare', params: { given: shortened(text) } };
  const quotient = /^(\d{1,7})\s*\/\s*(\d{1,7})$/.exec(text);
  const fraction = quotient
    ? { numerator: Number(quotient[1]), denominator: Number(quotient[2]) }
    : decimalShare(/^(\d{1,7})?(?:\.(\d{1,6}))?\s*(%?)$/.exec(text));
  if (!fraction || fraction.denominator < 1) return wrong;
  return fraction.numerator > FRACTION_MAX || fraction.denominator > FRACTION_MAX ? wrong : fraction;
}

function decimalShare(parts: RegExpExecArray | null): Fraction | null {
  const [, whole = '', decimals = '', percent] = parts ?? [];
  if (!parts || whole + decimals === '') return null;
  return { numerator: Number(whole + decimals), denominator: 10 ** decimals.length * (percent ? 100 : 1) };
}

/** Hundredths as a file writes them: 850 → "8.5". */
export function pointsText(hundredths: number): string {
  const digits = String(Math.abs(hundredths)).padStart(3, '0');
  const decimals = digits.slice(-2).replace(/0+$/, '');
  return `${hundredths < 0 ? '-' : ''}${digits.slice(0, -2)}${decimals ? `.${decimals}` : ''}`;
}

/** A share as a file writes it; `shareOf` reads exactly the same fraction from it. */
export function shareText({ numerator, denominator }: Fraction): string {
  return denominator === 100 ? `${numerator}%` : `${numerator}/${denominator}`;
}

/** What was meant, where it can be told from what was written: `1e3`, `0x10`, `1_000`, `８`, `−3`, `8分`, `"8"`. */
function notANumber(text: string): Mistake {
  const given = shortened(text);
  const plain = text
    .normalize('NFKC')
    .replace(/[−–—]/g, '-')
    .replace(/(?<=\d)[,_](?=\d{3})/g, '')
    .replace(/\s*(分|points?|小时|次)$/, '')
    .trim();
  const value = /^[+-]?(0x[0-9a-f]{1,6}|0o[0-7]{1,6}|\d{1,6}(\.\d{1,4})?(e[+-]?\d)?)$/i.test(plain)
    ? Number(plain)
    : NaN;
  const write = Number.isFinite(value) ? pointsOf(String(value)) : NaN;
  if (typeof write !== 'number' || Number.isNaN(write)) return { code: 'notANumber', params: { given } };
  return { code: 'notPlain', params: { given, write: pointsText(write) } };
}

/** What was written, for a message: nobody's screen is filled with it. */
export function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
