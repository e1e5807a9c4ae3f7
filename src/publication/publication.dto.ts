import { IsIn } from 'class-validator';
import { IsText } from '../http/validation.js';
import { windowWorkingDays } from './window.js';

export class PublicationBody {
  @IsIn(windowWorkingDays)
  workingDays: number;

  /** Who takes objections and how, as printed. */
  @IsText(200)
  contact: string;
}

export class WithdrawalBody {
  /** Why, as the board will say it. */
  @IsText(500)
  reason: string;
}
