import { isPoints } from './points.js';
import type { Params, Problem } from './problem.js';
import { isAveraged, planOf, type Plan } from './plan.js';
import { type Item, type Range, type Scheme } from './scheme.js';
import { isRecord } from './shape.js';

/** What one person entered about one item: the value in the item's own way, and which deed or fact it is about. */
export interface Entry {
  /** Identifies the entry within its sheet; an integer from 0. */
  number: number;
  itemCode: string;
  optionCode?: string | null;
  count?: number | null;
  pointsHundredths?: number | null;
  /** The same key means the same deed or fact; null is a fact of its own. */
  deedKey?: string | null;
  /** Refused in review: it stays on the sheet and counts nothing; a base item then counts in full. */
  refused?: boolean;
}

/** A sheet has at most 1,000 entries, and at most 31 of one item, one for every day of a month; several people's word is not so limited. */
export const ENTRIES_MAX = 1000;
export const ENTRIES_OF_ITEM_MAX = 31;

const DEED_KEY_LENGTH_MAX = 200;

type Report = (path: string, code: string, params?: Params) => void;

/**
 * Everything that is wrong with a sheet's entries, with the path of each ("entries[3].optionCode"; codes: see
 * `ENTRY_PROBLEMS`). Empty: `scoreSheet` takes them. Never throws, whatever the entries hold. `number` is an integer
 * from 0, given once: the same entry sent twice is not two (domain/scheme.md, arithmetic 10).
 */
export function checkEntries(scheme: Scheme, profileCode: string, entries: readonly Entry[]): Problem[] {
  const plan = planOf(scheme, profileCode);
  return plan ? entryProblems(plan, entries) : [{ path: 'profileCode', code: 'unknownProfile' }];
}

/** As `checkEntries`, for a profile that the scheme has. */
export function entryProblems(plan: Plan, entries: readonly Entry[]): Problem[] {
  const problems: Problem[] = [];
  if (plan.profile.scored && Array.isArray(entries) && entries.length === 0) return problems;
  const report: Report = (path, code, params) => {
    problems.push(params ? { path, code, params } : { path, code });
  };
  if (!plan.profile.scored) report('profileCode', 'notScored');
  else if (!Array.isArray(entries)) report('entries', 'notAList');
  else if (entries.length > ENTRIES_MAX) report('entries', 'tooMany', { max: ENTRIES_MAX });
  else {
    const seen: Seen = { numbers: new Set(), timesOfPlace: [] };
    let index = 0;
    // Paths are written out only where something is wrong.
    const at: Report = (path, code, params) => report(`entries[${index}]${path && `.${path}`}`, code, params);
    // Not forEach: that would step over the holes of a sparse list.
    for (; index < entries.length; index += 1) {
      const entry: unknown = entries[index];
      if (!isRecord(entry)) at('', 'notAnObject');
      else checkEntry(plan, entry, seen, at);
    }
  }
  return problems;
}

interface Seen {
  numbers: Set<unknown>;
  timesOfPlace: number[];
}

function checkEntry(plan: Plan, entry: Record<string, unknown>, seen: Seen, report: Report): void {
  const { number, deedKey, refused } = entry;
  if (!Number.isSafeInteger(number)) report('number', 'notAnInteger');
  else if ((number as number) < 0) report('number', 'outOfRange', { from: 0 });
  else if (seen.numbers.has(number)) report('number', 'duplicateNumber');
  seen.numbers.add(number);
  if (isGiven(deedKey) && !isDeedKey(deedKey)) report('deedKey', 'badDeedKey', { max: DEED_KEY_LENGTH_MAX });
  if (refused !== undefined && typeof refused !== 'boolean') report('refused', 'notABoolean');

  const node = plan.byCode.get(entry.itemCode as string);
  const item = node?.item;
  if (!item) return report('itemCode', 'unknownItem');
  if (node.notApplicable) return report('itemCode', 'notApplicable', { item: item.code });
  const times = (seen.timesOfPlace[node.place] ?? 0) + 1;
  seen.timesOfPlace[node.place] = times;
  if (isOnce(item) && times > 1) report('itemCode', 'duplicateItem', { item: item.code });
  else if (!isAveraged(item) && times > ENTRIES_OF_ITEM_MAX)
    report('itemCode', 'tooManyOfItem', { max: ENTRIES_OF_ITEM_MAX });
  checkValue(plan.scheme, item, entry, report);
}

/** What there is one word about in a sheet: base items and factors, unless several people's are put together. */
export function isOnce({ kind, combine }: Item): boolean {
  return (kind === 'base' || kind === 'factor') && combine === 'sum';
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function isDeedKey(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '' && value.length <= DEED_KEY_LENGTH_MAX;
}

/** The one property that values an entry of this item. */
export function valueProperty(item: Item): 'optionCode' | 'count' | 'pointsHundredths' {
  if (item.options) return 'optionCode';
  return item.each || item.levels ? 'count' : 'pointsHundredths';
}

function checkValue(scheme: Scheme, item: Item, entry: Record<string, unknown>, report: Report): void {
  if (!item.options && !item.each && !item.levels && !item.range)
    return report('itemCode', 'fixed', { item: item.code });
  const property = valueProperty(item);
  const given =
    Number(isGiven(entry.optionCode)) + Number(isGiven(entry.count)) + Number(isGiven(entry.pointsHundredths));
  if (given > 1) return report('', 'twoValues', { item: item.code });
  if (!isGiven(entry[property])) return report(property, 'valueMissing', { item: item.code });
  const value = entry[property];
  const at = property;
  if (item.options) {
    if (!item.options.some((option) => option.code === value)) report(at, 'unknownOption', { item: item.code });
  } else if (item.range) {
    if (!Number.isSafeInteger(value)) report(at, 'notAnInteger');
    else checkPoints(scheme, item, item.range, value as number, at, report);
  } else {
    const from = item.kind === 'deduction' || item.kind === 'contribution' ? 1 : 0;
    const to = (item.each ?? item.levels)?.countMax ?? 0;
    if (!Number.isSafeInteger(value)) report(at, 'notAnInteger');
    else if ((value as number) < from || (value as number) > to) report(at, 'outOfRange', { from, to });
  }
}

/** 501 hundredths against 500 is out of range; nothing is cut to fit. */
function checkPoints(
  scheme: Scheme,
  { kind }: Item,
  { fromHundredths, toHundredths }: Range,
  value: number,
  path: string,
  report: Report,
): void {
  const { stepHundredths } = scheme;
  const wrongSign = kind === 'deduction' ? value > 0 : value < 0 && fromHundredths >= 0;
  if (wrongSign) report(path, 'wrongSign');
  else if (!isPoints(value) || value < fromHundredths || value > toHundredths) {
    report(path, 'outOfRange', { fromHundredths, toHundredths });
  } else if (kind !== 'factor' && value % stepHundredths !== 0) report(path, 'offStep', { stepHundredths });
}

/**
 * What a checked entry claims, in hundredths, before any floor or cap: base: the points kept; deduction: ≤ 0;
 * contribution: ≥ 0; factor: 120 for 1.2. `standardHundredths` is the member's own where his profile has another. Never −0.
 */
export function claimedHundredths(
  item: Item,
  entry: Entry,
  standardHundredths: number = item.standardHundredths,
): number {
  if (item.options) {
    return item.options.find((option) => option.code === entry.optionCode)?.pointsHundredths ?? standardHundredths;
  }
  if (item.each || item.levels) return countedHundredths(item, entry.count ?? 0, standardHundredths);
  return (entry.pointsHundredths ?? standardHundredths) + 0;
}

/** What a count of an item with `each` or `levels` is worth. */
export function countedHundredths({ each, levels }: Item, count: number, standardHundredths: number): number {
  if (each) return standardHundredths + fullTimes(count, each.per ?? 1) * each.pointsHundredths + 0;
  return levels?.steps.findLast(({ from }) => from <= count)?.pointsHundredths ?? 0;
}

/** Whether an item's counts are added up before they are valued: six hours and five are a full ten. */
export function countsTogether({ each, levels, combine }: Item): boolean {
  return combine === 'sum' && (levels !== undefined || (each?.per ?? 1) > 1);
}

function fullTimes(count: number, per: number): number {
  return (count - (count % per)) / per;
}
