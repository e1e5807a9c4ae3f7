import { Injectable } from '@nestjs/common';
import { BranchMonths } from '../assessments/branch-months.service.js';
import { readsSheets } from '../assessments/sight.js';
import { isPublished } from '../assessments/states.js';
import { addMonths, type Month } from '../calendar.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { statistics } from '../scoring/summary.js';
import type {
  BranchMonthStatisticsView,
  NotSubmittedView,
  OrganisationMedianView,
} from './branch-month-statistics.view.js';

/** Below these a median would say too much about single branches or people. */
const branchesLeast = 3;
const scoresLeast = 10;

/** How a branch's month stands, in figures. */
@Injectable()
export class BranchMonthFigures {
  constructor(
    private readonly database: Database,
    private readonly branchMonths: BranchMonths,
  ) {}

  of(branchMonthId: number, actor: Actor): Promise<BranchMonthStatisticsView> {
    return this.database.read(async () => {
      const { state, branch, counts, month } = await this.branchMonths.one(branchMonthId, actor);
      const scores = isPublished(state)
        ? await this.publishedScores(branchMonthId)
        : await this.decidedScores(branchMonthId, branch.id, actor);
      const notSubmitted = await this.notSubmitted(branchMonthId);
      const organisation = await this.organisationMedian(addMonths(month, -1));
      return { branchMonthId, statistics: statistics(scores), organisation, counts, notSubmitted };
    });
  }

  /** Sorted and counted by the database: a county's scores don't have to travel for the sake of the one in the middle. */
  private async organisationMedian(month: Month): Promise<OrganisationMedianView | null> {
    const published = `FROM branch_months
       JOIN sheets ON sheets.branchMonthId = branch_months.id
       JOIN published_sheets ON published_sheets.publicationId = sheets.publicationId
            AND published_sheets.sheetId = sheets.id
      WHERE branch_months.month = ? AND published_sheets.scoreHundredths IS NOT NULL`;
    const size = await this.database.row<{ count: number; branches: number }>(
      `SELECT COUNT(*) AS count, COUNT(DISTINCT branch_months.branchId) AS branches ${published}`,
      [month],
    );
    const { count = 0, branches = 0 } = size ?? {};
    if (count < scoresLeast || branches < branchesLeast) return null;
    const middle = await this.database.rows<{ scoreHundredths: number }>(
      `SELECT published_sheets.scoreHundredths ${published}
        ORDER BY published_sheets.scoreHundredths LIMIT ${2 - (count % 2)} OFFSET ${Math.floor((count - 1) / 2)}`,
      [month],
    );
    const { medianHundredths } = statistics(middle.map(({ scoreHundredths }) => scoreHundredths));
    return medianHundredths === null ? null : { month, branches, count, medianHundredths };
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
