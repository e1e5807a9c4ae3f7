import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsInt,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateBy,
  ValidateNested,
} from 'class-validator';
import { ApiProperty } from '@nestjs/swagger';
import type { Month } from '../calendar.js';
import { IsMonth, IsText, MayBeAbsent, MayBeNull } from '../http/validation.js';
import { type ImportKind, importKinds } from './import-kind.js';

export class ImportFileQuery {
  /** What the table brings. */
  @IsIn(importKinds)
  @ApiProperty({ enum: importKinds })
  kind: ImportKind;

  /** As the file is called at home. Its ending helps to tell a text from a workbook. */
  @IsText(255)
  fileName: string;
}

export class ValueMeaningBody {
  @IsText(20)
  itemCode: string;
  /** The word as it stands in the cells. */
  @IsString()
  @MaxLength(200)
  text: string;
  /** 'default': nothing out of the ordinary; 'nothing': the cell is silent; or 'option:' with an option's code. */
  @IsText(60)
  means: string;
}

/** A column that is left out is null. */
const isMeaningOrNull = (value: unknown) => value === null || (typeof value === 'string' && value.length <= 60);

const rowMost = 1_048_576;

/** What a person says about the table. What is left out is proposed anew. */
export class ImportMappingBody {
  @MayBeAbsent()
  @IsString()
  @MaxLength(200)
  sheet?: string;

  /** First and last row of the head; both 0: the table has none. */
  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(rowMost)
  headFrom?: number;

  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(rowMost)
  headUntil?: number;

  /** By column, from A on; null: left out. */
  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(60)
  @ValidateBy({ name: 'meaning', validator: { validate: isMeaningOrNull } }, { each: true })
  @ApiProperty({ type: 'array', items: { type: 'string', nullable: true } })
  columns?: (string | null)[];

  /** Rows that are people although they don't look so. */
  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(500)
  @IsInt({ each: true })
  @Min(1, { each: true })
  @Max(rowMost, { each: true })
  takenIn?: number[];

  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(500)
  @IsInt({ each: true })
  @Min(1, { each: true })
  @Max(rowMost, { each: true })
  leftOut?: number[];

  @MayBeNull()
  @IsMonth()
  month?: Month | null;

  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(500)
  @ValidateNested({ each: true })
  @Type(() => ValueMeaningBody)
  values?: ValueMeaningBody[];

  @MayBeAbsent()
  @IsText(400)
  reason?: string;

  /** What somebody entered otherwise and the table is to replace, as 'sheetId:itemCode'. */
  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(2000)
  @IsString({ each: true })
  @MaxLength(40, { each: true })
  overwrite?: string[];
}

export class ImportBody {
  /** The preview's: what was looked at is what is written, or nothing is. */
  @IsString()
  @Matches(/^[0-9a-f]{64}$/)
  digest: string;
}

export class TakeBackBody {
  /** As shown on the month's board. */
  @IsText(400)
  reason: string;
}
