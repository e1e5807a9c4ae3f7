import { Entity, Unique } from 'typeorm';
import { CodeColumn, CountColumn, DayColumn, IdColumn, ReferenceColumn } from '../database/columns.js';
import type { Role } from '../http/allow.js';
import { Unit } from '../organisation/unit.entity.js';
import { Account } from './account.entity.js';

/** A role that an account holds in a unit, from a day on and, once ended, until the day before `untilDay`. */
@Entity('role_assignments')
@Unique(['requestId'])
export class RoleAssignment {
  @IdColumn() id: number;
  @ReferenceColumn(() => Account) accountId: number;
  @CodeColumn(40) role: Role;
  @ReferenceColumn(() => Unit) unitId: number;
  @DayColumn() fromDay: string;
  @DayColumn({ nullable: true }) untilDay: string | null;
  @CodeColumn(36, { nullable: true }) requestId: string | null;
  @CountColumn() version: number;
}
