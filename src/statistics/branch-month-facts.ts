import { type BranchMonthState, isFinal, isPublished } from '../assessments/states.js';
import { addDays, type Day, lastDayOf, type Month } from '../calendar.js';
import type { WorkingCalendar } from '../calendars/working-calendar.js';
import { dueDayOf, dueOf } from '../summaries/due.js';

/** One month of one branch in figures: what the figures of every unit and period are put together from. */
export interface BranchMonthFacts {
  branchId: number;
  month: Month;
  /** Null, with 'notStarted', for a month that nobody opened although the branch had members. */
  branchMonthId: number | null;
  state: BranchMonthState | 'notStarted';
  themeDay: Day | null;
  selfAssessmentUntil: Day | null;
  /** The day on which its standing publication was first made; null before, and for a month that was imported. */
  publishedDay: Day | null;
  members: number;
  toScore: number;
  /** Of those to score: handed in by the member himself, entered for him from paper, or neither. */
  selfAssessed: number;
  proxies: number;
  fromRecords: number;
  /** Not scored, by the class that a board shows. */
  notScored: { approved: number; regulation: number; transferredIn: number };
  /** Of published rows alone: how often each score was given. */
  scores: ReadonlyMap<number, number>;
  deductionSheets: number;
  contributionSheets: number;
  /** ≤ 0 */
  deductionHundredths: number;
  contributionHundredths: number;
  objections: number;
  objectionsUpheld: number;
  corrections: number;
}

export interface Timeliness {
  /** Opened, or over without having been opened. A month that has yet to begin isn't due. */
  due: boolean;
  /** Published by the third working day after the theme day (domain/process.md, T … T+3); null: not due, running, or imported. */
  onTime: boolean | null;
  /** Working days from the day after that until it was published, or until today where it is not. */
  daysLate: number;
}

/** Whether a month was published in time. */
export function timelinessOf(facts: BranchMonthFacts, today: Day, calendar: WorkingCalendar): Timeliness {
  const { state, month, themeDay, selfAssessmentUntil, publishedDay } = facts;
  if (state === 'notStarted') {
    const { daysLate } = dueOf({ month, state, themeDay, selfAssessmentUntil, publishedUntil: null }, today, calendar);
    return today > lastDayOf(month)
      ? { due: true, onTime: false, daysLate }
      : { due: false, onTime: null, daysLate: 0 };
  }
  const dueDay = dueDayOf({ month, state: 'review', themeDay, selfAssessmentUntil, publishedUntil: null }, calendar);
  const until = isPublished(state) ? publishedDay : today;
  if (dueDay === null || until === null) return { due: true, onTime: null, daysLate: 0 };
  const late = until > dueDay;
  const daysLate = late ? calendar.between(addDays(dueDay, 1), until) : 0;
  return { due: true, onTime: late ? false : isPublished(state) ? true : null, daysLate };
}

/** What was due and what was done, in figures: sheets are counted by person and month (人次). */
export interface Completion {
  monthsDue: number;
  monthsOpened: number;
  monthsPublished: number;
  monthsConfirmed: number;
  monthsReported: number;
  monthsOnTime: number;
  monthsLate: number;
  daysLate: number;
  toScore: number;
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

/** The figures of several months, of one branch or of many: thousands of months, so that each is looked at once. */
export function completionOf(
  facts: readonly BranchMonthFacts[],
  { today, calendar }: { today: Day; calendar: WorkingCalendar },
): Completion {
  const sums = { ...nothingDone };
  for (const each of facts) {
    const { due, onTime, daysLate } = timelinessOf(each, today, calendar);
    const { state, notScored } = each;
    if (due) sums.monthsDue += 1;
    if (each.branchMonthId !== null) sums.monthsOpened += 1;
    if (isPublished(state)) sums.monthsPublished += 1;
    if (isFinal(state)) sums.monthsConfirmed += 1;
    if (state === 'reported' || state === 'archived') sums.monthsReported += 1;
    if (onTime === true) sums.monthsOnTime += 1;
    if (onTime === false) sums.monthsLate += 1;
    sums.daysLate += daysLate;
    sums.toScore += each.toScore;
    sums.scored += sizeOf(each.scores);
    sums.notScored += notScored.approved + notScored.regulation + notScored.transferredIn;
    sums.notScoredApproved += notScored.approved;
    sums.notScoredRegulation += notScored.regulation;
    sums.notScoredTransferredIn += notScored.transferredIn;
    sums.selfAssessed += each.selfAssessed;
    sums.proxies += each.proxies;
    sums.fromRecords += each.fromRecords;
    sums.objections += each.objections;
    sums.objectionsUpheld += each.objectionsUpheld;
    sums.corrections += each.corrections;
  }
  return sums;
}

const nothingDone: Completion = {
  ...{ monthsDue: 0, monthsOpened: 0, monthsPublished: 0, monthsConfirmed: 0, monthsReported: 0 },
  ...{ monthsOnTime: 0, monthsLate: 0, daysLate: 0, toScore: 0, scored: 0 },
  ...{ notScored: 0, notScoredApproved: 0, notScoredRegulation: 0, notScoredTransferredIn: 0 },
  ...{ selfAssessed: 0, proxies: 0, fromRecords: 0, objections: 0, objectionsUpheld: 0, corrections: 0 },
};

/** How many scores there are. */
export function sizeOf(counts: ReadonlyMap<number, number>): number {
  let size = 0;
  for (const count of counts.values()) size += count;
  return size;
}
