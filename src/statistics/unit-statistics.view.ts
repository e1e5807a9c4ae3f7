import type { Month } from '../calendar.js';
import { UnitReference } from '../identity/session.dto.js';
import { TextView } from '../schemes/scheme.view.js';
import type { BranchRankingKey, MemberRankingKey } from '../summaries/ranks.js';

export class SpanView {
  /** The name of the period; null where months were asked for. */
  period: string | null;
  fromMonth: Month;
  untilMonth: Month;
  months: Month[];
}

/** What was due and what was done. Sheets are counted by person and month. */
export class CompletionView {
  monthsDue: number;
  monthsOpened: number;
  monthsPublished: number;
  monthsConfirmed: number;
  monthsReported: number;
  /** Published by the third working day after the theme day. */
  monthsOnTime: number;
  monthsLate: number;
  /** Working days, over all months. */
  daysLate: number;
  toScore: number;
  /** With a published score. */
  scored: number;
  notScored: number;
  notScoredApproved: number;
  notScoredRegulation: number;
  notScoredTransferredIn: number;
  selfAssessed: number;
  proxies: number;
  fromRecords: number;
  objections: number;
  objectionsUpheld: number;
  corrections: number;
}

/** Of published scores, each month of each member by itself; half up to a hundredth. */
export class SpreadView {
  count: number;
  meanHundredths: number;
  medianHundredths: number;
  /** Between two neighbours in proportion, as QUARTILE.INC of office software does. */
  firstQuartileHundredths: number;
  thirdQuartileHundredths: number;
  /** Standard deviation of the population. */
  deviationHundredths: number;
  /** Null for who may not read the sheets: the ends are single people. */
  lowestHundredths: number | null;
  highestHundredths: number | null;
}

export class ScoreClassView {
  /** Included; null: without an end. */
  fromHundredths: number | null;
  /** Not included; null: without an end. */
  belowHundredths: number | null;
  count: number;
}

export class TrendMonthView {
  month: Month;
  /** Null: nothing is published, or too little to be shown to this reader. */
  scores: SpreadView | null;
  /** Whether there are scores that this reader is not shown. */
  tooFew: boolean;
}

export class ProfilePartView {
  code: string;
  name: TextView;
  sheets: number;
  /** Mean over the sheets of what each reached of what it could. */
  shareTenThousandths: number;
}

export class ItemFiguresView {
  code: string;
  name: TextView;
  /** Entries that counted. */
  entries: number;
  /** Different members. */
  people: number;
  pointsHundredths: number;
}

export class ChildFiguresView {
  unit: UnitReference;
  completion: CompletionView;
  scores: SpreadView | null;
  tooFew: boolean;
  /** Whether the reader may look at this unit's own page in full. */
  mayRead: boolean;
}

export class HeatCellView {
  month: Month;
  /** A member's score, or a unit's mean. */
  hundredths: number | null;
  /** The class of the reason why the member has none. */
  reason: string | null;
  branchMonthId: number | null;
  sheetId: number | null;
}

export class HeatRowView {
  kind: 'member' | 'unit';
  id: number;
  name: string;
  cells: HeatCellView[];
}

export class RankedMemberView {
  rank: number;
  memberId: number;
  name: string;
  resultHundredths: number | null;
  meanHundredths: number | null;
  lowestHundredths: number | null;
  contributionHundredths: number;
  deductionHundredths: number;
  countedMonths: number;
}

export class RankedBranchView {
  rank: number;
  branch: UnitReference;
  scored: number;
  meanHundredths: number | null;
  medianHundredths: number | null;
  monthsOnTime: number;
  monthsDue: number;
}

/** Ranks are dense: who is equal in every key has the same rank, and the next one has the rank after it. */
export class RankingView {
  memberKeys: MemberRankingKey[];
  branchKeys: BranchRankingKey[];
  /** Of a branch, over a named period; as its summary ranks them. Null where there are none to rank here. */
  members: RankedMemberView[] | null;
  /** Of a unit with branches. */
  branches: RankedBranchView[] | null;
}

export class SmallGroupsView {
  /** Fewer scores than this show no figures to anybody who may not read the sheets. */
  smallestGroup: number;
  /** Whether the figures of this answer keep to it: not for who reads all of the unit's sheets. */
  applied: boolean;
  /** Published scores that are in none of this answer's figures. */
  leftOut: number;
}

export class UnitStatisticsView {
  unit: UnitReference;
  /** The unit above, if the reader may look at it. */
  above: UnitReference | null;
  span: SpanView;
  smallGroups: SmallGroupsView;
  completion: CompletionView;
  /** Null: nothing is published, or too little to be shown to this reader. */
  scores: SpreadView | null;
  distribution: ScoreClassView[] | null;
  trend: TrendMonthView[];
  /** Null for who may not read the sheets, and so are the items. */
  categories: ProfilePartView[] | null;
  qualifications: ProfilePartView[] | null;
  deductions: ItemFiguresView[] | null;
  contributions: ItemFiguresView[] | null;
  /** The units directly below, in the order of the tree. Empty for a branch, and for members. */
  children: ChildFiguresView[];
  /** Members by months of a branch, units by months above; null for who may not see it. */
  heat: HeatRowView[] | null;
  /** Only where the unit's ranking is on, and for who reads all of it. */
  ranking?: RankingView;
}
