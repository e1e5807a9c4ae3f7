/**
 * Exact fractions of hundredths, for what divides (a mean, a share, a factor) before something is rounded at the end. Plain
 * sums never come here. The denominator is above zero.
 */
export interface Exact {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

export const zero: Exact = { numerator: 0n, denominator: 1n };

export function exactly(integer: number): Exact {
  return { numerator: BigInt(integer), denominator: 1n };
}

export function plus(one: Exact, other: Exact): Exact {
  if (one.denominator === other.denominator) {
    return { numerator: one.numerator + other.numerator, denominator: one.denominator };
  }
  return reduced(
    one.numerator * other.denominator + other.numerator * one.denominator,
    one.denominator * other.denominator,
  );
}

/** Times numerator ÷ denominator, whole numbers of which the second is above zero. */
export function times(value: Exact, numerator: number, denominator: number): Exact {
  return reduced(value.numerator * BigInt(numerator), value.denominator * BigInt(denominator));
}

export function addUp(values: readonly Exact[]): Exact {
  return values.reduce(plus, zero);
}

/** Below zero when the first is less, 0 when they are the same. */
export function compareExact(one: Exact, other: Exact): number {
  const difference = one.numerator * other.denominator - other.numerator * one.denominator;
  return difference < 0n ? -1 : Number(difference > 0n);
}

/** The greatest of these; where none is above zero the least, which is the largest loss. Of equals the first. */
export function highestOf(values: readonly Exact[]): Exact | null {
  const direction = values.some(({ numerator }) => numerator > 0n) ? 1 : -1;
  return values.reduce<Exact | null>(
    (best, value) => (best && compareExact(value, best) * direction <= 0 ? best : value),
    null,
  );
}

/** The nearest whole multiple of `multiple` hundredths, half up (towards +∞): 2.5 → 3, −2.5 → −2. */
export function roundHalfUp({ numerator, denominator }: Exact, multiple = 1): number {
  const unit = denominator * BigInt(multiple);
  return Number(divideFloor(2n * numerator + unit, 2n * unit)) * multiple;
}

/** Division that rounds down also below zero; BigInt's own `/` rounds towards zero. */
export function divideFloor(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  return numerator % denominator < 0n ? quotient - 1n : quotient;
}

function reduced(numerator: bigint, denominator: bigint): Exact {
  const divisor = greatestCommonDivisor(numerator < 0n ? -numerator : numerator, denominator);
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}

function greatestCommonDivisor(one: bigint, other: bigint): bigint {
  while (other > 0n) [one, other] = [other, one % other];
  return one === 0n ? 1n : one;
}
