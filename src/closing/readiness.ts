import type { Role } from '../http/allow.js';
import { Refusal } from '../http/refusal.js';
import type { BlockingMonthView } from '../summaries/half-year.view.js';
import type { ClosingExplanation } from './closing-step.entity.js';

/** A month that is not confirmed, who has to do something about it, and why it is left out if it is. */
export interface MissingMonth extends BlockingMonthView {
  waitsFor: readonly (Role | 'member')[];
  explanation: string | null;
}

/** Who has to do the next thing in a month of this state (domain/process.md, the month). */
const next: Record<BlockingMonthView['state'], readonly (Role | 'member')[]> = {
  notStarted: ['organisationCommissioner', 'secretary'],
  selfAssessment: ['member'],
  preReview: ['groupLeader'],
  review: ['secretary', 'deputySecretary'],
  ready: ['disciplineCommissioner', 'secretary'],
  published: ['secretary'],
  // Only a disputed row keeps a confirmed month from being final.
  confirmed: ['disciplineCommissioner', 'secretary'],
  reported: ['disciplineCommissioner', 'secretary'],
  archived: ['disciplineCommissioner', 'secretary'],
  // An import that was taken back: the month is as if it had never been opened.
  takenBack: ['organisationCommissioner', 'secretary'],
};

/** What keeps a closing from being generated: months "confirmed or explained" (domain/process.md, half-year). */
export function missingMonths(
  blockedBy: readonly BlockingMonthView[],
  explanations: readonly Pick<ClosingExplanation, 'branchId' | 'month' | 'reason'>[],
): MissingMonth[] {
  const reasonOf = new Map(explanations.map(({ branchId, month, reason }) => [`${branchId} ${month}`, reason]));
  return blockedBy.map((each) => ({
    ...each,
    waitsFor: next[each.state],
    explanation: reasonOf.get(`${each.branch.id} ${each.month}`) ?? null,
  }));
}

export function unexplained<Month extends { explanation: string | null }>(missing: readonly Month[]): Month[] {
  return missing.filter(({ explanation }) => explanation === null);
}

/** Refuses (409) while a month is missing without an explanation. */
export function refuseMissing(missing: readonly Omit<MissingMonth, 'waitsFor'>[]): void {
  const waiting = unexplained(missing);
  if (waiting.length === 0) return;
  throw new Refusal('conflict', {
    errors: waiting.map(({ code, month, branch, state }) => ({
      path: `months.${month}`,
      code,
      params: { branch: branch.name, state },
    })),
  });
}
