import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayUnique, IsArray, IsIn, ValidateNested } from 'class-validator';
import { IsCount, IsText } from '../http/validation.js';
import { type ReportFactCode, reportFactCodes, reportFactMax } from './report-facts.js';

export class TypedFactBody {
  @IsIn(reportFactCodes)
  code: ReportFactCode;

  @IsCount(reportFactMax)
  value: number;

  /** Where the figure can be looked up: a minute book, a ledger. */
  @IsText(200)
  source: string;
}

export class ReportFactsBody {
  /** All that the branch says; what is left out is not known, which is never zero. */
  @IsArray()
  @ArrayMaxSize(reportFactCodes.length)
  @ArrayUnique(({ code }: TypedFactBody) => code)
  @ValidateNested({ each: true })
  @Type(() => TypedFactBody)
  facts: TypedFactBody[];
}
