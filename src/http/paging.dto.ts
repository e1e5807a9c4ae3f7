import { Type } from 'class-transformer';
import { IsInt, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { MayBeAbsent } from './validation.js';

/** Asks for a page: at most `limit` items after the place named by `after`. */
export class PageQuery {
  /** The nextCursor of the page before. */
  @MayBeAbsent()
  @IsString()
  @MaxLength(200)
  @Matches(/^[A-Za-z0-9_-]+$/)
  after?: string;

  /** How many items at most. */
  @MayBeAbsent()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit: number = 50;
}
