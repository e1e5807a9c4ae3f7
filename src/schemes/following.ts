import type { Month } from '../calendar.js';
import type { Problem } from '../scoring/problem.js';
import type { Item, Scheme } from '../scoring/scheme.js';
import { type OwnItemsRow, ownPeriodsFrom } from './branch-timeline.js';
import { ownItemProblems, ownVersion, withOwnItems } from './own-items.js';

/** A version of a branch that is to be published with a new one of the organisation's. */
export interface Follower {
  branchId: number;
  fromMonth: Month;
  items: Item[];
  scheme: Scheme;
}

/** An own item (by its code; empty: all of them together) that has no place in the new version. */
export interface Unfit {
  branchId: number;
  item: string;
  problem: Problem;
}

export interface Following {
  followers: Follower[];
  /** Branches whose own items end, because they don't fit and the bureau has said so. */
  ended: number[];
  unfit: Unfit[];
}

/**
 * What becomes of the branches' own items when the organisation's rule changes from a month on: each branch that has some, or
 * has planned some, gets its version of the new rule. `rows` are one branch's after the other. Items that don't fit are named,
 * unless the bureau has said that the branch's items shall end (`endOf`).
 */
export function following(
  base: Scheme,
  month: Month,
  rows: readonly OwnItemsRow[][],
  endOf: readonly number[],
): Following {
  const result: Following = { followers: [], ended: [], unfit: [] };
  for (const ofBranch of rows) {
    const branchId = ofBranch[0]?.branchId;
    const periods = ownPeriodsFrom(ofBranch, month);
    if (branchId === undefined || periods.length === 0) continue;
    const unfit = periods.flatMap(({ items }) => unfitItems(base, branchId, items));
    const ends = unfit.length > 0 && endOf.includes(branchId);
    if (unfit.length > 0 && !ends) result.unfit.push(...unfit);
    if (ends) result.ended.push(branchId);
    periods.forEach(({ fromMonth, items }, index) => {
      const kept = ends ? [] : items;
      const version = ownVersion(base.version, branchId, ofBranch.length + index + 1);
      result.followers.push({ branchId, fromMonth, items: kept, scheme: withOwnItems(base, kept, version) });
    });
  }
  return result;
}

function unfitItems(base: Scheme, branchId: number, items: readonly Item[]): Unfit[] {
  return ownItemProblems(base, items).map((problem) => {
    const place = /^items\[(\d+)\]/.exec(problem.path)?.[1];
    return { branchId, item: place === undefined ? '' : (items[Number(place)]?.code ?? ''), problem };
  });
}
