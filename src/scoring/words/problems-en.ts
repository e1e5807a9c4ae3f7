import type * as zh from './problems-zh.js';

/** On a sheet: codes of `ENTRY_PROBLEMS` and `REASON_PROBLEMS`. */
export const entryProblems: typeof zh.entryProblems = {
  unknownProfile: 'There is no such profile. Choose one that the rule has',
  notScored: 'Members of this profile are not scored and have no sheet: nothing to fill in',
  notAList: 'This must be a list of entries. Write them one by one',
  notAnObject: 'This is not a complete entry. Fill it in again',
  tooMany: 'A sheet holds at most {max} entries. Join some, or take some out',
  tooManyOfItem: 'A sheet holds at most {max} entries of one item. Join some',
  duplicateNumber: 'Another entry has the same number. Give each its own',
  duplicateItem: '“{item}” has an entry already. Change that one instead of adding another',
  unknownItem: 'The rule has no such item. Choose one of its items',
  notApplicable: '“{item}” does not apply to this member. Take the entry out',
  unknownOption: '“{item}” has no such option. Choose one of those listed',
  valueMissing: 'Nothing is filled in[ for “{item}”]. Choose an option, or fill in a count or points',
  twoValues: 'More than one value is filled in[ for “{item}”]. Keep one: option, count or points',
  notAnInteger: 'This must be a whole number. Take out decimals and words',
  notABoolean: 'This can only be yes or no',
  wrongSign: 'The sign is wrong: deductions are below zero, everything else is not',
  outOfRange: 'Out of range. Fill in a number[ from {from}][ up to {to}][ between {fromHundredths} and {toHundredths}]',
  offStep: 'Points must be whole steps of {stepHundredths}. Adjust them',
  badDeedKey: 'The name of a deed must not be empty, nor longer than {max} characters. Shorten it',
  fixed: '“{item}” is fixed: nothing to fill in. Take the entry out',
  reasonMissing: '“{item}” differs from the usual. Give the reason',
  personMissing: 'It is not said who entered “{item}”. Add the name',
  timeMissing: 'It is not said when “{item}” was entered. Add the time',
  evidenceMissing: '“{item}” needs evidence. Add it, or name a witness',
  duplicateMonth: 'The same month is given twice. Keep one',
};

/** In a scheme or its file: codes of `SCHEME_PROBLEMS` and of the file's reader. */
export const schemeProblems: typeof zh.schemeProblems = {
  missing: 'Something that must be there is missing[: “{property}”]. Add it',
  notAnObject: 'This must be written as lines of “name: value”. See the reference',
  unknownProperty:
    'There is nothing called[ “{property}”] here[; did you mean “{didYouMean}”?]. Correct it or take it out[; known are: {known}]',
  notAList: 'This must be a list[, and is “{given}”]. Put it in square brackets, or write lines that begin with “-”',
  tooFew: 'There must be at least {min}. Add some',
  tooMany: 'There can be at most {max}. Take some out',
  badCode:
    'A code holds only letters, digits, “_”, “.” and “-”, at most 32, and begins with a letter or digit. Write another',
  badText: 'The words must not be empty, nor longer than {max} characters. Write others',
  notABoolean: 'This can only be true or false[, not “{given}”]',
  notAnInteger: 'This must be a number of at most two decimals that is not too large. Write another',
  outOfRange: 'Out of range. Write a number from {min} to {max}',
  notOneOf: 'This can not be written here[; did you mean “{didYouMean}”?]. Choose one of: {values}',
  duplicateCode: 'The code “{code}” is used more than once. Give one of them another',
  reservedCode: 'The code “{code}” belongs to the system. Choose another',
  namedTwice: 'The same thing is named twice. Take one out',
  unknownCategory: 'There is no such category. Add it to the categories, or use a code that exists',
  unknownQualification: 'There is no such qualification. Add it to “qualifications”, or use a code that exists',
  unknownGroup: 'There is no such group. Add it to the groups, or use a code that exists',
  unknownItem: 'There is no such item. Use the code of one that exists',
  unknownPart: 'There is no such item or group. Use a code that exists',
  unknownProfile: 'There is no such profile. Use the code of one that exists',
  valueMissing: 'It is not said how this is valued. Write one of options, each, range or levels',
  twoValues: 'There is more than one way of valuing. Keep one of options, each, range or levels',
  wayNotForFactor: 'A factor is not counted. Use options or a range',
  wrongSign: 'The sign is wrong: deductions are below zero, base points, contributions and factors above. Correct it',
  isZero: 'A 0 here never does anything. Write the points, or take the line out',
  notZero: 'Deductions and contributions count 0 when nothing is recorded. Take the standard out',
  notAboveZero: 'This must be above 0. Write another number',
  offStep: 'This must be whole steps of {stepHundredths}. Change the points, or make the step finer',
  emptyRange: 'The range begins where it ends, or above. Lower its beginning or raise its end',
  levelsNotAscending: 'The levels must begin at rising counts. Change their order or their counts',
  neverFull: 'At most {countMost} can be entered, which never fills the number asked for. Lower “per”, or allow more',
  standardOutside:
    'The standard is not between the least and the limit[, the least is {floorHundredths}][, the limit is {capHundredths}]. Change one of them',
  standardNotFirst:
    'The standard differs from the first option “{option}” with {pointsHundredths}, which counts when nothing is recorded. Make them the same, or change the order of the options',
  floorNotForKind: 'Deductions and contributions have no least value. Take it out; the limit of a deduction is its cap',
  capBelowFloor: 'The limit is below the least, {floorHundredths}. Raise the limit or lower the least',
  optionsMissing: 'What the system sets needs two options at least: the first is “so”, the last “not so”. Add them',
  automaticNotBase: 'Only a base item can be set by the system. Change the kind, or take “automatic” out',
  memberDeducts:
    'A member can not enter deductions and factors. Let the group leader, an officer or the branch enter them',
  nobodyDecides: 'Nobody decides: the system only decides what it sets by itself. Say who decides',
  nobodyClaims: 'Nobody can enter it: the system only enters what it sets by itself. Say who enters it',
  requiredWithoutValue: 'It must be decided, but it is not said how it is valued. Add that, or take “required” out',
  carryOverNotBase: 'Only a base item can carry over from last year. Change the kind, or take “carryOver” out',
  carryOverWithoutYear:
    'To carry over, an item must hold over a year, and years must have a result. Write “per: year” and summarise the year',
  perTooShort: 'This is shorter than a {period}. Write {period} or something longer',
  perTooLong:
    'This is longer than the {per} of “{group}” around it. Write {per} or something shorter, or make “{group}” longer',
  limitNotForKind: 'There are no further limits for this kind, {kind}. Take “limits” out',
  factorInGroup: 'A factor stands in no group. Take the group out; to multiply a group, name the factor in its “times”',
  notAFactor: 'Only factors can stand here. Name an item of the kind “factor”',
  groupCycle: 'The group stands inside itself. Correct the group around it',
  kindTakenTwice: 'Another group already takes all {kind}. Keep one, and name the group in the other items',
  negativeCapWithFloor:
    'A limit below zero is the limit of deductions, and can not stand beside a least value. Keep one',
  negativeCapOnGains:
    'The limit is below zero, but some items in it add points, which would never count. Raise it, or move those items',
  nobodyScored: 'No profile is scored. Let at least one be',
  profileWithoutItems: 'Nothing applies to the profile “{profile}”. Let some items apply, or do not score it',
  overrideEmpty: 'Figures of its own are announced, but none is given. Give some, or take this out',
  standardOfGroup: 'A group or the total has no standard. Take it out, or name an item',
  shareOfItem: 'An item has no share. Take it out, or name a group',
  notAscending: 'Periods must be named from short to long, each once. Change their order',
  countedMinAboveSheets:
    'There are only {sheets} sheets in the period, so this is never reached. Write at most {sheets}',
  notDescending:
    'This does not begin below the band above, {aboveHundredths}[ (profile “{profile}”)]. Order the bands from high to low',
  bandsLeaveGap:
    'The result of the {per} can be as low as {leastHundredths}, which the last band leaves out[ (profile “{profile}”)]. Let it begin at {leastHundredths} or below',
  notSummarised: 'There is no summary of the {per}, so the band is never used. Add the summary, or change the period',
  lastBandConditional:
    'The last band has conditions, so that some would have none. Take them out, or add another band behind it',
  contradiction: '“{item}” must have occurred and must not have. Keep one',
  moreThanAll: 'There are more places than people. Write a share of at most 1',
  belowFloor: 'The veto is below the least of the total, {floorHundredths}. Raise it, or lower the least of the total',
  rewardsSoftware:
    '“{word}” counts the use of software, which is not allowed here. Name the learning, work or service itself',
  quotedNumber: 'Numbers take no quotation marks. Write {write}[, not {given}]',
  notANumber: 'This must be a number, and “{given}” is none. Write another',
  notAText: 'This must be words, and “{given}” are none. Write others',
  notWords: 'A name is words, or { zh: Chinese, en: English }. “{given}” can not be used',
  notProperties: 'This must be “name: value”[, and is “{given}”][; known are: {properties}]. Write it so',
  emptyValue: 'Nothing stands behind “{property}”. Add the value, or take the line out',
  badProperty: 'The name of this line is wrong. Write “name: value”',
  duplicateProperty: '“{property}” is written twice. Take one line out',
  notATable: 'This must be lines of “code: value”[, and is “{given}”]. Write them so',
  tooManyDecimals: 'At most two decimals are possible. Round “{given}”',
  numberTooLarge: '“{given}” is too large. Look for a digit too many',
  notWhole: 'This must be a whole number from {min} to {max}. “{given}” is none',
  notAShare: 'A share is written as 1/3, 20% or 0.2. “{given}” is none',
  notPlain: 'Use plain digits: write {write}[, not “{given}”]',
  emptyFile: 'The file is empty. Write the rule into it',
  fileTooLarge: 'The file is larger than {maxKilobytes} KB. Shorten it',
  tooManyAliases: 'There are too many references (*name) in the file. Write things out',
  tooDeep: 'There are more than {max} levels inside one another. Write it as the reference does',
  otherYamlVersion: 'Only YAML 1.2 is read. Take the version line out',
  fullWidthSign: 'There is a full-width “{sign}”. Use the plain sign with a space behind it',
  tagNotAllowed: 'Types can not be marked with “!”. Take it out',
  notYaml: 'This is not YAML. Look at indents, colons and quotation marks[ ({says})]',
  tabIndent: 'Indents can not be tabs. Use spaces[ ({says})]',
  badIndent: 'The indent does not fit. Let it stand under what it belongs beside[ ({says})]',
  severalDocuments: 'A file holds one rule. Take out what follows “---”[ ({says})]',
  missingCharacter: 'A bracket or quotation mark is missing. Add it[ ({says})]',
  badEscape: 'A “\\” within double quotation marks is wrong. Use single ones[ ({says})]',
  badAlias: 'There is nothing by this reference. Write it out[ ({says})]',
  aSheetFile: 'This is a file of a sheet, not of a rule. Choose the file of the rule',
  reservedVersion: "Such versions are kept for branches' own items. Choose another",
  noOwnItems: 'The rule lets no branch add items of its own. Ask the bureau',
  kindNotAllowed: 'The rule lets no branch add items of this kind. Write one of: {kinds}',
  ownGroupOnly: "A branch's own items count in the group of own items only. Take the group out",
  notThePeriod: "A branch's own items must be counted by the {period}. Write that",
  notOfTheBranch: "A branch's own items can not be given to the bureau or the system. Name somebody of the branch",
  aboveOwnItemsCap: 'This is above the limit of own items, {capHundredths}. Make it smaller',
};

/** Odd, but not wrong: codes of `SCHEME_WARNINGS`. */
export const schemeWarnings: typeof zh.schemeWarnings = {
  valueAboveCap:
    'The limit of the item, {capHundredths}, has no room for these points: the rest never counts. Raise the limit or lower the points',
  valueBelowFloor:
    'These points are below the least, {floorHundredths}, and always count as that. Lower the least or raise the points',
  valueAboveGroupCap:
    'The limit of “{group}”, {capHundredths}, has no room for these points: the rest never counts. Raise the limit or lower the points',
  floorSwallows:
    '“{group}” is not below {floorHundredths}, so part of this is never taken off. Lower the least or the deduction',
  capNeverReached:
    'The limit is never reached[: the most is {mostHundredths}][: the most that is taken is {leastHundredths}]. Lower it, or take it out',
  ceilingUnreachable:
    'The limit of the total is never reached: everything comes to {mostHundredths}. Lower it, or add points',
  alwaysSame: 'The least and the limit are both {capHundredths}: nothing ever changes. Look at the two figures',
  sameOptions: 'All options are worth {pointsHundredths}: the choice changes nothing. Look at the points',
  levelsNotRising: 'This level gives (or takes) no more than the one before. Look at the points or the order',
  levelUnreachable: 'At most {countMost} can be entered, so this level is never reached. Lower it, or allow more',
  outsideCommonCap:
    'Other contributions have a common limit; “{item}” stands outside and has none of its own. Give it a limit, or the group',
  stepFinerThanNeeded:
    'The step is finer than needed: all points are whole steps of {neededHundredths}. Write {neededHundredths}',
  rangeWithoutBetween:
    'The range has nothing between its ends (the step is {stepHundredths}). Use options, or a finer step',
  carryOverAboveAll: 'More than all of last year is carried over. Look at the share',
  shareAboveAll: 'The share is above 1, so points grow. Look at the share',
  shareZero: 'The share is 0, so this always counts 0. Look at the share',
  limitNeverReached:
    'The further limit is never reached[: the most is {mostHundredths}][: the most that is taken is {leastHundredths}]. Lower it, or take it out',
  mixedHighest:
    'Only the highest counts, but some add and some take off; beside a gain no loss counts. Make two groups of them',
  groupEmpty: 'The group “{group}” holds no items. Put some in, or take it out',
  categoryUnused: 'The category “{code}” has no items. Put some in, or take it out',
  qualificationUnused: 'The qualification “{code}” has no items. Put some in, or take it out',
  categoryMissing: 'This base item has no category, and so no column in what is published. Name one',
  qualificationMissing: 'This base item belongs to no qualification. Name one',
  factorUnused: 'The factor “{item}” multiplies nothing. Name it in “times” of a group or the total, or take it out',
  appliesToNobody: '“{item}” applies to nobody who is scored. Look at the profiles, or take it out',
  deciderLower: 'The option “{option}” is decided by somebody lower than {decider}. Look at who decides',
  bandsWithoutSummary: 'There are bands, but no summary to use them. Write the periods to summarise',
  countedMinAll:
    'All {sheets} sheets of the period must count, so one leave leaves a member without a band. Ask for fewer',
  bandUnreachable: 'Nobody reaches this band: the most is {mostHundredths}. Let it begin lower',
  bandUnreachableFor:
    'Nobody of the profile “{profile}” reaches this band: the most is {mostHundredths}. Let it begin lower for them',
  bandNeverUsed: 'Everybody is in “{band}” before this band is asked. Look at where they begin',
  bandsMayLeaveGap:
    'The score of the profile “{profile}” has no lower limit: who falls below the last band has none. Give the total a least, or lower the band',
  sameThreshold: 'This begins where it begins for everybody. It can be taken out',
  conditionUnreachable: 'This condition is never met[ (“{part}”)]: the most is {mostHundredths}. Lower it',
  noVetoToExclude: 'A veto excludes, but the rule has none. Add one, or take the condition out',
  vetoWithoutSummary:
    'There is no summary of the {per}, so this veto does nothing. Change the period, or add the summary',
  vetoNeverBites: 'The most is {mostHundredths}, so this veto does nothing. Lower what it allows',
  privateMatter: '“{word}” touches on {reason}, which should not be scored. Write something else, or take it out',
};

export const reasons: typeof zh.reasons = {
  belief: 'belief',
  health: 'health',
  family: 'marriage and family',
  speech: 'private speech',
};

export const unknown: typeof zh.unknown = 'Something is wrong here ({code}). Look at it';
