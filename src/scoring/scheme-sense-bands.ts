import { comparePeriods } from './periods.js';
import { sheetsIn } from './reach.js';
import type { Band, Scheme } from './scheme.js';
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

/** What makes no sense about the bands; whether they take everybody needs to know what can be reached: `checkGap`. */
export function checkBands(scheme: Scheme, report: Report): void {
  scheme.bands.forEach((band, index) => {
    const path = `bands[${index}]`;
    checkThresholds(scheme, index, path, report);
    checkConditions(scheme, band, `${path}.conditions`, report);
  });
  const last = scheme.bands.at(-1);
  if (last && isConditional(last)) report(`bands[${scheme.bands.length - 1}].conditions`, 'lastBandConditional');
}

/** The threshold of a band for a profile; null: for those that have none of their own. */
export function fromFor({ fromHundredths, fromForProfiles }: Band, profileCode: string | null): number {
  return fromForProfiles.find(({ profile }) => profile === profileCode)?.fromHundredths ?? fromHundredths;
}

function checkThresholds(scheme: Scheme, index: number, path: string, report: Report): void {
  const [above, band] = [scheme.bands[index - 1], scheme.bands[index]];
  if (!band) return;
  const { fromForProfiles: own } = band;
  if (above && above.fromHundredths <= band.fromHundredths) {
    report(`${path}.fromHundredths`, 'notDescending', { aboveHundredths: above.fromHundredths });
  }
  own.forEach(({ profile }, at) => {
    const below = `${path}.fromForProfiles[${at}]`;
    if (!scheme.profiles.some(({ code }) => code === profile)) report(`${below}.profile`, 'unknownProfile');
    if (own.findIndex((it) => it.profile === profile) < at) report(`${below}.profile`, 'namedTwice');
  });
  if (!above) return;
  for (const { code } of scheme.profiles) {
    const aboveHundredths = fromFor(above, code);
    const at = own.findIndex(({ profile }) => profile === code);
    const isOwn = at >= 0 || above.fromForProfiles.some(({ profile }) => profile === code);
    if (!isOwn || aboveHundredths > fromFor(band, code)) continue;
    const below = at < 0 ? `${path}.fromHundredths` : `${path}.fromForProfiles[${at}].fromHundredths`;
    report(below, 'notDescending', { profile: code, aboveHundredths });
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
