import { Entity, Index, Unique } from 'typeorm';
import { CodeColumn, DayColumn, IdColumn, InstantColumn, ReferenceColumn } from '../database/columns.js';
import type { Role } from '../http/allow.js';
import type { AccessForm, AccessKind } from '../http/leaves-line.js';
import { Account } from '../identity/account.entity.js';
import { Member } from '../organisation/member.entity.js';
import { Unit } from '../organisation/unit.entity.js';

/**
 * That somebody looked at another person's record by office: one line for each person, subject, kind and day, with the instant of
 * the first look. Only ever inserted; lines older than the policy says are purged.
 */
@Entity('access_lines')
@Unique(['accountId', 'day', 'about', 'kind', 'form'])
@Index(['memberId', 'day'])
@Index(['unitId', 'day'])
@Index(['day'])
export class AccessLine {
  @IdColumn() id: number;
  @DayColumn() day: string;
  @InstantColumn() at: string;
  @ReferenceColumn(() => Account, { indexed: false }) accountId: number;
  /** By which of his offices he could. */
  @CodeColumn(30) role: Role;
  /** Where he holds it. */
  @ReferenceColumn(() => Unit) officeUnitId: number;
  @CodeColumn(20) kind: AccessKind;
  @CodeColumn(10) form: AccessForm;
  /** 'member:12', or 'unit:3' where it was a list of many. */
  @CodeColumn(30) about: string;
  /** Whose; null: everybody's who belonged to the unit. */
  @ReferenceColumn(() => Member, { nullable: true, indexed: false }) memberId: number | null;
  /** Where he belonged, or whose list it was. */
  @ReferenceColumn(() => Unit, { indexed: false }) unitId: number;
}
