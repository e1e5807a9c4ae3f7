import { formatPoints } from '../points.js';
import type { Over, Period } from '../scheme.js';
import { capitalised, common } from './common.js';
import type { zh } from './rule-zh.js';

const { countOf, every, scoreOf, list, clauses, period } = common.en;

export const en: typeof zh = {
  headings: {
    base: 'Base points',
    deductions: 'Deductions',
    contributions: 'Contributions',
    factors: 'Factors',
    groups: 'Items that count together',
    facts: 'How points are counted',
    periods: 'Periods and summaries',
    profiles: 'Who is scored on what',
    bands: 'Suggested bands (a proposal; people decide)',
    vetoes: 'Vetoes',
    ownItems: "A branch's own items",
  },
  version: (version, code) => `Scheme ${code}, version ${version}.`,
  step: (step) => `Points are given in steps of ${step}.`,
  qualifications: (names) => `Every item also belongs to one of: ${list(names)}.`,

  formula: {
    result: (per, terms, rules) => `${scoreOf[per]} = ${terms}; ${rules.join(', ')}.`,
    plus: ' + ',
    minus: ' − ',
    firstMinus: '− ',
    sum: (terms) => terms,
    mean: (terms) => `the mean of ${terms.join(', ')}`,
    highest: (terms) => `the highest (where all are losses, the largest loss) of ${terms.join(', ')}`,
    amount: formatPoints,
    standard: (amounts) => ` (${amounts.join(', ')})`,
    standardEvery: (per, amount) => `${amount} ${every[per]}`,
    nothing: '0 points',
    noFloor: 'without a lower limit',
    noCap: 'without an upper limit',
    floor: (amount) => `not below ${amount}`,
    cap: (amount) => `not above ${amount}`,
    longer: (sheet, total) =>
      `There is a sheet every ${period[sheet]}; its score is what was granted in that ${period[sheet]}. Limits, factors and rounding of the ${period[total]} are applied when the ${period[total]} is summed up.`,
  },

  kinds: {
    base: 'Counted without a claim, and changed where something is recorded; unless it says otherwise, not below 0 points.',
    deduction: null,
    contribution: null,
    factor: null,
  },
  usual: (claimedBy, decidedBy, evidenceRequired) =>
    `Unless it says otherwise, entered by ${either(claimedBy)}, and decided by ${decidedBy}${
      evidenceRequired ? '; evidence or a named witness is required' : ''
    }.`,
  unlimited: 'Items for which no limit is written have none of their own.',
  heading: (name, standard) => `[${name}${standard === null ? '' : `, ${standard} in all`}]`,

  inFull: (amount, per) => `${amount}${per === null ? '' : ` ${every[per]}`} in full`,
  standard: (amount, per) => `${amount}${per === null ? '' : ` ${every[per]}`} when nothing is recorded`,
  standardFactor: (factor) => `${factor} when nothing is recorded`,
  carryOver: (fraction, amount) =>
    `${fraction} of last year's result is the base of this year; in the first year it is ${amount}`,
  unchanged: 'fixed; nobody decides it',
  value: {
    base: (hundredths) => formatPoints(hundredths),
    deduction: (hundredths) => `${formatPoints(0 - hundredths)} off`,
    contribution: (hundredths) => formatPoints(hundredths),
    factor: (hundredths) => formatPoints(hundredths),
  },
  option: (name, value, decider) => `${name} ${value}${decider === null ? '' : ` (decided by ${decider})`}`,
  each: (unit, per, value) => `${value} ${per === 1 ? perUnit(unit) : `for every full ${countOf(per, unit)}`}`,
  change: (hundredths) => (hundredths < 0 ? `${formatPoints(-hundredths)} less` : `${formatPoints(hundredths)} more`),
  countMax: (count) => `at most ${count} in one entry`,
  range: {
    base: (from, to) => `decided between ${from} and ${to}`,
    deduction: (from, to) => `decided between ${from} and ${to} off`,
    contribution: (from, to) => `decided between ${from} and ${to}`,
    factor: (from, to) => `decided between ${from} and ${to}`,
  },
  level: (from, value) => `from ${from} ${value}`,
  levels: (steps) => `${steps.join(', ')}; the highest level reached counts`,
  limit: (amount, per) => `at most ${amount} ${every[per]}`,
  lossLimit: (amount, per) => `at most ${amount} off${per === null ? '' : ` ${every[per]}`}`,
  noLimit: (per) => `no upper limit${per === null ? '' : ` ${every[per]}`}`,
  most: (amount, per) => `not above ${amount}${per === null ? '' : ` ${every[per]}`}`,
  least: (amount, per) => `not below ${amount}${per === null ? '' : ` ${every[per]}`}`,
  noFloor: 'no lower limit',
  by: (per) => `counted by the ${period[per]}`,
  entries: {
    sum: 'several entries are added up',
    mean: 'scores given by several people are averaged',
    trimmedMean: 'scores given by several people are averaged, of three or more without the highest and the lowest',
    highest: 'of several entries only the highest counts',
  },
  countedTogether: 'the counts of several entries are added up before they are valued',
  over: (per, over) => `in a summary ${overWords(per, over)}`,
  required: 'must be decided; a sheet without it is not published',
  onceADeed: 'of several for one deed only the highest counts',
  countsIn: (group) => `counts in ${group}`,
  evidence: (evidence) => `evidence: ${evidence}`,
  mustBeGiven: ' (required)',
  needNotBeGiven: ' (not required)',
  evidenceRequired: 'evidence or a named witness is required',
  evidenceOptional: 'evidence is not required',
  automatic: { sheetSubmittedOnTime: 'set by whether the sheet was handed in on time' },
  people: (claimedBy, decidedBy) =>
    [claimedBy && `entered by ${either(claimedBy)}`, decidedBy && `decided by ${decidedBy}`].filter(Boolean).join(', '),

  takes: {
    base: 'all base items that name no group',
    deduction: 'all deductions that name no group',
    contribution: 'all contributions that name no group',
    factor: 'all factors that name no group',
  },
  members: (names) => (names.length === 0 ? 'no items' : `holds ${clauses(names)}`),
  combine: {
    sum: 'added up',
    mean: 'averaged',
    highest: 'only the highest counts (where all are losses, the largest loss)',
  },
  share: (fraction) => `${fraction} of it counts`,
  times: (factors) => `multiplied by ${factors.join(' and ')}`,
  round: (multiple) => `rounded half up to ${multiple}`,

  facts: {
    once: 'One fact scores once, under the heavier item; a fact that took points off adds none.',
    several: 'Several entries of one item are added up unless it says otherwise.',
    countMax: (count) =>
      `Where times or amounts are counted, one entry holds at most ${count} of them unless it says otherwise.`,
    order:
      'Each item is counted first, within its own limits; then the groups are put together, within theirs; the total comes last.',
    floor: 'What falls below the lowest score does not carry over.',
    limits: 'Limits over a longer period are used up in the order of the sheets.',
    heldNot:
      'A base item that was not held, or about which nothing is recorded, counts in full, or what is said for that case.',
  },

  sheets: (per) => `There is a sheet every ${period[per]}.`,
  year: (start, secondEnd, second, end) =>
    `The year begins in ${start}: its first half is ${start} to ${secondEnd}, its second half ${second} to ${end}.`,
  yearName: 'A year has the name of the calendar year in which it ends.',
  longer: (longer, per, over) =>
    longer.length === 0
      ? `Over several years: ${overWords(per, over)}.`
      : `${capitalised(list(longer.map((each) => period[each])))}: ${overWords(per, over)}.`,
  notScoredIsNotZero: (per) => `A ${period[per]} that was not scored is no zero: it takes no part in a summary.`,
  summary: (per, count) =>
    `Summary of the ${period[per]}: a band is suggested from ${count} that counted; with fewer the score is listed alone.`,
  scoredOnAll: 'scored on every item',
  notScored: 'not scored',
  notApplicable: {
    full: (items) => `not applicable, counted in full: ${items}`,
    nothing: (items) => `not applicable, counted as nothing: ${items}`,
    other: (items) => `not applicable: ${items}`,
  },
  nothingForNotApplicable: 'a base item that does not apply counts nothing',
  override: (name, figures) => `${name}: ${figures.join(', ')}`,
  overrideShare: (fraction) => (fraction === null ? 'without a share' : `${fraction} of it counts`),
  overrideStandard: (amount) => `${amount} as the standard`,

  threshold: (from, below) =>
    `${from} and above${below === null ? '' : `, below ${below} or without the conditions of a higher band`}`,
  onlyIn: (periods) => `only in the summary of the ${list(periods.map((each) => period[each]))}`,
  thresholdFor: (profile, from) => `for ${profile} ${from} and above`,
  noVeto: 'no veto',
  lowestSheet: (per, atLeast) => `no ${period[per]} below ${atLeast}`,
  without: (items) => `without: ${items}`,
  with: (items) => `with: ${items}`,
  partAtLeast: (part, amount) => `${part} at least ${amount} over the whole period`,
  quota: (fraction, atLeast) => `at most ${fraction} of the branch, at least ${atLeast}`,

  veto: (name, per, cap) => `${name}: the ${scoreOf[per].toLowerCase()} is at most ${cap}.`,
  ownItems: (kinds, itemsMax, cap, per) =>
    `A branch may add ${kinds.join(' and ')} of its own: at most ${countOf(itemsMax, 'item')}, together at most ${cap} ${every[per]}.`,
  ownKinds: { deduction: 'deductions', contribution: 'contributions' },
};

function perUnit(unit: string): string {
  return unit === 'time' ? 'each time' : `per ${unit}`;
}

/** "the member, the group leader or the secretary" */
function either(people: readonly string[]): string {
  const last = people.at(-1) ?? '';
  return people.length < 2 ? last : `${people.slice(0, -1).join(', ')} or ${last}`;
}

function overWords(per: Period, over: Over): string {
  const each = `${period[per]}s`;
  return {
    sum: `the ${each} are added up`,
    mean: `the ${each} are averaged`,
    highest: `the highest ${period[per]} counts`,
    latest: `the latest ${period[per]} counts`,
  }[over];
}
