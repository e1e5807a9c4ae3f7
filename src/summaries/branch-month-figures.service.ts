import { Injectable } from '@nestjs/common';
import { BranchMonths } from '../assessments/branch-months.service.js';
import { readsSheets } from '../assessments/sight.js';
import { isPublished } from '../assessments/states.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { statistics } from '../scoring/summary.js';
import type { BranchMonthStatisticsView, NotSubmittedView } from './branch-month-statistics.view.js';

/** How a branch's month stands, in figures. */
@Injectable()
export class BranchMonthFigures {
  constructor(
    private readonly database: Database,
    private readonly branchMonths: BranchMonths,
  ) {}

  of(branchMonthId: number, actor: Actor): Promise<BranchMonthStatisticsView> {
    return this.database.read(async () => {
      const { state, branch, counts } = await this.branchMonths.one(branchMonthId, actor);
      const scores = isPublished(state)
        ? await this.publishedScores(branchMonthId)
        : await this.decidedScores(branchMonthId, branch.id, actor);
      const notSubmitted = await this.notSubmitted(branchMonthId);
      return { branchMonthId, statistics: statistics(scores), counts, notSubmitted };
    });
  }

  private async publishedScores(branchMonthId: number): Promise<number[]> {
    const rows = await this.database.rows<{ scoreHundredths: number }>(
      `SELECT published_sheets.scoreHundredths
         FROM sheets
         JOIN published_sheets ON published_sheets.publicationId = sheets.publicationId
              AND published_sheets.sheetId = sheets.id
        WHERE sheets.branchMonthId = ? AND published_sheets.scoreHundredths IS NOT NULL`,
      [branchMonthId],
    );
    return rows.map(({ scoreHundredths }) => scoreHundredths);
  }

  /** The reader's own sheet is left out: nobody learns before publication, by subtraction either, what was decided on it. */
  private async decidedScores(branchMonthId: number, branchId: number, actor: Actor): Promise<number[]> {
    const branch = await this.database.row<{ path: string }>('SELECT path FROM units WHERE id = ?', [branchId]);
    if (!branch || !readsSheets(actor, branch.path)) return [];
    const rows = await this.database.rows<{ scoreHundredths: number }>(
      `SELECT scoreHundredths FROM sheets
        WHERE branchMonthId = ? AND state = 'decided' AND scoreHundredths IS NOT NULL AND memberId <> ?`,
      [branchMonthId, actor.memberId ?? 0],
    );
    return rows.map(({ scoreHundredths }) => scoreHundredths);
  }

  private notSubmitted(branchMonthId: number): Promise<NotSubmittedView[]> {
    return this.database.rows<NotSubmittedView>(
      `SELECT sheets.memberId, members.name, teams.name AS groupName
         FROM sheets
         JOIN members ON members.id = sheets.memberId
         LEFT JOIN units teams ON teams.id = sheets.groupId
        WHERE sheets.branchMonthId = ? AND sheets.state = 'draft'
        ORDER BY sheets.rosterOrder, sheets.id`,
      [branchMonthId],
    );
  }
}
