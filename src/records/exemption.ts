import { addMonths, type Month } from '../calendar.js';
import type { FieldProblem } from '../http/refusal.js';

/** Not assessed at all, or on the light profile's items (domain/scheme.md, profiles). The codes are those of the profiles. */
export const exemptionKinds = ['exempt', 'light'] as const;
export type ExemptionKind = (typeof exemptionKinds)[number];

/** What an approval form names; the words beside it are for the few who may read them. */
export const exemptionReasonClasses = ['illness', 'age', 'mobile', 'secondment', 'other'] as const;
export type ExemptionReasonClass = (typeof exemptionReasonClasses)[number];

export const exemptionStates = ['applied', 'approved', 'refused', 'withdrawn', 'ended'] as const;
export type ExemptionState = (typeof exemptionStates)[number];

export const nextExemptionStates: Record<ExemptionState, readonly ExemptionState[]> = {
  applied: ['approved', 'refused', 'withdrawn'],
  approved: ['ended'],
  refused: [],
  withdrawn: [],
  ended: [],
};

/** What people do with an application, and what becomes of it. */
export const exemptionSteps = {
  approve: 'approved',
  refuse: 'refused',
  withdraw: 'withdrawn',
  end: 'ended',
} as const satisfies Record<string, ExemptionState>;
export type ExemptionStep = keyof typeof exemptionSteps;

export function mayExemption(step: ExemptionStep, state: ExemptionState): boolean {
  return nextExemptionStates[state].includes(exemptionSteps[step]);
}

/** Why this person may not take this step; null when nothing is against it. Nobody has a hand in his own, and two levels decide. */
export function whyNotExemption(
  step: ExemptionStep | 'apply',
  { accountId, memberId }: { accountId: number; memberId: number | null },
  hands: { memberId: number; appliedBy: number | null; appliedByMemberId: number | null },
): 'ownCase' | 'secondPerson' | null {
  if (memberId !== null && memberId === hands.memberId) return 'ownCase';
  if (step !== 'approve' && step !== 'refuse') return null;
  const applied = hands.appliedBy === accountId || (memberId !== null && hands.appliedByMemberId === memberId);
  return applied ? 'secondPerson' : null;
}

/** An exemption is applied for anew every year: what lasts for ever is nobody's decision any more. */
export const exemptionMonthsMax = 12;

export function exemptionProblems({ fromMonth, untilMonth }: { fromMonth: Month; untilMonth: Month }): FieldProblem[] {
  if (untilMonth < fromMonth) return [{ path: 'untilMonth', code: 'beforeFromMonth' }];
  const latest = addMonths(fromMonth, exemptionMonthsMax - 1);
  return untilMonth > latest ? [{ path: 'untilMonth', code: 'tooLong', params: { latest } }] : [];
}
