import { Type } from 'class-transformer';
import { IsIn, IsInt, Max, Min } from 'class-validator';
import type { Day } from '../calendar.js';
import { IsDay, IsText, MayBeAbsent } from '../http/validation.js';
import type { DayKind } from './announced-days.js';

export class CalendarDayBody {
  @IsIn(['working', 'holiday'])
  kind: DayKind;

  /** What the day is called in lists: a holiday's name, "make-up workday". */
  @IsText(40)
  name: string;

  /** Why the bureau says something else than the calendar: a notice, a local holiday. */
  @IsText(500)
  reason: string;
}

export class CalendarDayRemovalQuery {
  /** Why the bureau takes its word back. */
  @IsText(500)
  reason: string;
}

export class AnnouncementBody {
  /** The notice that names the year's days off. */
  @IsText(80)
  documentNumber: string;
}

export class WorkingDaysQuery {
  /** The day after which is counted; today when left out. */
  @MayBeAbsent()
  @IsDay()
  after?: Day;

  /** How many working days. */
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(60)
  count: number;
}
