import { groupOf, type Group, type Item, type Scheme } from './scheme.js';

/*
 * Who stands in whom, for looking at a scheme that may still be wrong: unknown groups count as the total, and a cycle of groups
 * ends where it meets itself.
 */

/** The group and the groups around it, from the inside out, without the total. */
export function chainOf(scheme: Scheme, innermost: Group | null): Group[] {
  const chain: Group[] = [];
  let group: Group | undefined = innermost ?? undefined;
  while (group && !chain.includes(group)) {
    chain.push(group);
    const around: string | null = group.group;
    group = scheme.groups.find(({ code }) => code === around);
  }
  return chain;
}

/** What stands in a group, or (null) in the total itself. */
export interface Members {
  items: Item[];
  groups: Group[];
}

/** The whole tree at once: who stands right in whom. Factors stand in nothing, an unknown group is the total. */
export function membersByGroup(scheme: Scheme): Map<Group | null, Members> {
  const members = new Map<Group | null, Members>([null, ...scheme.groups].map((it) => [it, { items: [], groups: [] }]));
  const byCode = new Map(scheme.groups.map((group) => [group.code, group]));
  for (const item of scheme.items) {
    if (item.kind !== 'factor') members.get(groupOf(scheme, item))?.items.push(item);
  }
  for (const group of scheme.groups) members.get(byCode.get(group.group ?? '') ?? null)?.groups.push(group);
  return members;
}

/** Who counts in whom at any depth, looked up once for a whole scheme. */
export class Places {
  readonly members: ReadonlyMap<Group | null, Members>;
  private readonly around = new Map<Item, Group[]>();
  private readonly within = new Map<Group, Item[]>();

  constructor(scheme: Scheme) {
    this.members = membersByGroup(scheme);
    const chains = new Map([null, ...scheme.groups].map((group) => [group, chainOf(scheme, group)]));
    for (const [group, { items }] of this.members) {
      for (const item of items) this.around.set(item, chains.get(group) ?? []);
    }
    for (const item of scheme.items) {
      for (const group of this.groupsAround(item)) this.within.set(group, [...(this.within.get(group) ?? []), item]);
    }
  }

  /** The groups that an item counts in, from the inside out. */
  groupsAround(item: Item): readonly Group[] {
    return this.around.get(item) ?? [];
  }

  /** Every item that counts in the group, directly or in a group inside it. */
  itemsIn(group: Group): readonly Item[] {
    return this.within.get(group) ?? [];
  }
}

/** Whether the groups around a group lead back into it, so that it never counts in the total. */
export function isInCycle(scheme: Scheme, group: Group): boolean {
  const outermost = chainOf(scheme, group).at(-1);
  return scheme.groups.some(({ code }) => code === outermost?.group);
}

/** Whether an item adds points, at least mostly: a base item may fall below zero only where its floor is. */
export function isGain({ kind }: Item): boolean {
  return kind === 'base' || kind === 'contribution';
}

/** Every figure by which an entry of the item can be valued, with its path below the item. */
export function valuesOf(item: Item): { path: string; hundredths: number }[] {
  return [
    ...(item.options ?? []).map(({ pointsHundredths }, at) => ({
      path: `options[${at}].pointsHundredths`,
      hundredths: pointsHundredths,
    })),
    ...(item.each ? [{ path: 'each.pointsHundredths', hundredths: item.each.pointsHundredths }] : []),
    ...(item.range
      ? [
          { path: 'range.fromHundredths', hundredths: item.range.fromHundredths },
          { path: 'range.toHundredths', hundredths: item.range.toHundredths },
        ]
      : []),
    ...(item.levels?.steps ?? []).map(({ pointsHundredths }, at) => ({
      path: `levels.steps[${at}].pointsHundredths`,
      hundredths: pointsHundredths,
    })),
  ];
}
