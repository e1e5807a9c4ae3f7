import type { Day, Instant, Month } from '../calendar.js';
import { FieldProblemView } from '../http/problem.view.js';
import type { RefusalCode } from '../http/refusal.js';
import { UnitReference } from '../identity/session.dto.js';
import type { Job } from './job-run.entity.js';

/** What the service should have done by itself and could not. It goes on trying. */
export class JobProblemView {
  job: Job;
  branch: UnitReference;
  month: Month;
  /** When it was tried last. */
  triedAt: Instant;
  code: RefusalCode;
  errors: FieldProblemView[];
}

export class PlannedMonthView {
  month: Month;
  themeDay: Day;
  /** The day that the rule names, where it is a day off and the theme day has moved. */
  movedFrom: Day | null;
  opensOn: Day;
  /** Last day of self-assessment. */
  selfAssessmentUntil: Day;
  /** False where the year's days off are not announced: only weekends have been looked at. */
  calendarAnnounced: boolean;
  /** Whether the month is open already (perhaps with other days, which people chose). */
  opened: boolean;
}

export class OpeningPlanView {
  /** Whether months open by themselves; what is planned holds for opening by hand too. */
  automatic: boolean;
  /** Empty where the branch has no theme day. */
  months: PlannedMonthView[];
  problems: JobProblemView[];
}
