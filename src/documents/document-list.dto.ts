import { Matches } from 'class-validator';
import type { Month } from '../calendar.js';
import { IsMonth, MayBeAbsent } from '../http/validation.js';

export class DocumentListQuery {
  /** The latest published month when left out. */
  @MayBeAbsent()
  @IsMonth()
  month?: Month;

  /** A half-year, quarter or year; the half-year of the month when left out. */
  @MayBeAbsent()
  @Matches(/^20\d{2}(-(H[12]|Q[1-4]))?$/)
  period?: string;
}
