import { session } from '../../session';
import type { ReviewDraft } from './draft';

/**
 * What was typed into a sheet and not decided yet, until the window closes: a reload, a sign-in in between or a look
 * at another sheet loses nothing. The tab's storage, since on an office PC the next person opens a window of his own.
 */
const key = (sheetId: number) => `pointbook.review.${session.me?.accountId}.${sheetId}`;
const inMemory = new Map<string, ReviewDraft>();

export function keptDraft(sheetId: number): ReviewDraft | null {
  const here = inMemory.get(key(sheetId));
  if (here) return here;
  try {
    return JSON.parse(sessionStorage.getItem(key(sheetId)) ?? 'null') as ReviewDraft | null;
  } catch {
    return null;
  }
}

export function keepDraft(sheetId: number, draft: ReviewDraft): void {
  inMemory.set(key(sheetId), draft);
  try {
    sessionStorage.setItem(key(sheetId), JSON.stringify(draft));
  } catch {
    // Then it lasts as long as the page.
  }
}

export function forgetDraft(sheetId: number): void {
  inMemory.delete(key(sheetId));
  try {
    sessionStorage.removeItem(key(sheetId));
  } catch {
    // Nothing was kept.
  }
}
