import { addDays, type Day } from '../calendar.js';
import type { Actor } from '../http/allow.js';
import { may } from '../identity/rights.js';

/** Who looks at a sheet before the branch decides it. */
export type PreReviewer = 'groupLeader' | 'commissioner';

export interface PreReviewCase {
  memberId: number;
  branchPath: string;
  /** The group that its member was in on the count day; null: in none. */
  groupPath: string | null;
  /** The members who lead that group today. */
  leaderIds: readonly number[];
}

/**
 * Whose turn a sheet is (domain/process.md, T−2 … T−1): the leader of its group; of a sheet without a group, of a leader's own
 * and where nobody leads the group, the organisation commissioner or the heads of the branch.
 */
export function preReviewerOf({ memberId, groupPath, leaderIds }: Omit<PreReviewCase, 'branchPath'>): PreReviewer {
  return groupPath !== null && leaderIds.some((leaderId) => leaderId !== memberId) ? 'groupLeader' : 'commissioner';
}

/** Why this person may not pre-review this sheet; null when he may. Nobody pre-reviews his own, whatever offices he holds. */
export function whyNotPreReview(actor: Actor, about: PreReviewCase): 'ownCase' | 'forbidden' | null {
  const { memberId, branchPath, groupPath } = about;
  if (memberId === actor.memberId) return 'ownCase';
  if (preReviewerOf(about) === 'groupLeader')
    return actor.holdings.some(({ role, unitPath }) => role === 'groupLeader' && unitPath === groupPath)
      ? null
      : 'forbidden';
  return may('sheet.preReview', actor, { unitPath: branchPath, memberId }) ? null : 'forbidden';
}

/** The last day of pre-review: the one before the theme day, and at least the one after self-assessment. */
export function preReviewUntil({ themeDay, selfAssessmentUntil }: { themeDay: Day; selfAssessmentUntil: Day }): Day {
  const [before, after] = [addDays(themeDay, -1), addDays(selfAssessmentUntil, 1)];
  return before > after ? before : after;
}
