import { bandsOf, thresholdOf } from './bands.js';
import { comparePeriods } from './periods.js';
import { sheetsIn } from './reach-items.js';
import { reach, reachOfPart, reachOfSheet } from './reach.js';
import type { Band, Period, Scheme } from './scheme.js';
import { isConditional } from './scheme-sense-bands.js';
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

/** What members of a profile can come to in a summary. */
interface Result {
  per: Period;
  profile: string;
  leastHundredths: number | null;
  mostHundredths: number | null;
}

/** What is odd about the bands. */
export function doubtBands(scheme: Scheme, doubt: Doubt): void {
  const results = resultsOf(scheme);
  scheme.bands.forEach((band, index) => {
    const path = `bands[${index}]`;
    band.fromForProfiles.forEach(({ fromHundredths }, at) => {
      if (fromHundredths !== band.fromHundredths) return;
      doubt(`${path}.fromForProfiles[${at}].fromHundredths`, 'sameThreshold');
    });
    doubtConditions(scheme, band, `${path}.conditions`, doubt);
    const own = results.filter(({ per }) => bandsOf(scheme, per).includes(band));
    doubtReach(band, own, path, doubt);
    doubtNeverUsed(scheme, band, own, path, doubt);
  });
  doubtLast(scheme, results, doubt);
}

/** By summary and profile, with what vetoes make of the least. */
function resultsOf(scheme: Scheme): Result[] {
  const scored = scheme.profiles.filter((profile) => profile.scored);
  return scheme.summaries.flatMap(({ per }) => {
    const vetoes = scheme.vetoes.filter((veto) => veto.per === per).map(({ capHundredths }) => capHundredths);
    return scored.map(({ code: profile }) => {
      const { leastHundredths: least, mostHundredths } = reach(scheme, profile, per);
      return { per, profile, leastHundredths: least === null ? null : Math.min(least, ...vetoes), mostHundredths };
    });
  });
}

function doubtReach(band: Band, results: readonly Result[], path: string, doubt: Doubt): void {
  const isBeyond = ({ profile, mostHundredths }: Result) =>
    mostHundredths !== null && thresholdOf(band, profile) > mostHundredths;
  if (results.length === 0) return;
  if (results.every(isBeyond)) {
    const mostHundredths = Math.max(...results.map((it) => it.mostHundredths ?? 0));
    return doubt(`${path}.fromHundredths`, 'bandUnreachable', { mostHundredths });
  }
  const profiles = new Set(results.map(({ profile }) => profile));
  for (const profile of profiles) {
    const own = results.filter((it) => it.profile === profile);
    if (!own.every(isBeyond)) continue;
    const mostHundredths = Math.max(...own.map((it) => it.mostHundredths ?? 0));
    doubt(`${path}.fromHundredths`, 'bandUnreachableFor', { profile, mostHundredths });
  }
}

/** A band below one that takes everybody, in every summary that it is for. */
function doubtNeverUsed(scheme: Scheme, band: Band, results: readonly Result[], path: string, doubt: Doubt): void {
  const takers = results.map((result) => {
    const bands = bandsOf(scheme, result.per);
    return bands.slice(0, bands.indexOf(band)).find((above) => takesAll(above, result));
  });
  if (takers.length > 0 && takers.every((taker) => taker)) {
    doubt(path, 'bandNeverUsed', { band: takers[0]?.code ?? '' });
  }
}

function takesAll(band: Band, { profile, leastHundredths }: Result): boolean {
  return !isConditional(band) && leastHundredths !== null && thresholdOf(band, profile) <= leastHundredths;
}

/** Points that are taken off without end: below this, a threshold is meant to take everybody. */
const FAR_BELOW_HUNDREDTHS = -100_000;

function doubtLast(scheme: Scheme, results: readonly Result[], doubt: Doubt): void {
  for (const { per, profile, leastHundredths } of results) {
    const last = bandsOf(scheme, per).at(-1);
    if (!last || leastHundredths !== null || thresholdOf(last, profile) <= FAR_BELOW_HUNDREDTHS) continue;
    return doubt(`bands[${scheme.bands.indexOf(last)}].fromHundredths`, 'bandsMayLeaveGap', { profile });
  }
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
