import type { Params, Problem } from './problem.js';
import type { Band, Group, Item, Scheme } from './scheme.js';

type Report = (path: string, code: string, params?: Params) => void;

/** What makes no sense in a well-formed scheme: references, signs, caps, steps, bands. Paths as in the file. */
export function schemeSense(scheme: Scheme): Problem[] {
  const problems: Problem[] = [];
  const report: Report = (path, code, params) => {
    problems.push(params ? { path, code, params } : { path, code });
  };
  uniqueCodes(scheme, report);
  frame(scheme, report);
  scheme.items.forEach((item, index) => checkItem(scheme, item, `items[${index}]`, report));
  scheme.groups.forEach((group, index) => checkGroup(scheme, group, `groups[${index}]`, report));
  groupsOverlap(scheme, report);
  checkProfiles(scheme, report);
  checkBands(scheme, report);
  return problems;
}

function uniqueCodes(scheme: Scheme, report: Report): void {
  for (const name of ['categories', 'qualifications', 'profiles', 'items', 'groups', 'bands'] as const) {
    unique(scheme[name], name, report);
  }
  scheme.items.forEach((item, index) => unique(item.options ?? [], `items[${index}].options`, report));
}

function unique(named: readonly { code: string }[], path: string, report: Report): void {
  const seen = new Set<string>();
  named.forEach(({ code }, index) => {
    if (seen.has(code)) report(`${path}[${index}].code`, 'duplicateCode', { code });
    seen.add(code);
  });
}

function frame(scheme: Scheme, report: Report): void {
  const { floorHundredths, ceilingHundredths, contributionsCapHundredths } = scheme;
  if (ceilingHundredths !== null && ceilingHundredths <= floorHundredths) {
    report('ceilingHundredths', 'notAboveFloor', { floorHundredths });
  }
  if (contributionsCapHundredths !== null && contributionsCapHundredths < 0) {
    report('contributionsCapHundredths', 'wrongSign');
  }
  onStep(scheme, floorHundredths, 'floorHundredths', report);
  onStep(scheme, ceilingHundredths, 'ceilingHundredths', report);
  onStep(scheme, contributionsCapHundredths, 'contributionsCapHundredths', report);
  const { light, severe } = scheme.vetoes;
  if (severe.capHundredths > light.capHundredths) report('vetoes.severe.capHundredths', 'milderThanLight');
  for (const kind of ['light', 'severe'] as const) {
    if (scheme.vetoes[kind].capHundredths < floorHundredths) report(`vetoes.${kind}.capHundredths`, 'belowFloor');
  }
}

function onStep(scheme: Scheme, hundredths: number | null, path: string, report: Report): void {
  const { stepHundredths } = scheme;
  if (hundredths !== null && hundredths % stepHundredths !== 0) report(path, 'offStep', { stepHundredths });
}

function checkItem(scheme: Scheme, item: Item, path: string, report: Report): void {
  const known = (list: readonly { code: string }[], code: string) => list.some((entry) => entry.code === code);
  if (!known(scheme.categories, item.category)) report(`${path}.category`, 'unknownCategory');
  if (!known(scheme.qualifications, item.qualification)) report(`${path}.qualification`, 'unknownQualification');
  const ways = [item.options, item.each, item.range].filter((way) => way !== undefined).length;
  if (ways !== 1) report(path, ways === 0 ? 'valueMissing' : 'twoValues');
  checkStandardAndCap(scheme, item, path, report);
  checkValues(scheme, item, path, report);
  if (item.kind === 'deduction' && item.claimedBy.includes('member')) report(`${path}.claimedBy`, 'memberDeducts');
  if (item.automatic !== undefined && (item.options?.length ?? 0) < 2) report(`${path}.automatic`, 'optionsMissing');
}

function checkStandardAndCap(scheme: Scheme, item: Item, path: string, report: Report): void {
  const { kind, standardHundredths, capHundredths } = item;
  onStep(scheme, standardHundredths, `${path}.standardHundredths`, report);
  onStep(scheme, capHundredths, `${path}.capHundredths`, report);
  if (kind === 'base' && standardHundredths <= 0) report(`${path}.standardHundredths`, 'wrongSign');
  if (kind !== 'base' && standardHundredths !== 0) report(`${path}.standardHundredths`, 'notZero');
  if (capHundredths === null) return;
  // A base item can't give more than its standard, so another cap could only be a mistake.
  if (kind === 'base' && capHundredths !== standardHundredths) report(`${path}.capHundredths`, 'notTheStandard');
  if (wrongSign(kind, capHundredths)) report(`${path}.capHundredths`, 'wrongSign');
}

/** Deductions are below zero, contributions above. */
function wrongSign(kind: Item['kind'], hundredths: number): boolean {
  return (kind === 'deduction' && hundredths >= 0) || (kind === 'contribution' && hundredths <= 0);
}

function checkValues(scheme: Scheme, item: Item, path: string, report: Report): void {
  const value = (hundredths: number, at: string) => {
    onStep(scheme, hundredths, at, report);
    if (wrongSign(item.kind, hundredths)) report(at, 'wrongSign');
    if (item.kind === 'base' && (hundredths < 0 || hundredths > item.standardHundredths)) report(at, 'outOfRange');
  };
  item.options?.forEach((option, index) =>
    value(option.pointsHundredths, `${path}.options[${index}].pointsHundredths`),
  );
  if (item.kind === 'base' && item.options && item.options[0]?.pointsHundredths !== item.standardHundredths) {
    report(`${path}.options[0].pointsHundredths`, 'defaultNotFull');
  }
  if (item.range) {
    value(item.range.fromHundredths, `${path}.range.fromHundredths`);
    value(item.range.toHundredths, `${path}.range.toHundredths`);
    if (item.range.fromHundredths >= item.range.toHundredths) report(`${path}.range`, 'emptyRange');
  }
  if (item.each) {
    const at = `${path}.each.pointsHundredths`;
    onStep(scheme, item.each.pointsHundredths, at, report);
    // Counted on a base item, an occurrence takes points off.
    if (wrongSign(item.kind === 'base' ? 'deduction' : item.kind, item.each.pointsHundredths)) report(at, 'wrongSign');
  }
}

function checkGroup(scheme: Scheme, group: Group, path: string, report: Report): void {
  const items = group.items.map((code) => scheme.items.find((item) => item.code === code));
  items.forEach((item, index) => {
    if (!item) report(`${path}.items[${index}]`, 'unknownItem');
    else if (item.kind === 'base') report(`${path}.items[${index}]`, 'baseInGroup');
    else if (item.kind !== items[0]?.kind) report(`${path}.items[${index}]`, 'mixedKinds');
  });
  onStep(scheme, group.capHundredths, `${path}.capHundredths`, report);
  const kind = items[0]?.kind;
  if (kind && group.capHundredths !== null && wrongSign(kind, group.capHundredths)) {
    report(`${path}.capHundredths`, 'wrongSign');
  }
}

function groupsOverlap(scheme: Scheme, report: Report): void {
  const seen = new Set<string>();
  scheme.groups.forEach((group, index) =>
    group.items.forEach((code, at) => {
      if (seen.has(code)) report(`groups[${index}].items[${at}]`, 'inTwoGroups', { item: code });
      seen.add(code);
    }),
  );
}

function checkProfiles(scheme: Scheme, report: Report): void {
  scheme.profiles.forEach((profile, index) =>
    profile.notApplicable.forEach((code, at) => {
      const kind = scheme.items.find((item) => item.code === code)?.kind;
      if (kind !== 'base') report(`profiles[${index}].notApplicable[${at}]`, kind ? 'notABaseItem' : 'unknownItem');
    }),
  );
  if (!scheme.profiles.some((profile) => profile.scored)) report('profiles', 'nobodyScored');
}

function checkBands(scheme: Scheme, report: Report): void {
  scheme.bands.forEach((band, index) => {
    const above = scheme.bands[index - 1];
    if (above && above.fromHundredths <= band.fromHundredths) report(`bands[${index}].fromHundredths`, 'notDescending');
    checkConditions(scheme, band, `bands[${index}].conditions`, report);
  });
  const last = scheme.bands.at(-1);
  if (!last) return;
  const path = `bands[${scheme.bands.length - 1}]`;
  if (last.fromHundredths > scheme.floorHundredths) report(`${path}.fromHundredths`, 'bandsLeaveGap');
  if (Object.keys(last.conditions).length > 0) report(`${path}.conditions`, 'lastBandConditional');
}

function checkConditions(scheme: Scheme, band: Band, path: string, report: Report): void {
  band.conditions.withoutItems?.forEach((code, at) => {
    const kind = scheme.items.find((item) => item.code === code)?.kind;
    if (kind !== 'deduction') report(`${path}.withoutItems[${at}]`, kind ? 'notADeduction' : 'unknownItem');
  });
  const quota = band.conditions.quota;
  if (quota && quota.numerator > quota.denominator) report(`${path}.quota`, 'moreThanAll');
}
