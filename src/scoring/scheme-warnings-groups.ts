import { type Reach, reach, reachOfPart } from './reach.js';
import type { Group, Item, Rules, Scheme } from './scheme.js';
import { isGain, type Members, type Places, valuesOf } from './scheme-tree.js';
import type { Doubt } from './scheme-warnings.js';

/** What is odd about the groups and the total. */
export function doubtGroups(scheme: Scheme, places: Places, doubt: Doubt): void {
  const swallowed = new Set<string>();
  scheme.groups.forEach((group, index) => {
    const path = `groups[${index}]`;
    const members = places.members.get(group) ?? { items: [], groups: [] };
    if (members.items.length + members.groups.length === 0) return doubt(path, 'groupEmpty', { group: group.code });
    doubtRules(group, `${path}.`, doubt);
    doubtGroupCap(scheme, group, index, doubt);
    doubtFurther(scheme, group, path, doubt);
    if (group.combine === 'highest') doubtHighest(places, members, path, doubt);
    doubtFloor(scheme, group, places.itemsIn(group), swallowed, doubt);
  });
  doubtRules(scheme.total, 'total.', doubt);
  const members = places.members.get(null);
  if (members && scheme.total.combine === 'highest') doubtHighest(places, members, 'total', doubt);
  doubtCeiling(scheme, doubt);
  doubtFloor(scheme, null, scheme.items, swallowed, doubt);
}

function doubtRules({ share, floorHundredths, capHundredths }: Rules, path: string, doubt: Doubt): void {
  if (share && share.numerator > share.denominator) doubt(`${path}share`, 'shareAboveAll');
  if (share?.numerator === 0) doubt(`${path}share`, 'shareZero');
  if (capHundredths !== null && floorHundredths === capHundredths) {
    doubt(`${path}capHundredths`, 'alwaysSame', { capHundredths });
  }
}

/** Where gains and losses stand side by side, the greatest is the gain: the loss hardly ever counts. */
function doubtHighest(places: Places, { items, groups }: Members, path: string, doubt: Doubt): void {
  const below = groups.map((group) => ({ items: places.itemsIn(group), floorHundredths: group.floorHundredths }));
  const gains = items.some(isGain) || below.some((group) => group.items.some(isGain));
  const losses =
    items.some((item) => !isGain(item)) ||
    below.some((group) => (group.floorHundredths ?? -1) < 0 && group.items.some((item) => !isGain(item)));
  if (gains && losses) doubt(`${path}.combine`, 'mixedHighest');
}

/** A cap over a longer period that even full shorter ones don't come to. */
export function doubtFurther(scheme: Scheme, part: Item | Group, path: string, doubt: Doubt): void {
  part.limits.forEach(({ per, capHundredths }, at) => {
    const own = { ...part, limits: part.limits.filter((limit) => limit.per !== per) };
    const items = scheme.items.map((it) => (it === part ? own : it)) as Item[];
    const groups = scheme.groups.map((it) => (it === part ? own : it)) as Group[];
    const without = { ...scheme, items, groups };
    const { leastHundredths, mostHundredths } = widest(without, (profile) =>
      reachOfPart(without, profile, part.code, per),
    );
    const below = `${path}.limits[${at}].capHundredths`;
    if (capHundredths >= 0 && mostHundredths !== null && mostHundredths <= capHundredths) {
      doubt(below, 'limitNeverReached', { mostHundredths });
    }
    if (capHundredths < 0 && leastHundredths !== null && leastHundredths >= capHundredths) {
      doubt(below, 'limitNeverReached', { leastHundredths });
    }
  });
}

/** Of profiles that are scored on the same one is enough. */
function scoredAlike({ profiles }: Scheme): string[] {
  const scored = profiles.filter((profile) => profile.scored);
  const rules = scored.map(({ notApplicable, notApplicableCounts, overrides }) =>
    JSON.stringify([notApplicable, notApplicableCounts, overrides]),
  );
  return scored.filter((_, at) => rules.indexOf(rules[at] ?? '') === at).map(({ code }) => code);
}

/** The widest reach of all scored profiles. */
export function widest(scheme: Scheme, reachOf: (profile: string) => Reach | null): Reach {
  const reaches = scoredAlike(scheme)
    .map((code) => reachOf(code))
    .filter((it) => it !== null);
  const leasts = reaches.map(({ leastHundredths }) => leastHundredths);
  const mosts = reaches.map(({ mostHundredths }) => mostHundredths);
  return {
    leastHundredths: leasts.includes(null) ? null : Math.min(...leasts.map((least) => least ?? 0)),
    mostHundredths: mosts.includes(null) ? null : Math.max(...mosts.map((most) => most ?? 0)),
  };
}

/** What a group could come to if it had no cap. */
function doubtGroupCap(scheme: Scheme, group: Group, index: number, doubt: Doubt): void {
  const { code, per, capHundredths: cap } = group;
  if (cap === null) return;
  const profiles = scheme.profiles.map((profile) => ({ ...profile, overrides: withoutCap(profile.overrides, code) }));
  const groups = scheme.groups.map((it) => (it === group ? { ...it, capHundredths: null } : it));
  const uncapped = { ...scheme, groups, profiles };
  const { leastHundredths, mostHundredths } = widest(scheme, (profile) => reachOfPart(uncapped, profile, code, per));
  const path = `groups[${index}].capHundredths`;
  if (cap >= 0 && mostHundredths !== null && mostHundredths < cap) doubt(path, 'capNeverReached', { mostHundredths });
  if (cap < 0 && leastHundredths !== null && leastHundredths > cap) doubt(path, 'capNeverReached', { leastHundredths });
}

function doubtCeiling(scheme: Scheme, doubt: Doubt): void {
  const { capHundredths: cap } = scheme.total;
  if (cap === null) return;
  const uncapped = { ...scheme, total: { ...scheme.total, capHundredths: null } };
  const { mostHundredths } = widest(scheme, (profile) => reach(uncapped, profile));
  if (mostHundredths !== null && mostHundredths < cap) {
    doubt('total.capHundredths', 'ceilingUnreachable', { mostHundredths });
  }
}

function withoutCap<Own extends { code: string; capHundredths?: number | null }>(
  overrides: Own[],
  code: string,
): Own[] {
  return overrides.map((own) => (own.code === code ? { ...own, capHundredths: null } : own));
}

/** A single fault that takes more than the group, or the total, ever holds above its floor. */
function doubtFloor(
  scheme: Scheme,
  group: Group | null,
  within: readonly Item[],
  swallowed: Set<string>,
  doubt: Doubt,
): void {
  const rules = group ?? scheme.total;
  const floorHundredths = rules.floorHundredths;
  if (floorHundredths === null || rules.combine !== 'sum' || rules.share || rules.times.length > 0) return;
  const { mostHundredths } = widest(scheme, (profile) =>
    group ? reachOfPart(scheme, profile, group.code, group.per) : reach(scheme, profile),
  );
  if (mostHundredths === null) return;
  scheme.items.forEach((item, index) => {
    if (item.kind !== 'deduction' || !within.includes(item)) return;
    for (const { path, hundredths } of valuesOf(item)) {
      const at = `items[${index}].${path}`;
      if (mostHundredths + atMost(item, hundredths) >= floorHundredths || swallowed.has(at)) continue;
      swallowed.add(at);
      doubt(at, 'floorSwallows', { group: group?.code ?? 'total', floorHundredths });
    }
  });
}

/** What a value takes once the item's own cap has been at it. */
function atMost({ capHundredths }: Item, hundredths: number): number {
  return Math.max(hundredths, capHundredths ?? hundredths);
}
