import { claimedHundredths, checkEntries, ENTRIES_MAX, type Entry, isOnce } from '../scoring/entry.js';
import { planOf } from '../scoring/plan.js';
import { automaticOption, itemOf, profileOf, type Scheme } from '../scoring/scheme.js';
import type { TriedSheet } from './trial.facts.js';

/** An entry that the draft can't take, and why (codes of `checkEntries`). */
export interface Unplaced {
  itemCode: string;
  reason: string;
}

export interface Placed {
  entries: Entry[];
  unplaced: Unplaced[];
}

/** Above every number that a sheet's lines have. */
const firstDerivedNumber = 10_001;

/**
 * A past sheet's entries as the draft would have them. What the draft sets by a fact is set anew, by its own item and option:
 * a sheet that was late stays late, whatever the item is called. A reviewer's word stands.
 */
export function entriesFor(draft: Scheme, { entries, profileCode, rule, onTime }: TriedSheet): Entry[] {
  const automatic = automaticItems(draft, profileCode);
  if (automatic.length === 0) return entries;
  const asked = automaticItems(rule.scheme, profileCode).length > 0;
  const isSo = asked ? !entries.some(({ fact }) => fact) : onTime;
  const said = entries.filter(({ fact, itemCode }) => !fact || isOrdinary(draft, itemCode));
  const derived = automatic.filter(({ code }) => !isSo && !said.some(({ itemCode }) => itemCode === code));
  return [
    ...said,
    ...derived.map((item, index) => ({
      number: firstDerivedNumber + index,
      itemCode: item.code,
      optionCode: automaticOption(item, false),
    })),
  ];
}

function automaticItems(scheme: Scheme, profileCode: string) {
  const notApplicable = profileOf(scheme, profileCode)?.notApplicable ?? [];
  return scheme.items.filter(({ code, automatic }) => automatic && !notApplicable.includes(code));
}

/** There in the draft, and decided by people. */
function isOrdinary(draft: Scheme, code: string): boolean {
  const item = itemOf(draft, code);
  return item !== undefined && !item.automatic;
}

/**
 * Leaves out, one by one, what the scheme can't take. A refused entry counts nothing anywhere: it goes without a word. The
 * profile must be one that is scored.
 */
export function place(scheme: Scheme, profileCode: string, entries: readonly Entry[]): Placed {
  let left = entries.slice(0, ENTRIES_MAX);
  const unplaced = entries.slice(ENTRIES_MAX).map(({ itemCode }) => ({ itemCode, reason: 'tooMany' }));
  for (;;) {
    const reasons = reasonsByPlace(scheme, profileCode, left);
    if (reasons.size === 0) return { entries: left, unplaced };
    left.forEach(({ itemCode, refused }, index) => {
      const reason = reasons.get(index);
      if (reason !== undefined && !refused) unplaced.push({ itemCode, reason });
    });
    left = left.filter((_, index) => !reasons.has(index));
  }
}

function reasonsByPlace(scheme: Scheme, profileCode: string, entries: readonly Entry[]): Map<number, string> {
  const reasons = new Map<number, string>();
  for (const { path, code } of checkEntries(scheme, profileCode, entries)) {
    const index = Number(/^entries\[(\d+)\]/.exec(path)?.[1]);
    if (!reasons.has(index)) reasons.set(index, code);
  }
  return reasons;
}

/**
 * Entries of several sheets that become one, renumbered. Of what there is one word about in a sheet (a base item, a factor), the
 * word furthest from the standard stays; `merged` is how many others gave way to it.
 */
export function mergeSheets(
  scheme: Scheme,
  profileCode: string,
  sheets: readonly (readonly Entry[])[],
): { entries: Entry[]; merged: number } {
  if (sheets.length === 1) return { entries: [...(sheets[0] as readonly Entry[])], merged: 0 };
  const plan = planOf(scheme, profileCode);
  const kept = new Map<string, { entry: Entry; distance: number }>();
  const entries: Entry[] = [];
  let merged = 0;
  for (const [number, given] of sheets.flat().entries()) {
    const entry = { ...given, number };
    const node = plan?.byCode.get(entry.itemCode);
    if (!node?.item || !isOnce(node.item)) {
      entries.push(entry);
      continue;
    }
    const claimed = claimedHundredths(node.item, entry, node.standardHundredths);
    const distance = entry.refused ? -1 : Math.abs(claimed - node.standardHundredths);
    const other = kept.get(entry.itemCode);
    if (other && !other.entry.refused && !entry.refused) merged += 1;
    if (!other || distance > other.distance) kept.set(entry.itemCode, { entry, distance });
  }
  return { entries: [...entries, ...[...kept.values()].map(({ entry }) => entry)], merged };
}
