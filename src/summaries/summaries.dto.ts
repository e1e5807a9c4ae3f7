import type { Month } from '../calendar.js';
import { IsMonth, MayBeAbsent } from '../http/validation.js';

export class HistoryQuery {
  /** The first month. */
  @MayBeAbsent()
  @IsMonth()
  fromMonth: Month = '2000-01';

  /** The last month. */
  @MayBeAbsent()
  @IsMonth()
  untilMonth: Month = '2099-12';
}

export class OverviewQuery {
  /** The current month when left out. */
  @MayBeAbsent()
  @IsMonth()
  month?: Month;
}
