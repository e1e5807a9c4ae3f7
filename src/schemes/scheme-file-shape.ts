import { PERIODS } from '../scoring/scheme.js';
import { DECIDERS, ITEM_KINDS } from '../scoring/scheme-shape.js';
import {
  byCode,
  code,
  itself,
  limit,
  list,
  oneOf,
  optional,
  points,
  record,
  required,
  share,
  shareOrNone,
  table,
  text,
  whole,
  words,
  yesNo,
  type ValueOf,
} from './scheme-file-forms.js';

/*
 * What a scheme file may hold (docs/scheme.md is its reference for people). What a property means when it is left out is in
 * scheme-file-defaults.ts.
 */

const period = oneOf(PERIODS);
const combine = oneOf(['sum', 'mean', 'highest']);
const over = oneOf(['sum', 'mean', 'highest', 'latest']);
const decider = oneOf(DECIDERS);
const claimant = oneOf(['member', ...DECIDERS]);
const codes = (max: number, min = 0) => list(code, min, max, itself);
const count = whole(1, 100_000);

const named = {
  code: required(code, 'A short name for the machine; what is entered and other parts of the file refer to it by.'),
  name: required(text, 'Words for people.'),
};

/** By period, which a table keeps as a list in the definition. */
const limits = optional(
  table(points, { key: 'per', value: 'capHundredths' }, PERIODS),
  'Further caps over longer periods, used up in the order of the sheets: { quarter: 6, year: 12 }.',
);

const option = record('Option', {
  ...named,
  points: required(points, 'What this case counts: for a base item the points that are kept.'),
  decidedBy: optional(decider, 'Who decides this case, where it is somebody else than for the other options.'),
});

const each = record('Each', {
  points: required(points, 'Points for every count; on a base item they are added to the standard.'),
  unit: optional(text, 'What is counted.', { defaultValue: '次' }),
  max: optional(count, 'The highest count that can be entered.', { as: 'countMax', defaultValue: 1000 }),
  per: optional(count, 'How many of the unit earn the points once; only full ones count.', { defaultValue: 1 }),
});

const range = record('Range', {
  from: required(points, 'The least that can be entered.'),
  to: required(points, 'The most that can be entered.'),
});

const step = record('Level', {
  from: required(whole(0, 100_000), 'The count from which on this level is reached.'),
  points: required(points, 'What the level gives.'),
});

const levels = record('Levels', {
  unit: optional(text, 'What is counted.', { defaultValue: '次' }),
  max: optional(count, 'The highest count that can be entered.', { as: 'countMax', defaultValue: 1000 }),
  steps: required(
    list(step, 1, 50, (level) => String(level?.from)),
    'The levels, the lowest first; the highest one that the count reaches gives the points.',
  ),
});

const item = record('Item', {
  code: named.code,
  kind: required(oneOf(ITEM_KINDS), 'base: counts unless changed; deduction; contribution; factor: multiplies.'),
  name: named.name,
  category: optional(code, 'A code of the list of categories.'),
  qualification: optional(code, 'A code of the list of qualifications.'),
  group: optional(code, 'The group it counts in. Left out: the group that takes its kind, or else the total.'),
  standard: optional(
    points,
    'What counts when nothing is entered. Left out: base: the first option, the upper end of the range, or 0; a factor: 1; others always 0.',
  ),
  options: optional(list(option, 1, 50, byCode), 'Choose one.'),
  each: optional(each, 'Points × count.'),
  range: optional(range, 'Free points on the step between two ends, both included.'),
  levels: optional(levels, 'The highest level that a count reaches.'),
  floor: optional(
    limit,
    'The least the item can be in its `per`. Left out: 0 for base items and factors; others have none.',
  ),
  cap: optional(
    limit,
    'The most the item can give in its `per`, or take, then below zero; none: no limit. Left out: the best of its values for base items and factors; none for others.',
  ),
  per: optional(period, 'Over how long standard, floor and cap hold. Left out: the period of the scheme.'),
  limits,
  combine: optional(
    oneOf(['sum', 'mean', 'highest', 'trimmedMean']),
    'How several entries in one sheet become one value; trimmedMean: without the highest and the lowest of three or more.',
    { defaultValue: 'sum' },
  ),
  over: optional(over, 'How its periods make a longer one. Left out: sum; a factor: latest.'),
  required: optional(yesNo, 'A sheet without an entry is undecided.', { defaultValue: false }),
  carryOver: optional(share, 'A base item of a year: this share of last year’s result is the standard.'),
  onceADeed: optional(yesNo, 'Of several entries that name one deed only the highest counts.', { defaultValue: false }),
  automatic: optional(
    oneOf(['sheetSubmittedOnTime']),
    'Set by the system: the first option when it is so, the last when not.',
  ),
  claimedBy: optional(
    list(claimant, 1, 8, itself),
    'Who may enter it. Left out: member, groupLeader, organisationCommissioner; deductions and factors: groupLeader, organisationCommissioner, disciplineCommissioner, secretary; automatic items: automatic.',
  ),
  decidedBy: optional(decider, 'Who decides it. Left out: branch; automatic items: automatic.'),
  evidence: optional(text, 'What proves it, in words.'),
  evidenceRequired: optional(yesNo, 'Whether a claim needs it. Left out: true for contributions only.'),
});

const rules = {
  combine: optional(combine, 'How what is in it becomes one value.', { defaultValue: 'sum' }),
  share: optional(share, 'The share of the combined value that counts.'),
  times: optional(codes(5), 'Codes of factor items that multiply the value.'),
  round: optional(limit, 'Rounded half up to whole multiples of this; none: exact.'),
  floor: optional(limit, 'The least it can be in its `per`; none: no limit.'),
  cap: optional(limit, 'The most it can be in its `per`; none: no limit.'),
  per: optional(period, 'Over how long all this holds. Left out: the period of the scheme.'),
};

const total = record('Total', {
  ...rules,
  round: optional(limit, 'Rounded half up to whole multiples of this; none: exact.', { defaultValue: 0.01 }),
  floor: optional(limit, 'The least the total can be; none: no limit.', { defaultValue: 0 }),
  over: optional(over, 'How its periods make a longer one.', { defaultValue: 'mean' }),
});

const group = record('Group', {
  ...named,
  group: optional(code, 'The group it counts in itself. Left out: the total.'),
  takes: optional(oneOf(ITEM_KINDS), 'A kind: takes every item of that kind that names no group.'),
  ...rules,
  limits,
  over: optional(over, 'How its periods make a longer one.', { defaultValue: 'sum' }),
});

const override = record('Override', {
  standard: optional(points, 'Another standard.'),
  floor: optional(limit, 'Another floor; none: no limit.'),
  cap: optional(limit, 'Another cap; none: no limit.'),
  share: optional(shareOrNone, 'Another share, of a group or the total; none: all of it.'),
});

const profile = record('Profile', {
  ...named,
  scored: optional(yesNo, 'false: no sheet, never a zero.', { defaultValue: true }),
  notApplicable: optional(codes(200), 'Codes of items that do not apply.'),
  notApplicableCounts: optional(oneOf(['full', 'nothing']), 'What a base item counts that does not apply.', {
    defaultValue: 'full',
  }),
  overrides: optional(
    table(override, { key: 'code', value: null }),
    'Other figures, by the code of an item or group, or total.',
  ),
});

const quota = record('Quota', {
  share: required(share, 'Of the branch, rounded down.', { as: 'numerator' }),
  atLeast: optional(whole(0, 100), 'Never fewer places than these.', { defaultValue: 0 }),
});

const conditions = record('Conditions', {
  noVeto: optional(yesNo, 'No veto in the period.'),
  lowestMonthAtLeast: optional(points, 'No counted sheet below this.'),
  withoutItems: optional(codes(200, 1), 'Codes of items that must not have occurred.'),
  withItems: optional(codes(200, 1), 'Codes of items that must have occurred.'),
  partsAtLeast: optional(
    table(points, { key: 'code', value: 'pointsHundredths' }),
    'What an item or group must come to over the whole period, by its code.',
  ),
  quota: optional(quota, 'At most this part of the branch.'),
});

const band = record('Band', {
  ...named,
  from: required(points, 'The least result that belongs to the band.'),
  for: optional(list(period, 0, 4, itself), 'The summaries that it is for. Left out: all of them.', {
    as: 'summaries',
  }),
  fromFor: optional(
    table(points, { key: 'profile', value: 'fromHundredths' }),
    'A threshold of its own for a profile, by the profile’s code.',
    { as: 'fromForProfiles' },
  ),
  conditions: optional(conditions, 'What must be so besides.'),
});

const veto = record('Veto', {
  ...named,
  cap: required(points, 'The result of the period is at most this.'),
  per: required(period, 'The period whose result it limits.'),
});

const summary = record('Summary', {
  per: required(period, 'What results are drawn up for.'),
  countedMin: optional(
    whole(1, 12),
    'How many sheets must have counted for a band. Left out: half of them, rounded up.',
  ),
});

const ownItems = record('Own items', {
  kinds: required(list(oneOf(['deduction', 'contribution']), 1, 2, itself), 'What a branch may add.'),
  itemsMax: required(whole(1, 20), 'How many items it may add.'),
  cap: required(points, 'The most they can give or take together in one sheet.'),
});

const division = record('Division', named);

export const schemeForm = record('Scheme', {
  ...named,
  version: required(words(32), 'The version; a published one never changes.'),
  period: optional(period, 'What one sheet covers.', { defaultValue: 'month' }),
  yearStarts: optional(whole(1, 12), 'The month in which the year begins.', { as: 'yearStartsMonth', defaultValue: 1 }),
  step: optional(points, 'The step of all points.', { defaultValue: 0.5 }),
  total: optional(total, 'How everything becomes the score.'),
  categories: optional(list(division, 0, 20, byCode), 'What the score is published by; computes nothing.'),
  qualifications: optional(list(division, 0, 20, byCode), 'What a member’s profile is drawn by; computes nothing.'),
  profiles: optional(list(profile, 1, 20, byCode), 'Who is scored on what. Left out: everybody on everything.'),
  items: required(list(item, 1, 200, byCode), 'How each thing is valued.'),
  groups: optional(list(group, 0, 50, byCode), 'Items under a common rule.'),
  summaries: optional(
    list(summary, 0, 4, (rule) => rule?.per ?? ''),
    'What results are drawn up for. Left out: half-year and year, as far as they are not shorter than a result.',
  ),
  bands: optional(list(band, 0, 20, byCode), 'Names of results, the highest first.'),
  vetoes: optional(list(veto, 0, 10, byCode), 'What limits the result of a period.'),
  ownItems: optional(ownItems, 'What a branch may add to the rule.'),
});

export type FileScheme = ValueOf<typeof schemeForm>;
export type FileItem = ValueOf<typeof item>;
export type FileGroup = ValueOf<typeof group>;
export type FileTotal = ValueOf<typeof total>;
export type FileProfile = ValueOf<typeof profile>;
export type FileBand = ValueOf<typeof band>;
export type FileConditions = ValueOf<typeof conditions>;
export type FileSummary = ValueOf<typeof summary>;
export type FileOwnItems = ValueOf<typeof ownItems>;
