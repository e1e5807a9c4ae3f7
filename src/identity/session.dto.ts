import { IsString, MaxLength, MinLength } from 'class-validator';
import type { Day, Instant } from '../calendar.js';
import type { Action, Role } from '../http/allow.js';
import { IsPlainText } from '../http/validation.js';
import type { UnitKind } from '../organisation/unit.entity.js';

/** As long as anybody's sentence, short enough to be hashed quickly. */
export const passwordLengthMax = 200;

export class SignInBody {
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  @IsPlainText()
  signInName: string;

  @IsString()
  @MinLength(1)
  @MaxLength(passwordLengthMax)
  password: string;
}

export class PasswordBody {
  @IsString()
  @MinLength(1)
  @MaxLength(passwordLengthMax)
  currentPassword: string;

  /** As long as the policies say; neither common nor made of the sign-in name, the organisation's or the password before. */
  @IsString()
  @MaxLength(passwordLengthMax)
  newPassword: string;
}

/** A password in the place of the one-time code that an administrator handed out. */
export class OneTimeCodeBody {
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  @IsPlainText()
  signInName: string;

  /** However it is typed: capital letters, spaces and hyphens make no difference. */
  @IsString()
  @MinLength(1)
  @MaxLength(60)
  code: string;

  @IsString()
  @MaxLength(passwordLengthMax)
  newPassword: string;
}

export class ProofBody {
  @IsString()
  @MinLength(1)
  @MaxLength(passwordLengthMax)
  password: string;
}

export class UnitReference {
  id: number;
  name: string;
  kind: UnitKind;
}

export class MeMember {
  id: number;
  memberNumber: string;
  name: string;
  /** Today's; null for somebody who belongs to no branch today. */
  branch: UnitReference | null;
  group: UnitReference | null;
}

export class MeRole {
  role: Role;
  unit: UnitReference;
  fromDay: Day;
  /** First day on which the role is no longer held; null: no end is set. */
  untilDay: Day | null;
}

export class MeUnit {
  unit: UnitReference;
  /** What may be done to the unit as a whole today. What is only one's own is not in it. */
  actions: Action[];
}

/** When a session ends by itself, so that nobody is surprised by it. */
export class MeSession {
  /** However busy it is. */
  endsAt: Instant;
  /** The same, for a browser whose clock is wrong. */
  secondsLeft: number;
  /** After so many minutes without a request. */
  idleMinutes: number;
}

/** Who is signed in and what the account may do today. */
export class Me {
  accountId: number;
  signInName: string;
  displayName: string;
  /** The first password has to be replaced before anything else. */
  mustChangePassword: boolean;
  /** A policy asks for a second factor, which has to be set up before anything else. */
  mustEnrol: boolean;
  /** The least characters of a new password. */
  passwordLengthMin: number;
  /** Null for a program that comes with a token. */
  session: MeSession | null;
  member: MeMember | null;
  roles: MeRole[];
  /** The units in which a role is held, and the own branch. */
  units: MeUnit[];
  /** The organisation's day. */
  today: Day;
}
