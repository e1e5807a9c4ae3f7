import { type BranchMonthState, isFinal, isPublished } from '../assessments/states.js';
import { addDays, type Day, lastDayOf, type Month } from '../calendar.js';
import type { WorkingCalendar } from '../calendars/working-calendar.js';
import { dueOf } from '../summaries/due.js';

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
  // Asked as of the theme day, on which nothing is late yet: how late it is since is counted below, up to the day it was published.
  const standing = { month, state: 'review', themeDay, selfAssessmentUntil, publishedUntil: null } as const;
  const { dueDay } = dueOf(standing, themeDay ?? today, calendar);
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

/** The figures of several months, of one branch or of many. */
export function completionOf(
  facts: readonly BranchMonthFacts[],
  { today, calendar }: { today: Day; calendar: WorkingCalendar },
): Completion {
  const times = facts.map((each) => timelinessOf(each, today, calendar));
  const months = (holds: (each: BranchMonthFacts, time: Timeliness) => boolean) =>
    facts.filter((each, index) => holds(each, times[index] as Timeliness)).length;
  const sum = (figure: (each: BranchMonthFacts) => number) => facts.reduce((total, each) => total + figure(each), 0);
  const approved = sum(({ notScored }) => notScored.approved);
  const regulation = sum(({ notScored }) => notScored.regulation);
  const transferredIn = sum(({ notScored }) => notScored.transferredIn);
  return {
    monthsDue: months((_, { due }) => due),
    monthsOpened: months(({ branchMonthId }) => branchMonthId !== null),
    monthsPublished: months(({ state }) => isPublished(state)),
    monthsConfirmed: months(({ state }) => isFinal(state)),
    monthsReported: months(({ state }) => state === 'reported' || state === 'archived'),
    monthsOnTime: months((_, { onTime }) => onTime === true),
    monthsLate: months((_, { onTime }) => onTime === false),
    daysLate: times.reduce((total, { daysLate }) => total + daysLate, 0),
    toScore: sum(({ toScore }) => toScore),
    scored: sum(({ scores }) => sizeOf(scores)),
    notScored: approved + regulation + transferredIn,
    notScoredApproved: approved,
    notScoredRegulation: regulation,
    notScoredTransferredIn: transferredIn,
    selfAssessed: sum(({ selfAssessed }) => selfAssessed),
    proxies: sum(({ proxies }) => proxies),
    fromRecords: sum(({ fromRecords }) => fromRecords),
    objections: sum(({ objections }) => objections),
    objectionsUpheld: sum(({ objectionsUpheld }) => objectionsUpheld),
    corrections: sum(({ corrections }) => corrections),
  };
}

/** How many scores there are. */
export function sizeOf(counts: ReadonlyMap<number, number>): number {
  let size = 0;
  for (const count of counts.values()) size += count;
  return size;
}
