import { Injectable } from '@nestjs/common';
import { BranchMonthRecords } from '../assessments/branch-month-records.service.js';
import type { BranchMonth } from '../assessments/branch-month.entity.js';
import type { BranchMonthState } from '../assessments/states.js';
import type { Canonical } from '../audit/canonical.js';
import { chainOf, sha256, Trail } from '../audit/trail.service.js';
import type { Day, Instant } from '../calendar.js';
import { Database, marks } from '../database/database.js';
import { Refusal } from '../http/refusal.js';
import {
  digestOf,
  digestVersion,
  lineColumns,
  type PublishedRow,
  type PublishedRowLine,
  sheetColumns,
} from './digest.js';
import { Publication, type PublicationKind } from './publication.entity.js';

/** One publication that is to be made now. */
export interface NewPublication {
  kind: PublicationKind;
  /** Locked with its branch, see `lock`. */
  branchMonth: Pick<BranchMonth, 'id' | 'branchId' | 'schemeVersionId'>;
  /** The sheets whose rows it holds: all of the month for a full one, otherwise those that changed. */
  sheetIds: readonly number[];
  window: { fromDay: Day; untilDay: Day; workingDays: number };
  /** Who takes objections and how, as printed. */
  contact: string;
  at: Instant;
  publishedBy: number;
  /** The trail's word for it, and what the trail says of it beside the publication's own facts and digest. */
  action: string;
  about?: Record<string, Canonical>;
}

/** What a publication got when it was made. */
export type Made = Pick<Publication, 'id' | 'number' | 'revision' | 'digest' | 'trailSequence' | 'trailHash'>;

/** Publications as rows: numbering, copying what was decided, the digest, and which of them stands for a sheet. */
@Injectable()
export class PublicationRecords {
  constructor(
    private readonly database: Database,
    private readonly trail: Trail,
    private readonly records: BranchMonthRecords,
  ) {}

  /**
   * Locks a branch and then its month, which must be in this state and version. Whoever makes or ends publications begins with
   * this: two of a branch's months published at once get two numbers, without a gap.
   */
  async lock(branchMonthId: number, version: number, state: BranchMonthState): Promise<BranchMonth> {
    await this.lockBranchOf(branchMonthId);
    return this.records.lock(branchMonthId, version, state);
  }

  /** Locks the branch alone, for those who lock its month by themselves afterwards. Refuses with 404. */
  async lockBranchOf(branchMonthId: number): Promise<void> {
    const { forUpdate } = this.database.dialect;
    const branch = await this.database.row(
      `SELECT id FROM units WHERE id = (SELECT branchId FROM branch_months WHERE id = ?)${forUpdate}`,
      [branchMonthId],
    );
    if (!branch) throw new Refusal('notFound');
  }

  /**
   * Copies these sheets as they are now into rows that are only ever inserted, with their digest, number, revision and the
   * running head of the branch's trail, and points the sheets at them. Decided sheets become published; other states stay.
   * Call it last, inside a write that holds `lock`. Refuses with 412 if a sheet isn't one of the month's.
   */
  async insertPublication(wish: NewPublication): Promise<Made> {
    const { kind, branchMonth, sheetIds, window, contact, at } = wish;
    const { branchId, schemeVersionId, id: branchMonthId } = branchMonth;
    const { fromDay, untilDay, workingDays } = window;
    const facts = {
      ...{ branchMonthId, branchId, kind, schemeVersionId, fromDay, untilDay, workingDays, digestVersion },
      ...(await this.nextNumbers(branchId, branchMonthId)),
    };
    const [sheets, lines] = await this.decidedRows(branchMonthId, sheetIds);
    if (sheets.length !== sheetIds.length) throw new Refusal('stale');
    const digest = digestOf(facts, sheets, lines);
    const head = await this.trail.append({
      chain: chainOf(branchId),
      at,
      action: wish.action,
      actorAccountId: wish.publishedBy,
      about: { ...wish.about, ...facts, digest, contactDigest: sha256(contact) },
    });
    // The head of the trail goes out with the publication, so this one time the trail's line isn't the last statement.
    const made = { ...facts, digest, trailSequence: head.sequence, trailHash: head.hash };
    const [id] = (await this.database.insert(Publication, [
      { ...made, publishedAt: at, publishedBy: wish.publishedBy, contact },
    ])) as [number];
    await this.copy(id, branchMonthId, sheetIds);
    return { id, ...made };
  }

  /** The next running numbers of the branch and of the month; the branch is locked, so nobody else takes them. */
  private async nextNumbers(branchId: number, branchMonthId: number): Promise<{ number: number; revision: number }> {
    const last = await this.database.row<{ number: number | null; revision: number | null }>(
      `SELECT MAX(number) AS number, MAX(CASE WHEN branchMonthId = ? THEN revision END) AS revision
         FROM publications WHERE branchId = ?`,
      [branchMonthId, branchId],
    );
    return { number: (last?.number ?? 0) + 1, revision: (last?.revision ?? 0) + 1 };
  }

  private async decidedRows(
    branchMonthId: number,
    sheetIds: readonly number[],
  ): Promise<[PublishedRow[], PublishedRowLine[]]> {
    const parameters = [branchMonthId, ...sheetIds];
    const sheets = await this.database.rows<PublishedRow>(
      `SELECT ${sheetSelection} FROM sheets WHERE ${ofMonth(sheetIds)}`,
      parameters,
    );
    const lines = await this.database.rows<PublishedRowLine>(
      `SELECT ${lineSelection} ${scoredLines(sheetIds)}`,
      parameters,
    );
    return [sheets, lines];
  }

  private async copy(publicationId: number, branchMonthId: number, sheetIds: readonly number[]): Promise<void> {
    const parameters = [publicationId, branchMonthId, ...sheetIds];
    await this.database.change(
      `INSERT INTO published_sheets (publicationId, ${sheetColumns.join(', ')})
       SELECT ?, ${sheetSelection} FROM sheets WHERE ${ofMonth(sheetIds)}`,
      parameters,
    );
    await this.database.change(
      `INSERT INTO published_lines (publicationId, ${quotedLineColumns})
       SELECT ?, ${lineSelection} ${scoredLines(sheetIds)}`,
      parameters,
    );
    const changed = await this.database.change(
      `UPDATE sheets SET publicationId = ?, version = version + 1,
              state = CASE WHEN state IN ('decided', 'notScored') THEN 'published' ELSE state END
        WHERE ${ofMonth(sheetIds)}`,
      parameters,
    );
    if (changed !== sheetIds.length) throw new Refusal('stale');
  }
}

const ofMonth = (sheetIds: readonly number[]): string => `sheets.branchMonthId = ? AND sheets.id IN ${marks(sheetIds)}`;

/** Which lines stand behind a published row: those of sheets with a score. One that isn't scored has none to show. */
const scoredLines = (sheetIds: readonly number[]): string =>
  `FROM sheet_lines JOIN sheets ON sheets.id = sheet_lines.sheetId
   WHERE ${ofMonth(sheetIds)} AND sheets.notScoredReason IS NULL`;

const sheetSelection = sheetColumns
  .map((column) => (column === 'sheetId' ? 'sheets.id AS sheetId' : `sheets.${column}`))
  .join(', ');
const quotedLineColumns = lineColumns.map((column) => `\`${column}\``).join(', ');
const lineSelection = lineColumns.map((column) => `sheet_lines.\`${column}\``).join(', ');
