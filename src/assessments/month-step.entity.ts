import { Entity, Unique } from 'typeorm';
import { CodeColumn, InstantColumn, ReferenceColumn, TextColumn } from '../database/columns.js';
import { Account } from '../identity/account.entity.js';
import { Member } from '../organisation/member.entity.js';
import { BranchMonth } from './branch-month.entity.js';
import type { MonthStepName } from './month-steps.js';

/** A step of a branch's month that stands. One that is void is gone from here; the trail keeps that it was taken. */
@Entity('month_steps')
@Unique(['branchMonthId', 'apart', 'accountId'])
@Unique(['branchMonthId', 'apart', 'memberId'])
export class MonthStep {
  @ReferenceColumn(() => BranchMonth, { primary: true, indexed: false }) branchMonthId: number;
  @CodeColumn(24, { primary: true }) step: MonthStepName;
  @InstantColumn() at: string;
  /** Null: the service itself, when a window closed. */
  @ReferenceColumn(() => Account, { nullable: true }) accountId: number | null;
  @ReferenceColumn(() => Member, { nullable: true }) memberId: number | null;
  /** The number of the minutes, a note, or a reason. */
  @TextColumn() note: string;
  /** Steps of one month with the same word here are different people's: the database refuses anything else. */
  @CodeColumn(10, { nullable: true }) apart: string | null;
}
