import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import { type OpenFile } from './scheme-file-document.js';
import { isEmpty, type Form } from './scheme-file-forms.js';
import { applied, rebuilt, type Edit, type Element, type Step } from './scheme-file-edits.js';
import { blockText, inlineText, jsonText } from './scheme-file-text.js';

/*
 * Changes of a file's text that make it say something else: only what differs is touched, so that comments, order and style stay.
 * A value comes in two ways, side by side: `all`, with everything that can be said, and `less`, without what means the same
 * when it is left out. What the file says already follows the first, what has to be added the second.
 */

type Held = Readonly<Record<string, unknown>>;

interface Wanted {
  all: unknown;
  less: unknown;
}

/** The edits that make the node say what is wanted. */
export function editsOf(file: OpenFile, form: Form<unknown>, node: Node, wanted: Wanted): Edit[] {
  if (isAlias(node) || form.inside === 'leaf')
    return saysSame(file, form, node, wanted.all) ? [] : [whole(file, form, node, wanted.all)];
  if (form.inside === 'list') {
    return isSeq(node) ? listEdits(file, form, node, wanted) : [whole(file, form, node, wanted.less)];
  }
  if (!isMap(node)) return [whole(file, form, node, wanted.less)];
  return form.inside === 'record' ? recordEdits(file, form, node, wanted) : tableEdits(file, form, node, wanted);
}

function saysSame(file: OpenFile, form: Form<unknown>, node: Node | null, value: unknown): boolean {
  const said = node === null ? undefined : form.read(file, node, '');
  return plain(form, said) === plain(form, value);
}

/** Comparable: the same text for the same value. */
function plain(form: Form<unknown>, value: unknown): string {
  if (value === undefined) return '';
  return JSON.stringify(form.write(value), (_key, inner: unknown) => (inner instanceof Map ? [...inner] : inner));
}

/** The whole node anew, on one line. */
function whole(file: OpenFile, form: Form<unknown>, node: Node, value: unknown): Edit {
  const [from, to] = node.range ?? [0, 0];
  return { from, to: contentEnd(node, to), text: inline(file, form.write(value)) };
}

/** Where what a node says ends, without the comments behind it. */
function contentEnd(node: Node | null, otherwise: number): number {
  if ((isMap(node) || isSeq(node)) && node.flow !== true) {
    const last = node.items.at(-1);
    const inner = (
      isMap(node) ? ((last as Pair | undefined)?.value ?? (last as Pair | undefined)?.key) : last
    ) as Node | null;
    return contentEnd(inner, node.range?.[1] ?? otherwise);
  }
  return node?.range?.[1] ?? otherwise;
}

function listEdits(file: OpenFile, form: Form<unknown>, node: YAMLSeq, { all, less }: Wanted): Edit[] {
  const element = form.element!;
  const keyOf = (value: unknown) => String(form.keyOf?.(value));
  const nodes = node.items as Node[];
  const wanted = (all as unknown[]).map((value, index) => ({ all: value, less: (less as unknown[])[index] }));
  const said = nodes.map((entry) => keyOf(element.read(file, entry, '') ?? {}));
  const matches = matched(
    said,
    wanted.map((value) => keyOf(value.all)),
  );
  const elements = nodes.map((entry, index) => ({
    from: dashBefore(node, index) ?? entry.range?.[0] ?? 0,
    to: contentEnd(entry, 0),
  }));
  const steps = wanted.map((value, index): Step => {
    const at = matches[index]!;
    if (at >= 0) return { at, edits: editsOf(file, element, nodes[at]!, value) };
    const written = element.write(value.less);
    return node.flow ? { text: inline(file, written) } : { written: [written] };
  });
  return collectionEdits(file, node, elements, steps);
}

/** For each wanted key the place of the same key in the file, or, where both are left over, of another one in the same place; −1: none. */
function matched(said: readonly string[], wanted: readonly string[]): number[] {
  const free = new Set(said.keys());
  const matches = wanted.map((key) => {
    const at = [...free].find((index) => said[index] === key) ?? -1;
    free.delete(at);
    return at;
  });
  if (said.length !== wanted.length) return matches;
  return matches.map((at, index) => (at < 0 && free.has(index) ? index : at));
}

function recordEdits(file: OpenFile, form: Form<unknown>, node: YAMLMap, wanted: Wanted): Edit[] {
  const fields = form.fields ?? {};
  const names = Object.keys(fields);
  const all = wanted.all as Held;
  const less = wanted.less as Held;
  const pairs = node.items as Pair<Node, Node | null>[];
  const steps = pairs.flatMap(({ key, value }, at): (Step & { name: string })[] => {
    const name = isScalar(key) ? String(key.value) : '';
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    const first = pairs.findIndex((pair) => isScalar(pair.key) && String(pair.key.value) === name) === at;
    if (!field || !first || all[name] === undefined) return [];
    const isSame = value !== null && saysSame(file, field.form, value, all[name]);
    // What is taken away and means nothing when it is left out needs no word of its own.
    if (!isSame && less[name] === undefined && (all[name] === null || isEmpty(value))) return [];
    if (value === null || isEmpty(value))
      return less[name] === undefined ? [] : [added(file, node, field.form, name, less)];
    return [{ name, at, edits: editsOf(file, field.form, value, { all: all[name], less: less[name] ?? all[name] }) }];
  });
  for (const [place, name] of names.entries()) {
    if (less[name] === undefined || steps.some((step) => step.name === name)) continue;
    const before = steps.findLastIndex((step) => names.indexOf(step.name) < place);
    steps.splice(before < 0 ? steps.length : before + 1, 0, added(file, node, fields[name]!.form, name, less));
  }
  return collectionEdits(file, node, pairs.map((pair) => placeOf(file, pair)), steps); // prettier-ignore
}

function added(file: OpenFile, node: YAMLMap, form: Form<unknown>, name: string, held: Held): Step & { name: string } {
  return { name, ...row(file, node, name, form.write(held[name])) };
}

/** A new property or row. */
function row(file: OpenFile, node: YAMLMap, name: string, written: unknown): Step {
  if (!node.flow) return { written: new Map([[name, written]]) };
  return { text: inBrackets(file, new Map([[name, written]])) };
}

/** An element or a property as it stands between the brackets of a list or a map of this file. */
function inBrackets(file: OpenFile, written: unknown): string {
  const text = inline(file, written);
  return written instanceof Map ? text.slice(1, -1).trim() : text;
}

function inline(file: OpenFile, written: unknown): string {
  return file.isJson ? jsonText(written) : inlineText(written);
}

function tableEdits(file: OpenFile, form: Form<unknown>, node: YAMLMap, { all, less }: Wanted): Edit[] {
  const pairs = node.items as Pair<Node, Node | null>[];
  const lesser = less as [string, unknown][];
  const steps = (all as [string, unknown][]).map(([key, value], index): Step => {
    const at = pairs.findIndex((pair) => isScalar(pair.key) && String(pair.key.source ?? pair.key.value) === key);
    const given = pairs[at]?.value;
    const lessValue = lesser[index]?.[1];
    if (given) return { at, edits: editsOf(file, form.element!, given, { all: value, less: lessValue }) };
    return row(file, node, key, form.element!.write(lessValue));
  });
  return collectionEdits(file, node, pairs.map((pair) => placeOf(file, pair)), steps); // prettier-ignore
}

function placeOf(file: OpenFile, { key, value }: Pair<Node, Node | null>): Element {
  const end = key.range?.[1] ?? 0;
  const colon = file.source.indexOf(':', end) + 1;
  return {
    from: key.range?.[0] ?? 0,
    to: isEmpty(value) ? Math.max(colon, value?.range?.[1] ?? 0) : contentEnd(value, colon),
  };
}

/** Where the dash of an element of a block list stands. */
function dashBefore(node: YAMLSeq, index: number): number | null {
  const token = node.srcToken;
  if (token?.type !== 'block-seq') return null;
  return token.items[index]?.start.find(({ type }) => type === 'seq-item-ind')?.offset ?? null;
}

function collectionEdits(
  file: OpenFile,
  node: YAMLMap | YAMLSeq,
  elements: readonly Element[],
  steps: readonly Step[],
): Edit[] {
  const isAsItWas = steps.length === elements.length && steps.every((step, index) => 'at' in step && step.at === index);
  if (isAsItWas) return steps.flatMap((step) => ('edits' in step ? step.edits : []));
  const [from, to] = node.range ?? [0, 0];
  if (steps.length === 0 || elements.length === 0) {
    const inside = steps.map((step) =>
      'text' in step ? step.text : 'written' in step ? unwrapped(file, step.written) : '',
    );
    const text = isSeq(node) ? `[${inside.join(', ')}]` : inside.length === 0 ? '{}' : `{ ${inside.join(', ')} }`;
    return [{ from, to: contentEnd(node, to), text }];
  }
  if (!node.flow) return [rebuilt(file.source, elements, steps, blockText)];
  return [inFlow(file, node, elements, steps)];
}

/** What would have been lines, between brackets: a list of one element, or a map of one property. */
function unwrapped(file: OpenFile, written: unknown): string {
  return Array.isArray(written) ? inline(file, written[0]) : inBrackets(file, written);
}

/** The elements between brackets anew, in their own words and with the separator that the file uses. */
function inFlow(file: OpenFile, node: YAMLMap | YAMLSeq, elements: readonly Element[], steps: readonly Step[]): Edit {
  const { source } = file;
  const [first, second] = elements;
  const opening = source.slice((node.range?.[0] ?? 0) + 1, first!.from);
  const between = second ? source.slice(first!.to, second.from) : opening.includes('\n') ? `,${opening}` : ', ';
  const separator = /^\s*,\s*$/.test(between) ? between : ', ';
  const texts = steps.map((step) => {
    if (!('at' in step)) return 'text' in step ? step.text : unwrapped(file, step.written);
    const { from, to } = elements[step.at]!;
    return applied(source, from, to, step.edits);
  });
  return { from: first!.from, to: elements.at(-1)!.to, text: texts.join(separator) };
}
