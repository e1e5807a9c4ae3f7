import { comparePeriods } from './periods.js';
import type { Item, Scheme, Text } from './scheme.js';
import type { Report } from './scheme-problems.js';
import { countMostOf } from './reach-items.js';
import { type Places, valuesOf } from './scheme-tree.js';
import { usesSoftware } from './software.js';

/** What makes no sense about the items, each by itself and in what it stands in. */
export function checkItems(scheme: Scheme, places: Places, report: Report): void {
  scheme.items.forEach((item, index) => {
    const path = `items[${index}]`;
    checkReferences(scheme, item, path, report);
    checkPer(scheme, places, item, `${path}.per`, report);
    checkWay(scheme, item, path, report);
    checkValues(scheme, item, path, report);
    checkFigures(scheme, item, (property) => `${path}.${property}`, report);
    checkItemLimits(scheme, item, path, report);
    checkPeople(item, path, report);
    checkCarryOver(scheme, item, path, report);
    checkSoftware(item, path, report);
  });
}

function checkReferences(scheme: Scheme, item: Item, path: string, report: Report): void {
  const known = (list: readonly { code: string }[], code: string | null) =>
    code === null || list.some((entry) => entry.code === code);
  if (!known(scheme.categories, item.category)) report(`${path}.category`, 'unknownCategory');
  if (!known(scheme.qualifications, item.qualification)) report(`${path}.qualification`, 'unknownQualification');
  if (item.kind === 'factor' && item.group !== null) report(`${path}.group`, 'factorInGroup');
  else if (!known(scheme.groups, item.group)) report(`${path}.group`, 'unknownGroup');
}

/** Never shorter than a sheet, never longer than what it stands in. */
function checkPer(scheme: Scheme, places: Places, item: Item, path: string, report: Report): void {
  if (comparePeriods(item.per, scheme.period) < 0) report(path, 'perTooShort', { period: scheme.period });
  // A factor stands in nothing: it may well be decided once a year and multiply every month.
  if (item.kind === 'factor') return;
  const group = places.groupsAround(item)[0];
  const { per } = group ?? scheme.total;
  if (comparePeriods(item.per, per) > 0) report(path, 'perTooLong', { per, group: group?.code ?? 'total' });
}

function checkWay(scheme: Scheme, item: Item, path: string, report: Report): void {
  const ways = [item.options, item.each, item.range, item.levels].filter((way) => way !== undefined).length;
  if (ways > 1) report(path, 'twoValues');
  if (ways === 0 && (item.kind === 'deduction' || item.kind === 'contribution')) report(path, 'valueMissing');
  if (ways === 0 && item.required) report(`${path}.required`, 'requiredWithoutValue');
  if (item.kind === 'factor' && item.each) report(`${path}.each`, 'wayNotForFactor');
  if (item.kind === 'factor' && item.levels) report(`${path}.levels`, 'wayNotForFactor');
  if (item.range && item.range.fromHundredths >= item.range.toHundredths) report(`${path}.range`, 'emptyRange');
  const countMost = countMostOf(scheme, item);
  if (item.each && (item.each.per ?? 1) > countMost) report(`${path}.each.per`, 'neverFull', { countMost });
  item.levels?.steps.forEach(({ from }, at, steps) => {
    const below = steps[at - 1];
    if (below && below.from >= from) report(`${path}.levels.steps[${at}].from`, 'levelsNotAscending');
  });
}

function checkValues(scheme: Scheme, item: Item, path: string, report: Report): void {
  for (const { path: below, hundredths } of valuesOf(item)) {
    const at = `${path}.${below}`;
    checkStep(scheme, item, hundredths, at, report);
    if (wrongSign(item, hundredths)) report(at, 'wrongSign');
  }
  if (item.each?.pointsHundredths === 0) report(`${path}.each.pointsHundredths`, 'isZero');
  const first = item.options?.[0];
  if (item.kind === 'base' && first && isPresumed(item) && first.pointsHundredths !== item.standardHundredths) {
    const { pointsHundredths } = first;
    report(`${path}.standardHundredths`, 'standardNotFirst', { option: first.code, pointsHundredths });
  }
}

/** What one person's word changes is presumed; ballots are not, and neither is what must be entered. */
function isPresumed({ combine, required }: Item): boolean {
  return combine === 'sum' && !required;
}

/** Nothing of a deduction is above zero, nothing of a contribution or a factor below. */
function wrongSign({ kind }: Item, hundredths: number): boolean {
  return (kind === 'deduction' && hundredths > 0) || ((kind === 'contribution' || kind === 'factor') && hundredths < 0);
}

/** Points come in whole steps; a factor is no points. */
function checkStep(scheme: Scheme, item: Item, hundredths: number | null, at: string, report: Report): void {
  const { stepHundredths } = scheme;
  if (item.kind !== 'factor' && hundredths !== null && hundredths % stepHundredths !== 0) {
    report(at, 'offStep', { stepHundredths });
  }
}

type Figure = 'standardHundredths' | 'floorHundredths' | 'capHundredths';

/**
 * What makes no sense about standard, floor and cap, of the item as it is or as a profile overrides it; `pathOf` says where
 * a figure was given.
 */
export function checkFigures(scheme: Scheme, item: Item, pathOf: (figure: Figure) => string, report: Report): void {
  const { kind, standardHundredths: standard, floorHundredths: floor, capHundredths: cap } = item;
  for (const figure of ['standardHundredths', 'floorHundredths', 'capHundredths'] as const) {
    checkStep(scheme, item, item[figure], pathOf(figure), report);
  }
  if (kind === 'deduction' || kind === 'contribution') {
    if (standard !== 0) report(pathOf('standardHundredths'), 'notZero');
    if (floor !== null) report(pathOf('floorHundredths'), 'floorNotForKind');
    if (cap === 0) report(pathOf('capHundredths'), 'isZero');
    if (cap !== null && wrongSign(item, cap)) report(pathOf('capHundredths'), 'wrongSign');
    return;
  }
  if (kind === 'factor' && standard <= 0) report(pathOf('standardHundredths'), 'notAboveZero');
  if (kind === 'factor' && floor !== null && floor < 0) report(pathOf('floorHundredths'), 'wrongSign');
  if (floor !== null && cap !== null && cap < floor) {
    report(pathOf('capHundredths'), 'capBelowFloor', { floorHundredths: floor });
  } else if (cap !== null && cap < 0) report(pathOf('capHundredths'), 'wrongSign');
  else if (floor !== null && standard < floor) {
    report(pathOf('standardHundredths'), 'standardOutside', { floorHundredths: floor });
  } else if (cap !== null && standard > cap) {
    report(pathOf('standardHundredths'), 'standardOutside', { capHundredths: cap });
  }
}

/** Further caps: nothing that is presumed can be used up, and a factor is no points. */
function checkItemLimits(scheme: Scheme, item: Item, path: string, report: Report): void {
  checkFurther(scheme, item, path, report);
  item.limits.forEach(({ capHundredths }, at) => {
    const isPresumed = item.kind === 'base' && item.standardHundredths !== 0;
    if (item.kind === 'factor' || isPresumed) report(`${path}.limits[${at}]`, 'limitNotForKind', { kind: item.kind });
    else if (wrongSign(item, capHundredths)) report(`${path}.limits[${at}].capHundredths`, 'wrongSign');
  });
}

/** Caps over longer periods of an item or group: each once, the shorter first, longer than what the cap itself holds over. */
export function checkFurther(
  { stepHundredths }: Scheme,
  { per: own, limits }: Pick<Item, 'per' | 'limits'>,
  path: string,
  report: Report,
): void {
  limits.forEach(({ per, capHundredths }, at) => {
    const below = `${path}.limits[${at}]`;
    const before = limits[at - 1];
    if (comparePeriods(per, own) <= 0) report(`${below}.per`, 'perTooShort', { period: own });
    else if (before && comparePeriods(before.per, per) >= 0) report(`${below}.per`, 'notAscending');
    if (capHundredths === 0) report(`${below}.capHundredths`, 'isZero');
    if (capHundredths % stepHundredths !== 0) report(`${below}.capHundredths`, 'offStep', { stepHundredths });
  });
}

function checkPeople(item: Item, path: string, report: Report): void {
  const { kind, claimedBy, decidedBy, automatic } = item;
  if ((kind === 'deduction' || kind === 'factor') && claimedBy.includes('member')) {
    report(`${path}.claimedBy`, 'memberDeducts');
  }
  if (new Set(claimedBy).size < claimedBy.length) report(`${path}.claimedBy`, 'namedTwice');
  if (automatic !== undefined) {
    if ((item.options?.length ?? 0) < 2) report(`${path}.automatic`, 'optionsMissing');
    // The last option says "it is not so", and must be able to give less than what is presumed.
    if (kind !== 'base') report(`${path}.automatic`, 'automaticNotBase');
    return;
  }
  if (decidedBy === 'automatic') report(`${path}.decidedBy`, 'nobodyDecides');
  if (claimedBy.every((who) => who === 'automatic')) report(`${path}.claimedBy`, 'nobodyClaims');
  item.options?.forEach((option, at) => {
    if (option.decidedBy === 'automatic') report(`${path}.options[${at}].decidedBy`, 'nobodyDecides');
  });
}

/** Last year's result needs a year that has one, and an item that holds for one. */
function checkCarryOver(scheme: Scheme, item: Item, path: string, report: Report): void {
  if (item.carryOver === undefined) return;
  if (item.kind !== 'base') report(`${path}.carryOver`, 'carryOverNotBase');
  const hasYear = scheme.total.per === 'year' || scheme.summaries.some(({ per }) => per === 'year');
  if (item.per !== 'year' || !hasYear) report(`${path}.carryOver`, 'carryOverWithoutYear');
}

function checkSoftware(item: Item, path: string, report: Report): void {
  const isDeduction = item.kind === 'deduction';
  checkText(item.name, `${path}.name`, isDeduction, report);
  item.options?.forEach(({ name }, at) => checkText(name, `${path}.options[${at}].name`, isDeduction, report));
  if (item.each) checkText(item.each.unit, `${path}.each.unit`, isDeduction, report);
  if (item.levels) checkText(item.levels.unit, `${path}.levels.unit`, isDeduction, report);
  if (item.evidence) checkText(item.evidence, `${path}.evidence`, isDeduction, report);
}

/** Points are for offline duties and deeds (domain/README.md, limits); `isDeduction`: the words are about a fault. */
export function checkText(text: Text, path: string, isDeduction: boolean, report: Report): void {
  for (const language of ['zh', 'en'] as const) {
    const word = usesSoftware(text[language], isDeduction);
    if (word === null) continue;
    report(`${path}.${language}`, 'rewardsSoftware', { word });
    return;
  }
}
