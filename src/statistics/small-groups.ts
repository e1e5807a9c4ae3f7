import type { Month } from '../calendar.js';
import type { BranchMonthFacts } from './branch-month-facts.js';
import { sizeOf } from './branch-month-facts.js';
import { type Counts, together } from './spread.js';

/**
 * Fewer scores than this show no mean, median or distribution to anybody who may not read the sheets themselves: with four
 * colleagues one knows oneself and guesses the rest.
 */
export const smallestGroup = 5;

/** Scores of one month that are shown together or not at all, and the unit in which they are. */
export interface ShownGroup {
  unitPath: string;
  month: Month;
  scores: Counts;
}

export interface Shown {
  groups: ShownGroup[];
  /** What is in none of them, by person and month. */
  leftOut: number;
}

/**
 * The groups that figures for strangers are made of (docs/decisions/0019). A branch's month with enough scores is a group. Smaller
 * ones are put together with their neighbours, in the lowest unit above them in which they are enough even for somebody who knows
 * the largest part of them; what is never enough stays out, everywhere. A figure of any unit and period counts whole groups only,
 * so whatever is subtracted from whatever leaves whole groups again, and never a single small branch.
 */
export function shownGroups(
  months: readonly BranchMonthFacts[],
  pathOf: ReadonlyMap<number, string>,
  top: string,
  least = smallestGroup,
): Shown {
  const shown: Shown = { groups: [], leftOut: 0 };
  const byMonth = new Map<Month, Map<string, Counts>>();
  for (const { branchId, month, scores } of months) {
    const unitPath = pathOf.get(branchId);
    if (unitPath === undefined || sizeOf(scores) === 0) continue;
    const ofMonth = byMonth.get(month) ?? new Map<string, Counts>();
    byMonth.set(month, ofMonth.set(unitPath, scores));
  }
  for (const [month, branches] of byMonth) {
    let small = new Map<string, Counts>();
    for (const [unitPath, scores] of branches)
      if (sizeOf(scores) >= least) shown.groups.push({ unitPath, month, scores });
      else small.set(unitPath, scores);
    while (small.size > 0) small = putTogether(small, { month, top, least, shown });
  }
  return shown;
}

/** Takes the deepest units one level up. What is enough there is shown; the rest is small still, a level higher. */
function putTogether(
  small: ReadonlyMap<string, Counts>,
  { month, top, least, shown }: { month: Month; top: string; least: number; shown: Shown },
): Map<string, Counts> {
  const deepest = Math.max(...[...small.keys()].map(levelOf));
  const rest = new Map<string, Counts>();
  const below = new Map<string, Counts[]>();
  for (const [path, scores] of small) {
    if (path === top) shown.leftOut += sizeOf(scores);
    else if (levelOf(path) < deepest) rest.set(path, scores);
    else below.set(parentOf(path), [...(below.get(parentOf(path)) ?? []), scores]);
  }
  for (const [path, parts] of below) {
    // A unit that is small still may have come up to here before: it is one more part of it.
    const all = [...parts, ...(rest.has(path) ? [rest.get(path) as Counts] : [])];
    const scores = together(all);
    const largest = Math.max(...all.map(sizeOf));
    if (sizeOf(scores) - largest >= least) {
      shown.groups.push({ unitPath: path, month, scores });
      rest.delete(path);
    } else rest.set(path, scores);
  }
  return rest;
}

const levelOf = (path: string): number => path.split('/').length;
const parentOf = (path: string): string => path.replace(/\d+\/$/, '');
