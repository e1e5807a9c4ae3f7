import { Transform } from 'class-transformer';
import { IsIn, IsInt, IsUUID } from 'class-validator';
import type { Day } from '../calendar.js';
import { PageQuery } from '../http/paging.dto.js';
import { IsDay, IsId, IsText, MayBeAbsent, MayBeNull } from '../http/validation.js';
import { UnitReference } from '../identity/session.dto.js';
import { type MemberSituation, memberSituations, type MemberStanding, memberStandings } from './member.entity.js';
import { profileCodes } from './membership.entity.js';
import { IsMemberNumber, IsPersonName } from './names.js';

export class MemberQuery extends PageQuery {
  /** Who was (or will be) there on this day; today, if it is left out. */
  @MayBeAbsent()
  @IsDay()
  day?: Day;

  /** A part of the name or of the number. */
  @MayBeAbsent()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value))
  @IsText(80, { empty: true })
  q?: string;
}

export class MemberBody {
  @IsPersonName()
  name: string;

  @IsIn(memberStandings)
  standing: MemberStanding;

  @IsIn(memberSituations)
  situation: MemberSituation;

  @MayBeNull()
  @IsInt()
  birthYear: number | null;

  /** A group of the member's branch. */
  @MayBeNull()
  @IsId()
  groupId: number | null;

  /** What the member is scored on, see the scheme's profiles. */
  @IsIn(profileCodes)
  profileCode: string;
}

export class NewMemberBody extends MemberBody {
  /** Made by the client, so that a repeated request creates nothing twice. */
  @IsUUID()
  requestId: string;

  @IsMemberNumber()
  memberNumber: string;

  /** The first day in the branch. */
  @IsDay()
  fromDay: Day;
}

export class TransferBody {
  /** Made by the client, so that a repeated request moves nobody twice. */
  @IsUUID()
  requestId: string;

  /** null: the member leaves the organisation. */
  @MayBeNull()
  @IsId()
  toBranchId: number | null;

  /** A group of the new branch. */
  @MayBeNull()
  @IsId()
  groupId: number | null;

  /** The first day in the new branch, and the first no longer in the old one. */
  @IsDay()
  fromDay: Day;
}

export class MembershipView {
  id: number;
  branch: UnitReference;
  group: UnitReference | null;
  fromDay: Day;
  /** The first day on which the member is no longer there; null while there is none. */
  untilDay: Day | null;
  rosterOrder: number;
  profileCode: string;
}

export class MemberView {
  id: number;
  version: number;
  memberNumber: string;
  name: string;
  standing: MemberStanding;
  situation: MemberSituation;
  birthYear: number | null;
  /** The one of today, or of the day that was asked for; null for somebody who is in no branch then. */
  membership: MembershipView | null;
  /** All of them, the oldest first; only where one member is asked for. */
  memberships?: MembershipView[];
}

export class MemberPage {
  items: MemberView[];
  nextCursor: string | null;
}
