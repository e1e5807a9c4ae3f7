import type { Month } from '../calendar.js';
import { UnitReference } from '../identity/session.dto.js';

export class MemberReferenceView {
  id: number;
  name: string;
}

export class HistoryMonthView {
  month: Month;
  branch: UnitReference;
  sheetId: number;
  branchMonthId: number;
  /** An unpublished month has no figures yet. */
  state: 'unpublished' | 'published' | 'confirmed';
  baseHundredths: number | null;
  deductionHundredths: number | null;
  contributionHundredths: number | null;
  scoreHundredths: number | null;
  /** The class of the reason, as published. */
  notScoredReason: string | null;
  /** No self-assessment came in time: the branch decided from its records. */
  fromRecords: boolean;
  /** The figures came from a table and were not computed here. */
  isImported: boolean;
  isCorrected: boolean;
  /** The score before the first correction; both are kept. */
  originalScoreHundredths: number | null;
  /** Base points by category. */
  categoryPoints: Record<string, number> | null;
}

export class MemberHistoryView {
  member: MemberReferenceView;
  /** The latest first. */
  months: HistoryMonthView[];
}
