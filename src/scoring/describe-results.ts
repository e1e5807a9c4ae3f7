import { COUNT_MAX_USUAL } from './describe-items.js';
import { nameIn, partName } from './naming.js';
import { comparePeriods } from './periods.js';
import { formatPoints } from './points.js';
import { itemOf, PERIODS, type Band, type Override, type Profile, type Scheme, type Veto } from './scheme.js';
import { common, present, type Language } from './words/common.js';
import { ruleWords } from './words/rule.js';

/** What holds for every scheme, as far as this one has a case for it. */
export function factLines(scheme: Scheme, language: Language): string[] {
  const text = ruleWords[language].facts;
  const counted = scheme.items.some((item) => (item.each ?? item.levels)?.countMax === COUNT_MAX_USUAL);
  const several = scheme.items.some((item) => item.kind !== 'base' && item.combine === 'sum');
  return present([
    text.once,
    several ? text.several : null,
    counted ? text.countMax(COUNT_MAX_USUAL) : null,
    scheme.items.some((item) => item.kind === 'base') ? text.heldNot : null,
    scheme.groups.length > 0 ? text.order : null,
    [...scheme.items, ...scheme.groups].some(({ limits }) => limits.length > 0) ? text.limits : null,
    scheme.total.floorHundredths === null ? null : text.floor,
  ]);
}

/** What a sheet covers, how sheets make something longer, and from how many on a band is suggested. */
export function periodLines(scheme: Scheme, language: Language): string[] {
  const text = ruleWords[language];
  const { period, total, yearStartsMonth } = scheme;
  const month = (offset: number) => common[language].monthName(((yearStartsMonth + 11 + offset) % 12) + 1);
  const longer = PERIODS.filter((per) => comparePeriods(per, total.per) > 0);
  const isUsual = longer.length === 0 && total.over === 'mean';
  return present([
    text.sheets(period),
    text.year(month(0), month(5), month(6), month(11)),
    yearStartsMonth === 1 ? null : text.yearName,
    isUsual ? null : text.longer(longer, total.per, total.over),
    text.notScoredIsNotZero(period),
    ...scheme.summaries.map((rule) => text.summary(rule.per, common[language].sheetCount(rule.countedMin, period))),
  ]);
}

export function profileLine(scheme: Scheme, profile: Profile, language: Language): string {
  const text = ruleWords[language];
  const { notApplicable, overrides, scored } = profile;
  const isPlain = notApplicable.length === 0 && overrides.length === 0;
  return common[language].line(
    profile.name[language],
    present([
      scored ? isPlain && text.scoredOnAll : text.notScored,
      ...notApplicableWords(scheme, profile, language),
      common[language].clauses(overrides.map((override) => overrideWords(scheme, override, language))),
    ]),
  );
}

/** What does not apply, and what that counts: a question for base items only. */
function notApplicableWords(
  scheme: Scheme,
  { notApplicable, notApplicableCounts }: Profile,
  language: Language,
): (string | null)[] {
  const text = ruleWords[language];
  const names = (codes: readonly string[]) =>
    common[language].clauses(codes.map((code) => partName(scheme, code, language)));
  const isBase = (code: string) => itemOf(scheme, code)?.kind === 'base';
  const base = notApplicable.filter(isBase);
  const others = notApplicable.filter((code) => !isBase(code));
  return [
    base.length > 0 ? text.notApplicable[notApplicableCounts](names(base)) : null,
    others.length > 0 ? text.notApplicable.other(names(others)) : null,
    base.length === 0 && notApplicableCounts === 'nothing' ? text.nothingForNotApplicable : null,
  ];
}

function overrideWords(scheme: Scheme, override: Override, language: Language): string {
  const name = partName(scheme, override.code, language);
  return ruleWords[language].override(name, overrideFigures(scheme, override, language));
}

/** The figures that a profile has of its own for an item, a group or the total. */
export function overrideFigures(scheme: Scheme, override: Override, language: Language): string[] {
  const text = ruleWords[language];
  const { standardHundredths: standard, share } = override;
  const isFactor = itemOf(scheme, override.code)?.kind === 'factor';
  const amount = (hundredths: number) => (isFactor ? formatPoints(hundredths) : common[language].points(hundredths));
  const floor = (hundredths: number | null) =>
    hundredths === null ? text.noFloor : text.least(amount(hundredths), null);
  const cap = (hundredths: number | null) => {
    if (hundredths === null) return text.noLimit(null);
    return hundredths < 0 ? text.lossLimit(amount(-hundredths), null) : text.most(amount(hundredths), null);
  };
  return present([
    standard === undefined ? null : text.overrideStandard(amount(standard)),
    share === undefined ? null : text.overrideShare(share && common[language].share(share)),
    override.floorHundredths === undefined ? null : floor(override.floorHundredths),
    override.capHundredths === undefined ? null : cap(override.capHundredths),
  ]);
}

export function vetoLine({ name, per, capHundredths }: Veto, language: Language): string {
  return ruleWords[language].veto(name[language], per, common[language].points(capHundredths));
}

/** A band: from where, to where the band above begins, a profile's own threshold, and its conditions. */
export function bandLine(scheme: Scheme, at: number, language: Language): string {
  const text = ruleWords[language];
  const band = scheme.bands[at];
  if (!band) return '';
  const above = scheme.bands.slice(0, at).findLast((other) => sharesSummary(other, band));
  const threshold = text.threshold(
    formatPoints(band.fromHundredths),
    above ? formatPoints(above.fromHundredths) : null,
  );
  const own = band.fromForProfiles.map(({ profile, fromHundredths }) =>
    text.thresholdFor(nameIn(scheme.profiles, profile, language), formatPoints(fromHundredths)),
  );
  return common[language].line(band.name[language], [
    ...(band.summaries.length === 0 ? [] : [text.onlyIn(band.summaries)]),
    threshold,
    ...own,
    ...conditions(scheme, band, language),
  ]);
}

/** No summary named: all of them. */
function sharesSummary(one: Band, other: Band): boolean {
  return (
    one.summaries.length === 0 ||
    other.summaries.length === 0 ||
    one.summaries.some((per) => other.summaries.includes(per))
  );
}

function conditions(scheme: Scheme, band: Band, language: Language): string[] {
  const text = ruleWords[language];
  const { points, share, clauses } = common[language];
  const names = (codes: readonly string[]) => clauses(codes.map((code) => partName(scheme, code, language)));
  const {
    noVeto,
    lowestMonthAtLeastHundredths: lowest,
    withoutItems,
    withItems,
    partsAtLeast,
    quota,
  } = band.conditions;
  return present([
    noVeto ? text.noVeto : null,
    lowest === undefined ? null : text.lowestSheet(scheme.period, formatPoints(lowest)),
    withoutItems ? text.without(names(withoutItems)) : null,
    withItems ? text.with(names(withItems)) : null,
    ...(partsAtLeast ?? []).map(({ code, pointsHundredths }) =>
      text.partAtLeast(partName(scheme, code, language), points(pointsHundredths)),
    ),
    quota ? text.quota(share(quota), quota.atLeast) : null,
  ]);
}

export function ownItemsLines({ ownItems, period }: Scheme, language: Language): string[] {
  if (ownItems === null) return [];
  const text = ruleWords[language];
  const kinds = ownItems.kinds.map((kind) => text.ownKinds[kind]);
  return [text.ownItems(kinds, ownItems.itemsMax, common[language].points(ownItems.capHundredths), period)];
}
