import type { ClosingRow } from '../closing/closing-row.entity.js';
import { figuresDigestOf, revisionDigestOf } from '../closing/rows.js';
import type { Period, Scheme } from '../scoring/scheme.js';
import { type MonthOutcome, proposeBands, summarise, type Summary, type VetoFact } from '../scoring/summary.js';
import type { HalfYearMonthView } from '../summaries/half-year.view.js';
import { type Finding, finding } from './break.js';

/** What was published of one member in one month, as a closing counts it. */
export interface PublishedMonth {
  scoreHundredths: number | null;
  deductionHundredths: number | null;
  contributionHundredths: number | null;
  parts: string | null;
  profileCode: string;
  itemCodes: string[];
}

export type Published = ReadonlyMap<string, PublishedMonth>;
export const publishedKey = (branchMonthId: number, memberId: number): string => `${branchMonthId} ${memberId}`;

const keyOf = ({ closingId, revision, memberId }: ClosingRow) => ({ closingId, revision, memberId });

/** Whether the rows of a revision are those that were recorded: each by its digest, and all of them by the trail's. */
export function revisionFindings(
  rows: readonly ClosingRow[],
  { closingId, revision, digest }: { closingId: number; revision: number; digest: string },
  recorded: string | undefined,
): Finding[] {
  const findings = rows.flatMap((row) => {
    const expected = digestOrNull(row);
    return expected === row.figuresDigest
      ? []
      : [
          finding('closingDigest', 'closing_rows', keyOf(row), {
            column: 'figuresDigest',
            expected,
            found: row.figuresDigest,
          }),
        ];
  });
  const key = { closingId, revision };
  const actual = revisionDigestOf(rows);
  if (actual !== digest)
    findings.push(
      finding('closingDigest', 'closing_revisions', key, { column: 'digest', expected: actual, found: digest }),
    );
  if (recorded !== digest)
    findings.push(
      finding('closingUnrecorded', 'closing_revisions', key, {
        column: 'digest',
        expected: recorded ?? null,
        found: digest,
      }),
    );
  return findings;
}

function digestOrNull(row: ClosingRow): string | null {
  try {
    return figuresDigestOf(row);
  } catch {
    return null;
  }
}

/**
 * The rows that stand, computed anew from the published months under their scheme and the vetoes that held when the revision was
 * made, by member. What last year left is not in the months: where a rule carries something over, results and bands are not computed.
 */
export function figuresFindings(
  rows: readonly ClosingRow[],
  { scheme, per, vetoes }: { scheme: Scheme; per: Period; vetoes: ReadonlyMap<number, VetoFact[]> },
  published: Published,
): Finding[] {
  const findings: Finding[] = [];
  const summaries: { row: ClosingRow; summary: Summary }[] = [];
  for (const row of rows) {
    const months = JSON.parse(row.months) as HalfYearMonthView[];
    const own = vetoes.get(row.memberId) ?? [];
    const scoreOf = ({ month, branchMonthId }: HalfYearMonthView): number | null => {
      const score = published.get(publishedKey(branchMonthId ?? 0, row.memberId))?.scoreHundredths ?? null;
      return score === null ? null : Math.min(score, ...monthCaps(scheme, month, own));
    };
    const differing = months.filter((month) => isCounted(month) && scoreOf(month) !== month.scoreHundredths);
    findings.push(
      ...differing.map((month) =>
        finding('closingFigures', 'closing_rows', keyOf(row), {
          column: 'scoreHundredths',
          expected: scoreOf(month),
          found: `${month.month} ${month.scoreHundredths}`,
        }),
      ),
    );
    if (differing.length > 0) continue;
    const summary = summarise(
      scheme,
      months.map((month) => outcomeOf(month, published, row.memberId)),
      { per, vetoes: own },
    );
    findings.push(...figureDifferences(row, summary, isPlainMean(scheme)));
    if (row.home) summaries.push({ row, summary });
  }
  const complete = summaries.length === rows.filter(({ home }) => home).length;
  return complete && isPlainMean(scheme) ? [...findings, ...bandDifferences(scheme, summaries)] : findings;
}

const isCounted = ({ outcome }: HalfYearMonthView) => outcome === 'counted';
const isPlainMean = ({ total, period }: Scheme) => total.per === period && total.over === 'mean';

/** A veto on the sheet's own period limits what the month counts, whatever was published of it. */
function monthCaps(scheme: Scheme, month: string, vetoes: readonly VetoFact[]): number[] {
  return vetoes
    .filter((fact) => fact.month === month)
    .flatMap(({ veto }) => scheme.vetoes.filter(({ code, per }) => code === veto && per === scheme.period))
    .map(({ capHundredths }) => capHundredths);
}

function outcomeOf(month: HalfYearMonthView, published: Published, memberId: number): MonthOutcome {
  if (month.outcome === 'notScored') return { month: month.month, outcome: 'notScored', reason: month.reason ?? '' };
  if (month.outcome !== 'counted') return { month: month.month, outcome: month.outcome };
  const found = published.get(publishedKey(month.branchMonthId ?? 0, memberId)) as PublishedMonth;
  return {
    month: month.month,
    outcome: 'counted',
    scoreHundredths: found.scoreHundredths ?? 0,
    deductionHundredths: found.deductionHundredths ?? 0,
    contributionHundredths: found.contributionHundredths ?? 0,
    itemCodes: found.itemCodes,
    parts: found.parts === null ? null : (JSON.parse(found.parts) as Record<string, number>),
    profileCode: found.profileCode,
  };
}

function figureDifferences(row: ClosingRow, summary: Summary, plain: boolean): Finding[] {
  const always = [
    'countedMonths',
    'sumHundredths',
    'lowestHundredths',
    'deductionHundredths',
    'contributionHundredths',
  ] as const;
  const ofHome = row.home ? (['meanHundredths', ...(plain ? (['resultHundredths'] as const) : [])] as const) : [];
  const compared: { column: string; expected: unknown; found: unknown }[] = [...always, ...ofHome].map((column) => ({
    column,
    expected: summary[column],
    found: row[column],
  }));
  if (row.home) compared.push({ column: 'vetoCode', expected: summary.veto, found: row.vetoCode });
  return compared
    .filter(({ expected, found }) => expected !== found)
    .map((about) => finding('closingFigures', 'closing_rows', keyOf(row), about));
}

function bandDifferences(scheme: Scheme, summaries: readonly { row: ClosingRow; summary: Summary }[]): Finding[] {
  const proposals = proposeBands(
    scheme,
    summaries.map(({ row, summary }) => ({ key: String(row.memberId), summary })),
  );
  return summaries.flatMap(({ row }, index) => {
    const expected = proposals[index]?.bandCode ?? null;
    if (expected === row.suggestedBandCode) return [];
    const about = { column: 'suggestedBandCode', expected, found: row.suggestedBandCode };
    return [finding('closingFigures', 'closing_rows', keyOf(row), about)];
  });
}
