import { addMonths, type Month } from '../calendar.js';
import { type Database, marks } from '../database/database.js';

/** What members scored in the month before, in whichever branch it was published. */
export async function lastMonthScores(
  database: Database,
  month: Month,
  memberIds: readonly number[],
): Promise<Map<number, number>> {
  const rows = await database.rows<{ memberId: number; scoreHundredths: number }>(
    `SELECT published_sheets.memberId, published_sheets.scoreHundredths
       FROM branch_months
       JOIN sheets ON sheets.branchMonthId = branch_months.id
       JOIN published_sheets ON published_sheets.publicationId = sheets.publicationId
            AND published_sheets.sheetId = sheets.id
      WHERE branch_months.month = ? AND published_sheets.scoreHundredths IS NOT NULL
        AND sheets.memberId IN ${marks(memberIds)}`,
    [addMonths(month, -1), ...memberIds],
  );
  return new Map(rows.map(({ memberId, scoreHundredths }) => [memberId, scoreHundredths]));
}
