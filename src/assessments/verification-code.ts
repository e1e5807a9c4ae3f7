/*
 * What is printed on a board so that it can be checked later: the verification code leads to the publication, and the head
 * of the branch's trail binds everything that was decided until then.
 */

const digitsOfDigest = 16;
const digitsOfHead = 20;

export interface ReadCode {
  branchId: number;
  number: number;
  /** The digest's first digits, small. */
  digits: string;
}

/** Branch, number, 64 bits of the digest and a check character, short enough to type: 'B17-3-9F3C-77A0-12D4-0B6E-K'. */
export function verificationCode(branchId: number, number: number, digest: string): string {
  const parts = [`B${branchId}`, String(number), ...inFours(digest.slice(0, digitsOfDigest))];
  return [...parts, checkCharacter(parts.join(''))].join('-');
}

/** Reads a code as people type it: small letters, blanks and full-width characters do no harm. Null: it can't be one. */
export function readVerificationCode(text: string): ReadCode | null {
  const plain = text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s–—_]+/g, '-');
  const found = /^B(\d{1,9})-(\d{1,9})-([\dA-F]{4})-([\dA-F]{4})-([\dA-F]{4})-([\dA-F]{4})-([\dA-Z])$/.exec(plain);
  if (!found) return null;
  const [, branchId, number, ...rest] = found as unknown as [string, string, string, ...string[]];
  const check = rest.pop();
  if (checkCharacter(['B', branchId, number, ...rest].join('')) !== check) return null;
  return { branchId: Number(branchId), number: Number(number), digits: rest.join('').toLowerCase() };
}

/** The head of a trail as it is printed: its place, and 80 bits of its hash: '1042-9F3C-77A0-12D4-0B6E-55AA'. */
export function printedHead(sequence: number, hash: string): string {
  return [sequence, ...inFours(hash.slice(0, digitsOfHead))].join('-');
}

function inFours(digits: string): string[] {
  return digits.toUpperCase().match(/.{4}/g) ?? [];
}

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** ISO/IEC 7064, MOD 37,36: finds every single wrong character and every two neighbours that changed places. */
function checkCharacter(text: string): string {
  const product = [...text].reduce((before, character) => {
    const sum = (before + alphabet.indexOf(character)) % 36 || 36;
    return (sum * 2) % 37;
  }, 36);
  return alphabet[(37 - product) % 36] as string;
}
