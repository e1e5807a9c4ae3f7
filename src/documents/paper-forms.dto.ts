import { IsString, Matches, MaxLength } from 'class-validator';
import { MayBeAbsent } from '../http/validation.js';

export class PaperFormsQuery {
  /** Ids of sheets, with commas between them; left out: everybody who has not handed in. */
  @MayBeAbsent()
  @IsString()
  @MaxLength(5000)
  @Matches(/^\d{1,10}(,\d{1,10})*$/)
  sheetIds?: string;
}
