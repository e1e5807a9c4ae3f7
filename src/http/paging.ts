import { Refusal } from './refusal.js';
import { isPlainText } from './validation.js';

/** A cursor names the place after the last item by its sort key, so that rows added meanwhile shift nothing. */
export function encodeCursor(key: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** Reads a cursor of exactly these kinds, its texts such as people write; anything else (foreign, cut, forged) is a 400. */
export function decodeCursor(cursor: string, kinds: readonly ('string' | 'number')[]): (string | number)[] {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    const isOf = (part: unknown, kind: 'string' | 'number') =>
      kind === 'string' ? isPlainText(part) : Number.isSafeInteger(part);
    if (Array.isArray(key) && key.length === kinds.length && kinds.every((kind, index) => isOf(key[index], kind)))
      return key as (string | number)[];
  } catch {
    // Falls through: the same answer as for a well-formed cursor of another list.
  }
  throw new Refusal('malformed', { errors: [{ path: 'after', code: 'cursor' }] });
}

/** Cuts the one row read beyond the limit and turns the last one kept into the next cursor. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  { item, key }: { item: (row: Row) => Item; key: (row: Row) => readonly (string | number)[] },
): { items: Item[]; nextCursor: string | null } {
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  return { items: kept.map(item), nextCursor: rows.length > limit && last ? encodeCursor(key(last)) : null };
}
