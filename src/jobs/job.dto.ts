import { Type } from 'class-transformer';
import { IsInt, Matches, Max, Min } from 'class-validator';
import { themeDayRulePattern } from '../assessments/branch-settings.js';
import { MayBeAbsent } from '../http/validation.js';

/** A rule to try out; what is left out is as the branch has it. */
export class OpeningPlanQuery {
  /** 'day:15', or 'weekday:2:5' for the second Friday. */
  @MayBeAbsent()
  @Matches(themeDayRulePattern)
  themeDayRule?: string;

  /** Days before the theme day on which a month opens. */
  @MayBeAbsent()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(31)
  openingDaysBefore?: number;

  /** Days before the theme day: the last day of self-assessment. */
  @MayBeAbsent()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(31)
  selfAssessmentDaysBefore?: number;
}
