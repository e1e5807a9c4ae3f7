/** In halves of a full-width character. */
export function displayWidth(text: string): number {
  return [...text].reduce(
    (sum, character) => sum + (/[\u00b7\u2014-\u201d\u2026\u2e80-\u{3ffff}]/u.test(character) ? 2 : 1),
    0,
  );
}
