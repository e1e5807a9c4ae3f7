import { PublicationSummary } from '../assessments/branch-month.view.js';
import type { BranchMonthState } from '../assessments/states.js';
import type { Month } from '../calendar.js';
import { UnitReference } from '../identity/session.dto.js';
import type { MemberStanding } from '../organisation/member.entity.js';
import { TextView } from '../schemes/scheme.view.js';
import type { PublishedReason } from './published-reason.js';

export class BoardScheme {
  name: TextView;
  version: string;
  ceilingHundredths: number | null;
  /** The formula in words, made from the rule that was applied. */
  legend: TextView;
}

export class BoardCategory {
  code: string;
  name: TextView;
}

export class BoardRow {
  /** Place in the roster; never a rank. */
  position: number;
  memberId: number;
  name: string;
  standing: MemberStanding;
  /** Base points by category, in hundredths. */
  categoryPoints: Record<string, number>;
  baseHundredths: number | null;
  deductionHundredths: number | null;
  contributionHundredths: number | null;
  /** Null: not scored; never a zero. */
  scoreHundredths: number | null;
  notScoredReason: PublishedReason | null;
  remarks: ('probationary' | 'light' | 'fromRecords')[];
}

export class BoardView {
  branchMonthId: number;
  branch: UnitReference;
  month: Month;
  state: BranchMonthState;
  publication: PublicationSummary;
  scheme: BoardScheme;
  categories: BoardCategory[];
  rows: BoardRow[];
}
