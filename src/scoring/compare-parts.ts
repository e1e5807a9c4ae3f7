import { changeOf, changeOfNames, changesOfList, type Compared } from './compare-lists.js';
import { wayText } from './describe-items.js';
import { overrideFigures, ownItemsLines } from './describe-results.js';
import { nameIn, partNameOfEither } from './naming.js';
import { formatPoints } from './points.js';
import type { Band, Fraction, Group, Item, Limit, Option, Profile, Rules, Scheme, Text, Veto } from './scheme.js';
import { changeWords, type Label } from './words/changes.js';
import { common, type Language } from './words/common.js';
import { ruleWords } from './words/rule.js';

type Field<T> = [label: Label, words: (value: T) => string];

/** How each property of something is said; the type holds the list complete. */
type Said<T, Left extends keyof T = never> = Record<Exclude<keyof T, Left>, Field<T>>;

function differences<T>(said: Readonly<Record<string, Field<T>>>, before: T, after: T, language: Language): string[] {
  return Object.values(said).flatMap(([label, words]) => changeOf(label, words(before), words(after), language));
}

export function frameChanges(compared: Compared): string[] {
  const { before, after, language } = compared;
  const { monthName, every, points } = common[language];
  const said: [Label, (scheme: Scheme) => string][] = [
    ['version', ({ version }) => version],
    ['name', ({ name }) => name[language]],
    ['code', ({ code }) => code],
    ['period', ({ period }) => every[period]],
    ['yearStartsMonth', ({ yearStartsMonth }) => monthName(yearStartsMonth)],
    ['stepHundredths', ({ stepHundredths }) => points(stepHundredths)],
  ];
  return said.flatMap(([label, words]) => changeOf(label, words(before), words(after), language));
}

export function itemChanges(compared: Compared, before: Item, after: Item): string[] {
  return [...differences(itemSaid(compared), before, after, compared.language), ...wayChanges(compared, before, after)];
}

function itemSaid({ before, after, language }: Compared): Said<Item, 'code' | 'options' | 'each' | 'range' | 'levels'> {
  const text = changeWords[language];
  const words = ruleWords[language];
  const { kinds, period, people, list, share } = common[language];
  return {
    name: ['name', ({ name }) => name[language]],
    kind: ['kind', ({ kind }) => kinds[kind]],
    category: ['category', ({ category }) => coded([...after.categories, ...before.categories], category, language)],
    qualification: [
      'qualification',
      (it) => coded([...after.qualifications, ...before.qualifications], it.qualification, language),
    ],
    group: ['group', ({ group }) => (group === null ? text.noGroup : partNameOfEither(after, before, group, language))],
    standardHundredths: ['standardHundredths', (item) => amount(item, item.standardHundredths, language)],
    floorHundredths: ['floorHundredths', (item) => orNone(item.floorHundredths, text.noFloor, item, language)],
    capHundredths: ['capHundredths', (item) => orNone(item.capHundredths, text.noCap, item, language)],
    per: ['per', ({ per }) => period[per]],
    limits: ['limits', ({ limits }) => limitsSaid(limits, language)],
    combine: ['entries', ({ combine }) => words.entries[combine]],
    over: ['over', ({ per, over }) => words.over(per, over)],
    required: ['required', ({ required }) => yesOrNo(required, language)],
    carryOver: ['carryOver', ({ carryOver }) => (carryOver ? share(carryOver) : text.none)],
    claimedBy: ['claimedBy', ({ claimedBy }) => list(claimedBy.map((who) => people[who]))],
    decidedBy: ['decidedBy', ({ decidedBy }) => people[decidedBy]],
    automatic: ['automatic', ({ automatic }) => (automatic ? words.automatic[automatic] : text.none)],
    evidence: ['evidence', ({ evidence }) => evidence?.[language] ?? text.none],
    evidenceRequired: ['evidenceRequired', ({ evidenceRequired }) => yesOrNo(evidenceRequired, language)],
    onceADeed: ['onceADeed', ({ onceADeed }) => yesOrNo(onceADeed === true, language)],
  };
}

/** Options one by one where both have some; else the whole way of valuing. */
function wayChanges(compared: Compared, before: Item, after: Item): string[] {
  const { language } = compared;
  if (!before.options || !after.options) {
    return changeOf('way', wayText(before, language), wayText(after, language), language);
  }
  const text = changeWords[language];
  const value = (item: Item, { pointsHundredths }: Option) => ruleWords[language].value[item.kind](pointsHundredths);
  const decider = ({ decidedBy }: Option) => (decidedBy ? common[language].people[decidedBy] : text.nobodyElse);
  return changesOfList(before.options, after.options, language, {
    name: (option) => text.option(option.name[language]),
    added: (option) => `${text.option(option.name[language])} ${value(after, option)}`,
    changes: (one, other) => [
      ...changeOf('name', one.name[language], other.name[language], language),
      ...changeOf('points', value(before, one), value(after, other), language),
      ...changeOf('decidedBy', decider(one), decider(other), language),
    ],
  });
}

/** What groups and the total have in common. */
export function rulesChanges(compared: Compared, before: Rules, after: Rules): string[] {
  return differences(rulesSaid(compared), before, after, compared.language);
}

function rulesSaid({ before, after, language }: Compared): Said<Rules> {
  const text = changeWords[language];
  const words = ruleWords[language];
  const { points, period, share, list } = common[language];
  const orElse = (hundredths: number | null, none: string) => (hundredths === null ? none : points(hundredths));
  return {
    combine: ['combine', ({ combine }) => words.combine[combine]],
    share: ['share', (rules) => (rules.share === null ? text.wholeShare : share(rules.share))],
    times: [
      'times',
      ({ times }) =>
        times.length === 0 ? text.none : list(times.map((code) => partNameOfEither(after, before, code, language))),
    ],
    roundHundredths: ['roundHundredths', ({ roundHundredths }) => orElse(roundHundredths, text.exact)],
    floorHundredths: ['floorHundredths', ({ floorHundredths }) => orElse(floorHundredths, text.noFloor)],
    capHundredths: ['capHundredths', ({ capHundredths }) => orElse(capHundredths, text.noCap)],
    per: ['per', ({ per }) => period[per]],
    over: ['over', ({ per, over }) => words.over(per, over)],
  };
}

export function groupChanges(compared: Compared, before: Group, after: Group): string[] {
  const { language } = compared;
  const text = changeWords[language];
  const around = ({ group }: Group) =>
    group === null ? text.noGroup : partNameOfEither(compared.after, compared.before, group, language);
  const takes = ({ takes: kind }: Group) => (kind === null ? text.none : ruleWords[language].takes[kind]);
  return [
    ...changeOf('name', before.name[language], after.name[language], language),
    ...changeOf('group', around(before), around(after), language),
    ...changeOf('takes', takes(before), takes(after), language),
    ...rulesChanges(compared, before, after),
    ...changeOf('limits', limitsSaid(before.limits, language), limitsSaid(after.limits, language), language),
  ];
}

export function profileChanges(compared: Compared, before: Profile, after: Profile): string[] {
  const { language } = compared;
  const text = changeWords[language];
  const names = ({ notApplicable }: Profile) =>
    notApplicable.map((code) => partNameOfEither(compared.after, compared.before, code, language));
  return [
    ...changeOf('name', before.name[language], after.name[language], language),
    ...changeOf('scored', yesOrNo(before.scored, language), yesOrNo(after.scored, language), language),
    ...changeOfNames('notApplicable', names(before), names(after), language),
    ...changeOf(
      'notApplicableCounts',
      text.counts[before.notApplicableCounts],
      text.counts[after.notApplicableCounts],
      language,
    ),
    ...overrideChanges(compared, before, after),
  ];
}

function overrideChanges({ before, after, language }: Compared, one: Profile, other: Profile): string[] {
  const name = ({ code }: { code: string }) => partNameOfEither(after, before, code, language);
  const figures = (scheme: Scheme, override: Profile['overrides'][number]) =>
    common[language].list(overrideFigures(scheme, override, language));
  const { change, of, labels } = changeWords[language];
  return changesOfList(one.overrides, other.overrides, language, {
    name,
    added: (override) => of(name(override), figures(after, override)),
    changes: (old, now) =>
      figures(before, old) === figures(after, now)
        ? []
        : [change(labels.override, figures(before, old), figures(after, now))],
  });
}

export function bandChanges(compared: Compared, before: Band, after: Band): string[] {
  const { language } = compared;
  const text = changeWords[language];
  const { points, period, list } = common[language];
  const summaries = ({ summaries: named }: Band) =>
    named.length === 0 ? text.allSummaries : list(named.map((per) => period[per]));
  return [
    ...changeOf('name', before.name[language], after.name[language], language),
    ...changeOf('fromHundredths', points(before.fromHundredths), points(after.fromHundredths), language),
    ...changeOf('summaries', summaries(before), summaries(after), language),
    ...thresholdChanges(compared, before, after),
    ...conditionChanges(compared, before, after),
  ];
}

function thresholdChanges({ before, after, language }: Compared, one: Band, other: Band): string[] {
  const text = changeWords[language];
  const { points } = common[language];
  const coded = ({ fromForProfiles }: Band) =>
    fromForProfiles.map(({ profile, fromHundredths }) => ({ code: profile, fromHundredths }));
  const name = ({ code }: { code: string }) =>
    text.threshold(nameIn([...after.profiles, ...before.profiles], code, language));
  return changesOfList(coded(one), coded(other), language, {
    name,
    added: (it) => `${name(it)} ${points(it.fromHundredths)}`,
    changes: (old, now) => changeOf('fromHundredths', points(old.fromHundredths), points(now.fromHundredths), language),
  });
}

function conditionChanges({ before, after, language }: Compared, one: Band, other: Band): string[] {
  const text = changeWords[language];
  const { points, share } = common[language];
  const [old, now] = [one.conditions, other.conditions];
  const names = (codes: string[] = []) => codes.map((code) => partNameOfEither(after, before, code, language));
  const lowest = (value: number | undefined) => (value === undefined ? text.none : points(value));
  const quota = (value: (Fraction & { atLeast: number }) | undefined) =>
    value ? text.quota(share(value), value.atLeast) : text.none;
  const partSaid = ({ code }: { code: string }) => text.partAtLeast(partNameOfEither(after, before, code, language));
  return [
    ...changeOf('noVeto', yesOrNo(old.noVeto === true, language), yesOrNo(now.noVeto === true, language), language),
    ...changeOf(
      'lowestMonthAtLeastHundredths',
      lowest(old.lowestMonthAtLeastHundredths),
      lowest(now.lowestMonthAtLeastHundredths),
      language,
    ),
    ...changeOfNames('withoutItems', names(old.withoutItems), names(now.withoutItems), language),
    ...changeOfNames('withItems', names(old.withItems), names(now.withItems), language),
    ...changesOfList(old.partsAtLeast ?? [], now.partsAtLeast ?? [], language, {
      name: partSaid,
      added: (part) => `${partSaid(part)} ${points(part.pointsHundredths)}`,
      changes: (a, b) => changeOf('points', points(a.pointsHundredths), points(b.pointsHundredths), language),
    }),
    ...changeOf('quota', quota(old.quota), quota(now.quota), language),
  ];
}

export function vetoChanges({ language }: Compared, before: Veto, after: Veto): string[] {
  const { points, period } = common[language];
  return [
    ...changeOf('name', before.name[language], after.name[language], language),
    ...changeOf('capHundredths', points(before.capHundredths), points(after.capHundredths), language),
    ...changeOf('per', period[before.per], period[after.per], language),
  ];
}

export function ownItemsChanges({ before, after, language }: Compared): string[] {
  const text = changeWords[language];
  const { points } = common[language];
  const [old, now] = [before.ownItems, after.ownItems];
  if (old === null || now === null) {
    const said = (scheme: Scheme) => ownItemsLines(scheme, language)[0] ?? text.notAllowed;
    return changeOf('ownItems', said(before), said(after), language);
  }
  const kinds = (value: typeof old) => value.kinds.map((kind) => ruleWords[language].ownKinds[kind]);
  return [
    ...changeOfNames('ownKinds', kinds(old), kinds(now), language),
    ...changeOf('itemsMax', String(old.itemsMax), String(now.itemsMax), language),
    ...changeOf('capHundredths', points(old.capHundredths), points(now.capHundredths), language),
  ];
}

function coded(named: readonly { code: string; name: Text }[], code: string | null, language: Language): string {
  if (code === null) return changeWords[language].none;
  const found = named.find((candidate) => candidate.code === code);
  return found ? `${code} ${found.name[language]}` : code;
}

function amount({ kind }: Item, hundredths: number, language: Language): string {
  return kind === 'factor' ? formatPoints(hundredths) : common[language].points(hundredths);
}

function orNone(hundredths: number | null, none: string, item: Item, language: Language): string {
  return hundredths === null ? none : amount(item, hundredths, language);
}

function limitsSaid(limits: readonly Limit[], language: Language): string {
  const { list, every, points } = common[language];
  if (limits.length === 0) return changeWords[language].none;
  return list(limits.map(({ per, capHundredths }) => `${every[per]} ${points(capHundredths)}`));
}

function yesOrNo(value: boolean, language: Language): string {
  return value ? changeWords[language].yes : changeWords[language].no;
}
