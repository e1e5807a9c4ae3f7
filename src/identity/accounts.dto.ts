import { Transform } from 'class-transformer';
import { IsIn, IsString, IsUUID, Matches, MaxLength } from 'class-validator';
import type { Day, Instant } from '../calendar.js';
import { type Role, roles } from '../http/allow.js';
import { PageQuery } from '../http/paging.dto.js';
import { IsDay, IsId, IsText, MayBeAbsent, MayBeNull } from '../http/validation.js';
import { UnitReference } from './session.dto.js';
import { signInNameOf, signInNamePattern } from './sign-in-name.js';

export class AccountQuery extends PageQuery {
  /** A part of the sign-in name or of the name shown. */
  @MayBeAbsent()
  @IsText(80, { empty: true })
  q?: string;
}

export class NewAccountBody {
  @IsUUID()
  requestId: string;

  /** Letters and digits, and between them . _ - @ ·; small letters, whatever is sent. */
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? signInNameOf(value) : value))
  @IsString()
  @MaxLength(64)
  @Matches(signInNamePattern)
  signInName: string;

  @IsText(80)
  displayName: string;

  /** The member whose account it is; null for an account that belongs to no member. */
  @MayBeNull()
  @IsId()
  memberId: number | null;
}

export class AccountView {
  id: number;
  version: number;
  signInName: string;
  displayName: string;
  memberId: number | null;
  suspended: boolean;
  mustChangePassword: boolean;
  /** Until then no sign-in is tried; null when none is held back. */
  lockedUntil: Instant | null;
  /** Until then the one-time code that was handed out may be used; null when there is none. */
  oneTimeCodeUntil: Instant | null;
  hasSecondFactor: boolean;
}

export class AccountPage {
  items: AccountView[];
  nextCursor: string | null;
}

export class AccountWithCode {
  account: AccountView;
  /** With it the account's owner chooses a password. Shown this once; null when a creation is repeated: nobody knows it any more. */
  oneTimeCode: string | null;
}

export class NewRoleAssignmentBody {
  @IsUUID()
  requestId: string;

  @IsId()
  accountId: number;

  @IsIn(roles)
  role: Role;

  @IsDay()
  fromDay: Day;

  /** First day on which the role is no longer held; null: no end is set. */
  @MayBeNull()
  @IsDay()
  untilDay: Day | null;
}

export class RoleEndBody {
  /** First day on which the role is no longer held; today takes it away at once. */
  @IsDay()
  untilDay: Day;
}

export class AccountReference {
  id: number;
  displayName: string;
}

export class RoleAssignmentView {
  id: number;
  version: number;
  role: Role;
  unit: UnitReference;
  account: AccountReference;
  fromDay: Day;
  /** First day on which the role is no longer held; null: no end is set. */
  untilDay: Day | null;
}
