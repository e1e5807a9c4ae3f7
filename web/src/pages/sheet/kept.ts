/** What was typed and isn't with the service yet, kept in this browser until it is. By account: phones are borrowed. */
import type { DraftLine } from './draft';

export interface Kept {
  /** The sheet's version that was written upon. */
  version: number;
  lines: DraftLine[];
  /** A claim still being filled in. */
  claim: DraftLine | null;
  at: string;
}

const keyOf = (accountId: number, sheetId: number) => `pointbook.draft.${accountId}.${sheetId}`;

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
    return JSON.parse(localStorage.getItem(keyOf(accountId, sheetId)) ?? 'null') as Kept | null;
  } catch {
    return null;
  }
}

export function forget(accountId: number, sheetId: number): void {
  try {
    localStorage.removeItem(keyOf(accountId, sheetId));
  } catch {
    // Nothing was kept then, either.
  }
}
