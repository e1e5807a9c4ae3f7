/** In halves of a full-width character. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += isFullWidth(character.codePointAt(0)!) ? 2 : 1;
  return width;
}

/** The middle dot, dashes and quotation marks of Chinese type, the ellipsis, and everything from the radicals on. */
function isFullWidth(code: number): boolean {
  if (code >= 0x2e80) return code <= 0x3ffff;
  return code === 0xb7 || (code >= 0x2014 && code <= 0x201d) || code === 0x2026;
}
