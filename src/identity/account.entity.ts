import { Entity, Unique } from 'typeorm';
import {
  CodeColumn,
  CountColumn,
  FlagColumn,
  IdColumn,
  InstantColumn,
  NameColumn,
  ReferenceColumn,
} from '../database/columns.js';
import { Member } from '../organisation/member.entity.js';

/** Somebody who may sign in. Most accounts belong to a member; an administrator's need not. */
@Entity('accounts')
@Unique(['signInName'])
@Unique(['memberId'])
@Unique(['requestId'])
export class Account {
  @IdColumn() id: number;
  @CodeColumn(64) signInName: string;
  @NameColumn(80) displayName: string;
  @ReferenceColumn(() => Member, { nullable: true, indexed: false }) memberId: number | null;
  /** argon2id in its own text form, parameters and salt included. */
  @CodeColumn(200) passwordHash: string;
  @FlagColumn() mustChangePassword: boolean;
  /** argon2id of the code with which the account sets a password, once and until then; null when none was handed out. */
  @CodeColumn(200, { nullable: true }) oneTimeCodeHash: string | null;
  @InstantColumn({ nullable: true }) oneTimeCodeUntil: string | null;
  @InstantColumn({ nullable: true }) suspendedAt: string | null;
  @CountColumn() failedSignIns: number;
  @InstantColumn({ nullable: true }) lockedUntil: string | null;
  @InstantColumn() createdAt: string;
  @CodeColumn(36, { nullable: true }) requestId: string | null;
  @CountColumn() version: number;
}
