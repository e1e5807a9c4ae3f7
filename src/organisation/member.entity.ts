import { Entity, Unique } from 'typeorm';
import { CodeColumn, CountColumn, IdColumn, NameColumn } from '../database/columns.js';

export const memberStandings = ['full', 'probationary'] as const;
export type MemberStanding = (typeof memberStandings)[number];

export const memberSituations = ['serving', 'retired', 'mobile'] as const;
export type MemberSituation = (typeof memberSituations)[number];

/** A member of the organisation. There is no column for an identity number, a telephone or an address, on purpose. */
@Entity('members')
@Unique(['memberNumber'])
@Unique(['requestId'])
export class Member {
  @IdColumn() id: number;
  @CodeColumn(40) memberNumber: string;
  @NameColumn(80) name: string;
  @CodeColumn(20) standing: MemberStanding;
  @CodeColumn(20) situation: MemberSituation;
  @CountColumn({ nullable: true }) birthYear: number | null;
  @CodeColumn(36, { nullable: true }) requestId: string | null;
  @CountColumn() version: number;
}
