import { POINTS_MAX_HUNDREDTHS } from '../scoring/points.js';
import {
  PERIODS,
  type Band,
  type BandConditions,
  type Decider,
  type Group,
  type Item,
  type Limit,
  type OwnItems,
  type Period,
  type Profile,
  type Rules,
  type Scheme,
  type SummaryRule,
  type Text,
  type Veto,
} from '../scoring/scheme.js';
import type {
  FileBand,
  FileConditions,
  FileGroup,
  FileItem,
  FileOwnItems,
  FileProfile,
  FileScheme,
  FileSummary,
  FileTotal,
} from './scheme-file-shape.js';

/*
 * From what a file says to the whole scheme: what was left out means what docs/scheme.md says. What must be there and isn't
 * has been reported; it is filled with something empty, so that the rest can be checked.
 */

const NO_WORDS: Text = { zh: '', en: '' };
export const COUNT_MAX = 1000;
export const TIMES: Text = { zh: '次', en: 'time' };
export const WHOLE_PROFILE: Text = { zh: '全项考核', en: 'Full' };
const MONTHS: Record<Period, number> = { month: 1, quarter: 3, halfYear: 6, year: 12 };

export function schemeOf(file: FileScheme): Scheme {
  const period = file.period ?? 'month';
  const total = {
    ...rulesOf(file.total ?? {}, period, 'mean'),
    roundHundredths: or(file.total?.round, 1),
    floorHundredths: or(file.total?.floor, 0),
  };
  return {
    code: file.code ?? '',
    name: file.name ?? NO_WORDS,
    version: file.version ?? '',
    period,
    yearStartsMonth: file.yearStarts ?? 1,
    stepHundredths: file.step ?? 50,
    total,
    categories: (file.categories ?? []).map(namedOf),
    qualifications: (file.qualifications ?? []).map(namedOf),
    profiles: (file.profiles ?? [{ code: 'full', name: WHOLE_PROFILE }]).map(profileFrom),
    items: (file.items ?? []).map((item) => itemFrom(item ?? {}, period)),
    groups: (file.groups ?? []).map((group) => groupFrom(group ?? {}, period)),
    summaries: file.summaries
      ? file.summaries.map((summary) => summaryFrom(summary ?? {}, period))
      : summariesLeftOut(period, total.per),
    bands: (file.bands ?? []).map((band) => bandFrom(band ?? {})),
    vetoes: (file.vetoes ?? []).map(vetoFrom),
    ownItems: file.ownItems ? ownItemsFrom(file.ownItems) : null,
  };
}

/** A limit that is `none` is null; one that was left out is what follows. */
function or<T>(given: T | undefined, leftOut: T): T {
  return given === undefined ? leftOut : given;
}

function namedOf(named: { code?: string | undefined; name?: Text | undefined } | undefined): {
  code: string;
  name: Text;
} {
  return { code: named?.code ?? '', name: named?.name ?? NO_WORDS };
}

function rulesOf(file: FileTotal, period: Period, over: Rules['over']): Rules {
  return {
    combine: file.combine ?? 'sum',
    share: file.share ?? null,
    times: file.times ?? [],
    roundHundredths: or(file.round, null),
    floorHundredths: or(file.floor, null),
    capHundredths: or(file.cap, null),
    per: file.per ?? period,
    over: file.over ?? over,
  };
}

function groupFrom(file: FileGroup, period: Period): Group {
  const { group = null, takes = null } = file;
  return { ...namedOf(file), group, takes, limits: limitsFrom(file.limits), ...rulesOf(file, period, 'sum') };
}

function limitsFrom(limits: FileItem['limits']): Limit[] {
  return (limits ?? []).map(([per, cap]) => ({ per, capHundredths: cap ?? 0 }));
}

export function itemFrom(file: FileItem, period: Period): Item {
  const values = valuesFrom(file);
  const leftOut = itemLeftOut({
    ...values,
    kind: file.kind ?? 'base',
    automatic: file.automatic,
    carryOver: file.carryOver,
  });
  const standardHundredths = file.standard ?? leftOut.standardHundredths;
  return {
    ...namedOf(file),
    kind: file.kind ?? 'base',
    category: file.category ?? null,
    qualification: file.qualification ?? null,
    group: file.group ?? null,
    standardHundredths,
    ...values,
    floorHundredths: or(file.floor, leftOut.floorHundredths),
    capHundredths: or(file.cap, leftOut.hasCap ? bestOf({ ...values, standardHundredths }) : null),
    per: file.per ?? period,
    limits: limitsFrom(file.limits),
    combine: file.combine ?? 'sum',
    over: file.over ?? leftOut.over,
    required: file.required ?? false,
    ...(file.carryOver ? { carryOver: file.carryOver } : {}),
    claimedBy: file.claimedBy ?? leftOut.claimedBy,
    decidedBy: file.decidedBy ?? leftOut.decidedBy,
    ...(file.automatic ? { automatic: file.automatic } : {}),
    evidence: file.evidence ?? null,
    evidenceRequired: file.evidenceRequired ?? leftOut.evidenceRequired,
    ...(file.onceADeed === undefined ? {} : { onceADeed: file.onceADeed }),
  };
}

type Values = Pick<Item, 'options' | 'each' | 'range' | 'levels'>;

function valuesFrom({ options, each, range, levels }: FileItem): Values {
  return {
    ...(options
      ? {
          options: options.map((option) => ({
            ...namedOf(option),
            pointsHundredths: option?.points ?? 0,
            ...(option?.decidedBy ? { decidedBy: option.decidedBy } : {}),
          })),
        }
      : {}),
    ...(each
      ? {
          each: {
            pointsHundredths: each.points ?? 0,
            unit: each.unit ?? TIMES,
            countMax: each.max ?? COUNT_MAX,
            ...(each.per === undefined ? {} : { per: each.per }),
          },
        }
      : {}),
    ...(range ? { range: { fromHundredths: range.from ?? 0, toHundredths: range.to ?? 0 } } : {}),
    ...(levels
      ? {
          levels: {
            unit: levels.unit ?? TIMES,
            countMax: levels.max ?? COUNT_MAX,
            steps: (levels.steps ?? []).map((step) => ({ from: step?.from ?? 0, pointsHundredths: step?.points ?? 0 })),
          },
        }
      : {}),
  };
}

const BY_MEMBERS: Item['claimedBy'] = ['member', 'groupLeader', 'organisationCommissioner'];
const BY_OFFICERS: Item['claimedBy'] = [
  'groupLeader',
  'organisationCommissioner',
  'disciplineCommissioner',
  'secretary',
];

/** What an item is where its file says nothing. */
export function itemLeftOut(
  item: Values & {
    kind: Item['kind'];
    automatic?: Item['automatic'] | undefined;
    carryOver?: Item['carryOver'] | undefined;
  },
) {
  const { kind, automatic } = item;
  const first = item.options?.[0]?.pointsHundredths ?? item.range?.toHundredths ?? 0;
  const byOfficers = kind === 'deduction' || kind === 'factor';
  const isKept = kind === 'base' || kind === 'factor';
  const deciding: Decider = automatic ? 'automatic' : 'branch';
  return {
    standardHundredths: kind === 'base' ? first : kind === 'factor' ? 100 : 0,
    floorHundredths: isKept ? 0 : null,
    // What is carried over has no best value: it goes by last year's result.
    hasCap: isKept && !item.carryOver,
    over: kind === 'factor' ? ('latest' as const) : ('sum' as const),
    claimedBy: automatic ? (['automatic'] as Item['claimedBy']) : byOfficers ? [...BY_OFFICERS] : [...BY_MEMBERS],
    decidedBy: deciding,
    evidenceRequired: kind === 'contribution',
  };
}

/** The best that an item can be by its values: its cap, where a base item or a factor names none. */
export function bestOf({ standardHundredths, options, each, range, levels }: Values & { standardHundredths: number }) {
  const counted = each ? standardHundredths + each.pointsHundredths * Math.floor(each.countMax / (each.per ?? 1)) : 0;
  const best = Math.max(
    standardHundredths,
    counted,
    range?.toHundredths ?? -Infinity,
    ...(options ?? []).map(({ pointsHundredths }) => pointsHundredths),
    ...(levels?.steps ?? []).map(({ pointsHundredths }) => pointsHundredths),
  );
  return Math.min(best, POINTS_MAX_HUNDREDTHS);
}

function profileFrom(file: FileProfile | undefined): Profile {
  return {
    ...namedOf(file),
    scored: file?.scored ?? true,
    notApplicable: file?.notApplicable ?? [],
    notApplicableCounts: file?.notApplicableCounts ?? 'full',
    overrides: (file?.overrides ?? []).map(([code, override]) => ({
      code,
      ...(override?.standard === undefined ? {} : { standardHundredths: override.standard }),
      ...(override?.floor === undefined ? {} : { floorHundredths: override.floor }),
      ...(override?.cap === undefined ? {} : { capHundredths: override.cap }),
      ...(override?.share === undefined ? {} : { share: override.share }),
    })),
  };
}

/** Half of the sheets that the period has, rounded up. */
export function countedMinLeftOut(per: Period, period: Period): number {
  return Math.max(1, Math.ceil(MONTHS[per] / MONTHS[period] / 2));
}

/** Half-year and year, as far as they are not shorter than the sheet and the total. */
export function summariesLeftOut(period: Period, totalPer: Period): SummaryRule[] {
  const shortest = Math.max(PERIODS.indexOf(period), PERIODS.indexOf(totalPer));
  // A total that is made up by the quarter is also told by the quarter.
  const quarter = period === 'month' && totalPer === 'quarter' ? (['quarter'] as const) : [];
  return ([...quarter, 'halfYear', 'year'] as const)
    .filter((per) => PERIODS.indexOf(per) >= shortest)
    .map((per) => ({ per, countedMin: countedMinLeftOut(per, period) }));
}

function summaryFrom({ per = 'year', countedMin }: FileSummary, period: Period): SummaryRule {
  return { per, countedMin: countedMin ?? countedMinLeftOut(per, period) };
}

function bandFrom(file: FileBand): Band {
  return {
    ...namedOf(file),
    fromHundredths: file.from ?? 0,
    summaries: file.for ?? [],
    fromForProfiles: (file.fromFor ?? []).map(([profile, from]) => ({ profile, fromHundredths: from ?? 0 })),
    conditions: conditionsFrom(file.conditions ?? {}),
  };
}

function conditionsFrom(file: FileConditions): BandConditions {
  const { noVeto, lowestMonthAtLeast, withoutItems, withItems, partsAtLeast, quota } = file;
  return {
    ...(noVeto === undefined ? {} : { noVeto }),
    ...(lowestMonthAtLeast === undefined ? {} : { lowestMonthAtLeastHundredths: lowestMonthAtLeast }),
    ...(withoutItems ? { withoutItems } : {}),
    ...(withItems ? { withItems } : {}),
    ...(partsAtLeast
      ? { partsAtLeast: partsAtLeast.map(([code, points]) => ({ code, pointsHundredths: points ?? 0 })) }
      : {}),
    ...(quota ? { quota: { ...(quota.share ?? { numerator: 1, denominator: 1 }), atLeast: quota.atLeast ?? 0 } } : {}),
  };
}

type FileVeto = NonNullable<FileScheme['vetoes']>[number];

function vetoFrom(file: FileVeto | undefined): Veto {
  return { ...namedOf(file), capHundredths: file?.cap ?? 0, per: file?.per ?? 'year' };
}

function ownItemsFrom(file: FileOwnItems): OwnItems {
  return { kinds: file.kinds ?? [], itemsMax: file.itemsMax ?? 1, capHundredths: file.cap ?? 0 };
}
