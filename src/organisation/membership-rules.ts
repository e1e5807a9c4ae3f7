import { addDays, type Day, type Month } from '../calendar.js';

/** A member's time in a branch as the rules see it: `untilDay` is the first day on which he is no longer there. */
export interface Stay {
  id: number;
  branchId: number;
  fromDay: Day;
  untilDay: Day | null;
}

/** From a day on the member is in this branch; null: in none. */
export interface Move {
  toBranchId: number | null;
  fromDay: Day;
}

/** What a move does to the stays there are. A stay that would last no day at all is removed: it never was. */
export interface MoveEffect {
  removed: Stay | null;
  /** This stay ends on the day of the move. */
  ended: Stay | null;
  /** The member is back on the very day on which this stay ended: it goes on as if nothing had happened. */
  resumed: Stay | null;
  begins: boolean;
}

export interface MoveProblem {
  code: 'beforeLastMove' | 'alreadyThere' | 'alreadyLeft' | 'leftOnFirstDay';
  params: Record<string, string | number>;
}

/**
 * What a move does, or what is in its way. History is only ever continued: a move is not before the latest one, and one on
 * the same day replaces it, so that on every day at most one branch counts. `stays` are one member's, in order of time.
 */
export function moveOf(stays: readonly Stay[], { toBranchId, fromDay }: Move): MoveEffect | MoveProblem {
  const effect = { removed: null, ended: null, resumed: null, begins: false };
  const last = stays.at(-1);
  if (!last) return { ...effect, begins: toBranchId !== null };
  if (fromDay < last.fromDay) return { code: 'beforeLastMove', params: { day: last.fromDay } };
  const isThere = last.untilDay === null || last.untilDay > fromDay;
  if (toBranchId === null) {
    if (!isThere) return { code: 'alreadyLeft', params: { day: last.untilDay as Day } };
    if (last.fromDay < fromDay) return { ...effect, ended: last };
    return stays.length > 1 ? { ...effect, removed: last } : { code: 'leftOnFirstDay', params: { day: last.fromDay } };
  }
  if (isThere && last.branchId === toBranchId) return { code: 'alreadyThere', params: { day: last.fromDay } };
  const removed = last.fromDay === fromDay ? last : null;
  const previous = removed ? stays.at(-2) : last;
  if (previous?.untilDay === fromDay && previous.branchId === toBranchId)
    return { ...effect, removed, resumed: previous };
  return { ...effect, removed, ended: removed || !isThere ? null : last, begins: true };
}

/** The stays after a move, in order of time. A stay that begins has no id yet. */
export function staysAfter(stays: readonly Stay[], { toBranchId, fromDay }: Move, effect: MoveEffect): Stay[] {
  const kept = stays
    .filter((stay) => stay !== effect.removed)
    .map((stay) => (stay === effect.ended ? { ...stay, untilDay: fromDay } : stay))
    .map((stay) => (stay === effect.resumed ? { ...stay, untilDay: null } : stay));
  return effect.begins && toBranchId !== null
    ? [...kept, { id: 0, branchId: toBranchId, fromDay, untilDay: null }]
    : kept;
}

/** The stay that holds a day. */
export function stayOn<S extends Stay>(stays: readonly S[], day: Day): S | undefined {
  return stays.find(({ fromDay, untilDay }) => fromDay <= day && (untilDay === null || untilDay > day));
}

/** A branch's month that has been opened: who is a member on its theme day is scored in it. */
export interface OpenedMonth {
  branchId: number;
  month: Month;
  themeDay: Day;
  /** Still in self-assessment: the list is completed when the review starts. */
  isOpenToJoiners: boolean;
}

/**
 * The first opened month whose list would no longer be true: one that lists the member although he would not have been in
 * the branch on its theme day, or one that is past self-assessment and doesn't list him although he would have been.
 * Months already opened keep their lists, so the change has to be dated after the theme day.
 */
export function contradictedMonth(
  before: readonly Stay[],
  after: readonly Stay[],
  opened: readonly OpenedMonth[],
): OpenedMonth | undefined {
  const counts = (stays: readonly Stay[], month: OpenedMonth) =>
    stayOn(stays, month.themeDay)?.branchId === month.branchId;
  return opened
    .filter((month) => {
      const counted = counts(before, month);
      return counted !== counts(after, month) && (counted || !month.isOpenToJoiners);
    })
    .toSorted((one, other) => (one.themeDay < other.themeDay ? -1 : 1))[0];
}

/** The organisation is not older, and nothing is planned further ahead than a year. */
export function sensibleDays(today: Day): { from: Day; until: Day } {
  return { from: '1921-07-01', until: addDays(today, 366) };
}

/** Members are of age. */
export function sensibleBirthYears(today: Day): { from: number; until: number } {
  return { from: 1900, until: Number(today.slice(0, 4)) - 18 };
}
