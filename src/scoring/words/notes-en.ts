import type * as zh from './notes-zh.js';

/** Why a line, a part or a band is what it is. Figures and names are filled in by `note-words.ts`. */
export const lineNotes: typeof zh.lineNotes = {
  refused: 'not accepted, not counted',
  refusedBase: 'not accepted, counted as if nothing were recorded',
  notApplicable: 'does not apply; nothing to fill in',
  sameFact: 'the same fact counts already under {item}[ (its entry {place})]',
  onlyHighest: 'only the highest[ of {group}] counts[: {item}][ (its entry {place})]',
  averagedOne: 'only {entries} score was given',
  trimmed: 'left out: the highest and the lowest score are not averaged',
  averaged: 'the mean of {entries} scores; each holds its share of it',
  itemCap: 'at most {capHundredths}[ {every}]; {cutHundredths} beyond it not counted',
  itemCapLoss: 'at most {capHundredths} off[ {every}]; {cutHundredths} beyond it not counted',
  itemFloor: 'not below {floorHundredths}[ {every}]; {cutHundredths} beyond it not taken off',
  groupCap: '{group} at most {capHundredths}[ {every}] together; {cutHundredths} beyond it not counted',
  groupCapLoss: '{group} at most {capHundredths} off[ {every}] together; {cutHundredths} beyond it not counted',
  groupFloor: '{group} not below {floorHundredths}[ {every}] together; {cutHundredths} beyond it not taken off',
  itemLimit:
    'at most {capHundredths} {every}, of which {usedHundredths} were used before; {cutHundredths} beyond it not counted',
  itemLimitLoss:
    'at most {capHundredths} off {every}, of which {usedHundredths} were taken before; {cutHundredths} beyond it not counted',
  groupLimit:
    '{group} at most {capHundredths} {every} together, of which {usedHundredths} were used before; {cutHundredths} beyond it not counted',
  groupLimitLoss:
    '{group} at most {capHundredths} off {every} together, of which {usedHundredths} were taken before; {cutHundredths} beyond it not counted',
  onceAPeriod: 'counted by the {period}; this sheet only holds what changes',
  countedTogether: 'entries are valued together, up to here {count}',
};

export const bandNotes: typeof zh.bandNotes = {
  threshold: 'reaches {fromHundredths} for {band}',
  belowThreshold: 'does not reach {fromHundredths} for {band}',
  tooFewMonths: '{countedMonths} counted, fewer than {countedMonthsMin}: the score is listed without a band',
  veto: 'by {veto} the {scoreOf} is at most {capHundredths}',
  vetoExcludes: 'a veto excludes {band}',
  lowestMonth: 'the lowest {oneSheet} is {lowestHundredths}, below {atLeastHundredths}: not {band}',
  itemOccurred: '{item} occurred: not {band}',
  itemMissing: '{item} is missing: not {band}',
  partBelow: '{part} is {partHundredths}, below {atLeastHundredths}: not {band}',
  quota: '{band} has room for {places}; of {candidates} who qualify, this one comes after them',
  quotaTie:
    '{band} has room for {places}, and {candidates} qualify; for the last {placesLeft} there are {tied} with the same score: the branch decides',
  notBanded: 'no band is suggested for the {period}',
};

export const partNotes: typeof zh.partNotes = {
  over: 'its periods: {over}',
  standard: '{standardHundredths} as the standard',
  carryOver: '{share} of last year’s {fromHundredths} as this year’s base',
  mean: 'the mean of {members}',
  highest: 'only the highest of {members}',
  share: '{share} of it',
  times: 'times {item} {factorHundredths}',
  floor: 'not below {floorHundredths}',
  cap: 'at most {capHundredths}',
  otherVersion: '{month} counts {scoreHundredths} by the rule of its time',
  limit:
    'at most {capHundredths}[ {every}][, of which {usedHundredths} were used before][; {cutHundredths} beyond it not counted]',
  counted: '{count} in all',
};

/** Why a group or the total isn't what its members add up to. */
export const adjustments: typeof zh.adjustments = {
  mean: 'averaged',
  highest: 'only the highest counts',
  share: '{share} of it counts',
  shareOfProfile: 'the share of this profile counts',
  times: 'multiplied by {factors}',
  rounding: 'rounded[ to {roundHundredths}]',
  groupCap: 'at most {capHundredths} {every} together; what is beyond does not count',
  groupCapLoss: 'at most {capHundredths} off {every} together; what is beyond does not count',
  groupCapOfProfile: 'beyond its limit; what is beyond does not count',
  groupFloor: 'not below {floorHundredths} together; made up to it',
  groupFloorOfProfile: 'below its least; made up to it',
  ceiling: 'the total is at most {scoreHundredths}; what is beyond does not count',
  floor: 'the total is not below {scoreHundredths}; made up to it',
};

/** How one line came to its points. */
export const lines: typeof zh.lines = {
  each: '{points} × {count} = {claimed}',
  eachFull: '{count}, {points} for every full {per}, {claimed} in all',
  eachBase: '{standard} {sign} {points} × {count} = {claimed}',
  eachBaseFull: '{standard}, {count}, {sign} {points} for every full {per}, {claimed} in all',
  level: '{count} give {claimed}',
  given: 'decided {claimed}',
  option: '{option}',
  unrecorded: 'nothing recorded',
  notApplicable: 'does not apply',
  counted: '{value}, counted {counted}[ (of {full})]',
  factor: '[{value}, ]factor {counted}',
  reasons: '{line}: {notes}',
  total: 'Total',
  result: 'Score',
  base: 'base',
  deduction: 'deductions',
  contribution: 'contributions',
  adjusted: 'adjustments',
  adjustment: '{why}, {change}',
  more: '{points} more',
  less: '{points} less',
};

/** How a summary came about, from the sheets to the band. */
export const summary: typeof zh.summary = {
  sheets: '{sheet}: {scores}',
  score: '{month} {score}',
  notScored: 'not scored',
  unfinished: 'not finished',
  absent: 'not in this branch',
  counted:
    '{countedMonths} counted: {sumHundredths} in all, mean {meanHundredths}, lowest {lowestHundredths}, highest {highestHundredths}',
  none: 'Nothing counted, so there is no result',
  waiting: 'Not finished, the result may change: {months}',
  part: '{part} ({key}): [{notes}, ][{changes}, ][{before}, ]counted {valueHundredths}',
  changes: 'changed by {change}',
  before: '{beforeHundredths} in all',
  how: '{sheet} {over}',
  result: '{scoreOf}: [{how}, ][{veto}, ]{resultHundredths}',
  band: 'Suggested band: {band}[; {notes}]',
  noBand: 'No band: {notes}',
};

export const over: typeof zh.over = {
  sum: 'added up',
  mean: 'averaged',
  highest: 'the highest counts',
  latest: 'the latest counts',
};

export const oneSheet: typeof zh.oneSheet = { month: 'month', quarter: 'quarter', halfYear: 'half-year', year: 'year' };
export const sheets: typeof zh.sheets = { month: 'Months', quarter: 'Quarters', halfYear: 'Half-years', year: 'Years' };

export const keys: typeof zh.keys = {
  year: (year) => year,
  halfYear: (year, half) => `${half === 1 ? 'first' : 'second'} half of ${year}`,
  quarter: (year, quarter) => `quarter ${quarter} of ${year}`,
  month: (year, month) => `${year}-${String(month).padStart(2, '0')}`,
};

export const unknown: string = 'reason given by the system: {code}';
