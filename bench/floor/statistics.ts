import type { Connection } from './connection.js';

export interface StatisticsByHand {
  months: { branchMonthId: number; members: number; handedIn: number }[];
  /** How often each score was given in each month, and what was taken off and added. */
  scores: { branchMonthId: number; scoreHundredths: number; sheets: number }[];
  categories: { categoryPoints: string; sheets: number }[];
  items: { itemCode: string; entries: number; people: number; pointsHundredths: number }[];
}

const span = `JOIN units ON units.id = branch_months.branchId
        WHERE units.path LIKE ? AND branch_months.month BETWEEN ? AND ?`;
const published = `FROM branch_months
         JOIN sheets ON sheets.branchMonthId = branch_months.id
         JOIN published_sheets finals ON finals.publicationId = sheets.publicationId AND finals.sheetId = sheets.id`;

/**
 * The figures that statistics are put together from, in four statements: how far the months are, how often which score was given (of
 * which means, medians, spreads and the distribution come), the points by category, and what each item took off or added. Knows that
 * there was one version of the scheme and one profile, no proxies, disputes, corrections, imported or unopened months; puts nothing
 * together.
 */
export async function statisticsByHand(
  connection: Connection,
  path: string,
  [first, last]: readonly [string, string],
): Promise<StatisticsByHand> {
  const given = [`${path}%`, first, last];
  return {
    months: await connection.rows(
      `SELECT branch_months.id AS branchMonthId, COUNT(sheets.id) AS members, COUNT(sheets.submittedAt) AS handedIn,
              (SELECT MIN(publishedAt) FROM publications WHERE publications.branchMonthId = branch_months.id) AS publishedAt
         FROM branch_months LEFT JOIN sheets ON sheets.branchMonthId = branch_months.id ${span}
        GROUP BY branch_months.id`,
      given,
    ),
    scores: await connection.rows(
      `SELECT sheets.branchMonthId, finals.scoreHundredths, COUNT(*) AS sheets,
              COUNT(CASE WHEN finals.deductionHundredths < 0 THEN 1 END) AS deductionSheets,
              COUNT(CASE WHEN finals.contributionHundredths > 0 THEN 1 END) AS contributionSheets,
              SUM(finals.deductionHundredths) AS deductionHundredths,
              SUM(finals.contributionHundredths) AS contributionHundredths
         ${published} ${span} GROUP BY sheets.branchMonthId, finals.scoreHundredths`,
      given,
    ),
    categories: await connection.rows(
      `SELECT finals.categoryPoints, COUNT(*) AS sheets ${published} ${span} GROUP BY finals.categoryPoints`,
      given,
    ),
    items: await connection.rows(
      `SELECT entries.itemCode, COUNT(*) AS entries, COUNT(DISTINCT finals.memberId) AS people,
              SUM(entries.countedHundredths) AS pointsHundredths
         ${published}
         JOIN published_lines entries ON entries.publicationId = finals.publicationId AND entries.sheetId = finals.sheetId
         ${span} GROUP BY entries.itemCode`,
      given,
    ),
  };
}

/** The bare figures of each branch: one statement, no distribution, categories and items. */
export function statisticsBarely(
  connection: Connection,
  path: string,
  [first, last]: readonly [string, string],
): Promise<{ branchId: number; sheets: number }[]> {
  return connection.rows(
    `SELECT branch_months.branchId, branch_months.month, COUNT(*) AS sheets, AVG(finals.scoreHundredths) AS mean,
            MIN(finals.scoreHundredths) AS lowest, MAX(finals.scoreHundredths) AS highest
       ${published} ${span} GROUP BY branch_months.branchId, branch_months.month`,
    [`${path}%`, first, last],
  );
}
