import { Entity, Index, Unique } from 'typeorm';
import { Sheet } from '../assessments/sheet.entity.js';
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
import { Unit } from '../organisation/unit.entity.js';
import type { CorrectionState } from './correction.js';
import { Publication } from './publication.entity.js';

/** A correction slip: what shall become of one confirmed row, why, and who asked, decided, countersigned and issued it. */
@Entity('corrections')
@Unique(['requestId'])
@Unique(['branchId', 'year', 'number'])
@Index(['branchId', 'state'])
export class Correction {
  @IdColumn() id: number;
  @CodeColumn(36) requestId: string;
  @ReferenceColumn(() => Unit, { indexed: false }) branchId: number;
  /** Running number of the branch's slips in the year, from 1, without gaps; a draft has none yet. */
  @CountColumn({ nullable: true }) year: number | null;
  @CountColumn({ nullable: true }) number: number | null;
  @ReferenceColumn(() => Sheet) sheetId: number;
  @ReferenceColumn(() => Member) subjectMemberId: number;
  /** The publication whose row is corrected, as it stood when the slip was written. */
  @ReferenceColumn(() => Publication) basePublicationId: number;
  @CodeColumn(20) state: CorrectionState;
  @TextColumn() reason: string;
  @TextColumn() evidence: string;
  /** See publication/amended-lines.ts. */
  @JsonColumn() changes: string;
  @ReferenceColumn(() => Account) askedBy: number;
  @ReferenceColumn(() => Member, { nullable: true }) askedByMemberId: number | null;
  @InstantColumn() askedAt: string;
  @InstantColumn({ nullable: true }) proposedAt: string | null;
  @ReferenceColumn(() => Account, { nullable: true }) decidedBy: number | null;
  @ReferenceColumn(() => Member, { nullable: true }) decidedByMemberId: number | null;
  @InstantColumn({ nullable: true }) decidedAt: string | null;
  @ReferenceColumn(() => Account, { nullable: true }) countersignedBy: number | null;
  @InstantColumn({ nullable: true }) countersignedAt: string | null;
  @ReferenceColumn(() => Account, { nullable: true }) issuedBy: number | null;
  @InstantColumn({ nullable: true }) issuedAt: string | null;
  /** What changed, as it was when the slip was issued. */
  @JsonColumn({ nullable: true }) effects: string | null;
  /** Who refused or withdrew it, when and why. */
  @ReferenceColumn(() => Account, { nullable: true }) endedBy: number | null;
  @InstantColumn({ nullable: true }) endedAt: string | null;
  @TextColumn({ nullable: true }) endReason: string | null;
  @CountColumn() version: number;
}
