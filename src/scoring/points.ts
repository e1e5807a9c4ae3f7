/**
 * Points are integers in hundredths of a point (`850` is 8.5 points), so that every sum is exact
 * (domain/scheme.md, arithmetic 1). Nothing in this room divides without saying how it rounds.
 */

/** No figure in a scheme or an entry may be larger than 100,000 points: sums of them stay exact integers. */
export const POINTS_MAX_HUNDREDTHS = 10_000_000;

/** True for an exact integer that is small enough to be added up; false for NaN, Infinity, "5", 1e-7, 2^53+1. */
export function isPoints(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && Math.abs(value) <= POINTS_MAX_HUNDREDTHS;
}

/** Adds hundredths. An empty list is 0, and never −0. */
export function sum(valuesHundredths: readonly number[]): number {
  return valuesHundredths.reduce((total, value) => total + value, 0);
}

/** Divides two integers, rounding half up (towards +∞): 2.5 → 3, −2.5 → −2. The denominator is positive. */
export function divideHalfUp(numerator: number, denominator: number): number {
  return Number(divideFloor(2n * BigInt(numerator) + BigInt(denominator), 2n * BigInt(denominator)));
}

/**
 * The square root of `square`, divided by `denominator`, rounded half up, without leaving the integers:
 * ⌊√square ÷ d + ½⌋ = ⌊(⌊√(4·square)⌋ + d) ÷ 2d⌋.
 */
export function rootOverHalfUp(square: bigint, denominator: number): number {
  const divisor = BigInt(denominator);
  return Number((integerRoot(4n * square) + divisor) / (2n * divisor));
}

/** Writes hundredths as points for people: 850 → "8.5", −300 → "−3" (a real minus sign), 8790 → "87.9". */
export function formatPoints(hundredths: number): string {
  const size = Math.abs(hundredths);
  const fraction = size % 100;
  const digits = fraction === 0 ? '' : `.${String(fraction).padStart(2, '0').replace(/0$/, '')}`;
  return `${hundredths < 0 ? '−' : ''}${(size - fraction) / 100}${digits}`;
}

/** Division that rounds down also below zero; BigInt's own `/` rounds towards zero. */
function divideFloor(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  return numerator % denominator < 0n ? quotient - 1n : quotient;
}

/** The largest integer whose square is not above `value` (Newton's method, from above). */
function integerRoot(value: bigint): bigint {
  if (value < 2n) return value;
  let root = 1n << BigInt((value.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}
