import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsInt,
  IsObject,
  IsUUID,
  Max,
  MaxLength,
  Min,
  ValidateBy,
} from 'class-validator';
import type { Month } from '../calendar.js';
import { IsId, IsMonth, IsText, MayBeAbsent, MayBeNull } from '../http/validation.js';
import { SchemeView } from './scheme.view.js';

/** Characters of a file; the largest rule in schemes/ has some 20,000. */
export const sourceLengthMax = 150_000;

/** The text of a file: anything that can be stored; what is wrong with it is told line by line. */
function IsSource(): PropertyDecorator {
  const validate = (value: unknown) =>
    typeof value === 'string' && value.isWellFormed() && value !== '' && !value.includes('\u0000');
  return (target, property) => {
    ValidateBy({ name: 'source', validator: { validate } })(target, property as string);
    MaxLength(sourceLengthMax)(target, property as string);
  };
}

export class NewSchemeDraftBody {
  /** Made by the client, so that a repeated request creates nothing twice. */
  @IsUUID()
  requestId: string;

  /** The version that the draft is to be a copy of. */
  @MayBeAbsent()
  @IsId()
  basedOnId?: number;

  /** Or else a file: YAML or JSON. */
  @MayBeAbsent()
  @IsSource()
  source?: string;
}

/** Exactly one of both. */
export class SchemeSourceBody {
  /** The text of the file. */
  @MayBeAbsent()
  @IsSource()
  source?: string;

  /** What the file is to say; its comments and its order stay. */
  @MayBeAbsent()
  @IsObject()
  definition?: SchemeView;
}

export class SchemePublicationBody {
  /** Months from this one on are opened with the version. */
  @IsMonth()
  effectiveFromMonth: Month;

  /** Why, for everybody who reads the version. */
  @MayBeNull()
  @IsText(500, { empty: true })
  note?: string | null;

  /** Branches whose own items, which don't fit into the new version, end with it. */
  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(1000)
  @ArrayUnique()
  @IsInt({ each: true })
  @Min(1, { each: true })
  @Max(2_147_483_647, { each: true })
  endOwnItemsOf?: number[];
}

export class SchemeComparisonQuery {
  /** The version that it is compared with. */
  @Type(() => Number)
  @IsId()
  with: number;
}

export class DraftComparisonQuery {
  /** The version that it is compared with; the one in force today, if it is left out. */
  @MayBeAbsent()
  @Type(() => Number)
  @IsId()
  with?: number;
}

export class SchemeVersionQuery {
  /** A branch whose versions with own items are to be listed as well. */
  @MayBeAbsent()
  @Type(() => Number)
  @IsId()
  branchId?: number;
}
