import type { Role } from '../http/allow.js';
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

export function unexplained(missing: readonly MissingMonth[]): MissingMonth[] {
  return missing.filter(({ explanation }) => explanation === null);
}
