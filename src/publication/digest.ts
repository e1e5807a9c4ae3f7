import { type Canonical, canonicalJson } from '../audit/canonical.js';
import { sha256 } from '../audit/trail.service.js';
import { grouped } from '../organisation/grouped.js';
import type { Publication } from './publication.entity.js';
import type { PublishedLine } from './published-line.entity.js';
import type { PublishedSheet } from './published-sheet.entity.js';

/** What a digest says about the publication itself. */
export type PublicationFacts = Pick<
  Publication,
  'branchMonthId' | 'branchId' | 'number' | 'revision' | 'schemeVersionId' | 'fromDay' | 'untilDay' | 'workingDays'
>;

/** A row of the board and the lines behind it, without the publication's id: they exist before it does. */
export type PublishedRow = Omit<PublishedSheet, 'publicationId'>;
export type PublishedRowLine = Omit<PublishedLine, 'publicationId'>;

/** Columns of a published row and of its lines: what is copied at publication is what the digest is over. */
export const sheetColumns = [
  'sheetId',
  'memberId',
  'rosterOrder',
  'standing',
  'profileCode',
  'notScoredReason',
  'fromRecords',
  'baseHundredths',
  'deductionHundredths',
  'contributionHundredths',
  'scoreHundredths',
  'categoryPoints',
  'parts',
] as const satisfies readonly (keyof PublishedRow)[];

export const lineColumns = [
  'sheetId',
  'number',
  'itemCode',
  'claimedHundredths',
  'countedHundredths',
  'notes',
] as const satisfies readonly (keyof PublishedRowLine)[];

/**
 * SHA-256 over canonical JSON of everything that was published: ids, codes and figures, no names and no words. Rows are
 * ordered by id here, so that the digest is the same whatever order a database gives them in.
 */
export function digestOf(
  { branchMonthId, branchId, number, revision, schemeVersionId, fromDay, untilDay, workingDays }: PublicationFacts,
  sheets: readonly PublishedRow[],
  lines: readonly PublishedRowLine[],
): string {
  const linesOf = grouped(lines, ({ sheetId }) => sheetId);
  const rows = [...sheets]
    .sort((one, other) => one.sheetId - other.sheetId)
    .map((sheet) => ({
      ...picked(sheet, sheetColumns),
      lines: (linesOf.get(sheet.sheetId) ?? [])
        .sort((one, other) => one.number - other.number)
        .map((line) => picked(line, lineColumns)),
    }));
  const facts = { branchMonthId, branchId, number, revision, schemeVersionId, fromDay, untilDay, workingDays };
  return sha256(canonicalJson({ version: 1, ...facts, sheets: rows } as Canonical));
}

function picked<T>(row: T, columns: readonly (keyof T & string)[]): Record<string, Canonical> {
  // Rows that were published before sheets handed on parts have none, and their digests say nothing of it.
  const given = columns.filter((column) => column !== 'parts' || row[column] !== null);
  return Object.fromEntries(given.map((column) => [column, row[column] as Canonical]));
}
