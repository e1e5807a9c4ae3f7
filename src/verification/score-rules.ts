import { type DecidedLine, decidedEntry, decidedRows } from '../assessments/lines.js';
import type { PublishedSheet } from '../publication/published-sheet.entity.js';
import { ScoringError } from '../scoring/problem.js';
import type { Scheme } from '../scoring/scheme.js';
import { type Earlier, type Score, scoreSheet } from '../scoring/score.js';
import { scoreUnder } from '../vetoes/veto.js';
import { type Finding, finding } from './break.js';

/** A published line with what was entered and decided about it, and what was counted of it. */
export type ComputableLine = DecidedLine & {
  claimedHundredths: number | null;
  countedHundredths: number | null;
  notes: string | null;
};

/** Of a published row: the figures that the rule makes. */
export const figureColumns = [
  'baseHundredths',
  'deductionHundredths',
  'contributionHundredths',
  'scoreHundredths',
  'categoryPoints',
  'parts',
] as const;

const lineColumns = ['claimedHundredths', 'countedHundredths', 'notes'] as const;

/**
 * Computes a published score anew from what was entered and decided, under the rule it was published with, and compares every
 * figure of the row and of its lines (domain/scheme.md, arithmetic 1–4). A row without a score must have no figures.
 */
export function scoreFindings(scheme: Scheme, row: PublishedSheet, lines: readonly ComputableLine[]): Finding[] {
  const { publicationId, sheetId } = row;
  const key = { publicationId, sheetId };
  if (row.notScoredReason !== null) return withoutScore(row, key);
  const undecided = lines.filter(({ outcome }) => outcome === null);
  if (undecided.length > 0)
    return undecided.map(({ number }) => finding('lineUndecided', 'published_lines', { ...key, number }));
  const earlier = usedUpBefore(row.parts);
  let score: Score;
  try {
    score = scoreSheet(scheme, row.profileCode, lines.map(decidedEntry), earlier);
  } catch (error) {
    if (!(error instanceof ScoringError)) throw error;
    const [first] = error.problems;
    return [finding('notComputable', 'published_sheets', key, { column: first?.path ?? null, found: first?.code })];
  }
  const computed = decidedRows(score, earlier);
  // Set by two people before the publication, a veto of the sheet's own period limits its score (vetoes/veto.ts).
  computed.sheet.scoreHundredths = scoreUnder(scheme, row.vetoCode, computed.sheet.scoreHundredths);
  return [
    ...figureColumns
      .filter((column) => computed.sheet[column] !== row[column] && !(column === 'parts' && row.parts === null))
      .map((column) =>
        finding('scoreDiffers', 'published_sheets', key, {
          column,
          expected: computed.sheet[column],
          found: row[column],
        }),
      ),
    ...lines.flatMap((line) => {
      const expected = computed.lines.get(line.number);
      return lineColumns
        .filter((column) => expected?.[column] !== line[column])
        .map((column) =>
          finding(
            'lineDiffers',
            'published_lines',
            { ...key, number: line.number },
            { column, expected: expected?.[column], found: line[column] },
          ),
        );
    }),
  ];
}

/** A row that came from a table has no lines to compute it from; one without a score has no figures either. */
export function importedFindings(row: PublishedSheet): Finding[] {
  const { publicationId, sheetId } = row;
  return row.notScoredReason === null ? [] : withoutScore(row, { publicationId, sheetId });
}

function withoutScore(row: PublishedSheet, key: { publicationId: number; sheetId: number }): Finding[] {
  return [...figureColumns, 'vetoCode' as const]
    .filter((column) => (row[column] ?? null) !== null)
    .map((column) => finding('figuresWithoutScore', 'published_sheets', key, { column, found: row[column] }));
}

/** What earlier sheets had used up of longer caps when the sheet was decided: kept beside its own parts, by `year:code`. */
export function usedUpBefore(parts: string | null): Earlier {
  let all: Record<string, number>;
  try {
    all = JSON.parse(parts ?? '{}') as Record<string, number>;
  } catch {
    return {};
  }
  return Object.fromEntries(Object.entries(all).filter(([code]) => code.includes(':')));
}
