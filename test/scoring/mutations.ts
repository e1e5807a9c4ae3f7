import type { Scheme } from '#src/scoring/scheme.js';

/** A scheme with one thing about it changed, and where. */
export interface Mutation {
  path: string;
  what: string;
  scheme: Scheme;
}

type Data = Record<string, unknown>;

const PERIODS = ['month', 'quarter', 'halfYear', 'year'];
const DECIDERS = [
  'automatic',
  'groupLeader',
  'organisationCommissioner',
  'disciplineCommissioner',
  'secretary',
  'branch',
  'bureau',
];
const KINDS = ['base', 'deduction', 'contribution', 'factor'];

/** What else a property could hold, by its name. */
const CHOICES: Record<string, readonly string[]> = {
  per: PERIODS,
  period: PERIODS,
  combine: ['sum', 'mean', 'highest'],
  combineOfItem: ['sum', 'mean', 'highest', 'trimmedMean'],
  over: ['sum', 'mean', 'highest', 'latest'],
  kind: KINDS,
  kinds: ['deduction', 'contribution'],
  summaries: PERIODS,
  takes: KINDS,
  decidedBy: DECIDERS,
  claimedBy: ['member', ...DECIDERS],
  notApplicableCounts: ['full', 'nothing'],
};

const NEW_TEXT = { zh: '另一说法', en: 'other words' };

/** What stands in place of null. */
const FILLED: Record<string, unknown> = {
  category: 'ZZ',
  qualification: 'ZZ',
  group: 'ZZ',
  takes: 'base',
  floorHundredths: 123,
  capHundredths: 4567,
  roundHundredths: 25,
  share: { numerator: 1, denominator: 7 },
  evidence: NEW_TEXT,
  ownItems: { kinds: ['deduction'], itemsMax: 3, capHundredths: 700 },
};

/** What may be added where it isn't. */
const ADDED: Record<string, Data> = {
  items: {
    carryOver: { numerator: 30, denominator: 100 },
    automatic: 'sheetSubmittedOnTime',
    onceADeed: true,
  },
  options: { decidedBy: 'disciplineCommissioner' },
  each: { per: 7 },
  overrides: {
    standardHundredths: 50,
    floorHundredths: 50,
    capHundredths: null,
    share: { numerator: 2, denominator: 7 },
  },
  conditions: {
    noVeto: true,
    lowestMonthAtLeastHundredths: 4321,
    withoutItems: ['ZZ'],
    withItems: ['ZZ'],
    partsAtLeast: [{ code: 'ZZ', pointsHundredths: 77 }],
    quota: { numerator: 1, denominator: 9, atLeast: 2 },
  },
};

/** What may be left out. */
const OPTIONAL = new Set([
  'options',
  'each',
  'range',
  'levels',
  'carryOver',
  'automatic',
  'standardHundredths',
  'share',
  ...Object.keys(ADDED.conditions as Data),
]);

/**
 * Every scheme that differs from this one in a single place: a number one higher or in place of null, another choice, another
 * code, another word (in both languages), a flag turned round, a member of a list left out or exchanged with the next one, a
 * property left out or added. The walk knows no property but by these tables: whatever the language gains is walked over too.
 */
export function mutationsOf(scheme: Scheme): Mutation[] {
  const mutations: Mutation[] = [];
  walk(scheme, '', 'scheme', (path, what, change) => {
    const copy = structuredClone(scheme);
    change(copy as unknown as Data);
    mutations.push({ path, what, scheme: copy });
  });
  return mutations;
}

type Found = (path: string, what: string, change: (copy: Data) => void) => void;

function walk(value: unknown, path: string, name: string, found: Found): void {
  if (Array.isArray(value)) return walkList(value, path, name, found);
  if (typeof value === 'object' && value !== null) {
    const data = value as Data;
    if (path !== '') added(data, path, name, found);
    for (const key of Object.keys(data)) property(data, key, path === '' ? key : `${path}.${key}`, name, found);
    return;
  }
  for (const other of others(value, name)) {
    found(path, `${String(value)} → ${JSON.stringify(other)}`, (copy) => set(copy, path, other));
  }
}

function property(data: Data, key: string, path: string, parent: string, found: Found): void {
  const value = data[key];
  if (isText(value)) {
    found(path, 'other words', (copy) => set(copy, path, NEW_TEXT));
    if (key in FILLED) found(path, '→ null', (copy) => set(copy, path, null));
    return;
  }
  // A cap of 0 isn't the same as none, and neither are the categories of a scheme without any.
  if (value !== null && key in FILLED && !(parent === 'overrides' || parent === 'ownItems' || parent === 'vetoes')) {
    found(path, '→ null', (copy) => set(copy, path, null));
  }
  if (OPTIONAL.has(key) && ['items', 'overrides', 'conditions'].includes(parent) && isOptionalHere(key, parent)) {
    found(path, 'left out', (copy) => set(copy, path, undefined));
  }
  if (value === null) found(path, 'null → value', (copy) => set(copy, path, FILLED[key]));
  else walk(value, path, key === 'combine' && parent === 'items' ? 'combineOfItem' : key, found);
}

function isOptionalHere(key: string, parent: string): boolean {
  return !['standardHundredths', 'share'].includes(key) || parent === 'overrides';
}

function added(data: Data, path: string, name: string, found: Found): void {
  for (const [key, value] of Object.entries(ADDED[name] ?? {})) {
    if (!(key in data)) found(`${path}.${key}`, 'added', (copy) => set(copy, `${path}.${key}`, structuredClone(value)));
  }
}

function walkList(list: unknown[], path: string, name: string, found: Found): void {
  list.forEach((member, index) => {
    const at = `${path}[${index}]`;
    const kept = list.filter((_, other) => other !== index);
    found(at, 'left out', (copy) => set(copy, path, structuredClone(kept)));
    if (index > 0) {
      const swapped = [...list];
      [swapped[index - 1], swapped[index]] = [swapped[index], swapped[index - 1]];
      found(at, 'moved up', (copy) => set(copy, path, structuredClone(swapped)));
    }
    walk(member, at, name, found);
  });
}

function others(value: unknown, name: string): unknown[] {
  if (typeof value === 'number') return [value + 1];
  if (typeof value === 'boolean') return [!value];
  const choices = CHOICES[name];
  if (choices && typeof value === 'string') return choices.filter((other) => other !== value);
  return typeof value === 'string' && name !== 'automatic' ? [`${value}9`] : [];
}

function isText(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).sort().join() === 'en,zh';
}

function set(root: Data, path: string, value: unknown): void {
  const keys = path.split(/[.[\]]+/).filter((key) => key !== '');
  const last = keys.pop() ?? '';
  const holder = keys.reduce<Data>((data, key) => data[key] as Data, root);
  if (value === undefined) delete holder[last];
  else holder[last] = value;
}
