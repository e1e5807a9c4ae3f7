import { Entity, Unique } from 'typeorm';
import {
  CodeColumn,
  CountColumn,
  IdColumn,
  InstantColumn,
  JsonColumn,
  ReferenceColumn,
  TextColumn,
} from '../database/columns.js';
import { Account } from '../identity/account.entity.js';
import { Member } from '../organisation/member.entity.js';
import type { ErasureRule, OrderState } from './retention.js';

/** That a member was erased, when and by what rule. Only ever inserted, with a line of the trail that says the same. */
@Entity('erasures')
export class Erasure {
  @ReferenceColumn(() => Member, { primary: true, indexed: false }) memberId: number;
  @CodeColumn(20) rule: ErasureRule;
  @InstantColumn() at: string;
}

/** Nothing of this member is erased as long as this row is there, because a case needs it. */
@Entity('member_holds')
export class MemberHold {
  @ReferenceColumn(() => Member, { primary: true, indexed: false }) memberId: number;
  /** Sealed; the file number of the case, and the like. */
  @TextColumn() reason: string;
  @ReferenceColumn(() => Account) setBy: number;
  @InstantColumn() setAt: string;
}

/** The bureau's order to erase one member before his time. Who carries it out is another person. */
@Entity('erasure_orders')
@Unique(['requestId'])
export class ErasureOrder {
  @IdColumn() id: number;
  @CodeColumn(36) requestId: string;
  @ReferenceColumn(() => Member) memberId: number;
  /** Sealed. */
  @TextColumn() ground: string;
  @CodeColumn(20) state: OrderState;
  @ReferenceColumn(() => Account) orderedBy: number;
  @InstantColumn() orderedAt: string;
  @ReferenceColumn(() => Account, { nullable: true }) endedBy: number | null;
  @InstantColumn({ nullable: true }) endedAt: string | null;
  @CountColumn() version: number;
}

/** One run of the purge, by the day it was for or the instant at which somebody started it, with what it has done so far. */
@Entity('purge_runs')
@Unique(['name'])
export class PurgeRun {
  @IdColumn() id: number;
  @CodeColumn(24) name: string;
  @InstantColumn() startedAt: string;
  @InstantColumn({ nullable: true }) finishedAt: string | null;
  /** PurgeCounts */
  @JsonColumn() counts: string;
}
