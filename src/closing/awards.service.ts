import { Injectable } from '@nestjs/common';
import { Database, marks } from '../database/database.js';
import { Schemes } from '../schemes/schemes.service.js';
import type { HalfYearMonthView } from '../summaries/half-year.view.js';
import type { ClosingRow } from './closing-row.entity.js';
import { awardOptions } from './sample.js';

interface AwardLine {
  memberId: number;
  itemCode: string;
  optionCode: string | null;
  decidedOptionCode: string | null;
  schemeVersionId: number;
}

/** Who got an award from city level up in one of the months of a closing, read from what was published. */
@Injectable()
export class Awards {
  constructor(
    private readonly database: Database,
    private readonly schemes: Schemes,
  ) {}

  /** Call it inside `read` or `write`. */
  async membersWith(rows: readonly ClosingRow[]): Promise<Set<number>> {
    const monthIds = new Set(
      rows.flatMap(({ months }) =>
        (JSON.parse(months) as HalfYearMonthView[]).flatMap(({ outcome, branchMonthId }) =>
          outcome === 'counted' && branchMonthId !== null ? [branchMonthId] : [],
        ),
      ),
    );
    const versions = await this.database.rows<{ schemeVersionId: number }>(
      `SELECT DISTINCT schemeVersionId FROM branch_months WHERE id IN ${marks([...monthIds])}`,
      [...monthIds],
    );
    const options = new Map<number, ReturnType<typeof awardOptions>>();
    for (const { schemeVersionId } of versions)
      options.set(schemeVersionId, awardOptions((await this.schemes.byId(schemeVersionId)).definition));
    const codes = [...new Set([...options.values()].flatMap((byItem) => [...byItem.keys()]))];
    const lines = await this.database.rows<AwardLine>(
      `SELECT sheets.memberId, finals.itemCode, finals.optionCode, finals.decidedOptionCode, branch_months.schemeVersionId
         FROM sheets
         JOIN branch_months ON branch_months.id = sheets.branchMonthId
         JOIN published_lines finals ON finals.publicationId = sheets.publicationId AND finals.sheetId = sheets.id
        WHERE sheets.branchMonthId IN ${marks([...monthIds])} AND finals.itemCode IN ${marks(codes)}
          AND finals.countedHundredths > 0`,
      [...monthIds, ...codes],
    );
    const awarded = lines.filter(({ itemCode, optionCode, decidedOptionCode, schemeVersionId }) =>
      options
        .get(schemeVersionId)
        ?.get(itemCode)
        ?.has(decidedOptionCode ?? optionCode ?? ''),
    );
    return new Set(awarded.map(({ memberId }) => memberId));
  }
}
