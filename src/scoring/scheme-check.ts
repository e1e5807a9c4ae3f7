import type { Problem } from './problem.js';
import type { Scheme } from './scheme.js';
import { schemeSense } from './scheme-sense.js';
import { schemeShape } from './scheme-shape.js';

/**
 * Everything that is wrong with a scheme, in structure (a missing or unknown property, a number that isn't an exact
 * integer) or, where the structure holds, in sense (an unknown category, a positive deduction, bands that leave a gap).
 * Empty: `value` is a `Scheme`. Never throws, whatever it is given. What is only odd is in `schemeWarnings`.
 */
export function checkScheme(value: unknown): Problem[] {
  const problems = schemeShape(value);
  return problems.length > 0 ? problems : schemeSense(value as Scheme);
}
