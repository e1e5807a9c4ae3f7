import { type Canonical, canonicalJson } from '../audit/canonical.js';
import { sha256 } from '../audit/trail.service.js';
import { grouped } from '../organisation/grouped.js';
import type { Publication } from './publication.entity.js';
import type { PublishedLine } from './published-line.entity.js';
import type { PublishedSheet } from './published-sheet.entity.js';

/** What a digest says about the publication itself. */
export type PublicationFacts = Pick<
  Publication,
  | 'branchMonthId'
  | 'branchId'
  | 'kind'
  | 'number'
  | 'revision'
  | 'schemeVersionId'
  | 'fromDay'
  | 'untilDay'
  | 'workingDays'
  | 'digestVersion'
>;

/** A row of the board and the lines behind it, without the publication's id: they exist before it does. */
export type PublishedRow = Omit<PublishedSheet, 'publicationId'>;
export type PublishedRowLine = Omit<PublishedLine, 'publicationId'>;

/** The version of the digests that are made now. Those of version 1 spoke neither of the kind nor of what was entered. */
export const digestVersion = 2;

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
  'vetoCode',
] as const satisfies readonly (keyof PublishedRow)[];

const firstLineColumns = [
  'sheetId',
  'number',
  'itemCode',
  'claimedHundredths',
  'countedHundredths',
  'notes',
] as const satisfies readonly (keyof PublishedRowLine)[];

export const lineColumns = [
  ...firstLineColumns,
  'origin',
  'optionCode',
  'count',
  'pointsHundredths',
  'occurredOn',
  'deedKey',
  'outcome',
  'decidedOptionCode',
  'decidedCount',
  'decidedPointsHundredths',
] as const satisfies readonly (keyof PublishedRowLine)[];

/** SHA-256 over canonical JSON of everything that was published: see `contentOf`. */
export function digestOf(
  facts: PublicationFacts,
  sheets: readonly PublishedRow[],
  lines: readonly PublishedRowLine[],
): string {
  return sha256(canonicalJson(contentOf(facts, sheets, lines)));
}

/**
 * What a digest is over: ids, codes and figures, no names and no words. Rows are ordered by id here, so that the digest is
 * the same whatever order a database gives them in.
 */
export function contentOf(
  facts: PublicationFacts,
  sheets: readonly PublishedRow[],
  lines: readonly PublishedRowLine[],
): Record<string, Canonical> {
  const { branchMonthId, branchId, number, revision, schemeVersionId, fromDay, untilDay, workingDays } = facts;
  const isFirst = facts.digestVersion === 1;
  const linesOf = grouped(lines, ({ sheetId }) => sheetId);
  const rows = [...sheets]
    .sort((one, other) => one.sheetId - other.sheetId)
    .map((sheet) => ({
      ...picked(sheet, sheetColumns, isFirst ? ['parts', 'vetoCode'] : ['vetoCode']),
      lines: [...(linesOf.get(sheet.sheetId) ?? [])]
        .sort((one, other) => one.number - other.number)
        .map((line) => picked(line, isFirst ? firstLineColumns : lineColumns)),
    }));
  return {
    version: facts.digestVersion,
    ...(isFirst ? {} : { kind: facts.kind }),
    ...{ branchMonthId, branchId, number, revision, schemeVersionId, fromDay, untilDay, workingDays },
    sheets: rows,
  };
}

/**
 * Rows that were published before sheets handed on parts have none, and their digests (version 1) say nothing of it; a row without
 * a veto says nothing of vetoes, as rows did before there were any.
 */
function picked<T>(
  row: T,
  columns: readonly (keyof T & string)[],
  unlessNull: readonly (keyof T)[] = [],
): Record<string, Canonical> {
  const given = columns.filter((column) => !unlessNull.includes(column) || (row[column] ?? null) !== null);
  return Object.fromEntries(given.map((column) => [column, row[column] as Canonical]));
}
