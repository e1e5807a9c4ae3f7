import { IsIn, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import type { Instant } from '../calendar.js';
import { type RemovalReason, removalReasons } from './second-factor.js';
import { passwordLengthMax } from './session.dto.js';

/** Six digits of the app, or a recovery code, however it is typed. */
const codeLengthMax = 40;

export class CodeBody {
  @IsString()
  @MinLength(1)
  @MaxLength(codeLengthMax)
  code: string;
}

export class AppCodeBody {
  @IsString()
  @Matches(/^\d{6}$/)
  code: string;
}

export class SwitchOffBody {
  @IsString()
  @MinLength(1)
  @MaxLength(passwordLengthMax)
  password: string;

  @IsString()
  @MinLength(1)
  @MaxLength(codeLengthMax)
  code: string;
}

export class RemovalBody {
  @IsIn(removalReasons)
  reason: RemovalReason;
}

export class SecondFactorView {
  /** Null: signing in takes the password alone. */
  enrolledAt: Instant | null;
  /** Whether a policy asks for it because of a role that is held. */
  isAskedFor: boolean;
  recoveryCodesLeft: number;
}

export class EnrolmentView {
  /** In base32, for typing where no picture can be taken. Shown this once. */
  secret: string;
  /** otpauth://, for the QR code that the client draws. */
  uri: string;
}

export class RecoveryCodesView {
  /** Shown this once; each stands in for the app once. */
  codes: string[];
}
