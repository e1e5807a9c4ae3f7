import { Entity, Index } from 'typeorm';
import type { NotScoredReason } from '../assessments/states.js';
import { Sheet } from '../assessments/sheet.entity.js';
import {
  CodeColumn,
  CountColumn,
  FlagColumn,
  HundredthsColumn,
  JsonColumn,
  ReferenceColumn,
} from '../database/columns.js';
import { Member, type MemberStanding } from '../organisation/member.entity.js';
import { Publication } from './publication.entity.js';

/** One row of a publication. Only ever inserted. */
@Entity('published_sheets')
@Index(['memberId'])
export class PublishedSheet {
  @ReferenceColumn(() => Publication, { primary: true, indexed: false }) publicationId: number;
  @ReferenceColumn(() => Sheet, { primary: true }) sheetId: number;
  @ReferenceColumn(() => Member, { indexed: false }) memberId: number;
  @CountColumn() rosterOrder: number;
  @CodeColumn(20) standing: MemberStanding;
  @CodeColumn(20) profileCode: string;
  @CodeColumn(30, { nullable: true }) notScoredReason: NotScoredReason | null;
  @FlagColumn() fromRecords: boolean;
  @HundredthsColumn({ nullable: true }) baseHundredths: number | null;
  @HundredthsColumn({ nullable: true }) deductionHundredths: number | null;
  @HundredthsColumn({ nullable: true }) contributionHundredths: number | null;
  @HundredthsColumn({ nullable: true }) scoreHundredths: number | null;
  @JsonColumn({ nullable: true }) categoryPoints: string | null;
  /** As the sheet's: what longer periods need. */
  @JsonColumn({ nullable: true }) parts: string | null;
  /** The veto that limited the score when it was published. One that is set later limits longer periods alone. */
  @CodeColumn(40, { nullable: true }) vetoCode: string | null;
}
