import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { Refusal } from '../http/refusal.js';
import { grouped } from '../organisation/grouped.js';
import { Schemes } from '../schemes/schemes.service.js';
import type { BranchMonth } from './branch-month.entity.js';
import { openItems } from './review.js';
import type { SheetLine } from './sheet-line.entity.js';
import { undecidedSheet } from './undecided.js';

/** Refuses what needs every sheet of a month to be decided. */
@Injectable()
export class UndecidedSheets {
  constructor(
    private readonly database: Database,
    private readonly schemes: Schemes,
  ) {}

  /** Refuses with every sheet that is still undecided, by name and item. */
  async refuse({ id, month, schemeVersionId }: BranchMonth): Promise<void> {
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
    const errors = sheets.map((sheet) =>
      undecidedSheet(
        sheet.id,
        sheet.name,
        openItems(definition, sheet.profileCode, linesOf.get(sheet.id) ?? [], false, month),
      ),
    );
    throw new Refusal('undecided', { errors });
  }
}
