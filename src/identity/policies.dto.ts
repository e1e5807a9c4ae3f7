import { ApiProperty } from '@nestjs/swagger';
import { applyDecorators } from '@nestjs/common';
import { ArrayMaxSize, ArrayUnique, IsArray, IsBoolean, IsIn, IsInt, Max, Min } from 'class-validator';
import type { Instant } from '../calendar.js';
import { type Role, roles } from '../http/allow.js';
import { policies, type PolicyName, policyNames } from './policies.js';

type WholeName = { [Name in PolicyName]: (typeof policies)[Name]['kind'] extends 'whole' ? Name : never }[PolicyName];

/** Whole, within the bounds that the registry names. */
function IsWholePolicy(name: WholeName): PropertyDecorator {
  const { least, most } = policies[name];
  return applyDecorators(IsInt(), Min(least), Max(most), ApiProperty({ minimum: least, maximum: most }));
}

/** All policies at once, as they hold or are to hold. */
export class PolicyValuesBody {
  /** Minutes without a request after which a session is over. */
  @IsWholePolicy('sessionIdleMinutes')
  sessionIdleMinutes: number;

  /** Minutes after signing in when a session is over, however busy it is. */
  @IsWholePolicy('sessionLifeMinutes')
  sessionLifeMinutes: number;

  /** Who holds one of these roles signs in with a second factor, and does nothing else before it is set up. */
  @IsArray()
  @ArrayMaxSize(roles.length)
  @ArrayUnique()
  @IsIn(roles, { each: true })
  @ApiProperty({ enum: roles, isArray: true, maxItems: roles.length, uniqueItems: true })
  secondFactorRoles: Role[];

  /** The least characters of a new password. Passwords in use stay. */
  @IsWholePolicy('passwordLengthMin')
  passwordLengthMin: number;

  /** Whether people may make access tokens for programs of their own. */
  @IsBoolean()
  personalTokens: boolean;

  /** Days that such a token holds at most. */
  @IsWholePolicy('personalTokenDaysMax')
  personalTokenDaysMax: number;

  /** Years that what is recorded of a member is kept after he has left. */
  @IsWholePolicy('retentionYearsAfterLeaving')
  retentionYearsAfterLeaving: number;

  /** Months that files handed in as evidence are kept after their month was confirmed. */
  @IsWholePolicy('evidenceRetentionMonths')
  evidenceRetentionMonths: number;

  /** Months that it is kept who looked at whose sheets. */
  @IsWholePolicy('accessLogRetentionMonths')
  accessLogRetentionMonths: number;
}

export class PolicyBounds {
  @ApiProperty({ enum: policyNames, enumName: 'PolicyName' })
  name: PolicyName;
  least: number;
  most: number;
}

/** One value that was decided. */
export class PolicyChangeView {
  @ApiProperty({ enum: policyNames, enumName: 'PolicyName' })
  name: PolicyName;
  /** A number, 'true' or 'false', or roles with commas between them. */
  before: string;
  after: string;
  /** Null: laid down by the service itself. */
  changedBy: string | null;
  changedAt: Instant;
}

export class PoliciesView {
  /** 0: nothing was ever changed. */
  version: number;
  values: PolicyValuesBody;
  /** What holds where nothing was decided. */
  defaults: PolicyValuesBody;
  /** Of the policies that are numbers. */
  bounds: PolicyBounds[];
  /** The newest first, a hundred at most. */
  changes: PolicyChangeView[];
  mayChange: boolean;
}
