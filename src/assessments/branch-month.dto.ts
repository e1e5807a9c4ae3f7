import type { Day, Month } from '../calendar.js';
import { IsDay, IsMonth } from '../http/validation.js';

export class OpeningBody {
  @IsMonth()
  month: Month;

  /** The branch's theme day, within the month. */
  @IsDay()
  themeDay: Day;

  /** Last day on which a self-assessment is in time. */
  @IsDay()
  selfAssessmentUntil: Day;
}
