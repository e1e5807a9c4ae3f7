import { Injectable, type StreamableFile } from '@nestjs/common';
import { Sheets } from '../assessments/sheets.service.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { Refusal } from '../http/refusal.js';
import { Schemes } from '../schemes/schemes.service.js';
import type { DocumentDescription } from './description.js';
import { DocumentExports } from './document-exports.service.js';
import type { ExportWish } from './exported.js';
import { type FilledSheet, filledSheetsDescription } from './filled-sheet-document.js';

/** Document 1 as it was filled in: one sheet, or all that were handed in for a branch's month. */
@Injectable()
export class FilledSheets {
  constructor(
    private readonly database: Database,
    private readonly documents: DocumentExports,
    private readonly sheets: Sheets,
    private readonly schemes: Schemes,
  ) {}

  async one(sheetId: number, wish: ExportWish, actor: Actor): Promise<StreamableFile | DocumentDescription> {
    const [filled] = (await this.filled([sheetId], actor)) as [FilledSheet];
    const { branchMonth, member } = filled.sheet;
    const names = {
      fileName: `${member.name}${branchMonth.month}积分自评表`,
      plainName: `sheet-${sheetId}`,
    };
    return this.documents.answer(wish, {
      actor,
      unitId: branchMonth.branch.id,
      document: 'filledSheet',
      about: { sheetId, memberId: member.id, branchMonthId: branchMonth.id, month: branchMonth.month },
      describe: (stamp) => filledSheetsDescription([filled], names, stamp),
    });
  }

  /** Refuses with 409 while nobody has handed in. */
  async ofMonth(branchMonthId: number, wish: ExportWish, actor: Actor): Promise<StreamableFile | DocumentDescription> {
    const rows = await this.database.read(() =>
      this.database.rows<{ id: number }>(
        "SELECT id FROM sheets WHERE branchMonthId = ? AND state <> 'draft' ORDER BY rosterOrder, id",
        [branchMonthId],
      ),
    );
    const sheetIds = rows.map(({ id }) => id);
    const filled = await this.filled(sheetIds, actor);
    const month = filled[0]?.sheet.branchMonth;
    if (!month) throw new Refusal('wrongState');
    const names = {
      fileName: `${month.branch.name}${month.month}积分自评表`,
      plainName: `sheets-${month.branch.id}-${month.month}`,
    };
    return this.documents.answer(wish, {
      actor,
      unitId: month.branch.id,
      document: 'filledSheets',
      about: { branchMonthId, month: month.month },
      describe: (stamp) => filledSheetsDescription(filled, names, stamp),
    });
  }

  private async filled(sheetIds: readonly number[], actor: Actor): Promise<FilledSheet[]> {
    const filled: FilledSheet[] = [];
    for await (const sheet of this.sheets.each(sheetIds, actor)) {
      const { definition } = await this.schemes.byId(sheet.branchMonth.schemeVersionId);
      filled.push({ sheet, scheme: definition });
    }
    return filled;
  }
}
