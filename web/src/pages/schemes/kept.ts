/** A draft that was typed and isn't with the service yet, kept in this browser until it is. By account: desks are shared. */
import type { Scheme } from '../../../../src/scoring/scheme.js';

export interface Kept {
  /** The draft's version that was written upon. */
  version: number;
  /** What was typed: in the tables, or in the text of the file. */
  scheme: Scheme | null;
  source: string | null;
}

const keyOf = (accountId: number, draftId: number) => `pointbook.scheme.${accountId}.${draftId}`;

/** False when the browser refuses to keep anything; the page then says so instead of promising. */
export function keep(accountId: number, draftId: number, kept: Kept): boolean {
  try {
    localStorage.setItem(keyOf(accountId, draftId), JSON.stringify(kept));
    return true;
  } catch {
    return false;
  }
}

export function keptOf(accountId: number, draftId: number): Kept | null {
  try {
    return JSON.parse(localStorage.getItem(keyOf(accountId, draftId)) ?? 'null') as Kept | null;
  } catch {
    return null;
  }
}

export function forget(accountId: number, draftId: number): void {
  try {
    localStorage.removeItem(keyOf(accountId, draftId));
  } catch {
    // Nothing was kept then, either.
  }
}
