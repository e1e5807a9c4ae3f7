import { isMap, isScalar, isSeq, type Node, type Pair, type Scalar } from 'yaml';
import type { Fraction, Text } from '../scoring/scheme.js';
import { FILE_PROBLEMS_MAX, type OpenFile } from './scheme-file-document.js';
import { pointsOf, pointsText, shareOf, shareText, shortened, wholeOf, type Mistake } from './scheme-file-numbers.js';
import { nearest } from '../nearest.js';

/*
 * Small words for saying what a file may hold. From one such description files are read, written and changed, places in
 * them are found, and the published JSON Schema is made: none of them can say something else than the others.
 */

export type JsonSchema = Record<string, unknown>;
/** Parts of the JSON Schema that are said once and referred to. */
export type Definitions = Record<string, JsonSchema>;

/** How one value stands in a file. Methods, so that a form of something is also a form of anything. */
export interface Form<T> {
  readonly inside: 'leaf' | 'list' | 'record' | 'table';
  /** The value; undefined where there is none that can be read, and then it has been reported. */
  read(file: OpenFile, node: Node | null, path: string): T | undefined;
  /** The value as plain data for a file: texts, numbers, lists, and maps that keep their order. */
  write(value: T): unknown;
  schema(definitions: Definitions): JsonSchema;
  /** Of a record. */
  readonly fields?: Readonly<Record<string, Field<unknown>>>;
  /** Of a list or a table. */
  readonly element?: Form<unknown>;
  /** What tells the elements of a list or a table apart. */
  keyOf?(element: unknown): string;
  /** Of a table: what its keys and values are called in the definition. */
  readonly columns?: { key: string; value: string | null };
}

export interface Field<T> {
  form: Form<T>;
  description: string;
  required: boolean;
  /** What it is called in the definition. */
  as: string | null;
  defaultValue?: unknown;
}

interface FieldOptions {
  as?: string;
  defaultValue?: unknown;
}

export function optional<T>(form: Form<T>, description: string, { as, defaultValue }: FieldOptions = {}): Field<T> {
  return {
    form,
    description,
    required: false,
    as: as ?? null,
    ...(defaultValue === undefined ? {} : { defaultValue }),
  };
}

export function required<T>(form: Form<T>, description: string, options: FieldOptions = {}): Field<T> {
  return { ...optional(form, description, options), required: true };
}

type Fields = Readonly<Record<string, Field<unknown>>>;
/** What a record may hold: every property may be missing, for it may be left out, or be there and unreadable. */
export type Held<F> = { -readonly [K in keyof F]?: (F[K] extends Field<infer T> ? T : never) | undefined };
export type ValueOf<F> = F extends Form<infer T> ? T : never;

/** What a plain scalar or a text says, as it stands in the file: `1.0` stays "1.0". */
export function wordOf(node: Node | null): string | null {
  if (!isScalar(node)) return null;
  const { value } = node;
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? (node.source ?? String(value)) : null;
}

export function offsetOf(node: Node | null | undefined): number {
  return node?.range?.[0] ?? 0;
}

function leaf<T>(
  of: (node: Node | null) => T | Mistake,
  write: (value: T) => unknown,
  schema: JsonSchema | ((definitions: Definitions) => JsonSchema),
): Form<T> {
  return {
    inside: 'leaf',
    read(file, given, path) {
      const node = file.resolved(given);
      const value = of(node);
      if (!isMistake(value)) return value;
      file.report(offsetOf(given), path, value.code, value.params);
      return undefined;
    },
    write,
    schema: (definitions) => (typeof schema === 'function' ? schema(definitions) : { ...schema }),
  };
}

function isMistake(value: unknown): value is Mistake {
  return typeof value === 'object' && value !== null && 'code' in value && !('zh' in value);
}

const shared =
  (name: string, schema: JsonSchema) =>
  (definitions: Definitions): JsonSchema => {
    definitions[name] = schema;
    return { $ref: `#/$defs/${name}` };
  };

/** A number as it stands in the file; a quoted one isn't a number. */
function numberText(node: Node | null): string | Mistake {
  if (!isScalar(node) || node.value === null) return { code: 'notANumber', params: { given: kindOf(node) } };
  if (typeof node.value === 'number') return node.source ?? String(node.value);
  const given = shortened(node.source ?? String(node.value));
  if (typeof node.value === 'string' && node.type !== 'PLAIN') {
    const value = pointsOf(node.value.trim());
    return typeof value === 'number'
      ? { code: 'quotedNumber', params: { given: `"${given}"`, write: pointsText(value) } }
      : { code: 'notANumber', params: { given } };
  }
  return given;
}

function numeric<T>(read: (text: string) => T | Mistake): (node: Node | null) => T | Mistake {
  return (node) => {
    const text = numberText(node);
    return typeof text === 'string' ? read(text) : text;
  };
}

function kindOf(node: Node | null): string {
  if (isMap(node)) return '{…}';
  if (isSeq(node)) return '[…]';
  return isScalar(node) ? shortened(node.source ?? '') : '';
}

/** A word: a code or another short text. Numbers are taken as they are written. */
function word(node: Node | null): string | Mistake {
  return wordOf(node) ?? { code: 'notAText', params: { given: kindOf(node) } };
}

/** A short name for the machine. What it may look like is the rule's to say; see `checkScheme`. */
export const code: Form<string> = leaf(
  word,
  (value) => value,
  shared('code', {
    type: ['string', 'number'],
    pattern: '^[A-Za-z0-9][A-Za-z0-9_.-]{0,31}$',
    description: 'A short name for the machine: letters, digits, "_", "." and "-", at most 32.',
  }),
);

export function words(max: number): Form<string> {
  return leaf(word, (value) => value, { type: ['string', 'number'], minLength: 1, maxLength: max, pattern: '\\S' });
}

const spoken = { type: ['string', 'number'], minLength: 1, maxLength: 400, pattern: '\\S' };

/** Words for people: in one language for both, or `{ zh: …, en: … }`. */
export const text: Form<Text> = leaf<Text>(
  (node) => {
    const both = wordOf(node);
    if (both !== null) return { zh: both, en: both };
    if (!isMap(node)) return { code: 'notWords', params: { given: kindOf(node) } };
    const inLanguages = new Map(
      node.items.map(({ key, value }) => [wordOf(key as Node), wordOf(value as Node | null)]),
    );
    const zh = inLanguages.get('zh') ?? inLanguages.get('en');
    const en = inLanguages.get('en') ?? inLanguages.get('zh');
    const isRest = [...inLanguages].some(([language, said]) => !['zh', 'en'].includes(language ?? '') || said === null);
    if (typeof zh !== 'string' || typeof en !== 'string' || isRest || inLanguages.size < node.items.length) {
      return { code: 'notWords', params: { given: kindOf(node) } };
    }
    return { zh, en };
  },
  ({ zh, en }) => (zh === en ? zh : new Map([['zh', zh], ['en', en]])), // prettier-ignore
  shared('text', {
    description: 'Words for people: one text for both languages, or { zh: …, en: … }.',
    anyOf: [
      spoken,
      { type: 'object', properties: { zh: spoken, en: spoken }, additionalProperties: false, minProperties: 1 },
    ],
  }),
);

/** Points as people write them; hundredths in the definition. */
export const points: Form<number> = leaf(
  numeric(pointsOf),
  (value) => Number(pointsText(value)),
  shared('points', {
    type: 'number',
    minimum: -100_000,
    maximum: 100_000,
    description: 'Points as people write them, with at most two decimals: 8, -0.5.',
  }),
);

/** The same, or `none`: nothing at all, where leaving it out would mean something else. */
function orNone<T>(form: Form<T>, of: (node: Node | null) => T | Mistake): Form<T | null> {
  return leaf<T | null>(
    (node) => (isScalar(node) && (node.value === 'none' || node.value === null) ? null : of(node)),
    (value) => (value === null ? 'none' : form.write(value)),
    (definitions) => ({ anyOf: [form.schema(definitions), { enum: ['none', null] }] }),
  );
}

export const limit = orNone(points, numeric(pointsOf));

export function whole(min: number, max: number): Form<number> {
  return leaf(numeric((given) => wholeOf(given, min, max)), (value) => value, { type: 'integer', minimum: min, maximum: max }); // prettier-ignore
}

const readShare = (node: Node | null) => shareOf(wordOf(node)?.trim() ?? kindOf(node));

export const share: Form<Fraction> = leaf(
  readShare,
  shareText,
  shared('share', {
    description: 'A share: 1/3, 20% or 0.2.',
    anyOf: [
      { type: 'number', minimum: 0 },
      {
        type: 'string',
        pattern: '^\\s*([0-9]{1,7}\\s*/\\s*0*[1-9][0-9]{0,6}|([0-9]+(\\.[0-9]{1,6})?|\\.[0-9]{1,6})\\s*%?)\\s*$',
      },
    ],
  }),
);

export const shareOrNone = orNone(share, readShare);

export const yesNo: Form<boolean> = leaf<boolean>(
  (node) => {
    if (isScalar(node) && typeof node.value === 'boolean') return node.value;
    return { code: 'notABoolean', params: { given: kindOf(node) } };
  },
  (value) => value,
  { type: 'boolean' },
);

export function oneOf<const V extends string>(values: readonly V[]): Form<V> {
  return leaf<V>(
    (node) => {
      const given = wordOf(node) ?? kindOf(node);
      const value = values.find((candidate) => candidate === given);
      if (value !== undefined) return value;
      const meant = nearest(given, values);
      return { code: 'notOneOf', params: { values: values.join(' '), ...(meant ? { didYouMean: meant } : {}) } };
    },
    (value) => value,
    { enum: values },
  );
}

/** A list; its elements are told apart by `keyOf`. */
export function list<T>(element: Form<T>, min: number, max: number, keyOf: (value: T) => string): Form<T[]> {
  return {
    inside: 'list',
    element,
    keyOf,
    read(file, given, path) {
      const node = file.resolved(given);
      if (!isSeq(node)) {
        file.report(offsetOf(given), path, 'notAList', { given: kindOf(node) });
        return undefined;
      }
      // Longer than it may be: it is told as such, and not looked into.
      const looked = node.items.slice(0, max + 1) as (Node | null)[];
      return looked.map((entry, index) => element.read(file, entry, `${path}[${index}]`) as T);
    },
    write: (values) => values.map((value) => element.write(value)),
    schema: (definitions) => ({
      type: 'array',
      ...(min > 0 ? { minItems: min } : {}),
      maxItems: max,
      items: element.schema(definitions),
    }),
  };
}

export const itself = (value: string): string => value;
export const byCode = (value: { code?: string | undefined }): string => value?.code ?? '';

/** Something with properties of these names and no other: a misspelt cap must not be a rule without a cap. */
export function record<F extends Fields>(title: string, fields: F): Form<Held<F>> {
  return {
    inside: 'record',
    fields,
    read(file, given, path) {
      const node = file.resolved(given);
      if (!isMap(node)) {
        const properties = Object.keys(fields).join(' ');
        file.report(offsetOf(given), path, 'notProperties', { given: kindOf(node), properties });
        return undefined;
      }
      return readFields(file, fields, node.items as Pair<Node, Node | null>[], path, offsetOf(given)) as Held<F>;
    },
    write: (value) =>
      new Map(
        Object.entries(fields).flatMap(([name, { form }]) => {
          const held = value[name];
          return held === undefined ? [] : [[name, form.write(held)] as const];
        }),
      ),
    schema: (definitions) => {
      const name = title.toLowerCase().replaceAll(' ', '-');
      definitions[name] ??= recordSchema(title, fields, definitions);
      return { $ref: `#/$defs/${name}` };
    },
  };
}

function readFields(file: OpenFile, fields: Fields, pairs: Pair<Node, Node | null>[], path: string, offset: number) {
  const held: Record<string, unknown> = {};
  const seen = new Set<string>();
  const meant = new Set<string>();
  for (const { key, value } of pairs) {
    if (file.problems.length >= FILE_PROBLEMS_MAX) break;
    const name = propertyName(file, key, path, seen);
    if (name === null) continue;
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    const at = joined(path, field ? definitionName(name, field) : name.slice(0, 64));
    if (!field) meant.add(reportUnknown(file, fields, key, name, at));
    else if (isEmpty(value) && !isNone(value, field)) file.report(offsetOf(key), at, 'emptyValue', { property: name });
    else held[name] = field.form.read(file, value, at);
  }
  for (const [name, field] of Object.entries(fields)) {
    if (!field.required || seen.has(name) || meant.has(name)) continue;
    file.report(offset, joined(path, definitionName(name, field)), 'missing', { property: name });
  }
  return held;
}

function propertyName(file: OpenFile, key: Node, path: string, seen: Set<string>): string | null {
  const name = isScalar(key) ? String(key.source ?? key.value) : null;
  if (name === null) file.report(offsetOf(key), path, 'badProperty');
  else if (seen.has(name))
    file.report(offsetOf(key), joined(path, name.slice(0, 64)), 'duplicateProperty', { property: shortened(name) }); // prettier-ignore
  else {
    seen.add(name);
    return name;
  }
  return null;
}

function reportUnknown(file: OpenFile, fields: Fields, key: Node, name: string, at: string): string {
  const names = Object.keys(fields);
  const byDefinition = names.find((known) => definitionName(known, fields[known]!) === name);
  const meant = byDefinition ?? nearest(name, names);
  const params = { property: shortened(name), known: names.join(' '), ...(meant ? { didYouMean: meant } : {}) };
  file.report(offsetOf(key), at, 'unknownProperty', params);
  return meant ?? '';
}

export function isEmpty(node: Node | null): boolean {
  return node === null || (isScalar(node) && (node as Scalar).value === null);
}

/** `null`, written out, is none where there can be none. */
function isNone(node: Node | null, { form }: Field<unknown>): boolean {
  return (form === limit || form === shareOrNone) && isScalar(node) && node.source !== '';
}

/** Whether the file is one of another kind, by what only those hold. */
export function isOtherFile(root: Node | null, properties: readonly string[]): boolean {
  return isMap(root) && properties.some((name) => root.has(name));
}

export function joined(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

/** What a property of the file is called in the definition: points are hundredths there. */
export function definitionName(name: string, { form, as }: Field<unknown>): string {
  if (as !== null) return as;
  return form === points || form === limit ? `${name}Hundredths` : name;
}

function recordSchema(title: string, fields: Fields, definitions: Definitions): JsonSchema {
  const properties = Object.entries(fields).map(([name, { form, description, defaultValue }]) => [
    name,
    { description, ...(defaultValue === undefined ? {} : { default: defaultValue }), ...form.schema(definitions) },
  ]);
  const names = Object.entries(fields).flatMap(([name, field]) => (field.required ? [name] : []));
  return {
    title,
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(names.length > 0 ? { required: names } : {}),
    additionalProperties: false,
  };
}

/** A map from codes to values, which is a list in the definition: `columns` names what stands in it. */
export function table<T, const K extends string = string>(
  element: Form<T>,
  columns: { key: string; value: string | null },
  keys: readonly K[] | null = null,
): Form<[K, T][]> {
  return {
    inside: 'table',
    element,
    columns,
    keyOf: (value) => (value as [K, T])[0],
    read(file, given, path) {
      const node = file.resolved(given);
      if (!isMap(node)) {
        file.report(offsetOf(given), path, 'notATable', { given: kindOf(node) });
        return undefined;
      }
      const seen = new Set<string>();
      return (node.items as Pair<Node, Node | null>[]).slice(0, 250).map(({ key, value }, index) => {
        const at = joined(`${path}[${index}]`, columns.value ?? '').replace(/\.$/, '');
        const name = (propertyName(file, key, path, seen) ?? '') as K;
        if (keys && !keys.includes(name)) reportKey(file, key, `${path}[${index}].${columns.key}`, name, keys);
        if (!isEmpty(value)) return [name, element.read(file, value, at) as T];
        file.report(offsetOf(key), at, 'emptyValue', { property: shortened(name) });
        return [name, undefined as T];
      });
    },
    write: (values) => new Map(values.map(([key, value]) => [key, element.write(value)])),
    schema: (definitions) => ({
      type: 'object',
      ...(keys ? { propertyNames: { enum: keys } } : {}),
      additionalProperties: element.schema(definitions),
    }),
  };
}

function reportKey(file: OpenFile, key: Node, path: string, name: string, keys: readonly string[]): void {
  const meant = nearest(name, keys);
  file.report(offsetOf(key), path, 'notOneOf', { values: keys.join(' '), ...(meant ? { didYouMean: meant } : {}) });
}
