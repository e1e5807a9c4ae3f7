import { Injectable } from '@nestjs/common';
import { type BranchMonthState, isFinal } from '../assessments/states.js';
import { Clock, type Month, monthOf } from '../calendar.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { may } from '../identity/rights.js';
import { below, isBelow, scopeOf, touches } from '../identity/scope.js';
import { Schemes } from '../schemes/schemes.service.js';
import { periodKey } from '../scoring/periods.js';
import { UnitBranches } from '../summaries/unit-branches.js';
import { catalogue } from './catalogue.js';
import { type DocumentFacts, itemsOf } from './document-list.js';
import type { DocumentListQuery } from './document-list.dto.js';
import type { DocumentListView } from './document-list.view.js';

interface MonthRow {
  id: number;
  handedIn: number;
  ownSheetId: number | null;
  state: BranchMonthState;
  publicationId: number | null;
  withdrawnAt: string | null;
}

/** What of the catalogue there is for a unit, for whoever asks. */
@Injectable()
export class DocumentLists {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly schemes: Schemes,
    private readonly units: UnitBranches,
  ) {}

  /** Refuses a group with 404: months belong to branches. */
  of(unitId: number, asked: DocumentListQuery, actor: Actor): Promise<DocumentListView> {
    return this.database.read(async () => {
      const { unit } = await this.units.of(unitId);
      const months = await this.monthsOf(unit.path);
      const month = asked.month ?? months.find(({ published }) => published > 0)?.month ?? monthOf(this.clock.today());
      const yearStartsMonth = await this.yearStart(month);
      const period = asked.period ?? periodKey('halfYear', month, yearStartsMonth);
      const year = period.slice(0, 4);
      const isBranch = unit.kind === 'branch';
      const facts: DocumentFacts = {
        unitId,
        isBranch,
        month,
        period,
        year,
        branchMonth: isBranch ? await this.branchMonthOf(unitId, month, actor.memberId) : null,
        meetings: isBranch ? await this.meetingsOf(unitId, month) : [],
        corrections: isBranch ? await this.correctionsOf(unitId, month) : [],
        memberId: actor.holdings.some(({ role, unitPath }) => role === 'member' && unitPath === unit.path)
          ? actor.memberId
          : null,
        may: (action) =>
          may(action, actor, { unitPath: unit.path, memberId: null }) ||
          // A group leader prints the forms of his group.
          (action === 'sheet.proxy' && touches(scopeOf(actor, action), unit.path)),
      };
      return {
        unit: { id: unit.id, name: unit.name, kind: unit.kind },
        month,
        period,
        year,
        months: months.map((each) => each.month),
        items: catalogue.flatMap((line) => itemsOf(line, facts)),
      };
    });
  }

  /** A period belongs to the year that the rule counts; without any rule, to the calendar's. */
  private async yearStart(month: Month): Promise<number> {
    const row = await this.database.row<{ id: number }>(
      'SELECT id FROM scheme_versions WHERE branchId IS NULL AND effectiveFromMonth <= ? LIMIT 1',
      [month],
    );
    return row ? (await this.schemes.inForce(month)).definition.yearStartsMonth : 1;
  }

  private monthsOf(path: string): Promise<{ month: Month; published: number }[]> {
    return this.database.rows<{ month: Month; published: number }>(
      `SELECT branch_months.month,
              SUM(CASE WHEN EXISTS (SELECT 1 FROM publications WHERE publications.branchMonthId = branch_months.id)
                  THEN 1 ELSE 0 END) AS published
         FROM branch_months JOIN units ON units.id = branch_months.branchId
        WHERE ${isBelow('units.path')}
        GROUP BY branch_months.month ORDER BY branch_months.month DESC`,
      [below(path)],
    );
  }

  private async branchMonthOf(
    branchId: number,
    month: Month,
    memberId: number | null,
  ): Promise<DocumentFacts['branchMonth']> {
    const row = await this.database.row<MonthRow>(
      `SELECT branch_months.id, branch_months.state, publications.id AS publicationId, publication_withdrawals.withdrawnAt,
              (SELECT COUNT(*) FROM sheets WHERE sheets.branchMonthId = branch_months.id AND sheets.state <> 'draft') AS handedIn,
              (SELECT MIN(sheets.id) FROM sheets WHERE sheets.branchMonthId = branch_months.id AND sheets.memberId = ?) AS ownSheetId
         FROM branch_months
         LEFT JOIN publications ON publications.branchMonthId = branch_months.id
              AND publications.revision = (SELECT MAX(revisions.revision) FROM publications revisions
                                            WHERE revisions.branchMonthId = branch_months.id AND revisions.kind = 'full')
         LEFT JOIN publication_withdrawals ON publication_withdrawals.publicationId = publications.id
        WHERE branch_months.branchId = ? AND branch_months.month = ?`,
      [memberId, branchId, month],
    );
    if (!row) return null;
    const publication = row.publicationId === null ? 'none' : row.withdrawnAt === null ? 'stands' : 'withdrawn';
    const { id, handedIn, ownSheetId } = row;
    return { id, isFinal: isFinal(row.state), publication, handedIn: Number(handedIn), ownSheetId };
  }

  private meetingsOf(branchId: number, month: Month): Promise<DocumentFacts['meetings']> {
    return this.database.rows<{ number: number }>(
      `SELECT meetings.number FROM meetings JOIN branch_months ON branch_months.id = meetings.branchMonthId
        WHERE branch_months.branchId = ? AND branch_months.month = ? ORDER BY meetings.number`,
      [branchId, month],
    );
  }

  /** Those that have a number: a draft is its writer's. */
  private async correctionsOf(branchId: number, month: Month): Promise<DocumentFacts['corrections']> {
    const rows = await this.database.rows<{ id: number; number: number; state: string; memberName: string }>(
      `SELECT corrections.id, corrections.number, corrections.state, members.name AS memberName
         FROM corrections
         JOIN sheets ON sheets.id = corrections.sheetId
         JOIN branch_months ON branch_months.id = sheets.branchMonthId
         JOIN members ON members.id = corrections.subjectMemberId
        WHERE corrections.branchId = ? AND branch_months.month = ? AND corrections.number IS NOT NULL
        ORDER BY corrections.year, corrections.number`,
      [branchId, month],
    );
    return rows.map(({ id, number, state, memberName }) => ({ id, number, memberName, issued: state === 'issued' }));
  }
}
