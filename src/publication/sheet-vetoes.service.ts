import { Injectable } from '@nestjs/common';
import type { BranchMonth } from '../assessments/branch-month.entity.js';
import { decidedEntry } from '../assessments/lines.js';
import type { SheetLine } from '../assessments/sheet-line.entity.js';
import type { Sheet } from '../assessments/sheet.entity.js';
import { Database, marks } from '../database/database.js';
import { grouped } from '../organisation/grouped.js';
import { Schemes } from '../schemes/schemes.service.js';
import type { Scheme } from '../scoring/scheme.js';
import { scoreSheet } from '../scoring/score.js';
import { HoldingVetoes } from '../vetoes/holding-vetoes.service.js';
import { scoreUnder } from '../vetoes/veto.js';
import { earlierIn } from './earlier-in.js';

type Limited = Pick<Sheet, 'id' | 'memberId' | 'vetoCode' | 'profileCode' | 'parts'>;

/**
 * Vetoes on a sheet's own period. What holds when the month is published limits the score that is published, and stays so: set or
 * lifted later, a veto changes the published row only through a correction slip (domain/process.md, corrections).
 */
@Injectable()
export class SheetVetoes {
  constructor(
    private readonly database: Database,
    private readonly schemes: Schemes,
    private readonly holding: HoldingVetoes,
  ) {}

  /** Limits the month's decided sheets by the vetoes that hold now, and no others. The month is locked. */
  async apply(branchMonth: Pick<BranchMonth, 'id' | 'month' | 'schemeVersionId'>): Promise<void> {
    const { definition: scheme } = await this.schemes.byId(branchMonth.schemeVersionId);
    const vetoes = await this.holding.onSheets(scheme, branchMonth.month, null);
    await this.limit(branchMonth.id, scheme, new Map([...vetoes].map(([memberId, { code }]) => [memberId, code])));
  }

  /** Gives the sheets the scores back that were decided: the publication that they were limited for was withdrawn. */
  async release({ id, schemeVersionId }: Pick<BranchMonth, 'id' | 'schemeVersionId'>): Promise<void> {
    const { definition: scheme } = await this.schemes.byId(schemeVersionId);
    await this.limit(id, scheme, new Map());
  }

  /** The veto that limits one sheet now; null: none does. */
  async codeFor(scheme: Scheme, { month }: Pick<BranchMonth, 'month'>, memberId: number): Promise<string | null> {
    return (await this.holding.onSheets(scheme, month, [memberId])).get(memberId)?.code ?? null;
  }

  private async limit(branchMonthId: number, scheme: Scheme, codeOf: ReadonlyMap<number, string>): Promise<void> {
    const memberIds = [...codeOf.keys()];
    const sheets = await this.database.rows<Limited>(
      `SELECT id, memberId, vetoCode, profileCode, parts FROM sheets
        WHERE branchMonthId = ? AND notScoredReason IS NULL AND scoreHundredths IS NOT NULL
          AND (vetoCode IS NOT NULL OR memberId IN ${marks(memberIds)})`,
      [branchMonthId, ...memberIds],
    );
    if (sheets.length === 0) return;
    const linesOf = grouped(
      await this.database.rows<SheetLine>(
        `SELECT * FROM sheet_lines WHERE sheetId IN ${marks(sheets)} ORDER BY sheetId, number`,
        sheets.map(({ id }) => id),
      ),
      ({ sheetId }) => sheetId,
    );
    // A handful in a year.
    for (const { id, memberId, profileCode, parts } of sheets) {
      const entries = (linesOf.get(id) ?? []).map(decidedEntry);
      const { scoreHundredths } = scoreSheet(scheme, profileCode, entries, earlierIn(parts) ?? {});
      const code = codeOf.get(memberId) ?? null;
      await this.database.change('UPDATE sheets SET scoreHundredths = ?, vetoCode = ? WHERE id = ?', [
        scoreUnder(scheme, code, scoreHundredths),
        code,
        id,
      ]);
    }
  }
}
