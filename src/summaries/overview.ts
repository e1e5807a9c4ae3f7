import { type BranchMonthState, finalStates } from '../assessments/states.js';
import type { Day, Month } from '../calendar.js';
import type { WorkingCalendar } from '../calendars/working-calendar.js';
import { statistics } from '../scoring/summary.js';
import { type Due, dueOf, type MonthStanding } from './due.js';
import type { UnitFact } from './half-year.facts.js';
import type { OverviewRowView, OverviewView } from './overview.view.js';

export interface SheetCounts {
  members: number;
  toScore: number;
  submitted: number;
  decided: number;
  fromRecords: number;
}

export interface OverviewMonth extends SheetCounts {
  id: number;
  branchId: number;
  state: BranchMonthState;
  themeDay: Day;
  selfAssessmentUntil: Day;
  publishedUntil: Day | null;
  /** In hundredths, of those who were scored. */
  publishedScores: readonly number[];
}

export interface OverviewFacts {
  unit: UnitFact;
  month: Month;
  today: Day;
  calendar: WorkingCalendar;
  branches: UnitFact[];
  months: OverviewMonth[];
  /** The branches whose months go through a pre-review. */
  preReviewing: ReadonlySet<number>;
  /** Members on the day, by branch that has not opened the month. */
  memberCounts: ReadonlyMap<number, number>;
}

/** How every branch of a unit stands in a month. */
export function overviewOf({ unit, month, today, calendar, ...facts }: OverviewFacts): OverviewView {
  const monthOf = new Map(facts.months.map((branchMonth) => [branchMonth.branchId, branchMonth]));
  const dueOf = onceEach(today, calendar);
  const rows = facts.branches
    .map((branch) => {
      const branchMonth = monthOf.get(branch.id);
      const given = { month, preReview: facts.preReviewing.has(branch.id), dueOf };
      return branchMonth
        ? openedRow(branch, branchMonth, given)
        : notStartedRow(branch, facts.memberCounts.get(branch.id) ?? 0, given);
    })
    .sort((one, other) => other.daysLate - one.daysLate);
  const inState = (...states: OverviewRowView['state'][]) => rows.filter(({ state }) => states.includes(state)).length;
  return {
    unit: { id: unit.id, name: unit.name, kind: unit.kind },
    month,
    totals: {
      branches: rows.length,
      members: rows.reduce((sum, { members }) => sum + members, 0),
      published: inState('published', ...finalStates),
      confirmed: inState(...finalStates),
      reported: inState('reported', 'archived'),
      archived: inState('archived'),
    },
    rows,
  };
}

/** The branches of a bureau have few theme days among them: what is due when is reckoned once for those that stand alike. */
function onceEach(today: Day, calendar: WorkingCalendar): (standing: MonthStanding) => Due {
  const known = new Map<string, Due>();
  return ({ month, state, themeDay, selfAssessmentUntil, publishedUntil }) => {
    const key = `${state} ${themeDay} ${selfAssessmentUntil} ${publishedUntil}`;
    let due = known.get(key);
    if (!due) {
      due = dueOf({ month, state, themeDay, selfAssessmentUntil, publishedUntil }, today, calendar);
      known.set(key, due);
    }
    return due;
  };
}

interface Given {
  month: Month;
  preReview: boolean;
  dueOf: (standing: MonthStanding) => Due;
}

function openedRow(branch: UnitFact, branchMonth: OverviewMonth, { month, preReview, dueOf }: Given): OverviewRowView {
  const { id, state, themeDay, members, toScore, submitted, decided, fromRecords } = branchMonth;
  const { meanHundredths, medianHundredths, lowestHundredths, highestHundredths } = statistics(
    branchMonth.publishedScores,
  );
  return {
    branch,
    branchMonthId: id,
    state,
    preReview,
    themeDay,
    members,
    toScore,
    submitted,
    decided,
    notScored: members - toScore,
    fromRecords,
    meanHundredths,
    medianHundredths,
    lowestHundredths,
    highestHundredths,
    ...dueOf({ ...branchMonth, month }),
  };
}

function notStartedRow(branch: UnitFact, members: number, { month, preReview, dueOf }: Given): OverviewRowView {
  const noDays = { themeDay: null, selfAssessmentUntil: null, publishedUntil: null };
  const { dueDay, daysLate, calendarAnnounced } = dueOf({ month, state: 'notStarted', ...noDays });
  return {
    branch,
    branchMonthId: null,
    state: 'notStarted',
    preReview,
    themeDay: null,
    members,
    toScore: 0,
    submitted: 0,
    decided: 0,
    notScored: 0,
    fromRecords: 0,
    meanHundredths: null,
    medianHundredths: null,
    lowestHundredths: null,
    highestHundredths: null,
    dueDay,
    // A branch without members has no month to open.
    daysLate: members === 0 ? 0 : daysLate,
    calendarAnnounced,
  };
}
