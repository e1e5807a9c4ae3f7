/**
 * Which version, which month and whose value: the rules about time and repetition, on plain data.
 * Days are 'YYYY-MM-DD' and months 'YYYY-MM', so that comparing text compares time.
 */

/**
 * The version in force on a day: the latest that began on it or before, or null (domain/scheme.md, arithmetic 7:
 * a fact is scored by the version in force on its date).
 */
export function versionInForce<V extends { fromDay: string }>(versions: readonly V[], day: string): V | null {
  return versions
    .filter((version) => version.fromDay <= day)
    .reduce<V | null>((latest, version) => (latest && latest.fromDay >= version.fromDay ? latest : version), null);
}

/** Where a fact goes: into a month, retroactively or not, or on a correction slip of its own month. */
export type Placement = { to: 'month'; month: string; retroactive: boolean } | { to: 'correctionSlip'; month: string };

/**
 * Places a fact by its month (domain/scheme.md, arithmetic 8): into that month while it is open, else into the first
 * open month after it, marked retroactive, else on a correction slip. A published month is never reopened for it.
 */
export function placeFact(factMonth: string, openMonths: readonly string[]): Placement {
  const month = openMonths.filter((open) => open >= factMonth).sort()[0];
  if (month === undefined) return { to: 'correctionSlip', month: factMonth };
  return { to: 'month', month, retroactive: month !== factMonth };
}

/** An entry that a person wrote, or one that the system derived from facts. */
export interface Origin {
  number: number;
  itemCode: string;
  deedKey?: string | null;
  enteredBy: 'person' | 'facts';
}

/**
 * The entries after a recalculation from facts (domain/scheme.md, arithmetic 9): every entry of a person stays as it
 * is, old derived entries go, and a new one comes only where no person has spoken about the same item and deed.
 */
export function recalculate<E extends Origin>(current: readonly E[], derived: readonly E[]): E[] {
  const persons = current.filter((entry) => entry.enteredBy === 'person');
  const subject = (entry: E) => JSON.stringify([entry.itemCode, entry.deedKey ?? null]);
  const spoken = new Set(persons.map(subject));
  return [...persons, ...derived.filter((entry) => !spoken.has(subject(entry)))];
}

/**
 * The entries after a submission (domain/scheme.md, arithmetic 10: a repeated submission replaces, never adds): an
 * entry takes the place of the one with its number, and of an earlier one in the same submission.
 */
export function replaceEntries<E extends { number: number }>(current: readonly E[], submitted: readonly E[]): E[] {
  const byNumber = new Map([...current, ...submitted].map((entry) => [entry.number, entry]));
  return [...byNumber.values()].sort((a, b) => a.number - b.number);
}
