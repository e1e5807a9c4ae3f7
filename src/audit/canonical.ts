/** What may stand in the trail: text, whole numbers, truth values, null, and lists and records of these. No fractions. */
export type Canonical = string | number | boolean | null | readonly Canonical[] | { readonly [key: string]: Canonical };

/**
 * Canonical JSON: keys sorted, no white space, text in NFC. Two equal values always give the same characters, so a digest
 * over them can be computed again by anyone, in any language.
 * @throws on a number that is not a safe integer
 */
export function canonicalJson(value: Canonical): string {
  if (typeof value === 'string') return isPlain.test(value) ? `"${value}"` : JSON.stringify(value.normalize('NFC'));
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new Error(`The trail holds whole numbers only, not ${value}.`);
    return String(value);
  }
  if (typeof value === 'boolean' || value === null) return String(value);
  let text = '';
  if (Array.isArray(value)) {
    for (const entry of value as readonly Canonical[]) text += `${text === '' ? '' : ','}${canonicalJson(entry)}`;
    return `[${text}]`;
  }
  const record = value as { readonly [key: string]: Canonical };
  for (const key of sorted(Object.keys(record))) {
    const name = isPlain.test(key) ? `"${key}"` : JSON.stringify(key);
    text += `${text === '' ? '' : ','}${name}:${canonicalJson(record[key] as Canonical)}`;
  }
  return `{${text}}`;
}

/** Text that JSON writes as it is, and that is the same in NFC. Nearly all of what is digested by the ten thousand. */
const isPlain = /^[ !#-[\]-~]*$/;

/** Sorting costs more than looking whether it is needed. */
function sorted(keys: string[]): string[] {
  for (let index = 1; index < keys.length; index += 1)
    if ((keys[index - 1] as string) > (keys[index] as string)) return keys.sort();
  return keys;
}
