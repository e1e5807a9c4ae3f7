/**
 * What the rule answers in place of sentences: a code, the figures it speaks of, and where. The web client and the
 * documents turn codes into words.
 */
export type Params = Record<string, string | number>;

/** Something that is wrong with the input: `path` is where ("entries[3].optionCode", "items[2].capHundredths"). */
export interface Problem {
  path: string;
  code: string;
  params?: Params;
}

/** Something worth telling about a result; nothing is wrong. */
export interface Note {
  code: string;
  params?: Params;
}

/** Thrown when a rule is called with input that its own check refuses. Call the check first to get the list as data. */
export class ScoringError extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super(problems.map((problem) => `${problem.path}: ${problem.code}`).join('; '));
    this.name = 'ScoringError';
  }
}

/** Every code that `checkEntries` answers; whoever words them can hold a test against this list. */
export const ENTRY_PROBLEMS = [
  'unknownProfile',
  'notScored',
  'notAList',
  'notAnObject',
  'tooMany',
  'tooManyOfItem',
  'duplicateNumber',
  'duplicateItem',
  'unknownItem',
  'notApplicable',
  'unknownOption',
  'valueMissing',
  'twoValues',
  'notAnInteger',
  'notABoolean',
  'wrongSign',
  'outOfRange',
  'offStep',
  'badDeedKey',
  'fixed',
] as const;

/** Every code a score's line may carry in `notes`. */
export const LINE_NOTES = [
  'refused',
  'notApplicable',
  'sameFact',
  'onlyHighest',
  'averaged',
  'trimmed',
  'itemCap',
  'itemFloor',
  'groupCap',
  'groupFloor',
  'itemLimit',
  'groupLimit',
  'onceAPeriod',
  'countedTogether',
] as const;

/** Every code of an adjustment: why a group or the total is not what its members add up to. */
export const ADJUSTMENTS = [
  'mean',
  'highest',
  'share',
  'times',
  'rounding',
  'groupCap',
  'groupFloor',
  'ceiling',
  'floor',
] as const;

/** Every code a summary or a band proposal may carry in `bandReasons`. */
export const BAND_NOTES = [
  'threshold',
  'belowThreshold',
  'tooFewMonths',
  'veto',
  'vetoExcludes',
  'lowestMonth',
  'itemOccurred',
  'quota',
  'quotaTie',
  'notBanded',
  'itemMissing',
  'partBelow',
] as const;

/** Every code that a part of a summary may carry in `notes`. */
export const PART_NOTES = [
  'over',
  'standard',
  'carryOver',
  'mean',
  'highest',
  'share',
  'times',
  'floor',
  'cap',
  'otherVersion',
  'limit',
  'counted',
] as const;

/** Every code `missingReasons` answers. */
export const REASON_PROBLEMS = ['reasonMissing', 'personMissing', 'timeMissing', 'evidenceMissing'] as const;
