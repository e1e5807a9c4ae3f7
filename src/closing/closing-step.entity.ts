import { Entity, Index } from 'typeorm';
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
import { Closing } from './closing.entity.js';
import type { ClosingState, ClosingStepKind } from './states.js';

/** Who did what to a closing and when, with what he noted. Only ever inserted. */
@Entity('closing_steps')
@Index(['closingId', 'step'])
export class ClosingStep {
  @IdColumn() id: number;
  @ReferenceColumn(() => Closing, { indexed: false }) closingId: number;
  @CodeColumn(20) step: ClosingStepKind;
  @CodeColumn(20) fromState: ClosingState;
  @CodeColumn(20) toState: ClosingState;
  @CountColumn() revision: number;
  @TextColumn({ nullable: true }) note: string | null;
  @InstantColumn() doneAt: string;
  /** Null: a correction slip did it by itself. */
  @ReferenceColumn(() => Account, { nullable: true }) doneBy: number | null;
}

/** Why a month that isn't confirmed is left out of the closing. */
@Entity('closing_explanations')
export class ClosingExplanation {
  @ReferenceColumn(() => Closing, { primary: true, indexed: false }) closingId: number;
  @ReferenceColumn(() => Unit, { primary: true }) branchId: number;
  @MonthColumn({ primary: true }) month: string;
  @TextColumn() reason: string;
  @InstantColumn() explainedAt: string;
  @ReferenceColumn(() => Account) explainedBy: number;
}

/** Another band than the suggested one, as long as the branch examines. Afterwards it stands in the row. */
@Entity('closing_proposals')
export class ClosingProposal {
  @ReferenceColumn(() => Closing, { primary: true, indexed: false }) closingId: number;
  @ReferenceColumn(() => Member, { primary: true }) memberId: number;
  @CodeColumn(20) bandCode: string;
  @TextColumn() reason: string;
  @InstantColumn() proposedAt: string;
  @ReferenceColumn(() => Account) proposedBy: number;
}
