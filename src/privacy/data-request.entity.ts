import { Entity, Index, Unique } from 'typeorm';
import {
  CodeColumn,
  CountColumn,
  DayColumn,
  IdColumn,
  InstantColumn,
  ReferenceColumn,
  TextColumn,
} from '../database/columns.js';
import { Account } from '../identity/account.entity.js';
import { Member } from '../organisation/member.entity.js';
import { Unit } from '../organisation/unit.entity.js';
import type { DataRequestFact, DataRequestKind, DataRequestState } from './data-request.js';

/** What a member asked about what is stored of him, and what was answered. Its words are sealed. */
@Entity('data_requests')
@Unique(['requestId'])
@Index(['branchId', 'state'])
export class DataRequest {
  @IdColumn() id: number;
  @CodeColumn(36) requestId: string;
  @ReferenceColumn(() => Member) memberId: number;
  /** Where he was a member when he asked, or was last. */
  @ReferenceColumn(() => Unit, { indexed: false }) branchId: number;
  @CodeColumn(20) kind: DataRequestKind;
  @CodeColumn(20) fact: DataRequestFact;
  @CodeColumn(20) state: DataRequestState;
  /** Sealed, like `answer` and `deed`; see vault/sealed-columns.ts. */
  @TextColumn() wish: string;
  @DayColumn() askedDay: string;
  @InstantColumn() askedAt: string;
  @ReferenceColumn(() => Account) askedBy: number;
  @TextColumn({ nullable: true }) answer: string | null;
  @InstantColumn({ nullable: true }) answeredAt: string | null;
  @ReferenceColumn(() => Account, { nullable: true }) answeredBy: number | null;
  /** Who answered as a member, so that the database itself refuses an answer in one's own case. */
  @ReferenceColumn(() => Member, { nullable: true }) answeredByMemberId: number | null;
  /** What was done about an accepted one. */
  @TextColumn({ nullable: true }) deed: string | null;
  @InstantColumn({ nullable: true }) doneAt: string | null;
  @ReferenceColumn(() => Account, { nullable: true }) doneBy: number | null;
  /** When the member read what came of it last; null: there is something new to read, or nothing yet. */
  @InstantColumn({ nullable: true }) readAt: string | null;
  @CountColumn() version: number;
}
