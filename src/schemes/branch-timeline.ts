import type { Month } from '../calendar.js';
import type { Item } from '../scoring/scheme.js';

/** What is published to hold from a month on, until the next of its kind. */
interface Dated {
  id: number;
  effectiveFromMonth: Month;
}

/** A branch's own items as one of its versions has them. */
export interface OwnItemsRow extends Dated {
  branchId: number;
  basedOnId: number;
  items: Item[];
  /** Null where the version only followed the organisation's. */
  requestId: string | null;
}

/** Earlier months first; of two that begin in one month the one published later comes last, and holds. */
function byMonth(one: Dated, other: Dated): number {
  if (one.effectiveFromMonth === other.effectiveFromMonth) return one.id - other.id;
  return one.effectiveFromMonth < other.effectiveFromMonth ? -1 : 1;
}

/** What holds in a month, and all that is to follow it, each with the month from which on it does (`month` for the first). */
export function holdingFrom<T extends Dated>(dated: readonly T[], month: Month): { holds: T; fromMonth: Month }[] {
  const ordered = [...dated].sort(byMonth);
  const lastOfItsMonth = ({ effectiveFromMonth }: T, index: number) =>
    ordered[index + 1]?.effectiveFromMonth !== effectiveFromMonth;
  const now = ordered.findLast(({ effectiveFromMonth }) => effectiveFromMonth <= month);
  const later = ordered.filter((one, index) => one.effectiveFromMonth > month && lastOfItsMonth(one, index));
  return [
    ...(now ? [{ holds: now, fromMonth: month }] : []),
    ...later.map((holds) => ({ holds, fromMonth: holds.effectiveFromMonth })),
  ];
}

export interface OwnPeriod {
  fromMonth: Month;
  items: Item[];
}

/**
 * What a branch's own items are from a month on: those that hold in it, and every change that is planned for later. As long
 * as there are none at the beginning there is nothing to say: the organisation's version serves.
 */
export function ownPeriodsFrom(rows: readonly OwnItemsRow[], month: Month): OwnPeriod[] {
  const periods = holdingFrom(rows, month).map(({ holds, fromMonth }) => ({ fromMonth, items: holds.items }));
  return periods.filter(({ items }, index) => !sameItems(items, periods[index - 1]?.items ?? []));
}

/** Both come from canonical JSON, so that equal items read alike. */
function sameItems(one: readonly Item[], other: readonly Item[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
