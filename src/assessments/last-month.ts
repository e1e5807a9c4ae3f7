import { addMonths, type Month } from '../calendar.js';
import { type Database, marks } from '../database/database.js';

/**
 * Goes into a statement about `sheets` and their `branch_months`: the last score that the sheet's member had published before,
 * with its month ("2026-10 8000"), or NULL.
 */
export const lastPublished = `(SELECT months_before.month || ' ' || published_sheets.scoreHundredths
   FROM sheets sheets_before
   JOIN branch_months months_before ON months_before.id = sheets_before.branchMonthId
   JOIN published_sheets ON published_sheets.publicationId = sheets_before.publicationId
        AND published_sheets.sheetId = sheets_before.id
  WHERE sheets_before.memberId = sheets.memberId AND months_before.month < branch_months.month
    AND published_sheets.scoreHundredths IS NOT NULL
  ORDER BY months_before.month DESC LIMIT 1)`;

/** Of what `lastPublished` answers, the score of the month before this one; null where that one was not scored. */
export function lastMonthScore(published: string | null, month: Month): number | null {
  const [of, hundredths] = published?.split(' ') ?? [];
  return of === addMonths(month, -1) ? Number(hundredths) : null;
}

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
