import { grouped } from './grouped.js';
import type { UnitKind } from './unit.entity.js';

/** What may be directly below a unit of each kind: the levels of domain/README.md, and committees below committees. */
export const kindsBelow: Record<UnitKind, readonly UnitKind[]> = {
  bureau: ['bureau', 'generalBranch', 'branch'],
  generalBranch: ['branch'],
  branch: ['group'],
  group: [],
};

/** Levels of a tree, the root counted. A path of so many ids always fits its column. */
export const mostLevels = 16;

/** How many units are above the one with this path: 0 for the root. */
export function depthOf(path: string): number {
  return path.split('/').length - 3;
}

export interface Placed {
  id: number;
  parentId: number | null;
  rosterOrder: number;
}

/** Parents before children, and children of one parent in roster order. A unit whose parent is not in the list is a root of it. */
export function inTreeOrder<U extends Placed>(units: readonly U[]): U[] {
  const known = new Set(units.map(({ id }) => id));
  const below = grouped(units, ({ parentId }) => (parentId !== null && known.has(parentId) ? parentId : null));
  const walk = (parentId: number | null): U[] =>
    (below.get(parentId) ?? [])
      .toSorted((one, other) => one.rosterOrder - other.rosterOrder || one.id - other.id)
      .flatMap((unit) => [unit, ...walk(unit.id)]);
  return walk(null);
}
