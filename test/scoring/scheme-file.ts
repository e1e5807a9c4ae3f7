import { readFileSync } from 'node:fs';
import { readSchemeFile } from '#src/schemes/scheme-file.js';
import type { Entry } from '#src/scoring/score.js';
import type { Scheme } from '#src/scoring/scheme.js';

/** The default scheme as it ships; a fresh copy each time, so that a test may change it. */
export function defaultScheme(): Scheme {
  const { scheme, problems } = readSchemeFile(
    readFileSync(new URL('../../schemes/default.yaml', import.meta.url), 'utf8'),
  );
  if (!scheme) throw new Error(JSON.stringify(problems));
  return scheme;
}

/** The default scheme with another value for some of its properties. */
export function schemeWith(changes: Partial<Scheme>): Scheme {
  return { ...defaultScheme(), ...changes };
}

/** The default scheme with one item changed. */
export function schemeWithItem(code: string, changes: object): Scheme {
  const scheme = defaultScheme();
  return { ...scheme, items: scheme.items.map((item) => (item.code === code ? { ...item, ...changes } : item)) };
}

/** Entries numbered in the order given: `['B1-01', 'absent']`, `['C-01', 2]` (a count), `['C-08', { points: 500 }]`. */
export function entriesOf(
  ...values: [item: string, value: string | number | { points: number }, deedKey?: string][]
): Entry[] {
  return values.map(([itemCode, value, deedKey], number) => ({
    number,
    itemCode,
    ...(typeof value === 'string' ? { optionCode: value } : {}),
    ...(typeof value === 'number' ? { count: value } : {}),
    ...(typeof value === 'object' ? { pointsHundredths: value.points } : {}),
    ...(deedKey === undefined ? {} : { deedKey }),
  }));
}
