import { readFileSync } from 'node:fs';
import { readSchemeFile } from '#src/schemes/scheme-file.js';
import type { Entry } from '#src/scoring/score.js';
import type { Group, Scheme } from '#src/scoring/scheme.js';

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

/**
 * The default scheme with groups of some of its items: contributions inside the group of all of them, whose cap may change too.
 */
export function schemeWithGroups(
  groups: (Pick<Group, 'code'> & Partial<Group> & { items: string[] })[],
  contributionsCapHundredths: number | null = 2000,
): Scheme {
  const scheme = defaultScheme();
  const contributions = { ...scheme.groups[0]!, capHundredths: contributionsCapHundredths };
  const isGain = (code: string) => scheme.items.find((item) => item.code === code)?.kind === 'contribution';
  return {
    ...scheme,
    items: scheme.items.map((item) => {
      const group = groups.find(({ items }) => items.includes(item.code));
      return group ? { ...item, group: group.code } : item;
    }),
    groups: [
      contributions,
      ...groups.map(({ items, ...group }) => ({
        ...contributions,
        takes: null,
        group: items.every(isGain) ? contributions.code : null,
        capHundredths: null,
        ...group,
      })),
    ],
  };
}

/** The default scheme with another value for some of the total's properties. */
export function schemeWithTotal(changes: Partial<Scheme['total']>, scheme: Scheme = defaultScheme()): Scheme {
  return { ...scheme, total: { ...scheme.total, ...changes } };
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
