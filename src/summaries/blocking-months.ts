import { isFinal } from '../assessments/states.js';
import type { Month } from '../calendar.js';
import type { HalfYearFacts, UnitFact } from './half-year.facts.js';
import type { BlockingMonthView, HalfYearRowView } from './half-year.view.js';
import { grouped } from '../organisation/grouped.js';
import { overlaps } from './member-months.js';

/**
 * What keeps the half-year from being final: every month of the unit's branches that is not confirmed (a branch without
 * members in a month has nothing to confirm), and every unfinished month that a listed member has elsewhere.
 */
export function blockingMonths(
  facts: HalfYearFacts,
  rows: readonly Pick<HalfYearRowView, 'months'>[],
): BlockingMonthView[] {
  const { branches, months, stays, branchMonths } = facts;
  const staysIn = grouped(stays, ({ branchId }) => branchId);
  const inUse = (branchId: number, month: Month) => (staysIn.get(branchId) ?? []).some((stay) => overlaps(stay, month));
  const elsewhere = new Set<string>();
  for (const row of rows)
    for (const { outcome, branchId, month } of row.months)
      if (outcome === 'unfinished') elsewhere.add(`${branchId} ${month}`);
  const standing = new Map(
    branchMonths.map((branchMonth) => [`${branchMonth.branchId} ${branchMonth.month}`, branchMonth]),
  );
  const blocking = (branch: UnitFact, month: Month, needed: boolean): BlockingMonthView[] => {
    const state = standing.get(`${branch.id} ${month}`)?.state ?? 'notStarted';
    // The month is confirmed, but a listed member's row was left out of it.
    if (isFinal(state) && elsewhere.has(`${branch.id} ${month}`))
      return [{ code: 'rowDisputed', branch, month, state }];
    if (isFinal(state) || !needed) return [];
    return [{ code: state === 'notStarted' ? 'monthNotStarted' : 'monthNotConfirmed', branch, month, state }];
  };
  const own = new Set(branches.map(({ id }) => id));
  const others = new Map<number, UnitFact>();
  for (const { branchId, branchName } of stays) {
    if (!own.has(branchId)) others.set(branchId, { id: branchId, name: branchName, kind: 'branch' });
  }
  return [
    ...branches.flatMap((branch) =>
      months.flatMap((month) =>
        blocking(branch, month, standing.has(`${branch.id} ${month}`) || inUse(branch.id, month)),
      ),
    ),
    ...[...others.values()].flatMap((branch) =>
      months.flatMap((month) => blocking(branch, month, elsewhere.has(`${branch.id} ${month}`))),
    ),
  ];
}
