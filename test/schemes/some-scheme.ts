import fc from 'fast-check';
import type { Scheme } from '#src/scoring/scheme.js';

/* Schemes of any kind that are well-formed: what is in them need not make sense. */

const points = fc.integer({ min: -10_000_000, max: 10_000_000 });
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const code = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,8}$/);
const spoken = fc
  .oneof(
    fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }),
    fc.constantFrom('1.0', 'true', '~', 'a: b', '# 无', '1/3', '无：有', "it's", ' 前后 '),
  )
  .filter((text) => text.trim() !== '');
const text = fc.oneof(
  spoken.map((both) => ({ zh: both, en: both })),
  fc.record({ zh: spoken, en: spoken }),
);
const fraction = fc.record({
  numerator: fc.integer({ min: 0, max: 1000 }),
  denominator: fc.constantFrom(1, 3, 7, 100, 1000),
});
const period = fc.constantFrom('month', 'quarter', 'halfYear', 'year');
const over = fc.constantFrom('sum', 'mean', 'highest', 'latest');
const decider = fc.constantFrom('automatic', 'groupLeader', 'secretary', 'branch', 'bureau');
const kind = fc.constantFrom('base', 'deduction', 'contribution', 'factor');
const few = <T>(value: fc.Arbitrary<T>, minLength = 0) => fc.array(value, { minLength, maxLength: 3 });
const coded = <T extends { code: string }>(value: fc.Arbitrary<T>, minLength = 0) =>
  fc.uniqueArray(value, { minLength, maxLength: 4, selector: (one) => one.code });
const limits = fc.uniqueArray(fc.record({ per: period, capHundredths: points }), {
  maxLength: 3,
  selector: ({ per }) => per,
});
const count = fc.integer({ min: 1, max: 100_000 });

const rules = {
  combine: fc.constantFrom('sum', 'mean', 'highest'),
  share: maybe(fraction),
  times: few(code),
  roundHundredths: maybe(fc.integer({ min: 1, max: 10_000 })),
  floorHundredths: maybe(points),
  capHundredths: maybe(points),
  per: period,
  over,
};
const option = fc.record(
  { code, name: text, pointsHundredths: points, decidedBy: decider },
  { requiredKeys: ['code', 'name', 'pointsHundredths'] },
);
const item = fc.record(
  {
    code,
    kind,
    name: text,
    category: maybe(code),
    qualification: maybe(code),
    group: maybe(code),
    standardHundredths: points,
    options: coded(option, 1),
    each: fc.record(
      { pointsHundredths: points, unit: text, countMax: count, per: count },
      { requiredKeys: ['pointsHundredths', 'unit', 'countMax'] },
    ),
    range: fc.record({ fromHundredths: points, toHundredths: points }),
    levels: fc.record({
      unit: text,
      countMax: count,
      steps: few(fc.record({ from: fc.integer({ min: 0, max: 100_000 }), pointsHundredths: points }), 1),
    }),
    floorHundredths: maybe(points),
    capHundredths: maybe(points),
    per: period,
    limits,
    combine: fc.constantFrom('sum', 'mean', 'highest', 'trimmedMean'),
    over,
    required: fc.boolean(),
    carryOver: fraction,
    claimedBy: few(decider, 1),
    decidedBy: decider,
    automatic: fc.constant('sheetSubmittedOnTime'),
    evidence: maybe(text),
    evidenceRequired: fc.boolean(),
    onceADeed: fc.boolean(),
  },
  {
    requiredKeys: [
      'code',
      'kind',
      'name',
      'category',
      'qualification',
      'group',
      'standardHundredths',
      'floorHundredths',
      'capHundredths',
      'per',
      'limits',
      'combine',
      'over',
      'required',
      'claimedBy',
      'decidedBy',
      'evidence',
      'evidenceRequired',
    ],
  },
);
const override = fc.record(
  {
    code,
    standardHundredths: points,
    floorHundredths: maybe(points),
    capHundredths: maybe(points),
    share: maybe(fraction),
  },
  { requiredKeys: ['code'] },
);
const profile = fc.record({
  code,
  name: text,
  scored: fc.boolean(),
  notApplicable: few(code),
  notApplicableCounts: fc.constantFrom('full', 'nothing'),
  overrides: coded(override),
});
const quota = fc.record({
  numerator: fc.integer({ min: 1, max: 9 }),
  denominator: fc.constantFrom(1, 3, 100),
  atLeast: fc.integer({ min: 0, max: 9 }),
});
const conditions = fc.record(
  {
    noVeto: fc.boolean(),
    lowestMonthAtLeastHundredths: points,
    withoutItems: few(code, 1),
    withItems: few(code, 1),
    partsAtLeast: coded(fc.record({ code, pointsHundredths: points }), 1),
    quota,
  },
  { requiredKeys: [] },
);
const band = fc.record({
  code,
  name: text,
  fromHundredths: points,
  summaries: few(period),
  fromForProfiles: fc.uniqueArray(fc.record({ profile: code, fromHundredths: points }), {
    maxLength: 3,
    selector: (one) => one.profile,
  }),
  conditions,
});
const named = fc.record({ code, name: text });

export const someScheme = fc.record({
  code,
  name: text,
  version: spoken,
  period,
  yearStartsMonth: fc.integer({ min: 1, max: 12 }),
  stepHundredths: fc.integer({ min: 1, max: 10_000 }),
  total: fc.record(rules),
  categories: coded(named),
  qualifications: coded(named),
  profiles: coded(profile, 1),
  items: coded(item, 1),
  groups: coded(fc.record({ code, name: text, group: maybe(code), takes: maybe(kind), limits, ...rules })),
  summaries: fc.uniqueArray(fc.record({ per: period, countedMin: fc.integer({ min: 1, max: 12 }) }), {
    maxLength: 4,
    selector: ({ per }) => per,
  }),
  bands: coded(band),
  vetoes: coded(fc.record({ code, name: text, capHundredths: points, per: period })),
  ownItems: maybe(
    fc.record({
      kinds: fc.constant(['contribution']),
      itemsMax: fc.integer({ min: 1, max: 20 }),
      capHundredths: points,
    }),
  ),
}) as fc.Arbitrary<Scheme>;
