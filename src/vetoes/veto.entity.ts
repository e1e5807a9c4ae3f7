import { Entity, Index, Unique } from 'typeorm';
import {
  CodeColumn,
  CountColumn,
  DayColumn,
  IdColumn,
  InstantColumn,
  NameColumn,
  ReferenceColumn,
  TextColumn,
} from '../database/columns.js';
import { Account } from '../identity/account.entity.js';
import { Member } from '../organisation/member.entity.js';
import { Unit } from '../organisation/unit.entity.js';
import type { VetoState, VetoStep as VetoStepName } from './veto.js';

/** A veto on a member: which of the rule's, for what fact, by which document, and who proposed, confirmed and lifted it. */
@Entity('vetoes')
@Unique(['requestId'])
@Unique(['memberId', 'takenNumber'])
@Index(['branchId', 'state'])
@Index(['factDay'])
export class Veto {
  @IdColumn() id: number;
  @CodeColumn(36) requestId: string;
  /** Where the member was when it was proposed: this branch's trail tells of it. */
  @ReferenceColumn(() => Unit, { indexed: false }) branchId: number;
  @ReferenceColumn(() => Member, { indexed: false }) memberId: number;
  /** One of the scheme's vetoes. */
  @CodeColumn(40) vetoCode: string;
  /** The day of the fact, which decides the period that is limited. */
  @DayColumn() factDay: string;
  @NameColumn(80) documentNumber: string;
  /** The same, unless the proposal was refused: one document is used once for one member. */
  @NameColumn(80, { nullable: true }) takenNumber: string | null;
  @DayColumn() documentDay: string;
  /** For the few who may read it; never published. */
  @TextColumn() reason: string;
  @CodeColumn(20) state: VetoState;
  @ReferenceColumn(() => Account) proposedBy: number;
  /** The people as members, so that the database itself refuses a hand in one's own case. */
  @ReferenceColumn(() => Member, { nullable: true }) proposedByMemberId: number | null;
  @InstantColumn() proposedAt: string;
  @ReferenceColumn(() => Account, { nullable: true }) confirmedBy: number | null;
  @ReferenceColumn(() => Member, { nullable: true }) confirmedByMemberId: number | null;
  @InstantColumn({ nullable: true }) confirmedAt: string | null;
  @NameColumn(80, { nullable: true }) liftNumber: string | null;
  @DayColumn({ nullable: true }) liftDay: string | null;
  @TextColumn({ nullable: true }) liftReason: string | null;
  @ReferenceColumn(() => Account, { nullable: true }) liftProposedBy: number | null;
  @ReferenceColumn(() => Member, { nullable: true }) liftProposedByMemberId: number | null;
  @InstantColumn({ nullable: true }) liftProposedAt: string | null;
  @ReferenceColumn(() => Account, { nullable: true }) liftedBy: number | null;
  @ReferenceColumn(() => Member, { nullable: true }) liftedByMemberId: number | null;
  @InstantColumn({ nullable: true }) liftedAt: string | null;
  /** Why the proposal, or last a lifting of it, was refused. */
  @TextColumn({ nullable: true }) refusalReason: string | null;
  @CountColumn() version: number;
}

/** One step that was taken with a veto. Only ever inserted; why stands in the veto, where it can be erased. */
@Entity('veto_steps')
export class VetoStep {
  @ReferenceColumn(() => Veto, { primary: true, indexed: false }) vetoId: number;
  @CountColumn({ primary: true }) number: number;
  @CodeColumn(20) step: VetoStepName;
  @InstantColumn() at: string;
  @ReferenceColumn(() => Account) accountId: number;
  @NameColumn(80, { nullable: true }) documentNumber: string | null;
  @DayColumn({ nullable: true }) documentDay: string | null;
}
