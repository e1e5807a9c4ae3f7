import type { Day, Instant, Month } from '../calendar.js';
import { UnitReference } from '../identity/session.dto.js';
import type { FigureCode, FigureKind, FigureSource } from './half-year-report.js';
import type { ReportFactCode } from './report-facts.js';

export class FigureView {
  code: FigureCode;
  kind: FigureKind;
  /** data: counted by the service. typed: by the branches, each with its source. */
  source: FigureSource;
  /** Null where there is nothing to say it from. */
  value: number | null;
  /** Of a share: the two counts that it is made of. */
  part: number | null;
  of: number | null;
  /** The branches that have not said it. */
  missing: UnitReference[];
}

export class BranchFigureView {
  code: FigureCode;
  kind: FigureKind;
  source: FigureSource;
  value: number | null;
  part: number | null;
  of: number | null;
}

/** Where a typed figure can be looked up, who typed it and when. */
export class TypedSourceView {
  code: ReportFactCode;
  source: string;
  enteredAt: Instant;
  enteredBy: string;
}

export class ReportBranchView {
  branch: UnitReference;
  figures: BranchFigureView[];
  typed: TypedSourceView[];
}

/** The figures of a period's work report. */
export class HalfYearReportView {
  unit: UnitReference;
  period: string;
  months: Month[];
  /** The last day of the period, or today if that is earlier. */
  asOf: Day;
  /** Months of branches that aren't confirmed and may still change figures. */
  unconfirmedMonths: number;
  figures: FigureView[];
  branches: ReportBranchView[];
}
