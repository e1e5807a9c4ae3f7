import { Entity, Index, Unique } from 'typeorm';
import {
  CodeColumn,
  CountColumn,
  IdColumn,
  InstantColumn,
  MonthColumn,
  ReferenceColumn,
  TextColumn,
} from '../database/columns.js';
import { Account } from '../identity/account.entity.js';
import { Member } from '../organisation/member.entity.js';
import { Unit } from '../organisation/unit.entity.js';
import type { ExemptionKind, ExemptionReasonClass, ExemptionState } from './exemption.js';

/** That a member is not assessed for some months, or on less: the branch applies, the bureau decides. */
@Entity('exemptions')
@Unique(['requestId'])
@Index(['memberId', 'fromMonth'])
export class Exemption {
  @IdColumn() id: number;
  @CodeColumn(36) requestId: string;
  @ReferenceColumn(() => Unit) branchId: number;
  @ReferenceColumn(() => Member, { indexed: false }) memberId: number;
  @CodeColumn(10) kind: ExemptionKind;
  @CodeColumn(20) reasonClass: ExemptionReasonClass;
  /** For the few who may read it; never published. */
  @TextColumn() reason: string;
  /** First and last month, both included. */
  @MonthColumn() fromMonth: string;
  @MonthColumn() untilMonth: string;
  @CodeColumn(10) state: ExemptionState;
  @TextColumn() branchOpinion: string;
  @InstantColumn() appliedAt: string;
  @ReferenceColumn(() => Account) appliedBy: number;
  @ReferenceColumn(() => Member, { nullable: true }) appliedByMemberId: number | null;
  @TextColumn({ nullable: true }) bureauOpinion: string | null;
  @InstantColumn({ nullable: true }) decidedAt: string | null;
  @ReferenceColumn(() => Account, { nullable: true }) decidedBy: number | null;
  /** Where it was ended early: the last month for which it holds. */
  @MonthColumn({ nullable: true }) lastMonth: string | null;
  @TextColumn({ nullable: true }) endReason: string | null;
  @InstantColumn({ nullable: true }) endedAt: string | null;
  @ReferenceColumn(() => Account, { nullable: true }) endedBy: number | null;
  @CountColumn() version: number;
}
