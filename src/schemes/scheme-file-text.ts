import { Document, isSeq } from 'yaml';

/*
 * Plain data (texts, numbers, lists, and maps that keep their order) as the text of a file, in the style of the files in
 * schemes/: what fits on a line stands on a line, unless it is a list of things with properties.
 */

const WIDTH = 112;

/** A whole file. */
export function fileText(value: ReadonlyMap<string, unknown>): string {
  const parts = [...value].map(([key, inside], index) => {
    const lines = propertyLines(key, inside, 0);
    // What takes several lines stands apart.
    return index > 0 && lines.length > 1 ? ['', ...lines] : lines;
  });
  return `${parts.flat().join('\n')}\n`;
}

/** Some lines of a file, without the end of the last one; all but the first begin with the indent. */
export function blockText(value: unknown, indent: number): string {
  return blockLines(value, indent).join(`\n${' '.repeat(indent)}`);
}

/** On one line, as it can stand between brackets. */
export function inlineText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inlineText).join(', ')}]`;
  if (!(value instanceof Map)) return scalarText(value);
  if (value.size === 0) return '{}';
  return `{ ${[...value].map(([key, inside]) => `${scalarText(key)}: ${inlineText(inside)}`).join(', ')} }`;
}

/** The same as JSON, for files that are JSON. */
export function jsonText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(jsonText).join(', ')}]`;
  if (!(value instanceof Map)) return JSON.stringify(value);
  if (value.size === 0) return '{}';
  return `{ ${[...value].map(([key, inside]) => `${JSON.stringify(key)}: ${jsonText(inside)}`).join(', ')} }`;
}

function blockLines(value: unknown, indent: number): string[] {
  if (Array.isArray(value) && value.length > 0) return value.flatMap((element) => elementLines(element, indent));
  if (!(value instanceof Map) || value.size === 0) return [inlineText(value)];
  return [...(value as Map<string, unknown>)].flatMap(([key, inside]) => propertyLines(key, inside, indent));
}

function propertyLines(key: string, value: unknown, indent: number): string[] {
  const name = scalarText(key);
  if (fits(value, indent + name.length + 2)) return [`${name}: ${inlineText(value)}`];
  return [`${name}:`, ...blockLines(value, indent + 2).map((line) => `  ${line}`)];
}

function elementLines(value: unknown, indent: number): string[] {
  if (fits(value, indent + 2)) return [`- ${inlineText(value)}`];
  const [first, ...rest] = blockLines(value, indent + 2);
  return [`- ${first}`, ...rest.map((line) => `  ${line}`)];
}

function fits(value: unknown, before: number): boolean {
  if (!(value instanceof Map) && !Array.isArray(value)) return true;
  return !holdsThings(value) && before + inlineText(value).length <= WIDTH;
}

function holdsThings(value: unknown): boolean {
  if (Array.isArray(value)) return value.some((element) => element instanceof Map);
  return value instanceof Map && [...value.values()].some(holdsThings);
}

/** A scalar as it can stand between brackets, quoted where it would be read as something else. */
function scalarText(value: unknown): string {
  if (typeof value === 'string' && /^[A-Za-z][A-Za-z0-9]*$/.test(value) && !/^(true|false|null)$/i.test(value))
    return value;
  const document = new Document([value], { version: '1.2', schema: 'core' });
  if (isSeq(document.contents)) document.contents.flow = true;
  const options = { lineWidth: 0, singleQuote: true, blockQuote: false, flowCollectionPadding: false } as const;
  return document.toString(options).trim().slice(1, -1);
}
