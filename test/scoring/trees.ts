import fc from 'fast-check';
import type { Combine, Group, Item, Over, Period, Rules, Scheme } from '#src/scoring/scheme.js';
import type { Entry } from '#src/scoring/score.js';

/*
 * Made-up schemes over the whole language, and sheets for them: trees of groups with every way to combine, shares, floors,
 * caps and periods.
 */

const text = { zh: '项', en: 'item' };
const points = (min: number, max: number) => fc.integer({ min: min / 50, max: max / 50 }).map((steps) => steps * 50);
const pers: Period[] = ['month', 'quarter', 'halfYear', 'year'];
const maybe = <T>(some: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(some, { freq: 2, nil: null });

const rules: Omit<Rules, 'per' | 'over'> = {
  combine: 'sum',
  share: null,
  times: [],
  roundHundredths: null,
  floorHundredths: null,
  capHundredths: null,
};

function itemOf(code: string, groups: number, longest: number): fc.Arbitrary<Item> {
  return fc
    .record({
      kind: fc.constantFrom('base', 'base', 'deduction', 'contribution', 'contribution') as fc.Arbitrary<Item['kind']>,
      group: fc.integer({ min: -1, max: groups - 1 }),
      standard: points(100, 2000),
      cap: maybe(points(100, 800)),
      each: points(50, 400),
      per: fc.integer({ min: 0, max: longest }),
      over: fc.constantFrom<Over>('sum', 'sum', 'mean', 'highest'),
    })
    .map(({ kind, group, standard, cap, each, per, over }): Item => {
      const isBase = kind === 'base';
      const sign = kind === 'deduction' ? -1 : 1;
      return {
        code,
        kind,
        name: text,
        category: null,
        qualification: null,
        group: group < 0 ? null : `G${group}`,
        standardHundredths: isBase ? standard : 0,
        floorHundredths: isBase ? 0 : null,
        capHundredths: isBase ? standard : cap === null ? null : cap * sign,
        per: pers[per]!,
        limits: [],
        combine: 'sum',
        over,
        required: false,
        claimedBy: ['branch'],
        decidedBy: 'branch',
        evidence: null,
        evidenceRequired: false,
        ...(isBase
          ? { range: { fromHundredths: 0, toHundredths: standard } }
          : { each: { pointsHundredths: each * sign, unit: text, countMax: 31 } }),
      };
    });
}

function groupOf(index: number, longest: number): fc.Arbitrary<Group> {
  return fc
    .record({
      parent: fc.integer({ min: -1, max: index - 1 }),
      combine: fc.constantFrom<Combine>('sum', 'sum', 'sum', 'mean', 'highest'),
      share: maybe(fc.record({ numerator: fc.integer({ min: 1, max: 9 }), denominator: fc.constantFrom(3, 7, 10) })),
      round: fc.constantFrom(null, null, 50, 100),
      floor: maybe(points(-600, 300)),
      span: maybe(points(0, 2500)),
      per: fc.integer({ min: 0, max: longest }),
      over: fc.constantFrom<Over>('sum', 'sum', 'mean', 'highest'),
    })
    .map(({ parent, combine, share, round, floor, span, per, over }) => ({
      ...rules,
      code: `G${index}`,
      name: text,
      group: parent < 0 ? null : `G${parent}`,
      takes: null,
      limits: [],
      combine,
      share,
      roundHundredths: round,
      floorHundredths: floor,
      capHundredths: span === null ? null : Math.max(50, (floor ?? 0) + span),
      per: pers[per]!,
      over,
    }));
}

/** A scheme whose total holds over a month, or over something longer (`longest` is the place in month, quarter, half-year, year). */
export function anyScheme(longest: number): fc.Arbitrary<Scheme> {
  const groups = fc
    .integer({ min: 0, max: 4 })
    .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => groupOf(index, longest))));
  const base = { name: text, code: 'any', version: '1', period: 'month' as const };
  return groups.chain((list) =>
    fc
      .record({
        items: fc
          .integer({ min: 1, max: 8 })
          .chain((count) =>
            fc.tuple(...Array.from({ length: count }, (_, index) => itemOf(`I${index}`, list.length, longest))),
          ),
        floor: maybe(points(-500, 500)),
        span: maybe(points(500, 9000)),
        over: fc.constantFrom<Over>('mean', 'sum'),
        yearStartsMonth: fc.constantFrom(1, 7, 12),
      })
      .map(({ items, floor, span, over, yearStartsMonth }) =>
        inOrder({
          ...base,
          yearStartsMonth,
          stepHundredths: 50,
          total: {
            ...rules,
            roundHundredths: 1,
            floorHundredths: floor,
            capHundredths: span === null ? null : (floor ?? 0) + span,
            per: pers[longest]!,
            over,
          },
          categories: [],
          qualifications: [],
          profiles: [
            { code: 'full', name: text, scored: true, notApplicable: [], notApplicableCounts: 'full', overrides: [] },
          ],
          items: [...items],
          groups: [...list],
          summaries: [],
          bands: [],
          vetoes: [],
          ownItems: null,
        }),
      ),
  );
}

/** Nothing longer inside something shorter, and `highest` only where its members are alike. */
function inOrder(scheme: Scheme): Scheme {
  const shorter = (one: Period, other: Period) => pers[Math.min(pers.indexOf(one), pers.indexOf(other))]!;
  const groups: Group[] = [];
  for (const group of scheme.groups) {
    const around = groups.find(({ code }) => code === group.group)?.per ?? scheme.total.per;
    groups.push({ ...group, per: shorter(group.per, around) });
  }
  const items = scheme.items.map((item) => {
    const around = groups.find(({ code }) => code === item.group)?.per ?? scheme.total.per;
    return { ...item, per: shorter(item.per, around) };
  });
  const kindsIn = (code: string): Set<string> =>
    new Set([
      ...items.filter(({ group }) => group === code).map(({ kind }) => (kind === 'deduction' ? 'loss' : 'gain')),
      ...groups.filter(({ group }) => group === code).flatMap((inner) => [...kindsIn(inner.code)]),
    ]);
  return {
    ...scheme,
    items,
    groups: groups.map((group) =>
      group.combine === 'highest' && kindsIn(group.code).size > 1 ? { ...group, combine: 'sum' } : group,
    ),
  };
}

/** Entries of one sheet; deeds are facts of their own unless `deeds` says otherwise. */
export function anyEntries(
  scheme: Scheme,
  deeds: fc.Arbitrary<string | null> = fc.constant(null),
): fc.Arbitrary<Entry[]> {
  const entry = fc.constantFrom(...scheme.items).chain((item) =>
    fc.record({
      itemCode: fc.constant(item.code),
      deedKey: deeds,
      value: item.range
        ? points(item.range.fromHundredths, item.range.toHundredths).map((pointsHundredths) => ({ pointsHundredths }))
        : fc.integer({ min: 1, max: 5 }).map((count) => ({ count })),
    }),
  );
  return fc
    .array(entry, { maxLength: 8 })
    .map((entries) =>
      entries.filter(
        ({ itemCode }, index) =>
          scheme.items.find(({ code }) => code === itemCode)?.kind !== 'base' ||
          entries.findIndex((other) => other.itemCode === itemCode) === index,
      ),
    )
    .map((entries) => entries.map(({ value, ...each }, number) => ({ ...each, ...value, number })));
}
