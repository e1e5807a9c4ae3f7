import { Injectable } from '@nestjs/common';
import type { BranchMonth } from '../assessments/branch-month.entity.js';
import { isFinal } from '../assessments/states.js';
import { FigureChanges } from '../assessments/figure-changes.js';
import { chainOf, Trail } from '../audit/trail.service.js';
import { Clock } from '../calendar.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { Refusal } from '../http/refusal.js';
import { may } from '../identity/rights.js';
import { WaitingRows } from '../publication/waiting-rows.service.js';
import { ObjectionRecords } from './objection-records.service.js';
import type { WaitingRowList } from './row-confirmation.view.js';

/** The rows that were left out when their month was confirmed, because they were disputed: confirmed by themselves later. */
@Injectable()
export class RowConfirmations {
  constructor(
    private readonly database: Database,
    private readonly trail: Trail,
    private readonly rows: WaitingRows,
    private readonly records: ObjectionRecords,
    private readonly figureChanges: FigureChanges,
    private readonly clock: Clock,
  ) {}

  list(branchMonthId: number, actor: Actor): Promise<WaitingRowList> {
    const today = this.clock.today();
    return this.database.read(async () => {
      const { path } = await this.records.branchOf(branchMonthId);
      const month = await this.database.row<BranchMonth>('SELECT * FROM branch_months WHERE id = ?', [branchMonthId]);
      const rows = await this.rows.of([branchMonthId], today);
      const settled = rows.filter(({ waiting }) => waiting === null).length;
      const items = rows.flatMap(({ sheetId, memberId, memberName, waiting }) =>
        waiting ? [{ sheetId, member: { id: memberId, name: memberName }, ...waiting }] : [],
      );
      const isOver = month !== undefined && isFinal(month.state);
      const mayConfirm = may('month.confirm', actor, { unitPath: path, memberId: null });
      return { items, settled: isOver ? settled : 0, mayConfirm: isOver && settled > 0 && mayConfirm };
    });
  }

  /** Confirms what has been settled since the month was. Refuses (409) where there is nothing. */
  async confirm(branchMonthId: number, actor: Actor): Promise<void> {
    const { now, today } = this.clock.moment();
    await this.database.write(async () => {
      const month = await this.database.lock<BranchMonth>('branch_months', branchMonthId);
      if (!month) throw new Refusal('notFound');
      const settled = (await this.rows.of([branchMonthId], today)).filter(({ waiting }) => waiting === null);
      if (!isFinal(month.state) || settled.length === 0)
        throw new Refusal('wrongState', { params: { state: month.state } });
      const waitingSheetIds = await this.rows.confirmOthers(branchMonthId, today);
      const memberIds = settled.map(({ memberId }) => memberId);
      await this.figureChanges.tell({ memberIds, month: month.month, cause: 'rowConfirmed', correctionId: null });
      await this.trail.append({
        chain: chainOf(month.branchId),
        at: now,
        action: 'row.confirm',
        actorAccountId: actor.accountId,
        about: { branchMonthId, sheetIds: settled.map(({ sheetId }) => sheetId), waitingSheetIds },
      });
    });
  }
}
