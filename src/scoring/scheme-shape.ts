import type { Problem } from './problem.js';
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

const text = record({ zh: words(200), en: words(400) });
const decider = oneOf(DECIDERS);
const named = record({ code, name: text });

const option = record({ code, name: text, pointsHundredths: points }, { decidedBy: decider });

const item = record(
  {
    code,
    kind: oneOf(['base', 'deduction', 'contribution']),
    name: text,
    category: code,
    qualification: code,
    standardHundredths: points,
    capHundredths: nullable(points),
    claimedBy: list(oneOf(['member', ...DECIDERS]), 1, 8),
    decidedBy: decider,
    evidence: text,
    evidenceRequired: boolean,
  },
  {
    options: list(option, 1, 20),
    each: record({ pointsHundredths: points, unit: text, countMax: integer(1, 1000) }),
    range: record({ fromHundredths: points, toHundredths: points }),
    automatic: oneOf(['sheetSubmittedOnTime']),
    onceADeed: boolean,
  },
);

const group = record({
  code,
  name: text,
  combine: oneOf(['sum', 'highest']),
  items: list(code, 1, 200),
  capHundredths: nullable(points),
});

const profile = record({ code, name: text, scored: boolean, notApplicable: list(code, 0, 200) });

const quota = record({ numerator: integer(1, 100), denominator: integer(1, 100), atLeast: integer(0, 100) });

const conditions = record(
  {},
  { noVeto: boolean, lowestMonthAtLeastHundredths: points, withoutItems: list(code, 1, 200), quota },
);

const veto = record({ name: text, capHundredths: points });

const scheme = record({
  code,
  name: text,
  version: words(32),
  floorHundredths: points,
  ceilingHundredths: nullable(points),
  stepHundredths: integer(1, 10_000),
  contributionsCapHundredths: nullable(points),
  categories: list(named, 1, 20),
  qualifications: list(named, 1, 20),
  profiles: list(profile, 1, 20),
  items: list(item, 1, 200),
  groups: list(group, 0, 50),
  halfYear: record({ combine: oneOf(['mean']), countedMonthsMin: integer(1, 6) }),
  bands: list(record({ code, name: text, fromHundredths: points, conditions }), 1, 20),
  vetoes: record({ light: veto, severe: veto }),
});

/** What is wrong with the structure of a scheme; empty when it may be read as a `Scheme`. */
export function schemeShape(value: unknown): Problem[] {
  const problems: Problem[] = [];
  scheme(value, '', problems);
  return problems;
}
