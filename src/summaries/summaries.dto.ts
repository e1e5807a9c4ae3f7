import type { Month } from '../calendar.js';
import { IsMonth, MayBeAbsent } from '../http/validation.js';

export class HistoryQuery {
  @MayBeAbsent()
  @IsMonth()
  fromMonth: Month = '2000-01';

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
