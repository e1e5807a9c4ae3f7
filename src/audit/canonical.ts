/** What may stand in the trail: text, whole numbers, truth values, null, and lists and records of these. No fractions. */
export type Canonical = string | number | boolean | null | readonly Canonical[] | { readonly [key: string]: Canonical };

/**
 * Canonical JSON: keys sorted, no white space, text in NFC. Two equal values always give the same characters, so a digest
 * over them can be computed again by anyone, in any language.
 * @throws on a number that is not a safe integer
 */
export function canonicalJson(value: Canonical): string {
  if (typeof value === 'string') return JSON.stringify(value.normalize('NFC'));
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new Error(`The trail holds whole numbers only, not ${value}.`);
    return String(value);
  }
  if (typeof value === 'boolean' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map((entry: Canonical) => canonicalJson(entry)).join(',')}]`;
  const record = value as { readonly [key: string]: Canonical };
  let text = '';
  for (const key of Object.keys(record).sort())
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(record[key] as Canonical)}`;
  return `{${text}}`;
}
