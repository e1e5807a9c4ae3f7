import { Injectable } from '@nestjs/common';
import { type Day } from '../calendar.js';
import { Database, marks } from '../database/database.js';
import { grouped } from '../organisation/grouped.js';
import { PreReview, PreReviewLine } from './pre-review.entity.js';
import type { PreReviewCase } from './pre-reviewers.js';
import type { SheetState } from './states.js';

export type SheetCase = PreReviewCase & { branchMonthId: number; state: SheetState };
export type PreReviewRow = PreReview & { byName: string };

/** Pre-reviews as rows, and whose turn the sheets of a month are. */
@Injectable()
export class PreReviewRecords {
  constructor(private readonly database: Database) {}

  /** Of one sheet, with who gave it; undefined where there is none. */
  of(sheetId: number): Promise<PreReviewRow | undefined> {
    return this.database.row<PreReviewRow>(
      `SELECT pre_reviews.*, accounts.displayName AS byName
         FROM pre_reviews JOIN accounts ON accounts.id = pre_reviews.accountId WHERE pre_reviews.sheetId = ?`,
      [sheetId],
    );
  }

  linesOf(sheetId: number): Promise<PreReviewLine[]> {
    return this.database.rows<PreReviewLine>('SELECT * FROM pre_review_lines WHERE sheetId = ? ORDER BY number', [
      sheetId,
    ]);
  }

  async replace(rows: readonly PreReview[], lines: readonly PreReviewLine[]): Promise<void> {
    const ids = rows.map(({ sheetId }) => sheetId);
    await this.clear(...ids);
    await this.database.insert(PreReview, rows);
    await this.database.insert(PreReviewLine, lines);
  }

  /** What was said before the member handed in anew is about another sheet. */
  async clear(...sheetIds: readonly number[]): Promise<void> {
    await this.database.change(`DELETE FROM pre_review_lines WHERE sheetId IN ${marks(sheetIds)}`, sheetIds);
    await this.database.change(`DELETE FROM pre_reviews WHERE sheetId IN ${marks(sheetIds)}`, sheetIds);
  }

  /** Whose turn each sheet of these months is, by its id: two statements at most, however many they are. */
  async casesOf(branchMonthIds: readonly number[], today: Day): Promise<Map<number, SheetCase>> {
    if (branchMonthIds.length === 0) return new Map();
    const sheets = await this.database.rows<Omit<SheetCase, 'leaderIds'> & { id: number; groupId: number | null }>(
      `SELECT sheets.id, sheets.branchMonthId, sheets.state, sheets.memberId, sheets.groupId, units.path AS branchPath, teams.path AS groupPath
         FROM sheets
         JOIN branch_months ON branch_months.id = sheets.branchMonthId
         JOIN units ON units.id = branch_months.branchId
         LEFT JOIN units teams ON teams.id = sheets.groupId
        WHERE sheets.branchMonthId IN ${marks(branchMonthIds)}`,
      branchMonthIds,
    );
    const leaders = await this.leadersOf([...new Set(sheets.flatMap(({ groupId }) => groupId ?? []))], today);
    return new Map(
      sheets.map(({ id, groupId, ...sheet }) => [
        id,
        { ...sheet, leaderIds: groupId === null ? [] : (leaders.get(groupId) ?? []) },
      ]),
    );
  }

  /** The members who lead each of these groups today. */
  private async leadersOf(groupIds: readonly number[], today: Day): Promise<Map<number, number[]>> {
    if (groupIds.length === 0) return new Map();
    const leaders = await this.database.rows<{ unitId: number; memberId: number }>(
      `SELECT role_assignments.unitId, accounts.memberId
         FROM role_assignments JOIN accounts ON accounts.id = role_assignments.accountId
        WHERE role_assignments.role = 'groupLeader' AND role_assignments.unitId IN ${marks(groupIds)}
          AND role_assignments.fromDay <= ? AND (role_assignments.untilDay IS NULL OR role_assignments.untilDay > ?)
          AND accounts.memberId IS NOT NULL`,
      [...groupIds, today, today],
    );
    return new Map(
      [...grouped(leaders, ({ unitId }) => unitId)].map(([unitId, of]) => [unitId, of.map(({ memberId }) => memberId)]),
    );
  }
}
