/** A place in a chain as it stands on paper: whoever holds it can tell whether that chain was rewritten since. */
export interface PrintedHead {
  chain: string;
  sequence: number;
  /** The first digits of the record's hash or, on a board, of the publication's digest; small, at least eight. */
  digits: string;
}

/** Branch, place in its trail, and 64 bits of the hash, short enough to type: 'b17-1042-9F3C-77A0-12D4-0B6E'. */
export function printedCode({ chain, sequence, hash }: { chain: string; sequence: number; hash: string }): string {
  const digits = hash.slice(0, 16).toUpperCase().match(/.{4}/g) ?? [];
  return [chain.startsWith('unit:') ? `b${chain.slice('unit:'.length)}` : 'o', sequence, ...digits].join('-');
}

const short = /^(?:b(\d{1,10})|o)-(\d{1,10})-([0-9a-f-]{8,90})$/;
const long = /^(organisation|unit:\d{1,10}):(\d{1,10}):([0-9a-f-]{8,90})$/;

/**
 * Reads what is printed: the short code of a receipt or a board, or 'unit:17:1042:9f3c77a0…'. Letters of either case and blanks
 * are forgiven, as people type them. Null for anything else.
 */
export function readPrintedHead(text: string): PrintedHead | null {
  const plain = text.replace(/\s+/g, '').toLowerCase();
  const [shortMatch, longMatch] = [short.exec(plain), long.exec(plain)];
  const chain = shortMatch
    ? shortMatch[1] === undefined
      ? 'organisation'
      : `unit:${Number(shortMatch[1])}`
    : longMatch?.[1];
  const [, , sequence = '', said = ''] = shortMatch ?? longMatch ?? [];
  const digits = said.replaceAll('-', '');
  if (chain === undefined || digits.length < 8 || digits.length > 64) return null;
  return { chain, sequence: Number(sequence), digits };
}
