import { Injectable } from '@nestjs/common';
import { Clock, type Day, type Instant, type Month } from '../calendar.js';
import { chainOf, Trail } from '../audit/trail.service.js';
import type { Canonical } from '../audit/canonical.js';
import { Database, marks, type SqlValue } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { Refusal } from '../http/refusal.js';
import type { Scheme } from '../scoring/scheme.js';
import { Schemes } from '../schemes/schemes.service.js';
import { SealedRows } from '../vault/sealed-rows.service.js';
import type { BranchMonth } from './branch-month.entity.js';
import { firstNumberOf, type WrittenLine } from './lines.js';
import { SheetLine } from './sheet-line.entity.js';
import type { Sheet } from './sheet.entity.js';
import { extensionRuns } from './extension.js';
import { MonthStepRecords } from './month-step-records.service.js';
import { mayStep, type SheetStep } from './states.js';

/** A sheet with everything beside it. */
export interface WholeSheet {
  sheet: Sheet;
  branchMonth: BranchMonth;
  lines: SheetLine[];
  scheme: Scheme;
}

/** The same under lock, with what else a step with it needs. Lines that `replaceSelfLines` writes take the place of those here. */
export interface LockedSheet extends WholeSheet {
  /** Hides what people wrote in the trail; null of a member who was erased. */
  salt: string | null;
  /** Somebody entered the member's lines from paper, and a mark says who. */
  byProxy: boolean;
}

type SheetRow = Sheet & { proxiedId: number | null; firstLine: number | null };

export interface StepBy {
  step: SheetStep;
  sheetId: number;
  version: number;
  actor: Actor;
  now: Instant;
  /**
   * Whether the sheet is as this step leaves it. Asked where the version is the very next one: the answer to the same request
   * was lost, or the connection at COMMIT, and who asks again has to learn that it is done.
   */
  isDone?: (locked: LockedSheet) => boolean;
}

/** Columns of a sheet that hold what was decided. */
export const nothingDecided = {
  decidedAt: null,
  decidedBy: null,
  decidedByMemberId: null,
  baseHundredths: null,
  deductionHundredths: null,
  contributionHundredths: null,
  scoreHundredths: null,
  categoryPoints: null,
  parts: null,
  vetoCode: null,
} as const;

/** Sheets as rows: locking, replacing lines, and changing only what nobody changed meanwhile. */
@Injectable()
export class SheetRecords {
  constructor(
    private readonly database: Database,
    private readonly trail: Trail,
    private readonly schemes: Schemes,
    private readonly steps: MonthStepRecords,
    private readonly clock: Clock,
    private readonly sealed: SealedRows,
  ) {}

  /**
   * Takes one step with one sheet in a transaction of its own: locks member, month and sheet, refuses what is stale (412) or
   * not possible in this state (409), lets `work` write, and leaves the line in the trail that `work` answers (null: none).
   * Answers what was locked.
   */
  async take(
    { step, sheetId, version, actor, now, isDone }: StepBy,
    work: (locked: LockedSheet) => Promise<Record<string, Canonical> | null>,
  ): Promise<LockedSheet> {
    return this.database.write(async () => {
      const locked = await this.lock(sheetId);
      const { sheet, branchMonth } = locked;
      if (sheet.version === version + 1 && isDone?.(locked)) return locked;
      if (sheet.version !== version) throw new Refusal('stale', { params: { version: sheet.version } });
      const extended = extensionRuns(sheet, this.clock.dayOf(now));
      if (!mayStep(step, { ...sheet, extended }, branchMonth.state)) throw wrongState(sheet, branchMonth, extended);
      const about = await work(locked);
      // A witness signed the list as it was: whatever changes in it voids the signature.
      const voided = branchMonth.state === 'review' ? await this.steps.clear(branchMonth.id, 'witness') : 0;
      if (about === null) return locked;
      const { memberId, branchMonthId } = sheet;
      await this.trail.append({
        chain: chainOf(branchMonth.branchId),
        at: now,
        action: `sheet.${step}`,
        actorAccountId: actor.accountId,
        about: { sheetId, memberId, branchMonthId, ...about, ...(voided > 0 && { witnessVoided: true }) },
      });
      return locked;
    });
  }

  /** Changes the sheet that was locked. Anything that changed it in between, against all locks, is a 412. */
  async update(sheet: Sheet, columns: { [Column in keyof Sheet]?: SqlValue }): Promise<void> {
    const names = Object.keys(columns);
    const changed = await this.database.change(
      `UPDATE sheets SET ${names.map((name) => `${name} = ?`).join(', ')}, version = version + 1
        WHERE id = ? AND state = ? AND version = ?`,
      [...Object.values(this.sealed.seal('sheets', sheet.id, columns)), sheet.id, sheet.state, sheet.version],
    );
    if (changed !== 1) throw new Refusal('stale');
  }

  /**
   * The member's own lines, all of them: a repeated submission replaces and never adds (domain/scheme.md, arithmetic 10).
   * The mark of a proxy's entry goes with the lines that it was about. What isn't there is not taken away.
   */
  async replaceSelfLines(locked: LockedSheet, replacing: readonly SheetLine[]): Promise<void> {
    const { sheet, lines, byProxy } = locked;
    if (lines.some(({ number }) => number < firstNumberOf.review))
      await this.database.change('DELETE FROM sheet_lines WHERE sheetId = ? AND number < ?', [
        sheet.id,
        firstNumberOf.review,
      ]);
    if (byProxy) await this.database.change('DELETE FROM proxy_entries WHERE sheetId = ?', [sheet.id]);
    await this.database.insert(SheetLine, replacing);
    locked.lines = [...replacing, ...lines.filter(({ number }) => number >= firstNumberOf.review)];
  }

  async replaceAllLines(sheetId: number, lines: readonly SheetLine[]): Promise<void> {
    await this.database.change('DELETE FROM sheet_lines WHERE sheetId = ?', [sheetId]);
    await this.database.insert(SheetLine, lines);
  }

  /** Lines of the member's other sheets about the same items and days, unless they were refused or never handed in. */
  async linesElsewhere(sheet: Sheet, lines: readonly WrittenLine[]): Promise<(WrittenLine & { month: Month })[]> {
    const days = [...new Set(lines.map(({ occurredOn }) => occurredOn).filter((day): day is Day => day !== null))];
    const items = [...new Set(lines.map(({ itemCode }) => itemCode))];
    if (days.length === 0) return [];
    return this.database.rows(
      `SELECT sheet_lines.*, branch_months.month
         FROM sheet_lines
         JOIN sheets ON sheets.id = sheet_lines.sheetId
         JOIN branch_months ON branch_months.id = sheets.branchMonthId
        WHERE sheets.memberId = ? AND sheets.id <> ? AND sheets.notScoredReason IS NULL AND sheets.state <> 'draft'
          AND (sheet_lines.outcome IS NULL OR sheet_lines.outcome <> 'refused')
          AND sheet_lines.occurredOn IN ${marks(days)} AND sheet_lines.itemCode IN ${marks(items)}`,
      [sheet.memberId, sheet.id, ...days, ...items],
    );
  }

  /**
   * Locks in the order of the house: organisation (the member), branch-month, sheet. One member's sheets are written one after
   * the other, so that a deed claimed in two months at once is seen by one of them. Which member and month a sheet belongs to
   * never changes, so both are found by the sheet without locking it; salt, mark and whether there are lines are read by the
   * statements that lock, hence as they are once these have their locks. Where there are no lines, none are read.
   */
  async lock(sheetId: number): Promise<LockedSheet> {
    const { forUpdate } = this.database.dialect;
    const member = await this.database.row<{ salt: string | null }>(
      `SELECT trail_salts.salt FROM members LEFT JOIN trail_salts ON trail_salts.memberId = members.id
        WHERE members.id = (SELECT memberId FROM sheets WHERE id = ?)${forUpdate}`,
      [sheetId],
    );
    if (!member) throw new Refusal('notFound');
    const branchMonth = (await this.database.row<BranchMonth>(
      `SELECT * FROM branch_months WHERE id = (SELECT branchMonthId FROM sheets WHERE id = ?)${forUpdate}`,
      [sheetId],
    )) as BranchMonth;
    const { proxiedId, firstLine, ...sheet } = (await this.database.row<SheetRow>(
      `SELECT sheets.*, proxy_entries.sheetId AS proxiedId, sheet_lines.number AS firstLine
         FROM sheets
         LEFT JOIN proxy_entries ON proxy_entries.sheetId = sheets.id
         LEFT JOIN sheet_lines ON sheet_lines.sheetId = sheets.id
        WHERE sheets.id = ? ORDER BY sheet_lines.number LIMIT 1${forUpdate}`,
      [sheetId],
    )) as SheetRow;
    const lines = firstLine === null ? [] : await this.linesOf(sheetId);
    const { definition: scheme } = await this.schemes.byId(branchMonth.schemeVersionId);
    return { sheet, branchMonth, lines, scheme, salt: member.salt, byProxy: proxiedId !== null };
  }

  private linesOf(sheetId: number): Promise<SheetLine[]> {
    return this.database.rows<SheetLine>('SELECT * FROM sheet_lines WHERE sheetId = ? ORDER BY number', [sheetId]);
  }
}

function wrongState({ state, extendedUntil }: Sheet, branchMonth: BranchMonth, extended: boolean): Refusal {
  const until = extended && extendedUntil !== null ? { extendedUntil } : {};
  return new Refusal('wrongState', { params: { state, monthState: branchMonth.state, ...until } });
}
