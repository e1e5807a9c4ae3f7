import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { Refusal } from '../http/refusal.js';
import { Schemes } from '../schemes/schemes.service.js';
import { itemOf, type ItemKind, type Scheme } from '../scoring/scheme.js';
import type { BranchMonth } from './branch-month.entity.js';
import { grouped } from '../organisation/grouped.js';
import { lastMonthScores } from './last-month.js';
import { openItems } from './review.js';
import type { SheetLine } from './sheet-line.entity.js';
import type { Sheet } from './sheet.entity.js';
import type { SheetSummary } from './sheet.view.js';
import { isFromRecords, memberOfSheet } from './sheets.service.js';
import { sightOf } from './sight.js';

type DeskRow = Sheet & { memberName: string; memberNumber: string; groupName: string | null };
type DeskMonth = BranchMonth & { branchPath: string };
type DeskLine = Pick<SheetLine, 'sheetId' | 'itemCode' | 'origin' | 'outcome'>;

/** The review desk: a branch's sheets with what is worth a look, in five statements however many they are. */
@Injectable()
export class ReviewDesk {
  constructor(
    private readonly database: Database,
    private readonly schemes: Schemes,
  ) {}

  /** All sheets of a branch-month in roster order. */
  list(branchMonthId: number, actor: Actor): Promise<SheetSummary[]> {
    return this.database.read(async () => {
      const branchMonth = await this.database.row<DeskMonth>(
        `SELECT branch_months.*, units.path AS branchPath
           FROM branch_months JOIN units ON units.id = branch_months.branchId WHERE branch_months.id = ?`,
        [branchMonthId],
      );
      if (!branchMonth) throw new Refusal('notFound');
      const { definition } = await this.schemes.byId(branchMonth.schemeVersionId);
      const sheets = await this.sheets(branchMonthId);
      const lines = grouped(await this.lines(branchMonthId), ({ sheetId }) => sheetId);
      const memberIds = sheets.map(({ memberId }) => memberId);
      const lastMonth = await lastMonthScores(this.database, branchMonth.month, memberIds);
      return sheets.map((sheet) => ({
        ...summaryOf(sheet, branchMonth, definition, lines.get(sheet.id) ?? [], actor),
        lastMonthScoreHundredths: lastMonth.get(sheet.memberId) ?? null,
      }));
    });
  }

  private sheets(branchMonthId: number): Promise<DeskRow[]> {
    return this.database.rows<DeskRow>(
      `SELECT sheets.*, members.name AS memberName, members.memberNumber, teams.name AS groupName
         FROM sheets
         JOIN members ON members.id = sheets.memberId
         LEFT JOIN units teams ON teams.id = sheets.groupId
        WHERE sheets.branchMonthId = ?
        ORDER BY sheets.rosterOrder, sheets.id`,
      [branchMonthId],
    );
  }

  private lines(branchMonthId: number): Promise<DeskLine[]> {
    return this.database.rows<DeskLine>(
      `SELECT sheet_lines.sheetId, sheet_lines.itemCode, sheet_lines.origin, sheet_lines.outcome
         FROM sheet_lines JOIN sheets ON sheets.id = sheet_lines.sheetId
        WHERE sheets.branchMonthId = ?`,
      [branchMonthId],
    );
  }
}

function summaryOf(
  row: DeskRow,
  { month, state: monthState, branchPath }: DeskMonth,
  scheme: Scheme,
  lines: readonly DeskLine[],
  actor: Actor,
): Omit<SheetSummary, 'lastMonthScoreHundredths'> {
  const sight = sightOf(actor, { ...row, monthState, branchPath });
  const visible = lines.filter(({ origin }) => (origin === 'review' ? sight.decisions : sight.claims));
  const ofKind = (kind: ItemKind) => visible.filter(({ itemCode }) => itemOf(scheme, itemCode)?.kind === kind).length;
  const { id, version, state, profileCode, notScoredReason, submittedAt, selfScoreHundredths } = row;
  return {
    id,
    version,
    state,
    member: memberOfSheet(row),
    profileCode,
    notScoredReason,
    submittedAt,
    late: Boolean(row.late),
    fromRecords: isFromRecords({ ...row, monthState }),
    selfScoreHundredths,
    decidedScoreHundredths: sight.decisions ? row.scoreHundredths : null,
    changedLines: ofKind('base'),
    claims: ofKind('contribution'),
    deductions: ofKind('deduction'),
    undecidedItems: notScoredReason === null ? openItems(scheme, profileCode, visible, true, month) : [],
    ownCase: sight.own,
    returned: row.state === 'draft' && row.returnedReason !== null,
  };
}
