import { Entity, Unique } from 'typeorm';
import {
  CodeColumn,
  CountColumn,
  DayColumn,
  IdColumn,
  InstantColumn,
  JsonColumn,
  NameColumn,
  ReferenceColumn,
  TextColumn,
} from '../database/columns.js';
import { Account } from '../identity/account.entity.js';
import { Member } from '../organisation/member.entity.js';
import { Unit } from '../organisation/unit.entity.js';
import type { TalkOccasion } from './talk.js';

/** What was said in a reminder talk. Only ever inserted; a further record amends it. */
@Entity('talk_records')
@Unique(['requestId'])
@Unique(['branchId', 'year', 'number'])
@Unique(['amendsId'])
export class TalkRecord {
  @IdColumn() id: number;
  @CodeColumn(36) requestId: string;
  @ReferenceColumn(() => Unit, { indexed: false }) branchId: number;
  /** Running number of the branch's records in the year, from 1, without gaps. */
  @CountColumn() year: number;
  @CountColumn() number: number;
  /** With whom. */
  @ReferenceColumn(() => Member) memberId: number;
  /** Who talked with him. */
  @ReferenceColumn(() => Member) talkerMemberId: number;
  @DayColumn() heldOn: string;
  @NameColumn(80) place: string;
  @CodeColumn(20) occasion: TalkOccasion;
  /** The months it was about: ["2026-05"]; empty where it was about none in particular. */
  @JsonColumn() months: string;
  @TextColumn() topic: string;
  @TextColumn() response: string;
  @TextColumn() measures: string;
  /** The record that this one amends. One at most amends another, so that there is one latest. */
  @ReferenceColumn(() => TalkRecord, { nullable: true, indexed: false }) amendsId: number | null;
  @InstantColumn() recordedAt: string;
  @ReferenceColumn(() => Account) recordedBy: number;
}
