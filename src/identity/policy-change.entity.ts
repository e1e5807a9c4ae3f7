import { Entity, Unique } from 'typeorm';
import { CodeColumn, CountColumn, IdColumn, InstantColumn, ReferenceColumn, TextColumn } from '../database/columns.js';
import { Account } from './account.entity.js';

/** One value that was decided: only ever inserted, so the newest row of a name holds and the others say what held before. */
@Entity('policy_changes')
@Unique(['version', 'name'])
export class PolicyChange {
  @IdColumn() id: number;
  /** Of all policies together: what was decided at once has one version. */
  @CountColumn() version: number;
  @CodeColumn(60) name: string;
  /** JSON. */
  @TextColumn() value: string;
  /** Null: laid down by the service itself, as in the demo. */
  @ReferenceColumn(() => Account, { nullable: true }) changedBy: number | null;
  @InstantColumn() changedAt: string;
}
