import type { Band, BandConditions, Group, Item, OwnItems, Period, Profile, Rules, Scheme } from '../scoring/scheme.js';
import {
  bestOf,
  COUNT_MAX,
  countedMinLeftOut,
  itemLeftOut,
  summariesLeftOut,
  TIMES,
  WHOLE_PROFILE,
} from './scheme-file-defaults.js';
import type { FileBand, FileConditions, FileGroup, FileItem, FileProfile, FileScheme } from './scheme-file-shape.js';

/*
 * From the whole scheme to what a file says: the way back from scheme-file-defaults.ts. `all` says everything that can be
 * said; otherwise what means the same when it is left out is left out.
 */

/** The value, or nothing where leaving it out means the same. */
type Say = <T>(value: T, leftOut: T) => T | undefined;

const sayAll: Say = (value) => value;
const sayLess: Say = (value, leftOut) => (JSON.stringify(value) === JSON.stringify(leftOut) ? undefined : value);
/** What can only be left out: null means that there is nothing to say. */
const given = <T>(value: T | null | undefined): T | undefined => value ?? undefined;

export function fileOf(scheme: Scheme, all: boolean): FileScheme {
  const say = all ? sayAll : sayLess;
  const { code, name, version, period } = scheme;
  const summaries = scheme.summaries.map(({ per, countedMin }) => ({
    per,
    countedMin: say(countedMin, countedMinLeftOut(per, period)),
  }));
  const summariesSaid = say(scheme.summaries, summariesLeftOut(period, scheme.total.per));
  const profilesSaid = say(scheme.profiles, [wholeProfile]);
  const total = rulesOf(scheme.total, { over: 'mean', round: 1, floor: 0, period }, say);
  return {
    code,
    name,
    version,
    period: say(period, 'month'),
    yearStarts: say(scheme.yearStartsMonth, 1),
    step: say(scheme.stepHundredths, 50),
    total: all || Object.values(total).some((value) => value !== undefined) ? total : undefined,
    categories: say(scheme.categories, []),
    qualifications: say(scheme.qualifications, []),
    profiles: profilesSaid && scheme.profiles.map((profile) => profileOf(profile, say)),
    items: scheme.items.map((item) => itemOf(item, period, say)),
    groups: say(scheme.groups, []) && scheme.groups.map((group) => groupOf(group, period, say)),
    summaries: summariesSaid && summaries,
    bands: say(scheme.bands, []) && scheme.bands.map((band) => bandOf(band, say)),
    vetoes:
      say(scheme.vetoes, []) &&
      scheme.vetoes.map((veto) => ({ code: veto.code, name: veto.name, cap: veto.capHundredths, per: veto.per })),
    ownItems: scheme.ownItems ? ownItemsOf(scheme.ownItems) : undefined,
  };
}

const wholeProfile: Profile = {
  code: 'full',
  name: WHOLE_PROFILE,
  scored: true,
  notApplicable: [],
  notApplicableCounts: 'full',
  overrides: [],
};

function rulesOf(
  rules: Rules,
  leftOut: { over: Rules['over']; round: number | null; floor: number | null; period: Period },
  say: Say,
) {
  return {
    combine: say(rules.combine, 'sum'),
    share: given(rules.share),
    times: say(rules.times, []),
    round: say(rules.roundHundredths, leftOut.round),
    floor: say(rules.floorHundredths, leftOut.floor),
    cap: say(rules.capHundredths, null),
    per: say(rules.per, leftOut.period),
    over: say(rules.over, leftOut.over),
  };
}

const limitsOf = ({ limits }: Item | Group, say: Say): FileItem['limits'] =>
  say(limits, []) && limits.map(({ per, capHundredths }) => [per, capHundredths]);

function groupOf(group: Group, period: Period, say: Say): FileGroup {
  return {
    code: group.code,
    name: group.name,
    group: given(group.group),
    takes: given(group.takes),
    ...rulesOf(group, { over: 'sum', round: null, floor: null, period }, say),
    limits: limitsOf(group, say),
  };
}

function itemOf(item: Item, period: Period, say: Say): FileItem {
  const leftOut = itemLeftOut(item);
  return {
    code: item.code,
    name: item.name,
    kind: item.kind,
    category: given(item.category),
    qualification: given(item.qualification),
    group: given(item.group),
    standard: say(item.standardHundredths, leftOut.standardHundredths),
    ...valuesOf(item, say),
    floor: say(item.floorHundredths, leftOut.floorHundredths),
    cap: say(item.capHundredths, leftOut.hasCap ? bestOf(item) : null),
    per: say(item.per, period),
    limits: limitsOf(item, say),
    combine: say(item.combine, 'sum'),
    over: say(item.over, leftOut.over),
    required: say(item.required, false),
    carryOver: item.carryOver,
    onceADeed: item.onceADeed,
    automatic: item.automatic,
    claimedBy: say(item.claimedBy, leftOut.claimedBy),
    decidedBy: say(item.decidedBy, leftOut.decidedBy),
    evidence: given(item.evidence),
    evidenceRequired: say(item.evidenceRequired, leftOut.evidenceRequired),
  };
}

function valuesOf({ options, each, range, levels }: Item, say: Say): FileItem {
  return {
    options: options?.map(({ code, name, pointsHundredths, decidedBy }) => ({
      code,
      name,
      points: pointsHundredths,
      decidedBy,
    })),
    each: each && {
      points: each.pointsHundredths,
      unit: say(each.unit, TIMES),
      max: say(each.countMax, COUNT_MAX),
      per: each.per,
    },
    range: range && { from: range.fromHundredths, to: range.toHundredths },
    levels: levels && {
      unit: say(levels.unit, TIMES),
      max: say(levels.countMax, COUNT_MAX),
      steps: levels.steps.map(({ from, pointsHundredths }) => ({ from, points: pointsHundredths })),
    },
  };
}

function profileOf(profile: Profile, say: Say): FileProfile {
  const overrides: FileProfile['overrides'] = profile.overrides.map((override) => [
    override.code,
    {
      standard: override.standardHundredths,
      floor: override.floorHundredths,
      cap: override.capHundredths,
      share: override.share,
    },
  ]);
  return {
    code: profile.code,
    name: profile.name,
    scored: say(profile.scored, true),
    notApplicable: say(profile.notApplicable, []),
    notApplicableCounts: say(profile.notApplicableCounts, 'full'),
    overrides: say(overrides, []),
  };
}

function bandOf(band: Band, say: Say): FileBand {
  return {
    code: band.code,
    name: band.name,
    from: band.fromHundredths,
    for: say(band.summaries, []),
    fromFor: say(
      band.fromForProfiles.map(({ profile, fromHundredths }) => [profile, fromHundredths]),
      [],
    ),
    conditions: say(band.conditions, {}) && conditionsOf(band.conditions),
  };
}

function conditionsOf(conditions: BandConditions): FileConditions {
  const { noVeto, lowestMonthAtLeastHundredths, withoutItems, withItems, partsAtLeast, quota } = conditions;
  return {
    noVeto,
    lowestMonthAtLeast: lowestMonthAtLeastHundredths,
    withoutItems,
    withItems,
    partsAtLeast: partsAtLeast?.map(({ code, pointsHundredths }) => [code, pointsHundredths]),
    quota: quota && {
      share: { numerator: quota.numerator, denominator: quota.denominator },
      atLeast: quota.atLeast,
    },
  };
}

function ownItemsOf({ kinds, itemsMax, capHundredths }: OwnItems): FileScheme['ownItems'] {
  return { kinds, itemsMax, cap: capHundredths };
}
