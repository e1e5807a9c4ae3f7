import type { Instant } from '../calendar.js';
import { UnitReference } from '../identity/session.dto.js';
import type { ReportFactCode } from './report-facts.js';

export class ReportFactView {
  code: ReportFactCode;
  value: number;
  source: string;
  enteredAt: Instant;
  enteredBy: string;
}

/** What a branch typed for a period's report. */
export class ReportFactsView {
  /** 0: nothing is typed yet. */
  version: number;
  branch: UnitReference;
  period: string;
  facts: ReportFactView[];
  mayKeep: boolean;
}
