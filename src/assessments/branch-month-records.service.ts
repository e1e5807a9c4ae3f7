import { Injectable } from '@nestjs/common';
import { Database, type SqlValue } from '../database/database.js';
import { Refusal } from '../http/refusal.js';
import type { BranchMonth } from './branch-month.entity.js';
import { MonthStepRecords } from './month-step-records.service.js';
import { voidInReview } from './month-steps.js';
import type { BranchMonthState } from './states.js';

/** Branch-months as rows: locking, and changing only what nobody changed meanwhile. */
@Injectable()
export class BranchMonthRecords {
  constructor(
    private readonly database: Database,
    private readonly steps: MonthStepRecords,
  ) {}

  /**
   * Locks a branch-month that must be in this state, or in one of these. That it has moved on is said first (409), so that of many who publish
   * at once all but one learn that it is done; a stale version in the right state is a 412.
   */
  async lock(id: number, version: number, ...states: readonly BranchMonthState[]): Promise<BranchMonth> {
    const branchMonth = await this.database.lock<BranchMonth>('branch_months', id);
    if (!branchMonth) throw new Refusal('notFound');
    if (!states.includes(branchMonth.state)) throw new Refusal('wrongState', { params: { state: branchMonth.state } });
    if (branchMonth.version !== version) throw new Refusal('stale', { params: { version: branchMonth.version } });
    return branchMonth;
  }

  /** Changes the month that was locked. Back in review, what was said about the list that was ready is void. */
  async update(branchMonth: BranchMonth, columns: { [Column in keyof BranchMonth]?: SqlValue }): Promise<void> {
    const set = [...Object.keys(columns).map((name) => `${name} = ?`), 'version = version + 1'];
    const changed = await this.database.change(
      `UPDATE branch_months SET ${set.join(', ')} WHERE id = ? AND state = ? AND version = ?`,
      [...Object.values(columns), branchMonth.id, branchMonth.state, branchMonth.version],
    );
    if (changed !== 1) throw new Refusal('stale');
    if (columns.state === 'review') await this.steps.clear(branchMonth.id, ...voidInReview);
  }

  async pathOf(unitId: number): Promise<string> {
    const unit = await this.database.row<{ path: string }>('SELECT path FROM units WHERE id = ?', [unitId]);
    if (!unit) throw new Refusal('notFound');
    return unit.path;
  }
}
