import type { Month } from '../calendar.js';
import { IsId, IsMonth } from '../http/validation.js';

/** What a draft is tried on: the confirmed months of a unit's branches. */
export class TrialBody {
  /** A branch, or a unit with branches. */
  @IsId()
  unitId: number;

  /** The first month. */
  @IsMonth()
  fromMonth: Month;

  /** The last month, at most two years after the first. */
  @IsMonth()
  untilMonth: Month;
}
