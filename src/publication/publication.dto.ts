import { IsIn } from 'class-validator';
import { IsText, MayBeAbsent } from '../http/validation.js';
import { windowWorkingDays } from './window.js';

export class PublicationBody {
  @IsIn(windowWorkingDays)
  workingDays: number;

  /** Who takes objections and how, as printed. */
  @IsText(200)
  contact: string;

  /** What was done about it, where the contact looks as if it had a person's number in it. */
  @MayBeAbsent()
  @IsText(500)
  contactNote?: string;
}

export class WithdrawalBody {
  /** Why, as the board will say it. */
  @IsText(500)
  reason: string;
}
