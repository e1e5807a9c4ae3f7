import { Entity } from 'typeorm';
import { InstantColumn, ReferenceColumn } from '../database/columns.js';
import { Member } from '../organisation/member.entity.js';
import { Correction } from './correction.entity.js';

/** That somebody is told of an issued correction because a figure, band or rank of his changed; and when he read it. */
@Entity('correction_notices')
export class CorrectionNotice {
  @ReferenceColumn(() => Correction, { primary: true, indexed: false }) correctionId: number;
  @ReferenceColumn(() => Member, { primary: true }) memberId: number;
  @InstantColumn({ nullable: true }) readAt: string | null;
}
