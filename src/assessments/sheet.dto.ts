import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsIn, IsInt, Max, Min, ValidateNested } from 'class-validator';
import type { Day } from '../calendar.js';
import { IsCount, IsDay, IsHundredths, IsText, MayBeAbsent, MayBeNull } from '../http/validation.js';
import { exemptionReasons, type ExemptionReason } from './exemptions.service.js';
import { evidenceLimits } from '../evidence/evidence-kind.js';
import { linesMax } from './lines.js';
import type { LineDecision } from './review.js';
import type { DecisionOutcome } from './sheet-line.entity.js';

const wordsMax = 1000;

/** What a person says about one item. Exactly one of the three, by the item's kind of value. */
class ValueBody {
  @MayBeNull()
  @IsText(40)
  optionCode?: string | null;

  @MayBeNull()
  @IsCount(1000)
  count?: number | null;

  @MayBeNull()
  @IsHundredths()
  pointsHundredths?: number | null;
}

export class SelfLineBody extends ValueBody {
  @IsText(20)
  itemCode: string;

  @MayBeNull()
  @IsDay()
  occurredOn?: Day | null;

  /** The deed, or a note. */
  @MayBeAbsent()
  @IsText(wordsMax, { empty: true })
  description?: string;

  @MayBeAbsent()
  @IsText(wordsMax, { empty: true })
  reason?: string;

  @MayBeAbsent()
  @IsText(wordsMax, { empty: true })
  evidence?: string;

  @MayBeAbsent()
  @IsText(80, { empty: true })
  witness?: string;

  /** Lines with the same key speak of the same deed, which scores once. */
  @MayBeNull()
  @IsText(64)
  deedKey?: string | null;

  /** Files that were handed in for this sheet. */
  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(evidenceLimits.filesOfLine)
  @IsInt({ each: true })
  @Min(1, { each: true })
  @Max(2_147_483_647, { each: true })
  evidenceFileIds?: number[];
}

export class SelfLinesBody {
  @IsArray()
  @ArrayMaxSize(linesMax)
  @ValidateNested({ each: true })
  @Type(() => SelfLineBody)
  lines: SelfLineBody[];
}

export class DecisionBody extends ValueBody {
  @IsInt()
  @Min(1)
  @Max(10_000)
  number: number;

  @IsIn(['accepted', 'changed', 'refused'] satisfies DecisionOutcome[])
  outcome: DecisionOutcome;

  /** Needed unless accepted. */
  @MayBeAbsent()
  @IsText(wordsMax, { empty: true })
  reason?: string;
}

export class AdditionBody extends ValueBody {
  @IsText(20)
  itemCode: string;

  @MayBeNull()
  @IsDay()
  occurredOn?: Day | null;

  @MayBeAbsent()
  @IsText(wordsMax, { empty: true })
  description?: string;

  @IsText(wordsMax)
  reason: string;

  @MayBeAbsent()
  @IsText(wordsMax, { empty: true })
  evidence?: string;

  @MayBeAbsent()
  @IsText(80, { empty: true })
  witness?: string;

  @MayBeNull()
  @IsText(64)
  deedKey?: string | null;

  /** Files that were handed in for this sheet. */
  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(evidenceLimits.filesOfLine)
  @IsInt({ each: true })
  @Min(1, { each: true })
  @Max(2_147_483_647, { each: true })
  evidenceFileIds?: number[];
}

/** What a pre-reviewer says about a sheet: about each line, and what he found himself. */
export class PreReviewBody {
  @IsArray()
  @ArrayMaxSize(2 * linesMax)
  @ValidateNested({ each: true })
  @Type(() => DecisionBody)
  decisions: DecisionBody[];

  /** What the reviewers found themselves. */
  @IsArray()
  @ArrayMaxSize(linesMax)
  @ValidateNested({ each: true })
  @Type(() => AdditionBody)
  additions: AdditionBody[];
}

export class ReviewBody extends PreReviewBody {
  /** Decides the sheet, for which every line must be decided. */
  @IsBoolean()
  complete: boolean;
}

export class ReturnBody {
  @IsText(wordsMax)
  reason: string;
}

export class ExtensionBody {
  /** The last day on which he is in time. */
  @IsDay()
  until: Day;

  /** Why he gets more time; he and the reviewers read it. */
  @IsText(wordsMax)
  reason: string;
}

export class ExemptionBody {
  @IsIn(exemptionReasons)
  reason: ExemptionReason;

  /** Why, in words; never published. */
  @IsText(wordsMax)
  note: string;
}

/** A decision as the rules read it: what is absent is nothing. */
export function decisionOf({
  number,
  outcome,
  optionCode,
  count,
  pointsHundredths,
  reason,
}: DecisionBody): LineDecision {
  return {
    number,
    outcome,
    optionCode: optionCode ?? null,
    count: count ?? null,
    pointsHundredths: pointsHundredths ?? null,
    reason: reason ?? '',
  };
}
