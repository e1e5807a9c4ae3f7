import { Injectable } from '@nestjs/common';
import { type ProxyColumns, proxyColumns, proxyJoin, proxyView } from '../assessments/proxy-columns.js';
import type { BranchMonth } from '../assessments/branch-month.entity.js';
import type { SheetLine } from '../assessments/sheet-line.entity.js';
import type { Sheet } from '../assessments/sheet.entity.js';
import { mayStep } from '../assessments/states.js';
import { writtenLine } from '../assessments/lines.js';
import { Clock, dayOf } from '../calendar.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { invalid, Refusal } from '../http/refusal.js';
import { may } from '../identity/rights.js';
import { scopeOf, touches } from '../identity/scope.js';
import { grouped } from '../organisation/grouped.js';
import type { UnitKind } from '../organisation/unit.entity.js';
import { Schemes } from '../schemes/schemes.service.js';
import { paperCode, readPaperCode } from './paper-code.js';
import type { PaperCodeView, PaperFormsView, PaperSheetView } from './paper.view.js';

type MonthRow = BranchMonth & { branchName: string; branchKind: UnitKind; branchPath: string };
type SheetRow = Sheet &
  ProxyColumns & {
    memberName: string;
    memberNumber: string;
    groupName: string | null;
    unitPath: string;
    hasAccount: 0 | 1;
  };

/** The paper side of a month: whose forms there are, what was entered of them, and whose a code is. */
@Injectable()
export class PaperForms {
  constructor(
    private readonly database: Database,
    private readonly schemes: Schemes,
    private readonly clock: Clock,
  ) {}

  /** The forms of those who are scored and whom the actor may enter, in roster order. 403 for who enters nobody here. */
  of(branchMonthId: number, actor: Actor): Promise<PaperFormsView> {
    const today = this.clock.today();
    return this.database.read(async () => {
      const month = await this.month(branchMonthId);
      if (!touches(scopeOf(actor, 'sheet.proxy'), month.branchPath)) throw new Refusal('forbidden');
      const sheets = (await this.sheets(branchMonthId)).filter((row) => may('sheet.proxy', actor, row));
      const lines = grouped(await this.lines(branchMonthId), ({ sheetId }) => sheetId);
      const { definition } = await this.schemes.byId(month.schemeVersionId);
      const { id, month: name, state, themeDay, selfAssessmentUntil, schemeVersionId } = month;
      const branch = { id: month.branchId, name: month.branchName, kind: month.branchKind };
      return {
        branchMonth: { id, month: name, state, branch, themeDay, selfAssessmentUntil, schemeVersionId },
        receivedFrom: dayOf(month.openedAt),
        today,
        schemeVersion: definition.version,
        items: sheets.map((row) => paperSheet(row, lines.get(row.id) ?? [], month, actor)),
      };
    });
  }

  /** One of them; the caller has asked whether the actor may enter it. */
  async one(sheetId: number, actor: Actor): Promise<PaperSheetView> {
    const row = await this.database.read(() =>
      this.database.row<{ branchMonthId: number }>('SELECT branchMonthId FROM sheets WHERE id = ?', [sheetId]),
    );
    const forms = row && (await this.of(row.branchMonthId, actor));
    const found = forms?.items.find((item) => item.sheetId === sheetId);
    if (!found) throw new Refusal('notFound');
    return found;
  }

  /** Whose form has this code. A mistyped one is named as such; one that the actor has nothing to do with is not there. */
  whose(text: string, actor: Actor): Promise<PaperCodeView> {
    const sheetId = readPaperCode(text);
    if (sheetId === null) throw invalid('paperCode', 'paperCodeWrong');
    return this.database.read(async () => {
      const place = await this.database.row<{ branchMonthId: number }>(
        'SELECT branchMonthId FROM sheets WHERE id = ?',
        [sheetId],
      );
      if (!place) throw new Refusal('notFound');
      const month = await this.month(place.branchMonthId);
      const row = (await this.sheets(month.id, true)).find(({ id }) => id === sheetId);
      if (!row || (!may('sheet.proxy', actor, row) && !may('sheet.read', actor, row))) throw new Refusal('notFound');
      return {
        sheetId,
        paperCode: paperCode(sheetId),
        branch: { id: month.branchId, name: month.branchName, kind: month.branchKind },
        branchMonthId: month.id,
        month: month.month,
        monthState: month.state,
        member: memberOf(row),
        state: row.state,
        handedIn: row.submittedAt !== null,
      };
    });
  }

  private async month(id: number): Promise<MonthRow> {
    const month = await this.database.row<MonthRow>(
      `SELECT branch_months.*, units.name AS branchName, units.kind AS branchKind, units.path AS branchPath
         FROM branch_months JOIN units ON units.id = branch_months.branchId WHERE branch_months.id = ?`,
      [id],
    );
    if (!month) throw new Refusal('notFound');
    return month;
  }

  private sheets(branchMonthId: number, withNotScored = false): Promise<SheetRow[]> {
    return this.database.rows<SheetRow>(
      `SELECT sheets.*, members.name AS memberName, members.memberNumber, teams.name AS groupName,
              COALESCE(teams.path, branches.path) AS unitPath,
              CASE WHEN EXISTS (SELECT 1 FROM accounts WHERE accounts.memberId = sheets.memberId AND accounts.suspendedAt IS NULL)
                   THEN 1 ELSE 0 END AS hasAccount, ${proxyColumns}
         FROM sheets
         JOIN branch_months ON branch_months.id = sheets.branchMonthId
         JOIN units branches ON branches.id = branch_months.branchId
         JOIN members ON members.id = sheets.memberId
         LEFT JOIN units teams ON teams.id = sheets.groupId
         ${proxyJoin}
        WHERE sheets.branchMonthId = ?${withNotScored ? '' : ' AND sheets.notScoredReason IS NULL'}
        ORDER BY sheets.rosterOrder, sheets.id`,
      [branchMonthId],
    );
  }

  /** What proxies entered; what members wrote themselves is not theirs to read here. */
  private lines(branchMonthId: number): Promise<SheetLine[]> {
    return this.database.rows<SheetLine>(
      `SELECT sheet_lines.*
         FROM sheet_lines
         JOIN sheets ON sheets.id = sheet_lines.sheetId
         JOIN proxy_entries ON proxy_entries.sheetId = sheets.id
        WHERE sheets.branchMonthId = ? AND sheet_lines.origin = 'self'
        ORDER BY sheet_lines.sheetId, sheet_lines.number`,
      [branchMonthId],
    );
  }
}

function paperSheet(
  row: SheetRow,
  lines: readonly SheetLine[],
  { state: monthState }: MonthRow,
  actor: Actor,
): PaperSheetView {
  const proxy = proxyView(row);
  return {
    sheetId: row.id,
    version: row.version,
    paperCode: paperCode(row.id),
    member: memberOf(row),
    groupId: row.groupId,
    profileCode: row.profileCode,
    state: row.state,
    hasAccount: row.hasAccount === 1,
    late: Boolean(row.late),
    returnedReason: row.state === 'draft' ? row.returnedReason : null,
    proxy,
    lines: proxy && lines.map(writtenLine).map((line) => ({ ...line, evidenceFileIds: [...line.evidenceFileIds] })),
    mayEnter:
      row.memberId !== actor.memberId && mayStep('proxy', row, monthState) && (row.state === 'draft' || proxy !== null),
  };
}

function memberOf({ memberId, memberName, memberNumber, standing, groupName }: SheetRow): PaperSheetView['member'] {
  return { id: memberId, name: memberName, memberNumber, standing, groupName };
}
