import type { Month } from '../calendar.js';
import { BranchMonthCounts } from '../assessments/branch-month.view.js';
import { StatisticsView } from './half-year.view.js';

export class NotSubmittedView {
  memberId: number;
  name: string;
  groupName: string | null;
}

/** What the whole organisation published of the month before: something to hold one's own branch against. */
export class OrganisationMedianView {
  month: Month;
  branches: number;
  count: number;
  medianHundredths: number;
}

export class BranchMonthStatisticsView {
  branchMonthId: number;
  /** Of the published scores; before publication of the decided ones, for those who may read the sheets. */
  statistics: StatisticsView;
  /** Null where too few branches or scores were published to keep single ones out of sight. */
  organisation: OrganisationMedianView | null;
  counts: BranchMonthCounts;
  /** Whose self-assessment has not come in, in roster order. */
  notSubmitted: NotSubmittedView[];
}
