import { BranchMonthCounts } from '../assessments/branch-month.view.js';
import { StatisticsView } from './half-year.view.js';

export class NotSubmittedView {
  memberId: number;
  name: string;
  groupName: string | null;
}

export class BranchMonthStatisticsView {
  branchMonthId: number;
  /** Of the published scores; before publication of the decided ones, for those who may read the sheets. */
  statistics: StatisticsView;
  counts: BranchMonthCounts;
  /** Whose self-assessment has not come in, in roster order. */
  notSubmitted: NotSubmittedView[];
}
