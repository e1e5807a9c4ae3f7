import { comparePeriods } from './periods.js';
import { reach, reachOfPart, reachOfSheet, sheetsIn } from './reach.js';
import type { Band, Scheme } from './scheme.js';
import { fromFor, isConditional } from './scheme-sense-bands.js';
import { widest } from './scheme-warnings-groups.js';
import type { Doubt } from './scheme-warnings.js';

/** What is odd about the periods that results are drawn up for, and about what limits them. */
export function doubtSummaries(scheme: Scheme, doubt: Doubt): void {
  const { summaries, vetoes, bands, period, total } = scheme;
  if (bands.length > 0 && summaries.length === 0) doubt('bands', 'bandsWithoutSummary');
  summaries.forEach(({ per, countedMin }, index) => {
    const sheets = sheetsIn(scheme, per);
    // One exempt month, and nobody proposes a band.
    if (sheets > 1 && countedMin >= sheets) doubt(`summaries[${index}].countedMin`, 'countedMinAll', { sheets });
  });
  vetoes.forEach(({ per, capHundredths }, index) => {
    const isDrawnUp = per === period || per === total.per || summaries.some((summary) => summary.per === per);
    if (!isDrawnUp) doubt(`vetoes[${index}].per`, 'vetoWithoutSummary', { per });
    if (comparePeriods(per, period) < 0) return;
    const { mostHundredths } = widest(scheme, (profile) => reach(scheme, profile, per));
    if (mostHundredths === null || capHundredths < mostHundredths) return;
    doubt(`vetoes[${index}].capHundredths`, 'vetoNeverBites', { mostHundredths });
  });
}

interface ProfileReach {
  profile: string;
  leastHundredths: number | null;
  mostHundredths: number | null;
}

/** What is odd about the bands. */
export function doubtBands(scheme: Scheme, doubt: Doubt): void {
  const reaches = resultsByProfile(scheme);
  scheme.bands.forEach((band, index) => {
    const path = `bands[${index}]`;
    band.fromForProfiles.forEach(({ fromHundredths }, at) => {
      if (fromHundredths !== band.fromHundredths) return;
      doubt(`${path}.fromForProfiles[${at}].fromHundredths`, 'sameThreshold');
    });
    doubtConditions(scheme, band, `${path}.conditions`, doubt);
    doubtReach(band, reaches, path, doubt);
    const taker = scheme.bands.slice(0, index).find((above) => takesEverybody(above, reaches));
    if (taker) doubt(path, 'bandNeverUsed', { band: taker.code });
  });
  doubtLast(scheme, reaches, doubt);
}

/** Over all summaries, with what vetoes make of the least. */
function resultsByProfile(scheme: Scheme): ProfileReach[] {
  const vetoes = scheme.vetoes.map(({ capHundredths }) => capHundredths);
  const scored = scheme.summaries.length > 0 ? scheme.profiles.filter((profile) => profile.scored) : [];
  return scored.map(({ code: profile }) => {
    const results = scheme.summaries.map(({ per }) => reach(scheme, profile, per));
    const leasts = results.map(({ leastHundredths }) => leastHundredths);
    const mosts = results.map(({ mostHundredths }) => mostHundredths);
    return {
      profile,
      leastHundredths: leasts.includes(null) ? null : Math.min(...leasts.map((least) => least ?? 0), ...vetoes),
      mostHundredths: mosts.includes(null) ? null : Math.max(...mosts.map((most) => most ?? 0)),
    };
  });
}

function doubtReach(band: Band, reaches: readonly ProfileReach[], path: string, doubt: Doubt): void {
  const beyond = reaches.filter(
    ({ profile, mostHundredths }) => mostHundredths !== null && fromFor(band, profile) > mostHundredths,
  );
  if (beyond.length === 0) return;
  if (beyond.length === reaches.length) {
    const mostHundredths = Math.max(...beyond.map((it) => it.mostHundredths ?? 0));
    return doubt(`${path}.fromHundredths`, 'bandUnreachable', { mostHundredths });
  }
  for (const { profile, mostHundredths } of beyond) {
    doubt(`${path}.fromHundredths`, 'bandUnreachableFor', { profile, mostHundredths: mostHundredths ?? 0 });
  }
}

function takesEverybody(band: Band, reaches: readonly ProfileReach[]): boolean {
  if (isConditional(band) || reaches.length === 0) return false;
  return reaches.every(
    ({ profile, leastHundredths }) => leastHundredths !== null && fromFor(band, profile) <= leastHundredths,
  );
}

/** Points that are taken off without end: below this, a threshold is meant to take everybody. */
const FAR_BELOW_HUNDREDTHS = -100_000;

function doubtLast({ bands }: Scheme, reaches: readonly ProfileReach[], doubt: Doubt): void {
  const last = bands.at(-1);
  const endless = reaches.find(({ leastHundredths }) => leastHundredths === null);
  if (!last || !endless || fromFor(last, endless.profile) <= FAR_BELOW_HUNDREDTHS) return;
  doubt(`bands[${bands.length - 1}].fromHundredths`, 'bandsMayLeaveGap', { profile: endless.profile });
}

function doubtConditions(scheme: Scheme, { conditions }: Band, path: string, doubt: Doubt): void {
  const { noVeto, lowestMonthAtLeastHundredths: lowest, partsAtLeast = [] } = conditions;
  if (noVeto && scheme.vetoes.length === 0) doubt(`${path}.noVeto`, 'noVetoToExclude');
  if (lowest !== undefined) {
    const { mostHundredths } = widest(scheme, (profile) => reachOfSheet(scheme, profile));
    if (mostHundredths !== null && mostHundredths < lowest) {
      doubt(`${path}.lowestMonthAtLeastHundredths`, 'conditionUnreachable', { mostHundredths });
    }
  }
  const longest = scheme.summaries.at(-1)?.per ?? scheme.total.per;
  partsAtLeast.forEach(({ code, pointsHundredths }, at) => {
    const { mostHundredths } = widest(scheme, (profile) => reachOfPart(scheme, profile, code, longest));
    if (mostHundredths === null || mostHundredths >= pointsHundredths) return;
    doubt(`${path}.partsAtLeast[${at}].pointsHundredths`, 'conditionUnreachable', { part: code, mostHundredths });
  });
}
