import type { Instant } from '../calendar.js';
import type { Actor } from '../http/allow.js';
import { may } from '../identity/rights.js';
import { type BranchMonthState, isPublished, type SheetState } from './states.js';

/** Who looks at a sheet, and what has become of it. */
export interface Sight {
  /** It is the reader's own: whatever offices he holds, he sees of it what a member sees. */
  own: boolean;
  /** What the member wrote. A draft is nobody else's before it is handed in or his time for it is over. */
  claims: boolean;
  /** Why a member is not scored, in words: his own, and for those who read all of the branch by office. */
  office: boolean;
  /** What a pre-reviewer said: for those who pre-review and decide, never about one's own. */
  preReview: boolean;
  /** What was decided. Nobody learns his own before publication, and group leaders learn none. */
  decisions: boolean;
}

export function sightOf(
  actor: Actor,
  {
    memberId,
    state,
    monthState,
    branchPath,
    submittedAt,
    extended,
  }: {
    memberId: number;
    state: SheetState;
    monthState: BranchMonthState;
    branchPath: string;
    submittedAt: Instant | null;
    extended: boolean;
  },
): Sight {
  const own = memberId === actor.memberId;
  const office = readsSheets(actor, branchPath);
  // Who is exempted while he still writes has handed nothing in.
  const handedIn = state === 'notScored' ? submittedAt !== null : state !== 'draft';
  return {
    own,
    office,
    preReview: !own,
    claims: own || handedIn || (monthState !== 'selfAssessment' && !extended),
    decisions: isPublished(monthState) || (!own && office),
  };
}

/** Whether the actor reads sheets of a branch by office, and not only his own. */
export function readsSheets(actor: Actor, branchPath: string): boolean {
  return may('sheet.read', actor, { unitPath: branchPath, memberId: null });
}
