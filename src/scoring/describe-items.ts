import { countsTogether } from './entry.js';
import { groupName, itemName, nameIn } from './naming.js';
import { formatPoints, sum } from './points.js';
import {
  fullHundredths,
  type Item,
  type ItemKind,
  type Limit,
  type Option,
  type Period,
  type Scheme,
} from './scheme.js';
import { common, present, type Language } from './words/common.js';
import { ruleWords } from './words/rule.js';

/** How many of something one entry may hold where the scheme's file says nothing. */
export const COUNT_MAX_USUAL = 1000;

/** What most items of a kind have in common: said once, above them. */
interface Usual {
  claimedBy: Item['claimedBy'];
  decidedBy: Item['decidedBy'];
  evidenceRequired: boolean;
}

/** Items of one kind: what is usual for them, then category by category, or group by group, or plainly one after another. */
export function itemLines(scheme: Scheme, kind: ItemKind, language: Language): string[] {
  const text = ruleWords[language];
  const items = scheme.items.filter((item) => item.kind === kind);
  if (items.length === 0) return [];
  const usual = usualOf(items);
  const people = common[language].people;
  const said = text.usual(
    usual.claimedBy.map((who) => people[who]),
    people[usual.decidedBy],
    usual.evidenceRequired,
  );
  const blocks = blocksOf(scheme, items).flatMap((block) => [
    ...blockHeading(scheme, kind, block, language),
    ...block.items.map((item) => itemLine(scheme, item, usual, language)),
  ]);
  const unlimited = isGainOrLoss(kind) && items.some(({ capHundredths }) => capHundredths === null);
  return [...present([text.kinds[kind], said, unlimited && text.unlimited]), ...blocks];
}

function usualOf(items: readonly Item[]): Usual {
  return {
    claimedBy: mostFrequent(items.map((item) => item.claimedBy)),
    decidedBy: mostFrequent(items.map((item) => item.decidedBy)),
    evidenceRequired: mostFrequent(items.map((item) => item.evidenceRequired)),
  };
}

/** The first of those that occur most often. */
function mostFrequent<T>(values: readonly T[]): T {
  const times = new Map<string, number>();
  const keys = values.map((value) => JSON.stringify(value));
  for (const key of keys) times.set(key, (times.get(key) ?? 0) + 1);
  const most = Math.max(...times.values());
  return values[keys.findIndex((key) => times.get(key) === most)] as T;
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

interface Block {
  code: string | null;
  items: Item[];
}

/** By category where the scheme has categories, else by the group that the item names. Who names none comes first. */
function blocksOf(scheme: Scheme, items: readonly Item[]): Block[] {
  const codeOf = hasCategories(scheme) ? (item: Item) => item.category : (item: Item) => item.group;
  const known = (hasCategories(scheme) ? scheme.categories : scheme.groups).map(({ code }) => code);
  const codes = new Set<string | null>([null, ...known, ...items.map(codeOf)]);
  return [...codes]
    .map((code) => ({ code, items: items.filter((item) => codeOf(item) === code) }))
    .filter((block) => block.items.length > 0);
}

function hasCategories(scheme: Scheme): boolean {
  return scheme.categories.length > 0 || scheme.items.some((item) => item.category !== null);
}

function blockHeading(scheme: Scheme, kind: ItemKind, { code, items }: Block, language: Language): string[] {
  if (code === null) return [];
  const category = scheme.categories.find((candidate) => candidate.code === code);
  const name = category ? `${code} ${category.name[language]}` : nameIn(scheme.groups, code, language);
  const standard = kind === 'base' ? standardTogether(items, language) : null;
  return [ruleWords[language].heading(name, standard)];
}

/** Only where all hold over the same time: a base of the month and one of the year have no common sum. */
function standardTogether(items: readonly Item[], language: Language): string | null {
  if (new Set(items.map(({ per }) => per)).size > 1) return null;
  return common[language].points(sum(items.map((item) => item.standardHundredths)));
}

/** An item in one line as it stands in the rule's text. */
export function itemText(scheme: Scheme, item: Item, language: Language): string {
  return itemLine(scheme, item, usualOf(scheme.items.filter(({ kind }) => kind === item.kind)), language);
}

/** How an entry of an item is valued. */
export function wayText(item: Item, language: Language): string {
  return common[language].clauses(present(way(item, language)));
}

/** One item in one line: how it is valued, its limits, what happens to several entries, and what is unusual about it. */
function itemLine(scheme: Scheme, item: Item, usual: Usual, language: Language): string {
  const text = ruleWords[language];
  const sentences = [
    common[language].clauses(present([...standard(scheme, item, language), ...way(item, language)])),
    common[language].phrases(limits(scheme, item, language)),
    entriesWords(item, language),
    item.over === (item.kind === 'factor' ? 'latest' : 'sum') ? null : text.over(item.per, item.over),
    item.onceADeed ? text.onceADeed : null,
    item.required ? text.required : null,
    item.group !== null && hasCategories(scheme) ? text.countsIn(groupName(scheme, item.group, language)) : null,
    evidence(item, usual, language),
    item.automatic ? text.automatic[item.automatic] : null,
    people(item, usual, language),
  ];
  const qualification = item.qualification === null ? '' : nameIn(scheme.qualifications, item.qualification, language);
  const head = itemName(item, language) + (qualification && common[language].inBrackets(qualification));
  return common[language].line(head, present(sentences));
}

/** What happens to several entries in one sheet. */
function entriesWords(item: Item, language: Language): string | null {
  const text = ruleWords[language];
  if (item.combine !== 'sum') return text.entries[item.combine];
  return countsTogether(item) ? text.countedTogether : null;
}

/** The scheme's own period needs no saying. */
function unusual(scheme: Scheme, per: Period): Period | null {
  return per === scheme.period ? null : per;
}

/** What counts when nothing is entered. */
function standard(scheme: Scheme, item: Item, language: Language): (string | null)[] {
  const text = ruleWords[language];
  const { standardHundredths, carryOver, kind } = item;
  const { points, share } = common[language];
  const amount = points(standardHundredths);
  if (carryOver) return [text.carryOver(share(carryOver), amount)];
  if (kind === 'factor') return [text.standardFactor(formatPoints(standardHundredths))];
  if (kind !== 'base') return [standardHundredths === 0 ? null : text.standard(amount, null)];
  const per = unusual(scheme, item.per);
  return [isFull(item) ? text.inFull(amount, per) : text.standard(amount, per)];
}

/** A base item that is only reduced. */
function isFull({ kind, carryOver, standardHundredths, capHundredths }: Item): boolean {
  return kind === 'base' && carryOver === undefined && capHundredths === standardHundredths;
}

function way(item: Item, language: Language): (string | null)[] {
  const text = ruleWords[language];
  const { kind, options, each, range, levels } = item;
  const unit = (count: number, words: string) => common[language].countOf(count, words);
  if (options) return options.map((option) => optionWords(kind, option, language));
  if (each) {
    const value = kind === 'base' ? text.change(each.pointsHundredths) : text.value[kind](each.pointsHundredths);
    return [
      text.each(each.unit[language], each.per ?? 1, value),
      countMax(each.countMax, each.unit[language], language),
    ];
  }
  if (levels) {
    const steps = levels.steps.map((step) =>
      text.level(unit(step.from, levels.unit[language]), text.value[kind](step.pointsHundredths)),
    );
    return [text.levels(steps), countMax(levels.countMax, levels.unit[language], language)];
  }
  if (!range) return [text.unchanged];
  const ends = [range.fromHundredths, range.toHundredths];
  // A deduction runs from the larger loss to the smaller one; people say it the other way round.
  const [from = 0, to = 0] = kind === 'deduction' ? ends.map((end) => 0 - end).reverse() : ends;
  return [text.range[kind](formatPoints(from), formatPoints(to))];
}

function countMax(count: number, unit: string, language: Language): string | null {
  return count === COUNT_MAX_USUAL ? null : ruleWords[language].countMax(common[language].countOf(count, unit));
}

function optionWords(kind: ItemKind, { name, pointsHundredths, decidedBy }: Option, language: Language): string {
  const text = ruleWords[language];
  const decider = decidedBy ? common[language].people[decidedBy] : null;
  return text.option(name[language], text.value[kind](pointsHundredths), decider);
}

function isGainOrLoss(kind: ItemKind): boolean {
  return kind === 'deduction' || kind === 'contribution';
}

/** Floor and cap, as far as they aren't what the kind has anyway. */
function limits(scheme: Scheme, item: Item, language: Language): string[] {
  return present([
    floorWords(scheme, item, language),
    capWords(scheme, item, language),
    ...limitWords(item.limits, language),
  ]);
}

function floorWords(scheme: Scheme, { kind, floorHundredths, per }: Item, language: Language): string | null {
  const text = ruleWords[language];
  const isPresumed = kind === 'base' || kind === 'factor';
  if (floorHundredths === null) return isPresumed ? text.noFloor : null;
  if (isPresumed && floorHundredths === 0) return null;
  return text.least(amountOf(kind, floorHundredths, language), unusual(scheme, per));
}

function capWords(scheme: Scheme, item: Item, language: Language): string | null {
  const text = ruleWords[language];
  const { kind, capHundredths, per } = item;
  if (capHundredths === null) {
    // What a base item can be is limited by its values, unless they are added up.
    if (kind === 'base' && !item.each) return null;
    const own = unusual(scheme, per);
    // That deductions and contributions without a limit have none is said once, above them.
    return isGainOrLoss(kind) && own === null ? null : text.noLimit(own);
  }
  const amount = amountOf(kind, capHundredths, language);
  if (kind === 'contribution') return text.limit(amount, per);
  if (kind === 'deduction') return text.lossLimit(amountOf(kind, 0 - capHundredths, language), per);
  if (isFull(item)) return null;
  const best = fullHundredths({ ...item, capHundredths: null });
  const needsSaying = kind === 'base' || capHundredths !== best || per !== scheme.period;
  return needsSaying ? text.most(amount, unusual(scheme, per)) : null;
}

/** Further caps over longer periods, of an item or a group. */
export function limitWords(limits: readonly Limit[], language: Language): string[] {
  const text = ruleWords[language];
  const { points } = common[language];
  return limits.map(({ per, capHundredths }) =>
    capHundredths < 0 ? text.lossLimit(points(-capHundredths), per) : text.limit(points(capHundredths), per),
  );
}

function amountOf(kind: ItemKind, hundredths: number, language: Language): string {
  return kind === 'factor' ? formatPoints(hundredths) : common[language].points(hundredths);
}

function evidence({ evidence: proof, evidenceRequired }: Item, usual: Usual, language: Language): string | null {
  const text = ruleWords[language];
  const differs = evidenceRequired !== usual.evidenceRequired;
  if (proof === null) {
    if (!differs) return null;
    return evidenceRequired ? text.evidenceRequired : text.evidenceOptional;
  }
  const addition = evidenceRequired ? text.mustBeGiven : text.needNotBeGiven;
  return text.evidence(proof[language]) + (differs ? addition : '');
}

function people({ claimedBy, decidedBy }: Item, usual: Usual, language: Language): string | null {
  const names = common[language].people;
  const claimedDiffers = !same(claimedBy, usual.claimedBy);
  const decidedDiffers = decidedBy !== usual.decidedBy;
  if (!claimedDiffers && !decidedDiffers) return null;
  return ruleWords[language].people(
    claimedDiffers ? claimedBy.map((who) => names[who]) : null,
    decidedDiffers ? names[decidedBy] : null,
  );
}
