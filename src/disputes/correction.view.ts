import type { Day, Instant, Month } from '../calendar.js';
import type { UnitKind } from '../organisation/unit.entity.js';
import { UnitReference } from '../identity/session.dto.js';
import type { CorrectionState } from '../publication/correction.js';
import { TextView } from '../schemes/scheme.view.js';
import { BandView } from '../summaries/half-year.view.js';
import { ChangesBody } from './objection.dto.js';
import { PersonView } from './objection.view.js';

/** A published row's figures. */
export class RowFiguresView {
  /** The class of the reason, as published. */
  notScoredReason: 'approved' | 'regulation' | 'transferredIn' | null;
  baseHundredths: number | null;
  deductionHundredths: number | null;
  contributionHundredths: number | null;
  scoreHundredths: number | null;
}

/** What one item counts before and after. */
export class ItemChangeView {
  itemCode: string;
  itemName: TextView;
  /** Null: not on the sheet. */
  beforeHundredths: number | null;
  afterHundredths: number | null;
}

/** What a sheet is, and what it would be. */
export class RowChangeView {
  before: RowFiguresView;
  after: RowFiguresView;
  items: ItemChangeView[];
}

export class PeriodStandingView {
  resultHundredths: number | null;
  meanHundredths: number | null;
  countedMonths: number;
  band: BandView | null;
  /** Null where the unit's ranking is off. */
  rank: number | null;
}

/** A member whose band or rank changes because somebody else's month does. */
export class OvertakenView {
  member: PersonView;
  branch: UnitReference;
  before: PeriodStandingView;
  after: PeriodStandingView;
}

export class UnitNameView {
  id: number;
  name: string;
  kind: UnitKind;
}

/** What becomes of a half-year, or another period, of one unit. */
export class SummaryEffectView {
  unit: UnitNameView;
  /** '2026-H2' */
  period: string;
  rankingEnabled: boolean;
  before: PeriodStandingView;
  after: PeriodStandingView;
  others: OvertakenView[];
  /** How many ranks change, his own included. */
  ranksChanged: number;
}

/** The "what changes" sheet. */
export class CorrectionEffectsView {
  row: RowChangeView;
  summaries: SummaryEffectView[];
}

export class CorrectionPublicationView {
  id: number;
  number: number;
  fromDay: Day;
  untilDay: Day;
}

export class SlipHandView {
  name: string;
  at: Instant;
}

export class CorrectionView {
  id: number;
  version: number;
  state: CorrectionState;
  /** Year and running number of the branch's slips; null for a draft. */
  year: number | null;
  number: number | null;
  branch: UnitReference;
  branchMonthId: number;
  month: Month;
  sheetId: number;
  member: PersonView;
  reason: string;
  evidence: string;
  changes: ChangesBody;
  row: RowChangeView;
  asked: SlipHandView;
  proposedAt: Instant | null;
  decided: SlipHandView | null;
  countersigned: SlipHandView | null;
  issued: SlipHandView | null;
  /** Who refused or withdrew it, and why. */
  ended: SlipHandView | null;
  endReason: string | null;
  publication: CorrectionPublicationView | null;
  /** The row was published anew since the slip was written: it can only be withdrawn. */
  superseded: boolean;
  /** It is about the reader himself. */
  isAboutMe: boolean;
  mayEdit: boolean;
  mayPropose: boolean;
  mayDecide: boolean;
  mayCountersign: boolean;
  mayIssue: boolean;
  mayRefuse: boolean;
  mayWithdraw: boolean;
  /** What is in the way of an officer whose step is next: his own case, or that he has had a hand in it already. */
  whyNot: 'ownCase' | 'secondPerson' | null;
}

export class CorrectionList {
  items: CorrectionView[];
}

/** A correction as it is published (更正公告). */
export class CorrectionNoticeView {
  correctionId: number;
  year: number;
  number: number;
  branch: UnitReference;
  branchMonthId: number;
  month: Month;
  member: PersonView;
  before: RowFiguresView;
  after: RowFiguresView;
  items: ItemChangeView[];
  issuedAt: Instant;
  fromDay: Day;
  untilDay: Day;
}

export class CorrectionNoticeList {
  items: CorrectionNoticeView[];
}

/** What the reader is told because a figure, band or rank of his own changed. */
export class MyCorrectionView {
  notice: CorrectionNoticeView;
  isAboutMe: boolean;
  /** Of one's own row only. */
  reason: string | null;
  /** His own standing in the periods in which it changed. */
  standings: MyStandingView[];
  readAt: Instant | null;
}

export class MyStandingView {
  unit: UnitNameView;
  period: string;
  before: PeriodStandingView;
  after: PeriodStandingView;
}

export class MyCorrectionList {
  items: MyCorrectionView[];
}
