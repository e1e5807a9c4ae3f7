import { IsBoolean, IsIn, Matches } from 'class-validator';
import { IsCount, IsText, MayBeNull } from '../http/validation.js';
import { UnitReference } from '../identity/session.dto.js';
import { themeDayRulePattern } from './branch-settings.js';

export class BranchSettingsBody {
  /** Whether group leaders look at the sheets between self-assessment and review. */
  @IsBoolean()
  preReview: boolean;

  /** False: the secretary decides, and a witness signs. Only who manages units changes it. */
  @IsBoolean()
  committee: boolean;

  /** 'day:15', or 'weekday:2:5' for the second Friday; null: the day is chosen at each opening. */
  @MayBeNull()
  @Matches(themeDayRulePattern)
  themeDayRule?: string | null;

  @IsBoolean()
  automaticOpening: boolean;

  /** Days before the theme day on which a month opens. */
  @IsCount(31)
  openingDaysBefore: number;

  /** Days before the theme day: the last day of self-assessment. */
  @IsCount(31)
  selfAssessmentDaysBefore: number;

  @IsIn([3, 5, 7])
  publicationWorkingDays: number;

  /** Who takes objections and how; proposed when a month is published. */
  @IsText(200, { empty: true })
  contact: string;

  /** Whether an objection may be shown to the discipline commissioner alone. */
  @IsBoolean()
  objectionsAnonymous: boolean;

  /** Whether the board is printed in its short form. */
  @IsBoolean()
  shortBoard: boolean;
}

export class BranchSettingsView {
  branch: UnitReference;
  /** 0: nobody has changed anything yet, these are the usual settings. */
  version: number;
  preReview: boolean;
  committee: boolean;
  themeDayRule: string | null;
  automaticOpening: boolean;
  openingDaysBefore: number;
  selfAssessmentDaysBefore: number;
  publicationWorkingDays: number;
  contact: string;
  objectionsAnonymous: boolean;
  shortBoard: boolean;
  /** Whether this account may change them, and whether the branch has a committee. */
  mayChange: boolean;
  mayChangeCommittee: boolean;
}
