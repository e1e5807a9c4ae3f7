import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { type Consent, consents } from '../assessments/proxy-entry.entity.js';
import { SelfLinesBody } from '../assessments/sheet.dto.js';
import type { Day } from '../calendar.js';
import { IsDay, IsId, IsText, MayBeAbsent, MayBeNull } from '../http/validation.js';

/** A stack of paper is a branch's month at most; the largest branch sends two. */
export const stackMax = 250;

/** A member's paper sheet, as somebody types it in for him. Lines are the member's opinion; [] is "all as usual". */
export class ProxySubmissionBody extends SelfLinesBody {
  /** Why he does not do it himself: no smartphone, away at sea. */
  @IsText(200)
  reason: string;

  @IsIn(consents)
  consent: Consent;

  /** Who took the call, where it was signed, and the like. */
  @MayBeAbsent()
  @IsText(500, { empty: true })
  consentNote?: string;

  /** The day the paper came in: "in time" goes by it. */
  @IsDay()
  receivedOn: Day;

  /** The code printed on the form. It has to be this sheet's. */
  @MayBeNull()
  @IsText(40)
  paperCode?: string | null;

  /** The member had begun to write himself, and his paper is to stand in the place of that. */
  @MayBeAbsent()
  @IsBoolean()
  replacesDraft?: boolean;
}

export class ProxySheetBody extends ProxySubmissionBody {
  @IsId()
  sheetId: number;

  /** The sheet's version that was read. */
  @IsInt()
  @Min(1)
  @Max(999_999_999)
  version: number;
}

export class ProxyStackBody {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(stackMax)
  // A list inside the list would pass for a sheet of which nothing is asked.
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => ProxySheetBody)
  sheets: ProxySheetBody[];
}
