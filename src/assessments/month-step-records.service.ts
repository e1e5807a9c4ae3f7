import { Injectable } from '@nestjs/common';
import type { Instant } from '../calendar.js';
import { Database, marks } from '../database/database.js';
import { MonthStep } from './month-step.entity.js';
import { apartOf, type MonthStepName, monthStepNames, type TakenBy } from './month-steps.js';

export type StepRow = MonthStep & { byName: string | null };

/** The steps of months as rows. Call what writes under the month's lock. */
@Injectable()
export class MonthStepRecords {
  constructor(private readonly database: Database) {}

  /** Of these months, in the order in which they were taken. */
  async ofMonths(branchMonthIds: readonly number[]): Promise<StepRow[]> {
    const rows = await this.database.rows<StepRow>(
      `SELECT month_steps.*, accounts.displayName AS byName
         FROM month_steps LEFT JOIN accounts ON accounts.id = month_steps.accountId
        WHERE month_steps.branchMonthId IN ${marks(branchMonthIds)} ORDER BY month_steps.at`,
      branchMonthIds,
    );
    const place = ({ step }: StepRow) => monthStepNames.indexOf(step);
    return rows.sort((one, other) => (one.at === other.at ? place(one) - place(other) : one.at < other.at ? -1 : 1));
  }

  of(branchMonthId: number): Promise<StepRow[]> {
    return this.ofMonths([branchMonthId]);
  }

  /** Keeps that a step was taken, in the place of the time before. */
  async put(
    branchMonthId: number,
    step: MonthStepName,
    { accountId, memberId, at, note = '' }: TakenBy & { at: Instant; note?: string },
  ): Promise<void> {
    await this.clear(branchMonthId, step);
    await this.database.insert(MonthStep, [
      { branchMonthId, step, at, accountId, memberId, note, apart: apartOf(step) },
    ]);
  }

  /** Answers how many of these steps stood and are void now. */
  clear(branchMonthId: number, ...steps: readonly MonthStepName[]): Promise<number> {
    return this.database.change(`DELETE FROM month_steps WHERE branchMonthId = ? AND step IN ${marks(steps)}`, [
      branchMonthId,
      ...steps,
    ]);
  }
}
