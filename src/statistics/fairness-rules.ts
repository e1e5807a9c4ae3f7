import type { Month } from '../calendar.js';
import { divideHalfUp } from '../scoring/points.js';

/*
 * What may make a reviewer look again. Each rule reads a branch's published months and says what it found in figures; it never
 * says why. There may be good reasons for everything here, and the people who know them read the sheets.
 */

/** One published month of a branch; months without a published score are left out. */
export interface ReviewedMonth {
  month: Month;
  branchMonthId: number;
  /** With a published score. */
  sheets: number;
  /** Of these: with a self-assessment, from screen or paper. */
  selfAssessed: number;
  /** Of those: decided exactly as the member had scored himself. */
  unchanged: number;
  /** Decided minus self-assessed, over the self-assessed; below zero: less was given. */
  differenceHundredths: number;
  lowestHundredths: number;
  highestHundredths: number;
  sumHundredths: number;
  /** With a deduction that counted. */
  deductionSheets: number;
  /** Handed in after the last day. */
  lateSheets: number;
  /** Whose score alone was the highest; null where several share it. */
  top: { memberId: number; sheetId: number } | null;
}

export interface ReviewedBranch {
  branchId: number;
  months: readonly ReviewedMonth[];
}

/** The whole organisation over the same months; null where too few branches have enough sheets to speak of. */
export interface OrganisationFigures {
  branches: number;
  unchangedTenThousandths: number | null;
  deductionTenThousandths: number | null;
  /** The middle one of the branches' mean differences between decided and self-assessed. */
  medianDifferenceHundredths: number | null;
}

export const fairnessCodes = [
  'passedUnchanged',
  'everyoneTheSame',
  'turnsTaken',
  'driftingUp',
  'stricter',
  'milder',
  'noDeductions',
] as const;
export type FairnessCode = (typeof fairnessCodes)[number];

/** From where on something is said, and how much there must be before anything is. Stated with every answer. */
export const fairnessThresholds = {
  /** Every rule: at least so many published months … */
  monthsLeast: 3,
  /** … of turns and drifts, which are about a row of months, so many … */
  rowLeast: 4,
  /** … and of shares and means so many sheets. */
  sheetsLeast: 20,
  /** A month of fewer sheets says nothing about whether all are the same. */
  monthSheetsLeast: 5,
  /** Self-assessments passed unchanged, from this share on. */
  unchangedTenThousandths: 9500,
  /** All scores of a month are near when the highest and the lowest are no further apart. */
  nearHundredths: 100,
  /** The months with near scores, from this share on. */
  nearMonthsTenThousandths: 5000,
  /** Points a month that the mean rises by, along the straight line through all months. */
  driftHundredths: 100,
  /** A branch's mean difference and the median of branches, apart by this. */
  differenceHundredths: 200,
  /** A comparison with the organisation needs so many branches. */
  branchesLeast: 3,
} as const;

export interface FairnessFinding {
  code: FairnessCode;
  /** By name: what the sentence says. Hundredths, parts of ten thousand and counts, as the name ends. */
  figures: Record<string, number>;
  /** The organisation's figure beside it; null where there are too few branches, or nothing to compare. */
  organisation: number | null;
  months: { month: Month; branchMonthId: number }[];
  sheetIds: number[];
}

export interface RadarOfBranch {
  branchId: number;
  findings: FairnessFinding[];
  /** Rules that have too little to go by. */
  tooFew: FairnessRuleName[];
}

export const fairnessRules = {
  passedUnchanged,
  everyoneTheSame,
  turnsTaken,
  driftingUp,
  stricterOrMilder,
  noDeductions,
};
export type FairnessRuleName = keyof typeof fairnessRules;
export const fairnessRuleNames = Object.keys(fairnessRules) as FairnessRuleName[];

/** What a rule answers: that there is too little to go by, nothing to say, or what it found. */
export type RuleAnswer = 'tooFew' | null | FairnessFinding;

/** Every rule over one branch. The order of months and who is who change nothing. */
export function radarOf(branch: ReviewedBranch, organisation: OrganisationFigures): RadarOfBranch {
  const months = [...branch.months].sort((one, other) => (one.month < other.month ? -1 : 1));
  const radar: RadarOfBranch = { branchId: branch.branchId, findings: [], tooFew: [] };
  for (const name of fairnessRuleNames) {
    const answer = fairnessRules[name](months, organisation);
    if (answer === 'tooFew') radar.tooFew.push(name);
    else if (answer) radar.findings.push(answer);
  }
  return radar;
}

type Rule = (months: readonly ReviewedMonth[], organisation: OrganisationFigures) => RuleAnswer;
const least = fairnessThresholds;

/** Nearly every self-assessment was passed as it came: perhaps nobody read them, perhaps they were right. */
function passedUnchanged(...[months, { unchangedTenThousandths: organisation }]: Parameters<Rule>): RuleAnswer {
  const selfAssessed = sum(months, (month) => month.selfAssessed);
  if (months.length < least.monthsLeast || selfAssessed < least.sheetsLeast) return 'tooFew';
  const unchanged = sum(months, (month) => month.unchanged);
  const shareTenThousandths = divideHalfUp(unchanged * 10_000, selfAssessed);
  if (unchanged * 10_000 < least.unchangedTenThousandths * selfAssessed) return null;
  return said('passedUnchanged', { unchanged, selfAssessed, shareTenThousandths }, months, organisation);
}

/** In half of the months or more, the highest and the lowest score were next to each other. */
function everyoneTheSame(...[all]: Parameters<Rule>): RuleAnswer {
  const months = all.filter(({ sheets }) => sheets >= least.monthSheetsLeast);
  if (months.length < least.monthsLeast) return 'tooFew';
  const near = months.filter((month) => rangeOf(month) <= least.nearHundredths);
  if (near.length * 10_000 < least.nearMonthsTenThousandths * months.length) return null;
  const same = near.filter((month) => rangeOf(month) === 0).length;
  const widestHundredths = Math.max(...near.map(rangeOf));
  return said('everyoneTheSame', { near: near.length, same, months: months.length, widestHundredths }, near);
}

/** Month after month one alone is highest, always somebody else, and all equally often: as if it went round. */
function turnsTaken(...[all]: Parameters<Rule>): RuleAnswer {
  const months = all.filter(({ sheets, top }) => sheets >= least.monthSheetsLeast && top !== null);
  if (all.length < least.rowLeast) return 'tooFew';
  // A month with several at the top breaks the row.
  if (months.length < all.length || months.length < least.rowLeast) return null;
  const tops = months.map(({ top }) => (top as { memberId: number }).memberId);
  if (tops.some((memberId, index) => memberId === tops[index - 1])) return null;
  const times = new Map<number, number>();
  for (const memberId of tops) times.set(memberId, (times.get(memberId) ?? 0) + 1);
  const [most, fewest] = [Math.max(...times.values()), Math.min(...times.values())];
  if (times.size < least.monthsLeast || most - fewest > 1) return null;
  const finding = said('turnsTaken', { months: months.length, people: times.size, most }, months);
  return { ...finding, sheetIds: months.map(({ top }) => (top as { sheetId: number }).sheetId) };
}

/** The mean rises month by month. */
function driftingUp(...[months]: Parameters<Rule>): RuleAnswer {
  if (months.length < least.rowLeast || sum(months, ({ sheets }) => sheets) < least.sheetsLeast) return 'tooFew';
  const points = months.map((month) => ({ x: placeOf(month.month), y: meanOf(month) }));
  const slopeHundredths = slopeOf(points);
  if (slopeHundredths < least.driftHundredths) return null;
  const [first, last] = [points[0], points.at(-1)] as [{ y: number }, { y: number }];
  const figures = { slopeHundredths, months: months.length, firstHundredths: first.y, lastHundredths: last.y };
  return said('driftingUp', figures, months);
}

/** Less, or more, is given on top of the self-assessments than in most branches. */
function stricterOrMilder(...[months, { medianDifferenceHundredths: median }]: Parameters<Rule>): RuleAnswer {
  const difference = meanDifference(months);
  if (difference === null || median === null) return 'tooFew';
  if (Math.abs(difference - median) < least.differenceHundredths) return null;
  const selfAssessed = sum(months, (month) => month.selfAssessed);
  const figures = { differenceHundredths: difference, apartHundredths: difference - median, selfAssessed };
  return said(difference < median ? 'stricter' : 'milder', figures, months, median);
}

/** Not one deduction in all sheets, while elsewhere there are some. */
function noDeductions(...[months, { deductionTenThousandths: organisation }]: Parameters<Rule>): RuleAnswer {
  const sheets = sum(months, (month) => month.sheets);
  if (months.length < least.monthsLeast || sheets < least.sheetsLeast || organisation === null) return 'tooFew';
  if (organisation === 0 || sum(months, ({ deductionSheets }) => deductionSheets) > 0) return null;
  return said('noDeductions', { sheets, lateSheets: sum(months, (month) => month.lateSheets) }, months, organisation);
}

/**
 * The mean of decided minus self-assessed over all self-assessed sheets of a branch, half up to a hundredth; null where there are
 * too few to speak of.
 */
export function meanDifference(months: readonly ReviewedMonth[]): number | null {
  const selfAssessed = sum(months, (month) => month.selfAssessed);
  if (months.length < least.monthsLeast || selfAssessed < least.sheetsLeast) return null;
  return divideHalfUp(
    sum(months, (month) => month.differenceHundredths),
    selfAssessed,
  );
}

/** The slope of the straight line through the points (least squares), half up to a hundredth; 0 for a single place. */
export function slopeOf(points: readonly { x: number; y: number }[]): number {
  const add = (figure: (point: { x: number; y: number }) => number) => sum(points, figure);
  const [x, y] = [add((point) => point.x), add((point) => point.y)];
  const below = points.length * add((point) => point.x * point.x) - x * x;
  if (below === 0) return 0;
  return divideHalfUp(points.length * add((point) => point.x * point.y) - x * y, below);
}

function said(
  code: FairnessCode,
  figures: Record<string, number>,
  months: readonly ReviewedMonth[],
  organisation: number | null = null,
): FairnessFinding {
  const links = months.map(({ month, branchMonthId }) => ({ month, branchMonthId }));
  return { code, figures, organisation, months: links, sheetIds: [] };
}

const rangeOf = (month: ReviewedMonth): number => month.highestHundredths - month.lowestHundredths;
const meanOf = (month: ReviewedMonth): number => divideHalfUp(month.sumHundredths, month.sheets);
/** A month's place in time: one more a month. */
const placeOf = (month: Month): number => (Number(month.slice(0, 4)) - 2000) * 12 + Number(month.slice(5, 7));

function sum<T>(all: readonly T[], figure: (each: T) => number): number {
  return all.reduce((total, each) => total + figure(each), 0);
}
