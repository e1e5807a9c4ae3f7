import { Injectable } from '@nestjs/common';
import { BranchMonthRecords } from '../assessments/branch-month-records.service.js';
import type { BranchMonth } from '../assessments/branch-month.entity.js';
import { grouped } from '../organisation/grouped.js';
import { openItems } from '../assessments/review.js';
import type { SheetLine } from '../assessments/sheet-line.entity.js';
import { undecidedSheet } from '../assessments/undecided.js';
import { chainOf, Trail } from '../audit/trail.service.js';
import { Clock } from '../calendar.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { type FieldProblem, Refusal } from '../http/refusal.js';
import { Schemes } from '../schemes/schemes.service.js';
import { PublicationRecords } from './publication-records.service.js';
import type { Publication } from './publication.entity.js';
import { isWindowOver, windowOf } from './window.js';

export interface PublicationWish {
  workingDays: number;
  contact: string;
}

/** Publishes a branch's month, and confirms it once the window is over. */
@Injectable()
export class Publications {
  constructor(
    private readonly database: Database,
    private readonly trail: Trail,
    private readonly schemes: Schemes,
    private readonly records: BranchMonthRecords,
    private readonly publicationRecords: PublicationRecords,
    private readonly clock: Clock,
  ) {}

  /**
   * Copies what was decided into rows that are only ever inserted, with their digest, their number and the running head of
   * the branch's trail. Refuses with every sheet that is still undecided, by name and item.
   */
  async publish(branchMonthId: number, version: number, wish: PublicationWish, actor: Actor): Promise<void> {
    const { now, today } = this.clock.moment();
    await this.database.write(async () => {
      const branchMonth = await this.publicationRecords.lock(branchMonthId, version, 'review');
      await this.refuseUndecided(branchMonth);
      const sheets = await this.database.rows<{ id: number }>('SELECT id FROM sheets WHERE branchMonthId = ?', [
        branchMonthId,
      ]);
      await this.records.update(branchMonth, { state: 'published' });
      await this.publicationRecords.insertPublication({
        kind: 'full',
        branchMonth,
        sheetIds: sheets.map(({ id }) => id),
        window: { ...windowOf(today, wish.workingDays), workingDays: wish.workingDays },
        contact: wish.contact,
        at: now,
        publishedBy: actor.accountId,
        action: 'month.publish',
      });
    });
  }

  /** Ends the publication: its window is over, and the figures are final. */
  async confirm(branchMonthId: number, version: number, actor: Actor): Promise<void> {
    const { now, today } = this.clock.moment();
    await this.database.write(async () => {
      const branchMonth = await this.records.lock(branchMonthId, version, 'published');
      const publication = (await this.database.row<Publication>(
        "SELECT * FROM publications WHERE branchMonthId = ? AND kind = 'full' ORDER BY revision DESC LIMIT 1",
        [branchMonthId],
      )) as Publication;
      const { id: publicationId, untilDay } = publication;
      if (!isWindowOver(untilDay, today)) throw new Refusal('wrongState', { params: { state: 'published', untilDay } });
      await this.database.change(
        "UPDATE sheets SET state = 'confirmed', version = version + 1 WHERE branchMonthId = ? AND state = 'published'",
        [branchMonthId],
      );
      await this.records.update(branchMonth, { state: 'confirmed', confirmedAt: now, confirmedBy: actor.accountId });
      await this.trail.append({
        chain: chainOf(branchMonth.branchId),
        at: now,
        action: 'month.confirm',
        actorAccountId: actor.accountId,
        about: { branchMonthId, publicationId, digest: publication.digest },
      });
    });
  }

  private async refuseUndecided({ id, month, schemeVersionId }: BranchMonth): Promise<void> {
    const open = "sheets.branchMonthId = ? AND sheets.state NOT IN ('decided', 'notScored')";
    const sheets = await this.database.rows<{ id: number; profileCode: string; name: string }>(
      `SELECT sheets.id, sheets.profileCode, members.name
         FROM sheets JOIN members ON members.id = sheets.memberId
        WHERE ${open} ORDER BY sheets.rosterOrder, sheets.id`,
      [id],
    );
    if (sheets.length === 0) return;
    const { definition } = await this.schemes.byId(schemeVersionId);
    const lines = await this.database.rows<Pick<SheetLine, 'sheetId' | 'itemCode' | 'outcome' | 'origin'>>(
      `SELECT sheet_lines.sheetId, sheet_lines.itemCode, sheet_lines.outcome, sheet_lines.origin
         FROM sheet_lines JOIN sheets ON sheets.id = sheet_lines.sheetId WHERE ${open}`,
      [id],
    );
    const linesOf = grouped(lines, ({ sheetId }) => sheetId);
    const errors: FieldProblem[] = sheets.map((sheet) =>
      undecidedSheet(
        sheet.id,
        sheet.name,
        openItems(definition, sheet.profileCode, linesOf.get(sheet.id) ?? [], false, month),
      ),
    );
    throw new Refusal('undecided', { errors });
  }
}
