import { comparePeriods } from './periods.js';
import { privateMatter } from './private-matters.js';
import { countMostOf } from './reach-items.js';
import type { Decider, Item, Scheme, Text } from './scheme.js';
import { type Places, valuesOf } from './scheme-tree.js';
import { doubtFurther } from './scheme-warnings-groups.js';
import type { Doubt } from './scheme-warnings.js';

/** What is odd about the items, each by itself and beside the others. */
export function doubtItems(scheme: Scheme, places: Places, doubt: Doubt): void {
  const commonlyCapped = contributionsUnderCommonCap(scheme, places);
  scheme.items.forEach((item, index) => {
    const path = `items[${index}]`;
    doubtValues(item, path, doubt);
    doubtCap(scheme, item, path, doubt);
    doubtGroupCaps(places, item, path, doubt);
    doubtFurther(scheme, item, path, doubt);
    doubtLevels(scheme, item, path, doubt);
    doubtUse(scheme, item, path, doubt);
    doubtDeciders(item, path, doubt);
    doubtPrivacy(item, path, doubt);
    if (item.kind !== 'contribution' || item.capHundredths !== null || commonlyCapped.length === 0) return;
    if (!commonlyCapped.includes(item)) doubt(path, 'outsideCommonCap', { item: item.code });
  });
}

/** Values that never count in full, because the item's own limits cut them. */
function doubtValues(item: Item, path: string, doubt: Doubt): void {
  const { kind, capHundredths, floorHundredths, standardHundredths, each, options = [] } = item;
  if (options.length > 1 && options.every((option) => option.pointsHundredths === options[0]?.pointsHundredths)) {
    doubt(`${path}.options`, 'sameOptions', { pointsHundredths: options[0]?.pointsHundredths ?? 0 });
  }
  const isBaseEach = kind === 'base' && each !== undefined;
  for (const { path: below, hundredths } of isBaseEach ? [] : valuesOf(item)) {
    const isAbove =
      kind === 'deduction' ? hundredths < (capHundredths ?? hundredths) : hundredths > (capHundredths ?? hundredths);
    if (isAbove && capHundredths !== null) doubt(`${path}.${below}`, 'valueAboveCap', { capHundredths });
    if (floorHundredths !== null && hundredths < floorHundredths) {
      doubt(`${path}.${below}`, 'valueBelowFloor', { floorHundredths });
    }
  }
  if (!isBaseEach) return;
  const after = standardHundredths + each.pointsHundredths;
  if (floorHundredths !== null && after < floorHundredths) {
    doubt(`${path}.each.pointsHundredths`, 'floorSwallows', { group: item.code, floorHundredths });
  }
  if (capHundredths !== null && after > capHundredths) {
    doubt(`${path}.each.pointsHundredths`, 'valueAboveCap', { capHundredths });
  }
}

/** A cap that the item, which has one value a sheet, never comes to. */
function doubtCap(scheme: Scheme, item: Item, path: string, doubt: Doubt): void {
  const { kind, capHundredths, floorHundredths, combine, standardHundredths, each } = item;
  const values = valuesOf(item).map(({ hundredths }) => hundredths);
  if (capHundredths === null || values.length === 0) return;
  if (kind !== 'deduction' && floorHundredths === capHundredths)
    doubt(`${path}.capHundredths`, 'alwaysSame', { capHundredths });
  const isOneValue = (kind === 'base' || kind === 'factor' || combine !== 'sum') && !each;
  if (!isOneValue || comparePeriods(item.per, scheme.period) > 0) return;
  if (kind === 'deduction') {
    const leastHundredths = Math.min(...values);
    if (leastHundredths > capHundredths) doubt(`${path}.capHundredths`, 'capNeverReached', { leastHundredths });
    return;
  }
  const mostHundredths = Math.max(standardHundredths, ...values);
  if (mostHundredths < capHundredths) doubt(`${path}.capHundredths`, 'capNeverReached', { mostHundredths });
}

/** A single value that is heavier than what a group of nothing but its kind lets count. */
function doubtGroupCaps(places: Places, item: Item, path: string, doubt: Doubt): void {
  const isLoss = item.kind === 'deduction';
  for (const group of places.groupsAround(item)) {
    if (group.combine === 'mean' || group.share || group.times.length > 0) return;
    const limit = isLoss ? (group.floorHundredths ?? group.capHundredths) : group.capHundredths;
    const isPure = places.itemsIn(group).every(({ kind }) => (kind === 'deduction') === isLoss);
    if (!isPure || limit === null || limit < 0 !== isLoss) continue;
    for (const { path: below, hundredths } of item.kind === 'base' && item.each ? [] : valuesOf(item)) {
      const counted = isLoss
        ? Math.max(hundredths, item.capHundredths ?? hundredths)
        : Math.min(hundredths, item.capHundredths ?? hundredths);
      if (isLoss ? counted >= limit : counted <= limit) continue;
      doubt(`${path}.${below}`, 'valueAboveGroupCap', { group: group.code, capHundredths: limit });
    }
  }
}

function doubtLevels(scheme: Scheme, item: Item, path: string, doubt: Doubt): void {
  const { kind, levels } = item;
  if (!levels) return;
  const { steps } = levels;
  const countMost = countMostOf(scheme, item);
  const [first, second] = steps;
  // A base item may as well fall with every absence; whichever way it goes, it goes that way all along.
  const falls =
    kind === 'deduction' || (kind === 'base' && (second?.pointsHundredths ?? 0) < (first?.pointsHundredths ?? 0));
  steps.forEach(({ from, pointsHundredths }, at) => {
    const below = steps[at - 1];
    const isOnward =
      !below || (falls ? pointsHundredths < below.pointsHundredths : pointsHundredths > below.pointsHundredths);
    if (!isOnward) doubt(`${path}.levels.steps[${at}].pointsHundredths`, 'levelsNotRising');
    if (from > countMost) doubt(`${path}.levels.steps[${at}].from`, 'levelUnreachable', { countMost });
  });
}

function doubtUse(scheme: Scheme, item: Item, path: string, doubt: Doubt): void {
  const { code, kind, carryOver } = item;
  const isUsed = [scheme.total, ...scheme.groups].some(({ times }) => times.includes(code));
  if (kind === 'factor' && !isUsed) doubt(path, 'factorUnused', { item: code });
  const scored = scheme.profiles.filter((profile) => profile.scored);
  if (scored.length > 0 && scored.every(({ notApplicable }) => notApplicable.includes(code))) {
    doubt(path, 'appliesToNobody', { item: code });
  }
  if (carryOver && carryOver.numerator > carryOver.denominator) doubt(`${path}.carryOver`, 'carryOverAboveAll');
  if (carryOver?.numerator === 0) doubt(`${path}.carryOver`, 'shareZero');
}

/** How high somebody stands; the two commissioners stand side by side. */
const RANKS: Record<Decider, number> = {
  automatic: 0,
  groupLeader: 1,
  organisationCommissioner: 2,
  disciplineCommissioner: 2,
  secretary: 3,
  branch: 4,
  bureau: 5,
};

function doubtDeciders({ decidedBy, options = [] }: Item, path: string, doubt: Doubt): void {
  options.forEach((option, at) => {
    if (option.decidedBy === undefined || RANKS[option.decidedBy] >= RANKS[decidedBy]) return;
    doubt(`${path}.options[${at}].decidedBy`, 'deciderLower', { option: option.code, decider: decidedBy });
  });
}

/** Nobody is scored on belief, health, family or private speech (domain/README.md, limits). */
function doubtPrivacy(item: Item, path: string, doubt: Doubt): void {
  const look = (text: Text, at: string) => {
    const found = (['zh', 'en'] as const).map((language) => ({ language, matter: privateMatter(text[language]) }));
    const first = found.find(({ matter }) => matter !== null);
    if (first?.matter) doubt(`${at}.${first.language}`, 'privateMatter', { ...first.matter });
  };
  look(item.name, `${path}.name`);
  item.options?.forEach(({ name }, at) => look(name, `${path}.options[${at}].name`));
  if (item.evidence) look(item.evidence, `${path}.evidence`);
}

/** Contributions that stand, with others, in a group with a cap. */
function contributionsUnderCommonCap(scheme: Scheme, places: Places): Item[] {
  const isContribution = ({ kind }: Item) => kind === 'contribution';
  const capped = scheme.groups
    .filter(({ capHundredths, combine }) => capHundredths !== null && combine === 'sum')
    .map((group) => places.itemsIn(group).filter(isContribution));
  return capped.filter((items) => items.length > 1).flat();
}
