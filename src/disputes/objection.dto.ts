import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsIn, IsInt, IsUUID, Max, Min, ValidateNested } from 'class-validator';
import { AdditionBody } from '../assessments/sheet.dto.js';
import { exemptionReasons, type ExemptionReason } from '../assessments/exemptions.service.js';
import { linesMax, written } from '../assessments/lines.js';
import type { DecisionOutcome } from '../assessments/sheet-line.entity.js';
import { IsCount, IsHundredths, IsText, MayBeAbsent, MayBeNull } from '../http/validation.js';
import type { Changes } from '../publication/amended-lines.js';

const wordsMax = 1000;

export class ObjectionBody {
  /** Made by the client, so that a repeated request objects once. */
  @IsUUID()
  requestId: string;

  /** The item it is about; null: the whole row. */
  @MayBeNull()
  @IsText(20)
  itemCode?: string | null;

  @IsText(wordsMax)
  reason: string;

  /** The name is shown to the discipline commissioner only. */
  @IsBoolean()
  anonymous: boolean;
}

export class LineChangeBody {
  @IsInt()
  @Min(1)
  @Max(10_000)
  number: number;

  @IsIn(['accepted', 'changed', 'refused'] satisfies DecisionOutcome[])
  outcome: DecisionOutcome;

  @MayBeNull()
  @IsText(40)
  optionCode?: string | null;

  @MayBeNull()
  @IsCount(1000)
  count?: number | null;

  @MayBeNull()
  @IsHundredths()
  pointsHundredths?: number | null;

  @IsText(wordsMax)
  reason: string;
}

/** What becomes of the sheet. What is not spoken of stays as it was decided. */
export class ChangesBody {
  /** Other decisions about lines that are there. */
  @IsArray()
  @ArrayMaxSize(2 * linesMax)
  @ValidateNested({ each: true })
  @Type(() => LineChangeBody)
  lines: LineChangeBody[];

  /** Deductions, contributions and base items that are missing. */
  @IsArray()
  @ArrayMaxSize(linesMax)
  @ValidateNested({ each: true })
  @Type(() => AdditionBody)
  additions: AdditionBody[];

  /** Scored after all, or why the month is not scored; null: as before. */
  @MayBeNull()
  @IsIn(['score', ...exemptionReasons])
  scoring?: 'score' | ExemptionReason | null;
}

export class ObjectionAnswerBody {
  @IsIn(['upheld', 'rejected'])
  outcome: 'upheld' | 'rejected';

  /** The reasons, for who objected and for whose row it is. */
  @IsText(wordsMax)
  answer: string;

  /** Needed where it is upheld, and only there. */
  @MayBeAbsent()
  @ValidateNested()
  @Type(() => ChangesBody)
  changes?: ChangesBody;
}

export class AppealBody {
  @IsText(wordsMax)
  reason: string;
}

/** The changes with everything filled in that may be left out. */
export function changesOf({ lines, additions, scoring = null }: ChangesBody): Changes {
  return {
    lines: lines.map(({ number, outcome, optionCode = null, count = null, pointsHundredths = null, reason }) => ({
      number,
      outcome,
      optionCode,
      count,
      pointsHundredths,
      reason,
    })),
    additions: additions.map(written),
    scoring,
  };
}
