import type { Role } from '../http/allow.js';
import type { BranchMonthState } from './states.js';

/** The steps of a month that are kept with who took them and when. */
export const monthStepNames = [
  'preReview',
  'witness',
  'readiness',
  'confidentialityCheck',
  'approval',
  'report',
  'reportReturn',
  'acceptance',
] as const;
export type MonthStepName = (typeof monthStepNames)[number];

/** What is void once the month is reviewed again: it was said about a list that may change. */
export const voidInReview = ['readiness', 'confidentialityCheck', 'approval'] as const satisfies MonthStepName[];

/** What two people do who must not be one. */
const apart: Partial<Record<MonthStepName, string>> = { confidentialityCheck: 'publish', approval: 'publish' };

export function apartOf(step: MonthStepName): string | null {
  return apart[step] ?? null;
}

/** Who is in office in a branch, as far as the steps depend on it. */
export interface InOffice {
  committee: boolean;
  /** Whether somebody holds each of these today. */
  disciplineCommissioner: boolean;
  witness: boolean;
}

/**
 * Whose the confidentiality and privacy check is (domain/process.md, T+3): the discipline commissioner's; where a branch has
 * none, its witness's, and failing that the organisation commissioner's.
 */
export function checkerOf({ disciplineCommissioner, witness }: InOffice): Role {
  if (disciplineCommissioner) return 'disciplineCommissioner';
  return witness ? 'witness' : 'organisationCommissioner';
}

export interface TakenBy {
  accountId: number | null;
  memberId: number | null;
}

/** Whether two steps were taken by one and the same person, with whichever account. */
export function isSamePerson(one: TakenBy, other: TakenBy): boolean {
  const account = one.accountId !== null && one.accountId === other.accountId;
  return account || (one.memberId !== null && one.memberId === other.memberId);
}

/** What still has to happen before a month that is ready may be published. */
export function missingBeforePublication(steps: readonly { step: MonthStepName }[]): ('notChecked' | 'notApproved')[] {
  const has = (name: MonthStepName) => steps.some(({ step }) => step === name);
  return [
    ...(has('confidentialityCheck') ? [] : (['notChecked'] as const)),
    ...(has('approval') ? [] : (['notApproved'] as const)),
  ];
}

/** The state in which each of a month's steps is taken. */
export const takenDuring = {
  witness: 'review',
  readiness: 'review',
  confidentialityCheck: 'ready',
  approval: 'ready',
  report: 'confirmed',
  reportReturn: 'reported',
  acceptance: 'reported',
} as const satisfies Partial<Record<MonthStepName, BranchMonthState>>;
