/** What was typed and isn't with the service yet, kept in this browser until it is. By account: phones are borrowed. */
import type { SelfLine } from '../../api-types';
import type { DraftLine } from './draft';

export interface Kept {
  /** The sheet's version that was written upon. */
  version: number;
  lines: DraftLine[];
  /** A claim still being filled in. */
  claim: DraftLine | null;
  at: string;
  /** What the service held when this was written upon it. */
  base: SelfLine[];
  /** What was sent and never answered: nobody knows yet whether the service has it. */
  attempted: SelfLine[] | null;
  /** The member has pressed "hand in": to be sent, once, as soon as there is a network. */
  submit: boolean;
}

const prefixOf = (accountId: number) => `pointbook.draft.${accountId}.`;
const keyOf = (accountId: number, sheetId: number) => `${prefixOf(accountId)}${sheetId}`;

/** False when the browser refuses to keep anything; the page then says so instead of promising. */
export function keep(accountId: number, sheetId: number, kept: Kept): boolean {
  try {
    localStorage.setItem(keyOf(accountId, sheetId), JSON.stringify(kept));
    return true;
  } catch {
    return false;
  }
}

export function keptOf(accountId: number, sheetId: number): Kept | null {
  try {
    const kept = JSON.parse(localStorage.getItem(keyOf(accountId, sheetId)) ?? 'null') as Kept | null;
    return kept && complete(kept);
  } catch {
    return null;
  }
}

/** Kept by an earlier version of this page, it lacks what that one didn't know. */
function complete(kept: Kept): Kept {
  const withFiles = (line: DraftLine): DraftLine => ({ ...line, files: line.files ?? [] });
  return {
    ...kept,
    lines: kept.lines.map(withFiles),
    claim: kept.claim && withFiles(kept.claim),
    base: kept.base ?? [],
    attempted: kept.attempted ?? null,
    submit: kept.submit ?? false,
  };
}

export function forget(accountId: number, sheetId: number): void {
  try {
    localStorage.removeItem(keyOf(accountId, sheetId));
  } catch {
    // Nothing was kept then, either.
  }
}

/** The sheets of which this account has something here. */
export function keptSheets(accountId: number): number[] {
  try {
    const prefix = prefixOf(accountId);
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(prefix))
      .map((key) => Number(key.slice(prefix.length)));
  } catch {
    return [];
  }
}
