import type { Problem } from './problem.js';
import { PROBLEMS_MAX } from './scheme-problems.js';
import { boolean, code, integer, list, nullable, oneOf, points, record, words } from './shape.js';

/** Everybody who may decide an item, in the order of the hierarchy. */
export const DECIDERS = [
  'automatic',
  'groupLeader',
  'organisationCommissioner',
  'disciplineCommissioner',
  'secretary',
  'branch',
  'bureau',
] as const;

export const ITEM_KINDS = ['base', 'deduction', 'contribution', 'factor'] as const;

const text = record({ zh: words(200), en: words(400) });
const decider = oneOf(DECIDERS);
const kind = oneOf(ITEM_KINDS);
const period = oneOf(['month', 'quarter', 'halfYear', 'year']);
const combine = oneOf(['sum', 'mean', 'highest']);
const over = oneOf(['sum', 'mean', 'highest', 'latest']);
const named = record({ code, name: text });
const fraction = record({ numerator: integer(0, 1_000_000), denominator: integer(1, 1_000_000) });
const count = integer(1, 100_000);

const option = record({ code, name: text, pointsHundredths: points }, { decidedBy: decider });

const limits = list(record({ per: period, capHundredths: points }), 0, 3);

const levelStep = record({ from: integer(0, 100_000), pointsHundredths: points });

const item = record(
  {
    code,
    kind,
    name: text,
    category: nullable(code),
    qualification: nullable(code),
    group: nullable(code),
    standardHundredths: points,
    floorHundredths: nullable(points),
    capHundredths: nullable(points),
    per: period,
    limits,
    combine: oneOf(['sum', 'mean', 'highest', 'trimmedMean']),
    over,
    required: boolean,
    claimedBy: list(oneOf(['member', ...DECIDERS]), 1, 8),
    decidedBy: decider,
    evidence: nullable(text),
    evidenceRequired: boolean,
  },
  {
    options: list(option, 1, 50),
    each: record({ pointsHundredths: points, unit: text, countMax: count }, { per: count }),
    range: record({ fromHundredths: points, toHundredths: points }),
    levels: record({ unit: text, countMax: count, steps: list(levelStep, 1, 50) }),
    carryOver: fraction,
    automatic: oneOf(['sheetSubmittedOnTime']),
    onceADeed: boolean,
  },
);

const rules = {
  combine,
  share: nullable(fraction),
  times: list(code, 0, 5),
  roundHundredths: nullable(integer(1, 10_000)),
  floorHundredths: nullable(points),
  capHundredths: nullable(points),
  per: period,
  over,
};

const group = record({ code, name: text, group: nullable(code), takes: nullable(kind), limits, ...rules });

const override = record(
  { code },
  {
    standardHundredths: points,
    floorHundredths: nullable(points),
    capHundredths: nullable(points),
    share: nullable(fraction),
  },
);

const profile = record({
  code,
  name: text,
  scored: boolean,
  notApplicable: list(code, 0, 200),
  notApplicableCounts: oneOf(['full', 'nothing']),
  overrides: list(override, 0, 200),
});

const quota = record({ numerator: integer(1, 1000), denominator: integer(1, 1000), atLeast: integer(0, 100) });

const conditions = record(
  {},
  {
    noVeto: boolean,
    lowestMonthAtLeastHundredths: points,
    withoutItems: list(code, 1, 200),
    withItems: list(code, 1, 200),
    partsAtLeast: list(record({ code, pointsHundredths: points }), 1, 50),
    quota,
  },
);

const band = record({
  code,
  name: text,
  fromHundredths: points,
  summaries: list(period, 0, 4),
  fromForProfiles: list(record({ profile: code, fromHundredths: points }), 0, 20),
  conditions,
});

const ownItems = record({
  kinds: list(oneOf(['deduction', 'contribution']), 1, 2),
  itemsMax: integer(1, 20),
  capHundredths: points,
});

const scheme = record({
  code,
  name: text,
  version: words(32),
  period,
  yearStartsMonth: integer(1, 12),
  stepHundredths: integer(1, 10_000),
  total: record(rules),
  categories: list(named, 0, 20),
  qualifications: list(named, 0, 20),
  profiles: list(profile, 1, 20),
  items: list(item, 1, 200),
  groups: list(group, 0, 50),
  summaries: list(record({ per: period, countedMin: integer(1, 12) }), 0, 4),
  bands: list(band, 0, 20),
  vetoes: list(record({ code, name: text, capHundredths: points, per: period }), 0, 10),
  ownItems: nullable(ownItems),
});

/** What is wrong with the structure of a scheme; empty when it may be read as a `Scheme`. Never throws. */
export function schemeShape(value: unknown): Problem[] {
  const problems: Problem[] = [];
  try {
    scheme(value, '', problems);
  } catch {
    // Only something that runs when it is looked at (a proxy) can throw here, and that is no data.
    return [{ path: '', code: 'notAnObject' }];
  }
  return problems.slice(0, PROBLEMS_MAX);
}
