import type { Params, Problem } from './problem.js';

/*
 * The closed lists of what can be wrong with a scheme, or odd about it. Whoever words them can hold a test against the lists;
 * nothing else is ever reported, because `Report` takes no other code. Figures in params are in …Hundredths, the rest codes.
 */

/** Every code that `checkScheme` answers: such a scheme can't be published. */
export const SCHEME_PROBLEMS = [
  // The structure.
  'missing',
  'notAnObject',
  'unknownProperty',
  'notAList',
  'tooFew',
  'tooMany',
  'badCode',
  'badText',
  'notABoolean',
  'notAnInteger',
  'outOfRange',
  'notOneOf',
  // Names.
  'duplicateCode',
  'reservedCode',
  'namedTwice',
  'unknownCategory',
  'unknownQualification',
  'unknownGroup',
  'unknownItem',
  'unknownPart',
  'unknownProfile',
  // How an item is valued.
  'valueMissing',
  'twoValues',
  'wayNotForFactor',
  'wrongSign',
  'isZero',
  'notZero',
  'notAboveZero',
  'offStep',
  'emptyRange',
  'levelsNotAscending',
  'neverFull',
  'standardOutside',
  'standardNotFirst',
  'floorNotForKind',
  'capBelowFloor',
  // Who enters and decides.
  'optionsMissing',
  'automaticNotBase',
  'memberDeducts',
  'nobodyDecides',
  'nobodyClaims',
  'requiredWithoutValue',
  // What holds over a year.
  'carryOverNotBase',
  'carryOverWithoutYear',
  'perTooShort',
  'perTooLong',
  'limitNotForKind',
  // Groups.
  'factorInGroup',
  'notAFactor',
  'groupCycle',
  'kindTakenTwice',
  'negativeCapWithFloor',
  'negativeCapOnGains',
  // Profiles.
  'nobodyScored',
  'profileWithoutItems',
  'overrideEmpty',
  'standardOfGroup',
  'shareOfItem',
  // Summaries, bands, vetoes.
  'notAscending',
  'countedMinAboveSheets',
  'notDescending',
  'bandsLeaveGap',
  'notSummarised',
  'lastBandConditional',
  'contradiction',
  'moreThanAll',
  'belowFloor',
  // What nobody is scored on (domain/README.md, limits).
  'rewardsSoftware',
] as const;

/** Every code that `schemeWarnings` answers: it can be published, but somebody should look. */
export const SCHEME_WARNINGS = [
  // Points that can't be had, limits that limit nothing.
  'valueAboveCap',
  'valueBelowFloor',
  'valueAboveGroupCap',
  'floorSwallows',
  'capNeverReached',
  'ceilingUnreachable',
  'alwaysSame',
  'sameOptions',
  'levelsNotRising',
  'levelUnreachable',
  'outsideCommonCap',
  'stepFinerThanNeeded',
  'rangeWithoutBetween',
  'carryOverAboveAll',
  'shareAboveAll',
  'shareZero',
  'limitNeverReached',
  'mixedHighest',
  // What nobody uses.
  'groupEmpty',
  'categoryUnused',
  'qualificationUnused',
  'categoryMissing',
  'qualificationMissing',
  'factorUnused',
  'appliesToNobody',
  // Who decides.
  'deciderLower',
  // Summaries, bands, vetoes.
  'bandsWithoutSummary',
  'countedMinAll',
  'bandUnreachable',
  'bandUnreachableFor',
  'bandNeverUsed',
  'bandsMayLeaveGap',
  'sameThreshold',
  'conditionUnreachable',
  'noVetoToExclude',
  'vetoWithoutSummary',
  'vetoNeverBites',
  // What nobody should be scored on (domain/README.md, limits).
  'privateMatter',
] as const;

export type SchemeProblemCode = (typeof SCHEME_PROBLEMS)[number];
export type SchemeWarningCode = (typeof SCHEME_WARNINGS)[number];

/** Says that something is wrong at a path. */
export type Report<Code extends string = SchemeProblemCode> = (path: string, code: Code, params?: Params) => void;

/** Nobody reads more than this; a hostile file must not make a longer answer than it is itself. */
export const PROBLEMS_MAX = 500;

/** Reports into a list, up to `PROBLEMS_MAX`. */
export function reportInto<Code extends string>(problems: Problem[]): Report<Code> {
  return (path, code, params) => {
    if (problems.length < PROBLEMS_MAX) problems.push(params ? { path, code, params } : { path, code });
  };
}
