/** Changes of a scheme that touch more than one place. Each is given a copy to change (see editor.ts). */
import type { Group, Item, ItemKind, Period, Rules, Scheme, Text } from '../../../../src/scoring/scheme.js';

export type ListName =
  'items' | 'groups' | 'profiles' | 'bands' | 'vetoes' | 'summaries' | 'categories' | 'qualifications';

/** A code that the list doesn't have yet: 'C-01' → 'C-01-2'; 'C-01-2' → 'C-01-3'. */
export function freeCode(taken: readonly string[], like: string): string {
  const [, stem = like, number] = /^(.*?)-(\d{1,3})$/.exec(like) ?? [];
  const width = number?.length ?? 1;
  for (let next = number ? Number(number) + 1 : 2; ; next += 1) {
    const code = `${stem}-${String(next).padStart(width, '0')}`;
    if (!taken.includes(code)) return code;
  }
}

/** A scheme is JSON; structuredClone is younger than some phones. */
export const copyOf = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

const codesOf = (list: readonly { code: string }[]) => list.map(({ code }) => code);
const blank = (): Text => ({ zh: '', en: '' });

/** Another code, everywhere it is named: an item that a class of members is excused from stays excused. */
export function rename(scheme: Scheme, list: ListName, index: number, code: string): void {
  if (list === 'summaries') return;
  const entry = scheme[list][index];
  if (!entry) return;
  const old = entry.code;
  entry.code = code;
  // Two of one name: nobody can say which of them was meant.
  if (codesOf(scheme[list]).includes(old)) return;
  replaceCode(scheme, list, old, code);
}

/** Takes an entry out, and with it what named it. */
export function remove(scheme: Scheme, list: ListName, index: number): void {
  const [gone] = scheme[list].splice(index, 1);
  if (!gone || !('code' in gone) || list === 'summaries') return;
  if (!codesOf(scheme[list]).includes(gone.code)) replaceCode(scheme, list, gone.code, null);
}

function replaceCode(scheme: Scheme, list: ListName, old: string, code: string | null): void {
  const one = (given: string | null) => (given === old ? code : given);
  const many = (given: readonly string[]) => given.map(one).filter((each) => each !== null);
  if (list === 'categories') for (const item of scheme.items) item.category = one(item.category);
  if (list === 'qualifications') for (const item of scheme.items) item.qualification = one(item.qualification);
  if (list === 'groups') {
    for (const item of scheme.items) item.group = one(item.group);
    for (const group of scheme.groups) group.group = one(group.group);
  }
  if (list === 'profiles') {
    for (const band of scheme.bands)
      band.fromForProfiles = band.fromForProfiles.flatMap((own) => {
        const profile = one(own.profile);
        return profile === null ? [] : [{ ...own, profile }];
      });
  }
  if (list !== 'items' && list !== 'groups') return;
  for (const profile of scheme.profiles) {
    profile.notApplicable = many(profile.notApplicable);
    profile.overrides = renamed(profile.overrides, one);
  }
  for (const rules of [scheme.total, ...scheme.groups]) rules.times = many(rules.times);
  for (const { conditions } of scheme.bands) {
    for (const name of ['withoutItems', 'withItems'] as const) {
      const kept = many(conditions[name] ?? []);
      if (kept.length > 0) conditions[name] = kept;
      else delete conditions[name];
    }
    const parts = renamed(conditions.partsAtLeast ?? [], one);
    if (parts.length > 0) conditions.partsAtLeast = parts;
    else delete conditions.partsAtLeast;
  }
}

function renamed<T extends { code: string }>(list: readonly T[], one: (code: string) => string | null): T[] {
  return list.flatMap((entry) => {
    const code = one(entry.code);
    return code === null ? [] : [{ ...entry, code }];
  });
}

/** A copy right behind its original, with a code of its own. */
export function copy(scheme: Scheme, list: ListName, index: number): void {
  const original = scheme[list][index];
  if (!original) return;
  const twin = copyOf(original);
  if ('code' in twin && list !== 'summaries') twin.code = freeCode(codesOf(scheme[list]), twin.code);
  (scheme[list] as unknown[]).splice(index + 1, 0, twin);
}

/** Moves an entry to another place of its list. */
export function move(scheme: Scheme, list: ListName, from: number, to: number): void {
  const entries = scheme[list] as unknown[];
  if (to < 0 || to >= entries.length || from === to) return;
  entries.splice(to, 0, ...entries.splice(from, 1));
}

/** The nearest place before or behind that holds an item of the same kind; null at the end of its kind. */
export function placeBeside(scheme: Scheme, index: number, by: -1 | 1): number | null {
  const kind = scheme.items[index]?.kind;
  for (let at = index + by; at >= 0 && at < scheme.items.length; at += by) {
    if (scheme.items[at]?.kind === kind) return at;
  }
  return null;
}

const officers: Item['claimedBy'] = [
  'groupLeader',
  'organisationCommissioner',
  'disciplineCommissioner',
  'secretary',
  'branch',
];
const times = (): Text => ({ zh: '次', en: 'time' });

/** A new item of this kind, as simple as its kind allows. */
export function newItem(scheme: Scheme, kind: ItemKind): Item {
  const like = scheme.items.findLast((item) => item.kind === kind);
  const prefix = { base: 'B', deduction: 'D', contribution: 'C', factor: 'F' }[kind];
  const common = {
    code: freeCode(codesOf(scheme.items), like?.code ?? `${prefix}-00`),
    kind,
    name: blank(),
    category: like?.category ?? scheme.categories[0]?.code ?? null,
    qualification: like?.qualification ?? scheme.qualifications[0]?.code ?? null,
    group: like?.group ?? null,
    per: scheme.period,
    combine: 'sum' as const,
    over: kind === 'factor' ? ('latest' as const) : ('sum' as const),
    required: false,
    decidedBy: 'branch' as const,
    evidence: null,
    evidenceRequired: kind === 'contribution',
    floorHundredths: null,
    capHundredths: null,
    limits: [],
    standardHundredths: 0,
  };
  const member: Item['claimedBy'] = ['member', 'groupLeader', 'organisationCommissioner'];
  switch (kind) {
    case 'base':
      return {
        ...common,
        standardHundredths: 500,
        floorHundredths: 0,
        capHundredths: 500,
        range: { fromHundredths: 0, toHundredths: 500 },
        claimedBy: member,
      };
    case 'deduction':
      return { ...common, each: { pointsHundredths: -100, unit: times(), countMax: 31 }, claimedBy: [...officers] };
    case 'contribution':
      return { ...common, each: { pointsHundredths: 100, unit: times(), countMax: 31 }, claimedBy: member };
    case 'factor':
      return {
        ...common,
        standardHundredths: 100,
        floorHundredths: 80,
        capHundredths: 120,
        range: { fromHundredths: 80, toHundredths: 120 },
        claimedBy: [...officers],
      };
  }
}

export type Way = 'options' | 'each' | 'range' | 'levels' | 'none';
export function wayOf(item: Item): Way {
  return (['options', 'each', 'range', 'levels'] as const).find((way) => item[way] !== undefined) ?? 'none';
}

/** Values an item in another way, beginning with figures that make sense for it. */
export function setWay(item: Item, way: Way): void {
  const best = item.kind === 'base' ? Math.max(item.standardHundredths, 100) : 100;
  const points = item.kind === 'deduction' ? -100 : best;
  for (const old of ['options', 'each', 'range', 'levels'] as const) delete item[old];
  if (way === 'options') {
    const option = (code: string, zh: string, en: string, pointsHundredths: number) => ({
      code,
      name: { zh, en },
      pointsHundredths,
    });
    item.options =
      item.kind === 'base'
        ? [option('full', '正常', 'as it should be', item.standardHundredths), option('none', '未做到', 'not done', 0)]
        : [option('a', '', '', points)];
  }
  if (way === 'each')
    item.each = { pointsHundredths: item.kind === 'base' ? -100 : points, unit: times(), countMax: 31 };
  if (way === 'range') {
    const ends = item.kind === 'deduction' ? [-500, -100] : item.kind === 'contribution' ? [100, 500] : [0, best];
    item.range = { fromHundredths: ends[0]!, toHundredths: ends[1]! };
  }
  if (way === 'levels') {
    item.levels = {
      unit: { zh: '小时', en: 'hours' },
      countMax: 1000,
      steps: [
        { from: 10, pointsHundredths: points },
        { from: 20, pointsHundredths: points * 2 },
      ],
    };
  }
}

function plainRules(per: Period): Rules {
  return {
    combine: 'sum',
    share: null,
    times: [],
    roundHundredths: null,
    floorHundredths: null,
    capHundredths: null,
    per,
    over: 'sum',
  };
}

/** A new entry at the end of any list but the items'. */
export function append(scheme: Scheme, list: Exclude<ListName, 'items'>): void {
  const code = (stem: string) => freeCode(list === 'summaries' ? [] : codesOf(scheme[list]), `${stem}-0`);
  switch (list) {
    case 'groups': {
      const group: Group = {
        code: code('G'),
        name: blank(),
        group: null,
        takes: null,
        ...plainRules(scheme.period),
        limits: [],
      };
      scheme.groups.push(group);
      break;
    }
    case 'profiles':
      scheme.profiles.push({
        code: code('P'),
        name: blank(),
        scored: true,
        notApplicable: [],
        notApplicableCounts: 'full',
        overrides: [],
      });
      break;
    case 'bands':
      // Before the last one, which takes everybody.
      scheme.bands.splice(Math.max(0, scheme.bands.length - 1), 0, {
        code: code('G'),
        name: blank(),
        fromHundredths: (scheme.bands.at(-1)?.fromHundredths ?? -1000) + 1000,
        summaries: [],
        fromForProfiles: [],
        conditions: {},
      });
      break;
    case 'vetoes':
      scheme.vetoes.push({ code: code('V'), name: blank(), capHundredths: 0, per: 'year' });
      break;
    case 'summaries':
      scheme.summaries.push({
        per: scheme.summaries.some(({ per }) => per === 'halfYear') ? 'year' : 'halfYear',
        countedMin: 1,
      });
      break;
    default:
      scheme[list].push({ code: code(list === 'categories' ? 'B' : 'Q'), name: blank() });
  }
}
