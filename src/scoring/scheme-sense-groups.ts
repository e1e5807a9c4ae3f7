import { comparePeriods } from './periods.js';
import type { Group, Item, ItemKind, Rules, Scheme } from './scheme.js';
import type { Report } from './scheme-problems.js';
import { checkFurther, checkText } from './scheme-sense-items.js';
import { isGain, isInCycle, type Places } from './scheme-tree.js';

/** What makes no sense about the groups and the total. */
export function checkGroups(scheme: Scheme, places: Places, report: Report): void {
  const taken = new Set<ItemKind>();
  scheme.groups.forEach((group, index) => {
    const path = `groups[${index}]`;
    checkPlace(scheme, group, path, report);
    checkTakes(group, taken, path, report);
    checkRules(scheme, group, places.itemsIn(group), `${path}.`, report);
    checkFurther(scheme, group, path, report);
    checkFurtherSigns(group, places.itemsIn(group), path, report);
    checkText(group.name, `${path}.name`, group.takes === 'deduction', report);
  });
  checkRules(scheme, scheme.total, scheme.items, 'total.', report);
  if (scheme.total.roundHundredths === null) report('total.roundHundredths', 'missing');
}

function checkPlace(scheme: Scheme, group: Group, path: string, report: Report): void {
  const around = scheme.groups.find(({ code }) => code === group.group);
  if (group.group !== null && !around) report(`${path}.group`, 'unknownGroup');
  if (isInCycle(scheme, group)) report(`${path}.group`, 'groupCycle');
  const { per } = around ?? scheme.total;
  if (comparePeriods(group.per, per) > 0) report(`${path}.per`, 'perTooLong', { per, group: around?.code ?? 'total' });
}

function checkTakes({ takes }: Group, taken: Set<ItemKind>, path: string, report: Report): void {
  if (takes === null) return;
  if (takes === 'factor') report(`${path}.takes`, 'factorInGroup');
  else if (taken.has(takes)) report(`${path}.takes`, 'kindTakenTwice', { kind: takes });
  taken.add(takes);
}

function checkRules(scheme: Scheme, rules: Rules, items: readonly Item[], path: string, report: Report): void {
  const { period } = scheme;
  if (comparePeriods(rules.per, period) < 0) report(`${path}per`, 'perTooShort', { period });
  rules.times.forEach((code, at) => {
    const item = scheme.items.find((it) => it.code === code);
    if (item?.kind !== 'factor') report(`${path}times[${at}]`, item ? 'notAFactor' : 'unknownItem');
    else if (rules.times.indexOf(code) < at) report(`${path}times[${at}]`, 'namedTwice');
  });
  checkLimits(scheme, rules, (figure) => path + figure, report);
  if ((rules.capHundredths ?? 0) < 0 && items.some(isGain)) report(`${path}capHundredths`, 'negativeCapOnGains');
}

/** Floor and cap of a group or the total, as they are or as a profile overrides them. */
export function checkLimits(
  scheme: Scheme,
  { floorHundredths: floor, capHundredths: cap }: Pick<Rules, 'floorHundredths' | 'capHundredths'>,
  pathOf: (figure: 'floorHundredths' | 'capHundredths') => string,
  report: Report,
): void {
  const { stepHundredths } = scheme;
  if (floor !== null && floor % stepHundredths !== 0) report(pathOf('floorHundredths'), 'offStep', { stepHundredths });
  if (cap !== null && cap % stepHundredths !== 0) report(pathOf('capHundredths'), 'offStep', { stepHundredths });
  if (floor === null || cap === null) return;
  if (cap < 0) report(pathOf('capHundredths'), 'negativeCapWithFloor');
  else if (cap < floor) report(pathOf('capHundredths'), 'capBelowFloor', { floorHundredths: floor });
}

function checkFurtherSigns({ limits }: Group, items: readonly Item[], path: string, report: Report): void {
  limits.forEach(({ capHundredths }, at) => {
    if (capHundredths >= 0 || !items.some(isGain)) return;
    report(`${path}.limits[${at}].capHundredths`, 'negativeCapOnGains');
  });
}
