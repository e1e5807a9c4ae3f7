import type { Month } from '../calendar.js';
import type { EvidenceFile } from '../evidence/evidence-file.entity.js';
import { itemOf, type Scheme } from '../scoring/scheme.js';
import { deedOf } from './line-problems.js';
import { fileIdsOf, writtenLine } from './lines.js';
import type { SheetLine } from './sheet-line.entity.js';

/**
 * What was handed in somewhere else, too: the same file, the same numbered document of what counts once a deed (an award), or
 * the same deed of another member in the branch. Two people may have cleared the same snow, so the last is only said.
 */
export type DoubleKind = 'file' | 'document' | 'deed';

/** A line of this or of another sheet, with whose it is. */
export interface LinePlace {
  sheetId: number;
  memberId: number;
  memberName: string;
  month: Month;
  branchPath: string;
}

export interface Double {
  kind: DoubleKind;
  /** The file as this sheet calls it. */
  fileName: string | null;
  place: LinePlace;
  itemCode: string;
}

export type PlacedLine = SheetLine & LinePlace;
export type Content = Pick<EvidenceFile, 'id' | 'sheetId' | 'fileName' | 'digest' | 'originalDigest'>;

/** Accepting a file or a document that was used elsewhere has to be explained. */
export function needsReason({ kind }: Pick<Double, 'kind'>): boolean {
  return kind !== 'deed';
}

/**
 * What of this line was handed in elsewhere. `others` are lines that stand: handed in, and not refused; `files` are all files
 * that any of them names. One deed that is claimed under two items of a sheet (the same key) is no double.
 */
export function doublesOf(
  scheme: Scheme,
  line: SheetLine,
  own: Pick<LinePlace, 'memberId' | 'branchPath'>,
  others: readonly PlacedLine[],
  files: readonly Content[],
): Double[] {
  const named = new Map(files.map((file) => [file.id, file]));
  const mine = fileIdsOf(line).flatMap((id) => named.get(id) ?? []);
  const elsewhere = others.filter((other) => !isSame(line, other) && !isOneDeed(line, other));
  const ofFiles = mine.flatMap((file) =>
    elsewhere
      .filter((other) => fileIdsOf(other).some((id) => hasSameContent(file, named.get(id))))
      .map((other) => double('file', other, file.fileName)),
  );
  const otherSheets = elsewhere.filter(({ sheetId }) => sheetId !== line.sheetId);
  const ofDocument =
    line.documentDigest === null || !itemOf(scheme, line.itemCode)?.onceADeed
      ? []
      : otherSheets
          .filter(({ documentDigest }) => documentDigest === line.documentDigest)
          .map((other) => double('document', other));
  const deed = itemOf(scheme, line.itemCode)?.kind === 'contribution' ? deedOf(writtenLine(line)) : null;
  const ofDeed =
    deed === null
      ? []
      : otherSheets
          .filter((other) => other.memberId !== own.memberId && other.branchPath === own.branchPath)
          .filter((other) => other.itemCode === line.itemCode && other.occurredOn === line.occurredOn)
          .filter((other) => deedOf(writtenLine(other)) === deed)
          .map((other) => double('deed', other));
  return [...ofFiles, ...ofDocument, ...ofDeed];
}

function double(kind: DoubleKind, other: PlacedLine, fileName: string | null = null): Double {
  const { sheetId, memberId, memberName, month, branchPath, itemCode } = other;
  return { kind, fileName, place: { sheetId, memberId, memberName, month, branchPath }, itemCode };
}

function isSame(line: SheetLine, other: SheetLine): boolean {
  return line.sheetId === other.sheetId && line.number === other.number;
}

function isOneDeed(line: SheetLine, other: SheetLine): boolean {
  return line.sheetId === other.sheetId && line.deedKey !== null && line.deedKey === other.deedKey;
}

/** A picture is drawn anew when it is handed in, so both what came and what is kept are compared. */
function hasSameContent(file: Content, other: Content | undefined): boolean {
  return other !== undefined && (file.digest === other.digest || file.originalDigest === other.originalDigest);
}
