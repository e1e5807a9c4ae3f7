import { Injectable } from '@nestjs/common';
import type { Instant } from '../calendar.js';
import type { Conclusion } from '../closing/closing-examination.entity.js';
import { Database, marks } from '../database/database.js';
import { grouped } from '../organisation/grouped.js';
import { Schemes } from '../schemes/schemes.service.js';
import { UnitBranches } from '../summaries/unit-branches.js';
import type { ExaminedRowView, ExaminationPaperView } from './examination-paper.js';
import { below, isBelow } from '../identity/scope.js';

interface ExaminationRow {
  closingId: number;
  branchId: number;
  round: number;
  drawnAt: Instant;
  size: number;
  schemeVersionId: number;
  conclusion: Conclusion | null;
  note: string | null;
  concludedAt: Instant | null;
  concludedBy: string | null;
}

type RowOfExamination = Pick<ExaminedRowView, 'name' | 'resultHundredths' | 'finding' | 'text'> & {
  closingId: number;
  sampled: 0 | 1;
  reasons: string;
  bandCode: string | null;
};

/** The bureau's examinations of a period, the latest round of each branch. */
@Injectable()
export class Examinations {
  constructor(
    private readonly database: Database,
    private readonly units: UnitBranches,
    private readonly schemes: Schemes,
  ) {}

  of(unitId: number, period: string, bureauName: string): Promise<ExaminationPaperView> {
    return this.database.read(async () => {
      const { unit, branches } = await this.units.of(unitId);
      const examinations = await this.database.rows<ExaminationRow>(
        `SELECT closings.id AS closingId, closings.branchId, closing_examinations.round, closing_examinations.drawnAt,
                closing_examinations.conclusion, closing_examinations.note, closing_examinations.concludedAt,
                accounts.displayName AS concludedBy, closing_revisions.size, closing_revisions.schemeVersionId
           FROM closings
           JOIN units ON units.id = closings.branchId
           JOIN closing_examinations ON closing_examinations.closingId = closings.id
           JOIN closing_revisions ON closing_revisions.closingId = closings.id
                                 AND closing_revisions.revision = closing_examinations.revision
           LEFT JOIN accounts ON accounts.id = closing_examinations.concludedBy
          WHERE ${isBelow('units.path')} AND closings.period = ?
            AND closing_examinations.round = (SELECT MAX(latest.round) FROM closing_examinations latest
                                               WHERE latest.closingId = closings.id)`,
        [below(unit.path), period],
      );
      const rows = grouped(await this.rowsOf(examinations), ({ closingId }) => closingId);
      const bandNames = new Map<number, Map<string, string>>();
      for (const { schemeVersionId } of examinations) {
        const { definition } = await this.schemes.byId(schemeVersionId);
        bandNames.set(schemeVersionId, new Map(definition.bands.map(({ code, name }) => [code, name.zh])));
      }
      return {
        unit: { id: unit.id, name: unit.name },
        bureauName,
        period,
        examinations: branches.flatMap(({ id, name }) => {
          const found = examinations.find(({ branchId }) => branchId === id);
          if (!found) return [];
          const names = bandNames.get(found.schemeVersionId);
          const { round, drawnAt, size, conclusion, note, concludedAt, concludedBy } = found;
          return [
            {
              ...{ branch: { id, name }, round, drawnAt, size, conclusion, note, concludedAt, concludedBy },
              rows: (rows.get(found.closingId) ?? []).map((row) => ({
                name: row.name,
                sampled: row.sampled === 1,
                reasons: JSON.parse(row.reasons) as string[],
                resultHundredths: row.resultHundredths,
                bandName: row.bandCode === null ? null : (names?.get(row.bandCode) ?? row.bandCode),
                finding: row.finding,
                text: row.text,
              })),
            },
          ];
        }),
      };
    });
  }

  private rowsOf(examinations: readonly ExaminationRow[]): Promise<RowOfExamination[]> {
    const ids = examinations.map(({ closingId }) => closingId);
    return this.database.rows<RowOfExamination>(
      `SELECT examined.closingId, members.name, examined.sampled, examined.reasons, examined.finding, examined.text,
              closing_rows.resultHundredths, closing_rows.bandCode
         FROM closing_examined_rows examined
         JOIN closing_examinations ON closing_examinations.closingId = examined.closingId
                                  AND closing_examinations.round = examined.round
         JOIN members ON members.id = examined.memberId
         LEFT JOIN closing_rows ON closing_rows.closingId = examined.closingId
                               AND closing_rows.revision = closing_examinations.revision
                               AND closing_rows.memberId = examined.memberId
        WHERE examined.closingId IN ${marks(ids)}
          AND examined.round = (SELECT MAX(latest.round) FROM closing_examinations latest
                                 WHERE latest.closingId = examined.closingId)
        ORDER BY examined.closingId, closing_rows.position, examined.memberId`,
      ids,
    );
  }
}
