import { ScoringError, type Note } from './problem.js';
import type { Band, Period, Scheme } from './scheme.js';
import type { Summary } from './summary.js';

type Figures = Omit<Summary, 'bandCode' | 'bandReasons'>;
type Banded = Pick<Summary, 'bandCode' | 'bandReasons'>;

/**
 * The highest band whose threshold and conditions the figures meet, quota apart, and why none of those above whose
 * threshold is met (domain/scheme.md, default bands). Fewer counted sheets than the scheme asks for, or a period that it
 * doesn't summarise: no band.
 */
export function firstBand(scheme: Scheme, figures: Figures): Banded {
  const { countedMonths, resultHundredths, per } = figures;
  const summary = scheme.summaries.find((rule) => rule.per === per);
  if (!summary)
    return { bandCode: null, bandReasons: scheme.bands.length > 0 ? [{ code: 'notBanded', params: { per } }] : [] };
  const { countedMin: countedMonthsMin } = summary;
  if (resultHundredths === null || countedMonths < countedMonthsMin) {
    return { bandCode: null, bandReasons: [{ code: 'tooFewMonths', params: { countedMonths, countedMonthsMin } }] };
  }
  const banded: Banded = { bandCode: null, bandReasons: vetoNotes(scheme, figures) };
  for (const band of bandsOf(scheme, per)) if (enter(banded, band, figures)) break;
  return banded;
}

/** Puts the figures into the band, or notes why not; true when they are in. */
function enter(banded: Banded, band: Band, figures: Figures): boolean {
  const obstacles = bandObstacles(band, figures);
  if (obstacles.length === 0) {
    banded.bandCode = band.code;
    const fromHundredths = thresholdOf(band, figures.profileCode);
    banded.bandReasons.push({ code: 'threshold', params: { band: band.code, fromHundredths } });
    return true;
  }
  // That a result is below a higher band's threshold needs no saying.
  banded.bandReasons.push(...obstacles.filter((obstacle) => obstacle.code !== 'belowThreshold'));
  return false;
}

function vetoNotes(scheme: Scheme, { veto }: Figures): Note[] {
  const rule = scheme.vetoes.find(({ code }) => code === veto);
  return rule ? [{ code: 'veto', params: { veto: rule.code, capHundredths: rule.capHundredths, per: rule.per } }] : [];
}

/** The bands of a summary, the highest first. */
export function bandsOf({ bands }: Scheme, per: Period): Band[] {
  return bands.filter((band) => isFor(band, per));
}

function isFor({ summaries }: Band, per: Period): boolean {
  return summaries.length === 0 || summaries.includes(per);
}

/** Where a band begins for members of a profile. */
export function thresholdOf({ fromHundredths, fromForProfiles }: Band, profileCode: string): number {
  return fromForProfiles.find(({ profile }) => profile === profileCode)?.fromHundredths ?? fromHundredths;
}

/** Why figures don't reach a band, quota apart; empty when they do. Below the threshold, that alone is the reason. */
export function bandObstacles(band: Band, figures: Figures): Note[] {
  const { resultHundredths, lowestHundredths, veto, itemCodes, profileCode, partsAsked } = figures;
  const { noVeto, lowestMonthAtLeastHundredths: atLeastHundredths, withoutItems, withItems } = band.conditions;
  const fromHundredths = thresholdOf(band, profileCode);
  if (resultHundredths === null || lowestHundredths === null || resultHundredths < fromHundredths) {
    return [{ code: 'belowThreshold', params: { band: band.code, fromHundredths } }];
  }
  const obstacles: Note[] = [];
  if (noVeto && veto) obstacles.push({ code: 'vetoExcludes', params: { band: band.code } });
  if (atLeastHundredths !== undefined && lowestHundredths < atLeastHundredths) {
    obstacles.push({ code: 'lowestMonth', params: { band: band.code, lowestHundredths, atLeastHundredths } });
  }
  for (const item of withoutItems ?? []) {
    if (itemCodes.includes(item)) obstacles.push({ code: 'itemOccurred', params: { band: band.code, item } });
  }
  for (const item of withItems ?? []) {
    if (!itemCodes.includes(item)) obstacles.push({ code: 'itemMissing', params: { band: band.code, item } });
  }
  for (const { code: part, pointsHundredths } of band.conditions.partsAtLeast ?? []) {
    const partHundredths = partsAsked[part] ?? 0;
    if (partHundredths < pointsHundredths) {
      obstacles.push({
        code: 'partBelow',
        params: { band: band.code, part, partHundredths, atLeastHundredths: pointsHundredths },
      });
    }
  }
  return obstacles;
}

/** One member of a branch and his summary; `key` is the caller's, and only handed back. */
export interface BranchSummary {
  key: string;
  summary: Summary;
}

export interface BandProposal {
  key: string;
  bandCode: string | null;
  bandReasons: Note[];
}

/**
 * Applies the quotas over a branch (domain/scheme.md, default bands: at most a third of the branch, at least one
 * place), highest band first, by result. Who is left over goes to the next band whose conditions he meets, with the
 * note `quota`. People with the same result are never parted: where a tie crosses the last place none of them gets it,
 * and each has the note `quotaTie` with the places left and the number tied, so that the branch can choose.
 * `branchSize` is what the quota is a share of; by default everybody listed. Answers in the order given.
 */
export function proposeBands(
  scheme: Scheme,
  branch: readonly BranchSummary[],
  branchSize: number = branch.length,
): BandProposal[] {
  if (!Number.isSafeInteger(branchSize) || branchSize < 0) {
    throw new ScoringError([{ path: 'branchSize', code: 'notAnInteger' }]);
  }
  const members = branch.map(({ summary }) => ({ summary, banded: startOver(scheme, summary) }));
  for (const band of bandsOf(scheme, branch[0]?.summary.per ?? 'halfYear')) {
    const open = members.filter(({ summary, banded }) => summary.bandCode !== null && banded.bandCode === null);
    const candidates = open.filter(({ summary }) => bandObstacles(band, summary).length === 0);
    const results = candidates.map(({ summary }) => summary.resultHundredths ?? 0);
    const places = quotaPlaces(band, branchSize);
    for (const member of open) {
      const note = candidates.includes(member)
        ? quotaNote(band, places, results, member.summary.resultHundredths ?? 0)
        : null;
      if (note) member.banded.bandReasons.push(note);
      else enter(member.banded, band, member.summary);
    }
  }
  return members.map(({ banded }, index) => ({ key: branch[index]?.key ?? '', ...banded }));
}

/** Nothing decided yet, except for those who can't have a band at all. */
function startOver(scheme: Scheme, summary: Summary): Banded {
  const bandReasons = summary.bandCode === null ? [...summary.bandReasons] : vetoNotes(scheme, summary);
  return { bandCode: null, bandReasons };
}

/** Why a candidate finds no place under the quota; null when he does. */
function quotaNote(band: Band, places: number | null, results: readonly number[], result: number): Note | null {
  if (places === null) return null;
  const better = results.filter((other) => other > result).length;
  const tied = results.filter((other) => other === result).length;
  if (better + tied <= places) return null;
  const params = { band: band.code, places, candidates: results.length };
  if (better >= places) return { code: 'quota', params };
  return { code: 'quotaTie', params: { ...params, placesLeft: places - better, tied } };
}

/** How many of a branch a band has room for: the share, rounded down, but not fewer than `atLeast`; null = all. */
export function quotaPlaces(band: Band, branchSize: number): number | null {
  const quota = band.conditions.quota;
  if (!quota) return null;
  const share = branchSize * quota.numerator;
  return Math.max(quota.atLeast, (share - (share % quota.denominator)) / quota.denominator);
}
