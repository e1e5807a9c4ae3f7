import type { BranchMonthState } from '../assessments/states.js';
import type { Day, Month } from '../calendar.js';
import { UnitReference } from '../identity/session.dto.js';

export class OverviewTotalsView {
  branches: number;
  members: number;
  /** Branches whose month is published, confirmed ones included. */
  published: number;
  /** Confirmed, whether or not the bureau has it already. */
  confirmed: number;
  /** Reported to the bureau, archived ones included. */
  reported: number;
  archived: number;
}

export class OverviewRowView {
  branch: UnitReference;
  branchMonthId: number | null;
  state: BranchMonthState | 'notStarted';
  /** Whether the branch's months go through a pre-review. */
  preReview: boolean;
  themeDay: Day | null;
  /** On the month's sheets; before the month is opened, in the branch. */
  members: number;
  toScore: number;
  /** Of those to score: how many have come in so far, and how many are decided. */
  submitted: number;
  decided: number;
  notScored: number;
  fromRecords: number;
  /** Figures of the published scores; null before publication. */
  meanHundredths: number | null;
  medianHundredths: number | null;
  lowestHundredths: number | null;
  highestHundredths: number | null;
  /** The last day on which the next step is in time, and the working days that have begun since. */
  dueDay: Day | null;
  daysLate: number;
  /** False where these count working days of a year whose days off are not announced: plain weekdays. */
  calendarAnnounced: boolean;
}

export class OverviewView {
  unit: UnitReference;
  month: Month;
  totals: OverviewTotalsView;
  /** One a branch: the late ones first, the latest of them at the top, then in roster order. */
  rows: OverviewRowView[];
}
