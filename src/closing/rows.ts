import { canonicalJson } from '../audit/canonical.js';
import { sha256 } from '../audit/trail.service.js';
import type { Flag } from '../database/columns.js';
import type { BandGrounds } from '../summaries/half-year.js';
import type { HalfYearMonthView, HalfYearView } from '../summaries/half-year.view.js';
import type { ClosingPublication } from './closing-publication.entity.js';
import type { ClosingRow } from './closing-row.entity.js';

/** A row of a closing before it belongs to a revision. */
export type DraftRow = Omit<ClosingRow, 'closingId' | 'revision'>;

/** The live summary of a branch as rows that can be kept; everybody has the band that is suggested for him. */
export function rowsOf({
  view,
  grounds,
}: {
  view: HalfYearView;
  grounds: ReadonlyMap<number, BandGrounds>;
}): DraftRow[] {
  return view.rows.map((row) => {
    const ground = grounds.get(row.memberId);
    const kept = {
      memberId: row.memberId,
      position: row.position,
      home: (ground ? 1 : 0) as Flag,
      months: JSON.stringify(row.months),
      countedMonths: row.countedMonths,
      meanHundredths: row.meanHundredths,
      resultHundredths: row.resultHundredths,
      sumHundredths: row.sumHundredths,
      lowestHundredths: row.lowestHundredths,
      deductionHundredths: row.deductionHundredths,
      contributionHundredths: row.contributionHundredths,
      vetoCode: row.veto?.code ?? null,
      suggestedBandCode: row.band?.code ?? null,
      bandCode: row.band?.code ?? null,
      bandReason: null,
      openBands: JSON.stringify(ground?.openBands ?? []),
      bandReasons: JSON.stringify(ground?.reasons ?? []),
      remarks: JSON.stringify(row.remarks),
      figuresDigest: '',
    };
    kept.figuresDigest = figuresDigestOf(kept, row.months);
    return kept;
  });
}

/** What a member reads and notes to have read: his months and what they come to, without position and band. */
export function figuresDigestOf(
  row: Omit<DraftRow, 'figuresDigest'>,
  known: readonly HalfYearMonthView[] = JSON.parse(row.months) as HalfYearMonthView[],
): string {
  // In the order of the alphabet, so that nothing is left to sort.
  const months = known.map((each) => ({
    branchId: each.branchId,
    isCorrected: each.isCorrected,
    month: each.month,
    originalScoreHundredths: each.originalScoreHundredths,
    outcome: each.outcome,
    reason: each.reason,
    scoreHundredths: each.scoreHundredths,
  }));
  const figures = {
    contributionHundredths: row.contributionHundredths,
    countedMonths: row.countedMonths,
    deductionHundredths: row.deductionHundredths,
    home: row.home,
    lowestHundredths: row.lowestHundredths,
    meanHundredths: row.meanHundredths,
    memberId: row.memberId,
    months,
    resultHundredths: row.resultHundredths,
    sumHundredths: row.sumHundredths,
    version: 1,
    vetoCode: row.vetoCode,
  };
  return sha256(canonicalJson(figures));
}

/** The members whose figures differ between two lists, or who are on one of them alone. */
export function changedRows(
  standing: readonly Pick<DraftRow, 'memberId' | 'figuresDigest'>[],
  live: readonly Pick<DraftRow, 'memberId' | 'figuresDigest'>[],
): number[] {
  const before = new Map(standing.map(({ memberId, figuresDigest }) => [memberId, figuresDigest]));
  const now = new Map(live.map(({ memberId, figuresDigest }) => [memberId, figuresDigest]));
  return [...new Set([...before.keys(), ...now.keys()])].filter((id) => before.get(id) !== now.get(id));
}

/** SHA-256 over all rows of a revision, in the order of the list: figures, suggested and proposed bands. No names, no words. */
export function revisionDigestOf(rows: readonly DraftRow[]): string {
  const listed = [...rows]
    .sort((one, other) => one.position - other.position)
    .map(({ position, memberId, figuresDigest, suggestedBandCode, bandCode, openBands }) => ({
      bandCode,
      figuresDigest,
      memberId,
      openBands: JSON.parse(openBands) as string[],
      position,
      suggestedBandCode,
    }));
  return sha256(canonicalJson({ version: 1, rows: listed }));
}

/** What the digest of a publication says about it beside its rows. */
export type ClosingPublicationFacts = Pick<
  ClosingPublication,
  'branchId' | 'number' | 'kind' | 'revision' | 'fromDay' | 'untilDay' | 'workingDays'
> & { period: string };

export function closingFactsOf(facts: ClosingPublicationFacts): ClosingPublicationFacts {
  const { branchId, number, kind, revision, fromDay, untilDay, workingDays, period } = facts;
  return { branchId, number, kind, revision, fromDay, untilDay, workingDays, period };
}

export function publicationDigestOf(facts: ClosingPublicationFacts, revisionDigest: string): string {
  return sha256(canonicalJson({ version: 1, ...closingFactsOf(facts), rows: revisionDigest }));
}
