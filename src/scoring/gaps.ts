import { claimedHundredths, type Entry } from './entry.js';
import { endsPeriod } from './periods.js';
import type { Problem } from './problem.js';
import { itemOf, profileOf, type Item, type Scheme } from './scheme.js';

/** Whether the organisation has decided a line yet. */
export interface Decision {
  itemCode: string;
  decided: boolean;
}

/**
 * The codes of the items that are still undecided, in the scheme's order (domain/scheme.md, arithmetic 5: undecided is
 * not zero; a sheet with an undecided item can't be published, and the answer names the items). An applicable base
 * item without a decision of its own is undecided unless `restDecided`: the sheet was decided as a whole. A required item
 * needs an entry in any case, one of a longer period in its last sheet: nothing is presumed that could be decided as a whole.
 * `month` ('YYYY-MM') is the sheet's.
 */
export function undecidedItems(
  scheme: Scheme,
  profileCode: string,
  decisions: readonly Decision[],
  restDecided: boolean,
  month: string,
): string[] {
  const notApplicable = profileOf(scheme, profileCode)?.notApplicable ?? [];
  return scheme.items
    .filter((item) => {
      const own = decisions.filter((decision) => decision.itemCode === item.code);
      if (own.length > 0) return own.some((decision) => !decision.decided);
      if (notApplicable.includes(item.code) || !isEntered(item)) return false;
      if (item.required) return endsPeriod(item.per, month, scheme.yearStartsMonth);
      return item.kind === 'base' && !restDecided;
    })
    .map((item) => item.code);
}

/** Whether an item can be entered on a sheet; a base item without a way to be valued is nobody's decision. */
export function isEntered({ options, each, range, levels }: Item): boolean {
  return Boolean(options ?? each ?? range ?? levels);
}

/** An entry with what must stand beside a value that differs from the default. */
export interface ReasonedEntry extends Entry {
  reason?: string | null;
  /** Who entered it, and the instant. */
  enteredBy?: string | null;
  enteredAt?: string | null;
  evidenceCount?: number;
  /** A named witness stands in for evidence. */
  witness?: string | null;
}

/**
 * What is missing beside the values (domain/scheme.md, arithmetic 6: every value that differs from the default has a
 * reason, a person and a time; every contribution has evidence or a named witness, and so has what the scheme asks
 * evidence for). Paths "entries[3].reason"; codes: see `REASON_PROBLEMS`. Entries of unknown items are left to
 * `checkEntries`.
 */
export function missingReasons(scheme: Scheme, entries: readonly ReasonedEntry[]): Problem[] {
  return entries.flatMap((entry, index) => {
    const item = itemOf(scheme, entry.itemCode);
    if (!item || claimedHundredths(item, entry) === item.standardHundredths) return [];
    const problems: Problem[] = [];
    const need = (given: string | null | undefined, property: string, code: string) => {
      if (isBlank(given)) problems.push({ path: `entries[${index}].${property}`, code, params: { item: item.code } });
    };
    need(entry.reason, 'reason', 'reasonMissing');
    need(entry.enteredBy, 'enteredBy', 'personMissing');
    need(entry.enteredAt, 'enteredAt', 'timeMissing');
    const proven = (entry.evidenceCount ?? 0) > 0;
    if (!proven && (item.kind === 'contribution' || item.evidenceRequired)) {
      need(entry.witness, 'evidence', 'evidenceMissing');
    }
    return problems;
  });
}

function isBlank(words: string | null | undefined): boolean {
  return words === undefined || words === null || words.trim() === '';
}
