import type { Scheme } from './scheme.js';
import { changeWords, type Label } from './words/changes.js';
import { common, type Language } from './words/common.js';

/** Two versions, and the language to say it in. */
export interface Compared {
  before: Scheme;
  after: Scheme;
  language: Language;
}

interface Words<T> {
  name: (member: T) => string;
  /** A new member, said completely. */
  added: (member: T) => string;
  /** What changed about a member that both have. */
  changes: (before: T, after: T) => string[];
}

/** Lists of named things: taken out, added, changed, moved. */
export function changesOfList<T extends { code: string }>(
  before: readonly T[],
  after: readonly T[],
  language: Language,
  words: Words<T>,
): string[] {
  const text = changeWords[language];
  const find = (list: readonly T[], code: string) => list.find((member) => member.code === code);
  const removed = before.filter(({ code }) => !find(after, code));
  const added = after.filter(({ code }) => !find(before, code));
  const changed = after.flatMap((member) => {
    const old = find(before, member.code);
    return old ? words.changes(old, member).map((change) => text.of(words.name(member), change)) : [];
  });
  return [
    ...removed.map((member) => text.removed(words.name(member))),
    ...added.map((member) => text.added(words.added(member))),
    ...changed,
    ...movesOf(before, after, language, words.name),
  ];
}

/** Who moved among those that both lists have: the fewest moves that explain the new order. */
function movesOf<T extends { code: string }>(
  before: readonly T[],
  after: readonly T[],
  language: Language,
  name: (member: T) => string,
): string[] {
  const places = new Map(before.map(({ code }, index) => [code, index]));
  const common = after.filter(({ code }) => places.has(code));
  const kept = longestRise(common.map(({ code }) => places.get(code) ?? 0));
  return common.flatMap((member, index) => {
    const previous = common[index - 1];
    return kept.has(index) ? [] : [changeWords[language].moved(name(member), previous ? name(previous) : null)];
  });
}

/** The places of a longest rising run of values, of which the others have moved. */
function longestRise(values: readonly number[]): Set<number> {
  const best = values.map(() => ({ length: 1, from: -1 }));
  values.forEach((value, index) => {
    for (let earlier = 0; earlier < index; earlier += 1) {
      const length = best[earlier]!.length + 1;
      if (values[earlier]! < value && length > best[index]!.length) best[index] = { length, from: earlier };
    }
  });
  let at = best.reduce((top, { length }, index) => (length > (best[top]?.length ?? 0) ? index : top), -1);
  const kept = new Set<number>();
  for (; at >= 0; at = best[at]!.from) kept.add(at);
  return kept;
}

/** A figure or word that is no longer the same: "上限：4 分 → 6 分". */
export function changeOf(label: Label, before: string, after: string, language: Language): string[] {
  const { change, labels } = changeWords[language];
  return before === after ? [] : [change(labels[label], before, after)];
}

/** A list of names: what was added and taken out; where it is only their order, both orders. */
export function changeOfNames(
  label: Label,
  before: readonly string[],
  after: readonly string[],
  language: Language,
): string[] {
  const text = changeWords[language];
  const { list } = common[language];
  const added = after.filter((name) => !before.includes(name));
  const removed = before.filter((name) => !after.includes(name));
  if (added.length + removed.length > 0) return [text.listChange(text.labels[label], list(added), list(removed))];
  return changeOf(label, list(before), list(after), language);
}
