import type { Month } from '../calendar.js';
import { UnitReference } from '../identity/session.dto.js';
import type { FairnessCode, FairnessRuleName } from './fairness-rules.js';
import { SpanView } from './unit-statistics.view.js';

/** From where on something is said, and how much there must be before anything is. */
export class FairnessThresholdsView {
  monthsLeast: number;
  rowLeast: number;
  sheetsLeast: number;
  monthSheetsLeast: number;
  unchangedTenThousandths: number;
  nearHundredths: number;
  nearMonthsTenThousandths: number;
  driftHundredths: number;
  differenceHundredths: number;
  branchesLeast: number;
}

/** The whole organisation over the same months; null where too few branches have enough sheets. */
export class OrganisationFairnessView {
  branches: number;
  unchangedTenThousandths: number | null;
  deductionTenThousandths: number | null;
  medianDifferenceHundredths: number | null;
}

export class FairnessMonthView {
  month: Month;
  branchMonthId: number;
}

/** One thing that was found, in figures. It says nothing about why. */
export class FairnessFindingView {
  code: FairnessCode;
  branch: UnitReference;
  figures: Record<string, number>;
  organisation: number | null;
  months: FairnessMonthView[];
  sheetIds: number[];
}

export class TooFewView {
  branch: UnitReference;
  rules: FairnessRuleName[];
}

export class FairnessView {
  unit: UnitReference;
  span: SpanView;
  thresholds: FairnessThresholdsView;
  organisation: OrganisationFairnessView;
  /** How many branches were looked at, and how many of their months are published. */
  branches: number;
  months: number;
  findings: FairnessFindingView[];
  /** Where there is too little to say anything. */
  tooFew: TooFewView[];
}
