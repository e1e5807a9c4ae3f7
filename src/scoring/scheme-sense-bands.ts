import { bandsOf, thresholdOf } from './bands.js';
import { comparePeriods } from './periods.js';
import { sheetsIn } from './reach-items.js';
import type { Band, Period, Scheme } from './scheme.js';
import type { Report } from './scheme-problems.js';

/** What makes no sense about what results are drawn up for, and what limits them. */
export function checkSummaries(scheme: Scheme, report: Report): void {
  const { period, total } = scheme;
  scheme.summaries.forEach(({ per, countedMin }, index) => {
    const path = `summaries[${index}]`;
    const before = scheme.summaries[index - 1];
    if (comparePeriods(per, period) < 0) report(`${path}.per`, 'perTooShort', { period });
    else if (before && comparePeriods(before.per, per) >= 0) report(`${path}.per`, 'notAscending');
    const sheets = sheetsIn(scheme, per);
    if (countedMin > sheets) report(`${path}.countedMin`, 'countedMinAboveSheets', { sheets });
  });
  scheme.vetoes.forEach(({ per, capHundredths }, index) => {
    const path = `vetoes[${index}]`;
    const { floorHundredths } = total;
    if (comparePeriods(per, period) < 0) report(`${path}.per`, 'perTooShort', { period });
    if (floorHundredths !== null && capHundredths < floorHundredths) {
      report(`${path}.capHundredths`, 'belowFloor', { floorHundredths });
    }
  });
}

export function checkOwnItems({ ownItems, stepHundredths }: Scheme, report: Report): void {
  if (!ownItems) return;
  const { kinds, capHundredths } = ownItems;
  if (new Set(kinds).size < kinds.length) report('ownItems.kinds', 'namedTwice');
  if (capHundredths <= 0) report('ownItems.capHundredths', 'notAboveZero');
  if (capHundredths % stepHundredths !== 0) report('ownItems.capHundredths', 'offStep', { stepHundredths });
}

/** What makes no sense about the bands; whether they take everybody needs to know what can be reached, see `scheme-sense.ts`. */
export function checkBands(scheme: Scheme, report: Report): void {
  scheme.bands.forEach((band, index) => {
    const path = `bands[${index}]`;
    band.summaries.forEach((per, at) => {
      const isDrawnUp = scheme.summaries.some((summary) => summary.per === per);
      if (!isDrawnUp) report(`${path}.summaries[${at}]`, 'notSummarised', { per });
      else if (band.summaries.indexOf(per) < at) report(`${path}.summaries[${at}]`, 'namedTwice');
    });
    checkOwnThresholds(scheme, band, path, report);
    checkOrder(scheme, band, path, report);
    checkConditions(scheme, band, `${path}.conditions`, report);
  });
  for (const last of new Set(summarised(scheme).map((per) => bandsOf(scheme, per).at(-1)))) {
    const index = last ? scheme.bands.indexOf(last) : -1;
    if (last && isConditional(last)) report(`bands[${index}].conditions`, 'lastBandConditional');
  }
}

/** What bands are proposed for; where nothing is summarised, as if the sheets themselves were. */
function summarised({ summaries, period }: Scheme): Period[] {
  return summaries.length > 0 ? summaries.map(({ per }) => per) : [period];
}

function checkOwnThresholds(scheme: Scheme, { fromForProfiles: own }: Band, path: string, report: Report): void {
  own.forEach(({ profile }, at) => {
    const below = `${path}.fromForProfiles[${at}].profile`;
    if (!scheme.profiles.some(({ code }) => code === profile)) report(below, 'unknownProfile');
    else if (own.findIndex((it) => it.profile === profile) < at) report(below, 'namedTwice');
  });
}

/** In every summary each band begins below the one above it, or where that one begins if that one has conditions. */
function checkOrder(scheme: Scheme, band: Band, path: string, report: Report): void {
  for (const per of summarised(scheme)) {
    const bands = bandsOf(scheme, per);
    const above = bands[bands.indexOf(band) - 1];
    if (!above) continue;
    for (const { code: profile } of scheme.profiles) {
      const aboveHundredths = thresholdOf(above, profile);
      const difference = aboveHundredths - thresholdOf(band, profile);
      if (difference > 0 || (difference === 0 && isConditional(above))) continue;
      const at = band.fromForProfiles.findIndex((own) => own.profile === profile);
      const where = at < 0 ? 'fromHundredths' : `fromForProfiles[${at}].fromHundredths`;
      return report(`${path}.${where}`, 'notDescending', { profile, aboveHundredths });
    }
  }
}

function checkConditions(scheme: Scheme, { conditions }: Band, path: string, report: Report): void {
  const { withoutItems = [], withItems = [], partsAtLeast = [], quota } = conditions;
  const isItem = (code: string) => scheme.items.some((item) => item.code === code);
  const isPart = (code: string) => isItem(code) || scheme.groups.some((group) => group.code === code);
  for (const [name, codes] of Object.entries({ withoutItems, withItems })) {
    codes.forEach((code, at) => {
      if (!isItem(code)) report(`${path}.${name}[${at}]`, 'unknownItem');
      else if (codes.indexOf(code) < at) report(`${path}.${name}[${at}]`, 'namedTwice');
    });
  }
  withItems.forEach((code, at) => {
    if (withoutItems.includes(code)) report(`${path}.withItems[${at}]`, 'contradiction', { item: code });
  });
  partsAtLeast.forEach(({ code }, at) => {
    if (!isPart(code)) report(`${path}.partsAtLeast[${at}].code`, 'unknownPart');
    else if (partsAtLeast.findIndex((part) => part.code === code) < at) {
      report(`${path}.partsAtLeast[${at}].code`, 'namedTwice');
    }
  });
  if (quota && quota.numerator > quota.denominator) report(`${path}.quota`, 'moreThanAll');
}

/** Whether a band asks for more than its threshold. */
export function isConditional({ conditions }: Band): boolean {
  return Object.values(conditions).some((condition) => condition !== undefined && condition !== false);
}
