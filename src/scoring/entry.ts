import { isPoints } from './points.js';
import type { Params, Problem } from './problem.js';
import { itemOf, profileOf, type Item, type Range, type Scheme } from './scheme.js';
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

/** A sheet has at most 1,000 entries, and at most 31 of one item: one for every day of a month. */
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
  const problems: Problem[] = [];
  const report: Report = (path, code, params) => {
    problems.push(params ? { path, code, params } : { path, code });
  };
  const profile = profileOf(scheme, profileCode);
  if (!profile) report('profileCode', 'unknownProfile');
  else if (!profile.scored) report('profileCode', 'notScored');
  else if (!Array.isArray(entries)) report('entries', 'notAList');
  else if (entries.length > ENTRIES_MAX) report('entries', 'tooMany', { max: ENTRIES_MAX });
  else {
    const seen = { numbers: new Set<unknown>(), timesOfItem: new Map<string, number>() };
    // Not forEach: that would step over the holes of a sparse list.
    for (let index = 0; index < entries.length; index += 1) {
      const entry: unknown = entries[index];
      if (!isRecord(entry)) report(`entries[${index}]`, 'notAnObject');
      else checkEntry(scheme, profile.notApplicable, entry, `entries[${index}]`, seen, report);
    }
  }
  return problems;
}

function checkEntry(
  scheme: Scheme,
  notApplicable: readonly string[],
  entry: Record<string, unknown>,
  path: string,
  seen: { numbers: Set<unknown>; timesOfItem: Map<string, number> },
  report: Report,
): void {
  const { number, deedKey, refused } = entry;
  if (!Number.isSafeInteger(number)) report(`${path}.number`, 'notAnInteger');
  else if ((number as number) < 0) report(`${path}.number`, 'outOfRange', { from: 0 });
  else if (seen.numbers.has(number)) report(`${path}.number`, 'duplicateNumber');
  seen.numbers.add(number);
  if (isGiven(deedKey) && !isDeedKey(deedKey)) report(`${path}.deedKey`, 'badDeedKey', { max: DEED_KEY_LENGTH_MAX });
  if (refused !== undefined && typeof refused !== 'boolean') report(`${path}.refused`, 'notABoolean');

  const item = itemOf(scheme, entry.itemCode);
  if (!item) return report(`${path}.itemCode`, 'unknownItem');
  if (notApplicable.includes(item.code)) return report(`${path}.itemCode`, 'notApplicable', { item: item.code });
  const times = (seen.timesOfItem.get(item.code) ?? 0) + 1;
  seen.timesOfItem.set(item.code, times);
  if (item.kind === 'base' && times > 1) report(`${path}.itemCode`, 'duplicateItem', { item: item.code });
  else if (times > ENTRIES_OF_ITEM_MAX) report(`${path}.itemCode`, 'tooManyOfItem', { max: ENTRIES_OF_ITEM_MAX });
  checkValue(scheme, item, entry, path, report);
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
  return item.each ? 'count' : 'pointsHundredths';
}

function checkValue(scheme: Scheme, item: Item, entry: Record<string, unknown>, path: string, report: Report): void {
  const property = valueProperty(item);
  const given = ['optionCode', 'count', 'pointsHundredths'].filter((name) => isGiven(entry[name]));
  if (given.length > 1) return report(path, 'twoValues', { item: item.code });
  if (given[0] !== property) return report(`${path}.${property}`, 'valueMissing', { item: item.code });
  const value = entry[property];
  const at = `${path}.${property}`;
  if (item.options) {
    if (!item.options.some((option) => option.code === value)) report(at, 'unknownOption', { item: item.code });
  } else if (item.each) {
    const from = item.kind === 'base' ? 0 : 1;
    if (!Number.isSafeInteger(value)) report(at, 'notAnInteger');
    else if ((value as number) < from || (value as number) > item.each.countMax) {
      report(at, 'outOfRange', { from, to: item.each.countMax });
    }
  } else if (item.range) {
    if (!Number.isSafeInteger(value)) report(at, 'notAnInteger');
    else checkPoints(scheme, item.kind, item.range, value as number, at, report);
  }
}

/** 501 hundredths against 500 is out of range; nothing is cut to fit. */
function checkPoints(
  scheme: Scheme,
  kind: Item['kind'],
  { fromHundredths, toHundredths }: Range,
  value: number,
  path: string,
  report: Report,
): void {
  const { stepHundredths } = scheme;
  if (kind === 'deduction' ? value > 0 : value < 0) report(path, 'wrongSign');
  else if (!isPoints(value) || value < fromHundredths || value > toHundredths) {
    report(path, 'outOfRange', { fromHundredths, toHundredths });
  } else if (value % stepHundredths !== 0) report(path, 'offStep', { stepHundredths });
}

/**
 * What a checked entry claims, in hundredths, before any cap: base: the points kept (0 to the standard), deduction:
 * ≤ 0, contribution: ≥ 0. Never −0.
 */
export function claimedHundredths(item: Item, entry: Entry): number {
  if (item.options) {
    return item.options.find((option) => option.code === entry.optionCode)?.pointsHundredths ?? item.standardHundredths;
  }
  if (!item.each) return (entry.pointsHundredths ?? item.standardHundredths) + 0;
  const counted = (entry.count ?? 0) * item.each.pointsHundredths;
  return item.kind === 'base' ? Math.max(0, item.standardHundredths + counted) : counted + 0;
}
