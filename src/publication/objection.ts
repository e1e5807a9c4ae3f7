import type { Day } from '../calendar.js';
import type { Role } from '../http/allow.js';

/** The states of an objection (domain/process.md). What is decided, withdrawn or closed stays so; an appeal is beside it. */
export const objectionStates = ['received', 'acknowledged', 'upheld', 'rejected', 'withdrawn', 'closed'] as const;
export type ObjectionState = (typeof objectionStates)[number];

export const nextObjectionStates: Record<ObjectionState, readonly ObjectionState[]> = {
  received: ['acknowledged', 'upheld', 'rejected', 'withdrawn', 'closed'],
  acknowledged: ['upheld', 'rejected', 'withdrawn', 'closed'],
  upheld: [],
  rejected: [],
  withdrawn: [],
  closed: [],
};

/** The states of the one appeal there may be. Its answer is final. */
export const appealStates = ['open', 'upheld', 'rejected', 'closed'] as const;
export type AppealState = (typeof appealStates)[number];

export const nextAppealStates: Record<AppealState, readonly AppealState[]> = {
  open: ['upheld', 'rejected', 'closed'],
  upheld: [],
  rejected: [],
  closed: [],
};

export function mayBecome(state: ObjectionState, next: ObjectionState): boolean {
  return nextObjectionStates[state].includes(next);
}

/** The clocks of an objection, in working days (domain/process.md, "Objections"). */
export const objectionClocks = {
  acknowledgeWithin: 1,
  answerWithin: 3,
  appealWithin: 3,
  answerAppealWithin: 5,
} as const;

/** What is asked of the working calendar: the day on which the n-th working day after this one falls. */
export interface CountsWorkingDays {
  add(day: Day, count: number): Day;
}

export interface ObjectionDays {
  state: ObjectionState;
  appealState: AppealState | null;
  receivedDay: Day;
  answeredDay: Day | null;
  appealedDay: Day | null;
}

export interface DueStep {
  step: 'acknowledge' | 'answer' | 'answerAppeal';
  dueDay: Day;
  /** The day is over, and nothing was decided: it is shown, and never decided by itself. */
  overdue: boolean;
}

/** What somebody has to do about the objection next, and until when; null when nothing is left to do. */
export function dueStep(
  { state, appealState, receivedDay, appealedDay }: ObjectionDays,
  calendar: CountsWorkingDays,
  today: Day,
): DueStep | null {
  const due = (step: DueStep['step'], from: Day, within: number): DueStep => {
    const dueDay = calendar.add(from, within);
    return { step, dueDay, overdue: today > dueDay };
  };
  if (appealState === 'open' && appealedDay !== null)
    return due('answerAppeal', appealedDay, objectionClocks.answerAppealWithin);
  if (state === 'received') return due('acknowledge', receivedDay, objectionClocks.acknowledgeWithin);
  if (state === 'acknowledged') return due('answer', receivedDay, objectionClocks.answerWithin);
  return null;
}

/** The last day of an appeal; null where none is possible (any more). */
export function appealUntil(
  { state, appealState, answeredDay }: ObjectionDays,
  calendar: CountsWorkingDays,
): Day | null {
  const answered = state === 'upheld' || state === 'rejected';
  if (!answered || appealState !== null || answeredDay === null) return null;
  return calendar.add(answeredDay, objectionClocks.appealWithin);
}

/** Whether the objection itself or its appeal still waits for an answer. */
export function isOpen({ state, appealState }: Pick<ObjectionDays, 'state' | 'appealState'>): boolean {
  return state === 'received' || state === 'acknowledged' || appealState === 'open';
}

/** Whose case it is, and who decided what it is about. */
export interface ObjectionCase {
  subjectMemberId: number;
  authorMemberId: number;
  anonymous: boolean;
  /** The accounts that decided the row, or a line of it, when the objection was raised. */
  deciderAccountIds: readonly number[];
}

export interface Person {
  accountId: number;
  memberId: number | null;
}

/** Nobody handles an objection of his own or to his own row (ownCase), nor to what he decided himself (ownFinding). */
export function conflictOf(person: Person, objection: ObjectionCase): 'ownCase' | 'ownFinding' | null {
  if (person.memberId !== null && person.memberId === objection.authorMemberId) return 'ownCase';
  return conflictWithRow(person, objection);
}

/** The conflicts that everybody may know of: the author of an anonymous objection must not show in who handles it. */
function conflictWithRow({ accountId, memberId }: Person, objection: ObjectionCase): 'ownCase' | 'ownFinding' | null {
  if (memberId !== null && memberId === objection.subjectMemberId) return 'ownCase';
  return objection.deciderAccountIds.includes(accountId) ? 'ownFinding' : null;
}

export interface Officer extends Person {
  role: Role;
}

/**
 * Who handles objections, one after the other: the discipline commissioner, and where it is his own case or finding (or there
 * is none) the secretary or deputy, the organisation commissioner, and last the bureau (domain/process.md, roles).
 */
export const handlingOrder: readonly (readonly Role[])[] = [
  ['disciplineCommissioner'],
  ['secretary', 'deputySecretary'],
  ['organisationCommissioner'],
  ['bureauOffice'],
];

/** The officers whose turn it is: the first of the order in which somebody has no conflict. */
export function handlersOf(officers: readonly Officer[], objection: ObjectionCase): Officer[] {
  const conflict = objection.anonymous ? conflictWithRow : conflictOf;
  for (const roles of handlingOrder) {
    const able = officers.filter((officer) => roles.includes(officer.role) && conflict(officer, objection) === null);
    if (able.length > 0) return able;
  }
  return [];
}

/** Why this person may not handle this objection; null when he may. */
export function whyNotHandle(
  person: Person,
  officers: readonly Officer[],
  objection: ObjectionCase,
): 'ownCase' | 'ownFinding' | 'forbidden' | null {
  const conflict = conflictOf(person, objection);
  if (conflict) return conflict;
  return handlersOf(officers, objection).some(({ accountId }) => accountId === person.accountId) ? null : 'forbidden';
}

/**
 * Whether somebody may object without his name: not where he himself is the only one whose turn it would be, for then his
 * withdrawing would tell everybody who the author is.
 */
export function mayHideName(author: Person, officers: readonly Officer[], objection: ObjectionCase): boolean {
  return handlersOf(officers, { ...objection, anonymous: true }).some(
    ({ accountId, memberId }) => accountId !== author.accountId && memberId !== objection.authorMemberId,
  );
}

/** Why this person of the level above may not decide the appeal: also not who answered the objection. */
export function whyNotDecideAppeal(
  person: Person,
  objection: ObjectionCase & { answeredBy: number | null },
): 'ownCase' | 'ownFinding' | null {
  const conflict = conflictOf(person, objection);
  if (conflict) return conflict;
  return person.accountId === objection.answeredBy ? 'ownFinding' : null;
}

/**
 * Who sees the author: everybody who may read a named objection; of an anonymous one the author himself and the branch's
 * discipline commissioner, unless it is about his own row or finding.
 */
export function seesAuthor(reader: Person & { isDisciplineCommissioner: boolean }, objection: ObjectionCase): boolean {
  if (!objection.anonymous || reader.memberId === objection.authorMemberId) return true;
  return reader.isDisciplineCommissioner && conflictWithRow(reader, objection) === null;
}
