import type { NotScoredReason } from '../assessments/states.js';

/** All that a publication says about a month without a score. Why somebody is exempt or sanctioned is never published. */
export type PublishedReason = 'approved' | 'regulation' | 'transferredIn';

const publishedReasons: Record<NotScoredReason, PublishedReason> = {
  approvedExemption: 'approved',
  exemptProfile: 'approved',
  byRegulation: 'regulation',
  transferredIn: 'transferredIn',
};

export function publishedReason(reason: NotScoredReason): PublishedReason {
  return publishedReasons[reason];
}
