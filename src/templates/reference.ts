import { normalised } from './placeholder.js';
import {
  crossings,
  type ListKey,
  listKeys,
  listNames,
  listsOf,
  type TemplateSource,
  templateSources,
  vocabulary,
  type Word,
  writtenName,
} from './vocabulary.js';

/** What a placeholder asks for. */
export type Reference =
  | { kind: 'scalar'; key: string }
  /** {{#成员}}: says no more than that its row repeats. */
  | { kind: 'mark'; list: ListKey }
  | { kind: 'field'; list: ListKey; key: string }
  /** {{成员.项目}}: the member of the row, the item of the column. */
  | { kind: 'crossing'; of: ListKey }
  /** {{成员.项目.B1-01}} */
  | { kind: 'direct'; of: ListKey; code: string }
  /** {{等次.优秀}}: how many. */
  | { kind: 'entry'; list: 'band'; code: string };

export type Resolved =
  | { reference: Reference; name: string }
  /** otherSource: it is a name, but of another kind of template. */
  | { problem: 'unknownName' | 'otherSource'; suggestions: string[] };

/** Finds out what a placeholder of a template for this source asks for. */
export function resolve(inner: string, source: TemplateSource): Resolved {
  const found = referenceOf(inner, source);
  if (found) return found;
  const isElsewhere = templateSources.some((other) => other !== source && referenceOf(inner, other));
  return { problem: isElsewhere ? 'otherSource' : 'unknownName', suggestions: suggestionsFor(inner, source) };
}

function referenceOf(inner: string, source: TemplateSource): { reference: Reference; name: string } | null {
  const plain = normalised(inner);
  if (plain.startsWith('#')) {
    const list = listNamed(plain.slice(1), source);
    return list && { reference: { kind: 'mark', list }, name: `#${listNames[list].zh}` };
  }
  const [first = '', ...rest] = plain.split(/[.．。·]/);
  if (rest.length === 0) {
    const scalar = wordsOf(source, null).find((word) => isNamed(word, first));
    return scalar ? { reference: { kind: 'scalar', key: scalar.key }, name: scalar.zh } : null;
  }
  const list = listNamed(first, source);
  if (!list) return null;
  const second = rest[0] as string;
  const field = rest.length === 1 && wordsOf(source, list).find((word) => isNamed(word, second));
  const crossing = list === 'member' && crossedBy(second, source);
  // A month has no field of the same name as a list, so that this order decides nothing but categories of items.
  if (crossing) {
    const of = crossing;
    const name = `${listNames.member.zh}.${listNames[of].zh}`;
    if (rest.length === 1) return { reference: { kind: 'crossing', of }, name };
    const code = rest.slice(1).join('.');
    return { reference: { kind: 'direct', of, code }, name: `${name}.${code.toUpperCase()}` };
  }
  if (field) return { reference: { kind: 'field', list, key: field.key }, name: writtenName(field, 'zh') };
  if (list !== 'band') return null;
  const code = rest.join('.');
  return { reference: { kind: 'entry', list, code }, name: `${listNames.band.zh}.${code}` };
}

function crossedBy(name: string, source: TemplateSource): ListKey | undefined {
  return crossings.find(({ of, sources }) => sources.includes(source) && isListNamed(of, name))?.of;
}

function listNamed(name: string, source: TemplateSource): ListKey | null {
  return listKeys.find((list) => listsOf[source].includes(list) && isListNamed(list, name)) ?? null;
}

function isListNamed(list: ListKey, name: string): boolean {
  return (
    listNames[list].zh === name ||
    listNames[list].en === name ||
    (list === 'month' && (name === '月份' || name === 'month'))
  );
}

function isNamed(word: Word, name: string): boolean {
  return normalised(word.zh) === name || normalised(word.en) === name;
}

function wordsOf(source: TemplateSource, list: ListKey | null): Word[] {
  return vocabulary.filter((word) => word.list === list && word.sources.includes(source));
}

/** The nearest names, at most three: 得份 → 得分. Names that only lack their list's are near as well. */
function suggestionsFor(inner: string, source: TemplateSource): string[] {
  const wanted = normalised(inner).replace(/^#/, '');
  const language = /[\u3400-\u9fff]/.test(wanted) ? 'zh' : 'en';
  const names = [
    ...vocabulary.filter(({ sources }) => sources.includes(source)).map((word) => writtenName(word, language)),
    ...crossings
      .filter(({ sources }) => sources.includes(source))
      .map(({ of }) => `${listNames.member[language]}.${listNames[of][language]}`),
  ];
  const last = (name: string) => name.split('.').at(-1) as string;
  return names
    .map((name) => {
      const plain = normalised(name);
      const whole = distance(wanted, plain);
      const part = Math.min(distance(last(wanted), last(plain)), distance(wanted, last(plain))) + 0.5;
      return { name, apart: Math.min(whole, part), length: Math.max(2, Math.min(wanted.length, plain.length)) };
    })
    .filter(({ apart, length }) => apart <= Math.max(1.5, length / 3))
    .sort((one, other) => one.apart - other.apart)
    .slice(0, 3)
    .map(({ name }) => name);
}

/** How many letters must be added, left out or changed to make one of the other. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (one[i - 1] === other[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[other.length]!;
}
