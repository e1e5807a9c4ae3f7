import { type Database, marks } from '../database/database.js';
import type { Actor, Role } from '../http/allow.js';
import { may } from '../identity/rights.js';
import { isEmpty, scopeOf } from '../identity/scope.js';

/** Whose task it is (domain/process.md); the heads may step in, and are not reminded. */
const entering: readonly (Role | 'member')[] = ['groupLeader', 'organisationCommissioner'];

/**
 * By month, how many sheets wait for paper: nothing was handed in, the member has no account to do it with himself, and the
 * actor may enter it for him. In one statement, and in none for those who enter nobody's.
 */
export async function missingPaper(
  database: Database,
  branchMonthIds: readonly number[],
  { memberId, holdings }: Actor,
): Promise<ReadonlyMap<number, number>> {
  const actor = { memberId, holdings: holdings.filter(({ role }) => entering.includes(role)) };
  if (branchMonthIds.length === 0 || isEmpty(scopeOf(actor, 'sheet.proxy'))) return new Map();
  const rows = await database.rows<{ branchMonthId: number; unitPath: string; sheets: number }>(
    `SELECT branch_months.id AS branchMonthId, COALESCE(teams.path, branches.path) AS unitPath, COUNT(*) AS sheets
       FROM sheets
       JOIN branch_months ON branch_months.id = sheets.branchMonthId
       JOIN units branches ON branches.id = branch_months.branchId
       LEFT JOIN units teams ON teams.id = sheets.groupId
      WHERE branch_months.id IN ${marks(branchMonthIds)} AND branch_months.state = 'selfAssessment'
        AND sheets.state = 'draft' AND sheets.submittedAt IS NULL
        AND NOT EXISTS (SELECT 1 FROM accounts
                         WHERE accounts.memberId = sheets.memberId AND accounts.suspendedAt IS NULL)
      GROUP BY branch_months.id, COALESCE(teams.path, branches.path)`,
    branchMonthIds,
  );
  const missing = new Map<number, number>();
  for (const { branchMonthId, unitPath, sheets } of rows)
    if (may('sheet.proxy', actor, { unitPath, memberId: null }))
      missing.set(branchMonthId, (missing.get(branchMonthId) ?? 0) + sheets);
  return missing;
}
