import { Injectable } from '@nestjs/common';
import {
  type BranchMonthState,
  finalStatesInSql,
  isFinal,
  isPublished,
  type NotScoredReason,
} from '../assessments/states.js';
import type { Month } from '../calendar.js';
import type { Flag } from '../database/columns.js';
import { Database, marks } from '../database/database.js';
import { Refusal } from '../http/refusal.js';
import { grouped } from '../organisation/grouped.js';
import { originalPublication } from '../publication/original-publication.js';
import { publishedReason } from '../publication/published-reason.js';
import type { HistoryMonthView, MemberHistoryView, MemberReferenceView } from './history.view.js';

interface HistoryRow {
  memberId: number;
  memberName: string;
  month: Month;
  branchId: number;
  branchName: string;
  sheetId: number;
  branchMonthId: number;
  state: BranchMonthState;
  publicationId: number | null;
  baseHundredths: number | null;
  deductionHundredths: number | null;
  contributionHundredths: number | null;
  scoreHundredths: number | null;
  notScoredReason: NotScoredReason | null;
  categoryPoints: string | null;
  fromRecords: Flag | null;
  isImported: Flag;
  originalPublicationId: number | null;
  originalScoreHundredths: number | null;
}

/** What a member's months are made of (`@AnswersNotModified`): versions only grow, and no sheet is ever removed. */
export const historyVersions = `
  SELECT members.version, COUNT(sheets.id) AS sheetCount, SUM(sheets.version) AS sheetVersions,
         SUM(branch_months.version) AS monthVersions, SUM(units.version) AS unitVersions
    FROM members
    LEFT JOIN sheets ON sheets.memberId = members.id
    LEFT JOIN branch_months ON branch_months.id = sheets.branchMonthId
    LEFT JOIN units ON units.id = branch_months.branchId
   WHERE members.id = ?
   GROUP BY members.id, members.version`;

/** A member's months, wherever in the organisation he was. Figures are the published ones, never a draft's. */
@Injectable()
export class Histories {
  constructor(private readonly database: Database) {}

  async of(
    memberId: number,
    { fromMonth, untilMonth }: { fromMonth: Month; untilMonth: Month },
  ): Promise<MemberHistoryView> {
    const rows = await this.rows([memberId], fromMonth, untilMonth);
    const name = rows[0]?.memberName ?? (await this.nameOf(memberId));
    return { member: { id: memberId, name }, months: rows.map(historyMonth) };
  }

  /** Of who has no months. */
  private async nameOf(memberId: number): Promise<string> {
    const [member] = await this.database.select<MemberReferenceView>('SELECT id, name FROM members WHERE id = ?', [
      memberId,
    ]);
    if (!member) throw new Refusal('notFound');
    return member.name;
  }

  /** The months of several members at once, by member, the latest first of each. */
  async ofEach(
    memberIds: readonly number[],
    { fromMonth, untilMonth }: { fromMonth: Month; untilMonth: Month },
  ): Promise<Map<number, HistoryMonthView[]>> {
    const rows = await this.rows(memberIds, fromMonth, untilMonth);
    return new Map([...grouped(rows, ({ memberId }) => memberId)].map(([id, found]) => [id, found.map(historyMonth)]));
  }

  private rows(memberIds: readonly number[], fromMonth: Month, untilMonth: Month): Promise<HistoryRow[]> {
    return this.database.select<HistoryRow>(
      `SELECT sheets.memberId, members.name AS memberName, branch_months.month, branch_months.branchId, units.name AS branchName, sheets.id AS sheetId,
                sheets.branchMonthId, branch_months.state, sheets.publicationId,
                published_sheets.baseHundredths, published_sheets.deductionHundredths,
                published_sheets.contributionHundredths, published_sheets.scoreHundredths,
                published_sheets.notScoredReason, published_sheets.categoryPoints, published_sheets.fromRecords,
                EXISTS (SELECT 1 FROM imported_months WHERE imported_months.publicationId = sheets.publicationId) AS isImported,
                originals.publicationId AS originalPublicationId, originals.scoreHundredths AS originalScoreHundredths
           FROM sheets
           JOIN members ON members.id = sheets.memberId
           JOIN branch_months ON branch_months.id = sheets.branchMonthId
           JOIN units ON units.id = branch_months.branchId
           LEFT JOIN published_sheets ON published_sheets.publicationId = sheets.publicationId
            AND published_sheets.sheetId = sheets.id
           LEFT JOIN published_sheets originals ON originals.sheetId = sheets.id AND originals.publicationId = ${originalPublication}
          WHERE sheets.memberId IN ${marks(memberIds)} AND branch_months.month BETWEEN ? AND ?
            AND branch_months.state <> 'takenBack'
            AND (sheets.publicationId IS NOT NULL OR branch_months.state NOT IN ${finalStatesInSql})
          ORDER BY branch_months.month DESC, sheets.id DESC`,
      [...memberIds, fromMonth, untilMonth],
    );
  }
}

function historyMonth(row: HistoryRow): HistoryMonthView {
  const { month, sheetId, branchMonthId, baseHundredths, deductionHundredths, contributionHundredths } = row;
  return {
    month,
    branch: { id: row.branchId, name: row.branchName, kind: 'branch' },
    sheetId,
    branchMonthId,
    state: isFinal(row.state) ? 'confirmed' : isPublished(row.state) ? 'published' : 'unpublished',
    baseHundredths,
    deductionHundredths,
    contributionHundredths,
    scoreHundredths: row.scoreHundredths,
    notScoredReason: row.notScoredReason && publishedReason(row.notScoredReason),
    fromRecords: row.fromRecords === 1,
    isImported: Boolean(row.isImported),
    isCorrected: row.originalPublicationId !== null,
    originalScoreHundredths: row.originalScoreHundredths,
    categoryPoints: row.categoryPoints === null ? null : (JSON.parse(row.categoryPoints) as Record<string, number>),
  };
}
