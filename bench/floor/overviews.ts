import type { Connection } from './connection.js';

export interface OverviewByHand {
  id: number;
  state: string;
  members: number;
  submitted: number;
  decided: number;
  lowest: number;
  highest: number;
  mean: number;
  median: number;
}

const counts = `units.id, units.name, branch_months.state, COUNT(sheets.id) AS members,
         COUNT(sheets.submittedAt) AS submitted,
         COUNT(CASE WHEN sheets.state IN ('decided', 'notScored', 'published', 'confirmed', 'corrected') THEN 1 END) AS decided,
         MIN(finals.scoreHundredths) AS lowest, MAX(finals.scoreHundredths) AS highest, AVG(finals.scoreHundredths) AS mean`;
const from = `FROM units
    LEFT JOIN branch_months ON branch_months.branchId = units.id AND branch_months.month = ?
    LEFT JOIN sheets ON sheets.branchMonthId = branch_months.id
    LEFT JOIN published_sheets finals ON finals.publicationId = sheets.publicationId AND finals.sheetId = sheets.id
   WHERE units.path LIKE ? AND units.kind = 'branch'
   GROUP BY units.id, units.name, branch_months.state ORDER BY units.rosterOrder`;

/** A branch in a row, with its bare figures: one statement. No medians, no due days, no switches. */
export function overviewBarely(connection: Connection, path: string, month: string): Promise<OverviewByHand[]> {
  return connection.rows(`SELECT ${counts} ${from}`, [month, `${path}%`]);
}

/** The same with medians, which neither database has: the scores come along as a list, and are sorted here. */
export async function overviewByHand(connection: Connection, path: string, month: string): Promise<OverviewByHand[]> {
  const list =
    connection.kind === 'mysql'
      ? 'CAST(JSON_ARRAYAGG(finals.scoreHundredths) AS CHAR)'
      : 'json_group_array(finals.scoreHundredths)';
  const rows = await connection.rows<OverviewByHand & { scores: string }>(
    `SELECT ${counts}, ${list} AS scores ${from}`,
    [month, `${path}%`],
  );
  return rows.map(({ scores, ...row }) => {
    const sorted = (JSON.parse(scores) as number[]).sort((one, other) => one - other);
    const half = sorted.length >> 1;
    const [lower, upper] = [sorted[(sorted.length - 1) >> 1] as number, sorted[half] as number];
    return { ...row, mean: Math.round(row.mean), median: Math.round((lower + upper) / 2) };
  });
}
