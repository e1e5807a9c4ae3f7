import { bandsOf, quotaPlaces } from '../scoring/bands.js';
import type { Period, Scheme } from '../scoring/scheme.js';
import type { DraftRow } from './rows.js';

/** Another band than the suggested one for one member, with the branch's reason. */
export interface Proposal {
  memberId: number;
  bandCode: string;
  reason: string;
}

export type ProposalProblem = 'unknownBand' | 'withoutBand' | 'conditionsNotMet';

/**
 * Why a branch may not propose this band for a member; null when it may (domain/process.md, half-year). Downwards it is free to;
 * upwards only where he meets the band's own conditions, so that it was the quota alone that kept him out. Who has no
 * result or too few months is listed without a band, and stays so.
 */
export function whyNotPropose(
  { scheme, per }: { scheme: Scheme; per: Period },
  row: Pick<DraftRow, 'suggestedBandCode' | 'openBands'>,
  bandCode: string,
): ProposalProblem | null {
  const codes = bandsOf(scheme, per).map(({ code }) => code);
  const place = codes.indexOf(bandCode);
  if (place < 0) return 'unknownBand';
  if (row.suggestedBandCode === null) return 'withoutBand';
  const isUpwards = place < codes.indexOf(row.suggestedBandCode);
  return isUpwards && !(JSON.parse(row.openBands) as string[]).includes(bandCode) ? 'conditionsNotMet' : null;
}

/** How a band is filled. `limit` is null where it has no quota. */
export interface BandFilling {
  code: string;
  limit: number | null;
  suggested: number;
  proposed: number;
}

/** The bands of a closing against their quotas, the highest first. The quota is a share of who is at home in the branch. */
export function fillingsOf(
  { scheme, per }: { scheme: Scheme; per: Period },
  rows: readonly Pick<DraftRow, 'home' | 'suggestedBandCode' | 'bandCode'>[],
): BandFilling[] {
  const size = rows.filter(({ home }) => home).length;
  return bandsOf(scheme, per).map((band) => ({
    code: band.code,
    limit: size === 0 ? 0 : quotaPlaces(band, size),
    suggested: rows.filter(({ suggestedBandCode }) => suggestedBandCode === band.code).length,
    proposed: rows.filter(({ bandCode }) => bandCode === band.code).length,
  }));
}

export function overfull(fillings: readonly BandFilling[]): BandFilling[] {
  return fillings.filter(({ limit, proposed }) => limit !== null && proposed > limit);
}

/** The rows with the branch's proposals in them; one that is no longer possible is left out, and the suggestion stands. */
export function withProposals(
  rule: { scheme: Scheme; per: Period },
  rows: readonly DraftRow[],
  proposals: readonly Proposal[],
): DraftRow[] {
  const byMember = new Map(proposals.map((proposal) => [proposal.memberId, proposal]));
  return rows.map((row) => {
    const proposal = byMember.get(row.memberId);
    const differs = proposal !== undefined && proposal.bandCode !== row.suggestedBandCode;
    if (proposal === undefined && row.bandCode === row.suggestedBandCode && row.bandReason === null) return row;
    if (!differs || whyNotPropose(rule, row, proposal.bandCode) !== null)
      return { ...row, bandCode: row.suggestedBandCode, bandReason: null };
    return { ...row, bandCode: proposal.bandCode, bandReason: proposal.reason };
  });
}

/**
 * The same for figures that changed by themselves, after a correction: where a band has become too full, those who were
 * proposed for it from below give way, the last of the list first.
 */
export function withProposalsThatFit(
  rule: { scheme: Scheme; per: Period },
  rows: readonly DraftRow[],
  proposals: readonly Proposal[],
): DraftRow[] {
  let kept = [...proposals];
  for (;;) {
    const proposed = withProposals(rule, rows, kept);
    const [full] = overfull(fillingsOf(rule, proposed));
    const last = full && proposed.findLast((row) => row.bandCode === full.code && row.suggestedBandCode !== full.code);
    if (!last) return proposed;
    kept = kept.filter(({ memberId }) => memberId !== last.memberId);
  }
}
