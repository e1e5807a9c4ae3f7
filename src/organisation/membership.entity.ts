import { Entity, Index, Unique } from 'typeorm';
import { CodeColumn, CountColumn, DayColumn, IdColumn, ReferenceColumn } from '../database/columns.js';
import { Member } from './member.entity.js';
import { Unit } from './unit.entity.js';

/** What a member is scored on; what it means is written in each scheme (domain/scheme.md, profiles). */
export const profileCodes = ['full', 'light', 'exempt'] as const;
export type ProfileCode = (typeof profileCodes)[number];

/**
 * A member's time in one branch. The times of one member never overlap: `untilDay` is the first day on which the member
 * is no longer there (null: still there), and a transfer ends one time on the day the next begins.
 */
@Entity('memberships')
@Unique(['memberId', 'fromDay'])
@Unique(['requestId'])
@Index(['branchId', 'fromDay'])
export class Membership {
  @IdColumn() id: number;
  @ReferenceColumn(() => Member, { indexed: false }) memberId: number;
  @ReferenceColumn(() => Unit, { indexed: false }) branchId: number;
  @ReferenceColumn(() => Unit, { nullable: true }) groupId: number | null;
  @DayColumn() fromDay: string;
  @DayColumn({ nullable: true }) untilDay: string | null;
  @CountColumn() rosterOrder: number;
  /** Which of the scheme's profiles the member is scored by: full, light or exempt. */
  @CodeColumn(20) profileCode: string;
  @CodeColumn(36, { nullable: true }) requestId: string | null;
}
