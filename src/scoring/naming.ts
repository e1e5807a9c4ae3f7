import { itemOf, type Item, type Scheme, type Text } from './scheme.js';
import { common, type Language } from './words/common.js';

/*
 * What things are called in a sentence. Whatever a scheme names by a code that it doesn't hold is called by that code, so that a
 * sentence about a draft with mistakes still says what stands there.
 */

/** "C-01 志愿服务": items keep their code, which people use to speak of them. */
export function itemName(item: Item, language: Language): string {
  return `${item.code} ${item.name[language]}`;
}

/** “贡献积分” */
export function groupName(scheme: Scheme, code: string, language: Language): string {
  const group = scheme.groups.find((candidate) => candidate.code === code);
  if (group) return common[language].quoted(group.name[language]);
  return code === 'total' ? common[language].total : code;
}

/** An item or a group by its code. */
export function partName(scheme: Scheme, code: unknown, language: Language): string {
  const item = itemOf(scheme, code);
  return item ? itemName(item, language) : groupName(scheme, String(code), language);
}

/** The same name in both versions of a rule: the newer one, as long as there is one. */
export function partNameOfEither(after: Scheme, before: Scheme, code: string, language: Language): string {
  const isKept = itemOf(after, code) !== undefined || after.groups.some((group) => group.code === code);
  return partName(isKept ? after : before, code, language);
}

/** A band, veto or profile by its code. */
export function nameIn(named: readonly { code: string; name: Text }[], code: unknown, language: Language): string {
  return named.find((candidate) => candidate.code === code)?.name[language] ?? String(code);
}
