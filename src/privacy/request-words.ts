import type { KeyRing } from '../key-ring.js';

/** The columns of data_requests that hold words about somebody: what they say is sealed, each for its own place. */
export const sealedWords = ['wish', 'answer', 'deed'] as const;
export type SealedWord = (typeof sealedWords)[number];

/** The request's own key stands in the place, because it is known before the row is. */
export function placeOf(requestId: string, word: SealedWord): string {
  return `data_requests/${requestId}/${word}`;
}

export function opened(keys: KeyRing, requestId: string, word: SealedWord, sealed: string): string;
export function opened(keys: KeyRing, requestId: string, word: SealedWord, sealed: string | null): string | null;
export function opened(keys: KeyRing, requestId: string, word: SealedWord, sealed: string | null): string | null {
  return sealed === null ? null : keys.open(sealed, placeOf(requestId, word));
}
