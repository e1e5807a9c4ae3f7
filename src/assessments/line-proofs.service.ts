import { Injectable } from '@nestjs/common';
import { addMonths, type Month } from '../calendar.js';
import { Database, marks } from '../database/database.js';
import type { EvidenceFile } from '../evidence/evidence-file.entity.js';
import { itemOf, type Scheme } from '../scoring/scheme.js';
import type { Actor } from '../http/allow.js';
import { type Content, type Double, doublesOf, needsReason, type PlacedLine } from './doubles.js';
import { fileIdsOf } from './lines.js';
import type { EvidenceFileView, LineDoubleView } from './evidence.view.js';
import type { SheetLine } from './sheet-line.entity.js';
import { readsSheets, type Sight } from './sight.js';

/** The sheet whose lines are looked at. */
export interface ProofSheet {
  id: number;
  memberId: number;
  branchId: number;
  branchPath: string;
  month: Month;
}

export interface LineProof {
  evidenceFiles: EvidenceFileView[];
  doubles: LineDoubleView[];
}

type FileRow = EvidenceFile & { uploadedByName: string };

/** Deeds are told up to two months late, so the same one may stand in the sheets of two months before and after. */
const monthsAround = 2;

const placed = `sheet_lines.*, sheets.memberId, members.name AS memberName, branch_months.month, units.path AS branchPath
  FROM sheet_lines
  JOIN sheets ON sheets.id = sheet_lines.sheetId
  JOIN members ON members.id = sheets.memberId
  JOIN branch_months ON branch_months.id = sheets.branchMonthId
  JOIN units ON units.id = branch_months.branchId`;
/** What stands: nobody learns from a draft of somebody else, and what was refused may be handed in again. */
const notRefused = "(sheet_lines.outcome IS NULL OR sheet_lines.outcome <> 'refused')";
const stands = `${notRefused}
  AND (sheets.memberId = ? OR sheets.state <> 'draft' OR branch_months.state <> 'selfAssessment')`;
const whose = (ownOnly: boolean): string => (ownOnly ? `${notRefused} AND sheets.memberId = ?` : stands);

/** What bears lines out: their files, and what of it was handed in elsewhere, too. */
@Injectable()
export class LineProofs {
  constructor(private readonly database: Database) {}

  /** By the numbers of the lines, cut to what the reader may know. */
  async of(
    sheet: ProofSheet,
    scheme: Scheme,
    lines: readonly SheetLine[],
    { sight, actor }: { sight: Sight; actor: Actor },
  ): Promise<Map<number, LineProof>> {
    const files = new Map((await this.filesOf(sheet, lines)).map((file) => [file.id, file]));
    const doubles = await this.doubles(sheet, scheme, lines, sight.own);
    return new Map(
      lines.map((line) => [
        line.number,
        {
          evidenceFiles: fileIdsOf(line).flatMap((id) => {
            const file = files.get(id);
            return file ? [fileView(file)] : [];
          }),
          doubles: (doubles.get(line.number) ?? []).map((double) => doubleView(double, sheet, actor)),
        },
      ]),
    );
  }

  /**
   * What of each of these lines was handed in elsewhere, too. A member is told of his own sheets alone (`ownOnly`): others are not
   * even looked through, and a deed in common is by its meaning somebody else's.
   */
  async doubles(
    sheet: ProofSheet,
    scheme: Scheme,
    lines: readonly SheetLine[],
    ownOnly = false,
  ): Promise<Map<number, Double[]>> {
    const itemOfLine = ({ itemCode }: SheetLine) => itemOf(scheme, itemCode);
    const files = await this.sameContents(lines);
    const others = [
      ...(await this.linesWithFiles(sheet, files, ownOnly)),
      ...(await this.linesWithDocuments(
        sheet,
        lines.filter((line) => itemOfLine(line)?.onceADeed),
        ownOnly,
      )),
      ...(ownOnly
        ? []
        : await this.linesOfDays(
            sheet,
            lines.filter((line) => itemOfLine(line)?.kind === 'contribution'),
          )),
    ];
    const once = [...new Map(others.map((line) => [`${line.sheetId}-${line.number}`, line])).values()];
    return new Map(lines.map((line) => [line.number, doublesOf(scheme, line, sheet, once, files)]));
  }

  private async filesOf({ id }: ProofSheet, lines: readonly SheetLine[]): Promise<FileRow[]> {
    if (lines.every((line) => fileIdsOf(line).length === 0)) return [];
    return this.database.select<FileRow>(
      `SELECT evidence_files.*, accounts.displayName AS uploadedByName
         FROM evidence_files JOIN accounts ON accounts.id = evidence_files.uploadedBy
        WHERE evidence_files.sheetId = ?`,
      [id],
    );
  }

  /** The files of these lines, and every other with the same content. */
  private async sameContents(lines: readonly SheetLine[]): Promise<Content[]> {
    const ids = lines.flatMap(fileIdsOf);
    if (ids.length === 0) return [];
    const columns = 'id, sheetId, fileName, digest, originalDigest';
    const mine = await this.database.select<Content>(
      `SELECT ${columns} FROM evidence_files WHERE id IN ${marks(ids)}`,
      ids,
    );
    const digests = mine.map(({ digest }) => digest);
    const originals = mine.map(({ originalDigest }) => originalDigest);
    return this.database.select<Content>(
      `SELECT ${columns} FROM evidence_files WHERE digest IN ${marks(digests)}
        UNION SELECT ${columns} FROM evidence_files WHERE originalDigest IN ${marks(originals)}`,
      [...digests, ...originals],
    );
  }

  private async linesWithFiles(
    { memberId }: ProofSheet,
    files: readonly Content[],
    ownOnly: boolean,
  ): Promise<PlacedLine[]> {
    const sheetIds = [...new Set(files.map(({ sheetId }) => sheetId))];
    if (sheetIds.length === 0) return [];
    return this.database.select<PlacedLine>(
      `SELECT ${placed} WHERE sheet_lines.sheetId IN ${marks(sheetIds)} AND sheet_lines.evidenceFileIds IS NOT NULL AND ${whose(ownOnly)}`,
      [...sheetIds, memberId],
    );
  }

  private async linesWithDocuments(
    { memberId }: ProofSheet,
    lines: readonly SheetLine[],
    ownOnly: boolean,
  ): Promise<PlacedLine[]> {
    const digests = [...new Set(lines.flatMap(({ documentDigest }) => documentDigest ?? []))];
    if (digests.length === 0) return [];
    return this.database.select<PlacedLine>(
      `SELECT ${placed} WHERE sheet_lines.documentDigest IN ${marks(digests)} AND ${whose(ownOnly)}`,
      [...digests, memberId],
    );
  }

  private async linesOfDays(
    { memberId, branchId, month }: ProofSheet,
    lines: readonly SheetLine[],
  ): Promise<PlacedLine[]> {
    const dated = lines.filter(({ occurredOn }) => occurredOn !== null);
    const days = [...new Set(dated.flatMap(({ occurredOn }) => occurredOn ?? []))];
    const items = [...new Set(dated.map(({ itemCode }) => itemCode))];
    if (days.length === 0) return [];
    return this.database.select<PlacedLine>(
      `SELECT ${placed}
        WHERE branch_months.branchId = ? AND branch_months.month >= ? AND branch_months.month <= ? AND sheets.memberId <> ?
          AND sheet_lines.occurredOn IN ${marks(days)} AND sheet_lines.itemCode IN ${marks(items)} AND ${stands}`,
      [
        branchId,
        addMonths(month, -monthsAround),
        addMonths(month, monthsAround),
        memberId,
        ...days,
        ...items,
        memberId,
      ],
    );
  }
}

export function fileView(file: FileRow): EvidenceFileView {
  const { id, fileName, kind, byteCount, uploadedByName: uploadedBy, uploadedAt } = file;
  return { id, fileName, kind, byteCount, uploadedBy, uploadedAt };
}

/** Where else, and whose: only for who may read that sheet; everybody else learns that it was used elsewhere. */
function doubleView(double: Double, sheet: ProofSheet, actor: Actor): LineDoubleView {
  const { kind, fileName, place, itemCode } = double;
  const ofSameMember = place.memberId === sheet.memberId;
  const known = ofSameMember || readsSheets(actor, place.branchPath);
  return {
    kind,
    fileName,
    ofSameMember,
    sameSheet: place.sheetId === sheet.id,
    memberName: known ? place.memberName : null,
    month: known ? place.month : null,
    itemCode: known ? itemCode : null,
    needsReason: needsReason(double),
  };
}
