import { isMap, isScalar, isSeq, type Node, type Pair } from 'yaml';
import type { OpenFile } from './scheme-file-document.js';
import { definitionName, type Form } from './scheme-file-forms.js';

interface Spot {
  form: Form<unknown> | null;
  node: Node | null;
  /** Where people look for it: the property's name for what spans several lines, else the value. */
  offset: number;
}

/** Where in the file a path of the definition ("items[3].capHundredths") stands; what was left out: the place of what it is left out of. */
export function offsetOfPath(file: OpenFile, form: Form<unknown>, path: string): number {
  let spot: Spot = { form, node: file.root, offset: file.root?.range?.[0] ?? 0 };
  for (const [, name, index] of path.matchAll(/([^.[\]]+)|\[(\d+)\]/g)) {
    const next = name === undefined ? elementAt(file, spot, Number(index)) : propertyAt(file, spot, name);
    if (next === null) break;
    spot = next;
  }
  return spot.offset;
}

function elementAt(file: OpenFile, { form, node }: Spot, index: number): Spot | null {
  const element = form?.element ?? null;
  if (isSeq(node)) {
    const given = node.items[index] as Node | undefined;
    return given ? { form: element, node: file.resolved(given), offset: given.range?.[0] ?? 0 } : null;
  }
  if (!isMap(node)) return null;
  const pair = node.items[index] as Pair<Node, Node | null> | undefined;
  // In a table the key is a part of the element as well: the table's form stays, so that it can be asked for.
  return pair ? { ...spotOf(file, pair, element), form: { ...form, row: pair } as TableRow } : null;
}

type TableRow = Form<unknown> & { row: Pair<Node, Node | null> };

function propertyAt(file: OpenFile, { form, node }: Spot, name: string): Spot | null {
  if (form && 'row' in form) {
    const { row, columns, element } = form as TableRow;
    if (name === columns?.key) return { form: null, node: row.key, offset: row.key.range?.[0] ?? 0 };
    const inside = spotOf(file, row, element ?? null);
    return name === columns?.value ? inside : propertyAt(file, inside, name);
  }
  if (!isMap(node)) return null;
  const wanted = Object.entries(form?.fields ?? {}).find(([known, field]) => definitionName(known, field) === name);
  const inFile = wanted?.[0] ?? name;
  const pair = (node.items as Pair<Node, Node | null>[]).find(
    ({ key }) => isScalar(key) && String(key.value) === inFile,
  );
  return pair ? spotOf(file, pair, wanted?.[1].form ?? null) : null;
}

function spotOf(file: OpenFile, { key, value }: Pair<Node, Node | null>, form: Form<unknown> | null): Spot {
  const isFlow = (isMap(value) || isSeq(value)) && value.flow === true;
  const at = value && (isScalar(value) || isFlow) ? value : key;
  return { form, node: file.resolved(value), offset: at.range?.[0] ?? 0 };
}
