/** One spelling of a sign-in name: trimmed, without compatibility characters (full width), in small letters. */
export function signInNameOf(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}

/** Letters (of any script) and digits, and between them . _ - @ and the dot of 买买提·艾力. */
export const signInNamePattern = /^[\p{L}\p{N}](?:[\p{L}\p{N}._@·-]{0,62}[\p{L}\p{N}])?$/u;
