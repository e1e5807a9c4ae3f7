import type { Month } from '../calendar.js';
import type { RefusalCode } from '../http/refusal.js';
import { TextView } from '../schemes/scheme.view.js';
import type { Period } from '../scoring/scheme.js';
import type { Bites, CapCount, CapScope } from './cap-tally.js';
import type { TrialProblem } from './new-sheets.js';
import type { BandMove, Standing, TrialBranch, TrialMember, TrialMonth, TrialOutcome, UnplacedCount } from './trial.js';
import type { UnitName } from './trial.facts.js';

/* As schemes/scheme.view.ts: classes for the API's description, held to the rule's interfaces by `implements`. */

/** How far the trial is: members done, of all. */
export class TrialProgressView {
  type: 'progress';
  done: number;
  total: number;
}

/** Something went wrong after the stream had begun; nothing follows. */
export class TrialProblemView {
  type: 'problem';
  code: RefusalCode;
}

export class TrialUnitView implements UnitName {
  id: number;
  name: string;
}

export class TrialMonthView implements TrialMonth {
  month: Month;
  /** As published. */
  beforeHundredths: number;
  /** Null where the draft gives none: see the problem. */
  afterHundredths: number | null;
  /**
   * Why the new score is missing (unknownProfile, notScored, longerPeriod; merged: it stands in a later month of the same
   * period) or not to be taken for whole (incomplete: the draft's period reaches beyond the confirmed months of the trial;
   * unplaced: entries had no place in the draft; undecided: an item must be entered and was not). Null: it is whole.
   */
  problem: TrialProblem | null;
}

export class StandingView implements Standing {
  /** The summary's result; where the months are not summarised, the mean of the scores. Null: no month counts. */
  resultHundredths: number | null;
  bandCode: string | null;
}

export class TrialMemberView implements TrialMember {
  memberId: number;
  name: string;
  /** The last one that published a sheet of the member in these months. */
  branch: TrialUnitView;
  months: TrialMonthView[];
  before: StandingView;
  after: StandingView;
}

export class BitesView implements Bites {
  /** In how many sheets. */
  times: number;
  /** How many points it cut off, or spared where it limits what is taken. */
  cutHundredths: number;
}

/** A cap that bites, before or after. */
export class CapCountView implements CapCount {
  /** An item's or group's; 'total'. */
  code: string;
  scope: CapScope;
  name: TextView;
  before: BitesView;
  after: BitesView;
}

/** How many members go from which band to which; null: no band. */
export class BandMoveView implements BandMove {
  from: string | null;
  to: string | null;
  count: number;
}

/** Gain, lose and same are of members with a result before and after. */
export class TrialBranchView implements TrialBranch {
  id: number;
  name: string;
  members: number;
  meanBeforeHundredths: number | null;
  meanAfterHundredths: number | null;
  gain: number;
  lose: number;
  same: number;
}

/** Entries that the draft cannot take, by item. */
export class UnplacedCountView implements UnplacedCount {
  itemCode: string;
  /** A code of the entries' check, such as unknownItem; undecided: an item must be entered and was not. */
  reason: string;
  /** How many entries; of undecided, how many sheets without one. */
  entries: number;
}

/** What the draft would have made of the months. Nothing of it is stored. */
export class TrialResultView implements TrialOutcome {
  type: 'result';
  unit: TrialUnitView;
  fromMonth: Month;
  untilMonth: Month;
  /** What the months are summarised as. Null: not a period that both rules summarise; results are means, and nobody has a band. */
  per: Period | null;
  caps: CapCountView[];
  bands: BandMoveView[];
  branches: TrialBranchView[];
  unplaced: UnplacedCountView[];
  /** Where the draft's sheets cover several past ones: entries that gave way to another about the same item. */
  merged: number;
  /** In the order of the branches and their rosters. */
  members: TrialMemberView[];
}
