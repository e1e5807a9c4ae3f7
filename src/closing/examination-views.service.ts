import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { grouped } from '../organisation/grouped.js';
import type { ClosingExamination, ClosingExaminedRow } from './closing-examination.entity.js';
import { ClosingRecords } from './closing-records.service.js';
import type { ExaminationList } from './closing.view.js';
import { sampleShareHundredths } from './sample.js';

type Examination = ClosingExamination & { listed: number; concludedByName: string | null };
type Looked = ClosingExaminedRow & { name: string; position: number; foundByName: string | null };

/** The bureau's examinations of a closing: the data of document 10, 审核意见表. */
@Injectable()
export class ExaminationViews {
  constructor(
    private readonly database: Database,
    private readonly records: ClosingRecords,
  ) {}

  of(branchId: number, period: string): Promise<ExaminationList> {
    return this.database.read(async () => {
      const branch = await this.records.branch(branchId);
      const closing = await this.records.find(branchId, period);
      const examinations = await this.database.rows<Examination>(
        `SELECT closing_examinations.*, accounts.displayName AS concludedByName,
                (SELECT COUNT(*) FROM closing_rows WHERE closing_rows.closingId = closing_examinations.closingId
                    AND closing_rows.revision = closing_examinations.revision AND closing_rows.home = 1) AS listed
           FROM closing_examinations LEFT JOIN accounts ON accounts.id = closing_examinations.concludedBy
          WHERE closing_examinations.closingId = ? ORDER BY closing_examinations.round DESC`,
        [closing?.id ?? 0],
      );
      const rows = await this.database.rows<Looked>(
        `SELECT closing_examined_rows.*, members.name, accounts.displayName AS foundByName, closing_rows.position
           FROM closing_examined_rows
           JOIN members ON members.id = closing_examined_rows.memberId
           JOIN closing_examinations ON closing_examinations.closingId = closing_examined_rows.closingId
                AND closing_examinations.round = closing_examined_rows.round
           JOIN closing_rows ON closing_rows.closingId = closing_examined_rows.closingId
                AND closing_rows.revision = closing_examinations.revision
                AND closing_rows.memberId = closing_examined_rows.memberId
           LEFT JOIN accounts ON accounts.id = closing_examined_rows.foundBy
          WHERE closing_examined_rows.closingId = ? ORDER BY closing_rows.position`,
        [closing?.id ?? 0],
      );
      const ofRound = grouped(rows, ({ round }) => round);
      return {
        unit: { id: branch.id, name: branch.name, kind: 'branch' },
        period,
        minutesNumber: closing?.minutesNumber ?? null,
        items: examinations.map((each) => ({
          round: each.round,
          revision: each.revision,
          seed: each.seed,
          method: 'sha256Order',
          shareHundredths: sampleShareHundredths,
          listed: each.listed,
          drawnAt: each.drawnAt,
          rows: (ofRound.get(each.round) ?? []).map((row) => ({
            memberId: row.memberId,
            name: row.name,
            position: row.position,
            sampled: Boolean(row.sampled),
            reasons: JSON.parse(row.reasons) as string[],
            finding: row.finding,
            text: row.text,
            foundBy: row.foundByName,
            foundAt: row.foundAt,
          })),
          conclusion: each.conclusion,
          note: each.note,
          concludedAt: each.concludedAt,
          concludedBy: each.concludedByName,
        })),
      };
    });
  }
}
