import { Entity, Index, Unique } from 'typeorm';
import {
  CodeColumn,
  CountColumn,
  DayColumn,
  IdColumn,
  InstantColumn,
  MonthColumn,
  ReferenceColumn,
} from '../database/columns.js';
import { Account } from '../identity/account.entity.js';
import { Unit } from '../organisation/unit.entity.js';
import { SchemeVersion } from '../schemes/scheme-version.entity.js';
import type { BranchMonthState } from './states.js';

/** One branch's month: who is scored was fixed when it opened, and so was the version of the scheme. */
@Entity('branch_months')
@Unique(['branchId', 'month'])
@Index(['month'])
@Index(['state'])
export class BranchMonth {
  @IdColumn() id: number;
  @ReferenceColumn(() => Unit, { indexed: false }) branchId: number;
  @MonthColumn() month: string;
  @CodeColumn(20) state: BranchMonthState;
  @ReferenceColumn(() => SchemeVersion) schemeVersionId: number;
  /** The branch's theme day; who is a member of the branch on this day is scored here for the whole month. */
  @DayColumn() themeDay: string;
  /** Last day on which a self-assessment is in time. */
  @DayColumn() selfAssessmentUntil: string;
  @InstantColumn() openedAt: string;
  /** Null: the service opened it by itself, by the branch's theme day. */
  @ReferenceColumn(() => Account, { nullable: true }) openedBy: number | null;
  @InstantColumn({ nullable: true }) reviewStartedAt: string | null;
  @InstantColumn({ nullable: true }) confirmedAt: string | null;
  @ReferenceColumn(() => Account, { nullable: true }) confirmedBy: number | null;
  @CountColumn() version: number;
}
