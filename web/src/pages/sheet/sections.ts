/** How a sheet is laid out for any rule: by category where there are some, else by group, else all base items together. */
import { isEntered } from '../../../../src/scoring/gaps.js';
import { planOf } from '../../../../src/scoring/plan.js';
import { groupOf, type Item, type Scheme } from '../../../../src/scoring/scheme.js';
import type { Score } from '../../../../src/scoring/score.js';
import { inLanguage } from '../../format';
import { t } from '../../i18n';
import { categoryColour } from '../../schemes';

export interface Section {
  code: string;
  name: string;
  items: Item[];
}

/** The base items of the rule, in sections; a section without items is left out. */
export function baseSections(scheme: Scheme): Section[] {
  const base = scheme.items.filter((item) => item.kind === 'base');
  const tagged = scheme.categories.map(({ code, name }) => ({
    code,
    name: inLanguage(name),
    items: base.filter((item) => item.category === code),
  }));
  const untagged = base.filter((item) => !tagged.some(({ items }) => items.includes(item)));
  const grouped = scheme.groups.map((group) => ({
    code: `group-${group.code}`,
    name: inLanguage(group.name),
    items: untagged.filter((item) => groupOf(scheme, item) === group),
  }));
  const rest = {
    code: 'base',
    name: t('words.basePoints'),
    items: untagged.filter((item) => groupOf(scheme, item) === null),
  };
  return [...tagged, ...grouped, rest].filter(({ items }) => items.length > 0);
}

/** What the member is presumed to have in a sheet: his class may have another figure than the rule's. */
export function standardOf(scheme: Scheme, profileCode: string, item: Item): number {
  return planOf(scheme, profileCode)?.byCode.get(item.code)?.standardHundredths ?? item.standardHundredths;
}

/** Given once for a longer period: a sheet only says what is taken off it. */
export function isLong(scheme: Scheme, profileCode: string, item: Item): boolean {
  return planOf(scheme, profileCode)?.byCode.get(item.code)?.long ?? false;
}

/** Why a base item isn't for the member to fill in; null where it is. */
export function fixedFor(
  scheme: Scheme,
  profileCode: string,
  item: Item,
): 'notApplicable' | 'automatic' | 'notYours' | 'fixed' | 'required' | null {
  if (planOf(scheme, profileCode)?.byCode.get(item.code)?.notApplicable) return 'notApplicable';
  if (item.automatic !== undefined) return 'automatic';
  if (!isEntered(item)) return 'fixed';
  if (item.claimedBy.includes('member')) return null;
  return item.required ? 'required' : 'notYours';
}

/** What all contributions together can come to; null where the rule has no such limit. */
export function contributionsCap(scheme: Scheme): number | null {
  return scheme.groups.find(({ takes }) => takes === 'contribution')?.capHundredths ?? null;
}

/** A score as it is shown; what it hands on to longer periods is nobody's concern here. */
export type ShownScore = Omit<Score, 'parts'>;

export interface Bar {
  code: string;
  name: string;
  pointsHundredths: number;
  fullHundredths: number;
  colour: string;
}

/** Section by section how much of what is presumed is kept; nothing to draw where nothing is presumed in a sheet. */
export function barsOf(scheme: Scheme, score: ShownScore): Bar[] {
  return baseSections(scheme).flatMap(({ code, name, items }): Bar[] => {
    const codes = new Set(items.map((item) => item.code));
    const lines = score.lines.filter((line) => codes.has(line.itemCode));
    const category = score.categories.find((one) => one.code === code);
    const points = lines.reduce((sum, line) => sum + line.countedHundredths, 0);
    const full = category?.standardHundredths ?? items.reduce((sum, item) => sum + item.standardHundredths, 0);
    const onceAPeriod = lines.some((line) => line.notes.some((note) => note.code === 'onceAPeriod'));
    if (full <= 0 || points < 0 || (onceAPeriod && !category)) return [];
    return [{ code, name, pointsHundredths: points, fullHundredths: full, colour: categoryColour(scheme, code) }];
  });
}
